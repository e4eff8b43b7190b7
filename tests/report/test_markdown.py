"""The Markdown report as a document: its structure, its three parts, the states it must survive, the same bytes."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import UndefinedError
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from posture.report.layout import number, table, text
from posture.report.markdown import environment, templates

if TYPE_CHECKING:
    from tests.report.conftest import Pack

READER = MarkdownIt("commonmark", {"html": True}).enable("table")

PARTS = ["For the owner", "For the person who carries it out", "For an auditor or insurer"]


def tree(source: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(READER.parse(source))


def words(node: SyntaxTreeNode) -> str:
    return "".join(leaf.content for leaf in node.walk() if leaf.type in ("text", "code_inline"))


def headings(source: str, tag: str) -> list[str]:
    return [words(node) for node in tree(source).walk() if node.type == "heading" and node.tag == tag]


def tables(source: str) -> dict[tuple[str, ...], list[list[str]]]:
    """Tables by their headings: rows of cells. Where several have the same headings, all their rows."""
    found: dict[tuple[str, ...], list[list[str]]] = {}
    for node in tree(source).walk():
        if node.type == "table":
            first, *rows = [[words(cell) for cell in row.children] for row in node.walk() if row.type == "tr"]
            found.setdefault(tuple(first), []).extend(rows)
    return found


def table_with(source: str, *columns: str) -> list[list[str]]:
    """The rows of all tables that have these columns; an optional column more makes no difference."""
    return [row for found, rows in tables(source).items() if set(columns) <= set(found) for row in rows]


def test_it_has_one_title_and_three_parts_in_order(pack: "Pack") -> None:
    source = pack.markdown()
    assert headings(source, "h1") == ["Security assessment of Golden Clinic"]
    assert headings(source, "h2") == PARTS


def test_every_table_has_a_row_for_each_thing_it_lists(pack: "Pack") -> None:
    material, source = pack.material(), pack.markdown()
    evaluation = material.evaluation
    assert len(table_with(source, "Checklist", "At least", "Answered")) == len(evaluation.checklists)
    assert len(table_with(source, "No.", "Posture after")) == len(material.plan.roadmap)
    assert len(table_with(source, "Finished by")) == len(material.plan.phases)
    assert len(table_with(source, "Threat", "Weakest")) == len(evaluation.threats)
    assert len(table_with(source, "Control", "Proof")) == evaluation.applicable
    assert len(table_with(source, "Question", "Up to")) == len(evaluation.answer_first)
    assert len(table_with(source, "Control", "Adds")) == len(evaluation.find_proof)
    assert len(table_with(source, "Id", "Requirement")) == 2
    assert len(table_with(source, "SHA-256 of the file")) == len(material.assessment.checklists)


def test_every_action_of_a_phase_has_its_heading_in_order(pack: "Pack") -> None:
    source = pack.markdown()
    for phase in pack.material().plan.phases:
        part = source.split(f"### Done by day {phase.days}\n")[1].split("\n### ")[0]
        assert headings(part, "h4") == [step.valued.action.title for step in phase.steps]


def test_an_action_has_steps_owner_due_status_hours_dollars_proof_and_posture_after(pack: "Pack") -> None:
    states = {"auto-update": {"status": "doing", "owner": "Front desk", "due": pack.as_of.replace(day=1)}}
    source = pack.markdown(actions=states)
    section = source.split("#### Auto update\n")[-1].split("\n#### ")[0]
    assert "Being done" in section
    assert "Owner: Front desk" in section
    assert "Due: 1 Nov 2026 (past)" in section
    assert "2 h (IT provider), $0" in section
    assert "1. Begin auto-update.\n2. Finish auto-update." in section
    assert "Keep as proof: A note on auto-update" in section
    assert re.search(r"posture to \d+\.\d [A-E]", section)


def test_nothing_but_text_lists_tables_and_headings_is_in_it(pack: "Pack") -> None:
    kinds = {node.type for node in tree(pack.markdown()).walk()}
    assert not kinds & {
        "link",
        "image",
        "html_block",
        "html_inline",
        "blockquote",
        "hr",
        "code_block",
        "fence",
        "hardbreak",
    }


def test_the_source_reads_well(pack: "Pack") -> None:
    source = pack.markdown()
    assert not re.search(r"[ \t]+$", source, re.MULTILINE)
    assert "\n\n\n" not in source
    for table_lines in re.findall(r"(?:^\|.*\n)+", source, re.MULTILINE):
        widths = {len(line) for line in table_lines.splitlines()}
        assert len(widths) == 1 or max(widths) > 100  # only long cells stick out
    for line in source.splitlines():
        if line.startswith("#"):
            assert not re.search(r"\d\.\d", line)  # headings hold no numbers of the result


def test_headings_have_a_blank_line_on_each_side(pack: "Pack") -> None:
    lines = ["", *pack.markdown().splitlines(), ""]
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.startswith("#"):
            assert (before, after) == ("", "")


def test_a_provisional_result_says_so_and_names_no_grade_of_the_clinic(pack: "Pack") -> None:
    source = pack.markdown(responses={"unique-accounts": {"answer": "implemented"}})
    assert "**This result is provisional.**" in source
    assert re.search(r"- Posture: \d+\.\d provisional \(", source)
    assert not re.search(r"\d\.\d [A-E]\b|, grade [A-E]", source)


def test_a_settled_result_names_its_grade_and_what_limits_it(pack: "Pack") -> None:
    source = pack.markdown()
    assert "provisional" not in source.split("### Method")[0]
    assert "- Posture: 35.1 E (at least 20.2 · could be 48.7)\n" in source
    assert "- No email-mfa. Posture stays at 74 or less. Behind it: Email mfa (not in place).\n" in source
    assert "Restore test (don't know). Finding out may be all that is needed." in source


def test_an_assessment_without_answers_is_a_report(pack: "Pack") -> None:
    source = pack.markdown(responses={}, facts={})
    assert headings(source, "h2") == PARTS
    assert "- Posture: 0.0 provisional (at least 0.0 · could be 100.0)\n" in source
    assert len(table_with(source, "Question", "Up to")) == 9


@pytest.mark.parametrize("checklists", [[{"id": "facility"}], []])
def test_nothing_to_score_is_a_report_without_numbers(pack: "Pack", checklists: list[dict[str, str]]) -> None:
    source = pack.markdown(checklists=checklists)
    assert headings(source, "h2") == PARTS
    assert "- Posture: nothing to score\n" in source
    assert "provisional" not in source.split("### Method")[0]
    assert "None" not in source
    assert "Nothing is planned." in source


def test_everything_not_applicable_gives_every_reason(pack: "Pack") -> None:
    source = pack.markdown(responses={name: {"answer": "na", "reason": f"no {name}"} for name in pack.responses})
    assert "- Posture: nothing to score\n" in source
    assert [row[1] for row in table_with(source, "Control", "Reason")] == [f"no {name}" for name in pack.responses]


def test_everything_in_place_leaves_nothing_to_do(pack: "Pack") -> None:
    proof = pack.responses["unique-accounts"]
    source = pack.markdown(responses=dict.fromkeys(pack.responses, proof))
    assert "- Posture: 100.0 A (at least 100.0 · could be 100.0)\n" in source
    assert "There is nothing to do that would raise the result." in source


def test_an_accepted_gap_is_listed_until_it_comes_back(pack: "Pack") -> None:
    def accepted(day: int) -> str:
        until = pack.as_of.replace(day=day)
        gap = {"answer": "not", "accepted": {"reason": "too dear", "by": "the owner", "until": until}}
        return pack.markdown(responses={**pack.responses, "patching": gap})

    assert [row[2] for row in table_with(accepted(23), "Accepted by")] == ["too dear"]
    assert not table_with(accepted(22), "Accepted by")
    assert "accepted until 22 Nov 2026 by the owner and counts again" in accepted(22)


@pytest.mark.parametrize(("field", "part"), [("why", 0), ("how", 1), ("step", 1)])
def test_what_authors_write_keeps_its_light_markdown(pack: "Pack", field: str, part: int) -> None:
    source = pack.markdown(lambda name, old: "Run `a b`" if name == field else old)
    body = source.split(f"\n## {PARTS[part]}\n")[1].split("\n## ")[0]
    assert any(node.type == "code_inline" and node.content == "a b" for node in tree(body).walk())


def test_the_paragraphs_of_a_note_stay_with_their_answer(pack: "Pack") -> None:
    responses = {**pack.responses, "patching": {"answer": "mostly", "note": "first\n\nsecond", "flagged": True}}
    items = [node for node in tree(pack.markdown(responses=responses)).walk() if node.type == "list_item"]
    assert any([words(child) for child in item.children] == ["Note: first", "second"] for item in items)


def test_the_same_input_gives_the_same_bytes(pack: "Pack") -> None:
    assert pack.markdown() == pack.markdown()


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Anchorage", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    ],
)
def test_the_same_bytes_elsewhere(pack: "Pack", surroundings: dict[str, str], tmp_path: Path) -> None:
    makers = Path(__file__).with_name("conftest.py")
    script = f"import runpy, sys; sys.stdout.buffer.write(runpy.run_path({str(makers)!r})['markdown']().encode())"
    made = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **surroundings},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert made.stdout.decode() == pack.markdown()


def test_a_template_can_neither_misspell_a_name_nor_print_a_raw_number() -> None:
    made = environment({"bad": "{{ standing.headlien }}", "raw": "{{ value }}", "ok": "{{ value }} # {{ more }}"})
    with pytest.raises(UndefinedError):
        made.get_template("bad").render(standing={})
    with pytest.raises(TypeError, match="float"):
        made.get_template("raw").render(value=0.1)
    assert made.get_template("ok").render(value="# x", more=1500) == r"\# x # 1,500"


ENTRIES = {"report.md.jinja", "compare.md.jinja", "hand-out-who-to-call.md.jinja", "hand-out-first-hour.md.jinja"}
"""The templates that a format begins with; all others are included by one of these."""


def test_every_template_is_used() -> None:
    sources = templates()
    named = {name for source in sources.values() for name in re.findall(r'include "([^"]+)"', source)}
    assert named | ENTRIES == set(sources)


def test_a_table_leaves_out_optional_columns_that_hold_nothing() -> None:
    class Row:
        name = "a|b"
        amount = "1.0"
        note = ""

    columns = (text("Name", "name"), number("Amount", "amount"), text("Note", "note", optional=True))
    assert table([Row()], *columns) == "| Name | Amount |\n| ---- | -----: |\n| a\\|b |    1.0 |"
