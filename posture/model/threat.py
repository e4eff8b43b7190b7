"""Threat scenarios: what happens to clinics, and what that does to patients."""

from typing import Annotated

from pydantic import Field

from posture.model.base import Frozen, Id, Many, Required, SchemaVersion, Text


class ThreatFact(Frozen):
    """A figure from elsewhere, with its source.

    Attributes:
        text: The figure in a sentence of our own.
        source: Who published it.
        year: When.
    """

    text: Required
    source: Required
    year: Annotated[int, Field(ge=1900, le=2200)]


class Scenario(Frozen):
    """One way in which a clinic and its patients come to harm.

    Attributes:
        id: What `threats` of a control name.
        title: A few words.
        summary: What happens.
        patient_harm: What it does to patients.
        entry: How it begins.
        facts: Figures, each with its source.
    """

    id: Id
    title: Required
    summary: Text = ""
    patient_harm: Text = ""
    entry: Text = ""
    facts: Many[ThreatFact] = ()


class Threats(Frozen):
    """The file `common/threats.toml`: what readiness is measured against.

    Attributes:
        schema_version: Format of the file: 1.
        scenarios: The threat scenarios.
    """

    schema_version: SchemaVersion = 1
    scenarios: Many[Scenario] = ()
