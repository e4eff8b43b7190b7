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
        fact: Id of a fact of `common/facts.toml`.
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
    """What a control does against one scenario at one stage. Controls of one layer stand in for each other.

    Attributes:
        scenario: Id of a threat scenario of `common/threats.toml`.
        stage: Where in the course of the attack it helps.
        layer: Name of the protection that it is part of; of one layer the best control counts.
        strength: How much it does there, fully implemented.
    """

    scenario: Id
    stage: Annotated[Stage, Field(strict=False)]
    layer: Id
    strength: Annotated[Strength, Field(strict=False)]


class AnswerTexts(Frozen):
    """What each level means for this control, so that two people pick the same one.

    Attributes:
        implemented: Everywhere it applies, and kept up; say what one would see.
        mostly: All but known small exceptions.
        partly: Begun, or only in places.
        not_: Not there, or next to nothing.
    """

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
    """How to find out whether a control is in place, where `when` holds.

    Attributes:
        when: All must hold for these instructions to be shown; without any they are shown everywhere.
        how: Numbered steps or one command, in Markdown.
        proof: What to keep as evidence.
    """

    when: Many[Condition] = ()
    how: Required
    proof: Text = ""


class Control(Frozen):
    """One thing to have in place.

    Attributes:
        id: Unique over all checklists, and never used again for something else.
        section: Id of the section under which it stands.
        title: The good state as a sentence, at most 60 characters.
        question: What is asked, at most 200 characters; one thing at a time.
        why: What happens without it, and what that does to a patient; two to four sentences of Markdown.
        ask: Id of the role that can answer.
        minutes: How long it takes to find out.
        likelihood: How likely harm is in a typical small clinic if this is missing.
        impact: How bad that harm would be. Likelihood and impact give the weight.
        credit: Name of the credit scale; `strict` where one hole defeats the purpose.
        na_allowed: Whether "does not apply" may be answered.
        evidence_days: How long proof stays current, in days.
        applies_when: All must hold for the control to apply to a clinic.
        quick_check: It is one of the most telling questions, asked in the quick check.
        threats: What it does against which threat scenario.
        sources: Ids of the standards or the documents that it rests on.
        last_verified: The day on which somebody last made sure that all of it is right.
        answers: What each level means here.
        checks: How to find out.
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
