"""What can be known about a clinic before the first question: facts, and the roles of its people."""

from typing import Literal

from posture.model.base import FactId, Frozen, Id, Many, Required, SchemaVersion, Text
from posture.model.control import FactValue

FactType = Literal["bool", "choice", "many", "number"]


class Choice(Frozen):
    """One possible value of a fact.

    Attributes:
        id: What conditions and assessments call it.
        title: What the form calls it.
    """

    id: Id
    title: Required


class Fact(Frozen):
    """A question about the clinic that decides which controls apply and which instructions show.

    Attributes:
        id: What conditions and assessments call it.
        title: A few words.
        question: What is asked.
        type: `bool` yes or no, `choice` one of the choices, `many` several of them, `number` a whole number.
        choices: The possible values of a `choice` or `many`.
        default: Fills in the form only; a fact counts when it stands in the assessment.
        help: A sentence for somebody who does not know the answer.
    """

    id: FactId
    title: Required
    question: Required
    type: FactType
    choices: Many[Choice] = ()
    default: FactValue | None = None
    help: Text = ""


class Facts(Frozen):
    """The file `common/facts.toml`: what is asked about the clinic before the first question.

    Attributes:
        schema_version: Format of the file: 1.
        facts: The questions about the clinic.
    """

    schema_version: SchemaVersion = 1
    facts: Many[Fact] = ()


class Role(Frozen):
    """Somebody who can answer questions, or do the work of actions.

    Attributes:
        id: What `ask` of a control and `role` of an action name.
        title: What people call it.
        asks: Whether questions can be put to this role.
        does: Whether this role does the work of actions.
    """

    id: Id
    title: Required
    asks: bool = True
    does: bool = True


class Roles(Frozen):
    """The file `common/roles.toml`: who can answer, and who does the work.

    Attributes:
        schema_version: Format of the file: 1.
        roles: The roles.
    """

    schema_version: SchemaVersion = 1
    roles: Many[Role] = ()
