"""What a ticket for an action says, alike in every tool that keeps tickets."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from posture.report import wording
from posture.report.rows import ActionRow


def description(row: ActionRow) -> str:
    """An action in plain text: what it takes, what it needs, its steps, and the proof to keep."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(row.steps, 1))
    return "\n\n".join(part for part in (beginning(row), steps, end(row)) if part)


def beginning(row: ActionRow) -> str:
    """What stands before the steps."""
    return "\n\n".join("\n".join(lines) for lines in _before(row) if lines)


def _before(row: ActionRow) -> Iterable[list[str]]:
    hours, dollars = (Fraction(str(number)) for number in (row.hours, row.dollars))
    waiting = f", and {wording.count(row.waiting_days, 'day')} of waiting" if row.waiting_days else ""
    work = f"Work: {wording.hours(hours)} ({row.role or 'nobody named'}), {wording.dollars(dollars)}{waiting}."
    due = [f"Due on {wording.day(row.due)}."] if row.due else []
    finish = [f"The plan leads to {wording.day(row.finish)}."] if row.finish else []
    yield [work, *due, *finish]
    yield [f"Needs first: {title}" for title in row.first]
    yield [f"Check first, because nobody knows whether this is missing: {title}" for title in row.check_first]
    yield [f"Closes: {title}" for title in row.closes]


def end(row: ActionRow) -> str:
    """What stands after the steps."""
    proof = f"Keep as proof: {row.proof}" if row.proof else ""
    return "\n\n".join(part for part in (proof, f"{row.later}." if row.later else "") if part)


def phase_name(row: ActionRow) -> str:
    """The phase in which an action is finished, as a name."""
    return "Not within the year" if row.phase is None else f"Day {row.phase}"


def day_time(day: date | None) -> str:
    """A day as a moment in ISO 8601, for tools that take no day alone; empty where there is none.

    Noon in Greenwich falls on that day nearly everywhere.
    """
    return "" if day is None else f"{day.isoformat()}T12:00:00Z"
