"""What a score is made of: posture, and a single control, taken apart into answers, weights and rules.

Exact values only; `report.explanation` puts them into sentences. Caps and threats have modules of their own.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from posture.assess.applicability import Item
from posture.assess.caps import CapStatus
from posture.assess.credit import has_proof, risk_level
from posture.assess.evaluate import Evaluation
from posture.assess.explain_cap import better_grade
from posture.assess.outcome import Hold, Outcome, holds, if_answered
from posture.assess.scoring import ControlScore
from posture.model.assessment import Assessment
from posture.model.control import Answer, Level
from posture.model.library import Library
from posture.model.policy import CreditScale, Grade, Policy

Basis = Literal["open", "proven", "nothing claimed", "out of date", "dated later", "hearsay", "no proof"]
"""What the low reading of an answer rests on; from `out of date` on it counts one level lower than declared."""

UNPROVEN: Final[tuple[Basis, ...]] = ("no proof", "hearsay", "out of date", "dated later")
"""Why an answer counts one level lower in the low reading."""


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


def posture_working(evaluation: Evaluation, policy: Policy) -> PostureWorking | None:
    """Posture taken apart; None where there is nothing to score."""
    if evaluation.implementation is None or evaluation.grade is None:
        return None
    scored = [score for score in evaluation.controls if score.credit is not None]
    low, point, high = holds(evaluation, policy)
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
    score = {score.id: score for score in evaluation.controls}[control_id]
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
