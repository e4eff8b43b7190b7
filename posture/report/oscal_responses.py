"""Responses to risks: the actions that close a gap, as tasks with their days and what they need first.

A task stands once for each gap that its action closes, because it is a part of the response to that risk. The first
of them is the one that other tasks depend on. What closes no gap itself stands with the first action that needs it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import floor

from posture.model.action import Action
from posture.report import wording
from posture.report.light import numbered
from posture.report.oscal_case import Case
from posture.report.oscal_frame import ACTION_OWNER
from posture.report.oscal_values import core_prop, filled, if_sayable, line, moment, paragraphs, prop, prose, token
from posture.report.records import Record
from posture.report.rows import ActionRow, ControlRow


@dataclass(frozen=True, slots=True)
class Homes:
    """Where the task of each planned action stands first.

    Attributes:
        control: By action, the gap.
        beside: By gap and action, the actions that close nothing themselves and stand with it.
    """

    control: Mapping[str, str]
    beside: Mapping[tuple[str, str], tuple[str, ...]]


def homes(case: Case) -> Homes:
    """Find the place of every task, in the order of the report."""
    control: dict[str, str] = {}
    for row in case.gaps:
        for action in case.closers(row):
            control.setdefault(action.id, row.id)
    beside: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in case.gaps:
        for action in case.closers(row):
            new = tuple(need for need in _needed(case, action) if need not in control)
            control.update(dict.fromkeys(new, row.id))
            beside[row.id, action.id] = new
    return Homes(control, beside)


def _needed(case: Case, action: ActionRow) -> Iterable[str]:
    """What an action needs of the plan, what that needs included, in the order of the plan."""
    found: set[str] = set()
    pending = list(action.requires)
    while pending:
        need = pending.pop()
        if need in case.planned and need not in found:
            found.add(need)
            pending.extend(case.planned[need].requires)
    return (each for each in case.planned if each in found)


def responses(case: Case, row: ControlRow, where: Homes) -> list[Record]:
    """What is done about a gap: accepted, done already, planned, recommended."""
    return [
        *_accepted(case, row),
        *(_done(case, row, action) for action in case.closing(row.id, "done")),
        *(_planned(case, row, action, where) for action in case.closers(row)),
    ]


def deadline(case: Case, row: ControlRow) -> str | None:
    """The day by which a gap is to be closed or thought about again; None where some of it has no day."""
    if row.accepted_until is not None:
        return if_sayable(row.accepted_until)
    days = [day_of(case, action) for action in case.closers(row)]
    return if_sayable(max(day for day in days if day)) if days and all(days) else None


def day_of(case: Case, action: ActionRow) -> date | None:
    """The day by which an action is to be done: the clinic's own, else the end of its phase, else where it leads."""
    if action.due is not None:
        return action.due
    phase_end = None if action.phase is None else wording.days_after(case.material.plan.start, action.phase)
    return phase_end or action.finish


def _accepted(case: Case, row: ControlRow) -> Iterator[Record]:
    if row.accepted_until is None:
        return
    yield {
        "uuid": case.ids.of("acceptance", row.id),
        "lifecycle": "planned",
        "title": line(f"Lived with until {wording.day(row.accepted_until)}"),
        "description": paragraphs([prose(row.accepted_reason)]),
        "props": [core_prop("type", "accept"), prop("accepted-until", row.accepted_until.isoformat())],
        "origins": case.origins(row.accepted_by),
    }


def _done(case: Case, row: ControlRow, action: Action) -> Record:
    uuid = case.ids.of("task", action.id, row.id, "done")
    owner = case.material.assessment.action_state(action.id).owner
    task = {
        "uuid": uuid,
        "type": "action",
        "title": line(action.title),
        "props": [prop("action", action.id), prop("status", "done")],
        "responsible-roles": [case.responsible(token(action.role or ACTION_OWNER), owner)],
    }
    return {
        "uuid": case.ids.of("response", action.id, row.id),
        "lifecycle": "completed",
        "title": line(action.title),
        "description": "It is done. What it brought is in the answer.",
        "props": [core_prop("type", "mitigate"), prop("action", action.id)],
        "origins": case.origins(owner),
        "tasks": [task],
    }


