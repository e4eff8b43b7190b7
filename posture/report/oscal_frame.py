"""What stands around the contents of an OSCAL document: who and when, the system, the tool, and what is referred to."""

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from posture.assess.evaluate import MODEL
from posture.model.assessment import Evidence
from posture.model.text import one_line, visible
from posture.report import wording
from posture.report.facts import fact_rows
from posture.report.oscal_case import Case
from posture.report.oscal_values import OSCAL_VERSION, filled, line, moment, paragraphs, prop, prose, token, words
from posture.report.record import version_rows
from posture.report.records import Record

ASSESSOR: Final = "assessor"
CLINIC: Final = "clinic"
ACTION_OWNER: Final = "action-owner"


def metadata(case: Case, title: str, links: Sequence[Record] = ()) -> Record:
    """Title, day and version of a document, and everybody who is named in it."""
    material, assessment = case.material, case.material.assessment
    previous = [prop("previous-assessment", assessment.previous)] if assessment.previous else []
    clinic = {"role-id": CLINIC, "party-uuids": [case.ids.of("clinic")]}
    return filled(
        {
            "title": line(f"{title}: {assessment.clinic}"),
            # The day of the report: the same assessment gives the same bytes.
            "last-modified": moment(material.evaluation.as_of),
            "version": material.evaluation.as_of.isoformat(),
            "oscal-version": OSCAL_VERSION,
            "document-ids": [{"identifier": words(assessment.id)}],
            "props": [
                prop("assessment-id", assessment.id),
                prop("made-with", f"posture {material.version}"),
                prop("scoring-model", MODEL),
                *previous,
                *_seals(case),
            ],
            "links": list(links),
            "roles": list(_roles(case)),
            "parties": list(_parties(case)),
            "responsible-parties": [
                clinic,
                *([case.responsible(ASSESSOR, assessment.assessor)] if case.party(assessment.assessor) else []),
            ],
        }
    )


def _seals(case: Case) -> Iterable[Record]:
    """By what the assessment's file and its history can be told from any other."""
    made_from = case.material.made_from
    if made_from is not None:
        yield prop("assessment-file-sha256", made_from.sha256)
        if made_from.revision is not None:
            yield prop("history-revision", made_from.revision)
            yield prop("history-seal", made_from.seal)


def _roles(case: Case) -> Iterable[Record]:
    titles = {
        CLINIC: "Clinic that was assessed",
        ASSESSOR: "Whoever made the assessment",
        ACTION_OWNER: "Whoever sees to an action",
        **{token(role.id): role.title for role in case.material.library.roles},
    }
    for action in case.actions.values():
        if action.role is not None:
            titles.setdefault(token(action.role), action.role)
    return ({"id": name, "title": line(title)} for name, title in titles.items())


def _parties(case: Case) -> Iterable[Record]:
    assessment = case.material.assessment
    yield {"uuid": case.ids.of("clinic"), "type": "organization", "name": words(assessment.clinic)}
    for name in dict.fromkeys(one_line(name) for name in _names(case)):
        if name:
            yield {"uuid": case.party(name), "type": "person", "name": name}


def _names(case: Case) -> Iterable[str]:
    yield case.material.assessment.assessor
    for row in case.controls:
        yield row.by
        yield row.accepted_by
    for state in case.material.assessment.actions.values():
        yield state.owner


def system(case: Case) -> Record:
    """The clinic as the system that was assessed."""
    return {
        "uuid": case.ids.of("system"),
        "type": "this-system",
        "title": line(case.material.assessment.clinic),
        "description": "The clinic with its people, its computers and its contracts.",
        "status": {"state": "operational"},
    }


def assets(case: Case) -> Record:
    """What the assessment was made with."""
    tool = case.ids.of("tool")
    return {
        "components": [
            {
                "uuid": tool,
                "type": "software",
                "title": "posture",
                "description": "Asks about controls, judges the answers and plans what is missing. It scans nothing.",
                "props": [prop("version", case.material.version), prop("scoring-model", MODEL)],
                "status": {"state": "operational"},
            }
        ],
        "assessment-platforms": [
            {
                "uuid": case.ids.of("platform"),
                "title": "Self-assessment with posture",
                "uses-components": [{"component-uuid": tool}],
            }
        ],
    }


def plan_resource(case: Case) -> Record:
    """What stands for the assessment plan: the checklists with their versions."""
    rows = version_rows(case.material)
    listed = "\n".join(f"- {line(row.title)}, version {line(row.version)}, SHA-256 {row.sha256}" for row in rows)
    return {
        "uuid": case.ids.of("resource", "assessment-plan"),
        "title": "Assessment plan",
        "description": paragraphs(
            ["There is no assessment plan as a document of its own. These checklists were gone through:", listed]
        ),
        "props": [
            prop("kind", "assessment-plan"),
            *(prop("checklist", f"{row.id} {row.version}", group=token(row.id)) for row in rows),
        ],
    }


def system_resource(case: Case) -> Record:
    """What stands for the system security plan: what is known about the clinic."""
    listed = "\n".join(f"- {line(row.title)}: {line(row.value)}" for row in fact_rows(case.material))
    return {
        "uuid": case.ids.of("resource", "system-security-plan"),
        "title": "System security plan",
        "description": paragraphs(
            [
                "There is no system security plan as a document of its own. This is known about the clinic:"
                if listed
                else "There is no system security plan as a document of its own.",
                listed,
            ]
        ),
        "props": [prop("kind", "system-security-plan")],
    }


def file_resource(case: Case, name: str, title: str) -> Record:
    """The other document, written beside this one."""
    return {
        "uuid": case.ids.of("resource", name),
        "title": title,
        "rlinks": [{"href": name, "media-type": "application/json"}],
    }


def evidence_resources(case: Case, controls: Iterable[str]) -> list[Record]:
    """The files that are evidence for controls, each with its hash."""
    found = {}
    for name in controls:
        for evidence in case.scores[name].item.response.evidence:
            if evidence.sha256 is not None:
                resource = evidence_resource(case, evidence)
                found[resource["uuid"]] = resource
    return list(found.values())


def evidence_resource(case: Case, evidence: Evidence) -> Record:
    """A file that is evidence; its name is only a name, because it lies wherever the clinic keeps it."""
    reference = one_line(evidence.reference)
    return {
        "uuid": case.ids.of("evidence-file", reference, str(evidence.sha256)),
        "title": line(evidence.reference),
        "description": paragraphs([prose(evidence.reference)]),
        "rlinks": [
            {
                # A colon or two slashes at the start would name a scheme or a host.
                "href": "./" + quote(visible(evidence.reference), safe=""),
                "hashes": [{"algorithm": "SHA-256", "value": str(evidence.sha256)}],
            }
        ],
    }


def reference_to(resource: Record) -> str:
    """A link inside a document."""
    return f"#{resource['uuid']}"


def day_words(case: Case) -> str:
    """The day of the report, in words."""
    return wording.day(case.material.evaluation.as_of)
