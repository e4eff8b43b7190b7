"""Charts made of range bars: posture, the checklists, and the visits of a clinic.

A bar falls with certainty: what proof shows is highest, then what was declared, then what could be, then what is
missing. It reads without colour.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from posture.report.figures import Band, Bar, Range
from posture.report.svg import WHOLE, Svg, box, line, picture, shortened, words

_FULL: Final = 1_000
"""A hundred points, in tenths."""

_NAME_WIDE, _NAME_NARROW = 44, 30
"""How many characters of a name there is room for."""

_LEGEND: Final = (
    ("low", "at least", "accent", 12),
    ("point", "as declared", "fill", 9),
    ("high", "could be", "could", 6),
)
"""Readings with their words, the colour and the height of their step."""


def staircase(values: Range, x: int, width: int, foot: int, height: int) -> list[Svg]:
    """A range bar that stands on `foot`; `height` is that of its highest step."""
    ends = [min(WHOLE, x + width * value // _FULL) for value in (values.low, values.point, values.high)]
    ends = [ends[0], max(ends[0], ends[1]), max(ends)]
    steps = ((x, ends[0], 4, "accent"), (ends[0], ends[1], 3, "fill"), (ends[1], ends[2], 2, "could"))
    found = [
        box(start, foot - height * quarters // 4, end - start, height * quarters // 4, style)
        for start, end, quarters, style in steps
    ]
    return [*found, box(ends[2], foot - 2, x + width - ends[2], 2, "missing")]


def posture_chart(values: Range, grade: str, bands: Sequence[Band], label: str) -> Svg:
    """The result: three numbers, the bar that they make, and the grades below it."""
    parts = []
    for place, (reading, name, style, swatch) in enumerate(_LEGEND):
        x = place * 3_333
        tenths = getattr(values, reading)
        parts += [
            words(f"{tenths // 10}.{tenths % 10}", x, 26, "number" if reading == "point" else "number lighter"),
            box(x, 46 - swatch, 250, swatch, style),
            words(name, x + 370, 46, "soft"),
        ]
    parts += staircase(values, 0, WHOLE, 92, 28)
    end = 100
    for band in bands:
        if band.start:
            parts.append(line((band.start * 100, band.start * 100), (92, 102), "tick"))
        style = "soft strong" if band.grade == grade else "faint"
        parts.append(words(band.grade, (band.start + end) * 50, 114, style, "middle"))
        if band.start:
            parts.append(words(str(band.start), band.start * 100, 114, "faint small", "middle"))
        end = band.start
    return picture(label, 120, parts)


def bar_rows(bars: Sequence[Bar], label: str, *, wide: bool) -> Svg:
    """A range bar for each of several things, under one another.

    In a `wide` picture name, bar and numbers stand on one line; in another one the bar stands below the rest.
    """
    step = 26 if wide else 46
    parts = [part for row, bar in enumerate(bars) for part in _row(bar, row * step, wide=wide)]
    return picture(label, len(bars) * step + 2, parts, "wide" if wide else "narrow")


def _row(bar: Bar, top: int, *, wide: bool) -> Iterable[Svg]:
    yield words(shortened(bar.name, _NAME_WIDE if wide else _NAME_NARROW), 0, top + 18)
    if not bar.range.scored:
        yield words(bar.words, WHOLE, top + 18, "faint", "end")
        return
    yield words(_tenths(bar.range.point), 8_300 if wide else WHOLE, top + 18, "strong", "end")
    if wide:
        yield words(f"{_tenths(bar.range.low)} – {_tenths(bar.range.high)}", WHOLE, top + 18, "faint", "end")
        yield from staircase(bar.range, 3_900, 3_600, top + 19, 14)
    else:
        yield from staircase(bar.range, 0, WHOLE, top + 38, 12)


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"
