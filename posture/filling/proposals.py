"""What a sheet that came back would change in an assessment, what speaks against it, and doing it. Pure.

An answer that the assessment has by now is never replaced unseen: it is a conflict, for a person to settle. A note is
added to the one that is there; nothing that anybody wrote is lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from posture.assess.applicability import Item, holds, items
from posture.filling.reading import BoxFound, Entry, FilledSheet, day_of
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.model.library import Library
from posture.report.sheet import printed_head, printed_meaning
from posture.report.sheet_form import box_in, same_words
from posture.report.wording import answer_word, listing
from posture.toml.problems import Problem, did_you_mean

_LOST_BEGINNING: Final = 4
"""Boxes in a note from which they are another question's, whose first line was deleted."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a sheet says about one control, and what that would make of its response.

    Attributes:
        item: The control as it is now.
        response: As it would be, but for its time.
        day: When it was said; None for today.
        note: What is added to the note; empty where nothing is.
        line: Of the sheet.
    """

    item: Item
    response: Response
    day: date | None
    note: str
    line: int

    @property
    def control_id(self) -> str:
        """Of the control."""
        return self.item.control.id

    @property
    def before(self) -> str:
        """The answer as it is, in words."""
        return _answer_in_words(self.item.response)

    @property
    def after(self) -> str:
        """The answer as it would be, in words."""
        return _answer_in_words(self.response)

    @property
    def changes_answer(self) -> bool:
        """Whether more than the note would change."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a sheet would change.

    Attributes:
        changes: Where nothing speaks against it.
        conflicts: Where the assessment has another answer by now.
        problems: What can't be taken over (errors), and what to look at (warnings), by line.
        same: How many questions say what the assessment says already.
        blank: How many nobody filled in.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    problems: tuple[Problem, ...]
    same: int
    blank: int

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What can't be taken over."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def _answer_in_words(response: Response) -> str:
    words = answer_word(response.answer)
    return f"{words} ({response.reason.strip()})" if response.answer is Answer.NA and response.reason.strip() else words


def propose(sheet: FilledSheet, library: Library, assessment: Assessment, today: date) -> Proposals:
    """Compare a sheet with an assessment.

    Args:
        sheet: As it came back.
        library: What the assessment is scored with.
        assessment: As it is now.
        today: A day after it is nobody's day yet.

    Raises:
        PostureError: The assessment names a checklist that the library does not have.
    """
    return _Comparison(sheet, library, assessment, today).proposals()


