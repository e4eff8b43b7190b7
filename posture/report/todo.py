"""What to do: the tasks of the plan by phase, what was left out of it and why, and what is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from posture.assess.caps import ceiling
from posture.assess.frameworks import Status
from posture.model.action import Action
from posture.model.library import Library
from posture.plan.plan import Phase, Step
from posture.plan.value import Closing, Valued, candidates
from posture.report import wording
from posture.report.material import ReportInput


@dataclass(frozen=True, slots=True)
class Task:
    """An action of the roadmap with all that is needed to carry it out.

    Attributes:
        number: Its place in the order, from 1.
        owner: Who sees to it; empty where nobody is named.
        done_by: The day by which it is finished if the plan is kept; empty where the hours never suffice.
        first: Titles of what must be done before it, and is not done yet.
        closes: What it closes of which gap.
        check_first: Gaps that may not exist, because their question is open, with who can answer.
        urgency: Why it counts for more than its points in the order.
        gain: Points that it brings; empty where it only makes others possible.
        staff_missing: Its hours or dollars grow with the staff, and their number is not recorded.
        after: Posture when the plan is done up to here.
        reason: Why it is not finished within the year; empty where it is.
    """

    id: str
    number: int
    title: str
    role: str
    owner: str
    due: str
    overdue: bool
    status: str
    hours: str
    dollars: str
    waiting: str
    done_by: str
    first: tuple[str, ...]
    closes: tuple[str, ...]
    check_first: tuple[str, ...]
    urgency: tuple[str, ...]
    staff_missing: bool
    quick_win: bool
    own: bool
    gain: str
    after: str
    steps: tuple[str, ...]
    proof: str
    reason: str


@dataclass(frozen=True, slots=True)
class PhaseBlock:
    """What is finished by a day.

    Attributes:
        people: Hours by role.
        exposed: How many threats are still exposed then.
        overloaded: A warning for each role that has less time than that.
        limits: Why posture is still held down then, one reason for each limit.
    """

    days: int
    by: str
    tasks: tuple[Task, ...]
    count: str
    hours: str
    dollars: str
    people: str
    posture: str
    exposed: str
    overloaded: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """An action that is not planned, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Todo:
    """The plan in words.

    Attributes:
        later: Tasks that are not finished within the last horizon.
        no_action: Titles of gaps that no action of the checklists closes.
        standards: How many requirements of each standard are met now and after each phase.
    """

    start: str
    capacity: str
    money: str
    staff_missing: bool
    horizon: int
    tasks: tuple[Task, ...]
    phases: tuple[PhaseBlock, ...]
    later: tuple[Task, ...]
    later_count: str
    set_aside: tuple[SetAside, ...]
    done: tuple[str, ...]
    no_action: tuple[str, ...]
    standards: tuple[str, ...]


def todo(material: ReportInput) -> Todo:
    """Put the plan into words."""
    plan, library = material.plan, material.library
    per_week, first_week = wording.hours(plan.capacity.per_week), wording.hours(plan.capacity.first_week)
    actions = candidates(library, material.assessment)
    titles = {step.id: step.valued.action.title for step in plan.roadmap}
    tasks = tuple(_task(material, number, step, titles) for number, step in enumerate(plan.roadmap, start=1))
    by_id = {task.id: task for task in tasks}
    later = tuple(task for task in tasks if task.reason)
    return Todo(
        start=wording.day(plan.start),
        capacity=f"{per_week} a week, {first_week} in the first week",
        money="no limit on money" if plan.dollars is None else f"{wording.dollars(plan.dollars)} for the year",
        staff_missing=any(task.staff_missing for task in tasks),
        horizon=library.policy.phases.days[-1],
        tasks=tasks,
        phases=tuple(_phase(material, phase, [by_id[step.id] for step in phase.steps]) for phase in plan.phases),
        later=later,
        later_count=wording.count(len(later), "action"),
        set_aside=tuple(_set_aside(material, actions)),
        done=tuple(actions[name].title if name in actions else name for name in plan.done),
        no_action=tuple(library.control_by_id[name].title for name in plan.without_action),
        standards=tuple(_standards(material)),
    )


def _standards(material: ReportInput) -> Iterable[str]:
    """One line a standard: `Title: 2 of 18 met now, 4 by day 7, …`, of what applies and these checklists ask about."""
    for place, status in enumerate(material.evaluation.frameworks):
        later = [(phase.days, phase.frameworks[place]) for phase in material.plan.phases]
        if later and later[0][1].of:
            then = ", ".join(f"{found.met} by day {days}" for days, found in later)
            yield f"{status.framework.title}: {status.count(Status.MET)} of {later[0][1].of} met now, {then}"


def done_by(start: date, days: Fraction | None) -> str:
    """The day on which something is finished; a number of days where the calendar ends before; empty for never."""
    if days is None:
        return ""
    found = wording.days_after(start, days)
    return wording.day(found) if found else f"{ceil(days):,} days after the start"


