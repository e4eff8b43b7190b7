"""Findings and actions as flat rows, for formats that other programs read.

The texts and the order are those of the report; days are dates, numbers are cut as they are printed there.
"""

from datetime import date, datetime
from typing import Literal

from posture.assess.applicability import Item
from posture.assess.scoring import ControlScore
from posture.model.assessment import Acceptance, ActionStatus, Method
from posture.model.base import Frozen
from posture.plan.plan import Step
from posture.report import wording
from posture.report.answers import AnswerRow, checklist_answers
from posture.report.material import ReportInput
from posture.report.points import printed_points
from posture.report.records import plain
from posture.report.todo import Task, todo

AnswerWord = Literal["implemented", "mostly", "partly", "not", "unknown", "na", "unanswered"]


class EvidenceRow(Frozen):
    """What was looked at. `state` says whether it is proof on the day of the report."""

    method: Method
    reference: str
    collected: date
    state: str
    sha256: str


class ControlRow(Frozen):
    """A control that applies, with its answer and what that rests on.

    Attributes:
        answer: As it counts; a refused "doesn't apply" counts as unknown.
        proof: In a word what the answer rests on.
        points: What it brings in place, in points of 100; `missing` what it leaves open.
        accepted_until: The clinic lives with the gap until then; null where it does not.
        actions: Ids of the planned actions that close it, in their order.
        requirements: What it answers in the standards, `standard:requirement`.
    """

    id: str
    checklist: str
    checklist_title: str
    title: str
    question: str
    answer: AnswerWord
    answer_words: str
    meaning: str
    proof: str
    weight: int
    points: float
    missing: float
    ask: str
    by: str
    at: datetime | None
    flagged: bool
    note: str
    reason: str
    accepted_until: date | None
    accepted_reason: str
    accepted_by: str
    evidence: tuple[EvidenceRow, ...]
    actions: tuple[str, ...]
    requirements: tuple[str, ...]

    @property
    def is_finding(self) -> bool:
        """Something is missing here, or nobody knows."""
        return self.answer != "implemented"


class ActionRow(Frozen):
    """An action of the plan.

    Attributes:
        number: Its place in the order, from 1.
        due: The day that the clinic set; `finish` the day that the plan leads to.
        phase: The horizon in days by which it is finished; null if not within the last one.
        waiting_days: Days of waiting, not of work.
        gain: Points that it brings in place.
        first: Titles of what must be done before it, and is not done yet; `requires` all ids.
        closes: Titles of the gaps that it closes, with the share where it is not all.
        check_first: Gaps that may not exist, because their question is open.
        later: Why it is not finished within the year; empty where it is.
    """

    number: int
    id: str
    title: str
    role: str
    owner: str
    status: ActionStatus
    due: date | None
    finish: date | None
    phase: int | None
    hours: float
    dollars: float
    waiting_days: int
    gain: float
    posture_after: float
    quick_win: bool
    own: bool
    requires: tuple[str, ...]
    first: tuple[str, ...]
    controls: tuple[str, ...]
    closes: tuple[str, ...]
    check_first: tuple[str, ...]
    steps: tuple[str, ...]
    proof: str
    later: str

    @property
    def day(self) -> date | None:
        """The day by which it is to be done: the clinic's own, else the plan's."""
        return self.due or self.finish


def control_rows(material: ReportInput) -> tuple[ControlRow, ...]:
    """Every control that applies, in the order of the report."""
    scores = {score.id: score for score in material.evaluation.controls}
    accepted = {finding.score.id: finding.accepted for finding in material.evaluation.findings}
    actions: dict[str, list[str]] = {}
    for step in material.plan.roadmap:
        for closing in step.valued.closings:
            actions.setdefault(closing.control_id, []).append(step.id)
    answered: dict[str, list[str]] = {}
    for framework in material.library.frameworks:
        for requirement in framework.requirements:
            for link in requirement.maps:
                answered.setdefault(link.control, []).append(f"{framework.id}:{requirement.id}")
    return tuple(
        _control_row(material, scores[row.id], row, accepted.get(row.id)).model_copy(
            update={"actions": tuple(actions.get(row.id, ())), "requirements": tuple(answered.get(row.id, ()))}
        )
        for checklist in checklist_answers(material, printed_points(material.evaluation))
        for row in checklist.rows
    )


def _control_row(material: ReportInput, score: ControlScore, row: AnswerRow, accepted: Acceptance | None) -> ControlRow:
    item, response = score.item, score.item.response
    return ControlRow(
        id=row.id,
        checklist=item.checklist.id,
        checklist_title=item.checklist.title,
        title=row.title,
        question=row.question,
        answer=_answer(item),
        answer_words=wording.answer_word(wording.item_answer(item)),
        meaning=row.meaning,
        proof="" if row.proof == wording.NO_NUMBER else row.proof,
        weight=row.weight,
        points=float(row.points),
        missing=float(row.missing),
        ask=material.library.role_title(item.control.ask),
        by=row.by,
        at=response.at,
        flagged=row.flagged,
        note=row.note,
        reason=row.reason,
        accepted_until=accepted.until if accepted else None,
        accepted_reason=accepted.reason if accepted else "",
        accepted_by=accepted.by if accepted else "",
        evidence=tuple(
            EvidenceRow(
                method=evidence.method,
                reference=evidence.reference,
                collected=evidence.collected,
                state=said.state,
                sha256=said.sha256,
            )
            for evidence, said in zip(response.evidence, row.evidence, strict=True)
        ),
        actions=(),
        requirements=(),
    )


def _answer(item: Item) -> AnswerWord:
    answer = wording.item_answer(item)
    return "unanswered" if answer is None else answer.value


def action_rows(material: ReportInput) -> tuple[ActionRow, ...]:
    """Every action of the plan, in its order."""
    tasks = todo(material).tasks
    return tuple(_action_row(material, step, task) for step, task in zip(material.plan.roadmap, tasks, strict=True))


def _action_row(material: ReportInput, step: Step, task: Task) -> ActionRow:
    valued, finish = step.valued, step.slot.finish
    return ActionRow(
        number=task.number,
        id=step.id,
        title=task.title,
        role=task.role,
        owner=task.owner,
        status=valued.status,
        due=material.assessment.action_state(step.id).due,
        finish=None if finish is None else wording.days_after(material.plan.start, finish),
        phase=step.phase,
        hours=plain(valued.hours),
        dollars=plain(valued.dollars),
        waiting_days=valued.action.lead_days,
        gain=float(wording.shown(valued.gain)),
        posture_after=float(wording.shown(step.after.posture)),
        quick_win=task.quick_win,
        own=task.own,
        requires=valued.action.requires,
        first=task.first,
        controls=tuple(closing.control_id for closing in valued.closings),
        closes=task.closes,
        check_first=task.check_first,
        steps=task.steps,
        proof=task.proof,
        later=task.reason,
    )
