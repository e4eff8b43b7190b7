"""One assessment in the hands of a session, an editor, a dying program and a full disk, against a plain dictionary.

Run short by test_machine.py, and long by `make torture`.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from posture.content.library import assemble, require
from posture.errors import StoreRefused
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.model.library import Library
from posture.session import NewAssessment, new_session, open_session
from posture.store import history, saving
from posture.store.assessments import ChangedElsewhere, dumps, read
from posture.store.atomic import sweep
from posture.store.changes import as_assessment
from posture.store.history import Step
from posture.store.paths import Places
from posture.store.verifying import verify

GOLDEN = Path(__file__).parent.parent / "golden" / "checklists"
CONTROLS = st.sampled_from(["patching", "restore-test", "email-mfa", "endpoint-detection"])
ANSWERS = st.sampled_from([*(answer for answer in Answer if answer is not Answer.NA), None])
NOTES = st.sampled_from(["", "asked", "zwei\nZeilen", "\u202e[/x]"])
CALLS = ("open", "write", "fsync", "replace", "link", "unlink", "ftruncate", "rename")


@cache
def library() -> Library:
    return require(assemble([GOLDEN]))


class DeadError(BaseException):
    """The program is dead: from here on nothing that it does reaches the disk."""


@contextmanager
def failing(after: int, error: Callable[[], BaseException]) -> Iterator[None]:
    """Let so many calls that change a disk through, and none after them; files can be closed, as the dead's are."""
    left, opens = [after], os.open

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever the system call takes
            reads = real is opens and not words[1] & (os.O_WRONLY | os.O_RDWR)
            left[0] -= not reads
            if left[0] < 0 and not reads:
                raise error()
            return real(*words, **more)

        return call

    with pytest.MonkeyPatch.context() as system:
        for name in CALLS:
            system.setattr(os, name, counted(getattr(os, name)))
        yield


def said(assessment: Assessment) -> dict[str, tuple[Answer | None, str]]:
    """What a person would miss: each answer and each note."""
    return {key: (one.answer, one.note) for key, one in assessment.responses.items()}


class Keeping(RuleBasedStateMachine):
    """Whatever happens, in whatever order: what was acknowledged is there, and the history gives each state back."""

    folders: ClassVar[Path] = Path("/dev/shm") if os.path.isdir("/dev/shm") else Path(tempfile.gettempdir())

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(dir=self.folders))
        self.places = Places(self.root)
        self.now = datetime(2026, 11, 23, 14, 0, 0, tzinfo=UTC)
        self.session = new_session(NewAssessment(clinic="Riverside"), library(), self.places, clock=self.clock)
        self.session.save()
        self.path = self.session.path
        self.model: dict[str, tuple[Answer | None, str]] = {}
        self.saved: dict[int, bytes] = {}
        self.whole = True
        self.remember()

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def teardown(self) -> None:
        if hasattr(self, "root"):
            shutil.rmtree(self.root)

    def steps(self) -> list[Step]:
        return [found for found in history.walk(history.read(self.path) or b"") if isinstance(found, Step)]

    def save(self) -> None:
        if self.session.unsaved:
            self.session.save()
            self.remember()

    def remember(self) -> None:
        """A save was acknowledged: this state must come back for ever."""
        self.model = said(self.session.assessment)
        self.saved[self.steps()[-1].entry.n] = self.path.read_bytes()
        self.whole = True

    def reopen(self) -> None:
        self.session = open_session(self.path, library(), self.places, clock=self.clock)

    @rule(control=CONTROLS, answer=ANSWERS)
    def answer(self, control: str, answer: Answer | None) -> None:
        self.session.answer(control, answer, by="Ana")
        self.save()

    @rule(control=CONTROLS, note=NOTES)
    def note(self, control: str, note: str) -> None:
        self.session.note(control, note)
        self.save()

    @rule(back=st.booleans())
    def undo(self, back: bool) -> None:
        if self.session.undo() if back else self.session.redo():
            self.save()

    @rule(control=CONTROLS, note=NOTES, opened_again=st.booleans(), ours=CONTROLS)
    def edit_outside(self, control: str, note: str, opened_again: bool, ours: str) -> None:
        """An editor, which knows no lock and no history, changes the file; then somebody answers here."""
        theirs = read(self.path).assessment.with_response(control, Response(note=note, flagged=True))
        self.path.write_bytes(b"# mine\n" + dumps(theirs))
        if opened_again:
            self.reopen()
        own = f"ours at {self.clock():%H:%M:%S}"
        self.session.note(ours, own)
        try:
            self.session.save()
        except ChangedElsewhere:
            assert not opened_again
            assert read(self.path).assessment == theirs
            joined = self.session.join()
            if joined.conflicts:
                assert [one.place.id for one in joined.conflicts] == [control] == [ours]
                self.session.join({one.place: "theirs" for one in joined.conflicts})
            if not self.session.unsaved:  # there is nothing of our own; the next save notes what others did
                self.model, self.whole = said(theirs), False
                return
            self.session.save()
        there = said(read(self.path).assessment)
        assert there[ours][1] == own
        assert ours == control or there[control][1] == note
        self.remember()

    @rule(control=CONTROLS, note=NOTES, after=st.integers(0, 30))
    def crash(self, control: str, note: str, after: int) -> None:
        """The program dies at any call of a save, and is started again."""
        before = self.model
        self.session.note(control, note)
        wanted, acknowledged = said(self.session.assessment), False
        try:
            with failing(after, DeadError):
                acknowledged = self.session.unsaved
                self.session.save()
        except DeadError:
            self.whole = acknowledged = False
        self.reopen()
        sweep(self.path.parent, older_than=-1, now=2**40)
        self.model = said(self.session.assessment)
        assert self.model in (before, wanted)
        if acknowledged:
            self.remember()

    @rule(control=CONTROLS, note=NOTES, after=st.integers(0, 30))
    def full_disk(self, control: str, note: str, after: int) -> None:
        """The disk fills up at any call of a save; the session keeps its answers, and saves them later."""
        self.session.note(control, note)
        if not self.session.unsaved:
            return
        wanted = said(self.session.assessment)
        try:
            with failing(after, lambda: OSError(errno.ENOSPC, "No space left on device")):
                self.session.save()
        except StoreRefused:
            assert self.session.unsaved
            read(self.path)
        assert said(self.session.assessment) == wanted
        self.session.save()
        assert said(read(self.path).assessment) == wanted
        self.remember()

    @precondition(lambda self: len(self.saved) > 1)
    @rule(which=st.integers(0, 10**6), damaged=st.booleans())
    def restore(self, which: int, damaged: bool) -> None:
        number = sorted(self.saved)[which % len(self.saved)]
        if damaged:
            self.path.write_bytes(b"\x00" * 100)
        saving.restore(self.path, number, self.clock())
        self.reopen()
        assert self.path.read_bytes().removeprefix(b"# mine\n") == self.saved[number].removeprefix(b"# mine\n")
        self.remember()

    @invariant()
    def what_was_acknowledged_is_there(self) -> None:
        if hasattr(self, "path"):
            assert said(read(self.path).assessment) == self.model
            if self.whole:  # and not as a crash or an editor left it
                assert verify(self.path).problems == ()

    @invariant()
    def every_state_comes_back(self) -> None:
        if not hasattr(self, "path"):
            return
        states = {step.entry.n: step.after for step in self.steps()}
        for number, data in self.saved.items():
            state = states[number]
            assert state is not None
            assert dumps(as_assessment(state)) == data.removeprefix(b"# mine\n")
