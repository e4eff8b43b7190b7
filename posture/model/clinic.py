"""What can be known about a clinic before the first question: facts, and the roles of its people."""

from typing import Literal

from posture.model.base import FactId, Frozen, Id, Many, Required, SchemaVersion, Text
from posture.model.control import FactValue

FactType = Literal["bool", "choice", "many", "number"]


class Choice(Frozen):
    """One possible value of a fact."""

    id: Id
    title: Required


class Fact(Frozen):
    """A question about the clinic that decides which controls apply and which instructions show.

    Attributes:
        default: Fills in the form only; a fact counts when it stands in the assessment.
    """

    id: FactId
    title: Required
    question: Required
    type: FactType
    choices: Many[Choice] = ()
    default: FactValue | None = None
    help: Text = ""


class Facts(Frozen):
    """The file `common/facts.toml`."""

    schema_version: SchemaVersion = 1
    facts: Many[Fact] = ()


class Role(Frozen):
    """Somebody who can answer questions, or do the work of actions."""

    id: Id
    title: Required
    asks: bool = True
    does: bool = True


class Roles(Frozen):
    """The file `common/roles.toml`."""

    schema_version: SchemaVersion = 1
    roles: Many[Role] = ()
