"""Posture against hours: a step line that shows how much the first hours bring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posture.model.policy import Policy
from posture.report.wording import one_decimal
from posture.ui.text import Line, Span, wrapped
from posture.ui.widgets.canvas import Canvas

ROWS = 11
MARGIN = 6
"""Cells at the left for the grades."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Posture after so many hours of work; `label` names the end of a phase."""

    hours: Fraction
    posture: Fraction
    label: str = ""


class Curve(Canvas):
    """The curve, its axis, and one sentence that says what it says."""

    def __init__(self, policy: Policy) -> None:
        super().__init__()
        self._policy = policy
        self._points: Sequence[CurvePoint] = ()

    def show(self, points: Sequence[CurvePoint]) -> None:
        """Show other points; the first is where the clinic stands now."""
        self._points = points
        self.redraw()

    def lines(self, width: int) -> Sequence[Line]:
        """Heading, curve, axis, sentence."""
        heading: Line = [Span("Posture against hours", "text bold")]
        if len(self._points) < 2:
            return (heading, (), [Span("Nothing is planned within the year.", "soft")])
        grid = self._grid(max(10, width - MARGIN))
        first, last = self._points[0], self._points[-1]
        axis: Line = [Span(" " * MARGIN + self.glyphs.corner + self.glyphs.rule * (width - MARGIN - 1), "line")]
        end = f"{_whole(last.hours)} h"
        scale: Line = [Span(f"{' ' * MARGIN}0 h{end.rjust(width - MARGIN - 3)}", "faint")]
        return (heading, (), *grid, axis, scale, (), *wrapped(self._sentence(first, last), width, "soft"))

    def _sentence(self, first: CurvePoint, last: CurvePoint) -> str:
        half = next(
            (point for point in self._points if point.posture - first.posture >= (last.posture - first.posture) / 2),
            last,
        )
        gained = one_decimal(half.posture - first.posture)
        rest = one_decimal(last.posture - half.posture)
        if half is last:
            return f"{_whole(last.hours)} hours lift posture by {one_decimal(last.posture - first.posture)} points."
        return (
            f"The first {_whole(half.hours)} hours lift posture by {gained} points, "
            f"the other {_whole(last.hours - half.hours)} by {rest}."
        )

    def _grid(self, width: int) -> list[Line]:
        points = self._points
        low, high = points[0].posture, max(point.posture for point in points)
        span_of = max(Fraction(1), high - low)
        total = max(Fraction(1, 2), points[-1].hours)

        def row_of(value: Fraction) -> int:
            return ROWS - 1 - round((value - low) / span_of * (ROWS - 1))

        heights = []
        for column in range(width):
            hours = total * column / (width - 1)
            reached = [point for point in points if point.hours <= hours]
            heights.append(row_of(reached[-1].posture if reached else points[0].posture))
        cells: dict[tuple[int, int], Span] = {}
        margins: dict[int, str] = {}
        for grade in self._policy.grades:
            if low < grade.start <= high:
                row = row_of(Fraction(grade.start))
                margins[row] = f"{grade.start} {grade.grade}"
                for column in range(width):
                    cells[row, column] = Span(self.glyphs.dotted, "line")
        self._draw_steps(heights, cells)
        self._mark_phases(cells, row_of, total, width)
        return [
            [
                Span(margins.get(row, "").ljust(MARGIN), "faint"),
                *(cells.get((row, column), Span(" ")) for column in range(width)),
            ]
            for row in range(ROWS)
        ]

    def _draw_steps(self, heights: Sequence[int], cells: dict[tuple[int, int], Span]) -> None:
        glyphs = self.glyphs
        for column, row in enumerate(heights):
            before = heights[column - 1] if column else row
            if before == row:
                cells[row, column] = Span(glyphs.rule, "accent")
                continue
            cells[before, column] = Span(glyphs.step_end, "accent")
            for between in range(row + 1, before):
                cells[between, column] = Span(glyphs.tick, "accent")
            cells[row, column] = Span(glyphs.step_up, "accent")

    def _mark_phases(
        self, cells: dict[tuple[int, int], Span], row_of: Callable[[Fraction], int], total: Fraction, width: int
    ) -> None:
        taken: set[tuple[int, int]] = set()
        for point in self._points:
            if not point.label:
                continue
            row, column = row_of(point.posture), round(point.hours / total * (width - 1))
            cells[row, column] = Span(self.glyphs.point, "text")
            start = min(column + 2, width - len(point.label))
            places = {(row + 1, start + offset) for offset in range(-1, len(point.label) + 1)}
            drawn = {place for place in places if cells.get(place, Span("", "line")).role == "accent"}
            if row + 1 < ROWS and not drawn and not places & taken:
                taken |= places
                for offset, character in enumerate(point.label):
                    cells[row + 1, start + offset] = Span(character, "soft")


def _whole(hours: Fraction) -> str:
    return str(int(hours)) if hours.denominator == 1 else f"{float(hours):.1f}"