def _planned(case: Case, row: ControlRow, action: ActionRow, where: Homes) -> Record:
    beside = [case.planned[name] for name in where.beside[row.id, action.id]]
    closings = [one for one in case.steps[action.id].valued.closings if one.control_id == row.id]
    remarks = [f"{action.later}."] if action.later else []
    if any(one.check_first for one in closings):
        remarks.append("Check first: nobody knows whether this is missing.")
    return filled(
        {
            "uuid": case.ids.of("response", action.id, row.id),
            "lifecycle": "recommendation" if action.later else "planned",
            "title": line(action.title),
            "description": paragraphs(prose(f"Closes: {text}") for text in action.closes),
            "props": [
                core_prop("type", "mitigate"),
                prop("action", action.id),
                prop("share-of-gap", wording.per_cent(sum(one.share for one in closings))),
                prop("gain", wording.points(sum(one.gain for one in closings))),
            ],
            "origins": case.origins(action.owner),
            "tasks": [task for one in (*beside, action) for task in _tasks(case, row.id, one, where)],
            "remarks": " ".join(remarks),
        }
    )


def _tasks(case: Case, control: str, action: ActionRow, where: Homes) -> Iterator[Record]:
    """The work, and the milestone at the end of its phase."""
    uuid = _uuid(case, control, action.id, where)
    role = case.actions[action.id].role
    yield filled(
        {
            "uuid": uuid,
            "type": "action",
            "title": line(action.title),
            "description": paragraphs([str(numbered(action.steps))]),
            "props": list(_task_props(action)),
            "timing": _timing(case, action),
            "dependencies": [
                {
                    "task-uuid": _uuid(case, where.control[need], need, where),
                    "remarks": paragraphs([prose(f"First: {case.planned[need].title}")]),
                }
                for need in action.requires
                if need in where.control
            ],
            "responsible-roles": [case.responsible(token(role or ACTION_OWNER), action.owner)],
        }
    )
    end = if_sayable(day_of(case, action))
    if end is not None:
        yield {
            "uuid": case.ids.of("milestone", uuid),
            "type": "milestone",
            "title": line(f"Done: {action.title}"),
            "description": paragraphs([prose(f"Keep as proof: {action.proof}" if action.proof.strip() else "")]),
            "timing": {"on-date": {"date": end}},
            "dependencies": [{"task-uuid": uuid}],
        }


def _uuid(case: Case, control: str, action: str, where: Homes) -> str:
    first = where.control[action] == control
    return case.ids.of("task", action) if first else case.ids.of("task", action, control)


def _task_props(action: ActionRow) -> Iterator[Record]:
    yield prop("action", action.id)
    yield prop("position", action.number)
    yield prop("status", action.status)
    yield prop("hours", action.hours)
    yield prop("dollars", action.dollars)
    if action.waiting_days:
        yield prop("waiting-days", action.waiting_days)
    if action.phase is not None:
        yield prop("phase", f"day {action.phase}")
    if action.quick_win:
        yield prop("quick-win", "yes")
    if action.due is not None:
        yield prop("due", action.due.isoformat())


def _timing(case: Case, action: ActionRow) -> Record | None:
    """From the day on which the work begins to the day on which it is finished; no day where there are no hours."""
    begun, end = case.steps[action.id].slot.start, action.day
    if end is None or not if_sayable(end):
        return None
    start = None if begun is None else wording.days_after(case.material.plan.start, floor(begun))
    if start is None or start > end or not if_sayable(start):
        return {"on-date": {"date": moment(end)}}
    return {"within-date-range": {"start": moment(start), "end": moment(end)}}
