"""Saving an assessment together with its history, and bringing an earlier state back.

Under the lock of the assessment: compare the file with what was read, add to the history, replace the file. The
history comes first, so that no state can be in the file that it does not tell of; `history` says how it heals when a
program is killed between the two. Only a new file comes before its history: killed there, it is an assessment whose
history has yet to begin. When the disk refuses the file, the line in the history is taken back.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from posture.errors import DamagedFile, PostureError, StoreRefused, WrongUse
from posture.model.assessment import SCHEMA_VERSION, Assessment
from posture.store import assessments, history, journal, lines, volumes
from posture.store.assessments import SIZE_LIMIT, Saved
from posture.store.atomic import make_folder, refused, write_whole
from posture.store.changes import UnfitChange, as_assessment, difference, whole
from posture.store.journal import Journal, history_path
from posture.store.lines import Kind
from posture.store.lock import locked
from posture.toml.reading import regular_bytes

WHOLE_EVERY: Final = 200
"""Revisions from one that tells the whole state to the next: a damaged line hides no more of them than these."""


@dataclass(frozen=True, slots=True)
class _End:
    """Where the next line of a history follows on; with `state` None it has to tell the whole state.

    Attributes:
        volume: The number of the file that was full, where the next line is the first after it.
    """

    n: int = 0
    seal: str = ""
    state: Assessment | None = None
    volume: int | None = None

    def line(self, saved: Saved, at: datetime, kind: Kind, revision: int | None = None) -> bytes:
        """The next line: what `saved` has that the state before had not."""
        change = {"state": whole(saved.assessment)} if self.state is None else difference(self.state, saved.assessment)
        back = {} if revision is None else {"revision": revision}
        back |= {} if self.volume is None else {"volume": self.volume}
        moment = {"file": saved.sha256, **back, **change}
        return lines.entry_line(self.n + 1, self.seal, saved.assessment.id, at, kind, **moment)

    def after(self, line: bytes, state: Assessment | None) -> "_End":
        """The end with one more line."""
        return _End(self.n + 1, lines.seal_of(line[:-1]), state)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is in the place of the file: its hash, and the assessment in it; None where that can't be read."""

    sha256: str
    saved: Saved | None


_NOTHING: Final = _Found("", None)


def save(path: Path, assessment: Assessment, base: Saved | None, at: datetime) -> Saved:
    """Write an assessment and its history, whole and durably.

    Args:
        path: The file.
        assessment: What to write.
        base: The file as it was read or written last; None for a new one, which must not exist.
        at: The moment of this save.

    Raises:
        ChangedElsewhere: The file is not as it was read or written last; it is left alone.
        StoreRefused: The disk or the system refuses, or another program holds the file; it is then as it was before.
    """
    data = assessments.bounded(path, assessment)
    saved = Saved(path, assessment, history.file_hash(data))
    if base is None:
        if path.suffix.lower() == journal.SUFFIX:
            raise StoreRefused(
                "This name is one of a history", str(path), "Choose another one, such as a name that ends in .toml."
            )
        make_folder(path.parent)
    with locked(path):
        if base is None:
            assessments.put(path, data, replace=False)
            # The answers are safe; a history that can't begin now begins with the next save.
            with contextlib.suppress(PostureError):
                _begin(saved, at)
            return saved
        assessments.refuse_if_changed(path, base.sha256)
        if base.format < SCHEMA_VERSION:
            _keep_beside(path, f"format-{base.format}")
        _write(data, saved, _Found(base.sha256, base), at, "changed")
    return saved


def restore(path: Path, revision: int, at: datetime) -> Saved:
    """Bring the state after a revision back, as a new revision; every later one stays in the history.

    The file may be damaged or gone: a damaged one is kept beside the restored one.

    Raises:
        WrongUse: There is no history, or no such revision in it.
        DamagedFile: The history is damaged before this revision.
        StoreRefused: As for `save`; or a newer posture wrote the file.
    """
    with locked(path):
        assessment, noted = _earlier(path, revision)
        try:
            read = assessments.read(path) if os.path.lexists(path) else None
            found = _NOTHING if read is None else _Found(read.sha256, read)
        except DamagedFile:
            found = _Found(_keep_beside(path, "damaged"), None)
        if found.saved is not None and found.saved.assessment == assessment and found.sha256 == noted:
            return found.saved  # it is there already, and the history says so
        data = assessments.bounded(path, assessment)
        saved = Saved(path, assessment, history.file_hash(data))
        _write(data, saved, found, at, "restored", revision)
    return saved


def _earlier(path: Path, revision: int) -> tuple[Assessment, str]:
    """The state after a revision, and the hash that the file has to have by the last one."""
    if not volumes.is_there(path):
        raise WrongUse("No history is kept beside this file", str(path), "It begins with the next save.")
    step: history.Step | None = None
    first: lines.Entry | None = None
    last: lines.Entry | None = None
    for found in volumes.told(path):
        if isinstance(found, history.Step):
            first, last = first or found.entry, found.entry
            step = found if step is None and last.n == revision else step
    if step is None or last is None:
        there = (
            f"Its revisions are {first.n} to {last.n}." if first is not None and last is not None else "It holds none."
        )
        raise WrongUse(f"There is no revision {revision}", str(path), there)
    try:
        if step.after is None:
            raise UnfitChange("is hidden by a damaged line before it")
        return as_assessment(step.after), last.file
    except UnfitChange as error:
        raise DamagedFile(
            f"Revision {revision} can't be brought back",
            f"It {error}: {history_path(path)}",
            "posture verify names the damage. Choose another revision; nothing was changed.",
        ) from error


