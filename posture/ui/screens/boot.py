"""The first frame: the program's name and a rule, painted before anything else is loaded."""

from textual.app import ComposeResult
from textual.screen import Screen

from posture.ui.text import Line, Span, spread
from posture.ui.widgets.canvas import Canvas


class Frame(Canvas):
    """What the home screen begins with as well, so that nothing jumps."""

    DEFAULT_CSS = "Frame { height: 1; margin: 0 2; }"

    def lines(self, width: int) -> list[Line]:
        """The title row."""
        left, right = [Span("posture", "accent bold")], [Span("files stay on this computer", "faint")]
        return [spread(left, right, width)]


class BootScreen(Screen[None]):
    """Shown for as long as it takes to load the rest."""

    def compose(self) -> ComposeResult:
        """The frame."""
        yield Frame()
