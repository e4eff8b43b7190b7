"""Threat scenarios: what happens to clinics, and what that does to patients."""

from typing import Annotated

from pydantic import Field

from posture.model.base import Frozen, Id, Many, Required, SchemaVersion, Text


class ThreatFact(Frozen):
    """A figure from elsewhere, with its source."""

    text: Required
    source: Required
    year: Annotated[int, Field(ge=1900, le=2200)]


class Scenario(Frozen):
    """One way in which a clinic and its patients come to harm."""

    id: Id
    title: Required
    summary: Text = ""
    patient_harm: Text = ""
    entry: Text = ""
    facts: Many[ThreatFact] = ()


class Threats(Frozen):
    """The file `common/threats.toml`."""

    schema_version: SchemaVersion = 1
    scenarios: Many[Scenario] = ()
