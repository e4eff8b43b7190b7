"""An action: a remediation task that closes gaps, takes hours and dollars, and may need other actions first."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from posture.model.base import Frozen, Id, Many, Required, Text


class Closes(Frozen):
    """What an action does for one control: `share` per cent of the gap that remains.

    Attributes:
        control: Id of the control.
        share: Per cent of its gap; the shares of one control add up to 100.
    """

    control: Id
    share: Annotated[int, Field(ge=1, le=100)] = 100


class Hours(Frozen):
    """Hours of work: a base, and more for each person on the staff.

    Attributes:
        base: Hours whatever the size of the clinic.
        per_staff: Hours more for each person on the staff.
    """

    base: Annotated[float, Field(ge=0, le=10_000)] = 0
    per_staff: Annotated[float, Field(ge=0, le=1_000)] = 0

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.base + self.per_staff <= 0:
            raise ValueError("an action takes some time: base or per_staff must be above 0")
        return self


class Dollars(Frozen):
    """Money in the first year: a base, and more for each person on the staff.

    Attributes:
        base: Dollars whatever the size of the clinic.
        per_staff: Dollars more for each person on the staff.
    """

    base: Annotated[float, Field(ge=0, le=10_000_000)] = 0
    per_staff: Annotated[float, Field(ge=0, le=1_000_000)] = 0


class ActionText(Frozen):
    """All of an action but its id.

    Attributes:
        title: What to do, as an order, at most 70 characters.
        closes: The gaps that it closes.
        role: Who does the work.
        hours: Work that it takes.
        dollars: Money that it takes in the first year.
        lead_days: Days of waiting (a delivery, a watching period), not of work.
        requires: Ids of actions that must be done first.
        alternative: Name of a group of which at most one action is taken.
        steps: Orders that somebody who never did it can follow.
        proof: What shows that it is done.
    """

    title: Required
    closes: Many[Closes] = ()
    role: Id | None = None
    hours: Hours
    dollars: Dollars = Dollars()
    lead_days: Annotated[int, Field(ge=0, le=3_650)] = 0
    requires: Many[Id] = ()
    alternative: Id | None = None
    steps: Many[Text] = ()
    proof: Text = ""


class Action(ActionText):
    """An action of a checklist, or of a clinic's own.

    Attributes:
        id: Unique over all checklists, and never used again for something else.
    """

    id: Id
