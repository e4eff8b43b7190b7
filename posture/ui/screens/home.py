"""Home: the clinics of the workspace, or what to press where there are none."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from posture.errors import PostureError
from posture.portfolio import Practice, practices
from posture.session import open_session
from posture.ui.commands import Command
from posture.ui.screens.base import TALL, PostureScreen
from posture.ui.screens.clinic import ClinicScreen
from posture.ui.screens.dialogs import LineDialog, Words
from posture.ui.text import Line, Span, plain
from posture.ui.widgets.canvas import Canvas
from posture.ui.widgets.portfolio import heading, practice_row, visit_lines
from posture.ui.widgets.row_list import BLANK, Row, RowList
from posture.ui.widgets.title_bar import Title

COMMANDS: tuple[Command, ...] = (
    Command("enter", "open", "open", "Open the clinic under the cursor", footer=True, label="Enter", palette=False),
    Command("n", "new", "new clinic", "Begin with a new clinic", footer=True),
    Command("v", "visit", "new visit", "A new visit to this clinic; last time's answers are carried over", footer=True),
    Command("o", "file", "file", "Open an assessment file from somewhere else", footer=True),
    Command("d", "demo", "sample", "Look around with a sample clinic; nothing of yours is touched", footer=True),
)

STAIRS_WIDTH = 60


class Welcome(Canvas):
    """What this is for, while there is no clinic yet."""

    DEFAULT_CSS = "Welcome { width: 60; height: auto; }"

    def lines(self, width: int) -> list[Line]:
        """The staircase with its four words, and a few lines."""
        at_least, declared, could_be, missing = self.glyphs.stairs
        parts = (15, 18, 18, width - 51)
        return [
            [
                Span(at_least * parts[0], "accent"),
                Span(declared * parts[1], "fill"),
                Span(could_be * parts[2], "fill"),
                Span(missing * parts[3], "line"),
            ],
            [
                Span("at least".ljust(parts[0]), "faint"),
                Span("as declared".ljust(parts[1]), "faint"),
                Span("could be".ljust(parts[2]), "faint"),
                Span("missing", "faint"),
            ],
            (),
            [Span("Find out where your clinic stands", "text bold")],
            (),
            [Span("Answer what you know, one key at a time. You get a posture", "soft")],
            [Span("score, what it rests on, and a plan that fits your hours and", "soft")],
            [Span("money. Stop at any point: nothing is lost.", "soft")],
            (),
        ]


class HomeScreen(PostureScreen):
    """Clinics and their assessments."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "Each row is a clinic with its newest assessment. The staircase shows what evidence proves, "
        "what was declared, and what could still turn out well."
    )

    DEFAULT_CSS = """
    HomeScreen #clinics { margin: 1 0; height: auto; max-height: 1fr; }
    HomeScreen #heading { margin: 0 0 0 1; height: 1; }
    HomeScreen #visits {
        border: round $line; border-title-color: $soft; padding: 0 1; height: auto; max-height: 8; margin-bottom: 1;
    }
    HomeScreen.low #visits { display: none; }
    HomeScreen.empty #heading, HomeScreen.empty #visits { display: none; }
    HomeScreen #welcome { display: none; }
    HomeScreen.empty #welcome { display: block; align: center middle; height: 1fr; }
    HomeScreen.empty #clinics { display: none; }
    HomeScreen #doors { width: 60; height: 3; }
    """

    class Read(Message):
        """The workspace was read."""

        def __init__(self, found: list[Practice]) -> None:
            super().__init__()
            self.found = found

    class Refused(Message):
        """The workspace or the content can't be read."""

        def __init__(self, error: PostureError) -> None:
            super().__init__()
            self.error = error

    def __init__(self) -> None:
        super().__init__()
        self._practices: list[Practice] = []

    def body(self) -> Iterable[Widget]:
        """The list and the box below it, or the welcome."""
        visits = Vertical(Words(), id="visits")
        welcome = Vertical(Welcome(), RowList(id="doors"), id="welcome")
        yield Vertical(Words(id="heading"), RowList(id="clinics"), visits, welcome, classes="body")

    def on_mount(self) -> None:
        """Say that the workspace is being read."""
        self.title_bar.show(Title(subject="", right="files stay on this computer"))

    def on_screen_resume(self) -> None:
        """Something may have changed while one was away."""
        self.read_workspace()

    @work(thread=True, exclusive=True, exit_on_error=False, group="workspace")
    def read_workspace(self) -> None:
        """Read and judge what is there, away from the keys."""
        app = self.posture_app
        try:
            found = practices(app.places, app.library, app.clock)
        except PostureError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Read(found))

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self.complain(event.error)

    @on(Read)
    def _read(self, event: Read) -> None:
        self._practices = event.found
        empty = not event.found
        self.set_class(empty, "empty")
        count = len(event.found)
        subject = "no clinics yet" if empty else ("1 clinic" if count == 1 else f"{count} clinics")
        self.title_bar.show(Title(subject=subject, right="files stay on this computer"))
        if empty:
            doors = self.query_one("#doors", RowList)
            doors.show(
                [
                    self._door("n", "Start with your clinic", "a few facts first"),
                    self._door("d", "Look around", "with a sample clinic"),
                    self._door("o", "Open a file", "from another computer"),
                ],
                "n",
            )
            doors.focus()
        else:
            self._fill()
            if self.focused is None or self.focused.id == "doors":
                self.query_one("#clinics").focus()

    def _door(self, key: str, title: str, words: str) -> Row:
        return Row(key, [Span(f"  {key}   ", "text bold"), Span(f"{title:<26}", "text"), Span(words, "faint")])

    def laid_out(self) -> None:
        """Columns depend on the width."""
        if self._practices:
            self._fill()

    def _fill(self) -> None:
        clinics = self.query_one("#clinics", RowList)
        width = self.app.size.width - 6
        rows: list[Row] = []
        airy = self.app.size.height >= TALL and len(self._practices) * 2 <= self.app.size.height - 18
        for practice in self._practices:
            rows.append(practice_row(practice, width, clinics.glyphs))
            if airy:
                rows.append(BLANK)
        keys = {practice.visits[0].key for practice in self._practices}
        clinics.show(rows, clinics.key if clinics.key in keys else self._practices[0].visits[0].key)
        self.query_one("#heading", Words).say(heading(width))
        self._show_visits()

    def _here(self) -> Practice | None:
        key = self.query_one("#clinics", RowList).key
        return next((practice for practice in self._practices if practice.visits[0].key == key), None)

    def _show_visits(self) -> None:
        practice = self._here()
        if practice is not None:
            box = self.query_one("#visits")
            box.border_title = plain(practice.name)
            box.query_one(Words).say(*visit_lines(practice))

    @on(RowList.Moved, "#clinics")
    def _moved(self) -> None:
        self._show_visits()

    @on(RowList.Chosen, "#clinics")
    def _chosen(self) -> None:
        self.action_open()

    @on(RowList.Chosen, "#doors")
    def _door_chosen(self, event: RowList.Chosen) -> None:
        {"n": self.action_new, "d": self.action_demo, "o": self.action_file}[event.key]()

    def action_open(self) -> None:
        """Open the clinic under the cursor."""
        practice = self._here()
        if practice is not None:
            self._open_path(practice.visits[0].key)

    def _open_path(self, name: str | None) -> None:
        if not name:
            return
        app = self.posture_app
        try:
            app.open(open_session(Path(name).expanduser(), app.library, app.places, clock=app.clock))
        except PostureError as error:
            self.complain(error)

    def action_new(self) -> None:
        """Begin with a new clinic."""
        self.app.push_screen(ClinicScreen())

    def action_visit(self) -> None:
        """A new visit to the clinic under the cursor."""
        practice = self._here()
        if practice is None:
            self.tell("There is no clinic yet. n begins with one.")
            return
        try:
            self.posture_app.open_next_visit(Path(practice.visits[0].key))
        except PostureError as error:
            self.complain(error)

    def action_file(self) -> None:
        """Open a file from somewhere else."""
        dialog = LineDialog(
            "Open a file", "Where is the assessment?", hint="A path such as ~/Downloads/2026-11-23.toml"
        )
        self.app.push_screen(dialog, self._open_path)

    def action_demo(self) -> None:
        """The sample clinic."""
        try:
            self.posture_app.open_sample()
        except PostureError as error:
            self.complain(error)
