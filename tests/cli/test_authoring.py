"""Commands for authors: schemas that editors read, a first file that is right, and the choice for the quick check."""

import json
import stat
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from tests.cli.shell import Shell

KINDS = {"checklist", "framework", "facts", "roles", "threats", "policy", "retired", "overrides", "assessment"}


def test_schemas_go_to_a_folder_here_unless_another_is_named(posture: Shell) -> None:
    result = posture("schema")
    assert {Path(line) for line in result.lines} == {Path("schema") / f"{kind}.json" for kind in KINDS}
    assert {path.stem for path in Path("schema").iterdir()} == KINDS
    assert posture("schema", "-o", "deep/er").code == 0
    assert (Path("deep/er") / "policy.json").read_bytes() == Path("schema/policy.json").read_bytes()
    assert "#:schema ./er/checklist.json" in posture("schema", "-o", "deep/er").err


def test_a_schema_tells_an_editor_what_check_tells(posture: Shell) -> None:
    posture("schema")
    schema = json.loads(Path("schema/checklist.json").read_text(encoding="utf-8"))
    path = posture("new-checklist", "doors", "-o", "doors.toml").path
    written = path.read_text(encoding="utf-8").replace("last_verified = ", "# ")  # JSON has no dates
    assert jsonschema_rs.is_valid(schema, tomllib.loads(written))
    assert not jsonschema_rs.is_valid(schema, tomllib.loads(written.replace("minutes = 5", 'minutes = "5"')))


@pytest.mark.parametrize("folder", ["file", "file/schema"])
def test_where_no_folder_can_be_nothing_is_written(posture: Shell, folder: str) -> None:
    Path("file").write_text("mine", encoding="utf-8")
    result = posture("schema", "-o", folder)
    assert (result.code, result.out) == (3, "")
    assert "file, not a folder" in result.err
    assert Path("file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["front-doors", "x", "9", "a" * 48])
def test_a_new_checklist_is_right_and_joined_with_the_built_in_ones(posture: Shell, workspace: Path, name: str) -> None:
    path = posture("new-checklist", name).path
    assert path == workspace / "checklists" / f"{name}.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for words in (("check", "--strict"), ("check", "--strict", str(path))):
        checked = posture(*words)
        assert (checked.code, checked.out) == (0, "")
    assert "125 controls read, 0 errors, 0 warnings" in checked.err
    file = posture("new", "--clinic", "Riverside").path
    assert posture("answer", str(file), f"{name}-first", "partly").code == 0


def test_a_new_checklist_explains_each_of_its_keys(posture: Shell) -> None:
    lines = posture("new-checklist", "doors").path.read_text(encoding="utf-8").splitlines()
    table = tomllib.loads("\n".join(lines))
    silent = {"title", "question", "why", "impact", "threats", "id", "steps", "proof", "closes", "summary"}
    for key in (table["controls"][0].keys() | table["actions"][0].keys()) - silent - {"answers", "checks"}:
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key} = "))
        assert "#" in lines[at] or lines[at - 1].startswith("#"), key
    assert max(map(len, lines)) <= 120


def test_a_new_checklist_never_takes_the_place_of_a_file(posture: Shell) -> None:
    path = posture("new-checklist", "doors").path
    path.write_text("mine", encoding="utf-8")
    for words in (("doors",), ("doors", "-o", str(path))):
        result = posture("new-checklist", *words)
        assert (result.code, result.out) == (3, "")
        assert str(path) in result.err
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name",
    ["", "Doors", "front doors", "-doors", "doors-", "a--b", "..", "../doors", "a/b", "con", "dörs", "a" * 49, "🚪"],
)
def test_a_wrong_id_is_refused_and_a_right_one_named(posture: Shell, workspace: Path, name: str) -> None:
    result = posture("new-checklist", "--", name) if name.startswith("-") else posture("new-checklist", name)
    assert result.code == 2
    assert "How about " in result.err
    assert not workspace.exists()
    suggested = result.err.rpartition("How about ")[2].strip().rstrip("?")
    assert posture("new-checklist", suggested).code == 0


def test_an_id_that_is_taken_is_refused(posture: Shell, workspace: Path) -> None:
    result = posture("new-checklist", "access")
    assert result.code == 2
    assert "access.toml" in result.err
    assert not workspace.exists()


def test_a_file_of_another_name_is_refused(posture: Shell) -> None:
    result = posture("new-checklist", "doors", "-o", "windows.toml")
    assert (result.code, Path("windows.toml").exists()) == (2, False)
    assert "doors.toml" in result.err


def test_check_prints_what_checklists_weigh_and_cover(posture: Shell) -> None:
    posture("new-checklist", "doors")
    result = posture("check", "--table")
    assert result.code == 0
    row = next(line for line in result.lines if line.startswith("| Doors "))
    # A moderate likelihood of a high impact is a moderate risk, 5 of the 764 that all weigh then.
    assert [cell.strip() for cell in row.strip("|").split("|")] == ["Doors", "1", "5", "0.6 %", "0", "0", "5"]
    assert any(line.startswith("| Ransomware ") for line in result.lines)


def test_the_quick_check_is_told_with_its_reasons_and_the_time_it_takes(posture: Shell) -> None:
    result = posture("quick-check")
    assert result.code == 0
    assert 15 <= len(result.lines[1:]) <= 18
    assert next(line for line in result.lines if line.startswith("email-mfa ")).endswith(
        "limits the grade (no-email-mfa)"
    )
    assert " 19 minutes" in result.err
    assert "quick_check = true" not in result.err


def test_the_quick_check_as_json_says_which_marks_are_other(posture: Shell) -> None:
    path = posture("new-checklist", "doors").path
    path.write_text(path.read_text(encoding="utf-8").replace("quick_check = false", "quick_check = true"), "utf-8")
    record = posture("quick-check", "--json").json
    assert record["marked_not_chosen"] == ["doors-first"]
    assert all(one["marked"] for one in record["controls"])
    assert record["seconds"] == sum(one["seconds"] for one in record["controls"]) <= 1200
    assert record["wanting"] == []
    assert "marked quick_check = true, but not chosen: doors-first" in posture("quick-check").err
