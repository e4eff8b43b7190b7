"""Small questions in front of a screen: a note, a reason, evidence. Escape leaves everything as it was."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from posture.model.assessment import Evidence, Method
from posture.report.wording import METHOD_WORDS
from posture.ui.text import Line, Span, plain, span, width_of, wrapped
from posture.ui.widgets.canvas import Canvas

METHODS: tuple[Method, ...] = ("examine", "test", "interview")


class Words(Canvas):
    """Lines of text in a dialog."""

    def __init__(self, *lines: Line, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines = lines

    def say(self, *lines: Line) -> None:
        """Say something else."""
        self._lines = lines
        self.redraw()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the longest line, where the style sheet leaves the width open."""
        del viewport
        return min(container.width, max((width_of(line) for line in self._lines), default=0))

    def lines(self, width: int) -> list[Line]:
        """The lines, wrapped where they are too long."""
        found: list[Line] = []
        for line in self._lines:
            if len(line) == 1:
                found += wrapped(line[0].text, width, line[0].role)
            else:
                found.append(line)
        return found


def keys(*pairs: tuple[str, str]) -> Line:
    """Keys of a dialog, as the footer writes them."""
    spans: list[Span] = []
    for key, word in pairs:
        spans += [Span(key, "text bold"), Span(f" {word}    ", "faint")]
    return spans


class NoteDialog(ModalScreen[str | None]):
    """The note of a control: as many lines as are wanted, kept exactly as typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "keep", show=False),
        Binding("ctrl+s", "keep", show=False),
        Binding("ctrl+z", "undo_all", show=False, priority=True),
    ]

    def __init__(self, clinic: str, title: str, note: str) -> None:
        super().__init__()
        self._clinic = clinic
        self._title = title
        self._note = note

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(f"Note · {self._clinic}")
            yield Words([span(self._title, "text bold")], ())
            area = TextArea(self._note, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            area.styles.height = 8
            area.cursor_blink = False
            yield area
            yield Words((), keys(("Esc", "keep and close"), ("Ctrl+Z", "undo")))

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    def action_keep(self) -> None:
        """Close and keep what stands there."""
        self.dismiss(self.query_one(TextArea).text)

    def action_undo_all(self) -> None:
        """Undo typing."""
        self.query_one(TextArea).undo()


class LineDialog(ModalScreen[str | None]):
    """One line of text: a reason, a name. It must not be empty unless it is optional."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, heading: str, question: str, text: str = "", hint: str = "", *, optional: bool = False) -> None:
        super().__init__()
        self._optional = optional
        self._heading = heading
        self._question = question
        self._text = text
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Question, line, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(self._heading)
            yield Words([span(self._question, "text")], ())
            field = Input(self._text, select_on_focus=False)
            field.cursor_blink = False
            yield field
            yield Words([span(self._hint, "faint")])
            yield Words((), keys(("Enter", "keep"), ("Esc", "leave as it was")))

    def on_mount(self) -> None:
        """Begin typing at once."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it, unless it is empty."""
        if event.value.strip() or self._optional:
            self.dismiss(event.value.strip())
        else:
            self.query(Words)[1].say([Span("This needs a few words.", "coral")])

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """What the evidence dialog begins with."""

    heading: str
    title: str
    today: date
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the evidence dialog ends with: a new piece of evidence, or the last one taken away."""

    method: Method = "examine"
    reference: str = ""
    collected: date | None = None


class EvidenceDialog(ModalScreen[Seen | None]):
    """What was looked at: a reference, how, and when. The newest is added; `Ctrl+D` takes the last one away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+t", "method", show=False, priority=True),
        Binding("ctrl+d", "drop", show=False, priority=True),
    ]

    def __init__(self, form: EvidenceForm) -> None:
        super().__init__()
        self._form = form
        self._method: Method = "examine"

    def compose(self) -> ComposeResult:
        """What is there, the two lines, keys."""
        form = self._form
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(form.heading)
            yield Words([span(form.title, "text bold")], (), *self._there())
            yield Words([Span("What was looked at: a few words, or the path of a file (its hash is kept)", "faint")])
            for name, text in (("reference", ""), ("collected", form.today.isoformat())):
                field = Input(text, name=name, select_on_focus=False)
                field.cursor_blink = False
                yield field
                if name == "reference":
                    yield Words((), [Span("Looked at on (year-month-day)", "faint")])
            yield Words(())
            yield Words((), keys(("Enter", "keep"), ("Ctrl+T", "how"), ("Ctrl+D", "drop last"), ("Esc", "leave")))

    def _there(self) -> list[Line]:
        return [
            [Span(f"{METHOD_WORDS[one.method]} {one.collected.isoformat()}  ", "faint"), span(one.reference, "soft")]
            for one in self._form.evidence
        ] or [[Span("No evidence yet.", "faint")]]

    def on_mount(self) -> None:
        """Begin typing at once."""
        self.query(Input)[0].focus()
        self._say_method()

    def _say_method(self, trouble: str = "") -> None:
        said = METHOD_WORDS[self._method].lower()
        proof = "counts as proof" if self._method != "interview" else "a statement; it does not count as proof"
        lines: list[Line] = [[Span("How: ", "faint"), Span(said, "text"), Span(f" ({proof})", "faint")]]
        if trouble:
            lines.append([Span(trouble, "coral")])
        self.query(Words)[-2].say((), *lines)

    def action_method(self) -> None:
        """The next way of looking at something."""
        self._method = METHODS[(METHODS.index(self._method) + 1) % len(METHODS)]
        self._say_method()

    def action_drop(self) -> None:
        """Take the last evidence away."""
        if self._form.evidence:
            self.dismiss(Seen())

    def on_input_submitted(self) -> None:
        """Keep it, if it is whole."""
        reference, collected = (field.value.strip() for field in self.query(Input))
        try:
            looked_at = date.fromisoformat(collected)
        except ValueError:
            self._say_method("The date is written like 2026-11-23.")
            return
        if not reference:
            self._say_method("Say what was looked at.")
            return
        if looked_at > self._form.today:
            self._say_method("This day is still to come.")
            return
        self.dismiss(Seen(self._method, reference, looked_at))

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
