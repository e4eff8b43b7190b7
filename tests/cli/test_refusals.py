"""Assessments, folders and disks that nothing can be done with: said with file and line, and left untouched."""

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.shell import GOLDEN, Shell, tree

# Every command that opens an assessment.
OPENING = {
    "answer": ("answer", "FILE", "patching", "partly"),
    "fact": ("fact", "FILE", "staff=3"),
    "action": ("action", "FILE", "call-list", "--status", "done"),
    "accept": ("accept", "FILE", "patching", "--reason", "r", "--until", "2027-01-01"),
    "score": ("score", "FILE", "--json"),
    "plan": ("plan", "FILE", "--hours-per-week", "6", "--save"),
    "export": ("export", "FILE"),
    "new": ("new", "--clinic", "Golden Clinic", "--from", "FILE"),
}


def words_for(command: str, file: Path) -> tuple[str, ...]:
    return tuple(str(file) if word == "FILE" else word for word in OPENING[command])


def line_of(text: str, wrong: str) -> int:
    """The line of a text in which something stands that stands there only once."""
    (line,) = [number for number, each in enumerate(text.splitlines(), 1) if wrong in each]
    return line


# --- damaged files ---------------------------------------------------------------------------------------------------

# What is damaged (old text, new text), where the damage shows, and what is said.
DAMAGES = {
    "an answer that does not exist": ('"partly"', '"partially"', 'answer = "partially"', "'partly'"),
    "an unknown key": ("[responses.patching]\n", "[responses.patching]\nanswr = 1\n", "answr", "'answer'"),
    "a word for a number": ("schema_version = 1", 'schema_version = "one"', '"one"', "schema_version"),
    "a date as text": ("started = 2026-11-23", 'started = "23 Nov"', "23 Nov", "started"),
    "an id that is none": ('"00000000-0000-4000-8000-00000000000a"', '"mine"', '"mine"', "id"),
    "no name": ('clinic = "Golden Clinic"', 'clinic = ""', 'clinic = ""', "clinic"),
    "a table that stands twice": ("[responses.restore-test]", "[responses.patching]", "", ""),
    "a string without an end": ('answer = "unknown"', 'answer = "unknown', 'answer = "unknown', ""),
    "a checklist named twice": ('{ id = "people" }', '{ id = "accounts" }', "", "twice"),
}


