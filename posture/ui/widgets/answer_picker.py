"""The six answers of a control, with what each means here. Digits act at once; Enter takes what is under the cursor."""

from dataclasses import dataclass

from textual.message import Message

from posture.model.control import Answer
from posture.model.text import one_line
from posture.report.wording import answer_word
from posture.ui.glyphs import answer_glyph, answer_role
from posture.ui.text import Span, wrap
from posture.ui.widgets.row_list import Row, RowList

_LABEL_WIDTH = 15
_KEY_WIDTH = 6


@dataclass(frozen=True, slots=True)
class Choices:
    """What the picker offers.

    Attributes:
        texts: What each answer means for this control.
        recorded: The answer that is on file; None without one.
        refused: "Doesn't apply" is not to be had here.
    """

    control_id: str
    texts: tuple[tuple[Answer, str], ...]
    recorded: Answer | None
    refused: bool


class AnswerPicker(RowList):
    """A list of the answers. It says what was picked; the session decides what becomes of it."""

    DEFAULT_CSS = "AnswerPicker { height: auto; min-height: 6; }"

    class Picked(Message):
        """An answer was picked for a control."""

        def __init__(self, control_id: str, answer: Answer) -> None:
            super().__init__()
            self.control_id = control_id
            self.answer = answer

    def __init__(self) -> None:
        super().__init__()
        self.compact = False
        self._choices: Choices | None = None
        self._shown_width = 0

    def offer(self, choices: Choices) -> None:
        """Offer the answers of a control; the recorded one is under the cursor, without one nothing is."""
        if choices != self._choices:
            self._choices = choices
            self._fill(choices.recorded.value if choices.recorded else "")

    def on_resize(self) -> None:
        """Wrap the texts again."""
        if self._choices is not None and self._shown_width != self.size.width:
            self._fill(self.key or "")

    def squeeze(self, compact: bool) -> None:
        """One row for each answer, its text cut where it must be; or as many rows as the texts need."""
        if compact != self.compact:
            self.compact = compact
            self._fill(self.key or "")

    def rows_needed(self, width: int) -> int:
        """Rows that the answers take in so many columns, with their whole texts."""
        if self._choices is None:
            return len(Answer)
        room = width - 1 - _KEY_WIDTH - _LABEL_WIDTH - 3
        return sum(max(1, len(wrap(text, room))) for _, text in self._choices.texts)

    def _fill(self, key: str) -> None:
        if self._choices is None or self.size.width < _LABEL_WIDTH + _KEY_WIDTH:
            return
        self._shown_width = self.size.width
        rows = [row for number in range(len(Answer)) for row in self._rows_of(number, self._choices)]
        self.styles.height = len(rows)
        self.show(rows, key)
        self.scroll_to(y=0, animate=False)

    def _rows_of(self, number: int, choices: Choices) -> list[Row]:
        answer, text = choices.texts[number]
        refused = answer is Answer.NA and choices.refused
        recorded = [Span(f" {self.glyphs.recorded}", "text bold")] if answer is choices.recorded else [Span("  ")]
        meaning = (one_line(text),) if self.compact else wrap(text, self.size.width - 1 - _KEY_WIDTH - _LABEL_WIDTH - 3)
        label_role, text_role = ("faint", "faint") if refused else ("text", "soft")
        if answer is choices.recorded:
            text_role = "text"
        first = [
            Span(f"{number + 1:>2}", "faint bold" if refused else "text bold"),
            Span("  "),
            Span(answer_glyph(self.glyphs, answer), "faint" if refused else answer_role(answer)),
            Span(f" {answer_word(answer):<{_LABEL_WIDTH}}", label_role),
            Span(meaning[0] if meaning else "", text_role),
        ]
        rows = [Row(answer.value, first, recorded)]
        indent = " " * (_KEY_WIDTH + _LABEL_WIDTH)
        rows += [Row(answer.value, [Span(indent), Span(line, text_role)], continues=True) for line in meaning[1:]]
        return rows

    def pick(self, number: int) -> None:
        """Pick an answer by its digit, 1 to 6."""
        if self._choices is not None:
            answer, _ = self._choices.texts[number - 1]
            self.post_message(self.Picked(self._choices.control_id, answer))

    def action_choose(self) -> None:
        """Pick the answer under the cursor; without a cursor nothing happens."""
        if self._choices is not None and self.key:
            self.post_message(self.Picked(self._choices.control_id, Answer(self.key)))
