"""The report: which files, a preview, and where they went."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from textual import on, work
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from posture.errors import PostureError
from posture.report.formats import FORMATS, available
from posture.report.material import AUDIENCES, Audience
from posture.session import Session
from posture.ui.commands import Command
from posture.ui.opener import open_folder
from posture.ui.screens.base import AssessmentScreen
from posture.ui.screens.dialogs import Words
from posture.ui.text import Line, Span, span, wrapped
from posture.ui.widgets.canvas import Canvas
from posture.ui.widgets.row_list import Row, RowList

COMMANDS: tuple[Command, ...] = (
    Command("w", "write", "write", "Write the files that are ticked", footer=True),
    Command("space", "tick", "tick", "Tick a format, or take the tick away", footer=True, label="Space"),
    Command("a", "audience", "for whom", "For whom the report is: everybody, the owner, IT, an auditor", footer=True),
    Command("d", "redact", "names out", "Leave out names, notes and whatever leads to people or machines"),
    Command("o", "folder", "open", "Open the folder that the files were written to"),
    Command("pagedown", "scroll(12)", "read on", "Read on in the preview", footer=True, label="PgDn", palette=False),
    Command("pageup", "scroll(-12)", "read back", "Read back in the preview", label="PgUp", palette=False),
    Command("escape", "leave", "back", "Back", footer=True),
)

PREVIEW_LINES = 400

AUDIENCE_WORDS: Final[Mapping[Audience | None, str]] = MappingProxyType(
    {
        None: "everybody: owner, IT and auditor, one part each",
        "owner": "the owner: where we stand, three things, costs",
        "it": "the person who carries it out: every action with its steps",
        "auditor": "an auditor or insurer: method, every answer, evidence",
    }
)


class Preview(Canvas):
    """The beginning of the Markdown report, as plain text."""

    def __init__(self) -> None:
        super().__init__()
        self._text: tuple[str, ...] = ()

    def show(self, text: str) -> None:
        """Show a text."""
        self._text = tuple(text.split("\n")[:PREVIEW_LINES])
        self.redraw()

    def lines(self, width: int) -> list[list[Span]]:
        """The text, wrapped; headings in bold."""
        found: list[list[Span]] = []
        for line in self._text:
            role = "text bold" if line.startswith("#") else "soft"
            found += wrapped(line, width - 1, role)
        return found


class ReportScreen(AssessmentScreen):
    """What is written, and where to."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "The preview shows how the Markdown report begins. w writes the files; the path is then shown here."
    )

    DEFAULT_CSS = """
    ReportScreen #formats { height: auto; max-height: 10; }
    ReportScreen #where { margin: 1 0; }
    ReportScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    """

    class Previewed(Message):
        """The report as text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Progress(Message):
        """How far writing is; nothing is being written any more where `writing` is empty."""

        def __init__(self, writing: str, written: tuple[Path, ...]) -> None:
            super().__init__()
            self.writing = writing
            self.written = written

    class Refused(Message):
        """The disk or the system refuses."""

        def __init__(self, error: PostureError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._formats = tuple(name for name in FORMATS if available(name))
        self._ticked = {"markdown"}
        self._written: tuple[Path, ...] = ()
        self._audience: Audience | None = None
        self._redact = False
        self._writing = ""

    def body(self) -> Iterable[Widget]:
        """Formats, where they go, preview."""
        yield Vertical(
            Words([Span("Write the report", "text bold")]),
            RowList(id="formats"),
            Words(id="where"),
            VerticalScroll(Preview(), can_focus=False),
            classes="body",
        )

    def on_mount(self) -> None:
        """Show formats and preview."""
        self._fill()
        self.query_one("#formats", RowList).action_edge(-1)
        self.query_one("#formats").focus()
        self.judged()

    def judged(self) -> None:
        """The report is another one."""
        self._read_through(self._audience, self._redact)
        self._say_where()

    def _fill(self) -> None:
        glyphs = self.posture_app.glyphs
        rows = []
        for name in self._formats:
            ticked = name in self._ticked
            sign = Span(f" {glyphs.done if ticked else glyphs.todo} ", "accent" if ticked else "faint")
            files = span(", ".join(FORMATS[name].files), "faint")
            rows.append(Row(name, [sign, Span(f"{name:<12}", "text"), files]))
        self.query_one("#formats", RowList).show(rows)

    def _say_where(self) -> None:
        words = self.query_one("#where", Words)
        if self._writing:
            words.say([Span("Writing ", "text bold"), Span(f"{self._writing} …", "text")], *_lines(self._written))
        elif self._written:
            words.say([Span("Written:", "text bold")], *_lines(self._written))
        else:
            whom = [Span("For ", "faint"), Span(AUDIENCE_WORDS[self._audience], "text")]
            if self._redact:
                whom.append(Span("; names, notes and addresses left out", "text"))
            folder = self.session.export_folder(redact=self._redact)
            words.say(whom, [span(f"Goes to {folder}", "faint")])

    @on(RowList.Chosen, "#formats")
    def _chosen(self) -> None:
        self.action_tick()

    def action_tick(self) -> None:
        """Tick the format under the cursor, or take the tick away."""
        name = self.query_one("#formats", RowList).key
        if name is not None:
            self._ticked ^= {name}
            self._fill()

    def action_write(self) -> None:
        """Write the ticked formats."""
        names = [name for name in self._formats if name in self._ticked]
        if not names:
            self.tell("No format is ticked. Space ticks one.")
            return
        if self._writing:
            self.tell("The files are being written. Esc stops after the one in hand.")
            return
        self._writing, self._written = names[0], ()
        self._say_where()
        self._write(names, self._audience, self._redact)

    @work(thread=True, exit_on_error=False, group="writing", description="writing")
    def _write(self, names: Sequence[str], audience: Audience | None, redact: bool) -> None:
        """Write one format after the other, away from the keys; each file is whole, whenever one stops."""
        worker = get_current_worker()
        written: list[Path] = []
        for name in names:
            if worker.is_cancelled:
                break
            self.post_message(self.Progress(name, tuple(written)))
            try:
                written += self.session.export([name], audience=audience, redact=redact)
            except PostureError as error:
                self.post_message(self.Refused(error))
                break
        self.post_message(self.Progress("", tuple(written)))

    @on(Progress)
    def _progressed(self, event: Progress) -> None:
        self._writing, self._written = event.writing, event.written
        self._say_where()

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self.complain(event.error)

    @on(Previewed)
    def _previewed(self, event: Previewed) -> None:
        self.query_one(Preview).show(event.text)

    @work(thread=True, exclusive=True, exit_on_error=False, group="preview", description="preview")
    def _read_through(self, audience: Audience | None, redact: bool) -> None:
        """The report as text, away from the keys: it takes half a second."""
        worker = get_current_worker()
        text = self.session.preview(audience, redact=redact)
        if not worker.is_cancelled:
            self.post_message(self.Previewed(text))

    def action_audience(self) -> None:
        """The next of those for whom a report can be."""
        every: list[Audience | None] = [None, *AUDIENCES]
        self._audience = every[(every.index(self._audience) + 1) % len(every)]
        self._written = ()
        self.judged()

    def action_redact(self) -> None:
        """Leave names out, or put them back in."""
        self._redact = not self._redact
        self._written = ()
        self.judged()

    def action_folder(self) -> None:
        """Open the folder that the files were written to."""
        if not self._written:
            self.tell("Nothing is written yet. w writes the files that are ticked.")
        elif not open_folder(self._written[0].parent):
            self.tell(f"No file manager can be opened from here. The files are in {self._written[0].parent}")

    def action_scroll(self, by: int) -> None:
        """Scroll the preview."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Stop writing after the file in hand, else back."""
        if self._writing:
            self.workers.cancel_group(self, "writing")
        else:
            self.dismiss()


def _lines(paths: Iterable[Path]) -> list[Line]:
    return [[span(str(path), "text")] for path in paths]
