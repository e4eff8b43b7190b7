"""An action taken apart: what it brings and costs, why it stands where it does in the plan, or why it does not.

Exact values only; `report.explanation` puts them into sentences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from posture.assess.evaluate import Evaluation
from posture.model.action import Action
from posture.model.assessment import ActionStatus, Assessment
from posture.model.library import Library
from posture.plan.absence import Absence, WhyLate, Year, absence, lateness, year_with
from posture.plan.place import Placed, placed
from posture.plan.plan import Plan
from posture.plan.projection import Projected, ProjectedThreat, after_all
from posture.plan.roadmap import closure
from posture.plan.value import Closing, Valued, candidates, valued_actions

GapState = Literal["gap", "accepted", "in place", "does not apply", "not asked"]
"""What there is to close at a control; only a `gap` brings points."""


@dataclass(frozen=True, slots=True)
class Target:
    """A control that an action closes, wholly or in part.

    Attributes:
        share: Per cent of the gap, as the checklist says it.
        closing: What that brings now; None where there is no gap to close, or the action is done.
    """

    control_id: str
    share: int
    state: GapState
    closing: Closing | None


@dataclass(frozen=True, slots=True)
class Need:
    """An action that must be done first, directly or not; `action` is None where no checklist here has it."""

    id: str
    action: Action | None
    status: ActionStatus


@dataclass(frozen=True, slots=True)
class Done:
    """What the assessment shows before and after some actions; readiness by scenario id."""

    actions: tuple[str, ...]
    before: Projected
    after: Projected
    threats_before: Mapping[str, ProjectedThreat]
    threats_after: Mapping[str, ProjectedThreat]


@dataclass(frozen=True, slots=True)
class ActionWorking:
    """How an action is valued and placed.

    Attributes:
        needs: What must be done first, the most basic first.
        valued: Its cost and worth now; None where it is done, or an alternative to it is.
        placed: Where it stands in the roadmap; None where it does not, and then `absent` says why.
        late: Why it is not finished within the last horizon; None where it is. `year` is set where the year is short.
        now: What doing it now would bring, with what it needs first; None where it brings none itself.
    """

    action: Action
    status: ActionStatus
    targets: tuple[Target, ...]
    needs: tuple[Need, ...]
    valued: Valued | None
    placed: Placed | None
    absent: Absence | None
    late: WhyLate | None
    year: Year | None
    now: Done | None


def action_working(
    library: Library, assessment: Assessment, evaluation: Evaluation, plan: Plan, action_id: str
) -> ActionWorking:
    """An action taken apart, whether it is planned or not.

    Raises:
        KeyError: There is no such action.
    """
    actions = candidates(library, assessment)
    action = actions[action_id]
    open_actions = valued_actions(library, assessment, evaluation)
    valued = open_actions.get(action_id)
    place = placed(plan, action_id)
    late = lateness(plan, place.step) if place else None
    return ActionWorking(
        action=action,
        status=assessment.action_state(action_id).status,
        targets=tuple(_targets(action, valued, evaluation)),
        needs=tuple(_needs(action, actions, assessment)),
        valued=valued,
        placed=place,
        absent=None if place else absence(action, actions, open_actions, assessment, evaluation, plan),
        late=late,
        year=year_with(plan, action_id, library.policy) if late == "year" else None,
        now=_now(library, evaluation, open_actions, action_id),
    )


def _targets(action: Action, valued: Valued | None, evaluation: Evaluation) -> Iterable[Target]:
    scores = {score.id: score for score in evaluation.controls}
    accepted = {finding.score.id for finding in evaluation.findings if finding.accepted is not None}
    gaps = {finding.score.id for finding in evaluation.findings if finding.score.lost}
    # They stand in the order of `closes`, without those that have no gap to close.
    closings = list(valued.closings) if valued else []
    for closes in action.closes:
        name = closes.control
        state: GapState = "in place"
        if name not in scores:
            state = "not asked"
        elif scores[name].credit is None:
            state = "does not apply"
        elif name in gaps:
            state = "accepted" if name in accepted else "gap"
        closing = closings.pop(0) if closings and closings[0].control_id == name else None
        yield Target(name, closes.share, state, closing)


def _needs(action: Action, actions: Mapping[str, Action], assessment: Assessment) -> Iterable[Need]:
    """All that must be done first, directly or not, each after what it needs itself."""
    order: dict[str, None] = {}
    stack = [(name, False) for name in reversed(action.requires)]
    while stack:
        name, ready = stack.pop()
        if ready or name not in actions:
            order.setdefault(name)
        elif name not in order:
            stack.append((name, True))
            stack += [(need, False) for need in reversed(actions[name].requires)]
    for name in order:
        yield Need(name, actions.get(name), assessment.action_state(name).status)


def _now(library: Library, evaluation: Evaluation, open_actions: Mapping[str, Valued], action_id: str) -> Done | None:
    valued = open_actions.get(action_id)
    if evaluation.implementation is None or valued is None or not valued.gain:
        return None
    needed = sorted(closure([action_id], open_actions))
    before, threats_before = after_all((), evaluation, library.policy)
    after, threats_after = after_all([open_actions[name] for name in needed], evaluation, library.policy)
    return Done(tuple(needed), before, after, threats_before, threats_after)
