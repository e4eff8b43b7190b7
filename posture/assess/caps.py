"""Caps: critical failures that hold the grade down, and the grade itself (`posture-score/1`, 2.5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posture.assess.credit import Credit
from posture.assess.scoring import ControlScore, Readings
from posture.model.control import Control
from posture.model.policy import Cap, Policy

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class CapStatus:
    """Whether a cap fires under each reading, and which controls make it fire as declared."""

    cap: Cap
    low: bool
    point: bool
    high: bool
    controls: tuple[str, ...]


def grade_of(posture: Number, policy: Policy) -> str:
    """The grade of an exact posture."""
    return next(grade.grade for grade in policy.grades if posture >= grade.start)


def ceiling(max_grade: str, policy: Policy) -> int:
    """The highest posture that still has this grade: one below the start of the next better grade; 100 for the best."""
    names = [grade.grade for grade in policy.grades]
    index = names.index(max_grade)
    return 100 if index == 0 else policy.grades[index - 1].start - 1


def below_level(cap: Cap, control: Control, earned: Number, policy: Policy) -> bool:
    """Whether a control earns less than the cap's level does on the control's own credit scale."""
    return earned < policy.credits.scale(control.credit).of(cap.below)


def fires(cap: Cap, credits: Mapping[str, tuple[Control, Number]], policy: Policy) -> bool:
    """Whether a cap fires for given credits of the applicable controls; never where none of its controls applies."""
    below = [below_level(cap, *credits[control_id], policy) for control_id in cap.controls if control_id in credits]
    return bool(below) and (any(below) if cap.any else all(below))


def cap_statuses(scores: Iterable[ControlScore], policy: Policy) -> tuple[CapStatus, ...]:
    """The status of every cap of the policy."""
    named = {control_id for cap in policy.caps for control_id in cap.controls}
    scored = {score.id: score for score in scores if score.id in named}
    return tuple(cap_status(cap, scored, policy) for cap in policy.caps)


def cap_status(cap: Cap, scores: Mapping[str, ControlScore], policy: Policy) -> CapStatus:
    """The status of one cap, from the scores of the controls that it names, by id."""
    named = [scores[name] for name in cap.controls if name in scores]
    applicable = [(score.item.control, score.credit) for score in named if score.credit is not None]

    def fired(pick: Callable[[Credit], int]) -> bool:
        return fires(cap, {control.id: (control, pick(credit)) for control, credit in applicable}, policy)

    return CapStatus(
        cap=cap,
        low=fired(lambda credit: credit.low),
        point=fired(lambda credit: credit.point),
        high=fired(lambda credit: credit.high),
        controls=tuple(control.id for control, credit in applicable if below_level(cap, control, credit.point, policy)),
    )


def lowest_ceiling(caps: Iterable[Cap], policy: Policy) -> int:
    """The ceiling that firing caps leave together, 100 where none fires."""
    return min((ceiling(cap.max_grade, policy) for cap in caps), default=100)


def posture(implementation: Readings, statuses: Sequence[CapStatus], policy: Policy) -> Readings:
    """Implementation after caps, under each reading."""

    def capped(value: Fraction, firing: Iterable[Cap]) -> Fraction:
        return min(value, Fraction(lowest_ceiling(firing, policy)))

    return Readings(
        low=capped(implementation.low, (status.cap for status in statuses if status.low)),
        point=capped(implementation.point, (status.cap for status in statuses if status.point)),
        high=capped(implementation.high, (status.cap for status in statuses if status.high)),
    )
