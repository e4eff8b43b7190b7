"""Writing to the terminal. Every string goes through here, so that no file can command it."""

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from posture.errors import PostureError
from posture.model.text import visible

if TYPE_CHECKING:
    from posture.report.records import Record


def say(text: str = "") -> None:
    """Data, to stdout."""
    print(visible(text))


def say_json(record: "Record | list[Record]") -> None:
    """A JSON document, to stdout. Escaped to ASCII: safe in every terminal, the same in every locale."""
    print(json.dumps(record, indent=2))


def narrate(text: str) -> None:
    """What is going on, to stderr."""
    if sys.stderr is not None:  # closed by whoever called: printing to None would go to stdout
        print(visible(text), file=sys.stderr)


def complain(error: PostureError) -> None:
    """What is wrong, where, and what to do, to stderr."""
    narrate(f"posture: {error.title}")
    for part in (error.message, error.hint):
        if part:
            narrate("\n".join(f"  {line}" for line in part.splitlines()))


def columns(rows: Iterable[tuple[str, ...]], right: frozenset[int] = frozenset()) -> list[str]:
    """Rows as aligned lines, two blanks between columns; columns whose number is in `right` align right."""
    table = [tuple(visible(cell) for cell in row) for row in rows]
    if not table:
        return []
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    return [
        "  ".join(
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
