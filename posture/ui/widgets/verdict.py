"""The verdict: the number large, its range on a scale of grades, and what holds it."""

from collections.abc import Sequence
from fractions import Fraction

from textual.containers import Horizontal, Vertical
from textual.widgets import Digits

from posture.assess.caps import ceiling
from posture.assess.evaluate import Evaluation
from posture.model.policy import Policy
from posture.report.wording import CONFIDENCE_WORDS, one_decimal
from posture.ui.text import Line, Span, cut, span, spread, width_of
from posture.ui.widgets.canvas import Canvas
from posture.ui.widgets.range_bar import cells, range_bar


class Scale(Canvas):
    """Grade and readings in words, the staircase, and the scale of grades below it."""

    DEFAULT_CSS = "Scale { height: 3; }"

    def __init__(self, policy: Policy) -> None:
        super().__init__()
        self._policy = policy
        self._evaluation: Evaluation | None = None

    def show(self, evaluation: Evaluation) -> None:
        """Show an evaluation."""
        self._evaluation = evaluation
        self.redraw(layout=False)

    def lines(self, width: int) -> Sequence[Line]:
        """Words, bar, scale."""
        evaluation = self._evaluation
        if evaluation is None or evaluation.posture is None:
            return ([Span("Nothing to score: no control applies yet.", "soft")], (), ())
        return (self._words(evaluation, width), range_bar(evaluation.posture, width, self.glyphs), self._grades(width))

    def _words(self, evaluation: Evaluation, width: int) -> Line:
        posture = evaluation.posture
        if posture is None:
            return ()
        dot = f"   {self.glyphs.dot}   " if width >= 90 else f" {self.glyphs.dot} "
        grade = "Provisional" if evaluation.provisional else f"Grade {evaluation.grade}"
        left = [
            Span(f"{grade}   ", "text bold"),
            Span("at least ", "faint"),
            Span(one_decimal(posture.low)),
            Span(f"{dot}as declared ", "faint"),
            Span(one_decimal(posture.point), "text bold"),
            Span(f"{dot}could be ", "faint"),
            Span(one_decimal(posture.high)),
        ]
        confidence = CONFIDENCE_WORDS[evaluation.confidence].lower() if evaluation.confidence else ""
        right = [Span(f"confidence {confidence}", "faint")]
        return spread(left, right if width_of(left) + 20 < width else [], width, self.glyphs.ellipsis)

    def _grades(self, width: int) -> Line:
        evaluation = self._evaluation
        if evaluation is None:
            return ()
        row = [" "] * width
        bold: set[int] = set()
        grades = list(self._policy.grades)
        for index, grade in enumerate(grades):
            start = cells(Fraction(grade.start), width)
            end = cells(Fraction(grades[index - 1].start), width) if index else width
            mark = f"{self.glyphs.tick}{grade.start}" if grade.start else "0"
            for offset, character in enumerate(mark):
                if start + offset < width:
                    row[start + offset] = character
            middle = max(start + len(mark) + 1, (start + end) // 2)
            if middle < min(end, width):
                row[middle] = grade.grade
                if grade.grade == evaluation.grade and not evaluation.provisional:
                    bold.add(middle)
        return [Span(character, "text bold" if place in bold else "faint") for place, character in enumerate(row)]


class Headline(Horizontal):
    """The number in large digits, and its scale."""

    DEFAULT_CSS = """
    Headline { height: 3; }
    Headline Digits { width: 16; height: 3; color: $text; text-style: bold; }
    """

    def __init__(self, policy: Policy) -> None:
        self._digits = Digits("")
        self._scale = Scale(policy)
        super().__init__(self._digits, Vertical(self._scale))

    def show(self, evaluation: Evaluation) -> None:
        """Show an evaluation."""
        self._digits.update(one_decimal(evaluation.posture.point) if evaluation.posture else "-")
        self._scale.show(evaluation)


class Caps(Canvas):
    """What holds the grade down now, and what would if the low reading were true."""

    def __init__(self) -> None:
        super().__init__()
        self._evaluation: Evaluation | None = None
        self._policy: Policy | None = None

    def show(self, evaluation: Evaluation, policy: Policy) -> None:
        """Show an evaluation."""
        self._evaluation = evaluation
        self._policy = policy
        self.redraw()

    def lines(self, width: int) -> Sequence[Line]:
        """One row for each cap that fires, the hardest first; one sentence where none does."""
        evaluation, policy = self._evaluation, self._policy
        if evaluation is None or policy is None or evaluation.implementation is None:
            return ()
        firing = sorted(
            (status for status in evaluation.caps if status.point),
            key=lambda status: ceiling(status.cap.max_grade, policy),
        )
        lines: list[Line] = []
        for status in firing:
            top = ceiling(status.cap.max_grade, policy)
            holds = evaluation.implementation.point > top
            words = f"Held at {top}" if holds else f"Can't pass {top}"
            text = status.cap.why or status.cap.id
            if holds and not lines:
                text += (
                    f" {one_decimal(evaluation.implementation.point)} is in place; "
                    f"{one_decimal(evaluation.held_back or 0)} wait behind this."
                )
            lines.append(self._line(self.glyphs.cap, "coral", words, text, width))
        for status in evaluation.caps:
            if status.low and not status.point:
                top = ceiling(status.cap.max_grade, policy)
                words = f"Could be held at {top}"
                text = "On proof alone: " + (status.cap.why or status.cap.id)
                lines.append(self._line(self.glyphs.possible_cap, "sand", words, text, width))
        return lines or [[Span("No caps hold this score.", "soft")]]

    def _line(self, mark: str, role: str, words: str, text: str, width: int) -> Line:
        return cut(
            [Span(mark, role), Span(f" {words}  ", "text bold"), span(text, "soft")], width, self.glyphs.ellipsis
        )
