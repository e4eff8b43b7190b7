"""Parsed TOML, kept: parsing is most of a start, and reading the same data back as JSON takes a thirtieth of it.

An entry is named by the hash of the file's bytes, so a changed file never finds an old one, and carries the hash of
its own, so that a damaged one is never used. What comes out goes through the same validation as what was just parsed.
A cache that can't be written or read is as good as none.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 1

MOST_ENTRIES: Final = 200
"""Files that are kept; the oldest go first."""

_DATE: Final = "\0date"
"""Key that marks a day, which JSON does not have."""


class ParsedCache:
    """A folder of parsed files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, file_sha256: str) -> Mapping[str, Any] | None:
        """The data of a file by the hash of its bytes; None where it is not kept, or not whole."""
        try:
            head, _, body = self._path(file_sha256).read_bytes().partition(b"\n")
            if head.decode() != sha256(body).hexdigest():
                return None
            found = json.loads(body, object_hook=_with_days)
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def put(self, file_sha256: str, data: Mapping[str, Any]) -> None:
        """Keep the data of a file. What JSON can't give back exactly is not kept."""
        with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
            body = json.dumps(_without_days(data), ensure_ascii=False, allow_nan=False).encode()
            for folder in (self._folder.parent, self._folder):  # the mode is that of the last one made alone
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room()
            temporary = self._folder / f".{secrets.token_hex(8)}"
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with open(descriptor, "wb") as file:
                    file.write(sha256(body).hexdigest().encode() + b"\n" + body)
                os.replace(temporary, self._path(file_sha256))
            finally:
                temporary.unlink(missing_ok=True)

    def _path(self, file_sha256: str) -> Path:
        return self._folder / f"{FORMAT}-{file_sha256}.json"

    def _make_room(self) -> None:
        entries = [entry for entry in self._folder.iterdir() if entry.is_file()]
        if len(entries) >= MOST_ENTRIES:
            oldest = sorted(entries, key=lambda entry: entry.stat().st_mtime)
            for entry in oldest[: len(entries) // 2]:
                entry.unlink(missing_ok=True)


def _without_days(value: object) -> object:
    """The same data with days marked.

    Raises:
        TypeError: It holds what JSON can't give back exactly.
    """
    if isinstance(value, dict):
        if _DATE in value:
            raise TypeError("the mark of a day is a key here")
        return {key: _without_days(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_without_days(entry) for entry in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return {_DATE: value.isoformat()}
    if isinstance(value, str | int | float):  # bool is an int
        return value
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _with_days(found: dict[str, Any]) -> Any:  # noqa: ANN401 - a table, or the day that it stands for
    return date.fromisoformat(found[_DATE]) if _DATE in found else found
