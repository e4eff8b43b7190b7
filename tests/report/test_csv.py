"""CSV: what a spreadsheet calculates never stands in a cell, and what was written can be read again exactly."""

import csv
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.text import visible
from posture.report.formats import FORMATS, ReportInput, render
from posture.report.spreadsheet import csv_bytes, guarded, unguarded
from tests.report.hostile import MARKUP, NASTY, answers, everywhere

if TYPE_CHECKING:
    from tests.report.conftest import Pack

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "＝1+1", "＋1", "－1", "＠x", ' =1', '"=1', "'=1",
    "\n=1", "a\n=1+1", "a;=1+1", "a\t=1", "=cmd|' /C calc'!A0", "a,=1", '=HYPERLINK("http://x.example","y")', "“=1”",
    "''", "'", "-", "a\n\n  -1", "O'Brien", "'quoted'",
]  # fmt: skip

TABLES = [(form, file) for form, entry in FORMATS.items() for file in entry.files if file.endswith(".csv")]

Say = Callable[[str, str], str]


def table(material: ReportInput, form: str, name: str) -> list[list[str]]:
    data = render(form, material)[name]
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}  # every row has every column
    return rows


def calculated(cell: str) -> list[str]:
    """The parts of a cell that a spreadsheet of any country would calculate."""
    return [part for part in re.split(r"[;\t\r\n]", cell) if re.match(r"[\s\"“”]*[=+\-@＝＋－＠]", part)]


# --- cells -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_is_left_and_the_text_comes_back(text: str) -> None:
    assert not calculated(guarded(text))
    assert guarded(text)[:1] not in ("\t", "\r", "\0")
    assert unguarded(guarded(text)) == text


@given(text=st.text(alphabet=st.sampled_from("=+-@＝＋－＠'\"“” ;\t\r\n\0a1,"), max_size=12) | st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_text_is_harmless_and_comes_back(text: str) -> None:
    assert not calculated(guarded(text))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["In place", "1 h", "two; three", "O'Brien", "R&D's", "50 % – half", "*list", "日本"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_file_is_read_again_exactly(rows: list[list[str]]) -> None:
    data = csv_bytes(("a", "b"), rows)
    read = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert [[unguarded(cell) for cell in row] for row in read[1:]] == [[visible(cell) for cell in row] for row in rows]


def test_records_end_and_fields_are_quoted_as_rfc_4180_has_it() -> None:
    data = csv_bytes(("a", "b"), [('say "x"', "one\ntwo"), ("1,2", 3), (1.5, None)])
    assert data == b'a,b\r\n"say ""x""","one\ntwo"\r\n"1,2",3\r\n1.5,\r\n'


# --- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "name"), TABLES)
@pytest.mark.parametrize("text", [*FORMULAS, *NASTY])
def test_a_nasty_text_in_every_field_changes_no_row_and_no_column(
    pack: "Pack", text: str, form: str, name: str
) -> None:
    def made(said: str) -> list[list[str]]:
        def say(field: str, old: str) -> str:
            return old if field == "requirement id" else said

        return table(pack.material(say, responses=answers(pack, said, said), **everywhere(said)), form, name)

    rows, tame = made(text), made("plain")
    assert [len(row) for row in rows] == [len(row) for row in tame]
    assert rows[0] == tame[0]
    for row in rows:
        for cell in row:
            assert not calculated(cell)
            assert "\u202e" not in cell
            assert "\x1b" not in cell
    if form not in ("github", "trello"):  # there it is Markdown
        assert visible(text) in {unguarded(cell) for row in rows for cell in row}


@given(note=MARKUP)
@settings(max_examples=40, deadline=None)
def test_any_note_comes_back_from_the_findings(pack: "Pack", note: str) -> None:
    responses = {**pack.responses, "patching": {"answer": "mostly", "note": note}}
    heading, *rows = table(pack.material(responses=responses), "csv", "findings.csv")
    (row,) = [row for row in rows if row[0] == "patching"]
    assert unguarded(row[heading.index("Note")]) == visible(note)


def test_the_findings_are_every_gap_and_open_question_in_the_order_of_the_report(pack: "Pack") -> None:
    material = pack.material()
    heading, *rows = table(material, "csv", "findings.csv")
    assert [row[0] for row in rows] == [finding.score.id for finding in material.evaluation.findings]
    first = dict(zip(heading, rows[0], strict=True))
    assert first["Control"] == "Email mfa"
    assert first["Answer"] == "Not in place"
    assert first["Actions"] == "enable-email-mfa"
    assert first["Standards"] == "goals:G1"
    assert {row[heading.index("Answer")] for row in rows} == {"Not in place", "Mostly", "Partly", "Don't know"}


def test_the_plan_is_every_action_in_order_with_its_days(pack: "Pack") -> None:
    states = {"auto-update": {"status": "doing", "owner": "Front desk", "due": pack.as_of.replace(day=30)}}
    material = pack.material(actions=states)
    heading, *rows = table(material, "csv", "plan.csv")
    assert [row[1] for row in rows] == [step.id for step in material.plan.roadmap]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    named = {row[1]: dict(zip(heading, row, strict=True)) for row in rows}
    assert named["auto-update"]["Owner"] == "Front desk"
    assert named["auto-update"]["Due"] == "2026-11-30"
    assert named["auto-update"]["Status"] == "Being done"
    assert named["offline-backup"]["Hours"] == "6"
    assert named["offline-backup"]["Dollars"] == "600"
    assert named["enable-email-mfa"]["Steps"] == "1. Begin enable-email-mfa.\n2. Finish enable-email-mfa."
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["Planned finish"]) for row in named.values())


