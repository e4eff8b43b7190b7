"""What would be if: the least effort to a grade, posture against hours, and the cost of insisting (3.3, 3.4)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posture.assess.evaluate import Evaluation
from posture.model.policy import Policy
from posture.plan.budget import Choice, best_within, frontier
from posture.plan.projection import Projected, Projection
from posture.plan.value import Valued


@dataclass(frozen=True, slots=True)
class Reached:
    """The best choice for some hours, and what the assessment would show after it."""

    choice: Choice
    after: Projected


@dataclass(frozen=True, slots=True)
class Insisting:
    """Two best choices for one budget: free, and with an action forced in. `cost` is what the force loses."""

    free: Choice
    forced: Choice

    @property
    def cost(self) -> Fraction:
        """Urgency-weighted points that the forced choice is worth less."""
        return self.free.value - self.forced.value


def after_choice(choice: Choice, order: Sequence[Valued], evaluation: Evaluation, policy: Policy) -> Projected:
    """What the assessment would show after a choice."""
    chosen = set(choice.ids)
    projection = Projection(evaluation, policy)
    for valued in order:
        if valued.id in chosen:
            projection.finish(valued)
    return projection.now()


def _reached(
    order: Sequence[Valued], half_hours: int, cents: int | None, evaluation: Evaluation, policy: Policy
) -> Iterator[Reached]:
    actions = {valued.id: valued for valued in order}
    if evaluation.implementation is None:
        return
    projection = Projection(evaluation, policy)
    for choice in frontier(order, half_hours, cents):
        projection.restart()
        for name in choice.ids:
            projection.finish(actions[name])
        yield Reached(choice, projection.now())


def posture_by_hours(
    order: Sequence[Valued], half_hours: int, cents: int | None, evaluation: Evaluation, policy: Policy
) -> tuple[Reached, ...]:
    """What each number of half hours buys at best, where it buys more than one less, with the posture it leads to."""
    return tuple(_reached(order, half_hours, cents, evaluation, policy))


def least_effort(
    grade: str, order: Sequence[Valued], cents: int | None, evaluation: Evaluation, policy: Policy
) -> Reached | None:
    """The fewest hours whose best choice leads to a grade or a better one; None if no hours do."""
    start = next(one.start for one in policy.grades if one.grade == grade)
    everything = sum(valued.half_hours for valued in order)
    reached = _reached(order, everything, cents, evaluation, policy)
    return next((one for one in reached if one.after.posture >= start), None)


def insisting(
    action_id: str,
    order: Sequence[Valued],
    half_hours: int,
    cents: int | None,
    must: Collection[str] = (),
    avoid: Collection[str] = (),
) -> Insisting:
    """The best choice for a budget, and the best one with an action in it.

    Raises:
        DoesNotFit: The budget does not suffice for the action and what it needs.
    """
    free = best_within(order, half_hours, cents, must, avoid)
    return Insisting(free, best_within(order, half_hours, cents, {*must, action_id}, avoid))
