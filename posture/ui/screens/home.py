"""Home: the clinics of the workspace, or what to press where there are none."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from posture.errors import PostureError
from posture.model.text import one_line
from posture.portfolio import Practice
from posture.report.wording import count
from posture.session import open_session
from posture.store import archive
from posture.ui.commands import Command
from posture.ui.screens import clinic_dialogs
from posture.ui.screens.base import TALL
from posture.ui.screens.clinic import ClinicScreen
from posture.ui.screens.clinic_dialogs import ClinicDialog
from posture.ui.screens.clinic_keeping import KeepingScreen
from posture.ui.screens.compare import CompareScreen
from posture.ui.screens.dialogs import Words
from posture.ui.text import Span, plain
from posture.ui.widgets.portfolio import age_words, heading, next_line, practice_row, visit_row, visits_heading
from posture.ui.widgets.row_list import BLANK, Row, RowList
from posture.ui.widgets.title_bar import Title
from posture.ui.widgets.welcome import Welcome, doors

COMMANDS: tuple[Command, ...] = (
    Command("enter", "open", "open", "Open the clinic under the cursor", footer=True, label="Enter", palette=False),
    Command("n", "new", "new", "Begin with a new clinic", footer=True),
    Command("v", "visit", "visit", "A new visit to this clinic; last time's answers are carried over", footer=True),
    Command("c", "compare", "compare", "Two visits of this clinic side by side", footer=True),
    Command("slash", "find", "find", "Find a clinic by its name", footer=True),
    Command("d", "demo", "demo", "Look around with a sample clinic; nothing of yours is touched", footer=True),
    Command("tab", "past", "earlier visits", "To the visits of this clinic, and back; Enter opens one", label="Tab"),
    Command("o", "file", "file", "Open an assessment or an archive from somewhere else"),
    Command("r", "rename", "rename", "Give this clinic another name"),
    Command("a", "archive", "archive", "All of this clinic into one file, for another computer"),
    Command("x", "delete", "delete", "Delete this clinic, once its name was typed"),
    Command("escape", "back", "back", "Show all clinics again, or go back to them", palette=False),
)


class HomeScreen(KeepingScreen):
    """Clinics and their assessments."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "Each row is a clinic with its newest assessment. The staircase shows what evidence proves, "
        "what was declared, and what could still turn out well. The box below has all visits of the clinic "
        "under the cursor; Tab goes there."
    )
    CSS_PATH = "home.tcss"
    AUTO_FOCUS = "#clinics"  # type: ignore[assignment]  # the base names none
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Practice] = []
        self._drawn: set[str] = set()

    def body(self) -> Iterable[Widget]:
        """The list and the box below it, or the welcome."""
        field = Input(placeholder="a word of the clinic's name", id="find")
        field.cursor_blink = False
        past = Vertical(Words(id="next"), Words(id="past-heading"), RowList(id="past"), id="visits")
        welcome = Vertical(Welcome(), RowList(id="doors"), id="welcome")
        yield Vertical(field, Words(id="heading"), RowList(id="clinics"), past, welcome, classes="body")

    @property
    def _clinics(self) -> RowList:
        return self.query_one("#clinics", RowList)

    @property
    def _past(self) -> RowList:
        return self.query_one("#past", RowList)

    def on_mount(self) -> None:
        """Say that the workspace is being read."""
        self.title_bar.show(Title(subject="", right="files stay on this computer"))
        self.watch(self._clinics, "scroll_y", self.looked, init=False)

    def in_sight(self) -> tuple[Sequence[Practice], str | None]:
        """The clinics on the screen, and the one under the cursor."""
        step = 2 if self._airy else 1
        top = round(self._clinics.scroll_y) // step
        return self._shown[top : top + self._clinics.size.height // step + 1], self._clinics.key

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def _width(self) -> int:
        return min(self.app.size.width, 140) - 6

    @property
    def _airy(self) -> bool:
        return self.app.size.height >= TALL and len(self._shown) * 2 <= self.app.size.height - 20

    def show_all(self) -> None:
        """The clinics, or the welcome where there are none."""
        is_empty = not self.known
        self.set_class(is_empty, "empty")
        subject = "no clinics yet" if is_empty else count(len(self.known), "clinic")
        self.title_bar.show(Title(subject=subject, right="files stay on this computer"))
        if is_empty:
            rows = self.query_one("#doors", RowList)
            rows.show(doors(), "n")
            rows.focus()
            return
        self._fill()
        if self.focused is None or self.focused.id == "doors":
            self._clinics.focus()

    def show_one(self, practice: Practice) -> None:
        """One row, in its place."""
        self._shown = [practice if one.key == practice.key else one for one in self._shown]
        if practice.key in self._drawn:
            self._draw(practice)
        if practice.key == self._clinics.key:
            self._show_visits()

    def _draw(self, practice: Practice) -> None:
        self._clinics.replace(practice_row(practice, self._width, self._clinics.glyphs, self.today))
        self._drawn.add(practice.key)

    def looked(self) -> None:
        """Rows come into sight: they are drawn, and judged first."""
        if not self.is_attached or not self.query("#clinics"):
            return  # left meanwhile
        for practice in self.in_sight()[0]:
            if practice.key not in self._drawn:
                self._draw(practice)
        super().looked()

    def laid_out(self) -> None:
        """Columns depend on the width."""
        if self.known:
            self._fill()

    def _fill(self) -> None:
        words = self.query_one("#find", Input).value.casefold().split() if self.has_class("finding") else []
        self._shown = [one for one in self.known.values() if all(word in one.name.casefold() for word in words)]
        keys = [practice.key for practice in self._shown]
        at = next((keys.index(key) for key in (self.wanted, self._clinics.key) if key in keys), 0)
        if self.wanted in keys:
            self.wanted = None
        rows = self._rows(at)
        self._clinics.show(rows, keys[at] if keys else "")
        self.query_one("#heading", Words).say(heading(self._width))
        self.set_class(len(rows) + 15 <= self.app.size.height, "roomy")
        self._show_visits()
        self.call_after_refresh(self.looked)

    def _rows(self, at: int) -> list[Row]:
        """The rows, in full around the cursor only: of a thousand, the rest is drawn when it comes into sight."""
        rows: list[Row] = []
        self._drawn = set()
        airy, last = self._airy, len(self._shown) - 1
        for index, practice in enumerate(self._shown):
            if abs(index - at) < self.app.size.height:
                rows.append(practice_row(practice, self._width, self._clinics.glyphs, self.today))
                self._drawn.add(practice.key)
            else:
                rows.append(Row(practice.key))
            if airy and index < last:
                rows.append(BLANK)
        return rows or [Row(None, [Span("No clinic has these words in its name.", "soft")])]

    @property
    def here(self) -> Practice | None:
        """The clinic under the cursor."""
        return self.known.get(self._clinics.key or "")

    def _show_visits(self) -> None:
        practice = self.here
        self.query_one("#visits").set_class(practice is None, "hidden")
        if practice is None:
            return
        width = self._width - 4
        age = age_words(practice.newest.started, self.today)
        self.query_one("#visits").border_title = plain(one_line(practice.name))
        self.query_one("#visits").border_subtitle = plain(f"last visit {age}" if age else "")
        self.query_one("#next", Words).say(next_line(practice.newest, self.today))
        self.query_one("#past-heading", Words).say([Span(" "), *visits_heading(width)])
        oldest = practice.visits[-1]
        rows = [visit_row(visit, width, is_first=visit is oldest) for visit in practice.visits]
        keys = {visit.key for visit in practice.visits}
        chosen = self._past.key if self._past.key in keys else practice.newest.key
        # A list that one is not in has no cursor: only one row is lit at a time.
        self._past.show(rows, chosen if self._past.has_focus else "")

    @on(RowList.Moved, "#clinics")
    def _moved(self) -> None:
        self._show_visits()
        self.looked()

    # --- going about ---------------------------------------------------------------------------------------------

    @on(RowList.Chosen, "#clinics")
    def _chosen(self) -> None:
        self.action_open()

    @on(RowList.Chosen, "#past")
    def _past_chosen(self, event: RowList.Chosen) -> None:
        self._open_path(event.key)

    @on(RowList.Chosen, "#doors")
    def _door_chosen(self, event: RowList.Chosen) -> None:
        {"n": self.action_new, "d": self.action_demo, "o": self.action_file}[event.key]()

    def action_open(self) -> None:
        """Open the clinic under the cursor."""
        if self.here is not None:
            self._open_path(self.here.newest.key)

    def action_past(self) -> None:
        """To the visits of the clinic under the cursor, and back."""
        visiting = not self._past.has_focus and self.here is not None
        self.set_class(visiting, "visiting")
        (self._past if visiting else self._clinics).focus()
        self._past.put_cursor(self.here.newest.key if visiting and self.here is not None else None)

    def action_find(self) -> None:
        """Find a clinic as one types."""
        if self.known:
            self.add_class("finding")
            self.query_one("#find", Input).focus()

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self._fill()

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.action_open()

    def action_move(self, step: int) -> None:
        """Up or down among what was found."""
        self._clinics.action_move(step)

    def action_back(self) -> None:
        """Show all clinics again, or go back to them."""
        self.remove_class("visiting")
        if self.has_class("finding"):
            self.remove_class("finding")
            self.query_one("#find", Input).value = ""
            self._fill()
        if self.known:
            self._clinics.focus()

    def _open_path(self, name: str | None) -> None:
        if not name:
            return
        app, path = self.posture_app, Path(os.path.expanduser(name))
        if archive.is_archive(path):
            self.take_in(path)
            return
        try:
            app.open(open_session(path, app.library, app.places, clock=app.clock))
        except PostureError as error:
            self.complain(error)

    def action_new(self) -> None:
        """Begin with a new clinic."""
        self.app.push_screen(ClinicScreen())

    def action_visit(self) -> None:
        """A new visit to the clinic under the cursor."""
        practice = self.here
        if practice is None:
            self.tell("There is no clinic yet. n begins with one.")
            return
        try:
            self.posture_app.open_next_visit(practice.newest.path)
        except PostureError as error:
            self.complain(error)
            return
        if practice.newest.to_confirm:
            number = count(practice.newest.to_confirm, "answer")
            self.tell(f"{one_line(practice.name)}: {number} of last time to confirm.")

    def action_compare(self) -> None:
        """The newest visit, or the one chosen, and the one before it."""
        practice = self.here
        if practice is None or len(practice.visits) < 2:
            self.tell("There is one visit so far. v begins the next." if practice else "There is no clinic yet.")
            return
        chosen = self._past.key if self._past.has_focus else None
        self.app.push_screen(CompareScreen([visit.path for visit in practice.visits], Path(chosen) if chosen else None))

    def action_file(self) -> None:
        """Open a file from somewhere else."""
        self.app.push_screen(ClinicDialog(clinic_dialogs.file_question()), self._open_path)

    def action_demo(self) -> None:
        """The sample clinic."""
        try:
            self.posture_app.open_sample()
        except PostureError as error:
            self.complain(error)
