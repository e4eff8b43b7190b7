"""Question sheets: what nobody could answer, for the person who can, to fill in with any editor or with a pen."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import count as count_from
from typing import Final

from posture.assess.applicability import Item
from posture.assess.walk import ANYBODY, Group, walk
from posture.model.assessment import Assessment
from posture.model.control import Answer
from posture.model.library import Library
from posture.report.escape import Markdown, markdown
from posture.report.material import ReportInput
from posture.report.sheet_form import END, anchor, box, room_for
from posture.report.wording import count, day

FILE_PREFIX: Final = "question-sheet-"
"""With this the name of every sheet's file begins."""

LONGEST_WHY: Final = 220
"""Characters after which no further sentence of a reason is printed."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(])")
# Viewers may make a link of `example.org`; with a backslash in it, it reads badly in the mail that a sheet is.
_DOT: Final = re.compile(r"(?<=\w)(?<![wW]{3})\\\.(?=[^\W\d_]{2,})")

_LEVELS: Final = (Answer.IMPLEMENTED, Answer.MOSTLY, Answer.PARTLY, Answer.NOT)


def open_groups(library: Library, assessment: Assessment) -> tuple[Group, ...]:
    """What is to be asked: every question that applies and has no answer that counts, by who can answer it."""
    groups = (
        Group(
            group.id, group.title, tuple(item for item in group.items if item.applies and item.answer is Answer.UNKNOWN)
        )
        for group in walk(library, assessment, "person")
    )
    return tuple(group for group in groups if group.items)


def file_name(group_id: str) -> str:
    """The file of a group's sheet."""
    return f"{FILE_PREFIX}{group_id}.md"


def render(material: ReportInput) -> dict[str, bytes]:
    """One sheet for each role that has questions left."""
    library, assessment = material.library, material.assessment
    return {
        file_name(group.id): sheet(group, assessment, material.evaluation.as_of).encode()
        for group in open_groups(library, assessment)
    }


def sheet(group: Group, assessment: Assessment, today: date) -> str:
    """The sheet with the questions of a group, as Markdown."""
    lines = [*_top(group, assessment, today)]
    for number, item in zip(count_from(1), group.items, strict=False):
        lines += ["", anchor(number, len(group.items), item.control.id), "", *_question(item)]
    return "\n".join([*lines, "", f"### {END}", "", "Thank you. Please send this file back as it is.", ""])


def _top(group: Group, assessment: Assessment, today: date) -> Iterator[str]:
    clinic = _text(assessment.clinic)
    who = "whoever knows" if group.id == ANYBODY else f"the {_text(group.title)}"
    asked_by = f"{_text(assessment.assessor)} asks, on" if assessment.assessor.strip() else "Asked on"
    left = "One question is" if len(group.items) == 1 else f"{len(group.items)} questions are"
    looking = f" (about {count(group.minutes, 'minute')} if all of it must be looked up)" if group.minutes else ""
    # No line begins with a name: whatever a clinic is called, it is never taken for a field.
    yield f"# Questions for {who}: {clinic}"
    yield ""
    yield (
        f"The people at {clinic} want to know how well their mail, their computers and their patients' records are "
        f"protected. {left} still open{looking}, and you are the one who probably knows, or knows where to look. "
        f"{asked_by} {day(today)}."
    )
    yield ""
    # Plain quotation marks: a word processor that saves in an old encoding spoils nothing then.
    yield "How to fill it in:"
    yield ""
    yield "1. Put an x between the brackets of the one answer that fits best today: `[x]`. On paper, tick it."
    yield '2. "Don\'t know" is a good answer. Nobody is blamed for a gap; only a wrong answer does harm.'
    yield '3. Write whatever helps after "Note:", on as many lines as you like. No passwords, and no patients\' names.'
    yield '4. Leave the lines that begin with "Question" as they are: they say which question it is.'
    yield "5. Skip what is not yours. Save the file as plain text and send it back, also when only a part is done."
    yield ""
    yield f"Assessment: {assessment.id}"
    yield ""
    yield room_for("by", "your name")
    yield ""
    yield room_for("day", f"such as {today.isoformat()}")


def _question(item: Item) -> Iterator[str]:
    yield f"**{_text(item.control.question)}**"
    yield ""
    yield _about(item)
    yield ""
    for answer in _LEVELS:
        yield box(answer, _text(item.control.answers.of(answer)))
    yield box(Answer.UNKNOWN, "")
    if item.control.na_allowed:
        yield box(Answer.NA, "say why below")
        yield ""
        yield room_for("reason")
    yield ""
    yield room_for("answered-by", "if not the name above")
    yield ""
    yield room_for("note")


def _about(item: Item) -> str:
    subject = f"Subject: {_text(item.checklist.title)}."
    why = short_why(item.control.why)
    return f"{subject} Why we ask: {_text(why)}" if why else subject


def short_why(why: str) -> str:
    """The first sentences of a reason, at least one."""
    first, *others = _SENTENCE_END.split(" ".join(why.split()))
    for sentence in others:
        if len(first) + len(sentence) >= LONGEST_WHY:
            break
        first = f"{first} {sentence}"
    return first


def printed_head(item: Item) -> str:
    """What stands between the beginning of a question and its boxes."""
    return f"{_text(item.control.question)} {_about(item)}"


def printed_meaning(item: Item, answer: Answer) -> str:
    """What stands after the name of an answer."""
    return "say why below" if answer is Answer.NA else _text(item.control.answers.of(answer))


def _text(text: str) -> Markdown:
    return Markdown(_DOT.sub(".", markdown(text)))