def _begin(saved: Saved, at: datetime) -> None:
    journal.set_aside(history_path(saved.path))
    with journal.opened(history_path(saved.path)) as book:
        try:
            book.add(_End().line(saved, at, "begun"))
        except BaseException:
            book.take_back()
            raise


def _write(data: bytes, saved: Saved, found: _Found, at: datetime, kind: Kind, revision: int | None = None) -> None:
    """Add to the history, then replace the file; where the file is refused, the history is as it was."""
    path = saved.path
    with _book(path, saved.assessment.id) as (book, start):
        before, end = _caught_up(path, book, start, found, at)
        if saved.sha256 != found.sha256 or end.state is None or revision is not None:
            if (end.n + 1) % WHOLE_EVERY == 0:
                end = replace(end, state=None)
            before += end.line(saved, at, kind, revision)
        try:
            if before:
                book.add(before)
            assessments.put(path, data, replace=found is not _NOTHING)
        except BaseException:
            # The bytes may be in place although the disk would not vouch for them: then the history tells the truth.
            if assessments.own_bytes(path, saved.assessment) is None:
                book.take_back()
            raise
        due = book.is_due
    if due:
        with contextlib.suppress(PostureError):  # another time will do
            journal.compact(history_path(path))


@contextmanager
def _book(path: Path, assessment_id: str) -> Iterator[tuple[Journal, _End]]:
    """The history to write to, and where it ends; a new one in place of a full one, or of what is not its own."""
    target = history_path(path)
    with journal.opened(target) as book:
        last = book.last
        is_ours = last.of == assessment_id if last else not book.broken or _holds_any(target)
        if is_ours and book.size < journal.FULL:
            is_new = last is None and not book.broken
            yield book, _End(last.n, last.seal) if last else _end_of_closed(path, assessment_id) if is_new else _End()
            return
        # Closed before it is renamed, which Windows refuses for a file that is open.
    number = journal.set_aside(target)
    end = _End(last.n, last.seal, volume=number) if last and is_ours else _end_of_closed(path, assessment_id)
    with journal.opened(target) as book:
        yield book, end


def _end_of_closed(path: Path, assessment_id: str) -> _End:
    """Where a new file of a history follows on: the last line of the last one that was closed, if there is one."""
    numbers = volumes.closed(path, assessment_id)
    if not numbers:
        return _End()
    known = history.ending(journal.read(journal.numbered(history_path(path), numbers[-1])) or b"")
    last = known.last
    return _End() if last is None else _End(last.entry.n, last.entry.seal, volume=numbers[-1])


def _caught_up(path: Path, book: Journal, end: _End, found: _Found, at: datetime) -> tuple[bytes, _End]:
    """What tells how the file came to be as it is found, where the history does not yet, and the end after that."""
    saved, last = found.saved, book.last
    if saved is not None and last is not None and last.file == saved.sha256:
        return b"", replace(end, state=saved.assessment if saved.format == SCHEMA_VERSION else None)
    if last is None and not book.broken:
        if saved is None:
            return b"", end
        line = end.line(saved, at, "begun")
        return line, end.after(line, saved.assessment)
    known = history.ending(history.read(path) or b"")
    if known.last is not None:
        entry = known.last.entry
        end = _End(entry.n, entry.seal, None if book.broken else _state(known.last))
    if saved is None:
        if found is _NOTHING or known.last is None:
            return b"", end
        identity = known.last.entry.of
        line = lines.entry_line(end.n + 1, end.seal, identity, at, "damaged", file=found.sha256)
        return line, end.after(line, end.state)
    line = end.line(saved, at, *_how(known, saved.sha256, end))
    return line, end.after(line, saved.assessment)


def _holds_any(target: Path) -> bool:
    """Whether a file that ends in something else holds a revision at all, and is not somebody's own file."""
    return history.ending(journal.read(target) or b"").last is not None


def _how(known: history.Ending, sha256: str, end: _End) -> tuple[Kind, int | None]:
    """How a file came about that is not the one of the last revision, and which earlier one it is if any."""
    if end.state is None:
        return "mended", None
    if len(known.steps) > 1 and known.steps[1].entry.file == sha256:
        return "interrupted", known.steps[1].entry.n
    return "outside", known.files.get(sha256)


def _state(step: history.Step) -> Assessment | None:
    try:
        return None if step.after is None else as_assessment(step.after)
    except UnfitChange:
        return None


def _keep_beside(path: Path, suffix: str) -> str:
    """Copy a file before it is written anew, under a name that is free, and return the hash of its bytes.

    Raises:
        StoreRefused: The system refuses.
    """
    try:
        data = regular_bytes(path, SIZE_LIMIT)
    except OSError as error:
        raise refused(error, path, "read") from error
    if len(data) > SIZE_LIMIT:
        raise StoreRefused("This file is too large to be copied first", str(path), "Move it away, then try again.")
    for number in range(1, 10_000):
        name = f"{path.name}.{suffix}" if number == 1 else f"{path.name}.{suffix}-{number}"
        try:
            write_whole(path.with_name(name), data, replace=False)
        except FileExistsError:
            if _holds(path.with_name(name), data):
                break
        else:
            break
    return history.file_hash(data)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return regular_bytes(path, SIZE_LIMIT) == data
    except OSError:
        return False
