"""Confidence: how far the score can be relied on, and what would make it surer (`posture-score/1`, 2.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from posture.assess.scoring import ControlScore
from posture.model.control import Answer

Confidence = Literal["high", "medium", "low"]

PROVISIONAL_BELOW: Final = 60
"""Per cent of weight answered under which the grade is provisional."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A control that would make the score surer, and by how many points of the range."""

    score: ControlScore
    worth: Fraction


def confidence(answered: Fraction, confirmed: Fraction) -> Confidence:
    """How far the score can be relied on, from the shares of weight answered and confirmed (per cent)."""
    if answered >= 95 and confirmed >= 70:
        return "high"
    if answered >= 85 and confirmed >= 40:
        return "medium"
    return "low"


def answer_first(scores: Iterable[ControlScore]) -> tuple[Lead, ...]:
    """Open questions, the heaviest first; each is worth 100·w/W points of range."""
    applicable = [score for score in scores if score.credit is not None]
    total = sum(score.weight for score in applicable)
    open_ones = [
        Lead(score, Fraction(100 * score.weight, total)) for score in applicable if score.item.answer is Answer.UNKNOWN
    ]
    return tuple(sorted(open_ones, key=lambda lead: -lead.worth))


def find_proof(scores: Iterable[ControlScore]) -> tuple[Lead, ...]:
    """Answers without current proof, by what proof would add to the low reading: w·(point − low)/W points."""
    applicable = [score for score in scores if score.credit is not None]
    total = sum(score.weight for score in applicable)
    asserted = [
        Lead(score, Fraction(score.weight * (score.credit.point - score.credit.low), total))
        for score in applicable
        if score.credit is not None and score.credit.point > score.credit.low
    ]
    return tuple(sorted(asserted, key=lambda lead: -lead.worth))
