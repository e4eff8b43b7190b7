"""`posture check`: every problem of a checklist with file and line; and a workspace's own checklists."""

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.cli.shell import GOLDEN, Shell

OWN: Final = """\
schema_version = 1
id = "own"
title = "Ours"
version = "1.0.0"

[[sections]]
id = "door"
title = "The door"

[[controls]]
id = "door-locked"
section = "door"
title = "The door is locked at night"
question = "Is the door locked at night?"
ask = "practice-manager"
likelihood = "low"
impact = "moderate"
evidence_days = 90
applies_when = [{ fact = "staff", at_least = 2 }]
threats = [{ scenario = "ransomware", stage = "prevent", layer = "doors", strength = "minor" }]

[controls.answers]
implemented = "Every night"

[[controls.checks]]
when = [{ fact = "ehr_hosting", is = "on-site" }]
how = "Try it."

[[controls]]
id = "key-list"
title = "Keys are listed"
question = "Is there a list of keys?"
likelihood = "low"
impact = "low"

[[actions]]
id = "buy-lock"
title = "Buy a lock"
closes = [{ control = "door-locked", share = 60 }]
role = "practice-manager"
hours = { base = 1.5 }
dollars = { base = 40 }
requires = ["list-keys"]

[[actions]]
id = "list-keys"
title = "List the keys"
closes = [{ control = "key-list" }, { control = "door-locked", share = 40 }]
hours = { base = 1 }
"""

# What is broken: text to replace, what stands there instead, the line that the message points to, and what it says.
BROKEN: Final = {
    "no TOML": ('title = "Ours"', 'title = "Ours', 'title = "Ours', "not valid TOML"),
    "unknown key": ('version = "1.0.0"', 'vers = "1.0.0"', "vers", "'version'"),
    "unknown key of a control": ("evidence_days = 90", "evidence_day = 90", "evidence_day =", "'evidence_days'"),
    "key that is missing": ('question = "Is there a list of keys?"\n', "", "[[controls]]", "'question' is missing"),
    "text for a number": ("evidence_days = 90", 'evidence_days = "90"', '"90"', "whole number"),
    "number out of range": ("evidence_days = 90", "evidence_days = 0", "evidence_days = 0", "at least 1"),
    "level that is none": ('impact = "moderate"', 'impact = "modrate"', "modrate", "'moderate'"),
    "stage that is none": ('"prevent"', '"prevnt"', "prevnt", "'prevent'"),
    "id that is none": ('id = "door-locked"', 'id = "Door locked"', "Door locked", "no valid id"),
    "id of the file": ('id = "own"', 'id = "mine"', 'id = "mine"', "not the name of the file"),
    "id that stands twice": ('id = "key-list"', 'id = "door-locked"', 'id = "door-locked"', "stands already in"),
    "action that stands twice": ('id = "list-keys"', 'id = "buy-lock"', 'id = "buy-lock"', "stands already in"),
    "section that is none": ('section = "door"', 'section = "dor"', 'section = "dor"', "'door'"),
    "role that is none": ('ask = "practice-manager"', 'ask = "practise-manager"', "practise", "'practice-manager'"),
    "scenario that is none": ('"ransomware"', '"ransomwear"', "ransomwear", "'ransomware'"),
    "fact that is none": ('fact = "staff"', 'fact = "stafff"', "stafff", "'staff'"),
    "test that does not fit": ("at_least = 2", 'is = "two"', 'is = "two"', "does not fit"),
    "two tests in one": ("at_least = 2", "at_least = 2, is = 3", "at_least = 2, is = 3", "exactly one"),
    "choice that is none": ('is = "on-site"', 'is = "on-sight"', "on-sight", "'on-site'"),
    "control that is none": ('"door-locked", share = 60', '"dor-locked", share = 60', "dor-locked", "'door-locked'"),
    "action that is none": ('["list-keys"]', '["list-key"]', '["list-key"]', "'list-keys'"),
    "circle": ("hours = { base = 1 }", 'hours = { base = 1 }\nrequires = ["buy-lock"]', '["buy-lock"]', "circle"),
    "share over 100": ("share = 60", "share = 160", "share = 160", "at most 100"),
    "shares over 100": ("share = 60", "share = 61", "share = 40", "101 per cent"),
    "no time at all": ("hours = { base = 1.5 }", "hours = {}", "hours = {}", "takes some time"),
    "newer format": ("schema_version = 1", "schema_version = 9", "schema_version", "newer posture"),
    "empty title": ('title = "Buy a lock"', 'title = ""', 'title = ""', "must not be empty"),
    "text for a table": ("hours = { base = 1 }", 'hours = "1"', 'hours = "1"', "table"),
}


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def line_of(text: str, wanted: str) -> int:
    """The last line in which something stands."""
    return max(number for number, line in enumerate(text.splitlines(), 1) if wanted in line)


