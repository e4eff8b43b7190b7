"""The plan of action and milestones: each gap with its risk, what is done about it, and by when."""

from collections.abc import Iterator, Mapping
from typing import Final

from posture.report.oscal_case import Case
from posture.report.oscal_frame import (
    assets,
    day_words,
    evidence_resources,
    file_resource,
    metadata,
    reference_to,
    system,
    system_resource,
)
from posture.report.oscal_observations import related
from posture.report.oscal_results import FILE_NAME as RESULTS_FILE
from posture.report.oscal_risks import finding, priority
from posture.report.oscal_values import core_prop, filled, line, paragraphs, prop, prose
from posture.report.records import Record
from posture.report.rows import ControlRow

FILE_NAME: Final = "oscal-poam.json"


def plan_of_action(case: Case, observed: Mapping[str, list[Record]], risks: Mapping[str, Record]) -> Record:
    """The whole document."""
    results = file_resource(case, RESULTS_FILE, "Assessment results on which this plan rests")
    known = system_resource(case)
    gaps = case.gaps
    return {
        "plan-of-action-and-milestones": filled(
            {
                "uuid": case.ids.of("plan-of-action-and-milestones"),
                "metadata": metadata(
                    case, "Plan of action and milestones", [{"href": reference_to(results), "rel": "reference"}]
                ),
                "import-ssp": {"href": reference_to(known)},
                "system-id": {
                    "identifier-type": "http://ietf.org/rfc/rfc4122",
                    "id": case.ids.of("system"),
                },
                "local-definitions": {"components": [system(case)], "assessment-assets": assets(case)},
                "observations": [one for row in gaps for one in observed[row.id]],
                "risks": list(risks.values()),
                "findings": [finding(case, row, observed[row.id]) for row in gaps],
                "poam-items": [_item(case, row, observed[row.id]) for row in gaps] or [_nothing(case)],
                "back-matter": {
                    "resources": [results, known, *evidence_resources(case, (row.id for row in gaps))],
                },
            }
        )
    }


def _item(case: Case, row: ControlRow, observed: list[Record]) -> Record:
    place = priority(case, row)
    return filled(
        {
            "uuid": case.ids.of("poam-item", row.id),
            "title": line(row.title),
            "description": paragraphs([prose(f"{row.answer_words}. {row.meaning}".strip()), prose(row.question)]),
            "props": [
                prop("control", row.id),
                prop("checklist", row.checklist),
                prop("answer", row.answer),
                *([core_prop("priority", place)] if place is not None else []),
            ],
            "origins": case.origins(row.by),
            "related-findings": [{"finding-uuid": case.ids.of("finding", row.id)}],
            "related-observations": related(observed),
            "related-risks": [{"risk-uuid": case.ids.of("risk", row.id)}],
            "remarks": "\n\n".join(_remarks(case, row)),
        }
    )


def _remarks(case: Case, row: ControlRow) -> Iterator[str]:
    """Why there is less to do about a gap, or later, than one might expect."""
    for reason in dict.fromkeys(action.later for action in case.closers(row) if action.later):
        yield f"No day is set for some of it. {reason}."
    if row.id in case.material.plan.without_action:
        yield "No action of the checklists closes this gap."
    for action in case.closing(row.id, "declined"):
        reason = case.material.assessment.action_state(action.id).reason
        yield prose(f"Declined: {action.title}. {reason}")


def _nothing(case: Case) -> Record:
    """The item that stands where there is no gap, because a plan must hold one."""
    return {
        "uuid": case.ids.of("poam-item"),
        "title": "No gap is open",
        "description": f"As of {day_words(case)} nothing that was asked about is missing.",
    }
