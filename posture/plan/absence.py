"""Why an action is not in the roadmap, or is in it and not finished within the year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

from posture.assess.evaluate import Evaluation
from posture.model.action import Action
from posture.model.assessment import Assessment
from posture.model.policy import Policy
from posture.plan.budget import DoesNotFit
from posture.plan.plan import Plan, Step
from posture.plan.roadmap import closure
from posture.plan.value import Valued
from posture.plan.whatif import insisting

WhyAbsent = Literal[
    "done",
    "other done",
    "declined",
    "blocked",
    "nothing scored",
    "avoided",
    "gave way",
    "needed gave way",
    "accepted",
    "nothing to gain",
]
"""Why an action is not in the roadmap, in the order in which that is decided.

`other done`: an alternative to it is. `blocked`: it needs what is declined. `gave way`: an alternative to it was
chosen. `needed gave way`: the same happened to what it needs. `avoided`: the settings of the plan leave it out.
"""

WhyLate = Literal["year", "hours", "after"]
"""Why an action of the roadmap is not finished in time.

`year`: the hours or dollars of the year are used for others. `hours`: there are no hours at all. `after`: it ends
after the last horizon.
"""


@dataclass(frozen=True, slots=True)
class Absence:
    """Why an action is not in the roadmap.

    Attributes:
        other: The action that is the reason, where one is.
        needed: Where `why` is `needed gave way`: what the action needs and gave way to the other.
        rate: Where one action gave way to another: its urgent points an hour, with the hours of what it needs first.
        other_rate: The same of the other one.
        started: That other one is being done already.
    """

    why: WhyAbsent
    other: str | None = None
    needed: str | None = None
    rate: Fraction | None = None
    other_rate: Fraction | None = None
    started: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """What the year has, what the whole roadmap takes, and what insisting on one more action costs.

    Attributes:
        hours: In whole half hours; `dollars` is None for no limit.
        cost: Urgent points that the plan loses; None where the year does not suffice even then.
        certain: That cost is proven.
    """

    hours: Fraction
    dollars: Fraction | None
    hours_wanted: Fraction
    dollars_wanted: Fraction
    cost: Fraction | None
    certain: bool


def absence(
    action: Action,
    actions: Mapping[str, Action],
    open_actions: Mapping[str, Valued],
    assessment: Assessment,
    evaluation: Evaluation,
    plan: Plan,
) -> Absence:
    """Why an action is not in the roadmap.

    Args:
        action: One that the roadmap does not have.
        actions: All actions that there are.
        open_actions: Those that can still be done.
        assessment: Where states and settings stand.
        evaluation: Of that assessment.
        plan: For that evaluation.
    """
    name = action.id
    if assessment.action_state(name).status == "done":
        return Absence("done")
    if name not in open_actions:
        return Absence("other done", _alternative(action, plan.done, actions))
    needed = sorted(closure([name], open_actions))
    declined = [other for other in needed if open_actions[other].status == "declined"]
    if name in declined:
        return Absence("declined")
    return Absence("blocked", declined[0]) if declined else _left_out(action, needed, open_actions, evaluation, plan)


def _left_out(
    action: Action, needed: Sequence[str], open_actions: Mapping[str, Valued], evaluation: Evaluation, plan: Plan
) -> Absence:
    """Why an action that could be done is not planned."""
    if evaluation.implementation is None:
        return Absence("nothing scored")
    if open_actions[action.id].value > 0:
        planned = {step.id for step in plan.roadmap}
        # Of itself and what it needs, the first that gave way to an alternative; itself before the rest.
        for name in sorted(set(needed) - planned, key=lambda one: (one != action.id, one)):
            winner = _winner(name, open_actions)
            if winner != name:
                return Absence(
                    why="gave way" if name == action.id else "needed gave way",
                    other=winner,
                    needed=None if name == action.id else name,
                    rate=_rate(name, open_actions),
                    other_rate=_rate(winner, open_actions),
                    started=open_actions[winner].status == "doing",
                )
        return Absence("avoided")
    accepted = {finding.score.id for finding in evaluation.findings if finding.accepted is not None}
    return Absence("accepted" if any(closes.control in accepted for closes in action.closes) else "nothing to gain")


def _alternative(action: Action, names: Iterable[str], actions: Mapping[str, Action]) -> str | None:
    """The first of some actions that is an alternative to this one."""
    group = action.alternative
    found = (name for name in names if name in actions and name != action.id)
    return next((name for name in found if group and actions[name].alternative == group), None)


def _winner(name: str, open_actions: Mapping[str, Valued]) -> str:
    """The action that the roadmap takes of a group of alternatives; the action itself where it is in no group."""
    group = open_actions[name].action.alternative
    declined = {other for other, valued in open_actions.items() if valued.status == "declined"}
    members = [
        other
        for other, valued in open_actions.items()
        if group and valued.action.alternative == group and not declined & closure([other], open_actions)
    ]
    return min(
        members, key=lambda one: (open_actions[one].status != "doing", -_rate(one, open_actions), one), default=name
    )


def _rate(name: str, open_actions: Mapping[str, Valued]) -> Fraction:
    """Urgent points an hour, counting the hours of what must be done first."""
    hours = sum((open_actions[needed].hours for needed in closure([name], open_actions)), Fraction(0))
    return open_actions[name].value / hours


def lateness(plan: Plan, step: Step) -> WhyLate | None:
    """Why a step of the roadmap is not finished by the last horizon; None where it is."""
    if step.phase is not None:
        return None
    if step.id not in plan.year:
        return "year"
    return "hours" if step.slot.finish is None else "after"


def year_with(plan: Plan, action_id: str, policy: Policy) -> Year:
    """What the year has, and what it costs to insist on an action that is not in it."""
    order = [step.valued for step in plan.roadmap]
    half_hours = floor(2 * plan.capacity.worked_until(Fraction(policy.phases.days[-1])))
    cents = None if plan.dollars is None else floor(100 * plan.dollars)
    # What was begun and fits is done in any case; the plan decides what that is.
    begun = [valued.id for valued in order if valued.status == "doing" and valued.id in plan.year]
    must = closure(begun, {valued.id: valued for valued in order})
    cost, certain = None, True
    try:
        found = insisting(action_id, order, half_hours, cents, must)
    except DoesNotFit:
        pass  # then there is nothing that it could cost
    else:
        cost, certain = found.cost, found.free.optimal and found.forced.optimal
    return Year(
        hours=Fraction(half_hours, 2),
        dollars=plan.dollars,
        hours_wanted=sum((valued.hours for valued in order), Fraction(0)),
        dollars_wanted=sum((valued.dollars for valued in order), Fraction(0)),
        cost=cost,
        certain=certain,
    )
