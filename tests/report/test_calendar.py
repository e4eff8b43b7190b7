"""`plan.ics`: RFC 5545, whatever stands in a text, and the same event for the same action every time."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.text import visible
from posture.report.calendar_file import escaped, folded
from posture.report.formats import ReportInput, render
from tests.report.hostile import NASTY, answers, everywhere

if TYPE_CHECKING:
    from tests.report.conftest import Pack

UNESCAPE = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}


@dataclass(frozen=True)
class Property:
    name: str
    parameters: str
    value: str


def unescaped(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value  # both separate values
    return re.sub(r"\\[\\;,n]", lambda found: UNESCAPE[found.group()], value)


def read(data: bytes) -> list[Property]:
    """The properties of a calendar, unfolded as a strict reader does it."""
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    lines = re.sub(b"\r\n[ \t]", b"", data).decode("utf-8").removesuffix("\r\n").split("\r\n")
    found = []
    for line in lines:
        parsed = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[A-Z-]+)*):(.*)", line, re.DOTALL)
        assert parsed, line
        found.append(Property(parsed[1], parsed[2], parsed[3]))
    return found


def events(material: ReportInput) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for entry in read(render("ics", material)["plan.ics"]):
        if (entry.name, entry.value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found and entry.name not in ("BEGIN", "END"):
            assert entry.name not in found[-1], "once each"
            found[-1][entry.name] = entry.value
    return found


def structure(material: ReportInput) -> list[tuple[str, str]]:
    return [(entry.name, entry.parameters) for entry in read(render("ics", material)["plan.ics"])]


@given(text=st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_escaped_folded_and_read_again_exactly(text: str) -> None:
    data = folded(f"SUMMARY:{escaped(text)}")
    (entry,) = read(data)
    assert unescaped(entry.value) == visible(text)


@given(text=st.text(alphabet="aé🏥日", min_size=60, max_size=120))
@settings(max_examples=60, deadline=None)
def test_folding_never_cuts_through_a_character(text: str) -> None:
    for line in folded(text).split(b"\r\n"):
        line.decode("utf-8")


@pytest.mark.parametrize("text", [*NASTY, "END:VEVENT\r\nBEGIN:VEVENT", "a;b,c\\n", ":", '";VALUE=DATE:20200101'])
def test_a_nasty_text_in_every_field_changes_no_property(pack: "Pack", text: str) -> None:
    def made(said: str) -> ReportInput:
        return pack.material(lambda _field, _old: said, responses=answers(pack, said, said), **everywhere(said))

    assert structure(made(text)) == structure(made("plain"))
    assert {unescaped(event["SUMMARY"]) for event in events(made(text))} == {visible(text)}


def test_it_is_one_calendar_with_an_event_for_each_action_of_the_year(pack: "Pack") -> None:
    material = pack.material()
    entries = read(render("ics", material)["plan.ics"])
    assert [(entry.name, entry.value) for entry in entries[:2]] == [("BEGIN", "VCALENDAR"), ("VERSION", "2.0")]
    assert (entries[-1].name, entries[-1].value) == ("END", "VCALENDAR")
    titles = [step.valued.action.title for step in material.plan.roadmap if step.phase is not None]
    assert [event["SUMMARY"] for event in events(material)] == titles
    assert len(titles) == 9


def test_a_due_date_comes_before_what_the_plan_leads_to(pack: "Pack") -> None:
    states = {"auto-update": {"due": date(2027, 2, 28)}}
    named = {event["SUMMARY"]: event for event in events(pack.material(actions=states))}
    assert named["Auto update"]["DTSTART"] == "20270228"
    assert named["Auto update"]["DTEND"] == "20270301"
    material = pack.material()
    free = {event["SUMMARY"]: event["DTSTART"] for event in events(material)}
    step = material.plan.step("auto-update")
    assert step is not None
    assert step.slot.finish is not None
    assert date.fromisoformat(free["Auto update"]) == pack.as_of + timedelta(days=ceil(step.slot.finish))


def test_what_has_no_hours_has_no_day_unless_somebody_set_one(pack: "Pack") -> None:
    no_time = {"hours_per_week": 0.0, "first_week": 0.0}
    # A calendar without an event would not be valid.
    assert [event["SUMMARY"] for event in events(pack.material(plan=no_time))] == ["Nothing is planned"]
    states = {"auto-update": {"due": date(2027, 2, 28)}}
    assert [event["SUMMARY"] for event in events(pack.material(plan=no_time, actions=states))] == ["Auto update"]


def test_the_last_day_of_the_calendar_is_a_day_too(pack: "Pack") -> None:
    states = {"auto-update": {"due": date.max}}
    named = {event["SUMMARY"]: event for event in events(pack.material(actions=states))}
    assert named["Auto update"]["DTSTART"] == "99991231"
    assert "DTEND" not in named["Auto update"]


def test_an_event_keeps_its_id_when_the_plan_changes_and_no_two_share_one(pack: "Pack") -> None:
    before = {event["SUMMARY"]: event["UID"] for event in events(pack.material())}
    changed = pack.material(
        responses={**pack.responses, "unique-accounts": {"answer": "not"}},
        actions={"auto-update": {"owner": "somebody", "due": date(2027, 1, 1)}},
        id="00000000-0000-4000-8000-00000000000b",
    )
    after = {event["SUMMARY"]: event["UID"] for event in events(changed)}
    assert all(after[title] == uid for title, uid in before.items() if title in after)
    assert len(set(before.values())) == len(before)
    other = {event["UID"] for event in events(pack.material(clinic="Another Clinic"))}
    assert not other & set(before.values())
