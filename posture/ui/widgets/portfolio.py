"""The clinics of a workspace as rows: posture with its range, how far, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor

from posture.assess.quality import OLD_AFTER_DAYS
from posture.portfolio import Practice, Visit
from posture.report.wording import NO_NUMBER, count, day, one_decimal
from posture.ui.glyphs import Glyphs
from posture.ui.text import Line, Span, padded, span
from posture.ui.widgets.range_bar import range_bar
from posture.ui.widgets.row_list import Row

SOON_DAYS = 14
"""Days before its day from which an action goes before open questions."""

TREND = 6
"""Visits that a trend shows in a row."""

NOT_YET = "…"


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of each column; 0 where there is no room for it."""

    name: int
    bar: int = 0
    answered: int = 0
    trend: int = 0
    to_do: int = 0


DATE, NUMBER = 14, 8


def columns(width: int) -> Columns:
    """The columns that fit: the trend goes first, then the bar; name, day and number never."""
    for wanted in (Columns(24, 22, 10, TREND + 2, 16), Columns(20, 16, 10, 0, 16), Columns(16, 0, 10, 0, 16)):
        fixed = DATE + NUMBER + wanted.answered + wanted.trend
        fixed += (wanted.bar + 2 if wanted.bar else 0) + (wanted.to_do + 2 if wanted.to_do else 0)
        if width >= fixed + wanted.name:
            return replace(wanted, name=min(48, width - fixed))
    return Columns(max(12, width - DATE - NUMBER))


def heading(width: int) -> Line:
    """The heads of the columns."""
    shown = columns(width)
    cells = [("clinic", shown.name, "faint"), ("last visit", 3 - DATE, "faint"), ("", 3, "faint")]
    if shown.bar:
        cells.append(("posture with range", shown.bar + 2, "faint"))
    cells.append(("" if shown.bar else "posture", -NUMBER, "faint"))
    if shown.answered:
        cells.append(("answered", -shown.answered, "faint"))
    if shown.trend:
        cells += [("", 2, "faint"), ("trend", shown.trend - 2, "faint")]
    if shown.to_do:
        cells += [("", 2, "faint"), ("to do", shown.to_do, "faint")]
    return padded(cells)


def practice_row(practice: Practice, width: int, glyphs: Glyphs, today: date) -> Row:
    """The row of a clinic, by its newest visit; what is not known yet is left open."""
    shown = columns(width)
    visit = practice.newest
    is_old = visit.started is not None and (today - visit.started).days > OLD_AFTER_DAYS
    started = day(visit.started) if visit.started else ""
    cells = [
        *padded([(practice.name, shown.name - 1, "text"), ("", 1, "text")]),
        *padded([(started, 3 - DATE, "sand" if is_old else "faint"), ("", 3, "faint")]),
    ]
    if visit.problem:
        return Row(practice.key, [*cells, Span("can't be read: ", "coral"), span(visit.problem, "soft")])
    if shown.bar:
        bar = range_bar(visit.readings, shown.bar, glyphs) if visit.judged else [Span(" " * shown.bar)]
        cells += [*bar, Span("  ")]
    cells += _numbers(visit, shown, glyphs)
    if shown.trend:
        cells += [Span("  "), *padded([(trend(practice, glyphs), shown.trend - 2, "fill")])]
    if shown.to_do:
        words, role = to_do(visit, today)
        cells += [Span("  "), *padded([(words, shown.to_do, role)])]
    return Row(practice.key, cells)


def _numbers(visit: Visit, shown: Columns, glyphs: Glyphs) -> list[Span]:
    if not visit.judged:
        return padded([(glyphs.ellipsis, -6, "faint"), ("", 2 + shown.answered, "faint")])
    number = one_decimal(visit.readings.point) if visit.readings else glyphs.dash
    cells = [
        (number, -6, "text bold"),
        (visit.grade or glyphs.dash, -2, "text bold" if visit.grade else "faint"),
    ]
    if shown.answered:
        answered = f"{int(visit.answered)}%" if visit.answered is not None else glyphs.dash
        cells.append((answered, -shown.answered, "soft"))
    return padded(cells)


