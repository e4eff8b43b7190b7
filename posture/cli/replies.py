"""What may be typed at a question of the plain interview, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from posture.model.control import Answer
from posture.report.wording import ANSWER_WORDS
from posture.toml.problems import nearest_name

_COMMANDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "note": ("n", "write a note; n with the words behind it on one line does too"),
        "why": ("why", "why this is asked"),
        "check": ("check", "how to find out"),
        "skip": ("s", "leave this question open and go on"),
        "back": ("b", "the question before"),
        "undo": ("u", "take the last change back"),
        "flag": ("f", "flag this question to come back to, or take the flag away"),
        "help": ("?", "this list"),
        "quit": ("q", "stop; everything is kept, and the next time goes on from here"),
    }
)
"""Commands by name: the short form that is shown, and what each does."""

_SHORT: Final = {"n": "note", "s": "skip", "b": "back", "u": "undo", "f": "flag", "?": "help", "h": "help", "q": "quit"}
_WORDS: Final = {
    **{str(number): answer for number, answer in enumerate(Answer, 1)},
    **{answer.value: answer for answer in Answer},
    **{word.lower(): answer for answer, word in ANSWER_WORDS.items()},
    **{word.lower().replace("'", ""): answer for answer, word in ANSWER_WORDS.items()},
    "n/a": Answer.NA,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What was typed: an answer or a command, and the words after it. Neither where it means nothing.

    Attributes:
        hint: The nearest word that would mean something; empty where none is near.
    """

    answer: Answer | None = None
    command: str = ""
    words: str = ""
    hint: str = ""


def reply(line: str) -> Reply:
    """What a line means.

    Words may follow a note and a "doesn't apply"; elsewhere they would be lost, so they make the line mean nothing.
    """
    said = " ".join(line.replace("’", "'").split())
    whole = said.lower().rstrip(".!")
    if whole in _WORDS:
        return Reply(_WORDS[whole])
    command = _SHORT.get(said.lower(), whole)
    if command in _COMMANDS:
        return Reply(command=command)
    first, _, rest = line.strip().partition(" ")
    if first.lower() in ("n", "note"):
        return Reply(command="note", words=rest.strip())
    if _WORDS.get(first.lower()) is Answer.NA:
        return Reply(Answer.NA, words=rest.strip())
    near = nearest_name(whole[:40], [*_WORDS, *_COMMANDS]) if whole else None
    return Reply(hint=near or "")


def help_lines() -> tuple[str, ...]:
    """What may be typed, one line each."""
    answers = [f"{number} or {answer.value}: {ANSWER_WORDS[answer]}" for number, answer in enumerate(Answer, 1)]
    commands = [f"{short}: {does}" for short, does in _COMMANDS.values()]
    return (*answers, *commands)
