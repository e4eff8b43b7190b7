"""A problem in a file: what is wrong, where, and what was probably meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal

TOLD_LIMIT: Final = 200
"""Problems of one file that are told one by one; whoever has more has one cause, or the wrong file."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of one file.

    Attributes:
        file: The file as the user named it.
        line: From 1; 1 where the whole file is meant.
        column: From 1.
        key: The key in question with its table, `controls.email-mfa.title`; empty for the whole file.
        message: What is wrong, as a sentence without a full stop.
        hint: What was probably meant, or what to do; may be empty.
    """

    file: str
    line: int
    column: int
    key: str
    message: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        hint = f"; {self.hint}" if self.hint else ""
        word = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.line}: {word}{key}{self.message}{hint}"


def nearest_name(wrong: str, known: Iterable[str]) -> str | None:
    """The known name that is most like a wrong one, if any is like it."""
    matches = get_close_matches(wrong.lower(), list(dict.fromkeys(known)), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(wrong: str, known: Iterable[str], *, listing: int = 12) -> str:
    """A hint for a wrong name: the nearest known one, or all of them where they are few; empty if neither helps."""
    names = list(dict.fromkeys(known))
    near = nearest_name(wrong, names)
    if near:
        return f"did you mean {near!r}?"
    if names and len(names) <= listing:
        return "known are " + ", ".join(sorted(names))
    return ""


def capped(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, sorted; of each file the first `TOLD_LIMIT`, then one that says how many there are more."""
    told: list[Problem] = []
    for _, group in groupby(sorted(set(problems)), attrgetter("file")):
        of_file = list(group)
        told += of_file[:TOLD_LIMIT]
        if rest := of_file[TOLD_LIMIT:]:
            told.append(and_more(rest[0], len(rest)))
    return told


def and_more(first: Problem, number: int) -> Problem:
    """One problem in place of all from this one on."""
    return Problem(first.file, first.line, first.column, "", f"and {number:,} more problems from here on")
