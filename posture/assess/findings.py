"""Findings: applicable controls that are not fully implemented, and what is known about each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posture.assess.scoring import ControlScore
from posture.model.assessment import Acceptance, Response
from posture.model.control import Answer


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap. `accepted` is set while the clinic accepts it on the day of the reading."""

    score: ControlScore
    accepted: Acceptance | None


def acceptance(response: Response, as_of: date) -> Acceptance | None:
    """The acceptance of a gap that still holds on a day; the last day counts."""
    accepted = response.accepted
    return accepted if accepted is not None and as_of <= accepted.until else None


def findings(scores: Iterable[ControlScore], as_of: date) -> tuple[Finding, ...]:
    """Every applicable control that is not implemented, in order; an unknown one is a finding too."""
    return tuple(
        Finding(score, acceptance(score.item.response, as_of))
        for score in scores
        if score.credit is not None and score.item.answer is not Answer.IMPLEMENTED
    )
