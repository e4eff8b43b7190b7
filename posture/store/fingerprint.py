"""The hash of a file that evidence refers to. The file itself is never copied, moved or opened for writing."""

import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from posture.errors import StoreRefused
from posture.store.atomic import refused

LARGEST: Final = 1 << 30
"""Bytes of a file that is hashed; a larger one would keep people waiting."""

_CHUNK: Final = 1 << 20


def file_sha256(reference: str) -> str | None:
    """The SHA-256 of the file that a reference names, in hexadecimal; None where it names no regular file.

    Raises:
        StoreRefused: There is such a file, and it can't be read or is too large.
    """
    try:
        path = Path(reference).expanduser()
        if not stat.S_ISREG(path.stat().st_mode):
            return None
    except (OSError, ValueError, RuntimeError):
        return None  # words, not a path
    found = hashlib.sha256()
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
            size = 0
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > LARGEST:
                    raise StoreRefused(
                        "This file is too large to be hashed",
                        f"{path} is larger than {LARGEST >> 30} GiB.",
                        "Refer to it in words instead, such as: backup log of 20 Nov, on the server.",
                    )
                found.update(chunk)
    except OSError as error:
        raise refused(error, path, "read") from error
    return found.hexdigest()
