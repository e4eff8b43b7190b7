"""Words, glyphs and numbers as people see them, for screens, command line and reports alike.

Rounding happens here and nowhere else. Scores are cut to one decimal, never rounded up, so that a shown number never
claims a grade that is not reached (`posture-score/1`, 2.6). Nothing here depends on locale, clock or time zone, and
nothing heavy is imported, so that a face that only needs a number starts quickly.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Final

from posture.assess.applicability import Item
from posture.assess.confidence import Confidence
from posture.assess.evaluate import Evaluation
from posture.assess.frameworks import Status
from posture.assess.quality import Severity
from posture.assess.readiness import Label
from posture.assess.scoring import Readings
from posture.model.assessment import ActionStatus, Method
from posture.model.control import Answer, Stage

NOTHING_TO_SCORE: Final = "nothing to score"
PROVISIONAL: Final = "provisional"
NO_NUMBER: Final = "–"
"""Stands where there is no number: nothing to score, not covered."""

UNANSWERED_WORD: Final = "Not answered"
UNANSWERED_GLYPH: Final = "○"
FLAG_GLYPH: Final = "⚑"

ANSWER_WORDS: Final[Mapping[Answer, str]] = MappingProxyType(
    {
        Answer.IMPLEMENTED: "In place",
        Answer.MOSTLY: "Mostly",
        Answer.PARTLY: "Partly",
        Answer.NOT: "Not in place",
        Answer.UNKNOWN: "Don't know",
        Answer.NA: "Doesn't apply",
    }
)

ANSWER_GLYPHS: Final[Mapping[Answer, str]] = MappingProxyType(
    {
        Answer.IMPLEMENTED: "●",
        Answer.MOSTLY: "◕",
        Answer.PARTLY: "◔",
        Answer.NOT: "✕",
        Answer.UNKNOWN: "?",
        Answer.NA: "–",
    }
)

LABEL_WORDS: Final[Mapping[Label, str]] = MappingProxyType(
    {"prepared": "prepared", "partly": "partly prepared", "exposed": "exposed"}
)

STAGE_WORDS: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.PREVENT: "keeping it out",
        Stage.DETECT: "noticing it",
        Stage.RESPOND: "reacting to it",
        Stage.RECOVER: "recovering from it",
    }
)

METHOD_WORDS: Final[Mapping[Method, str]] = MappingProxyType(
    {"examine": "Looked at", "interview": "Asked", "test": "Tested"}
)

ACTION_STATUS_WORDS: Final[Mapping[ActionStatus, str]] = MappingProxyType(
    {"open": "To do", "doing": "Being done", "done": "Done", "declined": "Declined"}
)

FRAMEWORK_STATUS_WORDS: Final[Mapping[Status, str]] = MappingProxyType(
    {
        Status.MET: "met",
        Status.PARTLY: "partly met",
        Status.UNKNOWN: "not known",
        Status.NOT_MET: "not met",
        Status.NA: "doesn't apply",
        Status.NOT_COVERED: "not covered",
    }
)

SEVERITY_WORDS: Final[Mapping[Severity, str]] = MappingProxyType(
    {"error": "does not count", "warning": "look at it", "note": "good to know"}
)

CONFIDENCE_WORDS: Final[Mapping[Confidence, str]] = MappingProxyType({"high": "High", "medium": "Medium", "low": "Low"})

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def answer_word(answer: Answer | None) -> str:
    """An answer in words; None is a question that nobody answered."""
    return UNANSWERED_WORD if answer is None else ANSWER_WORDS[answer]


def answer_glyph(answer: Answer | None) -> str:
    """The glyph of an answer; None is a question that nobody answered."""
    return UNANSWERED_GLYPH if answer is None else ANSWER_GLYPHS[answer]


def item_answer(item: Item) -> Answer | None:
    """The answer of an item as it is shown and counted; a refused `na` counts as `unknown`."""
    return item.answer if item.answered else None


def one_decimal(value: Fraction | int) -> str:
    """A number with one decimal, cut toward zero: 74.96 shows 74.9."""
    return _from_tenths(int(10 * value))


def one_decimal_up(value: Fraction | int) -> str:
    """A number with one decimal, rounded up: for gaps, where less would promise too much."""
    return _from_tenths(ceil(10 * value))


def _from_tenths(tenths: int) -> str:
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'−' if tenths < 0 else ''}{whole:,}.{tenth}"


def points(value: Fraction | int) -> str:
    """A change in points with its sign: `+6.1`, `−2.0`; cut toward zero."""
    return f"+{one_decimal(value)}" if value > 0 else one_decimal(value)


def parts(values: Sequence[Fraction], total: Fraction) -> tuple[str, ...]:
    """Parts with one decimal that add up to the total as it is shown; see `share_out`."""
    return tuple(one_decimal(part) for part in share_out(values, total))


def share_out(values: Sequence[Fraction], total: Fraction) -> tuple[Fraction, ...]:
    """Parts in whole tenths that add up to the total as it is shown, by largest remainder.

    Args:
        values: The exact parts, none below 0.
        total: What they add up to, exactly or as shown one level above.

    Raises:
        ValueError: The parts can't add up to the total by moving each by less than a tenth.
    """
    tenths = [int(10 * value) for value in values]
    left = int(10 * total) - sum(tenths)
    if not 0 <= left <= len(values):
        raise ValueError(f"{len(values)} parts of {sum(values, Fraction(0))} do not make {total}")
    by_remainder = sorted(range(len(values)), key=lambda index: (tenths[index] - 10 * values[index], index))
    for index in by_remainder[:left]:
        tenths[index] += 1
    return tuple(Fraction(tenth, 10) for tenth in tenths)


def shown(value: Fraction | int) -> Fraction:
    """The number that `one_decimal` shows, for sums that must agree with what is printed."""
    return Fraction(int(10 * value), 10)


def per_cent(value: Fraction | int) -> str:
    """A share in per cent, cut to one decimal."""
    return f"{one_decimal(value)} %"


def _decimal(value: Fraction | int) -> str:
    """Up to two decimals, rounded up, without zeros at the end."""
    hundredths = ceil(100 * value)
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")


def hours(value: Fraction | int) -> str:
    """Hours of work: `6 h`, `1.5 h`."""
    return f"{_decimal(value)} h"


def dollars(value: Fraction | int) -> str:
    """An amount: `$1,000`, and cents only where there are some."""
    cents = ceil(100 * value)
    whole, rest = divmod(cents, 100)
    return f"${whole:,}" + (f".{rest:02d}" if rest else "")


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 action`, `3 actions`, `no actions`."""
    word = noun if number == 1 else plural or f"{noun}s"
    return f"{number:,} {word}" if number else f"no {word}"


