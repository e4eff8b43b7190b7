"""Writing a file so that it is there whole, or not at all, whatever happens in between.

Temporary file in the same folder, all bytes, fsync, replace, fsync of the folder: leaving any of these out loses
acknowledged answers when power fails. A file is private to the user's account from its first byte.
"""

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from posture.errors import StoreRefused

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
TEMPORARY_PREFIX: Final = ".posture-"
TEMPORARY_SUFFIX: Final = ".tmp"

# Network file systems that can't sync a folder say so with one of these.
_NO_FOLDER_SYNC: Final = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR, errno.EBADF}

# Windows: another program (a virus scanner, a synchroniser) holds the file for a moment.
_HELD_ON_WINDOWS: Final = {5, 32, 33}
_RETRIES: Final = 8

_WORDS: Final = {
    errno.ENOSPC: ("The disk is full", "Free some space; the next save goes through by itself."),
    errno.EDQUOT: ("Your disk quota is used up", "Free some space; the next save goes through by itself."),
    errno.EROFS: ("The disk is read-only", "Choose another folder with --workspace."),
    errno.EACCES: (
        "You may not write here",
        "Mend the permissions, or choose another folder with --workspace.",
    ),
    errno.EPERM: (
        "You may not write here",
        "Mend the permissions, or choose another folder with --workspace.",
    ),
    errno.ENOENT: ("The folder is gone", "Bring it back, or choose another one with --workspace."),
    errno.ENOTDIR: ("A part of the path is a file, not a folder", "Choose another folder with --workspace."),
    errno.ENAMETOOLONG: ("The name is too long for this disk", "Choose a shorter one."),
    errno.EIO: ("The disk reports an error", "Save to another disk now, with --workspace."),
}


def refused(error: OSError, path: Path, doing: str = "write") -> StoreRefused:
    """What the system's refusal means to a person."""
    title, hint = _WORDS.get(error.errno or 0, (f"Could not {doing} a file", ""))
    if doing == "read" and isinstance(error, PermissionError):
        title, hint = "You may not read this", "Mend the permissions, or ask whoever wrote it."
    return StoreRefused(title, f"{path}: {error.strerror or error}", hint)


def make_folder(path: Path) -> None:
    """Make a folder and its parents, each private to the user's account.

    Raises:
        StoreRefused: The system does not allow it.
    """
    missing = []
    try:
        while not path.exists() and path != path.parent:
            missing.append(path)
            path = path.parent
        for folder in reversed(missing):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            _sync_folder(folder.parent)
    except OSError as error:
        raise refused(error, path, "make") from error


def write_whole(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Write a file whole and durably; when this returns, it survives a power cut.

    Args:
        path: The file; its folder must exist.
        data: All its bytes.
        replace: With False, a file that is there already is never touched.

    Raises:
        FileExistsError: `replace` is False and there is such a file.
        StoreRefused: The disk or the system refuses; the file is then as it was before.
    """
    temporary = path.parent / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{TEMPORARY_SUFFIX}"
    try:
        _write_new(temporary, data)
        if replace:
            _replace(temporary, path)
        else:
            # A hard link fails if the name is taken, which rename does not.
            _link(temporary, path)
        _sync_folder(path.parent)
    except FileExistsError:
        _forget(temporary)
        raise
    except OSError as error:
        _forget(temporary)
        raise refused(error, path) from error
    except BaseException:
        _forget(temporary)
        raise


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags, FILE_MODE)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes to an open file, however few of them the system takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _replace(temporary: Path, path: Path, pause: Callable[[float], None] = time.sleep) -> None:
    for attempt in range(_RETRIES):
        try:
            os.replace(temporary, path)
            return
        except OSError as error:
            held = getattr(error, "winerror", None) in _HELD_ON_WINDOWS
            if not held or attempt == _RETRIES - 1:
                raise
            pause(0.01 * 2**attempt)


def _link(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here (some network disks): take the name first, then fill it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
        try:
            _replace(temporary, path)
        except BaseException:
            _forget(path)
            raise
        return
    _forget(temporary)


def _sync_folder(path: Path) -> None:
    if os.name == "nt":
        return  # Windows has no such thing; its rename is journalled
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:
        return  # a folder that may be written to, and not listed
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def _forget(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink()


def sweep(folder: Path, older_than: float, now: float) -> None:
    """Remove temporary files that a killed program left in a folder, if older than so many seconds."""
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if entry.name.startswith(TEMPORARY_PREFIX) and entry.name.endswith(TEMPORARY_SUFFIX):
                with contextlib.suppress(OSError):
                    if now - entry.stat().st_mtime > older_than:
                        entry.unlink()


def move_folder(old: Path, new: Path) -> None:
    """Give a folder another name, durably; nothing that has the new name already is touched.

    Raises:
        StoreRefused: Something has this name, or the system refuses.
    """
    if os.path.lexists(new):
        raise StoreRefused("There is such a folder already", str(new), "Move it away, then do this once more.")
    try:
        os.rename(old, new)
        _sync_folder(new.parent)
    except OSError as error:
        raise refused(error, old, "move") from error
