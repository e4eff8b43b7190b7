"""One line of a history: a change with the seal of the line before it and its own, so that no byte changes unseen.

A seal is the SHA-256 of all that stands before it on its line. The chain finds every change of a history that was not
made by posture, or made with a text editor. It is no signature: whoever rewrites all lines from the changed one to the
last, and the assessment with them, is found only by a seal that was noted elsewhere, as `posture verify` prints it.
"""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field, ValidationError

from posture.model.assessment import Sha256
from posture.model.base import Frozen

Kind = Literal["begun", "changed", "restored", "outside", "interrupted", "damaged", "mended"]
"""What a revision stands for.

- `begun`: the history begins here, with the whole state.
- `changed`: answers, notes, facts and so on were saved.
- `restored`: the state of an earlier revision was brought back.
- `outside`: the file was changed by another program, as found at the next save.
- `interrupted`: the save before was cut short, and the file is as it was before that.
- `damaged`: the file could not be read any more.
- `mended`: the history before could not be read, and goes on from the whole state of the file.
"""

_SEAL: Final = re.compile(rb',"seal":"([0-9a-f]{64})"\}')
_SEAL_LENGTH: Final = 64 + len(b',"seal":""}')

LONGEST: Final = 48 * 2**20
"""Bytes of one line: an assessment of the largest size, with every letter escaped."""


class BrokenLine(ValueError):
    """A line that is not as it was written."""


class Entry(Frozen):
    """One revision.

    Attributes:
        n: Its number, from 1.
        was: The seal of the line before; empty in the first.
        of: Id of the assessment.
        at: When it was saved or noticed.
        file: Hash of the assessment's file from here on.
        revision: The earlier one that was brought back, or whose file was found again.
        volume: In the first line of a file that goes on from one that was full: the number of that one.
        state: The whole assessment, where it does not follow from the revision before.
        put: Values that are new, and `drop` and `order` likewise: see `changes`.
        seal: Its own seal.
    """

    # A later posture may say more; what is known here keeps its meaning.
    model_config = ConfigDict(extra="ignore")

    n: int = Field(ge=1)
    was: Sha256 | Literal[""]
    of: str
    at: datetime
    kind: Kind
    file: Sha256
    revision: int | None = None
    volume: int | None = None
    state: dict[str, Any] | None = None
    put: dict[str, Any] = Field(default_factory=dict)
    drop: dict[str, list[str]] = Field(default_factory=dict)
    order: dict[str, list[str]] = Field(default_factory=dict)
    seal: Sha256

    @property
    def change(self) -> dict[str, Any]:
        """What it changes, as `changes.apply` takes it."""
        return {"put": self.put, "drop": self.drop, "order": self.order}


def sealed(fields: Mapping[str, Any]) -> bytes:
    """A line of these fields, with its seal and the end of line."""
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    return body + b',"seal":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n'


def entry_line(n: int, was: str, of: str, at: datetime, kind: Kind, **more: object) -> bytes:
    """The line of a revision."""
    moment = at.astimezone(UTC).replace(microsecond=0).isoformat()
    return sealed({"n": n, "was": was, "of": of, "at": moment, "kind": kind, **more})


def seal_of(line: bytes) -> str:
    """The seal that a line carries, and that fits all the rest of it.

    Raises:
        BrokenLine: It carries none, or one that does not fit.
    """
    body, rest = line[:-_SEAL_LENGTH], line[-_SEAL_LENGTH:]
    found = _SEAL.fullmatch(rest)
    if found is None:
        raise BrokenLine("is not a line of a history, or not a whole one")
    seal = hashlib.sha256(body).hexdigest()
    if seal != found[1].decode():
        raise BrokenLine("was changed: its seal does not fit what it says")
    return seal


def entry(line: bytes) -> Entry:
    """A line, without the end of line, as an entry.

    Raises:
        BrokenLine: It is not as it was written.
    """
    seal_of(line)
    try:
        return Entry.model_validate_json(line)
    except (ValidationError, RecursionError) as error:
        raise BrokenLine("is sealed, and still no entry of a history") from error


PACKED: Final = b'{"packed":'


def pack(lines: bytes) -> bytes:
    """Whole lines as a single one, far shorter, from which `unpack` gives back every byte."""
    return sealed({"packed": base64.b85encode(zlib.compress(lines, 9)).decode()})


def unpack(line: bytes) -> Iterator[bytes]:
    """The lines, without their ends, that a packed line holds; read bit by bit, however many there are.

    Raises:
        BrokenLine: It is not as it was written, or no person's work can have become so large.
    """
    seal_of(line)
    try:
        packed = json.loads(line)["packed"]
        stream = zlib.decompressobj()
        rest = base64.b85decode(packed)
        kept = b""
        while rest or not stream.eof:
            piece = stream.decompress(rest, 2**20)
            rest = stream.unconsumed_tail
            *whole, kept = (kept + piece).split(b"\n")
            yield from whole
            if len(kept) > LONGEST or (not piece and not stream.eof):
                raise BrokenLine("holds what can't be unpacked")
    except (zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, BrokenLine):
            raise
        raise BrokenLine("holds what can't be unpacked") from error
    if kept:
        raise BrokenLine("holds a line that is not whole")
