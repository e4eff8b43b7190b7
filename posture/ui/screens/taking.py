"""What comes from elsewhere, line by line, before it is taken over: a question sheet, or another window's changes."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from posture.ui.screens.dialogs import Words, keys
from posture.ui.text import Line, Span, plain, span
from posture.ui.widgets.row_list import BLANK, Row, RowList


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that could be taken over.

    Attributes:
        here: What stands here now, in words.
        there: What would stand here.
        ticked: Taken over unless somebody takes the tick away; what speaks against what is here is not.
    """

    key: str
    title: str
    here: str
    there: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """All that comes from one place.

    Attributes:
        heading: With the name of the clinic.
        words: What this is, in a line or two.
        problems: What can't be taken over, and why.
    """

    heading: str
    words: tuple[str, ...]
    coming: tuple[Coming, ...]
    problems: tuple[str, ...] = ()


class TakingDialog(ModalScreen[frozenset[str] | None]):
    """A list with ticks. Dismissed with the keys that are ticked; Escape takes nothing over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("space", "tick", show=False),
        Binding("enter", "take", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    TakingDialog .dialog { width: 92; max-width: 100%; height: auto; max-height: 95%; }
    TakingDialog RowList { height: auto; max-height: 1fr; min-height: 3; }
    """

    def __init__(self, arrival: Arrival) -> None:
        super().__init__()
        self._arrival = arrival
        self._ticked = {one.key for one in arrival.coming if one.ticked}

    def compose(self) -> ComposeResult:
        """What it is, the list, the keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(self._arrival.heading)
            yield Words(*([span(line, "soft")] for line in self._arrival.words), ())
            yield RowList()
            yield Words((), keys(("Space", "tick"), ("Enter", "take over what is ticked"), ("Esc", "take nothing")))

    def on_mount(self) -> None:
        """The first line is under the cursor."""
        self._fill()
        rows = self.query_one(RowList)
        rows.focus()
        rows.action_edge(-1)

    def _fill(self) -> None:
        glyphs = self.query_one(RowList).glyphs
        rows: list[Row] = []
        for one in self._arrival.coming:
            ticked = one.key in self._ticked
            sign = Span(f" {glyphs.done if ticked else glyphs.todo} ", "accent" if ticked else "faint")
            against: Line = [] if one.ticked else [Span("answered otherwise ", "sand")]
            rows.append(Row(one.key, [sign, span(one.title, "text")], against))
            change = [Span("   "), span(one.here, "faint"), Span(f" {glyphs.arrow} ", "faint"), span(one.there, "soft")]
            rows.append(Row(one.key, change, continues=True))
        if self._arrival.problems:
            rows += [BLANK, Row(None, [Span("Not taken over", "text bold")])]
            rows += [Row(None, [span(problem, "sand")]) for problem in self._arrival.problems]
        self.query_one(RowList).show(rows)

    def on_row_list_chosen(self) -> None:
        """A click on a line is a tick."""
        self.action_tick()

    def action_tick(self) -> None:
        """Tick the line under the cursor, or take the tick away."""
        key = self.query_one(RowList).key
        if key is not None:
            self._ticked ^= {key}
            self._fill()

    def action_take(self) -> None:
        """Take over what is ticked."""
        self.dismiss(frozenset(self._ticked))

    def action_leave(self) -> None:
        """Take nothing over."""
        self.dismiss(None)
