"""The policy: how answers become numbers. All constants of the model that an author may set stand here."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from posture.model.base import Frozen, Id, Many, SchemaVersion, Text
from posture.model.control import Answer, CreditMode, Level, Strength

Percent = Annotated[int, Field(ge=0, le=100)]


class CreditScale(Frozen):
    """Credit of each level, in per cent; never rising from better to worse."""

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
    """The credit scales."""

    graded: CreditScale
    strict: CreditScale

    def scale(self, mode: CreditMode) -> CreditScale:
        """The scale that a control names."""
        return self.strict if mode == "strict" else self.graded


_Weight = Annotated[int, Field(ge=1, le=1_000_000)]


class Weights(Frozen):
    """Weight of a control by its level of risk."""

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
    """What a strength means, in per cent."""

    minor: Percent
    moderate: Percent
    strong: Percent
    decisive: Percent

    def of(self, strength: Strength) -> int:
        """The per cent of a strength."""
        value: int = getattr(self, strength.value)
        return value


class Urgency(Frozen):
    """What a gap counts for in the order of the plan, in per cent of its points. Never changes a score."""

    cap: Annotated[int, Field(ge=100, le=1000)] = 200
    weakest_stage: Annotated[int, Field(ge=100, le=1000)] = 150


class Phases(Frozen):
    """The horizons of a plan, in days from its start."""

    days: Annotated[Many[Annotated[int, Field(ge=1, le=3650)]], Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.days) != sorted(set(self.days)):
            raise ValueError("days must rise")
        return self


class Grade(Frozen):
    """A grade and the posture from which it is reached."""

    grade: Annotated[str, Field(pattern=r"^[A-Z]$")]
    start: Annotated[int, Field(ge=0, le=100, alias="from")]


class Cap(Frozen):
    """A critical failure that holds the grade down whatever else is good.

    Attributes:
        below: It fires when a control earns less than this level does.
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
    """The file `common/policy.toml`."""

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
