"""What is done with a clinic as a whole from the home screen: another name, an archive, away, and back from an archive.

Every question says the clinic's name, and everything is done away from the keys.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from textual import on, work
from textual.message import Message

from posture.errors import PostureError
from posture.model.text import one_line
from posture.portfolio import Practice
from posture.report.wording import count
from posture.store import archive, clinics, removal
from posture.ui.screens.clinic_dialogs import ClinicDialog, Question, archive_question, delete_question, rename_question
from posture.ui.screens.workspace import WorkspaceScreen


class Done(Message):
    """Something was done with a clinic.

    Attributes:
        words: What.
        key: The clinic to go to then.
    """

    def __init__(self, words: str, key: str | None = None) -> None:
        super().__init__()
        self.words = words
        self.key = key


class KeepingScreen(WorkspaceScreen):
    """A screen with a clinic under the cursor; `wanted` is the one to go to once the workspace is read again."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: str | None = None

    @property
    def here(self) -> Practice | None:
        """The clinic under the cursor."""
        return None

    @work(thread=True, exit_on_error=False, group="keeping")
    def _keep(self, task: Callable[[], Done]) -> None:
        self.guarded(lambda: (self.post_message(task()), None)[1])

    def _ask(self, question: Question, then: Callable[[str], Done]) -> None:
        def answered(typed: str | None) -> None:
            if typed is not None:
                self._keep(lambda: then(typed))

        self.app.push_screen(ClinicDialog(question), answered)

    def action_rename(self) -> None:
        """Give the clinic under the cursor another name."""
        practice = self.here
        if practice is not None:
            at = self.posture_app.clock()
            self._ask(rename_question(practice.name), lambda name: self._renamed(practice, name, at))

    def _renamed(self, practice: Practice, name: str, at: datetime) -> Done:
        renamed = clinics.rename(self.posture_app.places, clinics.clinic_in(practice.folder), name, at)
        return Done(f"{one_line(practice.name)} is {one_line(renamed.name)} now.", str(renamed.folder))

    def action_archive(self) -> None:
        """All of the clinic under the cursor into one file."""
        practice = self.here
        if practice is not None:
            clinic = clinics.clinic_in(practice.folder)
            proposed = _free(Path.home() / archive.proposed_name(clinic))
            self._ask(archive_question(practice.name, proposed), lambda path: self._archived(practice, path))

    def _archived(self, practice: Practice, path: str) -> Done:
        clinic = clinics.clinic_in(practice.folder)
        written = archive.archive(self.posture_app.places, clinic, Path(os.path.expanduser(path)))
        left_out = f"; left out {count(len(written.left_out), 'file')} of yours" if written.left_out else ""
        return Done(f"{one_line(clinic.name)} is in {written.path}{left_out}", practice.key)

    def action_delete(self) -> None:
        """Delete the clinic under the cursor, once its name was typed."""
        practice = self.here
        if practice is not None:
            what = count(len(practice.visits), "visit")
            self._ask(delete_question(practice.name, what), lambda _: self._deleted(practice))

    def _deleted(self, practice: Practice) -> Done:
        clinic = clinics.clinic_in(practice.folder)
        # What was typed is the name on the screen; another window may have changed it since.
        if clinic.name != practice.name:
            raise PostureError("This clinic has another name by now", one_line(clinic.name), "Nothing was deleted.")
        removal.delete(self.posture_app.places, clinic)
        return Done(f"{one_line(practice.name)} is deleted. Copies elsewhere are untouched.")

    def take_in(self, path: Path) -> None:
        """Make a clinic of an archive."""

        def taken() -> Done:
            clinic = archive.unarchive(self.posture_app.places, path)
            return Done(f"{one_line(clinic.name)}: {count(len(clinic.paths), 'visit')} taken in.", str(clinic.folder))

        self._keep(taken)

    @on(Done)
    def _done(self, event: Done) -> None:
        self.tell(event.words)
        self.wanted = event.key
        self.read_again()


def _free(path: Path) -> str:
    """A path that nothing is at yet, as a person writes it."""
    for number in range(1, 1_000):
        free = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        if not os.path.lexists(free):
            break
    return f"~{os.sep}{free.name}" if free.parent == Path.home() else str(free)
