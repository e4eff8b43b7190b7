"""What caps hold back, and what an assessment would show if some answers were otherwise.

Then it is evaluated again, so that the result is exact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from posture.assess.caps import ceiling, lowest_ceiling
from posture.assess.evaluate import Evaluation, evaluate
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.model.library import Library
from posture.model.policy import Cap, Policy


@dataclass(frozen=True, slots=True)
class Hold:
    """What caps do under one reading.

    Attributes:
        ceiling: The highest posture that the firing caps allow, 100 where none fires.
        caps: The firing caps with that ceiling; none where the ceiling is 100.
        held_back: Points in place that do not count because of them.
    """

    ceiling: int
    caps: tuple[Cap, ...]
    held_back: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an assessment would show if something were otherwise (point reading).

    Attributes:
        caps: Ids of all caps that would fire; `hold` is what the lowest of them do.
    """

    implementation: Fraction
    posture: Fraction
    grade: str
    caps: tuple[str, ...]
    hold: Hold


def hold(implementation: Fraction, firing: Iterable[Cap], policy: Policy) -> Hold:
    """What firing caps do to an implementation."""
    caps = tuple(firing)
    limit = lowest_ceiling(caps, policy)
    lowest = tuple(cap for cap in caps if ceiling(cap.max_grade, policy) == limit) if limit < 100 else ()
    return Hold(limit, lowest, max(Fraction(0), implementation - limit))


def holds(evaluation: Evaluation, policy: Policy) -> tuple[Hold, Hold, Hold]:
    """What caps do under the low, the point and the high reading; there must be something to score."""
    implementation = evaluation.implementation
    if implementation is None:
        raise ValueError("nothing to score, so nothing to hold back")
    return (
        hold(implementation.low, (status.cap for status in evaluation.caps if status.low), policy),
        hold(implementation.point, (status.cap for status in evaluation.caps if status.point), policy),
        hold(implementation.high, (status.cap for status in evaluation.caps if status.high), policy),
    )


def outcome(evaluation: Evaluation, policy: Policy) -> Outcome | None:
    """The point reading of an evaluation; None where there is nothing to score."""
    if evaluation.implementation is None or evaluation.posture is None or evaluation.grade is None:
        return None
    return Outcome(
        implementation=evaluation.implementation.point,
        posture=evaluation.posture.point,
        grade=evaluation.grade,
        caps=tuple(status.cap.id for status in evaluation.caps if status.point),
        hold=holds(evaluation, policy)[1],
    )


def if_answered(library: Library, assessment: Assessment, as_of: date, answers: Mapping[str, Answer]) -> Outcome | None:
    """What the assessment would show with other answers to some controls: it is evaluated again."""
    for name, answer in answers.items():
        old = assessment.response(name)
        values = {field: getattr(old, field) for field in Response.model_fields}
        assessment = assessment.with_response(name, Response(**{**values, "answer": answer}))
    return outcome(evaluate(library, assessment, as_of), library.policy)
