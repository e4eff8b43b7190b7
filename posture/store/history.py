"""What became of an assessment, save by save: who answered what and when, each earlier state, and whether all is whole.

Kept beside the assessment in `<name>.history`, a line of JSON for each revision, chained by seals (`lines`). A line is
on the disk before the file that it tells of, so whatever posture ever put into the file stands here. A program killed
between the two leaves a last line whose state is not in the file yet, and nobody was told that it was saved: the next
save notes that it was interrupted, and goes on from the file. So does a line that was cut short: it is dropped. A file
that is like none of the lines was changed by another program; the next save notes that with what is different.

A file that is full is closed as `<name>.1.history`, and the next one goes on from it: `volumes` reads them together.

An assessment without a history (made by hand, or copied alone) gets one with its next save: it begins there.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from posture.model.assessment import Assessment
from posture.store import journal, lines
from posture.store.changes import State, UnfitChange, apply, as_assessment
from posture.store.lines import BrokenLine, Entry


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place in a history that is not as it was written.

    Attributes:
        line: Its line in the file, from 1; 0 for a file that is not there at all.
        revision: The revision that should stand there, as far as the lines before tell.
        why: What is wrong, as the end of a sentence; the place is its subject.
        file: The file, where several were read.
    """

    line: int
    revision: int
    why: str
    file: Path | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: revision {self.revision} {self.why}"


@dataclass(frozen=True, slots=True)
class Step:
    """A revision with the states before and after it; None where a flaw before it hides them."""

    entry: Entry
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a history stands after its last line.

    Attributes:
        steps: The last two revisions that can be read, the last one first.
        flaws: Every place that is not as it was written.
        files: The last revision after which the assessment's file had this hash, by hash.
        began: The first revision that can be read.
        count: How many revisions can be read.
        outside: The numbers of those that were made outside posture.
    """

    steps: tuple[Step, ...]
    flaws: tuple[Flaw, ...]
    files: dict[str, int]
    began: Entry | None
    count: int
    outside: tuple[int, ...]

    @property
    def last(self) -> Step | None:
        """The last revision that can be read."""
        return self.steps[0] if self.steps else None


@dataclass
class Chain:
    """Where a reading stands: what the next line has to follow on; `told` where a flaw was just told."""

    seal: str = ""
    number: int = 0
    state: State | None = None
    told: bool = False


def walk(data: bytes, chain: Chain | None = None) -> Iterator[Step | Flaw]:
    """The revisions of a history in their order, and its flaws where they stand.

    After a flaw the states are unknown until a line has the whole one again.

    Args:
        data: One file of it.
        chain: Where the file before it ended; it goes along. None for the first.
    """
    chain = Chain() if chain is None else chain
    for line, text in _unpacked(data):
        try:
            entry = _entry(text)
        except BrokenLine as error:
            yield Flaw(line, chain.number + 1, str(error))
            chain.state, chain.told = None, True
            continue
        first = not chain.number and entry.state is not None
        if entry.was != chain.seal and not first and not chain.told:
            why = "does not follow on the line before: lines are missing, or in another order"
            yield Flaw(line, chain.number + 1, why)
        before = state = chain.state if entry.was == chain.seal else None
        try:
            state = entry.state if entry.state is not None else state
            state = apply(state, entry.change) if state is not None else None
        except UnfitChange as error:
            yield Flaw(line, entry.n, str(error))
            state = None
        chain.seal, chain.number, chain.state, chain.told = entry.seal, entry.n, state, False
        yield Step(entry, before, state)


def first_entry(data: bytes) -> Entry | None:
    """The first entry that can be read; None where there is none."""
    return next((found.entry for found in walk(data) if isinstance(found, Step)), None)


def _entry(text: bytes | BrokenLine) -> Entry:
    if isinstance(text, BrokenLine):
        raise text
    return lines.entry(text)


def _unpacked(data: bytes) -> Iterator[tuple[int, bytes | BrokenLine]]:
    """Each line without its end, and the number of the line in the file where it stands."""
    pieces = data.split(b"\n")
    cut = pieces.pop()
    for number, piece in enumerate(pieces, 1):
        if not piece.startswith(lines.PACKED):
            yield number, piece
            continue
        try:
            for line in lines.unpack(piece):
                yield number, line
        except BrokenLine as error:
            yield number, error
    if cut:
        yield len(pieces) + 1, cut if _is_whole(cut) else BrokenLine("was cut short: a save was interrupted")


def _is_whole(line: bytes) -> bool:
    """Whether a line that has no end is whole all the same: some editors take the last end of line away."""
    try:
        lines.seal_of(line)
    except BrokenLine:
        return False
    return True


def ending(data: bytes) -> Ending:
    """Where a history of one file stands, read from its first line to its last."""
    return ended(walk(data))


def ended(told: Iterable[Step | Flaw]) -> Ending:
    """Where a history stands after all that it tells."""
    flaws: list[Flaw] = []
    steps: list[Step] = []
    files: dict[str, int] = {}
    began: Entry | None = None
    count = 0
    outside: list[int] = []
    for found in told:
        if isinstance(found, Flaw):
            flaws.append(found)
            continue
        began = began or found.entry
        count += 1
        if found.entry.kind in ("outside", "damaged", "mended"):
            outside.append(found.entry.n)
        files[found.entry.file] = found.entry.n
        steps = [found, *steps[:1]]
    return Ending(tuple(steps), tuple(flaws), files, began, count, tuple(outside))


def state_at(data: bytes, revision: int) -> Assessment | None:
    """The assessment as it was after a revision; None if there is no such revision, or a flaw hides it.

    Raises:
        UnfitChange: What stands there is no assessment.
    """
    for found in walk(data):
        if isinstance(found, Step) and found.entry.n == revision:
            return as_assessment(found.after) if found.after is not None else None
    return None


def read(path: Path) -> bytes | None:
    """The file of a history that is written to now; None where there is none.

    Raises:
        StoreRefused: It can't be read.
    """
    return journal.read(journal.history_path(path))


def file_hash(data: bytes) -> str:
    """The hash of a file's bytes, as a history notes it."""
    return hashlib.sha256(data).hexdigest()
