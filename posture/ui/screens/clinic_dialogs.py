"""Questions about a clinic as a whole: its new name, where its archive goes, its name typed before it is deleted."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from posture.model.text import one_line
from posture.ui.screens.dialogs import Words, keys
from posture.ui.text import Line, Span, plain, span


@dataclass(frozen=True, slots=True)
class Question:
    """What a dialog asks.

    Attributes:
        heading: What is done, and to which clinic.
        lines: What that means, and what is asked.
        verb: What Enter does.
        text: What stands there to begin with.
        typed: What must be typed exactly; anything that is not empty where None.
    """

    heading: str
    lines: tuple[Line, ...]
    verb: str
    text: str = ""
    typed: str | None = None


def rename_question(name: str) -> Question:
    """Another name for a clinic."""
    said = "Every visit of this clinic gets the name. Reports that were written keep the old one."
    return Question(f"Rename · {name}", ([Span(said, "soft")], (), [Span("Its new name", "text")]), "rename", name)


def archive_question(name: str, proposed: str) -> Question:
    """Where the archive of a clinic goes."""
    said = "One file with all visits and their histories, for another computer. Whoever has it can read every answer."
    lines: tuple[Line, ...] = ([Span(said, "soft")], (), [Span("Where to write it", "text")])
    return Question(f"Archive · {name}", lines, "write", proposed)


def delete_question(name: str, what: str) -> Question:
    """The name of a clinic, typed before it is deleted."""
    lines: tuple[Line, ...] = (
        [Span(f"This deletes {what}, with histories and reports.", "coral")],
        [Span("It can't be undone. An archive (a) keeps all of it in one file.", "soft")],
        (),
        [Span("Type the clinic's name to delete it", "text")],
        [span(name, "text bold")],
    )
    return Question(f"Delete · {name}", lines, "delete", typed=name)


def file_question() -> Question:
    """A file from somewhere else."""
    said = "An assessment (.toml) is opened where it is. An archive (.posture) becomes a clinic of this computer."
    return Question("Open a file", ([Span(said, "soft")], (), [Span("Where is it?", "text")]), "open")


class ClinicDialog(ModalScreen[str | None]):
    """One question; dismissed with what was typed, or None when everything stays as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """What it means, the line, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(one_line(self._question.heading))
            yield Words(*self._question.lines)
            field = Input(one_line(self._question.text), select_on_focus=False)
            field.cursor_blink = False
            yield field
            yield Words((), id="trouble")
            yield Words(keys(("Enter", self._question.verb), ("Esc", "leave as it was")))

    def on_mount(self) -> None:
        """Begin typing at once."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it, if it is what was asked for."""
        typed = one_line(event.value)
        trouble = self.query_one("#trouble", Words)
        if not typed:
            trouble.say([Span("This needs a few words.", "coral")])
        elif self._question.typed is not None and typed != one_line(self._question.typed):
            trouble.say([Span("This is not the clinic's name. Nothing was deleted.", "coral")])
        else:
            self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
