"""Confidence: how far the score can be relied on, and what would make it surer (`posture-score/1`, 2.7)."""

from collections.abc import Callable, Iterable
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
    return _leads(scores, lambda score: 100 * score.weight if score.item.answer is Answer.UNKNOWN else 0)


def find_proof(scores: Iterable[ControlScore]) -> tuple[Lead, ...]:
    """Answers without current proof, by what proof would add to the low reading: w·(point − low)/W points."""
    return _leads(scores, lambda score: score.weight * (score.credit.point - score.credit.low) if score.credit else 0)


def _leads(scores: Iterable[ControlScore], worth: Callable[[ControlScore], int]) -> tuple[Lead, ...]:
    """Applicable controls that are worth something, in weight times per cent; what is worth most first."""
    applicable = [score for score in scores if score.credit is not None]
    total = sum(score.weight for score in applicable)
    found = [(own, score) for score in applicable if (own := worth(score))]
    return tuple(Lead(score, Fraction(own, total)) for own, score in sorted(found, key=lambda one: -one[0]))
