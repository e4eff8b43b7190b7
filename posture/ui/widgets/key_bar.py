"""The foot of every screen: at most six keys, and F1 at the right."""

from collections.abc import Sequence

from textual import events

from posture.ui.commands import Command
from posture.ui.text import Line, Span, spread, width_of
from posture.ui.widgets.canvas import Canvas


class KeyBar(Canvas):
    """Keys and what they do; a click presses the key."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; padding: 0 2; width: 100%; }"

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = [command for command in commands if command.footer]
        self._places: list[tuple[int, int, str]] = []

    def lines(self, width: int) -> Sequence[Line]:
        """The one row."""
        right = [Span("F1", "text bold"), Span(" help", "faint")]
        for gap in (4, 3, 2, 1):
            left = self._keys(gap)
            if width_of(left) + width_of(right) + 4 <= width:
                break
        self._places.append((width - 7, width, "f1"))
        return (spread(left, right, width, self.glyphs.ellipsis),)

    def _keys(self, gap: int) -> list[Span]:
        spans: list[Span] = []
        self._places = []
        column = 0
        for command in self._commands:
            if spans:
                spans.append(Span(" " * gap))
                column += gap
            words = [Span(command.shown, "text bold"), Span(f" {command.word}", "faint")]
            self._places.append((column, column + width_of(words), command.key))
            column += width_of(words)
            spans += words
        return spans

    async def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        for start, end, key in self._places:
            if start <= event.x - 2 < end and "," not in key:
                self.app.simulate_key(key)
