"""History, verify and restore as a user has them, and two commands at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import GOLDEN, Shell, toml, tree
from tests.cli.test_hostile import HOSTILE


@pytest.fixture
def answered(golden: Shell, file: Path) -> Path:
    """The golden assessment with three changes: four revisions, of which the first is how it was found."""
    golden("answer", str(file), "patching", "partly", "--by", "Ana")
    golden("answer", str(file), "patching", "mostly", "--note", "since\nMay \u202e[/x]\x1b[31m")
    golden("accept", str(file), "endpoint-detection", "--reason", "r", "--until", "2027-01-01")
    return file


def history_of(file: Path) -> Path:
    return file.with_suffix(".history")


def test_history_says_who_answered_what_and_when(golden: Shell, answered: Path) -> None:
    result = golden("history", str(answered))
    assert (result.code, result.faults) == (0, [])
    numbers = [line.split()[0] for line in result.lines if line[:5].strip()]
    assert numbers == ["1", "2", "3", "4"]
    assert "the history begins" in result.lines[0]
    assert "-> Partly (Ana)" in result.lines[1]
    assert "Partly -> Mostly (Ana)" in result.out
    assert "note “since May <U+202E>[/x]^[[31m” (Ana)" in result.out
    assert "endpoint-detection: the gap is accepted" in result.out
    assert " UTC" in result.lines[0]
    assert "4 revisions" in result.err


def test_history_as_json_has_every_text_in_full(golden: Shell, answered: Path) -> None:
    golden("answer", str(answered), "patching", "mostly", "--note", "n" * 500)
    found = golden("history", str(answered), "--json").json
    assert found["file"] == str(answered)
    assert [one["revision"] for one in found["revisions"]] == [1, 2, 3, 4, 5]
    assert [one["kind"] for one in found["revisions"]] == ["begun", *["changed"] * 4]
    (note,) = found["revisions"][4]["changes"]
    assert (note["what"], note["id"], note["after"], note["by"]) == ("note", "patching", "n" * 500, "Ana")
    assert note["at"].startswith("20")
    assert found["flaws"] == []


def test_an_assessment_without_a_history_is_said_to_have_none_and_gets_none_by_asking(
    golden: Shell, file: Path
) -> None:
    before = tree(file.parent)
    result = golden("history", str(file))
    assert (result.code, result.out) == (0, "")
    assert "begins with the next save" in result.err
    assert golden("history", str(file), "--json").json["revisions"] == []
    result = golden("verify", str(file))
    assert result.code == 1
    assert "no history to compare with" in result.out
    assert golden("restore", str(file), "1").code == 2
    assert tree(file.parent) == before


def test_verify_says_that_all_is_whole_and_changes_nothing(golden: Shell, answered: Path) -> None:
    before = tree(answered.parent)
    result = golden("verify", str(answered))
    assert (result.code, result.faults) == (0, [])
    assert "whole and unchanged" in result.lines[0]
    seal = golden("history", str(answered), "--json").json["revisions"][-1]["seal"]
    assert "4 revisions since" in result.lines[1]
    assert seal in result.lines[1]
    assert tree(answered.parent) == before


def test_verify_names_a_changed_answer_and_the_next_save_notes_it(golden: Shell, answered: Path) -> None:
    text = answered.read_text(encoding="utf-8")
    answered.write_text(text.replace('answer = "mostly"', 'answer = "implemented"', 1), encoding="utf-8")
    result = golden("verify", str(answered))
    assert (result.code, result.faults) == (1, [])
    assert "changed outside posture after revision 4" in result.lines[0]
    assert "Mostly -> In place" in result.lines[1]
    golden("fact", str(answered), "staff=")
    golden("answer", str(answered), "restore-test", "not")
    assert "changed outside posture" in golden("history", str(answered)).out
    result = golden("verify", str(answered))
    assert result.code == 0
    assert "Made outside posture: revision 5" in result.out


def test_verify_names_the_first_bad_line_of_a_history(golden: Shell, answered: Path) -> None:
    path = history_of(answered)
    path.write_bytes(path.read_bytes().replace(b'"answer":"partly","by":"Ana"', b'"answer":"mostly","by":"Ana"', 1))
    result = golden("verify", str(answered))
    assert (result.code, result.faults) == (1, [])
    assert result.lines[0].startswith(f"{path}:2: revision 2 was changed")
    listed = golden("history", str(answered))
    assert (listed.code, listed.faults) == (0, [])
    assert f"{path}:2: " in listed.out
    assert [one["line"] for one in golden("history", str(answered), "--json").json["flaws"]] == [2]


def test_restore_brings_a_revision_back_and_loses_no_later_one(golden: Shell, answered: Path) -> None:
    later = toml(answered)
    result = golden("restore", str(answered), "2")
    assert (result.code, result.lines, result.faults) == (0, [str(answered)], [])
    assert toml(answered)["responses"]["patching"]["answer"] == "partly"
    assert "accepted" not in toml(answered)["responses"]["endpoint-detection"]
    assert golden("verify", str(answered)).code == 0
    assert "revision 2 was brought back" in golden("history", str(answered)).out
    golden("restore", str(answered), "4")
    assert toml(answered) == later


def test_a_damaged_or_deleted_assessment_comes_back(golden: Shell, answered: Path) -> None:
    good = answered.read_bytes()
    answered.write_bytes(good[:200] + b"[[[")
    result = golden("verify", str(answered))
    assert result.code == 1
    assert "posture restore" in result.err
    assert golden("restore", str(answered), "4").code == 0
    assert answered.read_bytes() == good
    assert (answered.parent / "a.toml.damaged").read_bytes() == good[:200] + b"[[["
    answered.unlink()
    assert golden("history", str(answered)).code == 0
    assert golden("restore", str(answered), "4").code == 0
    assert answered.read_bytes() == good
    assert golden("verify", str(answered)).code == 0


@pytest.mark.parametrize("number", ["0", "5", "999999999"])
def test_a_revision_that_does_not_exist_is_wrong_use_that_says_which_do(
    golden: Shell, answered: Path, number: str
) -> None:
    before = tree(answered.parent)
    result = golden("restore", str(answered), number)
    assert (result.code, result.out) == (2, "")
    assert "1 to 4" in result.err
    assert tree(answered.parent) == before


@pytest.mark.parametrize("number", ["", "x", "-1", "1.0", "１", "1e3", "9" * 400, "\x1b[m"])
def test_what_is_no_number_of_a_revision_is_wrong_use(golden: Shell, answered: Path, number: str) -> None:
    result = golden("restore", str(answered), number)
    assert (result.code, result.out, result.faults) == (2, "", [])


@pytest.mark.parametrize("command", ["history", "verify", "restore"])
def test_a_file_that_is_not_there_is_refused(golden: Shell, tmp_path: Path, command: str) -> None:
    result = golden(command, str(tmp_path / "none.toml"), *(["1"] if command == "restore" else []))
    assert result.code == (2 if command == "restore" else 3)
    assert str(tmp_path / "none.toml") in result.err


@pytest.mark.parametrize("command", ["verify", "restore"])
def test_a_file_of_a_newer_posture_is_refused_untouched(golden: Shell, answered: Path, command: str) -> None:
    text = answered.read_text(encoding="utf-8").replace("schema_version = 1", "schema_version = 99", 1)
    answered.write_text(text, encoding="utf-8")
    before = tree(answered.parent)
    result = golden(command, str(answered), *(["1"] if command == "restore" else []))
    assert (result.code, result.out) == (3, "")
    assert "newer posture" in result.err
    assert tree(answered.parent) == before


@pytest.mark.parametrize(
    "junk", [b"", b"\n", b"\x00\xff" * 50, b"{}\n", b'{"n":1}\n' * 3, b"[" * 5_000, b'{"packed":"\x1b[2J"}\n', b"x\r\n"]
)
def test_whatever_stands_in_place_of_a_history_is_told_and_stops_no_answer(
    golden: Shell, answered: Path, junk: bytes
) -> None:
    history_of(answered).write_bytes(junk)
    for command in ("history", "verify"):
        result = golden(command, str(answered))
        assert result.faults == []
        assert result.code == (1 if command == "verify" else 0)
    assert golden("restore", str(answered), "1").code == 2
    assert golden("answer", str(answered), "patching", "not").code == 0
    assert toml(answered)["responses"]["patching"]["answer"] == "not"
    assert golden("answer", str(answered), "patching", "partly").code == 0


def run(*words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "posture", *words, "--checklists", str(GOLDEN / "checklists")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_answers_given_by_several_commands_at_once_are_all_there(tmp_path: Path, golden: Shell) -> None:
    file = Path(shutil.copy(GOLDEN / "a.toml", tmp_path / "many.toml"))
    started = [run("answer", str(file), "email-mfa", "partly", "--evidence", f"e{number}") for number in range(2)]
    started.append(run("answer", str(file), "patching", "not"))
    for process in started:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, f"{file}\n"), err
    responses = toml(file)["responses"]
    assert responses["patching"]["answer"] == "not"
    assert {"e0", "e1"} <= {one["reference"] for one in responses["email-mfa"]["evidence"]}
    assert golden("verify", str(file)).code == 0
    assert [one["revision"] for one in golden("history", str(file), "--json").json["revisions"]] == [1, 2, 3, 4]


@pytest.mark.skipif(os.name == "nt", reason="there are no such places there")
def test_no_path_whatever_leads_to_a_fault(golden: Shell, answered: Path) -> None:
    here = answered.parent
    (here / "folder").mkdir()
    (here / "loop").symlink_to(here / "loop")
    os.mkfifo(here / "fifo")
    os.mkfifo(here / "b.history")
    shutil.copy(answered, here / "b.toml")
    before = sorted(os.listdir(here))
    words = [*HOSTILE["path"], "/", ".", "..", "b.toml", "x" * 250, "a.history"]
    said = [
        golden(command, word, *(["1"] if command == "restore" else []))
        for command in ("history", "verify", "restore")
        for word in words
    ]
    assert [fault for result in said for fault in result.faults] == []
    assert sorted(os.listdir(here)) == before
    assert golden("verify", str(answered)).code == 0
