"""If you do only three things: three cards side by side, or three lines."""

from collections.abc import Sequence

from posture.plan.plan import Plan, Step
from posture.report.wording import dollars, hours, points, posture_words
from posture.ui.text import Line, Span, span, spread, wrap
from posture.ui.widgets.canvas import Canvas

CARDS_FROM = 96
"""Columns from which cards stand side by side."""


class ThreeThings(Canvas):
    """The first three actions that are worth something, each with its price and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self.compact = False
        self._provisional = False

    def show(self, plan: Plan, *, compact: bool, provisional: bool) -> None:
        """Show the three things of a plan; compact is one line each, provisional withholds the letters."""
        self._plan = plan
        self._provisional = provisional
        self.compact = compact
        self.redraw()

    def lines(self, width: int) -> Sequence[Line]:
        """Heading and cards."""
        plan = self._plan
        if plan is None:
            return ()
        steps = [step for name in plan.three_things if (step := plan.step(name)) is not None]
        if not steps:
            return ([Span("Nothing is left to do.", "soft")],)
        heading = spread([Span("If you do only three things", "text bold")], self._total(plan, steps), width)
        if self.compact or width < CARDS_FROM:
            return (heading, *(self._line(number, step, width) for number, step in enumerate(steps, 1)))
        return (heading, *self._cards(steps, width))

    def _total(self, plan: Plan, steps: Sequence[Step]) -> list[Span]:
        last = steps[-1]
        done = plan.roadmap[: plan.roadmap.index(last) + 1]
        work = sum((step.valued.hours for step in done), steps[0].valued.hours * 0)
        money = sum((step.valued.dollars for step in done), steps[0].valued.dollars * 0)
        extra = len(done) - len(steps)
        needs = f" with {extra} needed first" if extra else ""
        return [
            Span(f"{hours(work)} {self.glyphs.dot} {dollars(money)}{needs}   {self.glyphs.arrow} ", "faint"),
            Span(self._after(last), "text bold"),
        ]

    def _after(self, step: Step) -> str:
        return posture_words(step.after.posture, step.after.grade, provisional=self._provisional)

    def _price(self, step: Step) -> str:
        return f"{hours(step.valued.hours)} {self.glyphs.dot} {dollars(step.valued.dollars)}"

    def _line(self, number: int, step: Step, width: int) -> Line:
        left = [Span(f" {number}  ", "faint"), span(step.valued.action.title, "text")]
        right = [
            Span(f"{self._price(step)}  ", "faint"),
            Span(f"{points(step.valued.gain):>6}", "accent"),
            Span(f" {self.glyphs.arrow} {self._after(step)}", "soft"),
        ]
        return spread(left, right, width, self.glyphs.ellipsis)

    def _cards(self, steps: Sequence[Step], width: int) -> list[Line]:
        inner = (width - 2 * (len(steps) - 1)) // len(steps) - 2
        cards = [self._card(number, step, inner) for number, step in enumerate(steps, 1)]
        rows: list[Line] = []
        for row in range(len(cards[0])):
            line: list[Span] = []
            for index, card in enumerate(cards):
                line += [*([Span("  ")] if index else []), *card[row]]
            rows.append(line)
        return rows

    def _card(self, number: int, step: Step, inner: int) -> list[list[Span]]:
        rounded = self.glyphs.border == "round"
        corners = "╭╮╰╯" if rounded else "++++"
        side = Span(self.glyphs.tick, "line")
        top = f"{corners[0]}{self.glyphs.rule} {number} {self.glyphs.rule * (inner - 4)}{corners[1]}"
        title = [*wrap(step.valued.action.title, inner - 2)[:2], "", ""][:2]
        right = [
            Span(points(step.valued.gain), "accent"),
            Span(f"  {self.glyphs.arrow} ", "faint"),
            Span(self._after(step), "text"),
        ]
        return [
            [Span(top, "line")],
            *([side, Span(f" {line}".ljust(inner), "text bold"), side] for line in title),
            [side, Span(" "), *spread([Span(self._price(step), "faint")], right, inner - 2), Span(" "), side],
            [Span(f"{corners[2]}{self.glyphs.rule * inner}{corners[3]}", "line")],
        ]
