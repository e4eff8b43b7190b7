"""A question sheet that comes back -> what was ticked and written, with the lines where it stands. Pure; never raises.

Nothing is judged here: two ticks are two ticks. A note goes on to the next question, whatever stands in it.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from posture.model.control import Answer
from posture.model.text import clean
from posture.report.sheet_form import (
    QUESTION_FIELDS,
    TOP_FIELDS,
    Anchor,
    Field,
    anchor_in,
    box_in,
    ends,
    field_in,
    written,
)

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII)
_DAY_MONTH: Final = re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<name>[a-z]{3,9})\.?,?\s+(?P<year>\d{4})", re.ASCII)
_MONTH_DAY: Final = re.compile(r"(?P<name>[a-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class BoxFound:
    """A box of a question; `ticked` is None where it can't be told, `words` what stands with it."""

    answer: Answer
    ticked: bool | None
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above the questions of a sheet; empty where nothing was written.

    Attributes:
        assessment: Id of the assessment that the sheet was made for.
        by: Who filled it in.
        day: When, as it was written.
        lines: Where each of these stands.
    """

    assessment: str = ""
    by: str = ""
    day: str = ""
    lines: tuple[int, int, int] = (1, 1, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a sheet.

    Attributes:
        line: Of its beginning, from 1.
        top: What stands above the questions.
        head: The words before the first box.
        answered_by: Who answered this one, if somebody else.
    """

    control_id: str
    line: int
    top: Top
    head: str
    boxes: tuple[BoxFound, ...]
    reason: str
    answered_by: str
    note: str
    note_line: int

    @property
    def ticked(self) -> tuple[BoxFound, ...]:
        """The boxes that are ticked."""
        return tuple(box for box in self.boxes if box.ticked)

    @property
    def unclear(self) -> tuple[BoxFound, ...]:
        """The boxes of which it can't be told."""
        return tuple(box for box in self.boxes if box.ticked is None)

    @property
    def by(self) -> str:
        """Who said so; empty where nobody is named."""
        return self.answered_by or self.top.by

    @property
    def is_blank(self) -> bool:
        """Whether nobody has said anything here; a name alone says nothing."""
        return not (self.ticked or self.unclear or self.reason or self.note)


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet as it came back; `name` is how problems call it, `tops` has one entry for each sheet in the file."""

    name: str
    tops: tuple[Top, ...]
    entries: tuple[Entry, ...]

    @property
    def is_filled(self) -> bool:
        """Whether anything was written into it."""
        named = any(top.by or top.day for top in self.tops)
        return named or any(entry.answered_by or not entry.is_blank for entry in self.entries)


@dataclass
class _Text:
    """Lines that belong together, and where they begin."""

    line: int = 1
    lines: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        return written("\n".join(self.lines))


class _Question:
    """A question while its lines are read."""

    def __init__(self, anchor: Anchor, line: int) -> None:
        self._anchor = anchor
        self._line = line
        self._head = _Text(line, [anchor.words])
        self._boxes: list[tuple[Answer, bool | None, _Text]] = []
        self._fields: dict[Field, _Text] = {}
        self._target = self._head
        self.in_note = False

    def read(self, line: str, number: int) -> None:
        line = self._unquoted(line)
        if not self.in_note:
            if found := box_in(line):
                self._target = _Text(number, [found.words])
                self._boxes.append((found.answer, found.ticked, self._target))
                return
            named = field_in(line)
            if named and named[0] in QUESTION_FIELDS and named[0] not in self._fields:
                self._target = self._fields[named[0]] = _Text(number, [named[1]])
                self.in_note = named[0] == "note"
                return
        self._target.lines.append(line)

    def _unquoted(self, line: str) -> str:
        mark = self._anchor.quoted
        if not mark.strip():
            return line
        return "" if line.strip() == mark.strip() else line.removeprefix(mark)

    def entry(self, top: Top) -> Entry:
        note = self._fields.get("note", _Text(self._line))
        reason, by = (self._fields.get(name, _Text()).said for name in ("reason", "answered-by"))
        return Entry(
            control_id=self._anchor.control_id,
            line=self._line,
            top=top,
            head=self._head.said,
            boxes=tuple(BoxFound(answer, ticked, text.said, text.line) for answer, ticked, text in self._boxes),
            reason=reason,
            answered_by=_on_one_line(by),
            note=note.said,
            note_line=note.line,
        )


def read_sheet(text: str, name: str) -> FilledSheet:
    """What stands in a sheet, whatever it is; text that is no sheet has no entries."""
    tops: list[Top] = []
    entries: list[Entry] = []
    said: dict[Field, tuple[str, int]] = {}
    question: _Question | None = None
    for number, line in enumerate(clean(text).split("\n"), 1):
        anchor = anchor_in(line)
        if anchor is None and not ends(line):
            if question is not None:
                question.read(line, number)
            elif (named := field_in(line)) and named[0] in TOP_FIELDS:
                said[named[0]] = (_on_one_line(written(named[1])), number)
            continue
        if question is not None:
            entries.append(question.entry(tops[-1]))
        elif anchor is not None:
            tops.append(_top(said))
            said = {}
        question = _Question(anchor, number) if anchor else None
    if question is not None:
        entries.append(question.entry(tops[-1]))
    return FilledSheet(name, tuple(tops), tuple(entries))


def _on_one_line(text: str) -> str:
    # Kept as it was typed; what may be shown of it is decided where it is shown.
    return " ".join(text.split())


def _top(said: dict[Field, tuple[str, int]]) -> Top:
    found = [said.get(name, ("", 1)) for name in TOP_FIELDS]
    (assessment, first), (by, second), (day, third) = found
    return Top(assessment.lower(), by, day, (first, second, third))


def day_of(text: str) -> date | None:
    """The day that somebody wrote: `2026-11-23`, `23 Nov 2026`, `November 23, 2026`; None for any other way.

    Days in numbers alone, other than with the year first, are read otherwise in other countries.
    """
    text = text.strip().rstrip(".").lower()
    for found in _matches(text):
        parts = found.groupdict()
        name = parts.get("name")
        if name is not None and name[:3] not in _MONTHS:
            continue
        month = _MONTHS.index(name[:3]) + 1 if name is not None else int(parts["month"])
        with suppress(ValueError):
            return date(int(parts["year"]), month, int(parts["day"]))
    return None


def _matches(text: str) -> Iterable[re.Match[str]]:
    return filter(None, (pattern.fullmatch(text) for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY)))