def test_tables_for_spreadsheets_say_that_they_are_utf_8(pack: "Pack") -> None:
    for form, name in TABLES:
        assert render(form, pack.material())[name].startswith(b"\xef\xbb\xbf") == (form == "csv")


def test_jira_gets_what_its_importer_asks_for(pack: "Pack") -> None:
    states = {"auto-update": {"status": "doing", "owner": "Front desk", "due": pack.as_of.replace(day=30)}}
    material = pack.material(actions=states)
    heading, *rows = table(material, "jira", "plan-jira.csv")
    assert heading[0] == "Summary"
    assert not any(re.search(r"[^\w ]", name) for name in heading)
    labels = [index for index, name in enumerate(heading) if name == "Labels"]
    assert all(" " not in row[index] for row in rows for index in labels)
    (row,) = [row for row in rows if row[heading.index("External Id")] == "auto-update"]
    assert row[heading.index("Due Date")] == "2026-11-30"
    assert row[heading.index("Original Estimate")] == "7200"
    assert row[heading.index("Status")] == "In Progress"
    assert row[heading.index("Owner")] == "Front desk"
    high = [row[heading.index("External Id")] for row in rows if row[heading.index("Priority")] == "High"]
    assert high == [step.id for step in material.plan.roadmap if step.id in material.plan.three_things]


def test_github_gets_markdown_that_calls_nobody(pack: "Pack") -> None:
    states = {"auto-update": {"status": "doing", "owner": "@somebody, closes #12"}}
    heading, *rows = table(pack.material(actions=states), "github", "plan-github.csv")
    assert heading == ["title", "body", "labels", "state", "milestone"]
    (row,) = [row for row in rows if row[0] == "Auto update"]
    assert "1. Begin auto-update.\n2. Finish auto-update." in row[1]
    assert not re.search(r"[@#][a-z0-9]", row[1])
    assert row[2] == "posture,quick win,doing"
    assert row[3:] == ["open", "Day 7"]


def test_trello_gets_a_card_for_each_action_with_its_day(pack: "Pack") -> None:
    states = {"auto-update": {"status": "doing", "owner": "@somebody", "due": pack.as_of.replace(day=30)}}
    material = pack.material(actions=states)
    heading, *rows = table(material, "trello", "plan-trello.csv")
    assert heading == ["name", "description", "due", "completed"]
    assert len(rows) == len(material.plan.roadmap)
    (row,) = [row for row in rows if row[0] == "Auto update"]
    assert "1. Begin auto-update.\n2. Finish auto-update." in row[1]
    assert not re.search(r"@[a-z]", row[1])
    assert row[2:] == ["2026-11-30T12:00:00Z", "FALSE"]


def test_planner_gets_tasks_in_buckets_that_begin_before_they_are_due(pack: "Pack") -> None:
    states = {
        "auto-update": {"status": "doing", "owner": "Front desk", "due": pack.as_of.replace(day=30)},
        "restore-drill": {"status": "open", "due": pack.as_of},  # sooner than the plan would begin it
    }
    material = pack.material(actions=states)
    heading, *rows = table(material, "planner", "plan-planner.csv")
    named = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
    assert len(named) == len(material.plan.roadmap)
    update = named["Auto update"]
    assert update["Description"].startswith("Owner: Front desk\n\nWork: 2 h")
    assert update["BucketName"] == "Day 7"
    assert update["DueDateTime"] == "2026-11-30T12:00:00Z"
    assert named["Restore drill"]["StartDateTime"] == ""
    assert all(one["StartDateTime"] <= one["DueDateTime"] for one in named.values())
    assert any(one["StartDateTime"] for one in named.values())
    assert {(one["PlanID"], one["AssignedToUserNames"]) for one in named.values()} == {("", "")}
