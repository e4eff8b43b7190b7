"""Hand-outs for staff: the clinic's own numbers where they are known, room to write where not, and nothing invented."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from posture.assess.evaluate import evaluate
from posture.content.library import BUILTIN, assemble, require
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.plan.plan import make_plan
from posture.report.formats import ReportInput, render
from posture.report.redaction import redacted
from tests.report.hostile import NASTY, answers, everywhere, lines_of

if TYPE_CHECKING:
    from tests.report.conftest import Pack

DAY = date(2026, 11, 23)
CALL, HOUR = "hand-out-who-to-call.md", "hand-out-first-hour.md"
CHECKLIST = Path(__file__).parents[2] / "checklists" / "reporting-protocols.toml"
TEMPLATES = Path(__file__).parents[2] / "posture" / "report" / "templates"
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


Row = dict[str, Any]


@cache
def library() -> Library:
    return require(assemble([BUILTIN]))


def material(responses: Row | None = None, facts: Row | None = None) -> ReportInput:
    assessment = Assessment.model_validate(
        {
            "schema_version": 1,
            "id": "00000000-0000-4000-8000-00000000000a",
            "clinic": "Riverside",
            "started": DAY,
            "checklists": [{"id": "reporting-protocols"}],
            "responses": responses or {},
            "facts": facts or {},
        }
    )
    evaluation = evaluate(library(), assessment, DAY)
    return ReportInput(library(), assessment, evaluation, make_plan(library(), assessment, evaluation), "1.2.3")


def cards(responses: Row | None = None, facts: Row | None = None) -> tuple[str, str]:
    made = render("handout", material(responses, facts))
    assert set(made) == {CALL, HOUR}
    return made[CALL].decode(), made[HOUR].decode()


def numbered(note: str, answer: str = "implemented") -> Row:
    return {"one-number-to-call": {"answer": answer, "note": note}}


def test_a_number_that_is_not_known_is_room_to_write() -> None:
    call, hour = cards()
    assert re.search(r"\*\*1st call: _{10,}\*\*", call)
    assert re.search(r"\*\*Call: _{10,}\*\*", hour)
    assert "comes from a note" not in call + hour


@pytest.mark.parametrize("answer", ["implemented", "mostly"])
@pytest.mark.parametrize("number", ["(555) 010-0199", "555-010-0199", "+1 555 010 0199"])
def test_the_clinic_s_own_number_stands_on_both_cards_with_where_it_comes_from(number: str, answer: str) -> None:
    for card in cards(numbered(f"The manager's mobile, {number}, since 2024.", answer)):
        assert re.search(rf"all: {re.escape(number)}\*\*", card)
        assert "call it before this is hung up" in card


@pytest.mark.parametrize(
    ("note", "answer"),
    [
        ("555-010-0199", "partly"),  # agreed, and nobody answers there, or people do not know it
        ("555-010-0199", "not"),
        ("555-010-0199", "unknown"),
        ("555-010-0199, or is it 555-010-0188?", "implemented"),
        ("Hung up on 2026-11-23, in room 555-0199, 8 copies", "implemented"),
        ("Contract 12-555-010-0199-7", "implemented"),
    ],
)
def test_a_number_that_may_be_the_wrong_one_is_never_printed(note: str, answer: str) -> None:
    for card in cards(numbered(note, answer)):
        assert re.search(r"all: _{10,}\*\*", card)
        assert "0199" not in card


def test_no_other_note_gets_on_a_card() -> None:
    every = {name: {"answer": "partly", "note": f"kanarie {name} 555-010-0177"} for name in library().control_by_id}
    assert "kanarie" not in "".join(cards(every))
    assert "0177" not in "".join(cards(every))


def test_facts_take_lines_off_the_cards_and_only_a_no_does() -> None:
    rows = {
        "it_provider": "| IT provider ",
        "e_prescribing": "| E-prescribing ",
        "medical_devices": "| Medical device ",
    }
    for fact, row in rows.items():
        assert row in cards()[0]
        assert row in cards(facts={fact: True})[0]
        assert row not in cards(facts={fact: False})[0]
    assert "| EHR vendor " in cards()[0]
    assert "| EHR vendor " not in cards(facts={"ehr_hosting": "none"})[0]
    assert ("on Windows:" in cards()[1], "on a Mac:" in cards()[1]) == (True, True)
    mac = cards(facts={"computers": ("macos",)})[1]
    assert ("on Windows:" in mac, "on a Mac:" in mac) == (False, True)


def test_a_device_that_treats_a_patient_stays_plugged_in_whatever_the_facts_say() -> None:
    assert "treats or monitors a patient: do not unplug" in cards(facts={"medical_devices": False})[1]


def test_nobody_is_promised_what_the_owner_has_not_signed() -> None:
    promise = "you will not be punished"
    for answer, there in (("implemented", True), ("mostly", False), ("not", False), ("unknown", False)):
        assert (promise in cards({"no-blame-rule": {"answer": answer}})[1]) == there


def test_what_is_missing_before_a_card_is_ready_stands_below_it() -> None:
    title = "Choose one number for everything that looks wrong"
    for card in cards(numbered("", "not")):
        assert title in card.rpartition("\n---\n")[2]
    done = {name: {"answer": "implemented"} for name in library().control_by_id}
    assert "To do before" not in "".join(cards(done))


def test_a_card_fits_on_a_page() -> None:
    # At 11 points Chromium printed both cards of the sample on one page each; this keeps them from growing.
    worst = {name: {"answer": "not"} for name in library().control_by_id}
    for card in cards(worst):
        assert sum(1 + len(line) // 90 if line else 0.5 for line in card.splitlines()) <= 60


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).casefold()


# Names of blanks and of the card itself, and what a card says of itself.
LAYOUT = """
Call; Who to call; The first hour; Who decides; Numbers, in the order of calls; Where it is; Who; Other cases; deputy
When a computer looks wrong; Cable and Wi-Fi switch of this computer; Date checked; Day number; Night number
What happened, seen by whom, at what time; Account or policy number; Wi-Fi on Windows; Wi-Fi on a Mac
Call the number above; then the second number; Police non-emergency line; HHS; our field office; FBI general line
No passwords here; A demand for money on the screen or by mail; May order systems cut off; May declare downtime
Alarm or landlord; Keep one copy at the front desk and one outside the building; Call, even if you are not sure
Say your name, the place, what is seen, and whether a patient is affected right now
Something looks wrong on a computer, phone or bill
"""


@pytest.mark.parametrize("name", [CALL, HOUR])
def test_whatever_a_card_tells_people_to_do_stands_in_the_checklist(name: str) -> None:
    # Seen to fail with "restart the computer" put on the card, and with another number of the FBI.
    card = (TEMPLATES / f"{name}.jinja").read_text(encoding="utf-8").partition("\n---\n")[0]
    card = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", card, flags=re.DOTALL)
    known = letters(CHECKLIST.read_text(encoding="utf-8"))
    layout = {letters(words) for words in re.split("[;\n]", LAYOUT)}
    parts = re.split(r"[\n|;:?()]|\.(?=\s|$)|\.\*\*|,\*\*|\*\*", card)
    said = {part.strip(' #*-"_') for part in parts}
    invented = [part for part in said if letters(part) not in known and letters(part) not in layout]
    assert invented == []
    assert len(said) > 20


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_name_changes_no_structure(pack: "Pack", text: str) -> None:
    def shapes(words: str) -> list[list[tuple[str, str]]]:
        told = pack.material(
            lambda field, old: words if field in {"clinic", "action title", "role"} else old,
            responses=answers(pack, words, words), **everywhere(words),
        )  # fmt: skip
        made = [data.decode() for data in render("handout", told).values()]
        assert all(" / ".join(lines_of(words)) in said(card) for card in made)
        return [[(token.type, token.tag) for token in READER.parse(card)] for card in made]

    assert shapes(text) == shapes("plain")


def said(card: str) -> str:
    return "\n".join(
        "".join(child.content for child in token.children or ())
        for token in READER.parse(card)
        if token.type == "inline"
    )


def test_a_redacted_card_names_neither_clinic_nor_number() -> None:
    told = redacted(material(numbered("Riverside's mobile, 555-010-0199")))
    made = "".join(data.decode() for data in render("handout", told).values())
    assert "Riverside" not in made
    assert "0199" not in made
