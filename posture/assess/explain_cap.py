"""A cap taken apart: what makes it fire, what it takes away, and what lifts it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from posture.assess.caps import CapStatus, below_level, ceiling, lowest_ceiling
from posture.assess.evaluate import Evaluation
from posture.assess.outcome import Hold, Outcome, holds, if_answered
from posture.assess.scoring import ControlScore
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.model.policy import Cap, Grade, Policy


@dataclass(frozen=True, slots=True)
class CapControl:
    """A control that a cap looks at.

    Attributes:
        score: None where the assessment does not have the control.
        needed: The credit from which it no longer makes the cap fire, in per cent.
        below: It earns less than that as declared.
    """

    id: str
    score: ControlScore | None
    needed: int
    below: bool


@dataclass(frozen=True, slots=True)
class Lift:
    """Controls that would have to be raised to the cap's level for it to fire no more, and what that would show."""

    controls: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CapWorking:
    """What a cap does, and what would lift it.

    Attributes:
        ceiling: The highest posture that it allows; `better` is the grade that it keeps out of reach.
        point: What all firing caps together do as declared; `low` and `high` under the other readings.
        alone: Points that posture would gain if this cap did not exist and the others did (point reading).
        lifts: The ways to lift it, each enough by itself; none where it does not fire.
    """

    status: CapStatus
    ceiling: int
    better: Grade | None
    controls: tuple[CapControl, ...]
    low: Hold
    point: Hold
    high: Hold
    alone: Fraction
    lifts: tuple[Lift, ...]


def better_grade(grade: str, policy: Policy) -> Grade | None:
    """The next better grade; None for the best."""
    place = next(place for place, entry in enumerate(policy.grades) if entry.grade == grade)
    return policy.grades[place - 1] if place else None


def cap_working(library: Library, assessment: Assessment, evaluation: Evaluation, cap_id: str) -> CapWorking | None:
    """A cap of the policy taken apart; None where there is nothing to score.

    Raises:
        KeyError: There is no such cap.
    """
    policy, implementation = library.policy, evaluation.implementation
    status = {status.cap.id: status for status in evaluation.caps}[cap_id]
    if implementation is None or evaluation.posture is None:
        return None
    others = [other.cap for other in evaluation.caps if other.point and other.cap.id != cap_id]
    without = min(implementation.point, Fraction(lowest_ceiling(others, policy)))
    low, point, high = holds(evaluation, policy)
    return CapWorking(
        status=status,
        ceiling=ceiling(status.cap.max_grade, policy),
        better=better_grade(status.cap.max_grade, policy),
        controls=_cap_controls(status.cap, evaluation, library),
        low=low,
        point=point,
        high=high,
        alone=without - evaluation.posture.point,
        lifts=tuple(_lifts(status, library, assessment, evaluation.as_of)),
    )


def _cap_controls(cap: Cap, evaluation: Evaluation, library: Library) -> tuple[CapControl, ...]:
    scores, policy = {score.id: score for score in evaluation.controls}, library.policy
    found = []
    for name in cap.controls:
        control = library.control_by_id.get(name)
        score = scores.get(name)
        needed = policy.credits.scale(control.credit).of(cap.below) if control else 0
        below = score is not None and score.credit is not None
        if below and score is not None and score.credit is not None:
            below = below_level(cap, score.item.control, score.credit.point, policy)
        found.append(CapControl(name, score, needed, below))
    return tuple(found)


def _lifts(status: CapStatus, library: Library, assessment: Assessment, as_of: date) -> Iterable[Lift]:
    """Every way to lift a firing cap that raises no more than it has to."""
    if not status.point:
        return
    ways = [status.controls] if status.cap.any else [(name,) for name in status.controls]
    for names in ways:
        found = if_answered(library, assessment, as_of, dict.fromkeys(names, status.cap.below))
        if found is not None:
            yield Lift(names, found)
