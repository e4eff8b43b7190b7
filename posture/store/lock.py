"""One writer at a time for each assessment: a lock on a file beside it, which the system takes back from the dead.

The lock is the system's, not the file's being there: a file that a killed program left behind locks nobody out. Where
a disk knows no locks (some network disks), saving goes on without: the hash of the file is compared all the same.
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from posture.errors import StoreRefused
from posture.store.atomic import FILE_MODE

PATIENCE: Final = 10.0
"""Seconds to wait for another program. A save takes milliseconds; whoever takes longer hangs or is stopped."""

_PAUSE: Final = 0.005
_HELD: Final = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock_path(path: Path) -> Path:
    """The file that is locked for an assessment; it is there only while somebody saves."""
    return path.parent / f".{path.stem if path.suffix.lower() == '.toml' else path.name}.lock"


@contextmanager
def locked(
    path: Path,
    *,
    patience: float = PATIENCE,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[None]:
    """Be the only program that saves this assessment, as far as all of them ask.

    Raises:
        StoreRefused: Another program has held the lock all the time.
    """
    descriptor = _acquired(path, now() + patience, pause, now)
    try:
        yield
    finally:
        if descriptor is not None:
            # Removed while it is held: whoever waits for it finds that it is not there any more, and asks anew.
            # Windows does not remove what is open; then it stays, and is locked again next time.
            try:
                with contextlib.suppress(OSError):
                    lock_path(path).unlink()
            finally:
                os.close(descriptor)


def _acquired(path: Path, deadline: float, pause: Callable[[float], None], now: Callable[[], float]) -> int | None:
    """An open descriptor that holds the lock; None where there can't be one."""
    while True:
        try:
            descriptor = _opened(lock_path(path))
        except OSError:
            return None  # a folder that may not be written to, or is gone: the save itself says so
        taken = False
        try:
            _take(descriptor)
            taken = _is_still(descriptor, lock_path(path))
        except OSError as error:
            if error.errno not in _HELD:
                return None  # a disk without locks
            if now() >= deadline:
                raise StoreRefused(
                    "Another program is busy saving this file",
                    f"{path} has been locked for {PATIENCE:.0f} seconds.",
                    "Close the other window, or wait until it goes on; nothing was lost.",
                ) from error
        finally:
            if not taken:
                os.close(descriptor)
        if taken:
            return descriptor
        pause(_PAUSE)


def _opened(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    return os.open(path, flags, FILE_MODE)


def _is_still(descriptor: int, path: Path) -> bool:
    """Whether a path still leads to an open file, and was not removed by the one who held it before."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
