"""Overrides: what a clinic, or whoever advises it, changes of a control of another checklist, and why."""

from datetime import date
from typing import Annotated

from pydantic import Field

from posture.model.action import Action
from posture.model.base import Frozen, Id, Many, Required, SchemaVersion
from posture.model.control import Check, Level


class Override(Frozen):
    """What is other than in the checklist for one control. What is not named stays as it is.

    Answers keep their meaning: the texts of the levels and the conditions can't be overridden. Whoever needs others
    asks a control of their own.

    Attributes:
        control: Id of the control.
        reason: Why; the report prints it.
        title: The good state as a sentence, at most 60 characters.
        question: What is asked, at most 200 characters; it must still fit the texts of the levels.
        why: What happens without it, and what that does to a patient.
        ask: Id of the role that can answer.
        minutes: How long it takes to find out.
        likelihood: How likely harm is at this clinic if this is missing.
        impact: How bad that harm would be. Likelihood and impact give the weight.
        na_allowed: Whether "does not apply" may be answered.
        evidence_days: How long proof stays current, in days.
        last_verified: The day on which somebody last made sure that all of it is right.
        checks: More ways to find out, shown after those of the checklist.
        without: Ids of actions that do not close it here; what closes nothing then is left out of the plan.
        actions: More actions that close it. All shares of its actions together are at most 100.
    """

    control: Id
    reason: Required
    title: Required | None = None
    question: Required | None = None
    why: Required | None = None
    ask: Id | None = None
    minutes: Annotated[int, Field(ge=0, le=10_000)] | None = None
    likelihood: Annotated[Level, Field(strict=False)] | None = None
    impact: Annotated[Level, Field(strict=False)] | None = None
    na_allowed: bool | None = None
    evidence_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    last_verified: date | None = None
    checks: Many[Check] = ()
    without: Many[Id] = ()
    actions: Many[Action] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """Names of what is other than in the checklist."""
        own = ("control", "reason")
        return tuple(
            name for name in type(self).model_fields if name not in own and getattr(self, name) not in (None, ())
        )


class Overrides(Frozen):
    """The file `common/overrides.toml`: controls of other checklists that are asked or weighed otherwise here.

    Attributes:
        schema_version: Format of the file: 1.
        overrides: One for each control.
    """

    schema_version: SchemaVersion = 1
    overrides: Many[Override] = ()


class OverriddenControl(Frozen):
    """That a control is not as its checklist has it: where that is said, what is changed, and why.

    Attributes:
        file: As problems name it.
        changes: Names of what is changed.
    """

    control: Id
    file: str
    changes: tuple[str, ...]
    reason: str