def sentence(text: str) -> str:
    """A text that others wrote, with a full stop where it has no end."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def overload_words(who: str, asked: Fraction, available: Fraction) -> str:
    """A warning that a role has less time than the plan asks of it."""
    whole = Fraction(floor(2 * available), 2)
    return f"Too much for one role: {who} has {hours(whole)} until then, and the plan asks for {hours(asked)}."


def listing(names: Sequence[str], last: str = "and") -> str:
    """Names as a sentence has them: `a`, `a and b`, `a, b and c`."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def day(value: date) -> str:
    """A day in every locale alike: `23 Nov 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """A day and a time, in UTC where the time zone is known: `23 Nov 2026, 14:02 UTC`."""
    zone = ""
    if value.tzinfo is not None:
        try:
            value, zone = value.astimezone(UTC), " UTC"
        except OverflowError:  # the first or last day that a date can hold, in another time zone
            zone = value.strftime(" %z")
    return f"{day(value)}, {value.hour:02d}:{value.minute:02d}{zone}"


def days_after(start: date, days: Fraction | int) -> date | None:
    """The day by which so many days have passed, rounded up; None beyond what a calendar holds."""
    try:
        return start + timedelta(days=ceil(days))
    except OverflowError:
        return None


def range_words(readings: Readings) -> str:
    """The range of a number: `at least 20.2 · could be 48.7`."""
    return f"at least {one_decimal(readings.low)} · could be {one_decimal(readings.high)}"


def posture_words(posture: Fraction, grade: str, *, provisional: bool) -> str:
    """A posture with its grade, `52.1 D`; the number alone while the grade is withheld."""
    return one_decimal(posture) if provisional else f"{one_decimal(posture)} {grade}"


def headline(evaluation: Evaluation) -> str:
    """The result in one line.

    `35.1 E (at least 20.2 · could be 48.7)`, `17.8 provisional (…)` while too little is answered for a letter, or
    `nothing to score`.
    """
    if evaluation.posture is None or evaluation.grade is None:
        return NOTHING_TO_SCORE
    letter = PROVISIONAL if evaluation.provisional else evaluation.grade
    return f"{one_decimal(evaluation.posture.point)} {letter} ({range_words(evaluation.posture)})"
