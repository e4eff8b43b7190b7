"""What every explanation is written with: sections of sentences, names, and numbers with their working.

Results are shown with one decimal as everywhere. Where a sentence shows how a number comes about, it shows what goes
into it exactly, or cut to as many decimals as it takes to come to the same result by hand.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posture.assess.scoring import ControlScore
from posture.model.control import Level
from posture.model.library import Library
from posture.model.text import one_line
from posture.report import wording

LISTED = 10
"""How many of the largest are listed before the rest is added up."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and sentences, each of them one line without line breaks; those of a list begin with a bullet."""

    title: str
    lines: tuple[str, ...]


BULLET = "• "

CUT = "Shown numbers are cut to one decimal; in lists that add up, one can stand a tenth higher."
"""Why the same number can look a tenth larger elsewhere."""

LEVEL_WORDS = {
    Level.VERY_LOW: "very low",
    Level.LOW: "low",
    Level.MODERATE: "moderate",
    Level.HIGH: "high",
    Level.VERY_HIGH: "very high",
}


def section(title: str, lines: Iterable[str]) -> Section:
    """A section of the sentences that are not empty."""
    return Section(title, tuple(line for line in lines if line))


def bullets(lines: Iterable[str]) -> tuple[str, ...]:
    """Sentences as a list."""
    return tuple(f"{BULLET}{line}" for line in lines)


def fine(value: Fraction | int, places: int = 2) -> str:
    """A number that goes into another: exact up to so many decimals, otherwise cut; no zeros at the end."""
    scaled = int(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'−' if scaled < 0 else ''}{whole:,}" + (f".{rest:0{places}d}".rstrip("0") if rest else "")


def checkable(
    values: Sequence[Fraction], result: Callable[[Sequence[Fraction]], Fraction], shown: int = 1
) -> tuple[str, ...]:
    """Numbers with as many decimals, two to four, as it takes to come to the shown result by hand.

    They are cut; only where a result lies so exactly on a decimal that cut numbers never reach it, they are rounded.

    Args:
        values: The exact numbers.
        result: What is made of them.
        shown: With how many decimals that is shown.
    """
    wanted = int(result(values) * 10**shown)
    for shorten in (int, round):
        for places in (2, 3, 4):
            short = [Fraction(shorten(value * 10**places), 10**places) for value in values]
            if int(result(short) * 10**shown) == wanted:
                return tuple(fine(value, places) for value in short)
    return tuple(fine(value, 4) for value in values)


def distinct(*values: Fraction) -> tuple[str, ...]:
    """Numbers with as many decimals, two to four, as it takes to tell unequal ones apart."""
    for places in (2, 3, 4):
        shown = tuple(fine(value, places) for value in values)
        if len(set(shown)) == len(set(values)):
            break
    return shown


def named(title: str, name: str) -> str:
    """What something is called, with the id to ask for it by."""
    return f"{one_line(title)} [{name}]"


def quoted(text: str) -> str:
    """A title inside a sentence."""
    return f"“{one_line(text)}”"


def control_name(library: Library, control_id: str) -> str:
    """A control by title and id; by its id alone where the library does not have it."""
    control = library.control_by_id.get(control_id)
    return named(control.title, control_id) if control else f"[{control_id}]"


def answer_of(score: ControlScore) -> str:
    """The answer of a control as part of a sentence: `partly`, `not answered`."""
    return wording.answer_word(wording.item_answer(score.item)).lower()


def less(larger: Fraction, smaller: Fraction) -> str:
    """The difference of two numbers as they are shown, so that a printed sum adds up."""
    return wording.one_decimal(wording.shown(larger) - wording.shown(smaller))


def amount(value: Fraction) -> str:
    """An amount with one decimal; one that is there and would show as 0.0 is `less than 0.1`."""
    shown = wording.one_decimal(value)
    return "less than 0.1" if value > 0 and shown == "0.0" else shown


def change(old: Fraction, new: Fraction) -> str:
    """A number that rises, as it is shown before and after: `35.1 → 52.1`."""
    before, after = wording.one_decimal(old), wording.one_decimal(new)
    if before != after:
        return f"{before} → {after}"
    return before if old == new else f"{before}, less than 0.1 more"


def some(names: Sequence[str], most: int, noun: str) -> str:
    """The first few names, and how many more there are: `a, b and 3 more questions`."""
    rest = len(names) - most
    if rest <= 0:
        return wording.listing(names)
    return f"{', '.join(names[:most])} and {wording.count(rest, f'more {noun}', f'more {noun}s')}"


def times(per_cent: int) -> str:
    """How often something counts: `twice`, `one and a half times`, `1.25 times`."""
    words = {150: "one and a half times", 200: "twice", 300: "three times"}
    return words.get(per_cent, f"{fine(Fraction(per_cent, 100))} times")
