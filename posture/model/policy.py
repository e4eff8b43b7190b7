"""The policy: how answers become numbers. All constants of the model that an author may set stand here."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from posture.model.base import Frozen, Id, Many, SchemaVersion, Text
from posture.model.control import Answer, CreditMode, Level, Strength

Percent = Annotated[int, Field(ge=0, le=100)]


class CreditScale(Frozen):
    """Credit of each level, in per cent; never rising from better to worse.

    Attributes:
        implemented: Credit of "implemented", in per cent.
        mostly: Credit of "mostly", in per cent.
        partly: Credit of "partly", in per cent.
        not_: Credit of "not", in per cent.
    """

    implemented: Percent
    mostly: Percent
    partly: Percent
    not_: Percent = Field(alias="not")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.implemented >= self.mostly >= self.partly >= self.not_:
            raise ValueError("credits must not rise from implemented to not")
        return self

    def of(self, answer: Answer) -> int:
        """Credit of an answer as declared: `unknown` earns nothing, `na` has no credit and is never asked for."""
        credits = {
            Answer.IMPLEMENTED: self.implemented,
            Answer.MOSTLY: self.mostly,
            Answer.PARTLY: self.partly,
            Answer.NOT: self.not_,
            Answer.UNKNOWN: 0,
        }
        return credits[answer]


class Credits(Frozen):
    """The credit scales.

    Attributes:
        graded: For most controls.
        strict: For controls where one hole defeats the purpose.
    """

    graded: CreditScale
    strict: CreditScale

    def scale(self, mode: CreditMode) -> CreditScale:
        """The scale that a control names."""
        return self.strict if mode == "strict" else self.graded


_Weight = Annotated[int, Field(ge=1, le=1_000_000)]


class Weights(Frozen):
    """Weight of a control by its level of risk.

    Attributes:
        very_low: Weight at very low risk.
        low: Weight at low risk.
        moderate: Weight at moderate risk.
        high: Weight at high risk.
        very_high: Weight at very high risk.
    """

    very_low: _Weight = Field(alias="very-low")
    low: _Weight
    moderate: _Weight
    high: _Weight
    very_high: _Weight = Field(alias="very-high")

    def of(self, level: Level) -> int:
        """The weight of a level."""
        weight: int = getattr(self, level.value.replace("-", "_"))
        return weight


class Strengths(Frozen):
    """What a strength means, in per cent.

    Attributes:
        minor: A help.
        moderate: Stops or finds some.
        strong: Stops or finds most.
        decisive: Stops or finds nearly all.
    """

    minor: Percent
    moderate: Percent
    strong: Percent
    decisive: Percent

    def of(self, strength: Strength) -> int:
        """The per cent of a strength."""
        value: int = getattr(self, strength.value)
        return value


class Urgency(Frozen):
    """What a gap counts for in the order of the plan, in per cent of its points. Never changes a score.

    Attributes:
        cap: Where the gap makes a cap hold.
        weakest_stage: Where it is at the weakest stage of a scenario that the clinic is exposed to.
    """

    cap: Annotated[int, Field(ge=100, le=1000)] = 200
    weakest_stage: Annotated[int, Field(ge=100, le=1000)] = 150


class Phases(Frozen):
    """The horizons of a plan, in days from its start.

    Attributes:
        days: Rising numbers of days.
    """

    days: Annotated[Many[Annotated[int, Field(ge=1, le=3650)]], Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.days) != sorted(set(self.days)):
            raise ValueError("days must rise")
        return self


class Grade(Frozen):
    """A grade and the posture from which it is reached.

    Attributes:
        grade: One capital letter.
        start: Points from which it is reached.
    """

    grade: Annotated[str, Field(pattern=r"^[A-Z]$")]
    start: Annotated[int, Field(ge=0, le=100, alias="from")]


class Cap(Frozen):
    """A critical failure that holds the grade down whatever else is good.

    Attributes:
        id: What `posture explain` calls it.
        controls: The controls that it looks at.
        below: It fires when a control earns less than this level does.
        max_grade: The best grade while it fires.
        why: What is so, in a sentence that the report prints.
        any: One such control is enough; otherwise all applicable ones must be below.
    """

    id: Id
    controls: Annotated[Many[Id], Field(min_length=1)]
    below: Annotated[Answer, Field(strict=False)]
    max_grade: Annotated[str, Field(pattern=r"^[A-Z]$")]
    why: Text = ""
    any: bool = True

    @model_validator(mode="after")
    def _level(self) -> Self:
        if self.below not in (Answer.IMPLEMENTED, Answer.MOSTLY, Answer.PARTLY):
            raise ValueError("below must be implemented, mostly or partly")
        return self


class Policy(Frozen):
    """The file `common/policy.toml`: how answers become numbers.

    Attributes:
        schema_version: Format of the file: 1.
        credits: What answers earn.
        weights: What controls count.
        strengths: What controls do against threats.
        urgency: What comes first in the plan.
        phases: The horizons of the plan.
        grades: From the best to the worst.
        caps: Critical failures that hold the grade down.
    """

    schema_version: SchemaVersion = 1
    credits: Credits
    weights: Weights
    strengths: Strengths
    urgency: Urgency = Urgency()
    phases: Phases
    grades: Annotated[Many[Grade], Field(min_length=1)]
    caps: Many[Cap] = ()

    @model_validator(mode="after")
    def _grades_fall(self) -> Self:
        starts = [grade.start for grade in self.grades]
        if starts != sorted(set(starts), reverse=True) or starts[-1] != 0:
            raise ValueError("grades go from best to worst, each from a lower number, the last from 0")
        names = [grade.grade for grade in self.grades]
        if len(set(names)) != len(names):
            raise ValueError("a grade is named twice")
        return self
