"""The standards that the built-in checklists keep, and that `posture check --strict` holds any others to."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Final

from posture.assess.credit import risk_level, weight
from posture.content.library import Assembled
from posture.content.loader import Loaded
from posture.content.readability import grade
from posture.content.references import placed_actions
from posture.model.checklist import Checklist
from posture.model.control import Answer, Control, Level
from posture.toml.positions import Path
from posture.toml.problems import Problem
from posture.toml.reading import TomlFile

MAIN: Final = ("email-filtering", "endpoint-protection", "reporting-protocols", "training")
"""The checklists that posture is made for."""

LEAST_SHARE: Final = Fraction(9)
"""Per cent of the weight that each main checklist has at least, among the checklists that it comes with."""

LONGEST: Final = {"title": 60, "question": 200, "why": 500}
"""Characters of a control's texts."""

LONGEST_LEVEL: Final = 110
"""Characters of a level text: it must fit beside its answer."""

LONGEST_ACTION_TITLE: Final = 70
TOP_SHARE: Final = 3
"""At most one in so many controls is in the top weight class."""

HARDEST: Final = {"question": 14, "why": 10, "answers": 9}
"""Reading grade from which a control's texts are told. A question of one sentence and twenty words has 12 already."""

STALE_DAYS: Final = 540
"""Age of `last_verified` from which a control should be looked at again."""

_LEVELS: Final = (Answer.IMPLEMENTED, Answer.MOSTLY, Answer.PARTLY, Answer.NOT)


def lint(assembled: Assembled, as_of: date) -> tuple[Problem, ...]:
    """Everything that is valid but not up to the standards, with file and line."""
    problems: list[Problem] = []
    closed = _closed_shares(assembled)
    for loaded in assembled.checklists:
        problems += _checklist_problems(loaded)
        for index, control in enumerate(loaded.value.controls):
            problems += _control_problems(loaded.file, ("controls", index), control, as_of)
            if closed.get(control.id, 0) < 100:
                problems.append(
                    loaded.file.problem(
                        ("controls", index),
                        f"its actions close {closed.get(control.id, 0)} per cent of the gap",
                        "actions must lead to 100",
                    )
                )
    problems += _action_problems(assembled)
    problems += _override_problems(assembled)
    problems += _weight_problems(assembled)
    problems += _share_problems(assembled)
    problems += _framework_problems(assembled)
    return tuple(problems)


def _closed_shares(assembled: Assembled) -> dict[str, int]:
    plain: dict[str, int] = {}
    groups: dict[tuple[str, str], int] = {}
    for action, _, _ in placed_actions(assembled.folders):
        for closes in action.closes:
            if action.alternative is None:
                plain[closes.control] = plain.get(closes.control, 0) + closes.share
            else:
                key = (closes.control, action.alternative)
                groups[key] = max(groups.get(key, 0), closes.share)
    for (control, _), share in groups.items():
        plain[control] = plain.get(control, 0) + share
    return plain


def _checklist_problems(loaded: Loaded[Checklist]) -> Iterator[Problem]:
    file, checklist = loaded.file, loaded.value
    for name in ("version", "summary"):
        if not getattr(checklist, name):
            yield file.problem((), f"the key {name!r} is missing")
    if not checklist.controls:
        yield file.problem((), "has no controls")


def _control_problems(file: TomlFile, here: Path, control: Control, as_of: date) -> Iterator[Problem]:
    for name, most in LONGEST.items():
        length = len(getattr(control, name))
        if length > most:
            yield file.problem((*here, name), f"has {length} characters, at most {most} can be read at a glance")
    for name in ("section", "why", "ask", "minutes", "sources", "threats", "checks", "last_verified"):
        if not getattr(control, name):
            yield file.problem(here, f"the key {name!r} is missing or empty")
    for level in _LEVELS:
        text = control.answers.of(level)
        if not text:
            yield file.problem((*here, "answers"), f"the text for {level.value!r} is missing")
        elif len(text) > LONGEST_LEVEL:
            path = (*here, "answers", level.value)
            yield file.problem(path, f"has {len(text)} characters, at most {LONGEST_LEVEL} fit beside the answer")
    for number, check in enumerate(control.checks):
        if not check.proof:
            yield file.problem((*here, "checks", number), "says no proof to keep")
    yield from _hard_texts(file, here, control)
    if control.last_verified is not None:
        age = (as_of - control.last_verified).days
        if age > STALE_DAYS:
            path = (*here, "last_verified")
            yield file.problem(path, f"was verified {age} days ago", "look at it again", warning=True)


def _hard_texts(file: TomlFile, here: Path, control: Control) -> Iterator[Problem]:
    texts = {
        "question": [control.question],
        "why": [control.why],
        "answers": [control.answers.of(level) for level in _LEVELS],
    }
    for name, most in HARDEST.items():
        found = grade(texts[name])
        if found is not None and found > most:
            message = f"asks for a reading grade of {ceil(found)}, at most {most} suits a busy clinic"
            yield file.problem((*here, name), message, "shorter sentences, plainer words", warning=True)


def _action_problems(assembled: Assembled) -> Iterator[Problem]:
    for action, file, here in placed_actions(assembled.folders):
        if len(action.title) > LONGEST_ACTION_TITLE:
            yield file.problem(
                (*here, "title"), f"has {len(action.title)} characters, at most {LONGEST_ACTION_TITLE} fit a row"
            )
        for name in ("role", "steps", "proof"):
            if not getattr(action, name):
                yield file.problem(here, f"the key {name!r} is missing or empty")


def _override_problems(assembled: Assembled) -> Iterator[Problem]:
    for loaded in (folder.overrides for folder in assembled.folders if folder.overrides):
        for index, override in enumerate(loaded.value.overrides):
            for name, most in LONGEST.items():
                length = len(getattr(override, name) or "")
                if length > most:
                    path = ("overrides", index, name)
                    yield loaded.file.problem(path, f"has {length} characters, at most {most} can be read at a glance")


def _weight_problems(assembled: Assembled) -> Iterator[Problem]:
    controls = [(loaded, control) for loaded in assembled.checklists for control in loaded.value.controls]
    top = [(loaded, control) for loaded, control in controls if risk_level(control) is Level.VERY_HIGH]
    if len(top) * TOP_SHARE > len(controls):
        loaded, _ = top[0]
        yield loaded.file.problem(
            (), f"{len(top)} of {len(controls)} controls are in the top weight class, at most a third may be"
        )


def _share_problems(assembled: Assembled) -> Iterator[Problem]:
    """Main checklists that count too little among the checklists that they come with."""
    if assembled.library is None:
        return
    policy = assembled.library.policy
    for folder in assembled.folders:
        weights = {
            loaded.value.id: sum(weight(control, policy) for control in loaded.value.controls)
            for loaded in folder.checklists
        }
        if not weights.keys() >= set(MAIN):
            continue
        for loaded in folder.checklists:
            share = Fraction(100 * weights[loaded.value.id], sum(weights.values()))
            if loaded.value.id in MAIN and share < LEAST_SHARE:
                message = (
                    f"has {floor(share * 10) / 10} per cent of the weight, a main checklist at least {LEAST_SHARE}"
                )
                yield loaded.file.problem((), message)


def _framework_problems(assembled: Assembled) -> Iterator[Problem]:
    for folder in assembled.folders:
        for loaded in folder.frameworks:
            for index, requirement in enumerate(loaded.value.requirements):
                if not requirement.maps and not requirement.outside:
                    yield loaded.file.problem(
                        ("requirements", index), "is neither mapped to a control nor `outside` with a reason"
                    )
