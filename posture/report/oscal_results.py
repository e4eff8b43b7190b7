"""The assessment results: everything that was asked, what was found, and what it means."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from posture.assess.scoring import ControlScore, Readings
from posture.report import wording
from posture.report.facts import facts_against
from posture.report.oscal_case import Case
from posture.report.oscal_frame import (
    assets,
    day_words,
    evidence_resources,
    metadata,
    plan_resource,
    reference_to,
    system,
)
from posture.report.oscal_observations import objective_id
from posture.report.oscal_risks import finding
from posture.report.oscal_values import filled, line, moment, paragraphs, prop, prose, token
from posture.report.records import Record

FILE_NAME: Final = "oscal-assessment-results.json"

_LIMITS: Final = (
    "A self-assessment: neither legal advice nor, by itself, a risk analysis, and not a probability of a breach. "
    "Weights, hours and dollars are estimates."
)


def assessment_results(case: Case, observed: Mapping[str, list[Record]], risks: Mapping[str, Record]) -> Record:
    """The whole document."""
    plan = plan_resource(case)
    return {
        "assessment-results": filled(
            {
                "uuid": case.ids.of("assessment-results"),
                "metadata": metadata(case, "Security assessment results"),
                "import-ap": {"href": reference_to(plan)},
                "local-definitions": _objectives(case),
                "results": [_result(case, observed, risks)],
                "back-matter": {"resources": [plan, *evidence_resources(case, (row.id for row in case.controls))]},
            }
        )
    }


def _objectives(case: Case) -> Record | None:
    if not case.controls:
        return None
    return {
        "objectives-and-methods": [
            {
                "control-id": token(row.id),
                "parts": [
                    {
                        "id": objective_id(row.id),
                        "name": "assessment-objective",
                        "title": line(row.title),
                        "prose": paragraphs([prose(row.question)]),
                    }
                ],
            }
            for row in case.controls
        ]
    }


def _result(case: Case, observed: Mapping[str, list[Record]], risks: Mapping[str, Record]) -> Record:
    evaluation, started = case.material.evaluation, case.material.assessment.started
    return filled(
        {
            "uuid": case.ids.of("result"),
            "title": line(f"Assessment as of {day_words(case)}"),
            "description": paragraphs([prose(f"Posture: {wording.headline(evaluation)}")]),
            "start": moment(min(started, evaluation.as_of) if started else evaluation.as_of),
            "end": moment(evaluation.as_of),
            "props": list(_numbers(case)),
            "local-definitions": {"components": [system(case)], "assessment-assets": assets(case)},
            "reviewed-controls": _reviewed(case),
            "observations": [one for row in case.controls for one in observed[row.id]],
            "risks": list(risks.values()),
            "findings": [finding(case, row, observed[row.id]) for row in case.controls],
            "remarks": _LIMITS,
        }
    )


def _numbers(case: Case) -> Iterator[Record]:
    evaluation = case.material.evaluation
    yield from _readings("posture", evaluation.posture)
    yield from _readings("implementation", evaluation.implementation)
    if evaluation.grade is not None and not evaluation.provisional:
        yield prop("grade", evaluation.grade)
    if evaluation.provisional:
        yield prop("provisional", "yes")
    if evaluation.answered is not None and evaluation.confirmed is not None:
        yield prop("answered", wording.per_cent(evaluation.answered))
        yield prop("confirmed", wording.per_cent(evaluation.confirmed))
    if evaluation.confidence is not None:
        yield prop("confidence", evaluation.confidence)
    for threat in evaluation.threats:
        if threat.score is not None:
            yield prop("readiness", wording.one_decimal(threat.score.point), group=token(threat.scenario.id))


def _readings(name: str, value: Readings | None) -> Iterator[Record]:
    if value is not None:
        for reading, number in (("low", value.low), ("point", value.point), ("high", value.high)):
            yield prop(name, wording.one_decimal(number), group=reading)


def _reviewed(case: Case) -> Record:
    selections = [
        _selection(case, checklist.title, scores)
        for checklist in case.material.library.checklists
        if (scores := [one for one in case.scores.values() if one.item.checklist.id == checklist.id])
    ]
    nothing = {"description": "The checklists ask about nothing.", "include-all": {}}
    objectives = [{"objective-id": objective_id(row.id)} for row in case.controls]
    return filled(
        {
            "control-selections": selections or [nothing],
            "control-objective-selections": [{"include-objectives": objectives}] if objectives else [],
        }
    )


def _selection(case: Case, title: str, scores: Iterable[ControlScore]) -> Record:
    """The controls of a checklist, and which of them do not apply."""
    included, excluded = [], []
    for score in scores:
        included.append({"control-id": token(score.id)})
        if not score.item.applies:
            excluded.append(score)
    return filled(
        {
            "description": line(title),
            "include-controls": included,
            "exclude-controls": [{"control-id": token(score.id)} for score in excluded],
            "remarks": "\n\n".join(_why_not(case, score) for score in excluded),
        }
    )


def _why_not(case: Case, score: ControlScore) -> str:
    item = score.item
    by_fact = item.excluded == "fact"
    why = facts_against(case.material, item.control.applies_when) if by_fact else item.response.reason
    said = [f"Does not apply: {item.control.title}. {why}", item.response.note]
    return paragraphs(prose(text) for text in said)
