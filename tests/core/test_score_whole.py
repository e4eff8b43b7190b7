"""Sums, caps and extremes: properties P10 (but for display), P11, P12 and P16 of scoring.md 2.14."""

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from posture.assess.scoring import Readings
from posture.model.control import Control
from posture.plan.value import valued_actions
from tests.core.fingerprints import readings
from tests.core.packs import PROOF, Pack
from tests.core.random_packs import packs

FULL, NONE = Fraction(100), Fraction(0)

brief = settings(max_examples=70, deadline=None)


def all_answered(pack: Pack, given_to_all: dict[str, object]) -> Pack:
    for one in pack.controls:
        pack = pack.answered(one.id, given_to_all)
    return pack


def with_every_control(pack: Pack, **changes: object) -> Pack:
    def changed(one: Control) -> Control:
        return one.model_copy(update=changes)

    return pack.with_controls({one.id: [changed(ctl) for ctl in one.controls] for one in pack.library.checklists})


# P10. Seen to fail: with lost points computed from the low credit, and with controls that don't apply given points.
@given(pack=packs())
@brief
def test_points_and_losses_sum_exactly(pack: Pack) -> None:
    evaluation = pack.evaluate()
    if evaluation.implementation is None or evaluation.posture is None or evaluation.held_back is None:
        return
    points = sum((score.points for score in evaluation.controls if score.points is not None), Fraction(0))
    lost = sum((score.lost for score in evaluation.controls if score.lost is not None), Fraction(0))
    assert points == evaluation.implementation.point
    assert points + lost == 100
    assert points - evaluation.held_back == evaluation.posture.point


# P10. Seen to fail: with the weights of accepted gaps left out of a domain.
@given(pack=packs())
@brief
def test_domain_scores_times_their_weight_sum_to_the_whole(pack: Pack) -> None:
    evaluation = pack.evaluate()
    if evaluation.implementation is None:
        return
    weight = dict.fromkeys((entry.id for entry in evaluation.checklists), 0)
    for score in evaluation.controls:
        weight[score.item.checklist.id] += score.weight if score.credit is not None else 0
    for reading in ("low", "point", "high"):
        parts = [
            weight[entry.id] * getattr(entry.score, reading)
            for entry in evaluation.checklists
            if entry.score is not None
        ]
        assert sum(parts) == sum(weight.values()) * getattr(evaluation.implementation, reading)


# P11. Seen to fail: with the mean of the ceilings in place of the lowest.
@given(pack=packs(), data=st.data())
@brief
def test_removing_a_cap_never_lowers_and_caps_only_lower(pack: Pack, data: st.DataObject) -> None:
    caps = pack.library.policy.caps
    assume(caps)
    gone = data.draw(st.sampled_from(caps), label="removed")
    before = readings(pack.evaluate())
    after = readings(pack.with_policy(caps=[cap for cap in caps if cap is not gone]).evaluate())
    assert before.keys() == after.keys()
    for number, old in before.items():
        assert after[number].low >= old.low, number
        assert after[number].point >= old.point, number
        assert after[number].high >= old.high, number
    if "posture" in before:
        posture, implementation = before["posture"], before["implementation"]
        assert posture.low <= implementation.low
        assert posture.point <= implementation.point
        assert posture.high <= implementation.high


# P12. Seen to fail: with caps that fire at their level, and with proof that had to be younger than the day.
@given(pack=packs(standard=True))
@brief
def test_everything_in_place_and_proven_is_100_a(pack: Pack) -> None:
    evaluation = all_answered(with_every_control(pack, applies_when=()), {"answer": "implemented", "evidence": [PROOF]})
    result = evaluation.evaluate()
    assert set(readings(result).values()) == {Readings(FULL, FULL, FULL)}
    assert (result.grade, result.confidence, result.findings) == ("A", "high", ())


# P12. Seen to fail: with `not` read as `partly`.
@given(pack=packs(standard=True))
@brief
def test_nothing_in_place_is_0_e(pack: Pack) -> None:
    result = all_answered(with_every_control(pack, applies_when=()), {"answer": "not"}).evaluate()
    assert set(readings(result).values()) == {Readings(NONE, NONE, NONE)}
    assert result.grade == "E"


# P16. Seen to fail: with an implementation of 0 for no weight, and with a share of 0 for no weight.
@given(pack=packs(with_actions=True))
@brief
def test_where_nothing_applies_there_is_nothing_to_score(pack: Pack) -> None:
    silent = all_answered(with_every_control(pack, na_allowed=True), {"answer": "na", "reason": "we are closed"})
    result = silent.evaluate()
    assert readings(result) == {}
    assert (result.grade, result.held_back, result.answered, result.confirmed, result.confidence) == (None,) * 5
    assert not any(status.low or status.point or status.high for status in result.caps)
    assert (result.findings, result.answer_first, result.find_proof, result.applicable) == ((), (), (), 0)
    values = valued_actions(silent.library, silent.assessment, result).values()
    assert all(one.gain == one.value == 0 for one in values)
