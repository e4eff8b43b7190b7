"""`posture export --sign`: a signature that OpenSSH alone can check, and that one changed byte spoils."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from posture.sample import lay_out
from posture.store.paths import Places
from tests.safety.every_command import carry_out

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="there is no ssh-keygen here")

WHO = "ana@riverside.example"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return lay_out(Places(tmp_path / "workspace"))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key without a passphrase, and who is known to have it."""
    path = tmp_path / "-key of ana"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", WHO, "-f", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    public = path.with_name(path.name + ".pub").read_text(encoding="utf-8")
    (tmp_path / "signers").write_text(f"{WHO} {public}", encoding="utf-8")
    return path


def is_signed(report: Path, signers: Path, namespace: str = "posture") -> bool:
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", WHO, "-n", namespace, "-s", f"{report}.sig"]
    return subprocess.run(command, input=report.read_bytes(), capture_output=True, check=False).returncode == 0


def test_every_file_of_an_export_is_signed_and_can_be_checked_without_posture(
    file: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    words = ("export", str(file), "--format", "markdown", "--format", "csv", "-o", str(out), "--sign", f"./{key.name}")
    done = carry_out(words)
    assert done.code == 0, done.err
    paths = [Path(line) for line in done.out.splitlines()]
    reports = [path for path in paths if path.suffix != ".sig"]
    assert len(reports) >= 2
    assert sorted(paths) == sorted([*reports, *(Path(f"{path}.sig") for path in reports)]) == sorted(out.iterdir())
    signers = tmp_path / "signers"
    for report in reports:
        assert is_signed(report, signers)
        assert not is_signed(report, signers, "git")
        report.write_bytes(report.read_bytes().replace(b"a", b"b", 1))
        assert not is_signed(report, signers)
    if os.name != "nt":
        assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


@pytest.mark.parametrize("what", ["missing", "no key", "public", "folder"])
def test_without_a_key_the_report_is_written_and_it_is_said_that_it_is_not_signed(
    file: Path, tmp_path: Path, what: str
) -> None:
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    elif what != "missing":
        path.write_text("ssh-ed25519 AAAA ana\n" if what == "public" else "no key\n", encoding="utf-8")
        path.chmod(0o600)
    done = carry_out(("export", str(file), "-o", str(tmp_path / "out"), "--sign", str(path)))
    assert done.code == 3
    assert "not signed" in done.err
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["report.md"]


def test_where_there_is_no_ssh_keygen_it_says_so(
    file: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = carry_out(("export", str(file), "-o", str(tmp_path / "out"), "--sign", str(key)))
    assert done.code == 3
    assert "no ssh-keygen" in done.err
