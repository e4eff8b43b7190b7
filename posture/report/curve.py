"""The curve: posture against hours of work over the year."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from posture.report.figures import Band, CurvePoint
from posture.report.svg import WHOLE, Svg, dot, line, picture, words

_TOP: Final = 16
_FOOT: Final = 200
_HEIGHT: Final = 236

_LABEL_WIDTHS: Final = {True: 1_900, False: 3_600}
"""About how wide a label is, in hundredths of a per cent, where there is much room and where there is little."""


def curve(points: Sequence[CurvePoint], bands: Sequence[Band], label: str, *, wide: bool) -> Svg:
    """A step line from today to the end of the year, with the grades that it crosses and the ends of the phases."""
    bottom, top = _view(points)
    most = points[-1].half_hours or 1

    def place(point: CurvePoint) -> tuple[int, int]:
        return point.half_hours * WHOLE // most, _down(point.posture, bottom, top)

    parts = list(_grades(bands, bottom, top))
    parts.append(line((0, WHOLE), (_FOOT, _FOOT), "axis"))
    for before, after in pairwise(points):
        (x, y), (next_x, next_y) = place(before), place(after)
        parts.append(line((x, next_x), (y, y), "curve"))
        if next_y != y:
            parts.append(line((next_x, next_x), (y, next_y), "curve"))
    named = [(*place(point), point.label) for point in points if point.label]
    parts += [dot(x, y, "end") for x, y, _ in named]
    parts += _labels(named, _LABEL_WIDTHS[wide])
    hours = f"{most // 2:,}{'.5' if most % 2 else ''} hours of work"
    parts += [words("0 h", 0, _HEIGHT - 16, "faint"), words(hours, WHOLE, _HEIGHT - 16, "faint", "end")]
    return picture(label, _HEIGHT, parts, "wide" if wide else "narrow")


def _view(points: Sequence[CurvePoint]) -> tuple[int, int]:
    """The lowest and highest posture that is drawn, in tenths, with some air."""
    bottom = max(0, points[0].posture - 60)
    return bottom, max(bottom + 100, min(1_000, points[-1].posture + 60))


def _down(posture: int, bottom: int, top: int) -> int:
    return _FOOT - (posture - bottom) * (_FOOT - _TOP) // (top - bottom)


def _grades(bands: Sequence[Band], bottom: int, top: int) -> Iterable[Svg]:
    for band in bands:
        if bottom < band.start * 10 < top:
            y = _down(band.start * 10, bottom, top)
            yield line((0, WHOLE), (y, y), "grade")
            yield words(f"{band.grade} from {band.start}", 0, y - 5, "faint small")


def _labels(named: Sequence[tuple[int, int, str]], width: int) -> Iterable[Svg]:
    """Names of points below them, left out where one would touch another; the last counts most, then the first."""
    taken: list[tuple[int, int, int]] = []
    for x, y, label in [*named[-1:], *named[:-1]]:
        at_end = x + width > WHOLE
        start = x - width if at_end else x
        foot = y - 12 if at_end and y > _TOP + 24 else y + 22
        if foot > _FOOT - 4 or any(abs(foot - other) < 18 and start < right and left < start + width
                                   for left, right, other in taken):  # fmt: skip
            continue
        taken.append((start, start + width, foot))
        yield words(label, x if at_end else x + 60, foot, "soft", "end" if at_end else "start")
