"""The shape of `report.json`: a published contract, and the source of its JSON Schema.

Numbers are those of the report: one decimal, cut, so that none claims a grade that is not reached; null where there is
nothing to score. Days and moments are ISO 8601. Texts are exactly what was written, so whoever shows them escapes them.
"""

import json
from datetime import date
from typing import Final, Literal

from pydantic import Field

from posture.assess.confidence import Confidence
from posture.assess.frameworks import Status
from posture.assess.readiness import Label
from posture.model.base import Frozen, Many
from posture.model.control import Answer, FactValue, Stage
from posture.report.rows import ActionRow, ControlRow

FORMAT: Final = "posture-report/1"

SCHEMA_FILE: Final = "report.schema.json"


class Numbers(Frozen):
    """A number under three readings: at least, as declared, could be."""

    low: float | None
    point: float | None
    high: float | None


class Result(Frozen):
    """The result.

    Attributes:
        grade: Of posture as declared; to be withheld while `provisional`.
        implementation: What is in place, before caps.
        held_back: Points in place that caps hold back.
        answered: Share of weight that is answered, in per cent; `confirmed` that proof or an honest "not" confirms.
    """

    posture: Numbers
    implementation: Numbers
    grade: str | None
    provisional: bool
    held_back: float | None
    answered: float | None
    confirmed: float | None
    confidence: Confidence | None


class Fires(Frozen):
    """Whether a cap holds under each reading."""

    low: bool
    point: bool
    high: bool


class CapRecord(Frozen):
    """A rule that holds posture down as long as something critical is missing."""

    id: str
    why: str
    max_grade: str
    fires: Fires


class ChecklistRecord(Frozen):
    """A checklist with its score, and the file that it was scored with."""

    id: str
    title: str
    version: str
    sha256: str
    score: Numbers
    answered: int
    applicable: int


class ExcludedRecord(Frozen):
    """A control that does not apply: by a fact about the clinic, or by answer."""

    id: str
    checklist: str
    title: str
    because: Literal["fact", "answer"]
    reason: str
    by: str
    note: str


class KeptRecord(Frozen):
    """A response that is kept and not counted, and why; `answer` is null where only something was noted."""

    id: str
    answer: Answer | None
    why: str
    by: str
    note: str


class ThreatRecord(Frozen):
    """How prepared the clinic is for a threat, 0 to 100; a stage that no control covers is absent."""

    id: str
    title: str
    ready: Numbers
    label: Label | None
    weakest_stage: Stage | None
    stages: dict[Stage, float]


class RequirementRecord(Frozen):
    """A requirement of a standard."""

    id: str
    title: str
    status: Status


class StandardRecord(Frozen):
    """A standard with the status of each requirement."""

    id: str
    title: str
    edition: str
    requirements: Many[RequirementRecord]


class PhaseRecord(Frozen):
    """What is finished by a horizon, in days from the start, and posture then."""

    days: int
    actions: Many[str]
    hours: float
    dollars: float
    posture: float
    grade: str


class PlanRecord(Frozen):
    """The plan: every action in order, and the horizons.

    Attributes:
        hours_per_week: Hours of work in every week but the first.
        year_dollars: Money for the year; null for no limit.
        three_things: Ids of what to do if only three things are done.
        without_action: Ids of gaps that no action closes.
    """

    start: date
    first_week: float
    hours_per_week: float
    year_dollars: float | None
    three_things: Many[str]
    actions: Many[ActionRow]
    phases: Many[PhaseRecord]
    done: Many[str]
    without_action: Many[str]


class VisitRecord(Frozen):
    """An earlier assessment of the clinic, judged as of its own day."""

    as_of: date
    posture: Numbers
    grade: str | None
    provisional: bool


class MadeFromRecord(Frozen):
    """The file that the assessment was read from, and the head of its history; null where none is kept.

    Attributes:
        fits: The last revision tells of this very file.
    """

    sha256: str
    revision: int | None
    seal: str | None
    fits: bool


class ReportDocument(Frozen):
    """A whole report."""

    format: Literal["posture-report/1"]
    made_with: str = Field(description="Version of posture")
    model: str = Field(description="Version of the scoring model")
    id: str
    previous: str | None = Field(description="Id of the assessment that this one goes on from")
    clinic: str
    assessor: str
    started: date | None
    as_of: date
    redacted: bool = Field(description="Stand-ins have taken the place of names, notes, evidence, addresses, machines")
    facts: dict[str, FactValue]
    result: Result
    caps: Many[CapRecord]
    checklists: Many[ChecklistRecord]
    controls: Many[ControlRow]
    excluded: Many[ExcludedRecord]
    kept: Many[KeptRecord]
    threats: Many[ThreatRecord]
    standards: Many[StandardRecord]
    plan: PlanRecord
    history: Many[VisitRecord] = Field(description="Earlier assessments, the oldest first")
    made_from: MadeFromRecord | None = Field(description="The saved file; null where it was not saved, or is redacted")


def schema_text() -> str:
    """The JSON Schema of `report.json`, as it is committed beside this file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:posture:report:1",
        **ReportDocument.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2) + "\n"
