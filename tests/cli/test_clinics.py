"""`posture archive`, `unarchive` and `delete`: what they print, what they leave, and that nothing goes unasked."""

import io
from pathlib import Path

import pytest

from tests.cli.shell import Shell, tree

NAME = "Riverside Family Clinic"


@pytest.fixture
def clinic(golden: Shell) -> Path:
    """A clinic with one visit and a report; its folder."""
    path = golden("new", "--clinic", NAME).path
    assert golden("answer", str(path), "patching", "partly", "--note", "canary-7").code == 0
    assert golden("export", str(path)).code == 0
    return path.parent


def test_a_clinic_moves_to_another_workspace(golden: Shell, clinic: Path, tmp_path: Path) -> None:
    file = golden("archive", NAME, "-o", str(tmp_path / "r.posture")).path
    assert file == tmp_path / "r.posture"
    result = golden("unarchive", str(file), "--workspace", str(tmp_path / "other"))
    assert (result.code, result.faults) == (0, [])
    (path,) = (Path(line) for line in result.lines)
    assert tree(path.parent) == tree(clinic)
    assert golden("score", str(path)).code == 0


def test_a_second_time_is_refused_with_what_to_do(golden: Shell, clinic: Path, workspace: Path, tmp_path: Path) -> None:
    golden("archive", NAME, "-o", str(tmp_path / "r.posture"))
    before = tree(workspace)
    again = golden("unarchive", str(tmp_path / "r.posture"))
    assert (again.code, again.out) == (3, "")
    assert str(clinic) in again.err
    assert "nothing merged" in again.err
    over = golden("archive", NAME, "-o", str(tmp_path / "r.posture"))
    assert (over.code, over.out) == (3, "")
    assert tree(workspace) == before


def test_a_damaged_archive_is_exit_1_and_writes_nothing(golden: Shell, clinic: Path, tmp_path: Path) -> None:
    assert clinic.is_dir()
    file = golden("archive", NAME, "-o", str(tmp_path / "r.posture")).path
    file.write_bytes(file.read_bytes().replace(b"canary-7", b"canary-8"))
    result = golden("unarchive", str(file), "--workspace", str(tmp_path / "other"))
    assert (result.code, result.out, result.faults) == (1, "", [])
    assert "nothing was taken" in result.err
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("command", ["archive", "delete"])
def test_an_unknown_clinic_is_wrong_use_and_names_the_nearest(golden: Shell, clinic: Path, command: str) -> None:
    words = ("-o", "x.posture") if command == "archive" else ()
    result = golden(command, "Riverside Family Clinix", *words)
    assert (result.code, result.out) == (2, "")
    assert NAME.lower() in result.err.lower()
    assert clinic.is_dir()


def test_deleting_takes_the_whole_name(golden: Shell, clinic: Path, workspace: Path) -> None:
    for wrong in ("riverside family clinic", "Riverside", "", "yes"):
        result = golden("delete", NAME, "--yes-delete", wrong)
        assert (result.code, result.out) == (2, "")
        assert "nothing was deleted" in result.err
    assert clinic.is_dir()
    result = golden("delete", NAME, "--yes-delete", NAME)
    assert result.code == 0
    assert str(clinic) in result.lines
    assert {name: data for name, data in tree(workspace).items() if data is not None} == {}


@pytest.mark.parametrize(("typed", "code"), [("", 1), ("\n", 1), ("y\n", 1), ("Riverside\n", 1), (f"{NAME}\n", 0)])
def test_the_name_is_asked_for(
    golden: Shell, clinic: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    result = golden("delete", NAME)
    assert (result.code, result.faults) == (code, [])
    assert clinic.exists() == bool(code)
    assert "Type the clinic's name" in result.err


def test_the_folder_s_name_finds_a_clinic_and_does_not_delete_it(golden: Shell, clinic: Path) -> None:
    assert golden("delete", clinic.name, "--yes-delete", clinic.name).code == 2
    assert golden("delete", clinic.name, "--yes-delete", NAME).code == 0


def test_an_archive_of_one_clinic_says_nothing_of_another(golden: Shell, clinic: Path, tmp_path: Path) -> None:
    assert clinic.is_dir()
    other = golden("new", "--clinic", "Harbor Street Dental").path
    golden("answer", str(other), "patching", "not", "--note", "secret-9")
    file = golden("archive", NAME, "-o", str(tmp_path / "r.posture")).path
    assert b"canary-7" in file.read_bytes()
    assert b"secret-9" not in file.read_bytes()
    assert b"Harbor" not in file.read_bytes()


def test_a_file_that_is_no_archive_is_said_to_be_none(golden: Shell, file: Path, tmp_path: Path) -> None:
    for path in (file, tmp_path):
        result = golden("unarchive", str(path))
        assert result.code in (1, 3)
        assert result.faults == []
