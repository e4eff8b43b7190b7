"""The report as JSON, for programs; its shape is that of `document`."""

import json
from typing import Final

from posture.assess.evaluate import MODEL, Evaluation
from posture.assess.scoring import Readings
from posture.report import wording
from posture.report.document import (
    FORMAT,
    CapRecord,
    ChecklistRecord,
    ExcludedRecord,
    Fires,
    KeptRecord,
    MadeFromRecord,
    Numbers,
    PhaseRecord,
    PlanRecord,
    ReportDocument,
    RequirementRecord,
    Result,
    StandardRecord,
    ThreatRecord,
    VisitRecord,
)
from posture.report.facts import facts_against
from posture.report.material import MadeFrom, ReportInput, Visit
from posture.report.records import plain
from posture.report.rows import action_rows, control_rows
from posture.report.uncounted import kept_rows

FILE_NAME: Final = "report.json"


def render(material: ReportInput) -> dict[str, bytes]:
    """The report as one JSON file, escaped to ASCII: the same bytes in every locale."""
    record = document(material).model_dump(mode="json")
    return {FILE_NAME: (json.dumps(record, indent=2) + "\n").encode("ascii")}


def document(material: ReportInput) -> ReportDocument:
    """A report as the value that its file holds."""
    assessment, evaluation = material.assessment, material.evaluation
    return ReportDocument(
        format=FORMAT,
        made_with=material.version,
        model=MODEL,
        id=assessment.id,
        previous=assessment.previous,
        clinic=assessment.clinic,
        assessor=assessment.assessor,
        started=assessment.started,
        as_of=evaluation.as_of,
        redacted=material.redacted,
        facts=dict(assessment.facts),
        result=_result(evaluation),
        caps=_caps(evaluation),
        checklists=_checklists(material),
        controls=control_rows(material),
        excluded=_excluded(material),
        kept=_kept(material),
        threats=_threats(evaluation),
        standards=_standards(evaluation),
        plan=_plan(material),
        history=tuple(_visit(each) for each in material.earlier),
        made_from=_made_from(material.made_from),
    )


def _made_from(found: MadeFrom | None) -> MadeFromRecord | None:
    if found is None:
        return None
    return MadeFromRecord(sha256=found.sha256, revision=found.revision, seal=found.seal or None, fits=found.fits)


def _numbers(readings: Readings | None) -> Numbers:
    if readings is None:
        return Numbers(low=None, point=None, high=None)
    low, point, high = (float(wording.shown(value)) for value in (readings.low, readings.point, readings.high))
    return Numbers(low=low, point=point, high=high)


def _result(evaluation: Evaluation) -> Result:
    held_back, answered, confirmed = (
        None if value is None else float(wording.shown(value))
        for value in (evaluation.held_back, evaluation.answered, evaluation.confirmed)
    )
    return Result(
        posture=_numbers(evaluation.posture),
        implementation=_numbers(evaluation.implementation),
        grade=evaluation.grade,
        provisional=evaluation.provisional,
        held_back=held_back,
        answered=answered,
        confirmed=confirmed,
        confidence=evaluation.confidence,
    )


def _caps(evaluation: Evaluation) -> tuple[CapRecord, ...]:
    return tuple(
        CapRecord(
            id=status.cap.id,
            why=status.cap.why,
            max_grade=status.cap.max_grade,
            fires=Fires(low=status.low, point=status.point, high=status.high),
        )
        for status in evaluation.caps
    )


def _checklists(material: ReportInput) -> tuple[ChecklistRecord, ...]:
    library = material.library
    return tuple(
        ChecklistRecord(
            id=entry.id,
            title=library.checklist_by_id[entry.id].title,
            version=library.checklist_by_id[entry.id].version,
            sha256=library.sha256_by_checklist[entry.id],
            score=_numbers(entry.score),
            answered=entry.answered,
            applicable=entry.applicable,
        )
        for entry in material.evaluation.checklists
    )


def _excluded(material: ReportInput) -> tuple[ExcludedRecord, ...]:
    return tuple(
        ExcludedRecord(
            id=score.id,
            checklist=score.item.checklist.id,
            title=score.item.control.title,
            because=score.item.excluded,
            reason=score.item.response.reason
            if score.item.excluded == "answer"
            else facts_against(material, score.item.control.applies_when),
            by=score.item.response.by,
            note=score.item.response.note,
        )
        for score in material.evaluation.controls
        if score.item.excluded is not None
    )


def _kept(material: ReportInput) -> tuple[KeptRecord, ...]:
    responses = material.assessment.responses
    return tuple(
        KeptRecord(
            id=row.id,
            answer=responses[row.id].answer,
            why=row.reason,
            by=responses[row.id].by,
            note=responses[row.id].note,
        )
        for row in kept_rows(material)
    )


def _threats(evaluation: Evaluation) -> tuple[ThreatRecord, ...]:
    return tuple(
        ThreatRecord(
            id=threat.scenario.id,
            title=threat.scenario.title,
            ready=_numbers(threat.score),
            label=threat.label,
            weakest_stage=threat.weakest[0] if threat.weakest else None,
            stages={stage: float(wording.shown(value)) for stage, value in threat.stages.items()},
        )
        for threat in evaluation.threats
    )


def _standards(evaluation: Evaluation) -> tuple[StandardRecord, ...]:
    return tuple(
        StandardRecord(
            id=status.framework.id,
            title=status.framework.title,
            edition=status.framework.edition,
            requirements=tuple(
                RequirementRecord(id=each.requirement.id, title=each.requirement.title, status=each.status)
                for each in status.requirements
            ),
        )
        for status in evaluation.frameworks
    )


def _plan(material: ReportInput) -> PlanRecord:
    plan = material.plan
    return PlanRecord(
        start=plan.start,
        first_week=plain(plan.capacity.first_week),
        hours_per_week=plain(plan.capacity.per_week),
        year_dollars=None if plan.dollars is None else plain(plan.dollars),
        three_things=plan.three_things,
        actions=action_rows(material),
        phases=tuple(
            PhaseRecord(
                days=phase.days,
                actions=tuple(step.id for step in phase.steps),
                hours=plain(phase.hours),
                dollars=plain(phase.dollars),
                posture=float(wording.shown(phase.after.posture)),
                grade=phase.after.grade,
            )
            for phase in plan.phases
        ),
        done=plan.done,
        without_action=plan.without_action,
    )


def _visit(visit: Visit) -> VisitRecord:
    return VisitRecord(
        as_of=visit.as_of, posture=_numbers(visit.posture), grade=visit.grade, provisional=visit.provisional
    )
