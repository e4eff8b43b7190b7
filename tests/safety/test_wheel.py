"""The wheel is the same, byte for byte, whoever builds it, wherever and whenever."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("posture", "checklists", "pyproject.toml", "README.md")

pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="built from the repository")


def copied(folder: Path) -> Path:
    """A copy of what the wheel is made of, with other times on every file."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder)
    for number, path in enumerate(sorted(folder.rglob("*"))):
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    return folder


def built(folder: Path, out: Path, mask: int, **environment: str) -> str:
    """The hash of the wheel that comes out of a folder."""
    code = f"import os; os.umask({mask}); from build.__main__ import main; main(['--wheel', '--no-isolation', '-o', {str(out)!r}, '.'])"  # noqa: E501 - one line of a command
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**{name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = out.glob("*.whl")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_a_wheel_is_byte_for_byte_the_same_at_another_place_time_and_umask(tmp_path: Path) -> None:
    here = copied(tmp_path / "here")
    there = copied(tmp_path / "deep" / "er" / "there (2)")
    for path in there.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.utime(path)
    first = built(here, tmp_path / "1", 0o022, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    second = built(there, tmp_path / "2", 0o077, TZ="Asia/Kathmandu", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert first == second
    # The control: without hatchling's care for it, times of files get into the wheel, and it is another one.
    text = (there / "pyproject.toml").read_text(encoding="utf-8")
    careless = text.replace(
        "[tool.hatch.build.targets.wheel]\n", "[tool.hatch.build.targets.wheel]\nreproducible = false\n"
    )
    assert careless != text
    (there / "pyproject.toml").write_text(careless, encoding="utf-8")
    assert built(there, tmp_path / "3", 0o022) != first
