"""What a reader with a pocket calculator can check in an explanation: every sum, share and rate that it shows."""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import prod

from posture.report.explanation import (
    Kind,
    Section,
    explained,
    known_ids,
    posture_sections,
    sensitivity_sections,
)
from posture.report.material import ReportInput

N = r"(\d[\d,]*(?:\.\d+)?)"
TENTH = Fraction(1, 10)

Found = tuple[str, ...]


def number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def cut(value: Fraction, places: int = 1) -> Fraction:
    """A number as it is shown: cut to one decimal."""
    return Fraction(int(value * 10**places), 10**places)


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _share(found: Found) -> bool:
    part, whole, share = map(number, found)
    return cut(100 * part / whole) == share


def _listed(found: Found) -> bool:
    part, whole, share = map(number, found)
    # In a list that adds up, one can stand a tenth higher.
    return share - cut(100 * part / whole) in (0, TENTH)


def _rate(found: Found) -> bool:
    value, hours, rate = map(number, found)
    return cut(value / hours, max(2, _places(found[2]))) == rate


def _halfway(found: Found) -> bool:
    weakest, mean, result = map(number, found)
    return cut((weakest + mean) / 2) == result


def _held(found: Found) -> bool:
    posture, place, held = (number(text or "0") for text in found)
    return place - held == posture


def _less(found: Found) -> bool:
    whole, part, rest = map(number, found)
    return whole - part == rest


def _more(found: Found) -> bool:
    part, more, whole = map(number, found)
    return part + more == whole


def _open(found: Found) -> bool:
    in_all, covered = number(found[1]), number(found[2])
    left = prod((number(one) / 100 for one in re.findall(rf"{N} %", found[0])), start=Fraction(1))
    return in_all + covered == 100 and abs(100 * (1 - left) - covered) < Fraction(1, 10 ** _places(found[2]))


def _covers(found: Found) -> bool:
    strength, credit, worth = map(number, found)
    return strength * credit / 100 == worth


def _becomes(found: Found) -> bool:
    factor = {"twice": Fraction(2), "one and a half times": Fraction(3, 2)}[found[0]]
    before, after, whole = map(number, found[1:4])
    # Weights that have more decimals than two are cut.
    exact = abs(before * factor - after) < Fraction(2, 100)
    return exact and (not found[4] or cut(100 * after / whole) == number(found[4]))


def _moved(found: Found) -> bool:
    then, now, moved = map(number, found[:3])
    return (then - now) * (1 if found[3] == "more" else -1) == moved


SUMS: Mapping[str, tuple[str, Callable[[Found], bool]]] = {
    "share": (rf"(?<![\d.]){N} of {N} is {N} of 100", _share),
    "share of points": (rf"That is {N} of {N}, or {N} of 100 points", _share),
    "share missing": (rf"{N} of {N} is missing, or {N} points", _share),
    "checklist": (rf"missing; {N} of {N} by weight, which is {N} of 100", _share),
    "weight": (rf"(?:Answered|Confirmed): {N} of {N} by weight, {N} %", _share),
    "closes": (rf"That is {N} of {N} by weight, {N} points", _listed),
    "rate": (rf"{N} urgent points in {N} h(?: are|,) {N} an hour", _rate),
    "halfway": (rf"weakest stage, {N}, and the average of the \d stages, {N}: that is {N}\.", _halfway),
    "held back": (rf"Posture is {N}\. {N} of 100 is in place; (?:{N} (?:is|are)|less than 0\.1 is) held back", _held),
    "less": (rf"{N} of 100 is in place as declared\. Less {N}, {N} is left:", _less),
    "more": (rf"{N} in place and {N} more would make {N} of 100", _more),
    "open": (r"layers leave (.*) open, one after the other: (\S+) % in all\. So they cover (\S+) %\.", _open),
    "covers": (rf"could cover {N} %; .*? counts {N} % of that, so it covers {N} %\.", _covers),
    "becomes": (
        rf"counts (twice|one and a half times), because .*: {N} becomes {N} of {N}, (?:{N}|less than 0\.1) points",
        _becomes,
    ),
    "earns": (rf"earns {N} % of {N}: {N}\.", _covers),
    "moved": (rf"posture {N} instead of {N}, {N} (more|less)", _moved),
}
"""Kinds of sums by name: how they are written, and whether the numbers found are right."""


def sums(line: str) -> Iterable[tuple[str, bool]]:
    """Every sum in a sentence: its kind, and whether it is right by its own numbers."""
    for kind, (pattern, right) in SUMS.items():
        for match in re.finditer(pattern, line):
            yield kind, right(tuple(text or "" for text in match.groups()))


def column(lines: Iterable[str], pattern: str) -> list[Fraction]:
    """The number that stands at one place of every line of a list, where a pattern is found."""
    found = (re.search(pattern, line) for line in lines if line.startswith("•"))
    return [number(match[1]) for match in found if match]


def everything(material: ReportInput) -> list[tuple[str, tuple[Section, ...]]]:
    """All that can be explained, with a name for it."""
    kinds: list[tuple[Kind, str]] = [(kind, name) for kind, names in known_ids(material).items() for name in names]
    return [
        ("posture", posture_sections(material)),
        ("scales", sensitivity_sections(material)),
        *((f"{kind}:{name}", explained(material, kind, name)) for kind, name in kinds),
    ]


def under(sections: Iterable[Section], title: str) -> tuple[str, ...]:
    """The sentences under the heading that begins with some words."""
    return next(entry.lines for entry in sections if entry.title.startswith(title))
