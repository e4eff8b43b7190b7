"""A screen that shows the clinics of the workspace: they are read and judged in a thread, what is in sight first."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from textual import events, on, work
from textual.message import Message
from textual.worker import Worker, WorkerState, get_current_worker

from posture.errors import PostureError
from posture.portfolio import Practice
from posture.store.atomic import refused
from posture.ui.screens.base import PostureScreen
from posture.ui.workspace_reading import Judged, Listed, Sight, judge, read


class Refused(Message):
    """The workspace or the content can't be read, or something could not be done."""

    def __init__(self, error: PostureError) -> None:
        super().__init__()
        self.error = error


class WorkspaceScreen(PostureScreen):
    """Keeps what is known of the clinics, by key, in the order of the list. Subclasses draw it."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Practice] = {}
        self._known_on: date | None = None
        self._sight = Sight()
        self._worker: Worker[None] | None = None

    @property
    def today(self) -> date:
        """The user's day."""
        return self.posture_app.clock().astimezone().date()

    def in_sight(self) -> tuple[Sequence[Practice], str | None]:
        """The clinics that can be seen now, and the key of the one under the cursor."""
        return (), None

    def show_all(self) -> None:
        """The list of clinics, or their names, are new."""

    def show_one(self, practice: Practice) -> None:
        """More is known of a clinic."""

    # --- in a thread ---------------------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Something may have changed while one was away."""
        if self._known_on != self.today:
            self.known, self._known_on = {}, self.today
        self.read_again()

    def on_screen_suspend(self) -> None:
        """Nobody looks: what is judged by now is kept."""
        if self._worker is not None:
            self._worker.cancel()

    def read_again(self) -> None:
        """Read the workspace; of a clinic whose files did not change, what is known is kept."""
        self._worker = self._read()

    @work(thread=True, exclusive=True, exit_on_error=False, group="workspace")
    def _read(self) -> None:
        app, worker = self.posture_app, get_current_worker()

        def stopped() -> bool:
            return worker.is_cancelled

        self.guarded(lambda: self._judge(read(app.places, app.clock, self.known, self.post_message, stopped)))

    @work(thread=True, exclusive=True, exit_on_error=False, group="workspace")
    def _judge_more(self) -> None:
        self.guarded(lambda: self._judge(list(self.known.values())))

    def _judge(self, practices: Sequence[Practice]) -> None:
        app, worker = self.posture_app, get_current_worker()
        judge(practices, self._sight, lambda: app.library, self.today, self.post_message, lambda: worker.is_cancelled)

    def guarded(self, task: Callable[[], None]) -> None:
        """Do something in a thread; a refusal becomes a message."""
        try:
            task()
        except PostureError as error:
            self.post_message(Refused(error))
        except OSError as error:
            where = Path(str(error.filename or self.posture_app.places.root))
            self.post_message(Refused(refused(error, where, "read")))

    # --- what comes back -----------------------------------------------------------------------------------------

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self.complain(event.error)

    @on(Listed)
    def _listed(self, event: Listed) -> None:
        self.known = {practice.key: practice for practice in event.practices}
        self.show_all()

    @on(Judged)
    def _judged(self, event: Judged) -> None:
        if event.practice.key in self.known:
            self.known[event.practice.key] = event.practice
            self.show_one(event.practice)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        if event.worker is self._worker and event.worker.is_finished:
            self._worker = None
            if event.state is WorkerState.SUCCESS:
                self.looked()

    def looked(self) -> None:
        """Other clinics may be in sight: they are judged first."""
        near, here = self.in_sight()
        self._sight.near, self._sight.here = tuple(practice.key for practice in near), here
        if self._worker is None and not all(practice.is_known for practice in near):
            self._worker = self._judge_more()

    def on_key(self, event: events.Key) -> None:
        """The judging waits a moment."""
        del event
        self._sight.touched = time.monotonic()
