"""The first lines of an assessment's file: whose it is and when it began, read without the rest, for long lists."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from posture.errors import PostureError
from posture.model.text import clean
from posture.store import assessments
from posture.toml.reading import regular_bytes

FIRST_BYTES: Final = 4_096
"""As far as one looks; what posture writes says everything within a few hundred bytes."""

_BODY: Final = (b"[", b"checklists")
"""What a line begins with where the first lines are over."""


@dataclass(frozen=True, slots=True)
class Head:
    """What an assessment says of itself first."""

    id: str
    clinic: str
    started: date | None


def head(path: Path) -> Head | None:
    """The head of a file; None where its first lines do not say it, or it can't be read."""
    try:
        return head_of(regular_bytes(path, FIRST_BYTES))
    except OSError:
        return None


def head_of(data: bytes) -> Head | None:
    """The head of an assessment's bytes; None where the first lines do not say it."""
    first = []
    for line in data[:FIRST_BYTES].splitlines(keepends=True):
        if line.startswith(_BODY):
            break
        first.append(line)
    else:
        if len(data) > FIRST_BYTES:
            first.pop()  # cut off
    try:
        table = tomllib.loads(b"".join(first).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return _head(table)


def _head(table: dict[str, Any]) -> Head | None:
    name, identity, started = table.get("clinic"), table.get("id"), table.get("started")
    if not isinstance(name, str) or not name or not isinstance(identity, str):
        return None
    is_day = isinstance(started, date) and not isinstance(started, datetime)
    return Head(identity, clean(name), started if is_day else None)


def head_or_whole(path: Path) -> Head | None:
    """The head of a file, for which all of it is read where the first lines are in another order; None if damaged."""
    found = head(path)
    if found is not None:
        return found
    try:
        assessment = assessments.read(path).assessment
    except PostureError:
        return None
    return Head(assessment.id, assessment.clinic, assessment.started)
