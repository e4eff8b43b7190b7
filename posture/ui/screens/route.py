"""Which questions, in which order: a list to choose from, in front of the walkthrough."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from posture.ui.route import Offer, Route
from posture.ui.screens.dialogs import Words, keys
from posture.ui.text import Span, plain, span
from posture.ui.widgets.row_list import BLANK, Row, RowList


class RouteDialog(ModalScreen[Route | None]):
    """The orders, and what the questions can be limited to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    DEFAULT_CSS = """
    RouteDialog .dialog { width: 82; max-width: 100%; }
    RouteDialog RowList { height: auto; max-height: 16; }
    """

    def __init__(self, clinic: str, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._clinic = clinic
        self._offers = offers

    def compose(self) -> ComposeResult:
        """The list, and the keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(f"Which questions · {self._clinic}")
            yield RowList()
            yield Words((), keys(("↑ ↓", "choose"), ("Enter", "go"), ("Esc", "leave")))

    def on_mount(self) -> None:
        """All questions first, then limits."""
        rows: list[Row] = []
        limited = False
        for offer in self._offers:
            if offer.route.ids is not None and not limited:
                limited = True
                rows += [BLANK, Row(None, [Span("Only", "text bold")])]
            rows.append(Row(offer.key, [span(offer.title, "text")], [span(f"{offer.about} ", "faint")]))
        choices = self.query_one(RowList)
        choices.show(rows, self._offers[0].key if self._offers else None)
        choices.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Take this way."""
        self.dismiss(next(offer.route for offer in self._offers if offer.key == event.key))

    def action_leave(self) -> None:
        """Go on as before."""
        self.dismiss(None)
