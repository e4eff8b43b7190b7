"""How far the result and the plan depend on the scales: both are worked out again with others (`posture-score/1`, 2.3).

Nobody can prove that "mostly" is worth 75 % and not 85 %. What can be shown is how little hangs on it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from posture.assess.caps import grade_of, posture
from posture.assess.credit import risk_level
from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.findings import findings
from posture.assess.scoring import ControlScore, implementation
from posture.model.assessment import Assessment
from posture.model.control import Control, Level
from posture.model.library import Library
from posture.model.policy import Credits, CreditScale, Policy
from posture.plan.plan import ONLY
from posture.plan.roadmap import roadmap
from posture.plan.value import Valued, valued_actions

TOP: Final = 10
"""How many actions, by urgent points an hour, are compared."""

CREDIT_SCALES: Final = ((25, 67), (50, 75), (50, 85))
"""Other credits for `partly` and `mostly` on the graded scale, in per cent."""

Weigh = Callable[[Control], int]

_LEVELS: Final = tuple(Level)
_THREE: Final = {Level.VERY_LOW: 1, Level.LOW: 1, Level.MODERATE: 3, Level.HIGH: 5, Level.VERY_HIGH: 5}


def _product(control: Control) -> int:
    return (_LEVELS.index(control.likelihood) + 1) * (_LEVELS.index(control.impact) + 1)


WEIGHINGS: Final[tuple[tuple[str, Weigh], ...]] = (
    ("three", lambda control: _THREE[risk_level(control)]),
    ("product", _product),
    ("equal", lambda control: 1),  # noqa: ARG005 - every control weighs the same, whatever it is
)
"""Other weights: 1, 3 and 5 for low, moderate and high risk; likelihood × impact, each from 1 to 5; all the same."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The result with one scale changed.

    Attributes:
        scale: `three`, `product` or `equal` for weights; `credit` for credits.
        partly: Credit in per cent; `mostly` likewise. None where weights were changed.
        kept: How many of the top actions are still among them; `kept_first` of the first few of the plan.
    """

    scale: str
    partly: int | None
    mostly: int | None
    implementation: Fraction
    posture: Fraction
    grade: str
    kept: int
    kept_first: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The result as it is, and with other scales.

    Attributes:
        top: Ids of the actions of the plan that bring most urgent points an hour; fewer than ten if there are fewer.
        first: Ids of the first few actions of the plan that bring points.
        actions: How many actions of the plan bring points at all.
    """

    implementation: Fraction
    posture: Fraction
    grade: str
    top: tuple[str, ...]
    first: tuple[str, ...]
    actions: int
    variants: tuple[Variant, ...]


def sensitivity(library: Library, assessment: Assessment, evaluation: Evaluation) -> Sensitivity | None:
    """The result with other scales; None where there is nothing to score."""
    if evaluation.implementation is None or evaluation.posture is None or evaluation.grade is None:
        return None
    order = _worthy(library, assessment, evaluation)
    top, first = _top(order), tuple(valued.id for valued in order[:ONLY])

    def variant(scale: str, credits: tuple[int, int] | None, changed: Library, result: Evaluation) -> Variant:
        if result.implementation is None or result.posture is None or result.grade is None:
            raise ValueError("other scales can't leave nothing to score")
        then = _worthy(changed, assessment, result)
        return Variant(
            scale=scale,
            partly=credits[0] if credits else None,
            mostly=credits[1] if credits else None,
            implementation=result.implementation.point,
            posture=result.posture.point,
            grade=result.grade,
            kept=len(set(top) & set(_top(then))),
            kept_first=len(set(first) & {valued.id for valued in then[:ONLY]}),
        )

    by_credit = [
        variant("credit", credits, changed, evaluate(changed, assessment, evaluation.as_of))
        for credits, changed in _with_credits(library)
    ]
    by_weight = [
        variant(scale, None, library, reweighed(evaluation, library.policy, weigh)) for scale, weigh in WEIGHINGS
    ]
    return Sensitivity(
        implementation=evaluation.implementation.point,
        posture=evaluation.posture.point,
        grade=evaluation.grade,
        top=top,
        first=first,
        actions=len(order),
        variants=(*by_credit, *by_weight),
    )


def _worthy(library: Library, assessment: Assessment, evaluation: Evaluation) -> list[Valued]:
    """The actions of the roadmap that bring points, in order."""
    return [valued for valued in roadmap(valued_actions(library, assessment, evaluation)) if valued.value > 0]


def _top(order: Iterable[Valued]) -> tuple[str, ...]:
    best = sorted(order, key=lambda valued: (-valued.value / valued.half_hours, valued.id))
    return tuple(valued.id for valued in best[:TOP])


def _with_credits(library: Library) -> Iterable[tuple[tuple[int, int], Library]]:
    """The library with each of the other graded scales for which its own best and worst credit leave room."""
    old = library.policy.credits
    for partly, mostly in CREDIT_SCALES:
        if old.graded.not_ <= partly and mostly <= old.graded.implemented:
            graded = CreditScale.model_validate(
                {**old.graded.model_dump(by_alias=True), "partly": partly, "mostly": mostly}
            )
            policy = library.policy.model_copy(update={"credits": Credits(graded=graded, strict=old.strict)})
            yield (partly, mostly), library.model_copy(update={"policy": policy})


def reweighed(evaluation: Evaluation, policy: Policy, weigh: Weigh) -> Evaluation:
    """An evaluation with other weights: scores, findings, implementation and posture; the rest does not change.

    Caps and readiness look at credits only. Shares of weight and checklist scores are left as they are.
    """
    weights = [weigh(score.item.control) for score in evaluation.controls]
    total = sum(weight for weight, score in zip(weights, evaluation.controls, strict=True) if score.credit is not None)
    scores = tuple(_weighed(score, weight, total) for score, weight in zip(evaluation.controls, weights, strict=True))
    implemented = implementation(scores)
    if implemented is None:
        return evaluation
    after_caps = posture(implemented, evaluation.caps, policy)
    return replace(
        evaluation,
        controls=scores,
        implementation=implemented,
        posture=after_caps,
        held_back=implemented.point - after_caps.point,
        grade=grade_of(after_caps.point, policy),
        findings=findings(scores, evaluation.as_of),
    )


def _weighed(score: ControlScore, weight: int, total: int) -> ControlScore:
    if score.credit is None:
        return replace(score, weight=weight)
    return replace(
        score,
        weight=weight,
        points=Fraction(weight * score.credit.point, total),
        lost=Fraction(weight * (100 - score.credit.point), total),
    )
