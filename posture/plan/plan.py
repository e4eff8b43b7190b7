"""The plan: what to do in which order, what is finished by which day, and where that leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Final

from posture.assess.evaluate import Evaluation
from posture.model.assessment import Assessment, PlanSettings
from posture.model.library import Library
from posture.plan.budget import best_within
from posture.plan.load import RoleLoad, role_loads
from posture.plan.projection import Projected, ProjectedFramework, ProjectedThreat, Projection
from posture.plan.roadmap import Blocked, blocked, closure, roadmap
from posture.plan.schedule import NEVER, Capacity, Slot, schedule
from posture.plan.value import QUICK_WIN_HALF_HOURS, Valued, valued_actions

DEFAULT_HOURS_PER_WEEK: Final = 2

ONLY: Final = 3
"""How many actions "if you do only three things" names."""


@dataclass(frozen=True, slots=True)
class Step:
    """An action of the roadmap, with its place in time.

    Attributes:
        phase: The first horizon (in days) by which it is finished; None if not within the last one.
        slot: When it is worked on and finished, in days from the start.
        after: What the assessment would show when the roadmap is done up to here.
        quick_win: Little work, no money, no waiting, and nothing else needed first that is not a quick win too.
    """

    valued: Valued
    phase: int | None
    slot: Slot
    after: Projected
    quick_win: bool

    @property
    def id(self) -> str:
        """The action's id."""
        return self.valued.id


