"""The file of a history: lines are added at its end, each on the disk before the save that it tells of.

Private to the user's account. Only under the lock of its assessment does anybody write here.
"""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from posture.errors import StoreRefused
from posture.store import lines
from posture.store.atomic import FILE_MODE, refused, write_all, write_whole
from posture.store.lines import BrokenLine, Entry
from posture.toml.reading import NotRegularError, regular_bytes

SUFFIX: Final = ".history"

PACK_STEP: Final = 2**20
"""Bytes: whenever a history has grown by so many, what is not packed yet is packed."""

_WORTH_PACKING: Final = PACK_STEP // 4

LIMIT: Final = 64 * 2**20
"""Bytes of a history that is read, packed as it is: hundreds of thousands of revisions."""

FULL: Final = 16 * 2**20
"""Bytes from which a history is closed, and kept under another name, and a new one goes on from the whole state."""

_FIRST_LOOK: Final = 2**14

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")


def history_path(path: Path) -> Path:
    """The history of an assessment, beside it: `a.history` of `a.toml`, and `a.x.history` of `a.x`."""
    return path.parent / f"{path.stem if path.suffix.lower() == '.toml' else path.name}{SUFFIX}"


def read(path: Path) -> bytes | None:
    """All bytes of a history; None where there is none.

    Raises:
        StoreRefused: It can't be read, or is larger than any history.
    """
    try:
        data = regular_bytes(path, LIMIT)
    except FileNotFoundError:
        return None
    except NotRegularError as error:
        raise _no_history(path) from error
    except OSError as error:
        raise _no_history(path) if path.is_dir() else refused(error, path, "read") from error
    if len(data) > LIMIT:
        raise _no_history(path)
    return data


def _no_history(path: Path) -> StoreRefused:
    return StoreRefused(
        "Something else is in the place of a history", str(path), "Move it away; a new history begins by itself."
    )


def numbered(path: Path, number: int) -> Path:
    """The name under which a history is set aside: `a.1.history` of `a.history`."""
    return path.with_name(f"{path.stem}.{number}{path.suffix}")


def set_aside_before(path: Path) -> list[int]:
    """The numbers of all that was set aside under the name of a history, in the order in which it happened."""
    if not path.parent.is_dir():
        return []
    start = f"{path.stem}."
    names = (entry.name for entry in path.parent.iterdir())
    middles = (name[len(start) : -len(path.suffix)] for name in names
               if name.startswith(start) and name.endswith(path.suffix))  # fmt: skip
    return sorted(int(middle) for middle in middles if _NUMBER.fullmatch(middle))


def set_aside(path: Path) -> int | None:
    """Give a history another name, under which it is kept, and return the number in it; None where there is none.

    Raises:
        StoreRefused: The system refuses.
    """
    if not os.path.lexists(path):
        return None
    number = max(set_aside_before(path), default=0) + 1
    try:
        os.rename(path, numbered(path, number))
    except OSError as error:
        raise refused(error, path) from error
    return number


class Journal:
    """A history that is open to be added to.

    Attributes:
        path: Its file.
        last: The entry at its end; None where there is none, or none that can be read.
        broken: Whether something stands at its end that can't be read.
        size: Bytes of it that count; a line that was cut short does not.
    """

    def __init__(self, path: Path, descriptor: int, *, created: bool) -> None:
        self.path = path
        self._descriptor = descriptor
        self._created = created
        self.size = os.fstat(descriptor).st_size
        self._before = self.size
        self._needs_end = False
        self.last: Entry | None = None
        self.broken = False
        self._look_at_end()

    def _look_at_end(self) -> None:
        line, ended = self._last_line()
        if not line:
            self.broken = self.size > 0  # an empty line is none of ours
            return
        try:
            self.last = lines.entry(line)
            self._needs_end = not ended
        except BrokenLine:
            if ended:
                self.broken = True
                return
            # A save was cut short while it wrote this; nobody was told that it was saved.
            self.size -= len(line)
            os.ftruncate(self._descriptor, self.size)
            self._look_at_end()

    def _last_line(self) -> tuple[bytes, bool]:
        """What stands after the last end of line but the very last one, and whether that is there."""
        look = _FIRST_LOOK
        while True:
            start = max(0, self.size - look)
            os.lseek(self._descriptor, start, os.SEEK_SET)
            end = _read(self._descriptor, self.size - start)
            ended = end.endswith(b"\n")
            _, found, line = end.removesuffix(b"\n").rpartition(b"\n")
            if found or start == 0 or look > lines.LONGEST:
                return line, ended
            look *= 4

    def add(self, data: bytes) -> None:
        """Write whole lines at the end, and have them on the disk when this returns.

        Raises:
            OSError: The disk refuses; what is there then is for `take_back`.
        """
        os.lseek(self._descriptor, self.size, os.SEEK_SET)
        self._before = self.size
        data = b"\n" + data if self._needs_end else data
        write_all(self._descriptor, data)
        os.fsync(self._descriptor)
        self.size += len(data)
        self._needs_end = False

    def take_back(self) -> None:
        """Remove what was added last: it did not come about. If the disk refuses this too, the next save does it."""
        with contextlib.suppress(OSError):
            if self._created and not self._before:
                self.path.unlink()
            else:
                os.ftruncate(self._descriptor, self._before)
                os.fsync(self._descriptor)
        self.size = self._before

    @property
    def is_due(self) -> bool:
        """Whether it has grown so much since the last line that it should be packed."""
        return self.size // PACK_STEP != self._before // PACK_STEP


def _read(descriptor: int, length: int) -> bytes:
    pieces = []
    while length > 0 and (piece := os.read(descriptor, length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """The history of an assessment, made if it is not there yet.

    Raises:
        StoreRefused: The system refuses, or something else is in its place.
    """
    try:
        descriptor, created = _descriptor(path)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise _no_history(path) from error
        raise refused(error, path) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _no_history(path)
        _make_private(descriptor)
        yield Journal(path, descriptor, created=created)
    except OSError as error:
        raise refused(error, path) from error
    finally:
        os.close(descriptor)


def _descriptor(path: Path) -> tuple[int, bool]:
    flags = os.O_RDWR
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        return os.open(path, flags), False
    except FileNotFoundError:
        return os.open(path, flags | os.O_CREAT | os.O_EXCL, FILE_MODE), True


def _make_private(descriptor: int) -> None:
    if os.name != "nt" and os.fstat(descriptor).st_mode & 0o077:
        with contextlib.suppress(PermissionError):  # another user's file, who lets us write to it
            os.fchmod(descriptor, FILE_MODE)


def compact(path: Path) -> None:
    """Pack the lines of a history but the last, so that every byte of them can be unpacked again.

    Raises:
        StoreRefused: The system refuses; the history is as it was.
    """
    data = read(path) or b""
    start, end = 0, data.rfind(b"\n", 0, -1) + 1
    while data.startswith(lines.PACKED, start) and start < end:
        start = data.index(b"\n", start) + 1
    if end - start >= _WORTH_PACKING:
        write_whole(path, data[:start] + lines.pack(data[start:end]) + data[end:])
