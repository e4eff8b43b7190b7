"""The top of every screen: program, clinic, date, the number with its range, and when it was saved last."""

from collections.abc import Sequence
from dataclasses import dataclass

from posture.assess.scoring import Readings
from posture.report.wording import one_decimal
from posture.ui.text import Line, Span, cut, span, spread, width_of
from posture.ui.widgets.canvas import Canvas
from posture.ui.widgets.range_bar import range_bar


@dataclass(frozen=True, slots=True)
class Title:
    """What the title bar says.

    Attributes:
        subject: The clinic, or what the screen is about.
        detail: A date, or what else belongs beside the subject.
        readings: Posture; None where there is nothing to score or no assessment is open.
        grade: The letter, or "provisional".
        right: What stands at the right edge: when it was saved.
        trouble: It was not saved; `right` says so.
        stairs: Draw the staircase below; otherwise a rule, or nothing with `plain`.
    """

    subject: str = ""
    detail: str = ""
    readings: Readings | None = None
    grade: str = ""
    right: str = ""
    trouble: bool = False
    stairs: bool = False
    plain: bool = False


class TitleBar(Canvas):
    """Two rows: the title, and below it the staircase, a rule, or nothing."""

    DEFAULT_CSS = "TitleBar { dock: top; height: 2; padding: 0 2; width: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self._title = Title()

    def show(self, title: Title) -> None:
        """Show a title."""
        if title != self._title:
            self._title = title
            self.redraw(layout=False)

    def lines(self, width: int) -> Sequence[Line]:
        """Title row and what stands below it."""
        title = self._title
        if title.stairs:
            below: Line = range_bar(title.readings, width, self.glyphs)
        else:
            below = () if title.plain else [Span(self.glyphs.rule * width, "line")]
        return (self._row(width), below)

    def _row(self, width: int) -> Line:
        title = self._title
        right = [Span(title.right, "coral bold" if title.trouble else "faint")] if title.right else []
        number: list[Span] = []
        if title.readings is not None and title.stairs:
            number = [Span(one_decimal(title.readings.point), "text bold"), Span(f" {title.grade}", "soft")]
            if len(title.grade) == 1:
                number[1] = Span(f" {title.grade}", "text bold")
        for dated, ranged in ((True, "long"), (True, "short"), (False, "short"), (False, "")):
            left = self._left(dated=dated)
            middle = [*number, *self._range(ranged)] if number else []
            gap = [Span("   ")] if middle else []
            if width_of(left) + width_of(middle) + len(gap) * 3 + width_of(right) + 2 <= width:
                break
        else:
            # The clinic's name gives way: number and time of saving never do.
            room = width - width_of(middle) - width_of(right) - 5
            left = cut(left, max(0, room), self.glyphs.ellipsis)
        return spread([*left, *gap, *middle], right, width, self.glyphs.ellipsis)

    def _left(self, *, dated: bool) -> list[Span]:
        parts = [Span("posture", "accent bold"), Span("  "), span(self._title.subject, "text")]
        if dated and self._title.detail:
            parts += [Span("  "), span(self._title.detail, "faint")]
        return parts

    def _range(self, form: str) -> list[Span]:
        readings = self._title.readings
        if readings is None or not form:
            return []
        low, high = one_decimal(readings.low), one_decimal(readings.high)
        if form == "short":
            return [Span(f"  {low}{self.glyphs.dash}{high}", "faint")]
        return [
            Span("   at least ", "faint"),
            Span(low, "text"),
            Span(f" {self.glyphs.dot} could be ", "faint"),
            Span(high, "text"),
        ]