def _task(material: ReportInput, number: int, step: Step, titles: Mapping[str, str]) -> Task:
    library, valued, action = material.library, step.valued, step.valued.action
    state = material.assessment.action_state(step.id)
    provisional = material.evaluation.provisional
    return Task(
        id=step.id,
        number=number,
        title=action.title,
        role=library.role_title(action.role),
        owner=state.owner,
        due=wording.day(state.due) if state.due else "",
        overdue=state.due is not None and state.due < material.evaluation.as_of,
        status=wording.ACTION_STATUS_WORDS[valued.status],
        hours=wording.hours(valued.hours),
        dollars=wording.dollars(valued.dollars),
        waiting=wording.count(action.lead_days, "day") if action.lead_days else "",
        done_by=done_by(material.plan.start, step.slot.finish),
        first=tuple(titles[need] for need in action.requires if need in titles),
        closes=tuple(_closes(material, closing) for closing in valued.closings),
        check_first=tuple(_check_first(material, closing) for closing in valued.closings if closing.check_first),
        urgency=tuple(urgency(material, valued)),
        staff_missing=valued.staff_missing,
        quick_win=step.quick_win,
        own=valued.own,
        gain=wording.points(valued.gain) if valued.gain else "",
        after=wording.posture_words(step.after.posture, step.after.grade, provisional=provisional),
        steps=tuple(text for text in action.steps if text.strip()),
        proof=action.proof,
        reason=_later(material, step),
    )


def _closes(material: ReportInput, closing: Closing) -> str:
    title = material.library.control_by_id[closing.control_id].title
    if closing.share >= 100:
        return title
    share = str(closing.share) if closing.share.denominator == 1 else wording.one_decimal(closing.share)
    return f"{title} ({share} % of what is missing)"


def _check_first(material: ReportInput, closing: Closing) -> str:
    control = material.library.control_by_id[closing.control_id]
    who = material.library.role_title(control.ask)
    return f"{control.title} (ask: {who})" if who else control.title


def urgency(material: ReportInput, valued: Valued) -> Iterable[str]:
    """Why an action stands further ahead than its points alone would put it."""
    policy, evaluation = material.library.policy, material.evaluation
    urgent = {closing.control_id for closing in valued.closings if closing.factor > 100}
    firing = [status for status in evaluation.caps if status.point]
    for status in firing:
        if urgent & set(status.controls):
            times, limit = _times(policy.urgency.cap), ceiling(status.cap.max_grade, policy)
            yield f"counts {times} in the order, because posture stays at {limit} or less without it"
    weak = urgent - {name for status in firing for name in status.controls}
    links = {(link.scenario, link.stage) for name in weak for link in material.library.control_by_id[name].threats}
    threats = [
        threat.scenario.title.lower()
        for threat in evaluation.threats
        if threat.label == "exposed" and any((threat.scenario.id, stage) in links for stage in threat.weakest)
    ]
    if threats:
        times = _times(policy.urgency.weakest_stage)
        yield f"counts {times} in the order, because it helps where you are weakest against {wording.listing(threats)}"


def _times(per_cent: int) -> str:
    words = {150: "one and a half times", 200: "twice", 300: "three times"}
    return words.get(per_cent, f"{per_cent / 100:g} times")


def _later(material: ReportInput, step: Step) -> str:
    horizon = material.library.policy.phases.days[-1]
    if step.id not in material.plan.year:
        return "The hours and dollars of the year bring more elsewhere"
    if step.phase is not None:
        return ""
    if step.slot.finish is None:
        return "There are no hours for it"
    return f"Finished only after day {horizon}"


def _phase(material: ReportInput, phase: Phase, tasks: Sequence[Task]) -> PhaseBlock:
    library = material.library
    whys = {cap.id: cap.why or cap.id for cap in library.policy.caps}
    covered = [threat for threat in phase.threats if threat.score is not None]
    exposed = sum(threat.label == "exposed" for threat in covered)
    return PhaseBlock(
        days=phase.days,
        by=done_by(material.plan.start, Fraction(phase.days)),
        tasks=tuple(tasks),
        count=str(len(tasks)),
        hours=wording.hours(phase.hours),
        dollars=wording.dollars(phase.dollars),
        people=", ".join(f"{_who(library, load.role)} {wording.hours(load.hours)}" for load in phase.roles),
        posture=wording.posture_words(
            phase.after.posture, phase.after.grade, provisional=material.evaluation.provisional
        ),
        exposed=f"{exposed} of {len(covered)}",
        overloaded=tuple(
            wording.overload_words(_who(library, load.role), load.until_then, load.available)
            for load in phase.roles
            if load.overloaded and load.available is not None
        ),
        limits=tuple(whys[name] for name in phase.after.caps),
    )


def _who(library: Library, role: str | None) -> str:
    return library.role_title(role) or "nobody named"


def _set_aside(material: ReportInput, actions: dict[str, Action]) -> Iterable[SetAside]:
    planned = {step.id for step in material.plan.roadmap}
    blocked = {entry.action_id: entry.by for entry in material.plan.blocked}
    for name, state in material.assessment.actions.items():
        title = actions[name].title if name in actions else name
        if state.status == "declined":
            yield SetAside(title, f"Declined: {state.reason}")
        elif state.status != "done" and name not in planned and name not in blocked:
            why = "nothing needs it now" if name in actions else "no checklist here has it"
            yield SetAside(title, f"{wording.ACTION_STATUS_WORDS[state.status]}, but {why}")
    for name, declined in blocked.items():
        yield SetAside(actions[name].title, f"Needs what is declined: {actions[declined].title}")
