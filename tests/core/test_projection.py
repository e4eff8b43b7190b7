"""Where finished actions lead (scoring.md 3.5, property Q6): never down, and after all of them to what they promise."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.assess.frameworks import Status
from posture.plan.projection import Projected, Projection, after_all
from posture.plan.value import Valued, valued_actions
from tests.core.oracle import judge, posture_of, readiness_of, stages_of
from tests.core.packs import Pack, action, cap, control, framework, pack
from tests.core.random_packs import packs

brief = settings(max_examples=80, deadline=None)


def valued(given: Pack) -> dict[str, Valued]:
    return valued_actions(given.library, given.assessment, given.evaluate())


def projection(given: Pack) -> Projection:
    return Projection(given.evaluate(), given.library.policy)


def promised(given: Pack) -> dict[str, Fraction]:
    """Credit of each applicable control after all actions: s + (100 - s) times the shares, at most 100."""
    credits = {name: credit[1] for name, credit in judge(given).credits.items()}
    after = dict(credits)
    for one in valued(given).values():
        for closing in one.closings:
            after[closing.control_id] += (100 - credits[closing.control_id]) * closing.share / 100
    return {name: min(Fraction(100), credit) for name, credit in after.items()}


# Q6. Seen to fail: with implementation raised by the whole gain though the gap was closed already.
@given(given_pack=packs(with_actions=True), random=st.randoms(use_true_random=False))
@brief
def test_finished_actions_never_lower_anything_in_whatever_order(given_pack: Pack, random: Random) -> None:
    actions = sorted(valued(given_pack).items())
    if given_pack.evaluate().implementation is None:
        return
    running = projection(given_pack)
    before, threats_before = running.now(), running.threats()
    for _, one in random.sample(actions, len(actions)):
        running.finish(one)
        after, threats = running.now(), running.threats()
        assert before.implementation <= after.implementation <= 100
        assert before.posture <= after.posture <= after.implementation
        assert set(after.caps) <= set(before.caps)
        for old, new in zip(threats_before, threats, strict=True):
            assert (old.score is None) == (new.score is None)
            assert old.score is None or new.score is None or old.score <= new.score
        before, threats_before = after, threats


# Q6. Seen to fail: with shares taken of the gap as it is after earlier actions, and with the caps of the start.
@given(given_pack=packs(with_actions=True))
@brief
def test_after_all_of_them_it_is_what_the_model_says_of_the_promised_credits(given_pack: Pack) -> None:
    judged = judge(given_pack)
    if judged.implementation is None:
        return
    credits = promised(given_pack)
    total = sum(judged.weights[name] for name in credits)
    implementation = sum((judged.weights[name] * credit for name, credit in credits.items()), Fraction(0)) / total
    after, threats = after_all(valued(given_pack).values(), given_pack.evaluate(), given_pack.library.policy)
    assert after.implementation == implementation
    assert after.posture == posture_of(implementation, credits, given_pack)
    for scenario in given_pack.library.scenarios:
        stages = stages_of(scenario.id, credits, given_pack)
        assert threats[scenario.id].score == (readiness_of(stages) if stages else None)


# Seen to fail: with the low credit as the start.
@given(given_pack=packs(with_actions=True))
@brief
def test_before_any_of_them_it_is_the_evaluation(given_pack: Pack) -> None:
    evaluation = given_pack.evaluate()
    if evaluation.implementation is None or evaluation.posture is None:
        return
    now = projection(given_pack).now()
    assert now == Projected(
        evaluation.implementation.point,
        evaluation.posture.point,
        str(evaluation.grade),
        tuple(status.cap.id for status in evaluation.caps if status.point),
    )
    threats = [(one.id, one.score, one.label) for one in projection(given_pack).threats()]
    assert threats == [
        (one.scenario.id, one.score.point if one.score else None, one.label) for one in evaluation.threats
    ]


def two_caps() -> Pack:
    return pack(
        [control("door", likelihood="very-high", impact="very-high"), control("mail")],
        {"door": "not", "mail": "implemented"},
        [action("half", ("door", 50)), action("rest", ("door", 50))],
        [cap("open", ["door"], "partly", "E"), cap("ajar", ["door"], "implemented", "B")],
    )


def test_a_cap_leaves_as_soon_as_the_projected_credit_reaches_its_level() -> None:
    given_pack, running = two_caps(), projection(two_caps())
    actions = valued(given_pack)
    assert (running.now().caps, running.now().grade) == (("open", "ajar"), "E")
    running.finish(actions["half"])
    # credit 50: above partly's 40, below implemented's 100; implementation (500 + 500) / 15
    assert (running.now().caps, running.now().grade) == (("ajar",), "C")
    assert running.now().implementation == Fraction(1000, 15)
    running.finish(actions["rest"])
    assert (running.now().caps, running.now().grade) == ((), "A")
    assert running.now().posture == 100


def test_actions_that_promise_more_than_the_gap_close_it_and_no_more() -> None:
    own = {"extra": {"title": "Extra", "closes": [{"control": "gap", "share": 80}], "hours": {"base": 1}}}
    given_pack = pack(
        [control("gap"), control("other")],
        {"gap": "partly", "other": "not"},
        [action("all", ("gap", 60))],
        own_actions=own,
    )
    running = projection(given_pack)
    for one in valued(given_pack).values():
        running.finish(one)
    assert running.now().implementation == 50


def test_nothing_to_score_is_nothing_to_project() -> None:
    silent = pack([control("gap")], {"gap": {"answer": "na", "reason": "none"}})
    with pytest.raises(ValueError, match="nothing to score"):
        projection(silent)


def test_a_closed_gap_counts_as_in_place_for_every_standard() -> None:
    requirements: list[dict[str, object]] = [
        {"id": "R1", "title": "one", "maps": [{"control": "a", "relation": "equal"}]},
        {"id": "R2", "title": "both", "maps": [{"control": name, "relation": "superset"} for name in "ab"]},
        {"id": "R3", "title": "a part", "maps": [{"control": "a", "relation": "subset"}]},
        {"id": "R4", "title": "not ours", "outside": "nothing of the kind"},
        {"id": "R5", "title": "not theirs", "maps": [{"control": "c", "relation": "equal"}]},
    ]
    rows = [action("half", ("a", 50)), action("rest", ("a", 50)), action("other", ("b", 100))]
    one = pack(
        [control(name) for name in "abc"],
        {"a": "not", "b": "unknown", "c": {"answer": "na", "reason": "no such thing"}},
        rows,
        frameworks=[framework("std", requirements)],
    )
    running, actions = projection(one), valued(one)
    met = []
    for name in ("half", "rest", "other"):
        (before,) = running.frameworks()
        met.append((before.met, before.of))
        running.finish(actions[name])
    (after,) = running.frameworks()
    # R4 is not covered and R5 does not apply; R3 asks for more than the control gives, so it is never met.
    assert [*met, (after.met, after.of)] == [(0, 3), (0, 3), (1, 3), (2, 3)]


# Seen to fail: with a gap that is closed in part counted as in place.
@given(given_pack=packs(with_actions=True), random=st.randoms(use_true_random=False))
@brief
def test_standards_start_as_they_are_and_never_fall(given_pack: Pack, random: Random) -> None:
    evaluation = given_pack.evaluate()
    if evaluation.implementation is None:
        return
    running = projection(given_pack)
    before = running.frameworks()
    assert [entry.met for entry in before] == [status.count(Status.MET) for status in evaluation.frameworks]
    actions = sorted(valued(given_pack).items())
    for _, one in random.sample(actions, len(actions)):
        running.finish(one)
        after = running.frameworks()
        assert all(old.met <= new.met <= new.of == old.of for old, new in zip(before, after, strict=True))
        before = after
