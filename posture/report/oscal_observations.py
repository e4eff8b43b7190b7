"""Observations: what was looked at or tested, and what somebody said, for each control."""

from collections import Counter
from collections.abc import Iterable

from posture.assess.credit import has_proof, is_current
from posture.model.assessment import Evidence
from posture.model.text import one_line
from posture.report import wording
from posture.report.oscal_case import Case
from posture.report.oscal_frame import evidence_resource, reference_to
from posture.report.oscal_values import (
    filled,
    if_sayable,
    line,
    moment,
    paragraphs,
    prop,
    prose,
    sayable,
    token,
)
from posture.report.records import Record
from posture.report.rows import ControlRow


def observations(case: Case, row: ControlRow) -> list[Record]:
    """What the answer to a control rests on: its evidence, and the word of whoever answered where nothing proves it."""
    response, control = case.scores[row.id].item.response, case.scores[row.id].item.control
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for evidence, said in zip(response.evidence, row.evidence, strict=True):
        key = (row.id, evidence.method, one_line(evidence.reference), evidence.collected.isoformat())
        seen[key] += 1
        uuid = case.ids.of("observation", *key, str(seen[key]))
        found.append(_evidence(case, row, evidence, said.state, uuid))
    told = any(evidence.method == "interview" for evidence in response.evidence)
    if response.answer is not None and not told and not has_proof(response, control, case.material.evaluation.as_of):
        found.append(_answer(case, row))
    return found


def _evidence(case: Case, row: ControlRow, evidence: Evidence, state: str, uuid: str) -> Record:
    as_of = case.material.evaluation.as_of
    control = case.scores[row.id].item.control
    interview = evidence.method == "interview"
    current = interview or is_current(evidence, control, as_of)
    relevant: Record = {"description": paragraphs([prose(evidence.reference)])}
    if evidence.sha256 is not None:
        relevant = {"href": reference_to(evidence_resource(case, evidence)), **relevant}
    expires = None if interview else wording.days_after(evidence.collected, control.evidence_days)
    return filled(
        {
            "uuid": uuid,
            "title": line(f"{wording.METHOD_WORDS[evidence.method]}: {row.title}"),
            "description": paragraphs([prose(evidence.reference)]),
            "props": [prop("control", row.id), prop("proof", state)],
            "methods": [evidence.method.upper()],
            "types": ["control-objective"] if current else ["control-objective", "historic"],
            "origins": case.origins(row.by),
            "subjects": _subjects(case),
            "relevant-evidence": [relevant],
            "collected": moment(evidence.collected),
            "expires": if_sayable(expires),
            "remarks": "" if sayable(evidence.collected) else f"Collected on {wording.day(evidence.collected)}.",
        }
    )


def _answer(case: Case, row: ControlRow) -> Record:
    """An answer that nothing proves: somebody's word."""
    return {
        "uuid": case.ids.of("observation", row.id),
        "title": line(f"Answered: {row.title}"),
        "description": paragraphs([prose(f"{row.answer_words}. {row.meaning}".strip())]),
        "props": [prop("control", row.id), prop("proof", "somebody's word, not proof")],
        "methods": ["INTERVIEW"],
        "types": ["control-objective"],
        "origins": case.origins(row.by),
        "subjects": _subjects(case),
        "collected": moment(row.at or case.material.evaluation.as_of),
    }


def _subjects(case: Case) -> list[Record]:
    return [{"subject-uuid": case.ids.of("system"), "type": "component"}]


def related(observed: Iterable[Record]) -> list[Record]:
    """References to observations."""
    return [{"observation-uuid": one["uuid"]} for one in observed]


def objective_id(control_id: str) -> str:
    """The objective of a control; ids of controls hold no underline inside."""
    return f"{token(control_id)}_obj"