def test_what_is_right_has_no_problems(posture: Shell, tmp_path: Path) -> None:
    result = posture("check", str(write(tmp_path / "own", OWN).parent))
    assert (result.code, result.out) == (0, "")
    assert "0 errors" in result.err
    assert posture("check").code == 0, "the built-in ones"
    assert posture("check", "builtin").code == 0
    assert posture("check", str(GOLDEN / "checklists")).code == 0


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_checklist_is_told_with_file_and_line(posture: Shell, tmp_path: Path, kind: str) -> None:
    old, new, marker, said = BROKEN[kind]
    assert old in OWN
    text = OWN.replace(old, new, 1)
    path = write(tmp_path / "own", text)
    result = posture("check", str(path.parent))
    assert (result.code, result.faults) == (1, [])
    told = [line for line in result.lines if line.startswith(f"{path}:{line_of(text, marker)}: ")]
    assert told, result.out
    assert any(said in line for line in told), told
    assert "0 errors" not in result.err


@pytest.mark.parametrize("kind", ["no TOML", "unknown key", "level that is none", "control that is none"])
def test_a_single_file_is_checked_beside_the_built_in_ones(posture: Shell, tmp_path: Path, kind: str) -> None:
    old, new, marker, said = BROKEN[kind]
    text = OWN.replace(old, new, 1)
    path = write(tmp_path, text)
    result = posture("check", str(path))
    assert result.code == 1
    assert result.out.startswith(f"{path}:{line_of(text, marker)}: ")
    assert said in result.lines[0]


