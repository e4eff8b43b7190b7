"""The three things to do first: what they are, what they cost, and what they change for patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from posture.assess.evaluate import Evaluation
from posture.plan.plan import Step
from posture.plan.projection import Projected, ProjectedThreat, after_all
from posture.plan.roadmap import closure
from posture.plan.value import Valued
from posture.report import wording
from posture.report.material import ReportInput
from posture.report.todo import done_by, urgency

_THREATS_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the three things.

    Attributes:
        first: What it needs first and is not named above it, each with its cost.
        hours: Of the action and of what it needs first; `dollars` likewise.
        gain: Points that it brings in place.
        before: Posture before it; `after` when it and what it needs are done.
        why: The author's words on the heaviest gap that it closes, as light Markdown; empty where said above.
        readiness: How the threats that it helps most against change.
    """

    number: int
    title: str
    role: str
    status: str
    owner: str
    due: str
    first: tuple[str, ...]
    hours: str
    dollars: str
    done_by: str
    gain: str
    before: str
    after: str
    urgency: tuple[str, ...]
    why: str
    readiness: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThreeThings:
    """The three things, or fewer, and what they cost together."""

    things: tuple[Thing, ...]
    hours: str
    dollars: str


@dataclass(frozen=True, slots=True)
class _Point:
    """Where the clinic is before or after a thing."""

    now: Projected
    threats: Mapping[str, ProjectedThreat]


def three_things(material: ReportInput) -> ThreeThings:
    """Put the first three actions that are worth something into words, each with what it needs."""
    plan, evaluation = material.plan, material.evaluation
    if evaluation.implementation is None:
        return ThreeThings((), wording.hours(0), wording.dollars(0))
    steps = {step.id: step for step in plan.roadmap}
    valued = {name: step.valued for name, step in steps.items()}
    said: set[str] = set()
    reasons: set[str] = set()
    things = []
    before = _after(said, valued, material)
    for number, name in enumerate(plan.three_things, start=1):
        bundle = closure([name], valued) - said
        said |= bundle
        after = _after(said, valued, material)
        why = _why(material, valued[name], reasons)
        reasons.add(why)
        things.append(_thing(material, number, [steps[each] for each in steps if each in bundle], before, after, why))
        before = after
    chosen = [valued[name] for name in said]
    return ThreeThings(
        things=tuple(things),
        hours=wording.hours(sum((one.hours for one in chosen), Fraction(0))),
        dollars=wording.dollars(sum((one.dollars for one in chosen), Fraction(0))),
    )


def _after(names: set[str], valued: Mapping[str, Valued], material: ReportInput) -> _Point:
    return _Point(
        *after_all([valued[name] for name in valued if name in names], material.evaluation, material.library.policy)
    )


def _thing(material: ReportInput, number: int, bundle: list[Step], before: _Point, after: _Point, why: str) -> Thing:
    """A thing from its bundle of steps in the order of the plan: the last is the thing itself."""
    *needs, step = bundle
    provisional = material.evaluation.provisional
    state = material.assessment.action_state(step.id)
    return Thing(
        number=number,
        title=step.valued.action.title,
        role=material.library.role_title(step.valued.action.role),
        status=wording.ACTION_STATUS_WORDS[step.valued.status],
        owner=state.owner,
        due=wording.day(state.due) if state.due else "",
        first=tuple(
            f"{need.valued.action.title} ({wording.hours(need.valued.hours)}, {wording.dollars(need.valued.dollars)})"
            for need in needs
        ),
        hours=wording.hours(sum((one.valued.hours for one in bundle), Fraction(0))),
        dollars=wording.dollars(sum((one.valued.dollars for one in bundle), Fraction(0))),
        done_by=done_by(material.plan.start, step.slot.finish),
        gain=wording.points(after.now.implementation - before.now.implementation),
        before=wording.posture_words(before.now.posture, before.now.grade, provisional=provisional),
        after=wording.posture_words(after.now.posture, after.now.grade, provisional=provisional),
        urgency=tuple(urgency(material, step.valued)),
        why=why,
        readiness=tuple(_readiness(material.evaluation, before, after)),
    )


def _why(material: ReportInput, valued: Valued, said: set[str]) -> str:
    """Why the heaviest of its gaps matters, in the checklist's words; never the same twice."""
    heaviest_first = sorted(valued.closings, key=lambda closing: -closing.gain)
    reasons = (material.library.control_by_id[closing.control_id].why for closing in heaviest_first)
    return next((why for why in reasons if why.strip() and why not in said), "")


def _readiness(evaluation: Evaluation, before: _Point, after: _Point) -> list[str]:
    rises = []
    for threat in evaluation.threats:
        old, new = before.threats[threat.scenario.id].score, after.threats[threat.scenario.id].score
        if old is not None and new is not None and new > old:
            words = f"{threat.scenario.title} {wording.one_decimal(old)} → {wording.one_decimal(new)}"
            rises.append((old - new, words))
    return [words for _, words in sorted(rises, key=lambda rise: rise[0])[:_THREATS_NAMED]]
