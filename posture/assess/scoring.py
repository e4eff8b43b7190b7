"""Implementation: the weighted share in place, per control, per checklist, in all (`posture-score/1`, 2.4, 2.7, 2.8).

Whole numbers inside, one `Fraction` per result. Nothing to score is `None`, never 0 or 100.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from posture.assess.applicability import Item
from posture.assess.credit import Credit, credit, weight
from posture.model.checklist import Checklist
from posture.model.control import Answer
from posture.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Readings:
    """One number three times: only what evidence shows, as declared, and with every unknown turned out well."""

    low: Fraction
    point: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class ControlScore:
    """An item with its weight, and for one that applies its credit.

    Attributes:
        weight: How much it counts.
        credit: Per cent under each reading; None where the control does not apply.
        points: Its part of implementation, in points of 100 (point reading); None where it does not apply.
        lost: What it leaves open, in points of 100; None where it does not apply.
    """

    item: Item
    weight: int
    credit: Credit | None
    points: Fraction | None
    lost: Fraction | None

    @property
    def id(self) -> str:
        """The control's id."""
        return self.item.control.id


@dataclass(frozen=True, slots=True)
class ChecklistScore:
    """The domain score of one checklist; `score` is None where none of its controls applies."""

    id: str
    score: Readings | None
    answered: int
    applicable: int


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """What answers of "doesn't apply" take out of the score (2.8).

    Attributes:
        by_answer: How many controls were answered so.
        by_fact: How many a fact about the clinic switched off.
        weight_share: Weight answered so, in per cent of that and all weight that counts; None where there is none.
        if_counted: Implementation (point reading) if each of those by answer counted as not in place.
    """

    by_answer: int
    by_fact: int
    weight_share: Fraction | None
    if_counted: Fraction | None


def control_scores(items: Sequence[Item], policy: Policy, as_of: date) -> tuple[ControlScore, ...]:
    """Weight, credit, points and lost of every item, in order."""
    weights = [weight(item.control, policy) for item in items]
    total = sum(w for w, item in zip(weights, items, strict=True) if item.applies)
    return tuple(
        control_score(item, w, earned_by(item, policy, as_of), total) for w, item in zip(weights, items, strict=True)
    )


def earned_by(item: Item, policy: Policy, as_of: date) -> Credit | None:
    """What a control earns; None where it does not apply."""
    return credit(item, policy.credits.scale(item.control.credit), as_of) if item.applies else None


def control_score(item: Item, own: int, earned: Credit | None, total: int) -> ControlScore:
    """The score of a control from its own weight, what it earns, and the weight of all that applies."""
    if earned is None:
        return ControlScore(item, own, None, None, None)
    points, lost = Fraction(own * earned.point, total), Fraction(own * (100 - earned.point), total)
    return ControlScore(item, own, earned, points, lost)


def implementation(scores: Iterable[ControlScore]) -> Readings | None:
    """Weighted mean credit of the controls that apply, 0 to 100: Σ w·s / Σ w. None where none applies."""
    total = low = point = high = 0
    for score in scores:
        if score.credit is not None:
            total += score.weight
            low += score.weight * score.credit.low
            point += score.weight * score.credit.point
            high += score.weight * score.credit.high
    if total == 0:
        return None
    return Readings(Fraction(low, total), Fraction(point, total), Fraction(high, total))


def checklist_scores(checklists: Iterable[Checklist], scores: Iterable[ControlScore]) -> tuple[ChecklistScore, ...]:
    """The domain score of each checklist, in order; a checklist without controls has nothing to score."""
    by_checklist: dict[str, list[ControlScore]] = {checklist.id: [] for checklist in checklists}
    for score in scores:
        by_checklist[score.item.checklist.id].append(score)
    return tuple(checklist_score(checklist_id, own) for checklist_id, own in by_checklist.items())


def checklist_score(checklist_id: str, own: Sequence[ControlScore]) -> ChecklistScore:
    """The domain score of one checklist from the scores of its controls."""
    return ChecklistScore(
        id=checklist_id,
        score=implementation(own),
        answered=sum(1 for score in own if score.item.applies and score.item.answered),
        applicable=sum(1 for score in own if score.item.applies),
    )


def share(scores: Iterable[ControlScore], *, answered: bool) -> Fraction | None:
    """Per cent of weight whose answer is not unknown; with `answered` False, whose low and high readings agree."""
    total = part = 0
    for score in scores:
        if score.credit is None:
            continue
        total += score.weight
        if answered:
            part += score.weight if score.item.answer is not Answer.UNKNOWN else 0
        else:
            part += score.weight if score.credit.low == score.credit.high else 0
    return Fraction(100 * part, total) if total else None


def not_applicable(scores: Iterable[ControlScore]) -> NotApplicable:
    """What "doesn't apply" takes out, and what implementation would be if the answers of that kind counted as not."""
    counted = excluded = earned = by_answer = by_fact = 0
    for score in scores:
        if score.credit is not None:
            counted += score.weight
            earned += score.weight * score.credit.point
        elif score.item.excluded == "answer":
            by_answer += 1
            excluded += score.weight
        else:
            by_fact += 1
    total = counted + excluded
    if total == 0:
        return NotApplicable(by_answer, by_fact, None, None)
    return NotApplicable(by_answer, by_fact, Fraction(100 * excluded, total), Fraction(earned, total))
