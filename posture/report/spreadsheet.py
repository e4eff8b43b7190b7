r"""Rows as CSV that no spreadsheet takes for formulas, and back again without losing a character.

Fields are separated and quoted as RFC 4180 has it. A spreadsheet calculates whatever begins with one of `= + - @`
(their full-width forms included), a tab, a carriage return or NUL, also behind blanks and quotes: such text gets an
apostrophe in front. So does what begins with an apostrophe itself, and so do the lines of a cell and what follows a
tab or a semicolon in it, because a spreadsheet of another country cuts the file there. OWASP, "CSV Injection".
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from posture.model.text import visible

Value = str | int | float | None

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel reads every letter beyond ASCII wrongly; other spreadsheets do not mind it."""

_STARTS: Final = r"(?:\A|(?<=[;\t\r\n]))"
_UNSAFE: Final = re.compile(_STARTS + r"""(?=[\s"“”]*['=+\-@\t\r\0＝＋－＠])""")
_GUARD: Final = re.compile(_STARTS + "'")


def guarded(text: str) -> str:
    """Text that every spreadsheet shows as text."""
    return _UNSAFE.sub("'", text)


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return _GUARD.sub("", text)


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[Value]], *, mark: bool = False) -> bytes:
    """A table as CSV in UTF-8; `mark` puts a byte order mark first, for spreadsheets."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return ((BYTE_ORDER_MARK if mark else "") + out.getvalue()).encode()


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return guarded(visible(value))
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def several(texts: Iterable[str]) -> str:
    """Several texts in one cell, a line for each."""
    return "\n".join(texts)
