"""Statements of one assessment that can't well be true together, found from the model's own data.

No table names pairs of controls here. What decides are the conditions under which a control applies, what each action
closes, and what each action needs first; so an author's own checklists are covered as well as the built-in ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from posture.assess.applicability import Item, holds
from posture.model.action import Action
from posture.model.assessment import Assessment
from posture.model.control import Answer, Condition, FactValue
from posture.model.library import Library

EARNING: Final = (Answer.IMPLEMENTED, Answer.MOSTLY, Answer.PARTLY)
"""Answers that say that something is in place, in whole or in part."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A control or an action whose statement another one speaks against, and how that is said."""

    id: str
    message: str


def contradicting_answers(library: Library, assessment: Assessment, items: Iterable[Item]) -> Iterator[Contradiction]:
    """Answers that a fact about the clinic, or another answer, speaks against.

    - "Doesn't apply", while the facts that decide on it are set and say exactly what it asks for (`is`). Wider
      conditions ("one of", "at least") leave room for other reasons and do not count.
    - In place or partly so, while a fact says that it does not apply.
    - In place, while something that every way to it builds on is not in place at all: each action that closes the one
      needs an action first that closes the other fully.
    """
    items = tuple(items)
    facts = assessment.facts
    bases = _bases(library)
    answers = {item.control.id: item.answer for item in items if item.applies}
    for item in items:
        name, conditions = item.control.id, item.control.applies_when
        if item.excluded == "answer" and conditions and all(_is_said(condition, facts) for condition in conditions):
            said = _said_by(conditions, library)
            yield Contradiction(name, f"The answer is that it does not apply, but {said} that it does. Check both.")
        elif item.excluded == "fact" and item.answer in EARNING:
            said = _said_by((condition for condition in conditions if not holds(condition, facts)), library)
            yield Contradiction(
                name,
                f"The answer is that it is in place or partly so, but {said} that it does not apply. Check both.",
            )
        elif item.applies and item.answer is Answer.IMPLEMENTED:
            missing = [base for base in bases.get(name, ()) if answers.get(base) is Answer.NOT]
            if missing:
                yield Contradiction(
                    name,
                    f"It is in place, but what it builds on is answered as not in place: {', '.join(missing)}. "
                    "Check both.",
                )


def _is_said(condition: Condition, facts: Mapping[str, FactValue]) -> bool:
    return condition.equals is not None and condition.fact in facts and holds(condition, facts)


def _said_by(conditions: Iterable[Condition], library: Library) -> str:
    names = dict.fromkeys(condition.fact for condition in conditions)
    titles = [f"“{library.fact_by_id[name].title if name in library.fact_by_id else name}”" for name in names]
    return f"the fact {titles[0]} says" if len(titles) == 1 else f"the facts {' and '.join(titles)} say"


def _bases(library: Library) -> dict[str, tuple[str, ...]]:
    """By control, the controls that every action for it builds on, in the order of the checklists."""
    actions = library.action_by_id
    found: dict[str, set[str]] = {}
    for action in actions.values():
        first = (actions[name] for name in _needs(action, actions))
        fully = {closes.control for needed in first for closes in needed.closes if closes.share == 100}
        for closes in action.closes:
            found[closes.control] = found.get(closes.control, fully) & fully
    return {
        control: tuple(name for name in library.control_by_id if name in bases and name != control)
        for control, bases in found.items()
    }


def _needs(action: Action, actions: Mapping[str, Action]) -> set[str]:
    """Ids of all actions that must be done before this one."""
    found: set[str] = set()
    waiting = list(action.requires)
    while waiting:
        name = waiting.pop()
        if name in actions and name not in found:
            found.add(name)
            waiting.extend(actions[name].requires)
    return found


def done_without_effect(actions: Iterable[Action], items: Iterable[Item]) -> Iterator[Contradiction]:
    """Of done actions, those of which no answer shows anything.

    An assessment does not keep the day on which an action was done, so the dates of the answers can't tell. A control
    does not show the work while it is answered as not in place or unknown; nor, where the done actions together close
    it fully, while it is not in place. An action is named when that holds for every applicable control that it closes.
    """
    answers = {item.control.id: item.answer for item in items if item.applies}
    actions = tuple(actions)
    closed = _closed_shares(actions)
    for action in actions:
        controls = [closes.control for closes in action.closes if closes.control in answers]
        behind = [
            name
            for name in controls
            if answers[name] in (Answer.NOT, Answer.UNKNOWN)
            or (answers[name] is not Answer.IMPLEMENTED and closed[name] >= 100)
        ]
        if behind and behind == controls:
            yield Contradiction(
                action.id,
                f"It is marked as done, but the answers do not show it yet: {', '.join(behind)}. "
                "Answer again, or set the action back.",
            )


def _closed_shares(actions: Iterable[Action]) -> dict[str, int]:
    """By control, how much of its gap these actions close together, in per cent; of alternatives the most counts."""
    best: dict[tuple[str, str, bool], int] = {}
    for action in actions:
        group = action.alternative
        for closes in action.closes:
            key = (closes.control, group or action.id, group is not None)
            best[key] = max(best.get(key, 0), closes.share)
    shares: dict[str, int] = {}
    for (control, _, _), share in best.items():
        shares[control] = shares.get(control, 0) + share
    return shares
