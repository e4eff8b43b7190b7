"""Risks and findings: what is missing, how much that matters, what is done about it; the verdict on each control."""

from collections.abc import Iterator
from typing import Final

from posture.assess.applicability import na_is_refused
from posture.assess.credit import risk_level
from posture.report.oscal_case import Case
from posture.report.oscal_observations import objective_id, related
from posture.report.oscal_responses import Homes, deadline, responses
from posture.report.oscal_values import authored, core_prop, filled, line, paragraphs, prop, prose, token
from posture.report.records import Record
from posture.report.rows import AnswerWord, ControlRow

FACETS: Final = "http://csrc.nist.gov/ns/oscal"
"""The system in which OSCAL itself names likelihood, impact and risk."""

THREATS: Final = "urn:posture:threat"

_REASONS: Final[dict[AnswerWord, str]] = {
    "implemented": "pass",
    "mostly": "partial",
    "partly": "partial",
    "not": "fail",
    "unknown": "unknown",
    "unanswered": "unknown",
}


def priority(case: Case, row: ControlRow) -> int | None:
    """The place in the plan of the first action that closes a gap; None where none does."""
    return min((action.number for action in case.closers(row)), default=None)


def risk(case: Case, row: ControlRow, observed: list[Record], where: Homes) -> Record:
    """What a gap means."""
    control = case.scores[row.id].item.control
    facets = {"likelihood": control.likelihood, "impact": control.impact, "risk": risk_level(control)}
    tool = {"actors": [{"type": "tool", "actor-uuid": case.ids.of("tool")}]}
    threats = dict.fromkeys(link.scenario for link in control.threats)
    return filled(
        {
            "uuid": case.ids.of("risk", row.id),
            "title": line(f"{row.title}: {row.answer_words.lower()}"),
            "description": paragraphs([prose(row.question), prose(row.meaning)]),
            "statement": paragraphs([authored(control.why)]),
            "props": list(_risk_props(case, row)),
            # An accepted gap stays open too: it comes back, and earns nothing until then.
            "status": "open",
            "origins": case.origins(row.by),
            "threat-ids": [{"system": THREATS, "id": f"{THREATS}:{name}"} for name in threats],
            "characterizations": [
                {
                    "origin": tool,
                    "facets": [
                        {"name": name, "system": FACETS, "value": level.value} for name, level in facets.items()
                    ],
                }
            ],
            "deadline": deadline(case, row),
            "remediations": responses(case, row, where),
            "related-observations": related(observed),
        }
    )


def _risk_props(case: Case, row: ControlRow) -> Iterator[Record]:
    place = priority(case, row)
    if place is not None:
        yield core_prop("priority", place)
    if row.accepted_until is not None:
        yield core_prop("accepted", "yes")
    yield prop("control", row.id)
    yield prop("missing-points", row.missing)
    for status in case.material.evaluation.caps:
        if status.point and row.id in status.controls:
            yield prop("holds-grade-at", status.cap.max_grade, group=token(status.cap.id))


def finding(case: Case, row: ControlRow, observed: list[Record]) -> Record:
    """The verdict on a control that applies."""
    open_risk = [{"risk-uuid": case.ids.of("risk", row.id)}] if row.is_finding else []
    return filled(
        {
            "uuid": case.ids.of("finding", row.id),
            "title": line(row.title),
            "description": paragraphs([prose(row.question)]),
            "props": list(_finding_props(row)),
            "origins": case.origins(row.by),
            "target": filled(
                {
                    "type": "objective-id",
                    "target-id": objective_id(row.id),
                    "status": {
                        "state": "not-satisfied" if row.is_finding else "satisfied",
                        "reason": _REASONS[row.answer],
                        "remarks": paragraphs(_verdict(case, row)),
                    },
                    "implementation-status": _implementation(row),
                }
            ),
            "related-observations": related(observed),
            "related-risks": open_risk,
            "remarks": prose(row.note),
        }
    )


def _verdict(case: Case, row: ControlRow) -> Iterator[str]:
    item = case.scores[row.id].item
    yield prose(f"{row.answer_words}. {row.meaning}".strip())
    if na_is_refused(item.control, item.response):
        yield "“Doesn't apply” was answered, and does not count here."
    if row.reason.strip():
        yield prose(f"Reason given: {row.reason}")


def _implementation(row: ControlRow) -> Record | None:
    if row.answer == "implemented":
        return {"state": "implemented"}
    if row.answer in ("mostly", "partly"):
        return {"state": "partial"}
    return {"state": "planned"} if row.answer == "not" and row.actions else None


def _finding_props(row: ControlRow) -> Iterator[Record]:
    yield prop("control", row.id)
    yield prop("checklist", row.checklist)
    yield prop("answer", row.answer)
    yield prop("weight", row.weight)
    yield prop("points", row.points)
    yield prop("missing-points", row.missing)
    if row.proof:
        yield prop("proof", row.proof)
    if row.flagged:
        yield prop("flagged", "yes")
    for requirement in row.requirements:
        standard, _, name = requirement.partition(":")
        yield prop("requirement", name, group=token(standard))
