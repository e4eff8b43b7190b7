"""The sample reports that are shipped are those that the program writes now: `make samples` writes them again."""

import subprocess
import sys
from pathlib import Path

EXPORTS = Path(__file__).parents[2] / "exports"


def test_the_shipped_sample_reports_are_what_the_program_writes_now(tmp_path: Path) -> None:
    # In another time zone, locale and hash seed than it was made in: the bytes must not depend on them.
    done = subprocess.run(
        [sys.executable, "-m", "posture", "demo", "--plain", "--all", "--output", str(tmp_path)],
        capture_output=True,
        check=False,
        env={"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "77", "PATH": "", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr.decode()
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    shipped = {path.name: path.read_bytes() for path in EXPORTS.iterdir()}
    assert sorted(written) == sorted(shipped), "run `make samples`"
    assert [name for name, data in written.items() if data != shipped[name]] == [], "run `make samples`"
