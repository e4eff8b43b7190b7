"""The plan as a calendar: a day for each action, as RFC 5545 has it.

An action stands on the day that the clinic set, else on the day that the plan leads to; what is not finished within
the year has no day. They are whole-day events that block no time, because few calendars take tasks (VTODO) in. The id
of an event depends on clinic and action alone: a calendar that takes a later file in moves the event, and adds none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from posture.model.text import visible
from posture.report.material import ReportInput
from posture.report.rows import ActionRow, action_rows
from posture.report.tickets import description

FILE_NAME: Final = "plan.ics"

_LONGEST_LINE: Final = 75
"""Octets of a line without its end; longer ones are folded (3.1)."""

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:posture:plan")


@dataclass(frozen=True, slots=True)
class _Event:
    """A whole day with what is to be done by it; `key` tells it from all others of the clinic."""

    key: str
    day: date
    title: str
    words: str


def render(material: ReportInput) -> dict[str, bytes]:
    """One calendar file in UTF-8."""
    # A calendar without any event is not valid (3.6).
    nothing = _Event("", material.plan.start, "Nothing is planned", "")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//posture//{escaped(material.version)}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(f'Security plan: {material.assessment.clinic}')}",
        *(line for event in [*_events(material)] or [nothing] for line in _lines(material, event)),
        "END:VCALENDAR",
    ]
    return {FILE_NAME: b"".join(folded(line) for line in lines)}


def _events(material: ReportInput) -> Iterable[_Event]:
    for row in action_rows(material):
        day = row.due or (None if row.later else row.finish)
        if day is not None:
            yield _Event(row.id, day, row.title, _words(row))


def _lines(material: ReportInput, event: _Event) -> Iterable[str]:
    uid = uuid5(_NAMESPACE, "\n".join((material.assessment.clinic, event.key)))
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    # When the plan was made: the day of the report, so that the same report gives the same bytes.
    yield f"DTSTAMP:{_day(material.evaluation.as_of)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(event.day)}"
    if event.day < date.max:
        yield f"DTEND;VALUE=DATE:{_day(event.day + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(event.title)}"
    yield f"DESCRIPTION:{escaped(event.words)}"
    yield "CATEGORIES:posture"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _words(row: ActionRow) -> str:
    owner = f"Owner: {row.owner}\n\n" if row.owner else ""
    return owner + description(row)


def _day(value: date) -> str:
    # `strftime` leaves the zeros of early years out on some systems.
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def escaped(text: str) -> str:
    r"""Text as the value of a property: backslash, semicolon and comma escaped, a line end as `\n` (3.3.11)."""
    text = visible(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    # A tab is the one control character that is left, and the one that is allowed.
    return text.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line with its end, in pieces of at most 75 octets that never cut through a character (3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for char in line:
        data = char.encode()
        room = _LONGEST_LINE - (1 if pieces else 0)  # later pieces begin with a blank
        if len(piece) + len(data) > room:
            pieces.append(piece)
            piece = b""
        piece += data
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
