"""The range staircase: at least, as declared, could be, missing. The one signature of the product."""

from fractions import Fraction
from math import floor

from posture.assess.scoring import Readings
from posture.ui.glyphs import Glyphs
from posture.ui.text import Span


def cells(value: Fraction, width: int) -> int:
    """Cells that a number of 0 to 100 takes, rounded half up. For drawing only; numbers are truncated."""
    return floor(value * width / 100 + Fraction(1, 2))


def range_bar(readings: Readings | None, width: int, glyphs: Glyphs) -> list[Span]:
    """The staircase over so many cells; a dash where there is nothing to score."""
    if readings is None:
        return [Span(glyphs.dash.ljust(width), "faint")]
    low = cells(readings.low, width)
    point = max(low, cells(readings.point, width))
    high = max(point, cells(readings.high, width))
    at_least, declared, could_be, missing = glyphs.stairs
    return [
        Span(at_least * low, "accent"),
        Span(declared * (point - low), "fill"),
        Span(could_be * (high - point), "fill"),
        Span(missing * (width - high), "line"),
    ]
