"""The signs of the product, all one cell wide, and what stands for them where a terminal has only ASCII."""

import locale
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from posture.model.control import Answer
from posture.report.wording import ANSWER_GLYPHS, FLAG_GLYPH, UNANSWERED_GLYPH

ASCII_VARIABLE: Final = "POSTURE_ASCII"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs."""

    answers: Mapping[Answer, str]
    unanswered: str = UNANSWERED_GLYPH
    flagged: str = FLAG_GLYPH
    cap: str = "▲"
    possible_cap: str = "△"
    weakest: str = "▾"
    cursor: str = "▌"
    recorded: str = "✓"
    todo: str = "□"
    doing: str = "▣"
    done: str = "■"
    arrow: str = "→"
    ellipsis: str = "…"
    dash: str = "–"
    dot: str = "·"
    rule: str = "─"
    active: str = "━"
    tick: str = "│"
    step_up: str = "╭"
    step_end: str = "╯"
    corner: str = "└"
    dotted: str = "┄"
    point: str = "●"
    stairs: tuple[str, str, str, str] = ("▆", "▄", "▂", "▁")
    trend: str = "▁▂▃▄▅▆▇█"
    border: str = "round"


UNICODE: Final = Glyphs(answers=ANSWER_GLYPHS)

ASCII: Final = Glyphs(
    answers={
        Answer.IMPLEMENTED: "*",
        Answer.MOSTLY: "+",
        Answer.PARTLY: "~",
        Answer.NOT: "x",
        Answer.UNKNOWN: "?",
        Answer.NA: "-",
    },
    unanswered="o",
    flagged="@",
    cap="!",
    possible_cap="^",
    weakest="<",
    cursor=">",
    recorded="=",
    todo=".",
    doing="~",
    done="x",
    arrow="->",
    ellipsis="~",
    dash="-",
    dot="-",
    rule="-",
    active="=",
    tick="|",
    step_up="+",
    step_end="+",
    corner="+",
    dotted=".",
    point="@",
    stairs=("#", "=", "-", "."),
    trend="12345678",
    border="ascii",
)

_ROLES: Final = {
    Answer.IMPLEMENTED: "accent",
    Answer.MOSTLY: "accent",
    Answer.PARTLY: "sand",
    Answer.NOT: "coral",
    Answer.UNKNOWN: "sand",
    Answer.NA: "faint",
}


def chosen() -> Glyphs:
    """The set that this terminal can show."""
    if os.environ.get(ASCII_VARIABLE):
        return ASCII
    encoding = (getattr(sys.__stdout__, "encoding", None) or locale.getpreferredencoding(False)).lower()
    return UNICODE if "utf" in encoding else ASCII


def answer_role(answer: Answer | None) -> str:
    """The colour of an answer's sign."""
    return "faint" if answer is None else _ROLES[answer]


def answer_glyph(glyphs: Glyphs, answer: Answer | None) -> str:
    """The sign of an answer; of an unanswered control for None."""
    return glyphs.unanswered if answer is None else glyphs.answers[answer]
