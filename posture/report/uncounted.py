"""What earns nothing, with the reason: what does not apply, what is accepted, and what no checklist asks any more."""

from dataclasses import dataclass

from posture.model.assessment import Response
from posture.report import wording
from posture.report.answers import answer_with_glyph
from posture.report.facts import facts_against
from posture.report.material import ReportInput


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """A control that does not apply, and why; what was answered, noted and looked at all the same is kept."""

    title: str
    checklist: str
    reason: str
    answer: str
    by: str
    when: str
    note: str
    evidence: str


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
    reason: str
    by: str
    when: str
    note: str
    evidence: str


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
                    reason=facts_against(material, item.control.applies_when) if by_fact else response.reason,
                    answer=wording.answer_word(response.answer) if by_fact and response.answer else "",
                    by=response.by,
                    when=wording.moment(response.at) if response.at else "",
                    note=response.note,
                    evidence=_evidence(response),
                )
            )
    return tuple(rows)


def accepted_rows(material: ReportInput) -> tuple[AcceptedRow, ...]:
    """Gaps that are accepted on the day of the report."""
    rows = []
    for finding in material.evaluation.findings:
        if finding.accepted is not None:
            rows.append(
                AcceptedRow(
                    title=finding.score.item.control.title,
                    answer=answer_with_glyph(finding.score),
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
        rows.append(
            KeptRow(
                id=name,
                answer=wording.answer_word(response.answer),
                reason=reason,
                by=response.by,
                when=wording.moment(response.at) if response.at else "",
                note=response.note,
                evidence=_evidence(response),
            )
        )
    return tuple(rows)


def _evidence(response: Response) -> str:
    """What was looked at, in one line; it proves nothing where there is nothing to score."""
    return "; ".join(
        f"{wording.METHOD_WORDS[evidence.method].lower()}: {evidence.reference}, {wording.day(evidence.collected)}"
        for evidence in response.evidence
    )
