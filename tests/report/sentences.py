"""What a reader with a pocket calculator can check in an explanation: every sum, share and rate that it shows."""

import re
from collections.abc import Iterable
from fractions import Fraction
from math import prod

from posture.report.explanation import (
    Kind,
    Section,
    action_sections,
    explained,
    known_ids,
    posture_sections,
    sensitivity_sections,
)
from posture.report.material import ReportInput

N = r"(\d[\d,]*(?:\.\d+)?)"
TENTH = Fraction(1, 10)

_SHARE = re.compile(rf"(?<![\d.]){N} of {N} is {N} of 100")
_DECLARED = re.compile(rf"{N} of {N}, or {N} of 100 points")
_RATE = re.compile(rf"{N} urgent points in {N} h(?: are|,) {N} an hour")
_HALFWAY = re.compile(rf"weakest stage, {N}, and the average of the \d stages, {N}: that is {N}\.")
_HELD = re.compile(rf"Posture is {N}\. {N} of 100 is in place; (?:{N} (?:is|are)|less than 0\.1 is) held back")
_LEFT = re.compile(rf"{N} of 100 is in place as declared\. Less {N}, {N} is left:")
_MORE = re.compile(rf"{N} in place and {N} more would make {N} of 100")
_OPEN = re.compile(r"layers leave (.*) open, one after the other: (\S+) % in all\. So they cover (\S+) %\.")
_COVERS = re.compile(rf"could cover {N} %; .*? counts {N} % of that, so it covers {N} %\.")
_BECOMES = re.compile(rf"counts (twice|one and a half times), because .*: {N} becomes {N} of {N}, (?:{N}|less than)")
_WEIGHS = re.compile(rf"earns {N} % of {N}: {N}\.")
_MOVED = re.compile(rf"posture {N} instead of {N}, {N} (more|less)")


def number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def cut(value: Fraction, places: int = 1) -> Fraction:
    return Fraction(int(value * 10**places), 10**places)


def places(text: str) -> int:
    return len(text.partition(".")[2])


def wrong(line: str) -> list[str]:
    """What in a sentence is not right by its own numbers."""
    checks: list[bool] = []
    for part, whole, share in _SHARE.findall(line):
        checks.append(cut(100 * number(part) / number(whole)) == number(share))
    for part, whole, share in _DECLARED.findall(line):
        checks.append(cut(100 * number(part) / number(whole)) == number(share))
    for value, hours, rate in _RATE.findall(line):
        checks.append(cut(number(value) / number(hours), max(2, places(rate))) == number(rate))
    for low, mean, result in _HALFWAY.findall(line):
        checks.append(cut((number(low) + number(mean)) / 2) == number(result))
    for posture, place, held in _HELD.findall(line):
        checks.append(number(place) - number(held or "0") == number(posture))
    for place, lost, low in _LEFT.findall(line):
        checks.append(number(place) - number(lost) == number(low))
    for place, more, high in _MORE.findall(line):
        checks.append(number(place) + number(more) == number(high))
    for layers, in_all, cover in _OPEN.findall(line):
        left = [number(one) / 100 for one in re.findall(rf"{N} %", layers)]
        checks.append(number(in_all) + number(cover) == 100)
        checks.append(cut(100 * (1 - prod(left, start=Fraction(1))), places(cover)) == number(cover))
    for strength, credit, worth in _COVERS.findall(line):
        checks.append(number(strength) * number(credit) / 100 == number(worth))
    for word, before, after, whole, share in _BECOMES.findall(line):
        factor = {"twice": Fraction(2), "one and a half times": Fraction(3, 2)}[word]
        checks.append(abs(number(before) * factor - number(after)) <= Fraction(2, 100))
        checks.append(not share or abs(100 * number(after) / number(whole) - number(share)) <= 2 * TENTH)
    for credit, weight, earned in _WEIGHS.findall(line):
        checks.append(number(credit) * number(weight) / 100 == number(earned))
    for then, now, moved, word in _MOVED.findall(line):
        checks.append((number(then) - number(now)) * (1 if word == "more" else -1) == number(moved))
    return [] if all(checks) else [line]


def column(lines: Iterable[str], pattern: str) -> list[Fraction]:
    """The numbers that stand at one place of each bullet where a pattern is found."""
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


def named(sections: Iterable[Section], title: str) -> tuple[str, ...]:
    """The sentences under a heading that begins with some words."""
    return next(entry.lines for entry in sections if entry.title.startswith(title))


__all__ = ["action_sections", "column", "cut", "everything", "named", "number", "wrong"]
