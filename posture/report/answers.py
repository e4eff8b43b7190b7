"""Every answer with what it rests on: per checklist, and the lists of what is open, unproven, accepted or not counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posture.assess.applicability import all_hold, holds, na_is_refused
from posture.assess.confidence import Lead
from posture.assess.credit import has_proof, is_current
from posture.assess.scoring import ControlScore
from posture.model.assessment import Evidence
from posture.model.control import Answer, Control, FactValue
from posture.model.library import Library
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
    points: str
    missing: str
    by: str
    when: str
    flagged: bool
    note: str
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


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A control that would make the result surer.

    Attributes:
        worth: By how many points the range would narrow.
        keep: What to keep as proof.
        checks: How to find out, as light Markdown.
    """

    title: str
    question: str
    ask: str
    minutes: str
    answer: str
    worth: str
    keep: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """A control that does not apply, and why."""

    title: str
    checklist: str
    reason: str
    by: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A gap that the clinic lives with for now."""

    title: str
    answer: str
    reason: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A response that is kept and not counted, because no checklist here asks for it."""

    id: str
    answer: str
    note: str
    reason: str


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
    refused = ""
    if na_is_refused(control, response):
        why = "no reason is given" if control.na_allowed else "this applies to every clinic"
        refused = f"“Doesn't apply” was answered and counts as “don't know”, because {why}."
        if response.reason.strip():
            refused += f" The reason given: {response.reason}"
    meaning = control.answers.of(item.answer) if item.answered else ""
    gap = item.answered and item.answer in (Answer.MOSTLY, Answer.PARTLY, Answer.NOT)
    more = bool(response.note.strip() or response.evidence or response.accepted or response.flagged or refused)
    return AnswerRow(
        id=control.id,
        title=control.title,
        question=control.question,
        answer=_answer(score),
        meaning=meaning,
        proof=_proof(score, as_of),
        weight=score.weight,
        points=one_decimal(points.in_place.controls[score.id]),
        missing=one_decimal(points.missing.controls[score.id]),
        by=response.by,
        when=wording.moment(response.at) if response.at else "",
        flagged=response.flagged,
        note=response.note,
        refused=refused,
        evidence=tuple(_evidence_row(evidence, control, as_of) for evidence in response.evidence),
        accepted=_acceptance(score, as_of),
        detailed=gap or more,
    )


def _answer(score: ControlScore) -> str:
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


def _evidence_row(evidence: Evidence, control: Control, as_of: date) -> EvidenceRow:
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
        return f"The gap was accepted until {until}; it counts again."
    return f"The gap is accepted until {until}; the reason stands under “Accepted gaps”."


def lead_rows(material: ReportInput, leads: Iterable[Lead]) -> tuple[LeadRow, ...]:
    """Open questions, or answers without proof, in words."""
    return tuple(_lead_row(material, lead) for lead in leads)


def _lead_row(material: ReportInput, lead: Lead) -> LeadRow:
    control = lead.score.item.control
    checks = [check for check in control.checks if all_hold(check.when, material.assessment.facts)]
    kept = dict.fromkeys(check.proof for check in checks if check.proof.strip())
    return LeadRow(
        title=control.title,
        question=control.question,
        ask=material.library.role_title(control.ask),
        minutes=str(control.minutes) if control.minutes else NO_NUMBER,
        answer=_answer(lead.score),
        worth=one_decimal(lead.worth),
        keep="; ".join(kept),
        checks=tuple(check.how for check in checks),
    )


def excluded_rows(material: ReportInput, *, by_fact: bool) -> tuple[ExcludedRow, ...]:
    """Controls that do not apply: by a fact about the clinic, or by answer."""
    rows = []
    for score in material.evaluation.controls:
        item = score.item
        if item.excluded == ("fact" if by_fact else "answer"):
            response = item.response
            rows.append(
                ExcludedRow(
                    title=item.control.title,
                    checklist=item.checklist.title,
                    reason=_facts_against(item.control, material) if by_fact else response.reason,
                    by="" if by_fact else response.by,
                    when="" if by_fact or response.at is None else wording.moment(response.at),
                    note=response.note,
                )
            )
    return tuple(rows)


def _facts_against(control: Control, material: ReportInput) -> str:
    facts = material.assessment.facts
    against = [condition.fact for condition in control.applies_when if not holds(condition, facts)]
    named = (
        f"{_fact_title(material.library, name)}: {fact_words(material.library, name, facts[name])}" for name in against
    )
    return "; ".join(dict.fromkeys(named))


def _fact_title(library: Library, fact_id: str) -> str:
    fact = library.fact_by_id.get(fact_id)
    return fact.title if fact else fact_id


def fact_words(library: Library, fact_id: str, value: FactValue) -> str:
    """The value of a fact in words: yes or no, a number, or the titles of what was chosen."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    fact = library.fact_by_id.get(fact_id)
    titles = {choice.id: choice.title for choice in fact.choices} if fact else {}
    chosen = (value,) if isinstance(value, str) else value
    return ", ".join(titles.get(one, one) for one in chosen) or "none"


def accepted_rows(material: ReportInput) -> tuple[AcceptedRow, ...]:
    """Gaps that are accepted on the day of the report."""
    rows = []
    for finding in material.evaluation.findings:
        if finding.accepted is not None:
            rows.append(
                AcceptedRow(
                    title=finding.score.item.control.title,
                    answer=_answer(finding.score),
                    reason=finding.accepted.reason,
                    by=finding.accepted.by,
                    until=wording.day(finding.accepted.until),
                )
            )
    return tuple(rows)


def kept_rows(material: ReportInput) -> tuple[KeptRow, ...]:
    """Responses that are kept and not counted."""
    library = material.library
    retired = {entry.id: entry for entry in library.retired if entry.kind == "control"}
    rows = []
    for name in material.evaluation.unscored:
        response = material.assessment.response(name)
        if name in retired:
            successor = retired[name].successor
            reason = retired[name].reason + (f" Now: {successor}" if successor else "")
        elif name in library.checklist_of:
            reason = f"Its checklist is not part of this assessment: {library.checklist_of[name].title}"
        else:
            reason = "No checklist here has it"
        rows.append(KeptRow(name, wording.answer_word(response.answer), response.note, reason))
    return tuple(rows)