def damaged(file: Path, name: str) -> tuple[str, int]:
    old, new, marker, _ = DAMAGES[name]
    text = file.read_text(encoding="utf-8")
    assert old in text
    before, _, after = text.rpartition(old)
    text = before + new + after
    file.write_text(text, encoding="utf-8")
    return text, line_of(text, marker) if marker else 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_with_file_and_line_and_stays_as_it_is(golden: Shell, file: Path, damage: str) -> None:
    _, line = damaged(file, damage)
    before = file.read_bytes()
    result = golden("score", str(file))
    assert (result.code, result.out, result.faults) == (1, "", [])
    assert f"{file}:{line or ''}" in result.err
    assert DAMAGES[damage][3] in result.err
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", OPENING)
def test_no_command_touches_a_damaged_file(golden: Shell, file: Path, workspace: Path, command: str) -> None:
    _, line = damaged(file, "an unknown key")
    before = file.read_bytes()
    result = golden(*words_for(command, file))
    assert (result.code, result.out) == (1, "")
    assert f"{file}:{line}: " in result.err
    assert file.read_bytes() == before
    assert tree(workspace) == {}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "schema_version"),
        (b"\x00\x01\x02", ":1:"),
        (b'schema_version = 1\nclinic = "\xff"\n', ":2:"),
        ("schema_version = 1\n".encode("utf-16"), "UTF-16"),
        (b"a = " + b"[" * 3_000 + b"]" * 3_000, "nests"),
        (b".".join([b"a"] * 5_000) + b" = 1", "parts"),
        (b"a = " + b"9" * 5_000, ":1:"),
        (b"\x1b]0;title\x07 = 1", ":1:"),
        (b"{}", ":1:"),
        (b"a = '\xe2\x80\xae'\n" * 2, ":2:"),
    ],
    ids=["empty", "bytes", "not UTF-8", "UTF-16", "deep", "long key", "huge number", "escape", "JSON", "key twice"],
)
def test_bytes_that_are_no_assessment_are_told_in_one_message(
    golden: Shell, tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "junk.toml"
    path.write_bytes(data)
    result = golden("score", str(path))
    assert (result.code, result.out, result.faults) == (1, "", [])
    assert f"{path}:1" in result.err or f"{path}:2" in result.err
    assert said in result.err
    assert path.read_bytes() == data


@pytest.mark.parametrize("command", OPENING)
def test_a_file_of_a_newer_posture_is_refused_untouched(
    golden: Shell, file: Path, workspace: Path, command: str
) -> None:
    text = file.read_text(encoding="utf-8").replace("schema_version = 1", "schema_version = 2\nnew_key = true", 1)
    file.write_text(text, encoding="utf-8")
    before = file.read_bytes()
    result = golden(*words_for(command, file))
    assert (result.code, result.out) == (3, "")
    assert "newer posture" in result.err
    assert str(file) in result.err
    assert file.read_bytes() == before
    assert tree(workspace) == {}


# --- checklists that are not loaded ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [name for name in OPENING if name != "new"])
def test_an_assessment_of_checklists_that_are_not_loaded_is_an_error_that_names_them(
    posture: Shell, file: Path, workspace: Path, command: str
) -> None:
    """With the built-in checklists: never a score of nothing."""
    before = file.read_bytes()
    result = posture(*words_for(command, file))
    assert (result.code, result.out) == (1, "")
    for name in ("accounts", "people", "devices", "resilience", "response", "facility"):
        assert name in result.err
    assert file.read_bytes() == before
    assert tree(workspace) == {}


def test_a_checklist_that_went_bad_is_not_left_out_of_the_score(posture: Shell, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(GOLDEN / "checklists", pack)
    people = pack / "people.toml"
    people.write_text(people.read_text(encoding="utf-8").replace('impact = "mod', 'impact = "mud'), encoding="utf-8")
    result = posture.with_checklists(pack)("score", str(GOLDEN / "a.toml"))
    assert (result.code, result.out) == (1, "")
    assert "not loaded: people" in result.err
    assert f"{people}:{line_of(people.read_text(encoding='utf-8'), 'muderate')}: " in result.err


def test_a_folder_of_checklists_that_is_not_there_begins_no_assessment(posture: Shell, tmp_path: Path) -> None:
    """It would be empty, and nobody would know why."""
    words = ("new", "--clinic", "X", "-o", str(tmp_path / "x.toml"), "--checklists", str(tmp_path / "missing"))
    result = posture(*words)
    assert "missing" in result.err
    assert result.code != 0
    assert not (tmp_path / "x.toml").exists()


# --- paths that can't be opened, folders that can't be written -------------------------------------------------------


@pytest.mark.parametrize("command", OPENING)
def test_a_file_that_is_not_there_is_refused_with_its_name(golden: Shell, tmp_path: Path, command: str) -> None:
    before = tree(tmp_path)
    for path in (tmp_path / "missing.toml", tmp_path, tmp_path / "no" / "such" / "x.toml"):
        result = golden(*words_for(command, path))
        assert (result.code, result.out) == (3, "")
        assert str(path) in result.err
    assert tree(tmp_path) == before


@pytest.mark.parametrize("command", ["new", "export"])
def test_a_workspace_that_is_a_file_is_refused(golden: Shell, workspace: Path, file: Path, command: str) -> None:
    workspace.write_text("not a folder", encoding="utf-8")
    result = golden("new", "--clinic", "X") if command == "new" else golden("export", str(file))
    assert (result.code, result.out, result.faults) == (3, "", [])
    assert str(workspace) in result.err
    assert "--workspace" in result.err
    assert workspace.read_text(encoding="utf-8") == "not a folder"


@pytest.mark.skipif(os.name == "nt", reason="modes mean nothing there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("command", ["new", "export", "answer"])
def test_a_folder_that_may_not_be_written_is_refused(golden: Shell, tmp_path: Path, command: str) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    file = Path(shutil.copy(GOLDEN / "a.toml", folder))
    words = {
        "new": ("new", "--clinic", "X", "--workspace", str(folder)),
        "export": ("export", str(file), "--workspace", str(folder)),
        "answer": ("answer", str(file), "patching", "partly"),
    }[command]
    before = tree(folder)
    folder.chmod(0o500)
    try:
        result = golden(*words)
    finally:
        folder.chmod(0o700)
    assert (result.code, result.out) == (3, "")
    assert "may not write" in result.err
    assert tree(folder) == before


def test_an_export_to_a_file_s_name_is_refused(golden: Shell, file: Path) -> None:
    before = file.read_bytes()
    result = golden("export", str(file), "-o", str(file))
    assert (result.code, result.out, result.faults) == (3, "", [])
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("new", "--clinic", "X", "-o", "LONG"),
        ("new", "--clinic", "X", "-o", "LONG/x.toml"),
        ("new", "--clinic", "X", "--from", "LONG"),
        ("new", "--clinic", "X", "--workspace", "LONG"),
        ("score", "LONG"),
        ("export", "FILE", "-o", "LONG"),
        ("export", "FILE", "--workspace", "LONG"),
    ],
    ids=" ".join,
)
def test_a_name_that_is_too_long_for_the_disk_is_refused(golden: Shell, file: Path, words: tuple[str, ...]) -> None:
    long = "x" * 5_000
    result = golden(*(word.replace("LONG", long).replace("FILE", str(file)) for word in words))
    assert (result.code, result.faults) == (3, [])
    assert "too long" in result.err


def test_a_folder_of_checklists_whose_name_is_too_long_is_a_problem_like_any_other(posture: Shell, file: Path) -> None:
    for words in (("check", "x" * 5_000), ("score", str(file), "--checklists", "x" * 5_000)):
        result = posture(*words)
        assert (result.code, result.faults) in ((1, []), (3, []))
