"""Find a control by any words of its title, question or id."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from posture.assess.applicability import Item
from posture.ui.glyphs import answer_glyph, answer_role
from posture.ui.screens.dialogs import Words, keys
from posture.ui.text import Span, plain, span
from posture.ui.widgets.row_list import Row, RowList


class FindDialog(ModalScreen[str | None]):
    """A line to type in and what fits it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    FindDialog .dialog { height: 80%; }
    FindDialog RowList { height: 1fr; margin-top: 1; }
    """

    def __init__(self, items: Sequence[Item], clinic: str) -> None:
        super().__init__()
        self._items = items
        self._clinic = clinic

    def compose(self) -> ComposeResult:
        """Line, matches, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(f"Find a control · {self._clinic}")
            field = Input(placeholder="a word of it")
            field.cursor_blink = False
            yield field
            yield RowList()
            yield Words((), keys(("↑ ↓", "choose"), ("Enter", "go there"), ("Esc", "leave")))

    def on_mount(self) -> None:
        """Everything fits nothing typed."""
        self.query_one(Input).focus()
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What fits now."""
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        words = typed.lower().split()
        glyphs = self.query_one(RowList).glyphs
        rows = []
        for item in self._items:
            text = f"{item.control.title} {item.control.question} {item.control.id}".lower()
            if all(word in text for word in words):
                answer = item.response.answer
                left = [
                    Span(answer_glyph(glyphs, answer), answer_role(answer)),
                    Span(" "),
                    span(item.control.title, "soft"),
                ]
                rows.append(Row(item.control.id, left, [span(item.checklist.title, "faint")]))
        if not rows:
            rows = [Row(None, [Span("No control has these words.", "soft")])]
        self.query_one(RowList).show(rows, rows[0].key or "")

    def action_move(self, step: int) -> None:
        """Up or down among the matches."""
        self.query_one(RowList).action_move(step)

    def on_input_submitted(self) -> None:
        """Go to the match under the cursor."""
        self.dismiss(self.query_one(RowList).key)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Go to the match that was clicked."""
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Stay where one was."""
        self.dismiss(None)
