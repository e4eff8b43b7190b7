"""What all screens share: title, keys, widths, and the way an assessment is saved and judged after a change."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from posture.assess.merge import Conflict, Place, Side
from posture.errors import PostureError
from posture.report.wording import PROVISIONAL, count, day
from posture.session import Session
from posture.store.assessments import ChangedElsewhere
from posture.ui.app import SMALLEST, PostureApp
from posture.ui.arrivals import conflict_arrival, place_key
from posture.ui.commands import Command, bindings
from posture.ui.screens.taking import TakingDialog
from posture.ui.text import Line, Span, plain
from posture.ui.widgets.canvas import Canvas
from posture.ui.widgets.key_bar import KeyBar
from posture.ui.widgets.title_bar import Title, TitleBar

WIDE = 100
"""Columns from which two things stand side by side."""

FULL = 120
"""Columns from which nothing is left out."""

TALL = 30
"""Rows from which there is air between things."""

RETRY_SECONDS = 5


class TooSmall(Canvas):
    """Says which size is needed. It is shown alone, in place of a screen that would be cut off."""

    DEFAULT_CSS = "TooSmall { display: none; }"

    def lines(self, width: int) -> list[Line]:
        """What is needed, and that nothing is lost."""
        columns, rows = SMALLEST
        del width
        return [
            [Span(f"posture needs {columns} columns and {rows} rows.", "text bold")],
            [Span("Your answers are safe. Make the window larger.", "soft")],
        ]


class PostureScreen(Screen[str | None]):
    """A screen with title, body and keys. Subclasses say their commands and their body.

    Dismissed with the id of a control, it asks the screen below to go there.
    """

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = ()
    HELP_WORDS: ClassVar[str] = ""
    AUTO_FOCUS = None

    DEFAULT_CSS = """
    PostureScreen.too-small > * { display: none; }
    PostureScreen.too-small > TooSmall { display: block; margin: 1 2; }
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - handed on to Textual
        """Turn the commands into key bindings."""
        own: list[BindingType] = [*bindings(cls.__dict__.get("COMMANDS_HERE", ()))]
        cls.BINDINGS = [*own, *cls.__dict__.get("BINDINGS", [])]
        super().__init_subclass__(**kwargs)

    def body(self) -> Iterable[Widget]:
        """The widgets between title and keys."""
        return ()

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        yield TitleBar()
        yield from self.body()
        yield KeyBar(self.COMMANDS_HERE)
        yield TooSmall()

    @property
    def posture_app(self) -> PostureApp:
        """The application, as ours."""
        return cast(PostureApp, self.app)

    @property
    def title_bar(self) -> TitleBar:
        """The title bar."""
        return self.query_one(TitleBar)

    @property
    def narrow(self) -> bool:
        """Whether there is room for one column only."""
        width, height = self.app.size
        return width < WIDE or (width < FULL and height < TALL)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for the width."""
        columns, rows = SMALLEST
        self.set_class(event.size.width < columns or event.size.height < rows, "too-small")
        self.set_class(self.narrow, "narrow")
        self.set_class(not self.narrow and event.size.width < FULL, "medium")
        self.set_class(event.size.height < TALL, "low")
        self.laid_out()

    def laid_out(self) -> None:
        """The size has changed; subclasses draw anew what depends on it."""

    def tell(self, words: str, *, trouble: bool = False) -> None:
        """Say something that is not visible otherwise, one line for six seconds; trouble stays longer."""
        self.notify(
            plain(words).plain,
            severity="error" if trouble else "information",
            timeout=30 if trouble else 6,
            markup=False,
        )

    def complain(self, error: PostureError) -> None:
        """Say what is wrong and what to do."""
        self.tell(" ".join(part for part in (f"{error.title}.", error.message, error.hint) if part), trouble=True)


class AssessmentScreen(PostureScreen):
    """A screen on an open assessment: its title, and the one way in which a change is saved and judged."""

    PLAIN_TITLE: ClassVar[bool] = False

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._retry: Timer | None = None
        self._trouble = ""
        self._asking = False

    def on_screen_resume(self) -> None:
        """Another screen may have changed something."""
        self.show_title()
        self.judged()

    def settle(self) -> None:
        """Save what has changed, then judge it: called after the change itself has been drawn."""
        self.save_now()
        self.show_title()
        self.judged()

    def judged(self) -> None:
        """The numbers are new; subclasses draw what depends on them."""

    def save_now(self) -> None:
        """Save durably. When the disk refuses, say so, keep everything, and try again by itself."""
        session = self.session
        if not session.unsaved:
            return
        try:
            session.save()
        except ChangedElsewhere:
            self._join()
        except PostureError as error:
            if error.title != self._trouble:
                self.complain(error)
            self._trouble = error.title
            if self._retry is None:
                self._retry = self.set_interval(RETRY_SECONDS, self.settle)
            return
        self._trouble = ""
        if self._retry is not None:
            self._retry.stop()
            self._retry = None
            self.tell("Saved. Nothing was lost.")

    def _join(self) -> None:
        """Another window changed the file: take in what does not contradict, and ask about the rest."""
        if self._asking:
            return
        try:
            joined = self.session.join()
        except PostureError:
            self._save_beside()
            return
        if joined.conflicts:
            self._asking = True
            dialog = TakingDialog(conflict_arrival(self.session, joined.conflicts))
            self.app.push_screen(dialog, lambda taken: self._settled(joined.conflicts, taken))
            return
        self.tell(f"Changed elsewhere too. {count(len(joined.taken), 'change')} from there now in here as well.")
        self.save_now()
        self.judged()

    def _settled(self, conflicts: Sequence[Conflict], taken: frozenset[str] | None) -> None:
        self._asking = False
        if taken is None:
            self._save_beside()
            return
        sides: dict[Place, Side] = {
            one.place: "theirs" if place_key(one.place) in taken else "ours" for one in conflicts
        }
        try:
            self.session.join(sides)
        except PostureError:
            self._save_beside()
            return
        self.settle()

    def _save_beside(self) -> None:
        # Two sets of answers exist now; neither may be lost, so this one goes on under a name of its own.
        try:
            self.session.save_beside()
        except PostureError as error:
            self.complain(error)
            return
        self.tell(
            f"This file was changed elsewhere. Your answers go on in {self.session.path.name}; it stays as it was.",
            trouble=True,
        )

    def show_title(self) -> None:
        """Clinic, date, posture with its range, and when it was saved last."""
        session = self.session
        evaluation = session.evaluation()
        started = session.assessment.started
        saved = ""
        if session.unsaved:
            saved = f"NOT SAVED: {self._trouble.lower() or 'saving'}"
        elif session.saved_at is not None:
            saved = f"saved {session.saved_at.astimezone():%H:%M:%S}"
        self.title_bar.show(
            Title(
                subject=session.assessment.clinic,
                detail=day(started) if started else "",
                readings=evaluation.posture,
                grade=PROVISIONAL if evaluation.provisional else evaluation.grade or "",
                right=saved,
                trouble=session.unsaved,
                stairs=not self.PLAIN_TITLE,
                plain=self.PLAIN_TITLE,
            )
        )
