"""The data types of OSCAL, made from texts, days and ids of any kind; nothing here knows what is exported.

Two kinds of text differ: a *line* or *prose* is Markdown there, so that what a person wrote is escaped; *words* are
plain and stand on one line. Both show control codes instead of holding them.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid5

from posture.model.text import one_line
from posture.report import escape
from posture.report.light import light
from posture.report.records import Record
from posture.report.wording import NO_NUMBER

OSCAL_VERSION: Final = "1.2.1"

NAMESPACE: Final = "urn:posture:oscal"
"""Of the properties that OSCAL does not define itself."""

_YEARS: Final = (1900, 2999)
"""The first and the last year that OSCAL's pattern of a moment allows."""

_LEAP_DAYS_FROM: Final = 2000
"""In earlier years that pattern knows no 29 February."""


class Ids:
    """UUIDs that an assessment gives to what stands in it: the same for the same thing in every export of it."""

    def __init__(self, assessment_id: str) -> None:
        self._namespace = UUID(assessment_id)

    def of(self, kind: str, *names: str) -> str:
        """The UUID (version 5) of a thing of a kind; names hold no line ends."""
        return str(uuid5(self._namespace, "\n".join((kind, *names))))


def token(name: str) -> str:
    """An id of ours as a token, which must not begin with a digit; ours never begin with the underline."""
    return f"_{name}" if name[:1].isdigit() else name


def words(text: str) -> str:
    """Plain text on one line, never empty."""
    return one_line(text) or NO_NUMBER


def line(text: str) -> str:
    """What a person wrote as Markdown on one line, never empty."""
    return _own_marks(escape.markdown(text)) or NO_NUMBER


def prose(text: str) -> str:
    """What a person wrote as Markdown with its paragraphs; it may be empty."""
    return _own_marks(escape.block(text))


def authored(text: str) -> str:
    """What the author of a checklist wrote in light Markdown, reduced to that; it may be empty."""
    return str(light(text))


def paragraphs(parts: Iterable[str]) -> str:
    """Markdown from pieces of it, never empty."""
    return "\n\n".join(part for part in parts if part) or NO_NUMBER


def _own_marks(source: str) -> str:
    # OSCAL adds superscript and the insertion of parameters to Markdown.
    return source.replace("^", r"\^").replace("{{", r"\{\{")


def sayable(day: date) -> bool:
    """Whether OSCAL can say a day at all."""
    first, last = _YEARS
    leap = (day.month, day.day) == (2, 29)
    return first <= day.year <= last and not (leap and day.year < _LEAP_DAYS_FROM)


def moment(value: date | datetime) -> str:
    """A day (its first moment) or a moment in UTC; what OSCAL can't say becomes the nearest that it can.

    A moment without a time zone is taken as one in UTC.
    """
    if isinstance(value, datetime) and value.tzinfo is not None:
        try:
            value = value.astimezone(UTC)
        except OverflowError:  # the first or last day that a date can hold, in another time zone
            value = value.replace(tzinfo=None)
    day = _nearest(value.date() if isinstance(value, datetime) else value)
    clock = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}" if isinstance(value, datetime) else "00:00:00"
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}T{clock}Z"


def _nearest(day: date) -> date:
    if sayable(day):
        return day
    first, last = _YEARS
    if first <= day.year <= last:
        return day.replace(day=28)
    return date(first, 1, 1) if day.year < first else date(last, 12, 31)


def if_sayable(day: date | None) -> str | None:
    """A day that may be left out, where there is one and OSCAL can say it."""
    return moment(day) if day is not None and sayable(day) else None


def prop(name: str, value: object, *, group: str = "") -> Record:
    """A property of ours; `group` tells those of one name apart."""
    return filled({"name": name, "ns": NAMESPACE, "value": words(str(value)), "class": group})


def core_prop(name: str, value: object) -> Record:
    """A property that OSCAL defines."""
    return {"name": name, "value": words(str(value))}


def filled(record: Record) -> Record:
    """A record without what is empty: no array of OSCAL may be, and what is optional is left out."""
    return {key: value for key, value in record.items() if value is not None and value not in ("", [])}
