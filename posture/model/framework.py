"""Frameworks: outside standards, and which of our controls answer which of their requirements."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from posture.model.base import Frozen, Id, Many, Required, SchemaVersion, Text
from posture.model.text import clean

Relation = Literal["equal", "superset", "subset", "intersects"]
"""What the control is to the requirement: the same, that and more, only a part of it, or overlapping."""


class RequirementMap(Frozen):
    """A control that answers a requirement, wholly or in part.

    Attributes:
        control: Id of the control.
        relation: The control asks the same (`equal`), that and more (`superset`), a part of it (`subset`), or overlaps.
    """

    control: Id
    relation: Relation


class Requirement(Frozen):
    """One entry of a framework, with its id as the framework writes it.

    Attributes:
        id: As the framework writes it.
        group: The part of the framework in which it stands.
        title: The official short title, or our own words where titles are not free.
        summary: What it asks, in our own words.
        maps: The controls that answer it.
        complete: The mapped controls together cover the requirement.
        outside: Why no control answers it; empty where one does.
    """

    id: Annotated[str, Field(min_length=1, max_length=64), AfterValidator(clean)]
    group: Text = ""
    title: Text = ""
    summary: Text = ""
    maps: Many[RequirementMap] = ()
    complete: bool = False
    outside: Text = ""

    @model_validator(mode="after")
    def _mapped_or_outside(self) -> Self:
        if self.maps and self.outside:
            raise ValueError("a requirement is either mapped or outside, not both")
        return self


class Framework(Frozen):
    """One TOML file of `checklists/frameworks/`: an outside standard, and which controls answer it.

    Attributes:
        schema_version: Format of the file: 1.
        id: The name of the file without `.toml`.
        title: Its name.
        edition: Its version or date.
        publisher: Who publishes it.
        licence: On what terms its texts may be used.
        source: Where it can be read.
        requirements: Each of its requirements, mapped or named as outside.
    """

    schema_version: SchemaVersion = 1
    id: Id
    title: Required
    edition: Text = ""
    publisher: Text = ""
    licence: Text = ""
    source: Text = ""
    requirements: Many[Requirement] = ()
