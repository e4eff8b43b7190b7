"""A history that fills more than one file: the closed ones in their order, then the one that is written to.

A file that is full gets a number: `a.1.history`. The first line of the next one has the seal of its last line, tells
the whole state, and says the number, so that one that is changed or gone is found by its name. What was set aside under
such a name because it belongs to another assessment is left out. One file is in memory at a time.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from posture.errors import StoreRefused
from posture.store import history, journal
from posture.store.heads import head_or_whole
from posture.store.history import Chain, Flaw, Step
from posture.store.journal import history_path
from posture.store.lines import Entry


def told(path: Path) -> Iterator[Step | Flaw]:
    """All revisions of an assessment from its first file to its last; each flaw says in which file it is.

    Raises:
        StoreRefused: One of the files can't be read.
    """
    book = history_path(path)
    chain = Chain()
    there: list[int | None] = [*closed(path)]
    for number in [*there, None]:
        file = book if number is None else journal.numbered(book, number)
        data = journal.read(file)
        if data is None:
            continue
        first = history.first_entry(data)
        missing = _missing(book, first, chain, there)
        if missing is not None:
            yield missing
            chain.told = True
        for found in history.walk(data, chain):
            yield replace(found, file=file) if isinstance(found, Flaw) else found
        del data


def _missing(book: Path, first: Entry | None, chain: Chain, there: list[int | None]) -> Flaw | None:
    """The flaw of the file that this one goes on from, where that is gone or ends earlier; None where all is there."""
    if first is None or first.n == 1 or first.was == chain.seal or chain.told:
        return None
    if first.volume is None and chain.number:
        return None  # it goes on from nothing by its own account: that is told where its first line stands
    up_to = f"and all up to {first.n - 1} are" if first.n - 1 > chain.number + 1 else "is"
    how = "its end was cut off" if first.volume in there else "this file is gone, or no history any more"
    return Flaw(0, chain.number + 1, f"{up_to} missing: {how}", journal.numbered(book, first.volume or 1))


def closed(path: Path, identity: str | None = None) -> list[int]:
    """The numbers of the closed files of an assessment, in their order; a file that can't be read is none of them.

    Args:
        path: Its file.
        identity: Its id; found out where it is not given.

    Raises:
        StoreRefused: The file that is written to can't be read.
    """
    book = history_path(path)
    owners = {number: _owner_or_none(journal.numbered(book, number)) for number in journal.set_aside_before(book)}
    if not any(owners.values()):
        return []
    wanted = identity or _owner(book) or _id_in(path) or next(one for one in reversed(owners.values()) if one)
    return [number for number, owner in owners.items() if owner == wanted]


def _owner(file: Path) -> str | None:
    """Id of the assessment that a file of a history is of; None where nothing in it can be read."""
    first = history.first_entry(journal.read(file) or b"")
    return None if first is None else first.of


def _owner_or_none(file: Path) -> str | None:
    try:
        return _owner(file)
    except StoreRefused:
        return None


def _id_in(path: Path) -> str | None:
    found = head_or_whole(path)
    return None if found is None else found.id


def is_there(path: Path) -> bool:
    """Whether any history of an assessment is kept.

    Raises:
        StoreRefused: A file of it can't be read.
    """
    return journal.read(history_path(path)) is not None or bool(closed(path))