@dataclass(frozen=True, slots=True)
class Phase:
    """What is finished by a horizon, and what the assessment would show then.

    Attributes:
        roles: Whose work it is, with a warning where that is more than a role has time for.
    """

    days: int
    steps: tuple[Step, ...]
    hours: Fraction
    dollars: Fraction
    roles: tuple[RoleLoad, ...]
    after: Projected
    threats: tuple[ProjectedThreat, ...]
    frameworks: tuple[ProjectedFramework, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is planned, as of the day of the evaluation.

    Attributes:
        start: Day 0 of the schedule.
        dollars: Money for the year; None for no limit.
        roadmap: Every action that is worth something or that such an action needs, in order.
        year: Ids of the actions that the year's hours and dollars are used for.
        three_things: Ids of the first three actions with a value of their own.
        without_action: Ids of gaps that no action closes, not even in part.
        done: Ids of actions that are done.
    """

    start: date
    capacity: Capacity
    dollars: Fraction | None
    roadmap: tuple[Step, ...]
    year: frozenset[str]
    phases: tuple[Phase, ...]
    three_things: tuple[str, ...]
    blocked: tuple[Blocked, ...]
    without_action: tuple[str, ...]
    done: tuple[str, ...]

    def step(self, action_id: str) -> Step | None:
        """The step of an action, if it is in the roadmap."""
        return next((step for step in self.roadmap if step.id == action_id), None)


def capacity(settings: PlanSettings) -> Capacity:
    """Hours per week, two where nothing is said; the first week has twice that unless said otherwise."""
    per_week = _exact(settings.hours_per_week if settings.hours_per_week is not None else DEFAULT_HOURS_PER_WEEK)
    first = 2 * per_week if settings.first_week is None else _exact(settings.first_week)
    return Capacity(first_week=first, per_week=per_week)


def _exact(number: float) -> Fraction:
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def make_plan(
    library: Library, assessment: Assessment, evaluation: Evaluation, settings: PlanSettings | None = None
) -> Plan:
    """Plan an assessment as it was evaluated, with its own settings or with others."""
    settings = settings or assessment.plan
    actions = valued_actions(library, assessment, evaluation)
    order = roadmap(actions, settings.must) if evaluation.implementation else ()
    hours, dollars = capacity(settings), settings.year_dollars
    money = None if dollars is None else _exact(dollars)
    horizons = library.policy.phases.days
    year = _affordable(order, hours, money, horizons[-1], settings)
    slots = schedule([valued for valued in order if valued.id in year], hours)
    steps = _steps(order, slots, horizons, evaluation, library)
    closed = {closing.control_id for valued in actions.values() for closing in valued.closings}
    return Plan(
        start=settings.start or evaluation.as_of,
        capacity=hours,
        dollars=money,
        roadmap=steps,
        year=frozenset(year),
        phases=_phases(steps, horizons, evaluation, library, settings),
        three_things=tuple(step.id for step in steps if step.valued.value > 0)[:ONLY],
        blocked=blocked(actions),
        without_action=tuple(
            finding.score.id
            for finding in evaluation.findings
            if finding.accepted is None and finding.score.lost and finding.score.id not in closed
        ),
        done=tuple(sorted(name for name, state in assessment.actions.items() if state.status == "done")),
    )


def _affordable(
    order: Sequence[Valued], hours: Capacity, dollars: Fraction | None, horizon: int, settings: PlanSettings
) -> set[str]:
    """The actions that the year's hours and dollars are best used for; all that are wanted where both suffice."""
    half_hours = floor(2 * hours.worked_until(Fraction(horizon)))
    cents = None if dollars is None else floor(100 * dollars)
    total_cents = sum(valued.cents for valued in order)
    enough = sum(valued.half_hours for valued in order) <= half_hours and (cents is None or total_cents <= cents)
    if enough and not settings.avoid:
        return {valued.id for valued in order}
    kept = _wanted_that_fits(order, half_hours, cents, settings)
    choice = best_within(order, half_hours, cents, must=kept, avoid=settings.avoid)
    return set(choice.ids)


def _wanted_that_fits(order: Sequence[Valued], half_hours: int, cents: int | None, settings: PlanSettings) -> set[str]:
    """What must be done and what is being done, with what it needs, as far as the year's hours and dollars go.

    What must be done comes before what is only begun. What is to be avoided stays out of both.
    """
    actions = {valued.id: valued for valued in order}
    must, avoid = set(settings.must), set(settings.avoid)
    kept: set[str] = set()
    for valued in sorted(order, key=lambda valued: valued.id not in must):
        if valued.id not in must and valued.status != "doing":
            continue
        wanted = kept | closure([valued.id], actions)
        fits = sum(actions[name].half_hours for name in wanted) <= half_hours
        if (
            fits
            and avoid.isdisjoint(wanted)
            and (cents is None or sum(actions[name].cents for name in wanted) <= cents)
        ):
            kept = wanted
    return kept


def _steps(
    order: Iterable[Valued],
    slots: Mapping[str, Slot],
    horizons: Sequence[int],
    evaluation: Evaluation,
    library: Library,
) -> tuple[Step, ...]:
    steps: list[Step] = []
    quick: set[str] = set()
    ordered = tuple(order)
    inside = {valued.id for valued in ordered}
    projection = Projection(evaluation, library.policy) if ordered else None
    for valued in ordered:
        slot = slots.get(valued.id, NEVER)
        if _is_quick_win(valued, quick, inside):
            quick.add(valued.id)
        if projection is not None:
            projection.finish(valued)
            finish = slot.finish
            phase = None if finish is None else next((days for days in horizons if finish <= days), None)
            steps.append(Step(valued, phase, slot, projection.now(), valued.id in quick))
    return tuple(steps)


def _is_quick_win(valued: Valued, quick: set[str], inside: set[str]) -> bool:
    return (
        valued.value > 0
        and valued.half_hours <= QUICK_WIN_HALF_HOURS
        and valued.cents == 0
        and valued.action.lead_days == 0
        and all(need in quick for need in valued.action.requires if need in inside)
    )


def _phases(
    steps: Sequence[Step],
    horizons: Sequence[int],
    evaluation: Evaluation,
    library: Library,
    settings: PlanSettings,
) -> tuple[Phase, ...]:
    if evaluation.implementation is None:
        return ()
    projection = Projection(evaluation, library.policy)
    finished = [(days, tuple(step for step in steps if step.phase == days)) for days in horizons]
    weekly = {role: _exact(hours) for role, hours in settings.role_hours.items()}
    loads = role_loads([(days, [step.valued for step in own]) for days, own in finished], weekly)
    phases = []
    for (days, own), roles in zip(finished, loads, strict=True):
        for step in own:
            projection.finish(step.valued)
        phases.append(
            Phase(
                days=days,
                steps=own,
                hours=sum((step.valued.hours for step in own), Fraction(0)),
                dollars=sum((step.valued.dollars for step in own), Fraction(0)),
                roles=roles,
                after=projection.now(),
                threats=projection.threats(),
                frameworks=projection.frameworks(),
            )
        )
    return tuple(phases)
