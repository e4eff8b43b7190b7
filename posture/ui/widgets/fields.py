"""Short fields of a form: a number or a date at the right edge of its place, and one of a few words."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal, cast

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from posture.ui.text import Line, Span, cut, padded, span, strip, width_of
from posture.ui.widgets.canvas import Canvas, DrawingApp


def as_typed(text: str) -> str:
    """A value shown as it was typed."""
    return text


class EdgeField(Input):
    """One short value at the right edge, so that numbers stand under each other while they are typed, too.

    It shows what was typed in a reader's way (`4000` as `4,000`) while the cursor is elsewhere.
    """

    def __init__(
        self,
        value: str,
        cells: int,
        *,
        id: str | None = None,
        kind: Literal["number", "text"] = "number",
        most: int = 0,
        empty: str = "",
        shown: Callable[[str], str] = as_typed,
    ) -> None:
        """Make a field.

        Args:
            value: What it begins with.
            cells: Its width, with a blank at each side.
            id: Its name on the screen.
            kind: What may be typed: a number, or any text.
            most: How many characters may be typed; as many as fit where 0.
            empty: What it says where nothing is typed.
            shown: How a value is shown while the cursor is elsewhere.
        """
        super().__init__(value, id=id, type=kind, max_length=most or cells - 2, valid_empty=True)
        self._cells = cells
        self._empty = empty
        self._shown = shown
        self.cursor_blink = False
        self.styles.width = cells
        self.styles.padding = 0

    def on_focus(self) -> None:
        """What is typed stands at the right, too."""
        self._align(typing=True)

    def on_blur(self) -> None:
        """The value is shown in a reader's way again."""
        self._align(typing=False)

    def watch_value(self) -> None:
        """It may be longer or shorter now."""
        self._align(typing=self.has_focus)

    def _align(self, *, typing: bool) -> None:
        # `has_focus` follows only after the handlers above.
        room = self._cells - cell_len(self.value) - 1 if typing else 0
        self.styles.padding = (0, 0, 0, max(0, room))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The value at the right edge; Textual draws it while it is typed."""
        if self.has_focus or y:
            return super().render_line(y)
        palette = cast(DrawingApp, self.app).palette
        role = "coral" if self.has_class("wrong") else "text" if self.value else "faint"
        text = self._shown(self.value) if self.value else self._empty
        return strip([*padded([(text, 1 - self._cells, role)]), Span(" ")], self._cells, palette, back="raised")


class Choice(Canvas, can_focus=True):
    """One of a few words, turned with the arrow keys."""

    DEFAULT_CSS = "Choice { height: 1; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,down", "turn(1)", show=False),
        Binding("left,up", "turn(-1)", show=False),
        Binding("enter", "submit", show=False),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, options: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        """Make a choice; each option is a value and the words for it, and the first one is taken."""
        super().__init__(id=id)
        self._options = options
        self._index = 0

    @property
    def value(self) -> str:
        """The value that is taken."""
        return self._options[self._index][0]

    def lines(self, width: int) -> Sequence[Line]:
        """The words, lit where the cursor is here."""
        mark = Span(self.glyphs.cursor if self.has_focus else " ", "accent on raised")
        words = [span(self._options[self._index][1], "bright bold on raised" if self.has_focus else "text on raised")]
        room = max(len(label) for _, label in self._options) + 1
        room = max(1, min(room, width - 1))
        words = cut(words, room, self.glyphs.ellipsis)
        fill = Span(" " * max(0, room - width_of(words)), "text on raised")
        hint = [Span("  Space turns it", "faint")] if self.has_focus and width > room + 16 else []
        return [[mark, *words, fill, *hint]]

    def action_turn(self, step: int) -> None:
        """The next or the last one."""
        self._index = (self._index + step) % len(self._options)
        self.redraw(layout=False)

    def action_submit(self) -> None:
        """Enter: the form is to be sent."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """The next one."""
        event.stop()
        self.focus()
        self.action_turn(1)

    def on_focus(self) -> None:
        """The mark shows."""
        self.redraw(layout=False)

    def on_blur(self) -> None:
        """The mark goes."""
        self.redraw(layout=False)