def test_all_problems_of_all_files_are_told_at_once_in_order(posture: Shell, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(GOLDEN / "checklists", pack)
    for name in ("accounts", "people"):
        path = pack / f"{name}.toml"
        text = path.read_text(encoding="utf-8").replace('likelihood = "', 'liklihood = "').replace("impact", "impct")
        path.write_text(text, encoding="utf-8")
    (pack / "common" / "policy.toml").write_text("schema_version = 1\n[weights]\nlow = 0\n", encoding="utf-8")
    result = posture("check", str(pack))
    assert result.code == 1
    told = [(line.split(":")[0], int(line.split(":")[1])) for line in result.lines]
    assert {Path(file).name for file, _ in told} >= {"accounts.toml", "people.toml", "policy.toml"}
    assert told == sorted(told)
    for name, controls in (("accounts.toml", 2), ("people.toml", 1)):
        wrong = [line for line in result.lines if name in line and "'likelihood'" in line and "unknown key" in line]
        assert len(wrong) == controls


def test_json_has_one_object_for_each_problem(posture: Shell, tmp_path: Path) -> None:
    path = write(tmp_path / "own", OWN.replace('impact = "moderate"', 'impact = "modrate"'))
    result = posture("check", "--json", str(path.parent))
    assert result.code == 1
    (problem,) = result.json
    assert problem.pop("message").strip()
    assert problem.pop("column") == 1
    assert problem == {
        "file": str(path),
        "line": line_of(OWN, 'impact = "moderate"'),
        "key": "controls.door-locked.impact",
        "hint": "did you mean 'moderate'?",
        "severity": "error",
    }
    assert posture("check", "--json", str(GOLDEN / "checklists")).json == []


def test_strict_holds_others_to_the_standards_of_the_built_in_ones(posture: Shell, tmp_path: Path) -> None:
    path = write(tmp_path / "own", OWN)
    result = posture("check", "--strict", str(path.parent))
    assert result.code == 1
    line = line_of(OWN, "[[controls]]")
    assert any(told.startswith(f"{path}:{line}: ") and "'why'" in told for told in result.lines)
    result = posture("check", "--strict", "--as-of", "2026-11-23")
    assert (result.code, result.out) == (0, ""), "and the built-in ones keep them"


def test_what_was_verified_long_ago_is_a_warning_and_no_failure(posture: Shell) -> None:
    result = posture("check", "--strict", "--as-of", "2036-11-23")
    assert result.code == 0
    assert result.lines
    assert all(": warning: " in line for line in result.lines)
    assert "0 errors" in result.err


def test_a_path_that_is_no_checklist_is_a_problem(posture: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty.toml").touch()
    for name in ("missing", "missing.toml", "empty.toml"):
        result = posture("check", str(tmp_path / name))
        assert result.code == 1
        assert result.out.startswith(f"{tmp_path / name}:1: ")


@pytest.mark.skipif(os.name == "nt", reason="there are no such files there")
def test_odd_entries_of_a_folder_are_problems_and_hide_nothing(posture: Shell, tmp_path: Path) -> None:
    folder = write(tmp_path / "own", OWN.replace('impact = "moderate"', 'impact = "modrate"')).parent
    os.mkfifo(folder / "fifo.toml")
    (folder / "folder.toml").mkdir()
    (folder / "dangling.toml").symlink_to(folder / "nowhere")
    (folder / "\x1b[1m.toml").write_text('id = "\x1b"', encoding="utf-8")
    (folder / "notes.txt").write_text("not looked at", encoding="utf-8")
    (folder / ".hidden.toml").write_text("not looked at", encoding="utf-8")
    result = posture("check", str(folder))
    assert (result.code, result.faults) == (1, [])
    for name in ("fifo.toml", "folder.toml", "dangling.toml", "^[[1m.toml"):
        assert any(line.startswith(f"{folder / name}:1: ") for line in result.lines), name
    assert any("'moderate'" in line for line in result.lines)
    assert "not looked at" not in result.out
    assert "hidden" not in result.out


# --- a workspace's own checklists ------------------------------------------------------------------------------------


def test_own_checklists_are_joined_with_the_built_in_ones(posture: Shell, workspace: Path) -> None:
    write(workspace / "checklists", OWN)
    file = str(posture("new", "--clinic", "X").path)
    assert posture("answer", file, "door-locked", "partly").code == 0
    score = posture("score", file, "--json").json
    assert {"own", "email-filtering", "training"} <= {entry["id"] for entry in score["checklists"]}
    point = {entry["id"]: entry["point"] for entry in score["checklists"]}["own"]
    # low * moderate and low * low are both of level low, weight 2; partly earns 40: (2 * 40 + 2 * 0) / 4
    assert point == 20
    roadmap = [step["id"] for step in posture("plan", file, "--json").json["roadmap"]]
    assert roadmap.index("list-keys") < roadmap.index("buy-lock")


def test_own_checklists_of_another_workspace_are_not_seen(posture: Shell, workspace: Path, tmp_path: Path) -> None:
    write(workspace / "checklists", OWN)
    result = posture("new", "--clinic", "X", "--checklist", "own", "--workspace", str(tmp_path / "other"))
    assert (result.code, result.out) == (2, "")


def test_a_folder_named_on_the_line_takes_their_place_and_builtin_stands_for_the_built_in_ones(
    posture: Shell, workspace: Path, tmp_path: Path
) -> None:
    write(workspace / "checklists", OWN)
    named = write(tmp_path / "named", OWN.replace('title = "Ours"', 'title = "Theirs"')).parent

    def walked(*folders: Path | str) -> set[str]:
        file = str(posture.with_checklists(*folders)("new", "--clinic", "X").path)
        score = posture.with_checklists(*folders)("score", file, "--json").json
        return {entry["id"] for entry in score["checklists"]}

    assert walked(named) == {"own"}
    assert walked(named, GOLDEN / "checklists") == {
        "own", "accounts", "devices", "facility", "people", "resilience", "response",
    }  # fmt: skip
    assert walked("builtin") == walked("builtin", named) - {"own"}
    assert len(walked("builtin")) == 10


def test_a_broken_own_checklist_is_told_and_hides_nothing_else(posture: Shell, workspace: Path) -> None:
    path = write(workspace / "checklists", OWN.replace('impact = "moderate"', 'impact = "modrate"'))
    result = posture("new", "--clinic", "X")
    assert result.path.exists()
    line = line_of(OWN, 'impact = "moderate"')
    assert f"{path}:{line}: " in result.err
    score = posture("score", str(result.path), "--json")
    assert "own" not in {entry["id"] for entry in score.json["checklists"]}
    assert str(path) in score.err
    assert posture("check").code == 1
