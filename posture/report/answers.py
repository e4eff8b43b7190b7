"""Every answer that counts, per checklist, with what it earns and what it rests on."""

from dataclasses import dataclass
from datetime import date

from posture.assess.applicability import na_is_refused
from posture.assess.credit import has_proof, is_current
from posture.assess.scoring import ControlScore
from posture.model.assessment import Evidence, Response
from posture.model.control import Answer, Control
from posture.report import wording
from posture.report.material import ReportInput
from posture.report.points import Points
from posture.report.wording import NO_NUMBER, one_decimal


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What was looked at, when, and whether it is still proof on the day of the report."""

    method: str
    reference: str
    collected: str
    state: str
    sha256: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A control that applies, with its answer, what it earns and what that rests on.

    Attributes:
        meaning: What the level means for this control.
        credit: Says where the strict scale counts; empty for the usual one.
        refused: Why an answer of "doesn't apply" does not count; empty for every other answer.
        points: What it brings, `missing` what it leaves open, in points of 100; they add up over the report.
        detailed: There is more to say than fits into a row.
    """

    id: str
    title: str
    question: str
    answer: str
    meaning: str
    proof: str
    weight: int
    credit: str
    points: str
    missing: str
    by: str
    when: str
    flagged: bool
    note: str
    reason: str
    refused: str
    evidence: tuple[EvidenceRow, ...]
    accepted: str
    detailed: bool


@dataclass(frozen=True, slots=True)
class ChecklistAnswers:
    """The answers of one checklist."""

    title: str
    rows: tuple[AnswerRow, ...]
    points: str
    missing: str


def checklist_answers(material: ReportInput, points: Points | None) -> tuple[ChecklistAnswers, ...]:
    """The answers of every checklist, in order; controls that do not apply stand elsewhere."""
    evaluation = material.evaluation
    blocks = []
    for entry in evaluation.checklists:
        scores = [s for s in evaluation.controls if s.item.checklist.id == entry.id and s.credit is not None]
        if scores and points:
            rows = tuple(_answer_row(material, score, points) for score in scores)
            title = material.library.checklist_by_id[entry.id].title
            in_place, missing = points.in_place.checklists[entry.id], points.missing.checklists[entry.id]
            blocks.append(ChecklistAnswers(title, rows, one_decimal(in_place), one_decimal(missing)))
    return tuple(blocks)


def _answer_row(material: ReportInput, score: ControlScore, points: Points) -> AnswerRow:
    control, response, item = score.item.control, score.item.response, score.item
    as_of = material.evaluation.as_of
    meaning = control.answers.of(item.answer) if item.answered else ""
    gap = item.answered and item.answer in (Answer.MOSTLY, Answer.PARTLY, Answer.NOT)
    refused = _refused(control, response)
    said = response.note.strip() or response.reason.strip() or response.evidence
    more = bool(said or response.accepted or response.flagged or refused)
    return AnswerRow(
        id=control.id,
        title=control.title,
        question=control.question,
        answer=answer_with_glyph(score),
        meaning=meaning,
        proof=_proof(score, as_of),
        weight=score.weight,
        credit="strict" if control.credit == "strict" else "",
        points=one_decimal(points.in_place.controls[score.id]),
        missing=one_decimal(points.missing.controls[score.id]),
        by=response.by,
        when=wording.moment(response.at) if response.at else "",
        flagged=response.flagged,
        note=response.note,
        reason=response.reason,
        refused=refused,
        evidence=tuple(evidence_row(evidence, control, as_of) for evidence in response.evidence),
        accepted=_acceptance(score, as_of),
        detailed=gap or more,
    )


def _refused(control: Control, response: Response) -> str:
    if not na_is_refused(control, response):
        return ""
    why = "no reason is given" if control.na_allowed else "this applies to every clinic"
    return f"“Doesn't apply” was answered. It counts as “don't know”, because {why}."


def answer_with_glyph(score: ControlScore) -> str:
    """An answer as tables show it: glyph, word, and a flag where there is one."""
    answer = wording.item_answer(score.item)
    flag = f" {wording.FLAG_GLYPH}" if score.item.response.flagged else ""
    return f"{wording.answer_glyph(answer)} {wording.answer_word(answer)}{flag}"


def _proof(score: ControlScore, as_of: date) -> str:
    """In a word what an answer rests on."""
    response, control = score.item.response, score.item.control
    if score.item.answer is Answer.UNKNOWN:
        return NO_NUMBER
    if has_proof(response, control, as_of):
        return "current"
    if any(evidence.method != "interview" for evidence in response.evidence):
        return "out of date"
    return "not needed" if score.item.answer is Answer.NOT else "none"


def evidence_row(evidence: Evidence, control: Control, as_of: date) -> EvidenceRow:
    """A piece of evidence, and what it is worth on a day."""
    stale_on = wording.days_after(evidence.collected, control.evidence_days)
    if evidence.method == "interview":
        state = "somebody's word, not proof"
    elif evidence.collected > as_of:
        state = "dated after this report, not counted"
    elif is_current(evidence, control, as_of):
        state = f"current until {wording.day(wording.days_after(stale_on, -1) or stale_on)}" if stale_on else "current"
    else:
        state = f"out of date since {wording.day(stale_on)}" if stale_on else "out of date"
    return EvidenceRow(
        method=wording.METHOD_WORDS[evidence.method],
        reference=evidence.reference,
        collected=wording.day(evidence.collected),
        state=state,
        sha256=evidence.sha256 or "",
    )


def _acceptance(score: ControlScore, as_of: date) -> str:
    accepted = score.item.response.accepted
    if accepted is None or score.item.answer is Answer.IMPLEMENTED:
        return ""
    until = wording.day(accepted.until)
    if as_of > accepted.until:
        by = f" by {accepted.by}" if accepted.by.strip() else ""
        return f"The gap was accepted until {until}{by} and counts again. The reason was: {accepted.reason}"
    return f"The gap is accepted until {until}; the reason stands under “Accepted gaps”."
