"""A page to read: a title and text, scrolled with the arrow keys, closed with Escape."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from posture.ui.screens.dialogs import Words, keys
from posture.ui.text import plain
from posture.ui.widgets.control_card import Detail


class PageScreen(ModalScreen[None]):
    """Text in front of everything else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,space,q", "dismiss(None)", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
    ]

    DEFAULT_CSS = """
    PageScreen .dialog { width: 82; height: 90%; padding: 1 2; }
    PageScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    PageScreen Words { height: 1; margin-top: 1; }
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(self._title)
            with VerticalScroll(can_focus=False):
                yield Detail()
            yield Words(keys(("↑ ↓", "scroll"), ("Esc", "close")))

    def on_mount(self) -> None:
        """Show the text."""
        self.query_one(Detail).show(self._text)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_edge(self, side: int) -> None:
        """To the start or the end."""
        scroll = self.query_one(VerticalScroll)
        if side < 0:
            scroll.scroll_home(animate=False)
        else:
            scroll.scroll_end(animate=False)
