"""Answers of last time that have to be confirmed: they are old, or what proved them is.

An answer carried over counts until then; nothing here changes a score. It is confirmed by being answered again, with
the same answer or another: what is said after its proof had become stale was said without that proof.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from posture.assess.applicability import Item, items
from posture.assess.contradictions import EARNING
from posture.assess.credit import has_proof
from posture.assess.quality import OLD_AFTER_DAYS
from posture.model.assessment import Assessment
from posture.model.control import Answer
from posture.model.library import Library

Reason = Literal["proof", "age", "undated"]
"""`proof`: what was looked at is stale. `age`: answered more than a year ago. `undated`: carried over without a day."""

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Carried:
    """An answer that has to be confirmed.

    Attributes:
        reasons: Why, in the order of `REASONS`; at least one.
        answered: The day on which it was said; None where nobody noted one.
    """

    item: Item
    reasons: tuple[Reason, ...]
    answered: date | None

    @property
    def id(self) -> str:
        """Of the control."""
        return self.item.control.id


def to_reconfirm(library: Library, assessment: Assessment, as_of: date) -> tuple[Carried, ...]:
    """The answers to confirm on a day, in the order of the checklists.

    Raises:
        PostureError: The assessment names a checklist that the library does not have.
    """
    return reconfirmable(items(library, assessment), assessment, as_of)


def reconfirmable(asked: Iterable[Item], assessment: Assessment, as_of: date) -> tuple[Carried, ...]:
    """As `to_reconfirm`, of items that one has already, such as those of an evaluation."""
    found = (_carried(item, assessment, as_of) for item in asked if item.excluded != "fact")
    return tuple(carried for carried in found if carried is not None)


def _carried(item: Item, assessment: Assessment, as_of: date) -> Carried | None:
    response = item.response
    # What nobody knows cannot grow old; it is on the question sheets already.
    if response.answer in (None, Answer.UNKNOWN):
        return None
    answered = response.at.date() if response.at is not None else None
    is_undated = answered is None and assessment.previous is not None
    since = answered or assessment.started
    holds = {
        "proof": _lost_proof(item, answered, as_of),
        "age": since is not None and (as_of - since).days > OLD_AFTER_DAYS,
        "undated": is_undated,
    }
    reasons = tuple(reason for reason in REASONS if holds[reason])
    return Carried(item, reasons, answered) if reasons else None


def _lost_proof(item: Item, answered: date | None, as_of: date) -> bool:
    """Whether there was proof once, there is none now, and nobody has answered since it was lost."""
    if not item.applies or item.answer not in EARNING or has_proof(item.response, item.control, as_of):
        return False
    seen = [
        evidence.collected
        for evidence in item.response.evidence
        if evidence.method != "interview" and evidence.collected <= as_of
    ]
    if not seen:
        return False
    return answered is None or answered < _stale_on(max(seen), item.control.evidence_days)


def _stale_on(collected: date, days: int) -> date:
    try:
        return collected + timedelta(days=days)
    except OverflowError:
        return date.max
