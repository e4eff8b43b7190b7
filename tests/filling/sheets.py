"""Sheets for tests: a library with any texts, its sheet, and somebody who fills it in with an editor."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from posture.assess.walk import Group
from posture.filling.proposals import Proposals, propose
from posture.filling.reading import FilledSheet, read_sheet
from posture.model.assessment import Assessment
from posture.model.clinic import Role
from posture.model.control import Answer
from posture.model.library import Library
from posture.report.sheet import open_groups, sheet
from tests.core.packs import assessment, checklist, control, library

TODAY = date(2026, 11, 23)
ROOM = "_" * 30

WORDS = {
    Answer.IMPLEMENTED: "In place",
    Answer.MOSTLY: "Mostly",
    Answer.PARTLY: "Partly",
    Answer.NOT: "Not in place",
    Answer.UNKNOWN: "Don't know",
    Answer.NA: "Doesn't apply",
}
"""What is printed beside each box, as people know the answers."""


@dataclass(frozen=True)
class Filled:
    """What somebody puts into one question."""

    answer: Answer | None = None
    note: str = ""
    reason: str = ""
    by: str = ""


Say = Callable[[str, str], str]


def as_it_is(_field: str, text: str) -> str:
    return text


def house(ids: Iterable[str], say: Say = as_it_is, **changes: Mapping[str, object]) -> Library:
    """A library of one checklist whose controls the IT provider answers; `changes` are keys of single controls."""
    controls = [
        control(
            name,
            **{
                "title": say("title", f"Title of {name}"),
                "question": say("question", f"Is {name} in place?"),
                "why": say("why", f"Because {name} matters. It does."),
                "ask": "it",
                "answers": {level: say(level, f"{level} here") for level in ("implemented", "mostly", "partly", "not")},
                **changes.get(name.replace("-", "_"), {}),
            },
        )
        for name in ids
    ]
    made = checklist("main", controls).model_copy(update={"title": say("checklist", "Main")})
    return library([made], roles=(Role(id="it", title=say("role", "IT provider")),))


def visit(responses: Mapping[str, object] | None = None, **changes: object) -> Assessment:
    return assessment(["main"], responses, **{"assessor": "An assessor", **changes})


def only_group(content: Library, answered: Assessment) -> Group:
    (group,) = open_groups(content, answered)
    return group


def blank(content: Library, answered: Assessment) -> str:
    return sheet(only_group(content, answered), answered, TODAY)


def fill_in(text: str, filled: Mapping[str, Filled], by: str = "", day: str = "") -> str:
    """The sheet with an x in boxes and words where there is room, as somebody does it in an editor."""
    top, *blocks = text.split("\n### Question ")
    top = top.replace(f"Filled in by (your name): {ROOM}", f"Filled in by (your name): {by or ROOM}")
    top = top.replace(f"Filled in on (such as 2026-11-23): {ROOM}", f"Filled in on (such as 2026-11-23): {day or ROOM}")
    done = [top]
    for block in blocks:
        name = block.split("\n")[0].split(": ")[1]
        done.append(_filled(block, filled.get(name, Filled())))
    return "\n### Question ".join(done)


def _filled(block: str, said: Filled) -> str:
    lines = block.split("\n")
    for number, line in enumerate(lines):
        word = line.removeprefix("- [ ] ").split(":")[0]
        if said.answer is not None and line.startswith("- [ ] ") and word == WORDS[said.answer]:
            lines[number] = line.replace("[ ]", "[x]", 1)
        for label, value in (
            ("Why it doesn't apply:", said.reason),
            ("Answered by (if not the name above):", said.by),
            ("Note:", said.note),
        ):
            if line == f"{label} {ROOM}" and value:
                lines[number] = f"{label} {value}"
    return "\n".join(lines)


def read(text: str) -> FilledSheet:
    return read_sheet(text, "sheet.md")


def compare(text: str, content: Library, answered: Assessment) -> Proposals:
    return propose(read(text), content, answered, TODAY)


def told(proposals: Proposals) -> list[str]:
    """Every problem as a user sees it."""
    return [str(problem) for problem in proposals.problems]
