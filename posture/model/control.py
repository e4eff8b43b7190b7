"""A control: one thing to have in place, with all that is needed to ask for it, check it and weigh it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from posture.model.base import FactId, Frozen, Id, Many, Required, Text


class Answer(StrEnum):
    """What was answered about a control, in the order in which the keys 1 to 6 offer them."""

    IMPLEMENTED = "implemented"
    MOSTLY = "mostly"
    PARTLY = "partly"
    NOT = "not"
    UNKNOWN = "unknown"
    NA = "na"


class Level(StrEnum):
    """How likely harm is, or how bad it would be, if a control were missing in a typical small clinic."""

    VERY_LOW = "very-low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very-high"


class Stage(StrEnum):
    """Where in the course of an attack a control helps."""

    PREVENT = "prevent"
    DETECT = "detect"
    RESPOND = "respond"
    RECOVER = "recover"


class Strength(StrEnum):
    """How much a fully implemented control does against a scenario at one stage."""

    MINOR = "minor"
    MODERATE = "moderate"
    STRONG = "strong"
    DECISIVE = "decisive"


CreditMode = Literal["graded", "strict"]

FactValue = bool | int | Text | Many[Text]
"""What a fact can be: yes or no, a number, one choice, or several."""


class Condition(Frozen):
    """One condition on a fact. Exactly one of the four tests is given; a fact that is not set fulfils every condition.

    Attributes:
        equals: In files ``is``: the fact has this value.
        among: In files ``in``: the fact has one of these values.
        has: The fact (of type many) contains this value.
        at_least: The fact (a number) is this or more.
    """

    fact: FactId
    equals: bool | int | Text | None = Field(default=None, alias="is")
    among: Many[bool | int | Text] | None = Field(default=None, alias="in")
    has: Text | None = None
    at_least: int | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        given = [test for test in (self.equals, self.among, self.has, self.at_least) if test is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of is, in, has, at_least")
        return self


class ThreatLink(Frozen):
    """What a control does against one scenario at one stage. Controls of one layer stand in for each other."""

    scenario: Id
    stage: Annotated[Stage, Field(strict=False)]
    layer: Id
    strength: Annotated[Strength, Field(strict=False)]


class AnswerTexts(Frozen):
    """What each level means for this control, so that two people pick the same one."""

    implemented: Text = ""
    mostly: Text = ""
    partly: Text = ""
    not_: Text = Field(default="", alias="not")

    def of(self, answer: Answer) -> str:
        """The text of a level; empty for `unknown` and `na`, and where the author gave none."""
        texts = {
            Answer.IMPLEMENTED: self.implemented,
            Answer.MOSTLY: self.mostly,
            Answer.PARTLY: self.partly,
            Answer.NOT: self.not_,
        }
        return texts.get(answer, "")


class Check(Frozen):
    """How to find out whether a control is in place, where `when` holds."""

    when: Many[Condition] = ()
    how: Required
    proof: Text = ""


class Control(Frozen):
    """One thing to have in place.

    Attributes:
        title: The good state as a sentence.
        minutes: How long it takes to find out.
        credit: Name of the credit scale; `strict` where one hole defeats the purpose.
        evidence_days: How long proof stays current, in days.
        applies_when: All must hold for the control to apply to a clinic.
    """

    id: Id
    section: Id | None = None
    title: Required
    question: Required
    why: Text = ""
    ask: Id | None = None
    minutes: Annotated[int, Field(ge=0, le=10_000)] = 0
    likelihood: Annotated[Level, Field(strict=False)]
    impact: Annotated[Level, Field(strict=False)]
    credit: CreditMode = "graded"
    na_allowed: bool = True
    evidence_days: Annotated[int, Field(ge=1, le=36_500)] = 365
    applies_when: Many[Condition] = ()
    quick_check: bool = False
    threats: Many[ThreatLink] = ()
    sources: Many[Text] = ()
    last_verified: date | None = None
    answers: AnswerTexts = AnswerTexts()
    checks: Many[Check] = ()
