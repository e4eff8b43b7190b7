"""The base of all that we draw: a widget made of lines of spans."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

from rich.console import RenderableType
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from posture.ui.text import Line, strip
from posture.ui.theme import Palette

if TYPE_CHECKING:
    from posture.ui.glyphs import Glyphs


class DrawingApp(Protocol):
    """What drawing needs of the application."""

    palette: Palette

    @property
    def glyphs(self) -> "Glyphs":
        """Signs that this terminal can show."""


class Canvas(Widget):
    """A widget that says in `lines` what it shows. Its height follows unless the style sheet fixes it."""

    DEFAULT_CSS = "Canvas { height: auto; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: Sequence[Line] = ()
        self._drawn_width = -1

    @property
    def palette(self) -> Palette:
        """Styles of the current theme."""
        return cast(DrawingApp, self.app).palette

    @property
    def glyphs(self) -> "Glyphs":
        """Signs that this terminal can show."""
        return cast(DrawingApp, self.app).glyphs

    def lines(self, width: int) -> Sequence[Line]:
        """What is shown in so many columns."""
        del width
        return ()

    def redraw(self, *, layout: bool = True) -> None:
        """Draw again, because what is shown has changed; with `layout` the height may have changed too."""
        self._drawn_width = -1
        self.refresh(layout=layout)

    def _current(self, width: int) -> Sequence[Line]:
        if width != self._drawn_width:
            self._drawn = self.lines(width)
            self._drawn_width = width
        return self._drawn

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines."""
        del container, viewport
        return len(self._current(width))

    def render(self) -> RenderableType:
        """Nothing: `render_line` draws."""
        return ""

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.content_size.width or self.size.width
        drawn = self._current(width)
        return strip(drawn[y] if y < len(drawn) else (), width, self.palette)

    def notify_style_update(self) -> None:
        """The theme changed: colours are made again."""
        self._drawn_width = -1
        super().notify_style_update()