class _Comparison:
    """A sheet beside an assessment."""

    def __init__(self, sheet: FilledSheet, library: Library, assessment: Assessment, today: date) -> None:
        self._sheet, self._library, self._assessment, self._today = sheet, library, assessment, today
        self._items = {item.control.id: item for item in items(library, assessment)}
        self._problems: list[Problem] = []

    def proposals(self) -> Proposals:
        self._look_at_tops()
        filled = [entry for entry in self._sheet.entries if not entry.is_blank]
        for entry in self._sheet.entries:
            if entry.control_id in self._items:
                self._look_at_words(entry, self._items[entry.control_id])
        changes: list[Change] = []
        conflicts: list[Change] = []
        same = 0
        for entry in self._once(filled):
            item = self._items.get(entry.control_id)
            wrong = self._unknown(entry) if item is None else self._wrong(entry, item)
            self._problems += [self._problem(entry, line, message, hint) for line, message, hint in wrong]
            if item is None or wrong:
                continue
            change = _change(entry, item, self._day(entry))
            if change is None:
                same += 1
            else:
                (conflicts if _conflicting(change) else changes).append(change)
        problems = tuple(sorted(self._problems, key=lambda problem: problem.line))
        blank = len(self._sheet.entries) - len(filled)
        return Proposals(tuple(changes), tuple(conflicts), problems, same, blank)

    def _problem(self, entry: Entry, line: int, message: str, hint: str = "", *, warning: bool = False) -> Problem:
        name = entry.control_id[:64]
        return Problem(self._sheet.name, line, 1, name, message, hint, "warning" if warning else "error")

    # --- whole sheets ----------------------------------------------------------------------------------------

    def _look_at_tops(self) -> None:
        for top in self._sheet.tops:
            day = day_of(top.day) if top.day else None
            if top.day and (day is None or day > self._today):
                what = "is not a day that can be read" if day is None else "is still to come"
                self._warn(top.lines[2], f"{top.day[:40]!r} {what}; today is kept instead", "write it as 2026-11-23")
            if not top.by and any(
                not entry.is_blank and not entry.by for entry in self._sheet.entries if entry.top is top
            ):
                self._warn(top.lines[1], "it does not say who filled it in", "write a name after “Filled in by:”")

    def _warn(self, line: int, message: str, hint: str) -> None:
        self._problems.append(Problem(self._sheet.name, line, 1, "", message, hint, "warning"))

    def _day(self, entry: Entry) -> date | None:
        day = day_of(entry.top.day)
        return day if day is not None and day < self._today else None

    def _once(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Every question once; one that stands there twice, filled in differently, is nobody's answer."""
        by_id: dict[str, list[Entry]] = {}
        for entry in entries:
            by_id.setdefault(entry.control_id, []).append(entry)
        for first, *others in by_id.values():
            other = next((one for one in others if _said(one) != _said(first)), None)
            if other is None:
                yield first
            else:
                message = f"stands here twice, filled in differently (first in line {first.line})"
                self._problems.append(self._problem(other, other.line, message, "leave one of the two"))

    # --- one question ----------------------------------------------------------------------------------------

    def _unknown(self, entry: Entry) -> list[tuple[int, str, str]]:
        retired = {one.id: one for one in self._library.retired}.get(entry.control_id)
        if retired is not None:
            instead = f"{retired.successor} took its place" if retired.successor else ""
            return [(entry.line, "is not asked any more", instead)]
        return [
            (entry.line, "is no question of this assessment", did_you_mean(entry.control_id, self._items, listing=0))
        ]

    def _wrong(self, entry: Entry, item: Item) -> list[tuple[int, str, str]]:
        if item.excluded == "fact":
            against = [
                condition.fact
                for condition in item.control.applies_when
                if not holds(condition, self._assessment.facts)
            ]
            titles = [self._library.fact_by_id[name].title for name in against if name in self._library.fact_by_id]
            why = f"what is said about {listing(titles)} switches it off" if titles else ""
            return [(entry.line, "does not apply to this clinic any more", why)]
        return [*_wrong_ticks(entry, item), *_wrong_note(entry)]

    def _look_at_words(self, entry: Entry, item: Item) -> None:
        """Warn where there are other words than were printed: they may be somebody's, or another checklist's."""
        hint = "what was added there is not kept: write it after “Note:”"
        if not same_words(entry.head, printed_head(item)):
            message = "the words above its boxes are not those of the checklist"
            self._problems.append(self._problem(entry, entry.line, message, hint, warning=True))
        for box in entry.boxes:
            if not same_words(box.words, printed_meaning(item, box.answer)):
                message = f"the words with “{answer_word(box.answer)}” are not those of the checklist"
                self._problems.append(self._problem(entry, box.line, message, hint, warning=True))


def _said(entry: Entry) -> tuple[object, ...]:
    return tuple(box.answer for box in entry.ticked), entry.unclear, entry.reason, entry.note, entry.by


def _wrong_ticks(entry: Entry, item: Item) -> Iterator[tuple[int, str, str]]:
    ticked: tuple[BoxFound, ...] = entry.ticked
    answers = {box.answer for box in ticked}
    if entry.unclear:
        box = entry.unclear[0]
        message = f"can't tell whether “{answer_word(box.answer)}” is ticked"
        yield box.line, message, "put an x into the box, or nothing"
    elif len(answers) > 1:
        words = listing([f"“{answer_word(box.answer)}” (line {box.line})" for box in ticked])
        yield ticked[1].line, f"more than one box is ticked: {words}", "leave the one that fits best"
    elif Answer.NA in answers and not item.control.na_allowed:
        yield ticked[0].line, "applies to every clinic", "tick another box, or “Don't know”"
    elif Answer.NA in answers and not entry.reason:
        yield ticked[0].line, "needs a reason: why does this not apply?", "write it after “Why it doesn't apply:”"
    elif Answer.NA not in answers and entry.reason:
        line = ticked[0].line if ticked else entry.line
        yield (
            line,
            "says why it does not apply, but “Doesn't apply” is not ticked",
            "tick it, or move the words to the note",
        )


def _wrong_note(entry: Entry) -> Iterator[tuple[int, str, str]]:
    if sum(box_in(line) is not None for line in entry.note.split("\n")) >= _LOST_BEGINNING:
        hint = "put the line back that begins with “Question”, above those boxes"
        yield entry.note_line, "boxes of another question stand in its note", hint


def _change(entry: Entry, item: Item, day: date | None) -> Change | None:
    """What a sound entry would change; None for nothing."""
    old = item.response
    values: dict[str, object] = {name: getattr(old, name) for name in Response.model_fields}
    if entry.ticked:
        answer = entry.ticked[0].answer
        reason = entry.reason if answer is Answer.NA else ""
        if (answer, reason) != (old.answer, old.reason.strip()):
            values |= {"answer": answer, "reason": reason, "by": entry.by}
    note = "" if _holds_note(old.note, entry.note) else entry.note
    if note:
        values["note"] = f"{old.note}\n\n{note}" if old.note.strip() else note
    response = Response.model_validate(values)
    return Change(item, response, day, note, entry.line) if response != old else None


def _holds_note(old: str, new: str) -> bool:
    """Whether a note says something already, so that the same sheet read twice adds nothing."""
    return not new or f"\n\n{new}\n\n" in f"\n\n{old.strip()}\n\n"


def _conflicting(change: Change) -> bool:
    known = change.item.answer is not Answer.UNKNOWN
    return known and change.changes_answer


def applied(assessment: Assessment, changes: Iterable[Change], now: datetime) -> Assessment:
    """The assessment with these changes, each dated with the day on which it was said.

    Args:
        assessment: As it was when the changes were proposed.
        changes: Those to make.
        now: The time for what was said today.
    """
    for change in changes:
        # Noon in UTC is the same day nearly everywhere.
        at = now if change.day is None else datetime.combine(change.day, time(12), UTC)
        response = Response.model_validate(
            {**{name: getattr(change.response, name) for name in Response.model_fields}, "at": at}
        )
        assessment = assessment.with_response(change.control_id, response)
    return assessment
