"""Everything that a report prints, decided here: frozen values of text and whole numbers only, for any template."""

from dataclasses import dataclass

from posture.assess.applicability import Item
from posture.assess.evaluate import MODEL
from posture.report import wording
from posture.report.answers import ChecklistAnswers, checklist_answers
from posture.report.facts import NOT_RECORDED, FactRow, fact_rows
from posture.report.figures import Figures, figures
from posture.report.leads import Leads, leads_in_words
from posture.report.material import ReportInput
from posture.report.points import printed_points
from posture.report.record import (
    Constants,
    FrameworkBlock,
    OverrideRow,
    VersionRow,
    changed_checklists,
    constants,
    file_seals,
    framework_blocks,
    override_rows,
    version_rows,
)
from posture.report.standing import Standing, standing
from posture.report.things import ThreeThings, three_things
from posture.report.todo import Todo, todo
from posture.report.uncounted import AcceptedRow, ExcludedRow, KeptRow, accepted_rows, excluded_rows, kept_rows
from posture.report.weaknesses import Weaknesses, weaknesses


@dataclass(frozen=True, slots=True)
class Heading:
    """Who was assessed, by whom, when, and with what; `started` and `previous` may be empty."""

    clinic: str
    assessor: str
    date: str
    started: str
    assessment_id: str
    previous: str
    version: str
    model: str
    redacted: bool


@dataclass(frozen=True, slots=True)
class NotApplicableGuard:
    """What "doesn't apply" takes out of the score.

    Attributes:
        weight_share: Weight answered so; empty where nothing was.
        if_counted: What would be in place if each of those answers counted as not in place.
    """

    by_answer: str
    by_fact: str
    weight_share: str
    if_counted: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A control that somebody marked to come back to."""

    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """The context of a report's template.

    Attributes:
        audience: For whom it is; empty for everybody.
        file_seals: By what the saved file and its history can be told from any other; none where it was not saved.
        changed: Titles of checklists that are not the ones that the assessment recorded.
        unrecorded: It did not record what at least one of them was.
    """

    audience: str
    heading: Heading
    standing: Standing
    three_things: ThreeThings
    todo: Todo
    answer_first: Leads
    find_proof: Leads
    facts: tuple[FactRow, ...]
    constants: Constants
    frameworks: tuple[FrameworkBlock, ...]
    answers: tuple[ChecklistAnswers, ...]
    guard: NotApplicableGuard
    excluded_by_answer: tuple[ExcludedRow, ...]
    excluded_by_fact: tuple[ExcludedRow, ...]
    accepted: tuple[AcceptedRow, ...]
    flagged: tuple[Flagged, ...]
    weaknesses: Weaknesses
    kept: tuple[KeptRow, ...]
    versions: tuple[VersionRow, ...]
    overrides: tuple[OverrideRow, ...]
    file_seals: tuple[str, ...]
    changed: tuple[str, ...]
    unrecorded: bool
    figures: Figures


def report(material: ReportInput) -> Report:
    """Put an assessment, its evaluation and its plan into words."""
    evaluation = material.evaluation
    points = printed_points(evaluation)
    versions = version_rows(material)
    return Report(
        audience=material.audience or "",
        heading=_heading(material),
        standing=standing(material, points),
        three_things=three_things(material),
        todo=todo(material),
        answer_first=leads_in_words(material, evaluation.answer_first, "open question"),
        find_proof=leads_in_words(material, evaluation.find_proof, "answer"),
        facts=fact_rows(material),
        constants=constants(material),
        frameworks=framework_blocks(material),
        answers=checklist_answers(material, points),
        guard=_guard(material),
        excluded_by_answer=excluded_rows(material, by_fact=False),
        excluded_by_fact=excluded_rows(material, by_fact=True),
        accepted=accepted_rows(material),
        flagged=tuple(_flagged(score.item) for score in evaluation.controls if score.item.response.flagged),
        weaknesses=weaknesses(material),
        kept=kept_rows(material),
        versions=versions,
        overrides=override_rows(material),
        file_seals=tuple(file_seals(material.made_from)),
        changed=changed_checklists(material),
        unrecorded=any(row.recorded == NOT_RECORDED for row in versions),
        figures=figures(material),
    )


def _heading(material: ReportInput) -> Heading:
    assessment = material.assessment
    return Heading(
        clinic=assessment.clinic,
        assessor=assessment.assessor if assessment.assessor.strip() else "not named",
        date=wording.day(material.evaluation.as_of),
        started=wording.day(assessment.started) if assessment.started else "",
        assessment_id=assessment.id,
        previous=assessment.previous or "",
        version=material.version,
        model=MODEL,
        redacted=material.redacted,
    )


def _guard(material: ReportInput) -> NotApplicableGuard:
    guard = material.evaluation.not_applicable
    counts = bool(guard.by_answer) and guard.weight_share is not None and guard.if_counted is not None
    return NotApplicableGuard(
        by_answer=wording.count(guard.by_answer, "control"),
        by_fact=wording.count(guard.by_fact, "control"),
        weight_share=wording.per_cent(guard.weight_share) if counts and guard.weight_share is not None else "",
        if_counted=wording.one_decimal(guard.if_counted) if counts and guard.if_counted is not None else "",
    )


def _flagged(item: Item) -> Flagged:
    return Flagged(item.control.title, item.response.note)