def trend(practice: Practice, glyphs: Glyphs) -> str:
    """One sign for each visit, the oldest first; nothing for a single one."""
    points = [visit.readings.point for visit in reversed(practice.visits) if visit.judged and visit.readings]
    return trend_signs(points[-TREND:], glyphs) if len(points) > 1 else ""


def trend_signs(points: Sequence[Fraction], glyphs: Glyphs) -> str:
    """Postures as signs of eight heights."""
    return "".join(glyphs.trend[min(7, floor(point * 8 / 100))] for point in points)


def to_do(visit: Visit, today: date) -> tuple[str, str]:
    """What comes next for a clinic, and the role of the words."""
    if not visit.judged:
        return "", "soft"
    late = [due for due in visit.due if due.day <= today]
    upcoming = visit.due[0].day if visit.due else None
    is_soon = upcoming is not None and (upcoming - today).days <= SOON_DAYS
    is_old = visit.started is not None and (today - visit.started).days > OLD_AFTER_DAYS
    found = (
        (bool(late), f"{count(len(late), 'action')} due", "sand"),
        (is_soon, f"due {day(upcoming)}" if upcoming else "", "text"),
        (visit.left > 0, f"{visit.left} open", "soft"),
        (is_old, "visit is due", "sand"),
        (visit.to_confirm > 0, f"{visit.to_confirm} to confirm", "sand"),
        (upcoming is not None, f"due {day(upcoming)}" if upcoming else "", "soft"),
    )
    return next(((words, role) for holds, words, role in found if holds), ("", "soft"))


def age_words(started: date | None, today: date) -> str:
    """How long ago a visit was, in the largest unit that says enough."""
    if started is None:
        return ""
    days = (today - started).days
    if days < 1:
        return "today" if days == 0 else "in the future"
    if days < 14:
        return "yesterday" if days == 1 else f"{days} days ago"
    if days < 61:
        return f"{days // 7} weeks ago"
    return f"{days // 30} months ago" if days < 730 else f"{days // 365} years ago"


# --- the box below the list --------------------------------------------------------------------------------------


def next_line(visit: Visit, today: date) -> Line:
    """The action that is due next, with its day and who does it."""
    if not visit.judged or visit.problem:
        return ()
    if not visit.due:
        return [Span("No action has a day yet; the plan sets them.", "faint")]
    due = visit.due[0]
    late = due.day <= today
    words = [
        Span("due since " if late else "next due ", "faint"),
        Span(f"{day(due.day)}  ", "sand" if late else "text"),
    ]
    words.append(span(due.title, "soft"))
    if due.owner:
        words += [Span(" · ", "faint"), span(due.owner, "faint")]
    return words


def visits_heading(width: int) -> Line:
    """The heads of the columns of the box."""
    cells = [("visit", 14, "faint"), ("posture", -9, "faint")]
    if width >= 50:
        cells += [("at least", -11, "faint"), ("could be", -11, "faint")]
    if width >= 72:
        cells += [("", 3, "faint"), ("what changed", 30, "faint")]
    return padded(cells)


def visit_row(visit: Visit, width: int, *, is_first: bool) -> Row:
    """One visit of a clinic."""
    started = day(visit.started) if visit.started else visit.path.stem
    if not visit.judged or visit.readings is None:
        words = visit.problem or ("nothing to score" if visit.judged else NOT_YET)
        return Row(visit.key, [*padded([(started, 14, "soft")]), span(f"  {words}", "faint")])
    number = f"{one_decimal(visit.readings.point)} {visit.grade or NO_NUMBER}"
    cells = [(started, 14, "soft"), (number, -9, "text bold")]
    if width >= 50:
        cells += [(one_decimal(visit.readings.low), -11, "soft"), (one_decimal(visit.readings.high), -11, "soft")]
    if width >= 72:
        cells += [("", 3, "soft"), (changes_words(visit, is_first=is_first), max(12, width - 49), "soft")]
    return Row(visit.key, padded(cells))


def changes_words(visit: Visit, *, is_first: bool) -> str:
    """What changed since the visit before, in a few words."""
    if visit.changes is None:
        return "first assessment" if is_first else ""
    found = [f"{number} {_WORDS[kind]}" for kind, number in visit.changes.items() if number]
    return " · ".join(found) or "no answer changed"


_WORDS = {"fixed": "fixed", "improved": "better", "regressed": "worse", "new": "new", "gone": "gone"}
