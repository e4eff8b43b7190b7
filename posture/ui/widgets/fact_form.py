"""The facts of a clinic as a list: each row is a question, each key sets its value."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from posture.model.clinic import Fact
from posture.model.control import FactValue
from posture.ui.text import Line, Span, span, wrapped
from posture.ui.widgets.canvas import Canvas
from posture.ui.widgets.row_list import BLANK, Row, RowList

START_KEY = "start:"
NUMBER_DIGITS = 6


class FactForm(RowList):
    """Facts with their values. It holds what is typed until the form is sent; nothing is saved by it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("backspace,delete", "unset", show=False),
    ]

    class Sent(Message):
        """The form is done."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: Sequence[Fact] = ()
        self._start = ""
        self.values: dict[str, FactValue] = {}

    def offer(self, facts: Sequence[Fact], values: Mapping[str, FactValue], start: str) -> None:
        """Show facts with values; `start` is what the last row says."""
        self._facts = facts
        self._start = start
        self.values = dict(values)
        self._fill()
        self.put_cursor(facts[0].id if facts else START_KEY)

    def _fill(self) -> None:
        rows = [self._row(fact) for fact in self._facts]
        rows += [BLANK, Row(START_KEY, [Span(f"{self._start} ", "text"), Span(self.glyphs.arrow, "accent")])]
        self.show(rows)

    def _row(self, fact: Fact) -> Row:
        known = fact.id in self.values
        return Row(
            fact.id,
            [span(fact.title, "soft")],
            [span(said(fact, self.values.get(fact.id)), "text" if known else "faint"), Span(" ")],
        )

    def fact_here(self) -> Fact | None:
        """The fact under the cursor."""
        return next((fact for fact in self._facts if fact.id == self.key), None)

    def _set(self, fact: Fact, value: FactValue | None) -> None:
        if value is None or value == ():
            self.values.pop(fact.id, None)
        else:
            self.values[fact.id] = value
        self.replace(self._row(fact))

    def action_turn(self, by: int) -> None:
        """The next or the previous value."""
        fact = self.fact_here()
        if fact is None:
            return
        value = self.values.get(fact.id)
        if fact.type == "number":
            now = value if isinstance(value, int) else 0
            self._set(fact, max(0, now + by))
        elif fact.type == "bool":
            order: list[bool | None] = [None, True, False]
            here = order.index(value if isinstance(value, bool) else None)
            self._set(fact, order[(here + by) % 3])
        elif fact.type == "choice":
            choices: list[str | None] = [None, *(choice.id for choice in fact.choices)]
            place = choices.index(value) if isinstance(value, str) and value in choices else 0
            self._set(fact, choices[(place + by) % len(choices)])
        else:
            self._toggle(fact, 0 if by > 0 else len(fact.choices) - 1)

    def _toggle(self, fact: Fact, index: int) -> None:
        if 0 <= index < len(fact.choices):
            value = self.values.get(fact.id)
            chosen = set(value) if isinstance(value, tuple) else set()
            chosen ^= {fact.choices[index].id}
            self._set(fact, tuple(choice.id for choice in fact.choices if choice.id in chosen))

    def action_unset(self) -> None:
        """Take the last digit, or the value, away."""
        fact = self.fact_here()
        if fact is not None:
            value = self.values.get(fact.id)
            typed = fact.type == "number" and isinstance(value, int) and value > 9
            self._set(fact, value // 10 if typed and isinstance(value, int) else None)

    def on_key(self, event: events.Key) -> None:
        """Digits and y or n set values."""
        fact = self.fact_here()
        if fact is None or event.character is None:
            return
        if event.character.isdecimal() and event.character.isascii():
            self._digit(fact, int(event.character))
            event.stop()
        elif fact.type == "bool" and event.character.lower() in "yn":
            self._set(fact, event.character.lower() == "y")
            event.stop()

    def _digit(self, fact: Fact, digit: int) -> None:
        value = self.values.get(fact.id)
        if fact.type == "number":
            typed = (value if isinstance(value, int) else 0) * 10 + digit
            if len(str(typed)) <= NUMBER_DIGITS:
                self._set(fact, typed)
        elif fact.type == "many":
            self._toggle(fact, digit - 1)
        elif fact.type == "choice" and 1 <= digit <= len(fact.choices):
            self._set(fact, fact.choices[digit - 1].id)

    def action_choose(self) -> None:
        """On to the next row; on the last one the form is done."""
        if self.key == START_KEY:
            self.post_message(self.Sent())
        else:
            self.action_move(1)


def said(fact: Fact, value: FactValue | None) -> str:
    """The value of a fact in words."""
    titles = {choice.id: choice.title for choice in fact.choices}
    if value is None:
        return "not said"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(titles.get(entry, entry) for entry in value)
    return titles.get(value, value) if isinstance(value, str) else str(value)


class FactHelp(Canvas):
    """The question behind the row under the cursor, and which keys set it."""

    DEFAULT_CSS = "FactHelp { height: 6; }"

    def __init__(self) -> None:
        super().__init__()
        self._fact: Fact | None = None

    def show(self, fact: Fact | None) -> None:
        """Explain a fact; None explains the last row."""
        self._fact = fact
        self.redraw(layout=False)

    def lines(self, width: int) -> Sequence[Line]:
        """Question, keys, help."""
        fact = self._fact
        rule = [Span(self.glyphs.rule * width, "line")]
        if fact is None:
            return [rule, [Span("Enter goes to the questions. Facts can be changed later.", "soft")]]
        if fact.type == "bool":
            keys: list[Span] = [
                Span("y", "text bold"),
                Span(" yes   ", "faint"),
                Span("n", "text bold"),
                Span(" no", "faint"),
            ]
        elif fact.type == "number":
            keys = [Span("type a number", "faint")]
        else:
            keys = []
            for number, choice in enumerate(fact.choices, 1):
                keys += [Span(f"{number} ", "text bold"), span(choice.title, "faint"), Span("   ")]
            if fact.type == "many":
                keys.append(Span("(several)", "faint"))
        keys += [Span("   Backspace", "text bold"), Span(" not said", "faint")]
        return [rule, [span(fact.question, "text")], keys, *wrapped(fact.help, width, "faint")]
