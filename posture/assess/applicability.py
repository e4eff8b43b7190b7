"""Which controls count for a clinic: the one place that pairs controls with responses.

Scores, findings, plans, sheets and reports all walk the pairs made here, so numerator and denominator can't differ.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from posture.errors import PostureError
from posture.model.assessment import Assessment, Response
from posture.model.checklist import Checklist
from posture.model.control import Answer, Condition, Control, FactValue
from posture.model.library import Library

WhyNot = Literal["fact", "answer"]


@dataclass(frozen=True, slots=True)
class Item:
    """A control of the assessment with its response.

    Attributes:
        answer: As it counts: `unknown` where nothing was answered, and for a `na` that has no reason or is not allowed.
        excluded: Why the control does not apply: by a fact, or by a `na` answer. None where it applies.
    """

    control: Control
    checklist: Checklist
    response: Response
    answer: Answer
    excluded: WhyNot | None

    @property
    def applies(self) -> bool:
        """True when the control counts."""
        return self.excluded is None

    @property
    def answered(self) -> bool:
        """True when somebody answered, `don't know` included."""
        return self.response.answer is not None


def holds(condition: Condition, facts: Mapping[str, FactValue]) -> bool:
    """Whether a condition holds; an unset fact fulfils every condition, so that nothing is hidden by silence."""
    if condition.fact not in facts:
        return True
    value = facts[condition.fact]
    several = value if isinstance(value, tuple) else (value,)
    if condition.has is not None:
        return condition.has in several
    if condition.at_least is not None:
        return isinstance(value, int) and not isinstance(value, bool) and value >= condition.at_least
    if condition.among is not None:
        return any(_same(one, other) for one in several for other in condition.among)
    return isinstance(condition.equals, bool | int | str) and any(_same(one, condition.equals) for one in several)


def _same(one: bool | int | str, other: bool | int | str) -> bool:
    # In Python True == 1; in a questionnaire they are different answers.
    return type(one) is type(other) and one == other


def all_hold(conditions: Iterable[Condition], facts: Mapping[str, FactValue]) -> bool:
    """Whether every condition holds."""
    return all(holds(condition, facts) for condition in conditions)


def na_is_refused(control: Control, response: Response) -> bool:
    """Whether a `na` answer does not count: no reason was given, or the control applies to every clinic."""
    return response.answer is Answer.NA and (not control.na_allowed or not response.reason.strip())


def chosen_checklists(library: Library, assessment: Assessment) -> tuple[Checklist, ...]:
    """The checklists that the assessment names, in the library's order.

    Raises:
        PostureError: A checklist is named that the library does not have; an empty score would be a lie.
    """
    missing = [ref.id for ref in assessment.checklists if ref.id not in library.checklist_by_id]
    if missing:
        raise PostureError(
            f"This assessment uses a checklist that is not loaded: {', '.join(missing)}",
            f"Loaded are: {', '.join(sorted(library.checklist_by_id)) or 'none'}",
            "Name the folder that holds it with --checklists, and mend its file if `posture check` finds problems.",
        )
    named = {ref.id for ref in assessment.checklists}
    return tuple(checklist for checklist in library.checklists if checklist.id in named)


def items(library: Library, assessment: Assessment) -> tuple[Item, ...]:
    """Every control of the assessment's checklists with its response, in the order in which they are walked.

    Raises:
        PostureError: As `chosen_checklists`.
    """
    return tuple(_items(chosen_checklists(library, assessment), assessment))


def _items(checklists: Iterable[Checklist], assessment: Assessment) -> Iterator[Item]:
    for checklist in checklists:
        for control in checklist.controls:
            yield item_of(control, checklist, assessment)


def item_of(control: Control, checklist: Checklist, assessment: Assessment) -> Item:
    """A control of one of the assessment's checklists, with its response."""
    response = assessment.response(control.id)
    answer = response.answer or Answer.UNKNOWN
    excluded: WhyNot | None = None
    if control.applies_when and not all_hold(control.applies_when, assessment.facts):
        excluded = "fact"
    elif answer is Answer.NA:
        if na_is_refused(control, response):
            answer = Answer.UNKNOWN
        else:
            excluded = "answer"
    return Item(control, checklist, response, answer, excluded)
