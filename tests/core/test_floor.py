"""The product's evaluation equals the floor of the benchmarks, the model written a third time, in every part.

A floor that judged less than the product does would make it look slow, and one that judged otherwise would be no floor.
"""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from benchmarks.floor import Judgement, Readiness, Triple, judge
from benchmarks.packs import pack
from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.scoring import Readings
from tests.core.packs import Pack
from tests.core.random_packs import packs


def triple(readings: Readings | None) -> Triple | None:
    return (readings.low, readings.point, readings.high) if readings else None


def in_plain_values(evaluation: Evaluation) -> Judgement:
    """All of an evaluation in the floor's own terms."""
    return Judgement(
        implementation=triple(evaluation.implementation),
        posture=triple(evaluation.posture),
        held_back=evaluation.held_back,
        grade=evaluation.grade,
        provisional=evaluation.provisional,
        answered=evaluation.answered,
        confirmed=evaluation.confirmed,
        confidence=evaluation.confidence,
        caps={one.cap.id: (one.low, one.point, one.high, one.controls) for one in evaluation.caps},
        checklists={one.id: (triple(one.score), one.answered, one.applicable) for one in evaluation.checklists},
        controls={
            one.id: (
                Fraction(one.weight),
                (Fraction(one.credit.low), Fraction(one.credit.point), Fraction(one.credit.high))
                if one.credit
                else None,
                one.points,
                one.lost,
            )
            for one in evaluation.controls
        },
        threats={one.scenario.id: Readiness(triple(one.score), one.stages, one.weakest) for one in evaluation.threats},
        frameworks={
            one.framework.id: tuple((entry.requirement.id, entry.status.value) for entry in one.requirements)
            for one in evaluation.frameworks
        },
        not_applicable=(
            evaluation.not_applicable.by_answer,
            evaluation.not_applicable.by_fact,
            evaluation.not_applicable.weight_share,
            evaluation.not_applicable.if_counted,
        ),
        findings=tuple((one.score.id, one.accepted) for one in evaluation.findings),
        answer_first=tuple((one.score.id, one.worth) for one in evaluation.answer_first),
        find_proof=tuple((one.score.id, one.worth) for one in evaluation.find_proof),
        unscored=evaluation.unscored,
    )


# Seen to fail: with the share of confirmed weight taken from the point reading, with `find_proof` sorted the other way
# round, with requirements `met` whose controls only cover a part, and with acceptances that end a day early.
@given(one=packs())
@settings(max_examples=100, deadline=None)
def test_every_part_of_an_evaluation_is_that_of_the_floor(one: Pack) -> None:
    floor = judge(one.library, one.assessment, one.as_of)
    assert in_plain_values(one.evaluate()) == floor


@pytest.mark.parametrize("seed", range(3))
def test_the_packs_that_are_timed_are_judged_alike_too(seed: int) -> None:
    one = pack(110, seed)
    floor = judge(one.library, one.assessment, one.as_of)
    assert in_plain_values(evaluate(one.library, one.assessment, one.as_of)) == floor
    assert floor.posture is not None
    assert {status for entries in floor.frameworks.values() for _, status in entries} >= {"met", "partly", "unknown"}
