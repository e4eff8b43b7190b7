"""The product's score equals the second, plain implementation of scoring.md 2.1-2.9 on random packs, exactly."""

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given, settings

from posture.assess.scoring import Readings
from tests.core.oracle import Judged, Triple, judge
from tests.core.packs import Pack
from tests.core.random_packs import packs

thorough = settings(max_examples=100, deadline=None)


def triple(readings: Readings | None) -> Triple | None:
    return (readings.low, readings.point, readings.high) if readings else None


def assert_same_controls(pack: Pack, judged: Judged) -> None:
    total = sum(judged.weights[name] for name in judged.credits)
    for score in pack.evaluate().controls:
        assert score.weight == judged.weights[score.id]
        if score.id not in judged.credits:
            assert (score.credit, score.points, score.lost) == (None, None, None)
            continue
        point = judged.credits[score.id][1]
        assert list(map(Fraction, score.credit or ())) == list(judged.credits[score.id])
        assert score.points == score.weight * point / total
        assert score.lost == score.weight * (100 - point) / total


# Seen to fail: with the table I-2 read by columns, and with `lost` computed from the low credit.
@given(pack=packs())
@thorough
def test_controls_get_the_weight_credit_points_and_loss_of_the_model(pack: Pack) -> None:
    assert_same_controls(pack, judge(pack))


# Seen to fail: with a mean of domains in place of the flat mean, and with a `na` without reason taken out of the score.
@given(pack=packs())
@thorough
def test_implementation_domains_and_shares_are_those_of_the_model(pack: Pack) -> None:
    evaluation, judged = pack.evaluate(), judge(pack)
    assert triple(evaluation.implementation) == judged.implementation
    assert {entry.id: triple(entry.score) for entry in evaluation.checklists} == judged.domains
    assert (evaluation.answered, evaluation.confirmed) == (judged.answered, judged.confirmed)
    assert evaluation.not_applicable.if_counted == judged.if_na_counted


# Seen to fail: with `any` and `all` swapped, and with ceilings taken from the grade's own start.
@given(pack=packs())
@thorough
def test_caps_posture_and_grade_are_those_of_the_model(pack: Pack) -> None:
    evaluation, judged = pack.evaluate(), judge(pack)
    assert {status.cap.id: (status.low, status.point, status.high) for status in evaluation.caps} == judged.firing
    assert triple(evaluation.posture) == judged.posture
    assert evaluation.grade == judged.grade
    if judged.implementation and judged.posture:
        assert evaluation.held_back == judged.implementation[1] - judged.posture[1]


# Seen to fail: with the controls of one layer added up, and with the mean over all four stages.
@given(pack=packs())
@thorough
def test_readiness_is_that_of_the_model(pack: Pack) -> None:
    evaluation, judged = pack.evaluate(), judge(pack)
    assert {entry.scenario.id: triple(entry.score) for entry in evaluation.threats} == judged.threats
    for entry in evaluation.threats:
        stages: Mapping[str, object] = {stage.value: value for stage, value in entry.stages.items()}
        assert stages == judged.stages[entry.scenario.id]
        lowest = [stage.value for stage, value in entry.stages.items() if value == min(entry.stages.values())]
        assert [stage.value for stage in entry.weakest] == lowest
