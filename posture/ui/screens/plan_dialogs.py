"""Questions in front of the plan: accept a risk, and a yes or no."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from posture.model.assessment import Acceptance
from posture.ui.screens.dialogs import Words, keys
from posture.ui.text import Span, plain, span
from posture.ui.widgets.capacity import WrongField, typed_day
from posture.ui.widgets.row_list import Row, RowList


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap that can be accepted or closed: a control's id and title."""

    control_id: str
    title: str


class ConfirmDialog(ModalScreen[bool]):
    """Yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", show=False),
        Binding("escape", "dismiss(False)", show=False),
    ]

    def __init__(self, heading: str, question: str, hint: str, word: str) -> None:
        super().__init__()
        self._heading = heading
        self._question = question
        self._hint = hint
        self._word = word

    def compose(self) -> ComposeResult:
        """Question, what follows from it, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(self._heading)
            yield Words([span(self._question, "text")], (), [span(self._hint, "faint")])
            yield Words((), keys(("Enter", self._word), ("Esc", "leave as it was")))


@dataclass(frozen=True, slots=True)
class AcceptForm:
    """What the dialog about a risk begins with.

    Attributes:
        heading: The clinic.
        gaps: What may be accepted; all of it is ticked at first.
        until: The last day; days before `today` are refused.
        accepted: It is accepted now, so that this can be taken back.
    """

    heading: str
    gaps: tuple[Gap, ...]
    reason: str
    until: date
    today: date
    by: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Accepting:
    """Which gaps to accept and how; None for `acceptance` takes it back."""

    control_ids: tuple[str, ...]
    acceptance: Acceptance | None


class AcceptDialog(ModalScreen[Accepting | None]):
    """Live with a gap for a while: why, and until when."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+d", "take_back", show=False, priority=True),
        Binding("space", "tick", show=False),
    ]

    DEFAULT_CSS = """
    AcceptDialog RowList { height: auto; max-height: 5; margin-bottom: 1; }
    """

    def __init__(self, form: AcceptForm) -> None:
        super().__init__()
        self._form = form
        self._ticked = {gap.control_id for gap in form.gaps}

    def compose(self) -> ComposeResult:
        """The gaps, the reason, the last day, keys."""
        form = self._form
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(f"Accept a risk · {form.heading}")
            if len(form.gaps) == 1:
                yield Words([span(form.gaps[0].title, "text bold")], ())
            else:
                yield Words([Span("These gaps; Space leaves one out", "faint")])
                yield RowList()
            yield Words([Span("Why can the clinic live with it for now?", "faint")])
            for name, text in (("reason", form.reason), ("until", form.until.isoformat())):
                field = Input(text, id=name, select_on_focus=False)
                field.cursor_blink = False
                yield field
                if name == "reason":
                    yield Words((), [Span("Until when (year-month-day)? Then it comes back.", "faint")])
            yield Words([Span(" ")], id="trouble")
            back = [("Ctrl+D", "take it back")] if form.accepted else []
            yield Words(keys(("Enter", "accept"), *back, ("Esc", "leave as it was")))

    def on_mount(self) -> None:
        """Begin typing at once."""
        self._fill()
        self.query_one("#reason", Input).focus()

    def _fill(self) -> None:
        for rows in self.query(RowList):
            signs = {True: Span(f" {rows.glyphs.done} ", "accent"), False: Span(f" {rows.glyphs.todo} ", "faint")}
            shown = [
                Row(gap.control_id, [signs[gap.control_id in self._ticked], span(gap.title, "soft")])
                for gap in self._form.gaps
            ]
            rows.show(shown, rows.key or self._form.gaps[0].control_id)

    def action_tick(self) -> None:
        """Leave the gap under the cursor out, or take it in."""
        for rows in self.query(RowList):
            if rows.key is not None and rows.has_focus:
                self._ticked ^= {rows.key}
                self._fill()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self._ticked ^= {event.key}
        self._fill()

    def on_input_submitted(self) -> None:
        """Accept, if everything is said."""
        reason, until = (self.query_one(name, Input).value.strip() for name in ("#reason", "#until"))
        trouble = ""
        try:
            last = typed_day(until, "until")
        except WrongField as error:
            last, trouble = None, error.words.replace("start date", "date")
        chosen = tuple(gap.control_id for gap in self._form.gaps if gap.control_id in self._ticked)
        if not reason:
            trouble = "This needs a reason; it stands in the report."
        elif not chosen:
            trouble = "No gap is ticked."
        elif last is None:
            trouble = trouble or "This needs a last day, written like 2027-05-31."
        elif last < self._form.today:
            trouble = "This day is over."
        if trouble or last is None:
            self.query_one("#trouble", Words).say([Span(trouble, "coral")])
            return
        self.dismiss(Accepting(chosen, Acceptance(reason=reason, by=self._form.by, until=last)))

    def action_take_back(self) -> None:
        """The gap counts as open again."""
        if self._form.accepted:
            self.dismiss(Accepting(tuple(gap.control_id for gap in self._form.gaps), None))

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
