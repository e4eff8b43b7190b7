"""The clinic: its name, who asks, and the facts that decide which questions are asked."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import on
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from posture.errors import PostureError
from posture.model.control import FactValue
from posture.session import NewAssessment, Session, new_session
from posture.ui.commands import Command
from posture.ui.screens.base import PostureScreen
from posture.ui.screens.dialogs import Words
from posture.ui.text import Span
from posture.ui.widgets.fact_form import FactForm, FactHelp
from posture.ui.widgets.row_list import RowList
from posture.ui.widgets.title_bar import Title

COMMANDS: tuple[Command, ...] = (
    Command(
        "ctrl+s", "send", "to the questions", "Keep the facts and go to the questions", footer=True, label="Ctrl+S"
    ),
    Command("tab", "app.focus_next", "next field", "The next field", footer=True, label="Tab", palette=False),
    Command("escape", "leave", "back", "Back, without changing anything", footer=True),
)


class ClinicScreen(PostureScreen):
    """The facts form, for a new clinic or for one that is open."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "Facts switch questions on and off and choose which instructions are shown. "
        "A fact that is not said hides nothing."
    )

    DEFAULT_CSS = """
    ClinicScreen .body > Words { margin-top: 1; }
    ClinicScreen.low .body > Words { margin-top: 0; }
    ClinicScreen FactForm { margin-top: 1; }
    """

    def __init__(self, session: Session | None = None, values: Mapping[str, FactValue] | None = None) -> None:
        super().__init__()
        self._session = session
        self._values = values

    @classmethod
    def of(cls, session: Session) -> "ClinicScreen":
        """The form of an open assessment."""
        return cls(session, session.assessment.facts)

    def body(self) -> Iterable[Widget]:
        """Name and assessor where the clinic is new, then the facts."""
        fields: list[Widget] = []
        if self._session is None:
            for name, label, words in (
                ("clinic", "Name of the clinic", "as it shall stand in the report"),
                ("assessor", "Who asks the questions", "may stay empty"),
            ):
                field = Input(placeholder=words, id=name)
                field.cursor_blink = False
                fields += [Words([Span(label, "faint")]), field]
        yield Vertical(*fields, FactForm(), FactHelp(), classes="body")

    def on_mount(self) -> None:
        """Fill in what is known."""
        library = self._session.library if self._session else self.posture_app.library
        values = self._values
        if values is None:
            values = {fact.id: fact.default for fact in library.facts if fact.default is not None}
        form = self.query_one(FactForm)
        form.offer(library.facts, values, "To the questions")
        self.query_one(FactHelp).show(form.fact_here())
        name = self._session.assessment.clinic if self._session else "New clinic"
        self.title_bar.show(Title(subject=name, detail="facts", right="files stay on this computer"))
        if self._session is None:
            self.query_one("#clinic", Input).focus()
        else:
            form.focus()

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    @on(RowList.Moved)
    def _moved(self) -> None:
        form = self.query_one(FactForm)
        self.query_one(FactHelp).show(form.fact_here())

    @on(FactForm.Sent)
    def _sent(self) -> None:
        self.action_send()

    def action_send(self) -> None:
        """Keep the facts and go to the questions."""
        facts = self.query_one(FactForm).values
        if self._session is not None:
            self._session.set_facts(facts)
            self.dismiss()
            return
        name = self.query_one("#clinic", Input).value.strip()
        if not name:
            self.query_one("#clinic", Input).focus()
            self.tell("A clinic needs a name.")
            return
        wanted = NewAssessment(clinic=name, assessor=self.query_one("#assessor", Input).value.strip(), facts=facts)
        app = self.posture_app
        try:
            session = new_session(wanted, app.library, app.places, clock=app.clock)
            session.save()
        except PostureError as error:
            self.complain(error)
            return
        self.dismiss()
        app.open(session)

    def action_leave(self) -> None:
        """Back, without changing anything."""
        self.dismiss()
