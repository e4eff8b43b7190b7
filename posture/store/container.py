r"""The text of an archive: files byte for byte, one after the other, each after a line that says what it is.

    posture archive 1
    # what this is, for whoever finds it
    clinic "Riverside Family Clinic"
    file 27301 <sha256> 2026-11-23.toml
    (27301 bytes, and an end of line)
    content 9120 <sha256>
    (9120 bytes, and an end of line)
    end 2 <sha256 of all that stands before this line>

A text editor shows it. Nothing in it is packed, so nothing can unfold; the bytes of a file are the bytes on the disk,
so a history is as whole as it was. `content` are the checklists that the assessments were scored with, named by hash.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from posture.errors import DamagedFile, StoreRefused
from posture.model.text import clean

FIRST_LINE: Final = b"posture archive 1\n"

SIZE_LIMIT: Final = 256 * 2**20
"""Bytes of an archive; a larger one is never written nor read."""

FILES_LIMIT: Final = 10_000

_ABOUT: Final = (
    b"# All assessments of one clinic with their histories, to be read by `posture unarchive` on another computer.\n"
    b"# Each file stands here as it is, after a line with its length in bytes, its SHA-256 and its name.\n"
)
_LONGEST_LINE: Final = 2_000
_FILE = re.compile(r"file (\d{1,9}) ([0-9a-f]{64}) (.+)")
_CONTENT = re.compile(r"content (\d{1,9}) ([0-9a-f]{64})")
_END = re.compile(r"end (\d{1,6}) ([0-9a-f]{64})")

# What the store makes: assessments, histories, and copies of both; letters of any script, but no path and no command.
_NAME = re.compile(r"\w[\w .,'()+~-]*\.(toml|history)(\.(damaged|format-\d+)(-\d+)?)?")
_LONGEST_NAME: Final = 200

# Names that Windows keeps for devices, whatever the suffix.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)[ .]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Archive:
    """One clinic as it stands in an archive.

    Attributes:
        clinic: Its name.
        files: Bytes by name, assessments and what is beside them.
        content: Bytes of checklists by their hash.
    """

    clinic: str
    files: Mapping[str, bytes]
    content: Mapping[str, bytes] = field(default_factory=dict)


def is_safe(name: str) -> bool:
    """Whether a file of this name may be in an archive: one that the store makes, and no path on any system."""
    known = _NAME.fullmatch(name) is not None and len(name.encode()) <= _LONGEST_NAME
    return known and _RESERVED.match(name) is None and unicodedata.normalize("NFC", name) == name


def is_archive(data: bytes) -> bool:
    """Whether bytes begin like an archive."""
    return data.startswith(FIRST_LINE.rstrip(b"\n"))


def dumps(archive: Archive) -> bytes:
    """The bytes of an archive; the same clinic gives the same bytes.

    Raises:
        StoreRefused: It would be larger than what is read.
    """
    pieces = [FIRST_LINE, _ABOUT, f"clinic {json.dumps(archive.clinic, ensure_ascii=False)}\n".encode()]
    for name, data in sorted(archive.files.items()):
        pieces += [f"file {len(data)} {_hash(data)} {name}\n".encode(), data, b"\n"]
    for sha256, data in sorted(archive.content.items()):
        pieces += [f"content {len(data)} {sha256}\n".encode(), data, b"\n"]
    number = len(archive.files) + len(archive.content)
    if sum(map(len, pieces)) > SIZE_LIMIT - _LONGEST_LINE or number > FILES_LIMIT:
        raise StoreRefused(
            "This clinic is too large for one archive",
            f"An archive holds at most {FILES_LIMIT:,} files and {SIZE_LIMIT // 2**20} MiB. Nothing was written.",
            "Copy the clinic's folder instead.",
        )
    body = b"".join(pieces)
    return body + f"end {number} {_hash(body)}\n".encode()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def loads(data: bytes, name: str) -> Archive:
    """An archive from its bytes.

    Raises:
        DamagedFile: It is none, or not as it was written; nothing of it is to be trusted then.
    """
    return _Reader(data, name).archive()


class _Reader:
    """Goes through an archive from its first byte to its last."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self._at = 0
        self._clinic = ""
        self._files: dict[str, bytes] = {}
        self._content: dict[str, bytes] = {}
        self._taken: set[str] = set()

    def archive(self) -> Archive:
        """All of it.

        Raises:
            DamagedFile: It is not as it was written.
        """
        if len(self._data) > SIZE_LIMIT:
            raise self._damaged(f"is larger than {SIZE_LIMIT // 2**20} MiB")
        if not self._data.startswith(FIRST_LINE):
            if is_archive(self._data):
                raise self._damaged("has other line ends than it was written with, or is of a newer posture")
            raise self._damaged("does not begin with `posture archive 1`")
        self._at = len(FIRST_LINE)
        while not self._read_next():
            pass
        if not self._clinic:
            raise self._damaged("does not say of which clinic it is")
        return Archive(self._clinic, self._files, self._content)

    def _read_next(self) -> bool:
        """Read a line and what belongs to it; True at the end."""
        start = self._at
        line = self._line()
        if line.startswith("#"):
            return False
        if line.startswith("clinic "):
            self._read_clinic(line.removeprefix("clinic "))
        elif found := _FILE.fullmatch(line):
            self._read_file(found)
        elif found := _CONTENT.fullmatch(line):
            self._content[found[2]] = self._bytes(int(found[1]), found[2], "a checklist")
        elif found := _END.fullmatch(line):
            self._check_end(found, start)
            return True
        else:
            raise self._damaged(f"has a line that is none of an archive's, at byte {start}")
        if len(self._files) + len(self._content) > FILES_LIMIT:
            raise self._damaged(f"holds more than {FILES_LIMIT:,} files")
        return False

    def _line(self) -> str:
        end = self._data.find(b"\n", self._at, self._at + _LONGEST_LINE)
        if end < 0:
            raise self._damaged(f"is cut short, or was changed, at byte {self._at}")
        line = self._data[self._at : end]
        self._at = end + 1
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            raise self._damaged(f"has a line that is not UTF-8, at byte {self._at}") from error

    def _read_clinic(self, text: str) -> None:
        try:
            name = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self._damaged("has a clinic whose name can't be read") from error
        if self._clinic or not isinstance(name, str) or not clean(name).strip():
            raise self._damaged("does not say of which one clinic it is")
        self._clinic = clean(name)

    def _read_file(self, found: re.Match[str]) -> None:
        name = found[3]
        if not is_safe(name):
            raise self._damaged(f"holds a file of a name that no clinic has: {name[:80]!r}")
        # Some disks take two names for one that differ in capitals only.
        if name.casefold() in self._taken:
            raise self._damaged(f"holds {name!r} twice")
        self._taken.add(name.casefold())
        self._files[name] = self._bytes(int(found[1]), found[2], name)

    def _bytes(self, length: int, sha256: str, what: str) -> bytes:
        data = self._data[self._at : self._at + length]
        if len(data) < length or self._data[self._at + length : self._at + length + 1] != b"\n":
            raise self._damaged(f"is cut short, or was changed, in {what}")
        if _hash(data) != sha256:
            raise self._damaged(f"was changed in {what}: its hash is another one")
        self._at += length + 1
        return data

    def _check_end(self, found: re.Match[str], start: int) -> None:
        if int(found[1]) != len(self._files) + len(self._content) or found[2] != _hash(self._data[:start]):
            raise self._damaged("was changed: its last line does not fit what stands before it")
        if self._at != len(self._data):
            raise self._damaged("goes on after its end")

    def _damaged(self, why: str) -> DamagedFile:
        return DamagedFile(
            "This is not an archive that can be read",
            f"{self._name} {why}.",
            "Make the archive once more, and copy it as a file; nothing was taken from it.",
        )
