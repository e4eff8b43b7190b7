"""What a score is made of: posture, a control or a cap taken apart into answers, weights and rules.

Exact values only; `report.explanation` puts them into sentences. Threats are taken apart in `explain_threat`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from posture.assess.applicability import Item
from posture.assess.caps import CapStatus, below_level, ceiling, lowest_ceiling
from posture.assess.credit import has_proof, risk_level
from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.scoring import ControlScore
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer, Level
from posture.model.library import Library
from posture.model.policy import Cap, CreditScale, Grade, Policy

Basis = Literal["open", "proven", "nothing claimed", "out of date", "dated later", "hearsay", "no proof"]
"""What the low reading of an answer rests on; from `out of date` on it counts one level lower than declared."""

UNPROVEN: Final[tuple[Basis, ...]] = ("no proof", "hearsay", "out of date", "dated later")
"""Why an answer counts one level lower in the low reading."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an assessment would show if something were otherwise (point reading).

    Attributes:
        caps: Ids of the caps that would fire.
    """

    implementation: Fraction
    posture: Fraction
    grade: str
    caps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """All controls that apply and have the same answer.

    Attributes:
        answer: None for the controls that nobody answered.
        weight: What they weigh together.
        earned: How much of that weight is in place.
        points: The same in points of 100.
    """

    answer: Answer | None
    controls: int
    weight: int
    earned: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class ProofGroup:
    """All answers that count one level lower in the low reading for the same reason, and the points that costs."""

    basis: Basis
    controls: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class Hold:
    """What caps do under one reading.

    Attributes:
        ceiling: The highest posture that the firing caps allow, 100 where none fires.
        caps: The firing caps with that ceiling; none where the ceiling is 100.
        held_back: Points in place that do not count because of them.
    """

    ceiling: int
    caps: tuple[Cap, ...]
    held_back: Fraction


@dataclass(frozen=True, slots=True)
class PostureWorking:
    """How posture comes about.

    Attributes:
        weight: What all controls that apply weigh together.
        earned: How much of that weight is in place as declared.
        answered: Weight with an answer other than unknown; `confirmed` whose low and high readings agree.
        answers: The same by answer, from best to worst; each control is in one of them.
        unproven: Why the low reading is lower; their points add up to the difference.
        open: Controls that are unknown, the heaviest first; their points are the difference to the high reading.
        low: What caps do when only proof counts; `point` as declared, `high` if every unknown turns out well.
        better: The next better grade; None at the best.
    """

    weight: int
    earned: Fraction
    answered: int
    confirmed: int
    answers: tuple[AnswerGroup, ...]
    unproven: tuple[ProofGroup, ...]
    open: tuple[ControlScore, ...]
    low: Hold
    point: Hold
    high: Hold
    better: Grade | None


@dataclass(frozen=True, slots=True)
class ControlWorking:
    """How one control counts.

    Attributes:
        weight: What all controls that apply weigh together.
        level: The level of risk if it is missing; its weight comes from that.
        scale: The credits of the levels.
        basis: What its low reading rests on; None where the control does not apply.
        if_implemented: What the assessment would show if it were in place; None where it does not apply or is.
        if_counted: Implementation if its "doesn't apply" counted as not in place; None where that is not its answer.
        caps: The caps that look at it.
    """

    score: ControlScore
    weight: int
    level: Level
    scale: CreditScale
    basis: Basis | None
    if_implemented: Outcome | None
    if_counted: Fraction | None
    caps: tuple[CapStatus, ...]


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


def outcome(evaluation: Evaluation) -> Outcome | None:
    """The point reading of an evaluation; None where there is nothing to score."""
    if evaluation.implementation is None or evaluation.posture is None or evaluation.grade is None:
        return None
    return Outcome(
        implementation=evaluation.implementation.point,
        posture=evaluation.posture.point,
        grade=evaluation.grade,
        caps=tuple(status.cap.id for status in evaluation.caps if status.point),
    )


def if_answered(library: Library, assessment: Assessment, as_of: date, answers: Mapping[str, Answer]) -> Outcome | None:
    """What the assessment would show with other answers to some controls: it is evaluated again."""
    for name, answer in answers.items():
        old = assessment.response(name)
        values = {field: getattr(old, field) for field in Response.model_fields}
        assessment = assessment.with_response(name, Response(**{**values, "answer": answer}))
    return outcome(evaluate(library, assessment, as_of))


def basis_of(item: Item, as_of: date) -> Basis:
    """What the low reading of an applicable control rests on."""
    if item.answer is Answer.UNKNOWN:
        return "open"
    if has_proof(item.response, item.control, as_of):
        return "proven"
    if item.answer is Answer.NOT:
        return "nothing claimed"
    looked_at = [evidence for evidence in item.response.evidence if evidence.method != "interview"]
    if any(evidence.collected <= as_of for evidence in looked_at):
        return "out of date"
    if looked_at:
        return "dated later"
    return "hearsay" if item.response.evidence else "no proof"


def better_grade(grade: str, policy: Policy) -> Grade | None:
    """The next better grade; None for the best."""
    place = next(place for place, entry in enumerate(policy.grades) if entry.grade == grade)
    return policy.grades[place - 1] if place else None


def hold(implementation: Fraction, firing: Iterable[Cap], policy: Policy) -> Hold:
    """What firing caps do to an implementation."""
    caps = tuple(firing)
    limit = lowest_ceiling(caps, policy)
    lowest = tuple(cap for cap in caps if ceiling(cap.max_grade, policy) == limit) if limit < 100 else ()
    return Hold(limit, lowest, max(Fraction(0), implementation - limit))


def _holds(evaluation: Evaluation, policy: Policy) -> tuple[Hold, Hold, Hold]:
    implementation = evaluation.implementation
    if implementation is None:
        raise ValueError("nothing to score, so nothing to hold back")
    return (
        hold(implementation.low, (status.cap for status in evaluation.caps if status.low), policy),
        hold(implementation.point, (status.cap for status in evaluation.caps if status.point), policy),
        hold(implementation.high, (status.cap for status in evaluation.caps if status.high), policy),
    )


def posture_working(evaluation: Evaluation, policy: Policy) -> PostureWorking | None:
    """Posture taken apart; None where there is nothing to score."""
    if evaluation.implementation is None or evaluation.grade is None:
        return None
    scored = [score for score in evaluation.controls if score.credit is not None]
    low, point, high = _holds(evaluation, policy)
    return PostureWorking(
        weight=sum(score.weight for score in scored),
        earned=Fraction(sum(score.weight * score.credit.point for score in scored if score.credit), 100),
        answered=sum(score.weight for score in scored if score.item.answer is not Answer.UNKNOWN),
        confirmed=sum(score.weight for score in scored if score.credit and score.credit.low == score.credit.high),
        answers=_by_answer(scored),
        unproven=_by_proof(scored, evaluation.as_of),
        open=tuple(lead.score for lead in evaluation.answer_first),
        low=low,
        point=point,
        high=high,
        better=better_grade(evaluation.grade, policy),
    )


def _by_answer(scored: list[ControlScore]) -> tuple[AnswerGroup, ...]:
    found = []
    for answer in (*(answer for answer in Answer if answer is not Answer.NA), None):
        own = [score for score in scored if (score.item.answer if score.item.answered else None) is answer]
        if own:
            earned = Fraction(sum(score.weight * score.credit.point for score in own if score.credit), 100)
            points = sum((score.points for score in own if score.points is not None), Fraction(0))
            found.append(AnswerGroup(answer, len(own), sum(score.weight for score in own), earned, points))
    return tuple(found)


def _by_proof(scored: list[ControlScore], as_of: date) -> tuple[ProofGroup, ...]:
    total = sum(score.weight for score in scored)
    found = []
    for basis in UNPROVEN:
        own = [score for score in scored if basis_of(score.item, as_of) == basis]
        if own:
            lower = sum(score.weight * (score.credit.point - score.credit.low) for score in own if score.credit)
            found.append(ProofGroup(basis, len(own), Fraction(lower, total)))
    return tuple(found)


def control_working(
    library: Library, assessment: Assessment, evaluation: Evaluation, control_id: str
) -> ControlWorking:
    """A control of the assessment taken apart.

    Raises:
        KeyError: The assessment has no such control.
    """
    score = _score_of(evaluation)[control_id]
    control, policy = score.item.control, library.policy
    scale = policy.credits.scale(control.credit)
    scored = [other for other in evaluation.controls if other.credit is not None]
    total = sum(other.weight for other in scored)
    earned = sum(other.weight * other.credit.point for other in scored if other.credit)
    raised = None
    if score.credit is not None and score.item.answer is not Answer.IMPLEMENTED:
        raised = if_answered(library, assessment, evaluation.as_of, {control_id: Answer.IMPLEMENTED})
    return ControlWorking(
        score=score,
        weight=total,
        level=risk_level(control),
        scale=scale,
        basis=basis_of(score.item, evaluation.as_of) if score.credit is not None else None,
        if_implemented=raised,
        if_counted=Fraction(earned, total + score.weight) if score.item.excluded == "answer" else None,
        caps=tuple(status for status in evaluation.caps if control_id in status.cap.controls),
    )


def _score_of(evaluation: Evaluation) -> dict[str, ControlScore]:
    return {score.id: score for score in evaluation.controls}


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
    low, point, high = _holds(evaluation, policy)
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
    scores, policy = _score_of(evaluation), library.policy
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
