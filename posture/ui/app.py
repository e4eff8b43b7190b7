"""The application: themes, safety at the two doors to the terminal, screens, and leaving without losing anything."""

import asyncio
import re
import signal
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.segment import Segment
from rich.text import Text
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.color import Color
from textual.filter import LineFilter
from textual.screen import Screen

from posture.clock import Clock, system_clock
from posture.store.paths import Places
from posture.ui.commands import EVERYWHERE, bindings
from posture.ui.screens.boot import BootScreen
from posture.ui.theme import DEFAULT, THEMES, Palette, variables

# What follows is imported after the first frame is painted: models and templates cost more than all of the drawing.
if TYPE_CHECKING:
    from textual.events import Event

    from posture.model.library import Library
    from posture.session import Session
    from posture.ui.glyphs import Glyphs

SMALLEST: Final = (60, 20)
"""Columns and rows under which nothing can be shown whole."""

# Everything that could command a terminal or reorder a line, should it ever get as far as this.
_NEVER_SHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


class ControlFilter(LineFilter):
    """Takes control codes out of all that is rendered, by whatever widget. All of them have no width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without what must never reach a terminal."""
        del background
        return [Segment(_NEVER_SHOWN.sub("", part.text), part.style, part.control) for part in segments]


class PostureApp(App[int]):
    """The terminal interface of posture."""

    CSS_PATH = "app.tcss"
    TITLE = "posture"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EVERYWHERE)]

    def __init__(
        self,
        places: Places,
        load: "Callable[[], Library]",
        *,
        clock: Clock = system_clock,
        opened: "Callable[[Library], Session] | None" = None,
    ) -> None:
        """Begin.

        Args:
            places: The workspace.
            load: Loads the content; called after the first frame is painted.
            clock: The time.
            opened: An assessment to go to at once, once the content is there.
        """
        super().__init__()
        self.places = places
        self.clock = clock
        self.palette = Palette(DEFAULT)
        self._load = load
        self._opened = opened
        self._library: Library | None = None
        self._sample: Places | None = None
        self._exit_stack = ExitStack()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT
        # A private name of Textual; test_safety fails if it goes away.
        self._filters.append(ControlFilter())

    @cached_property
    def glyphs(self) -> "Glyphs":
        """Signs that this terminal can show."""
        from posture.ui.glyphs import chosen  # noqa: PLC0415 - after the first frame

        return chosen()

    @property
    def library(self) -> "Library":
        """The content; loaded when it is first asked for."""
        if self._library is None:
            self._library = self._load()
        return self._library

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our roles, so that the style sheet loads under any theme."""
        return variables(DEFAULT)

    def watch_theme(self, theme: str) -> None:
        """Another theme: styles are made again."""
        self.palette = Palette(theme)
        for screen in self.screen_stack if self._running else ():
            for widget in screen.query("*"):
                widget.refresh(layout=False)

    async def on_mount(self) -> None:
        """Paint an empty frame, and only then load what the first screen needs."""
        self._listen_to_signals()
        await self.push_screen(BootScreen())
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        from posture.ui.screens.home import HomeScreen  # noqa: PLC0415 - after the first frame

        # Not awaited: the frame leaves by a message that this handler would keep waiting.
        self.switch_screen(HomeScreen())
        if self._opened is not None:
            self.call_after_refresh(self._open_first)

    def _open_first(self) -> None:
        from posture.errors import PostureError  # noqa: PLC0415 - after the first frame

        if self._opened is not None:
            try:
                self.open(self._opened(self.library))
            except PostureError as error:
                self.exit(1, message=str(error))

    def open(self, session: "Session") -> None:
        """Go to an assessment."""
        from posture.ui.screens.walkthrough import WalkthroughScreen  # noqa: PLC0415 - as above

        self.push_screen(WalkthroughScreen(session))

    def open_next_visit(self, path: Path) -> None:
        """Begin a new visit: the answers of an earlier assessment are carried over.

        Raises:
            PostureError: The earlier one can't be read, or the new one not be written.
        """
        from posture.session import NewAssessment, new_session  # noqa: PLC0415 - after the first frame
        from posture.store import assessments  # noqa: PLC0415 - as above

        previous = assessments.read(path)
        old = previous.assessment
        names = tuple(ref.id for ref in old.checklists if ref.id in self.library.checklist_by_id)
        wanted = NewAssessment(clinic=old.clinic, assessor=old.assessor, checklists=names, previous=previous)
        session = new_session(wanted, self.library, self.places, clock=self.clock)
        session.save()
        self.open(session)

    def open_sample(self) -> None:
        """Look around with the sample clinic, in a workspace of its own."""
        from posture.sample import open_sample, sample_workspace  # noqa: PLC0415 - after the first frame

        if self._sample is None:
            self._sample = self._exit_stack.enter_context(sample_workspace())
        self.open(open_sample(self.library, self._sample, self.clock))

    def _listen_to_signals(self) -> None:
        # Without this a closed window or a lost line leaves the terminal as it was drawn on.
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM", "SIGQUIT"):
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self._ended_by, int(number))
                except (NotImplementedError, RuntimeError, ValueError):
                    return  # Windows, or not the main thread: the system's own way has to do

    def _ended_by(self, number: int) -> None:
        self.save_all()
        self.exit(128 + number, return_code=128 + number)

    def save_all(self) -> None:
        """Save what is not saved yet; what can't be saved stays on the screen's own account."""
        for screen in self.screen_stack:
            save = getattr(screen, "save_now", None)
            if callable(save):
                save()

    # --- the doors to the terminal ---------------------------------------------------------------------------

    async def _broker_event(self, event_name: str, event: "Event", default_namespace: Any) -> bool:  # noqa: ANN401 - Textual's
        # A string of markup may carry an action; no string of ours does, so no click ever runs one.
        style = getattr(event, "style", None)
        meta = getattr(style, "meta", None) or {}
        if event_name == "click" and "@click" in meta:
            return False
        return await super()._broker_event(event_name, event, default_namespace)

    def _fatal_error(self) -> None:
        # A private name of Textual: its own way shows the values of variables, and those are a clinic's answers.
        from posture.store.crash import words_for_user  # noqa: PLC0415 - costs nothing while all goes well

        self._exit_renderables.append(Text(words_for_user(self._exception)))
        self._close_messages_no_wait()

    # --- commands --------------------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every command of the screen one is on, and those that are there everywhere; none of Textual's own."""
        seen = set()
        for command in (*getattr(screen, "COMMANDS_HERE", ()), *EVERYWHERE):
            if command.palette and command.help not in seen:
                seen.add(command.help)
                yield SystemCommand(command.help, f"key {command.shown}", self._runner(command.action))

    def _runner(self, action: str) -> Callable[[], None]:
        def run() -> None:
            namespace = self if action.startswith("app.") else self.screen
            self.call_later(self.run_action, action, namespace)

        return run

    def action_next_theme(self) -> None:
        """The next of our themes."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else DEFAULT

    def action_help_page(self) -> None:
        """Help for the screen one is on."""
        from posture.ui.screens.help import HelpScreen  # noqa: PLC0415 - as above

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen, self.glyphs))

    def on_unmount(self) -> None:
        """The sample's workspace goes away."""
        self._exit_stack.close()

    def action_leave(self) -> None:
        """Leave; every answer is saved already, and what could not be saved is tried once more."""
        self.save_all()
        self.exit(0)

    async def action_quit(self) -> None:
        """As `leave`."""
        self.action_leave()

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Not offered: a picture of a clinic's answers belongs where the user puts it, not on the desktop."""

    def deliver_screenshot(self, *_: object, **__: object) -> None:
        """Not offered, as above."""
