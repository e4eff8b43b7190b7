"""The form of a question sheet: the words that are printed and looked for again, in one place.

A sheet goes through mail programs, word processors and hands. So what is looked for are plain words at the start of a
line, never marks alone: they outlive quoting, lost heading signs, other bullets, curly quotes and long dashes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from posture.model.control import Answer
from posture.report.wording import ANSWER_WORDS

Field = Literal["assessment", "by", "day", "reason", "answered-by", "note"]
"""What can be filled in: at the top `assessment`, `by` and `day`, under each question the others."""

LABELS: Final[Mapping[Field, str]] = MappingProxyType(
    {
        "assessment": "Assessment",
        "by": "Filled in by",
        "day": "Filled in on",
        "reason": "Why it doesn't apply",
        "answered-by": "Answered by",
        "note": "Note",
    }
)
TOP_FIELDS: Final[tuple[Field, ...]] = ("assessment", "by", "day")
QUESTION_FIELDS: Final[tuple[Field, ...]] = ("reason", "answered-by", "note")

END: Final = "End of the questions"
"""What comes after it belongs to no note."""

ROOM: Final = "_" * 30
"""Where somebody writes; with a pen too."""

_ROOM: Final = re.compile("_{10,}")
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'"})
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("\u00ad\u200b\ufeff\\*_`"))

_ANCHOR: Final = re.compile(
    r"(?P<quoted>[>\s]*)#*\s*Question \d{1,6} of \d{1,6}\s*:\s*(?P<id>\S{1,100})", re.IGNORECASE
)
_END: Final = re.compile(rf"[>\s]*#*\s*{END}", re.IGNORECASE)
_BOX: Final = re.compile(
    r"[>\s]*(?:[-+*•◦·–o]\s+)?(?:\\?\[(?P<mark>[^\[\]]{0,20}?)\\?\]|(?P<sign>[☐☑☒✓✔]))\s*"
    rf"(?:\*\*)?(?P<label>{'|'.join(ANSWER_WORDS.values())})(?!\w)(?:\*\*)?\s*:?(?P<words>.*)",
    re.IGNORECASE,
)
_FIELDS: Final = re.compile(
    rf"[>\s]*(?:[-+*•]\s+)?(?P<label>{'|'.join(LABELS.values())})\s*(?:\([^()]{{0,100}}\))?\s*:(?P<value>.*)",
    re.IGNORECASE,
)
_BY_LABEL: Final = {label.lower(): name for name, label in LABELS.items()}
_BY_WORD: Final = {word.lower(): answer for answer, word in ANSWER_WORDS.items()}

_TICKS: Final = frozenset({"x", "xx", "xxx", "✓", "✔", "✗", "✘", "☑", "☒", "√", "v", "y", "yes", "ok", "1", "•", "●"})
_NO_TICKS: Final = frozenset({"", "☐", "no", "n", "0"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """The line with which a question begins.

    Attributes:
        quoted: What stands before it where a mail program quoted the sheet, `> `.
        words: What else stands on the line.
    """

    control_id: str
    quoted: str
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """A line with a box.

    Attributes:
        ticked: None where it can't be told whether it is.
        words: What the line says after the name of the answer.
    """

    answer: Answer
    ticked: bool | None
    words: str


def anchor(number: int, count: int, control_id: str) -> str:
    """The line with which a question begins."""
    return f"### Question {number} of {count}: {control_id}"


def anchor_in(line: str) -> Anchor | None:
    """The beginning of a question, if a line is one."""
    found = _ANCHOR.match(line)
    if not found:
        return None
    control_id = found["id"].translate(_DASHES).lower().strip("[](){}<>.,;:'\"")
    return Anchor(control_id, found["quoted"], line[found.end() :].strip("#* \t"))


def ends(line: str) -> bool:
    """Whether a line ends the questions."""
    return _END.match(line) is not None


def box(answer: Answer, meaning: str) -> str:
    """A line with an empty box; `meaning` is Markdown."""
    words = f": {meaning}" if meaning else ""
    return f"- [ ] {ANSWER_WORDS[answer]}{words}"


def box_in(line: str) -> Box | None:
    """The box on a line, if it has one."""
    found = _BOX.match(line.translate(_QUOTES))
    if not found:
        return None
    mark = (found["sign"] or found["mark"] or "").strip(" \t\u00a0_.\\").lower()
    ticked = True if mark in _TICKS else (False if mark in _NO_TICKS else None)
    # A letter that only looks like one of ours, such as a dotless i, matches too and is none of our words.
    answer = _BY_WORD.get(found["label"].lower())
    return Box(answer, ticked, line[found.start("words") :].strip()) if answer else None


def room_for(field: Field, hint: str = "") -> str:
    """The line of a field, with room to write."""
    return f"{LABELS[field]}{f' ({hint})' if hint else ''}: {ROOM}"


def field_in(line: str) -> tuple[Field, str] | None:
    """The field that begins on a line, and what stands after its name."""
    found = _FIELDS.match(line.translate(_QUOTES))
    name = _BY_LABEL.get(found["label"].lower()) if found else None
    return (name, line[found.start("value") :]) if found and name else None


def written(text: str) -> str:
    """What somebody wrote into a field: without the room that was left, and without blanks around it."""
    return _ROOM.sub("", text).strip()


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same but for marks, blanks, line ends and capitals."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum()).casefold()
