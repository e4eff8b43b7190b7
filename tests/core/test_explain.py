"""Posture, controls and caps taken apart: parts that add up, and what would be, by the second model."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from posture.assess.explain import ControlWorking, basis_of, control_working, posture_working
from posture.assess.explain_cap import CapWorking, cap_working
from posture.assess.outcome import Hold
from posture.model.control import Answer
from tests.core.oracle import Judged, cap_fires, ceiling_of, judge
from tests.core.otherwise import with_answer
from tests.core.packs import AS_OF, PROOF, Pack, control, pack
from tests.core.random_packs import FUTURE, STALE, TALK, packs

Golden = dict[str, Pack]

thorough = settings(max_examples=120, deadline=None)
READING = {"low": 0, "point": 1, "high": 2}


def working_of(pack: Pack, control_id: str) -> ControlWorking:
    return control_working(pack.library, pack.assessment, pack.evaluate(), control_id)


def cap_of(pack: Pack, cap_id: str) -> CapWorking:
    found = cap_working(pack.library, pack.assessment, pack.evaluate(), cap_id)
    assert found is not None
    return found


def total(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


# --- posture ----------------------------------------------------------------------------------------------------


def test_golden_posture_comes_from_its_answers(golden: Golden) -> None:
    evaluation = golden["a"].evaluate()
    working = posture_working(evaluation, golden["a"].library.policy)
    assert working is not None
    # scoring.md 6: W = 59, and 2075/59 of 100 in place; weights 5 | 5 + 8 | 10 + 5 | 10 + 8 | 8 by answer.
    assert (working.weight, working.earned) == (59, Fraction(2075, 100))
    assert [(group.answer, group.controls, group.weight, group.earned) for group in working.answers] == [
        (Answer.IMPLEMENTED, 1, 5, 5),
        (Answer.MOSTLY, 2, 13, Fraction(975, 100)),
        (Answer.PARTLY, 2, 15, 6),
        (Answer.NOT, 2, 18, 0),
        (Answer.UNKNOWN, 1, 8, 0),
    ]
    assert (working.answered, working.confirmed) == (51, 28)
    assert [(group.basis, group.controls, group.points) for group in working.unproven] == [
        ("no proof", 3, Fraction(2075 - 1195, 59))
    ]
    assert [score.id for score in working.open] == ["restore-test"]
    assert working.better is not None
    assert (working.better.grade, working.better.start) == ("D", 40)


def test_golden_caps_hold_back_what_the_model_says(golden: Golden) -> None:
    working = posture_working(golden["b"].evaluate(), golden["b"].library.policy)
    assert working is not None
    assert [cap.id for cap in working.point.caps] == ["no-email-mfa"]
    assert working.point == Hold(74, working.point.caps, Fraction(4900, 59) - 74)
    first = posture_working(golden["a"].evaluate(), golden["a"].library.policy)
    assert first is not None
    assert [hold.ceiling for hold in (first.low, first.point, first.high)] == [59, 74, 74]
    assert [hold.held_back for hold in (first.low, first.point, first.high)] == [0, 0, 0]


# Seen to fail: with the unanswered left out of the groups, with `confirmed` counting low = point instead of low = high,
# and with the credit of the low reading in `earned`.
@given(pack=packs())
@thorough
def test_the_parts_of_posture_add_up_to_it_in_every_reading(pack: Pack) -> None:
    judged, working = judge(pack), posture_working(pack.evaluate(), pack.library.policy)
    if judged.implementation is None or judged.posture is None:
        assert working is None
        return
    assert working is not None
    low, point, high = judged.implementation
    assert 100 * working.earned / working.weight == point
    assert sum(group.weight for group in working.answers) == working.weight
    assert total(group.points for group in working.answers) == point
    assert total(group.points for group in working.unproven) == point - low
    assert Fraction(100 * sum(score.weight for score in working.open), working.weight) == high - point
    assert Fraction(100 * working.answered, working.weight) == judged.answered
    assert Fraction(100 * working.confirmed, working.weight) == judged.confirmed
    for name, index in READING.items():
        hold: Hold = getattr(working, name)
        assert judged.implementation[index] - hold.held_back == judged.posture[index]
        assert all(judged.firing[cap.id][index] for cap in hold.caps)
        assert all(ceiling_of(cap.max_grade, pack) == hold.ceiling for cap in hold.caps)


# --- controls ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "basis"),
    [
        ({}, "open"),
        ({"answer": "unknown", "evidence": [PROOF]}, "open"),
        ({"answer": "na", "reason": " "}, "open"),
        ({"answer": "not"}, "nothing claimed"),
        ({"answer": "partly"}, "no proof"),
        ({"answer": "partly", "evidence": [TALK]}, "hearsay"),
        ({"answer": "partly", "evidence": [TALK, STALE]}, "out of date"),
        ({"answer": "partly", "evidence": [FUTURE]}, "dated later"),
        ({"answer": "partly", "evidence": [STALE, PROOF]}, "proven"),
        ({"answer": "not", "evidence": [PROOF]}, "proven"),
    ],
)
def test_what_the_low_reading_rests_on(given_: dict[str, object], basis: str) -> None:
    found = pack([control("c")], {"c": given_}).evaluate().controls[0]
    assert basis_of(found.item, AS_OF) == basis


def test_golden_control_says_what_it_would_bring(golden: Golden) -> None:
    working = working_of(golden["a"], "email-mfa")
    assert working.if_implemented is not None
    # 1,000 more of 5,900: scoring.md 6, table "after", row enable-email-mfa; untested-restore still fires.
    assert working.if_implemented.implementation == Fraction(3075, 59)
    assert (working.if_implemented.posture, working.if_implemented.grade) == (Fraction(3075, 59), "D")
    assert working.if_implemented.caps == ("untested-restore",)
    assert [status.cap.id for status in working.caps] == ["no-email-mfa"]
    assert working.if_counted is None


def test_a_control_that_does_not_apply_has_no_parts(golden: Golden) -> None:
    working = working_of(golden["a"], "server-room-lock")
    assert (working.score.credit, working.basis, working.if_implemented) == (None, None, None)
    # scoring.md 6: if N/A counted as not: 34.01, which is 20.75 of 59 + 2.
    assert working.if_counted == Fraction(2075, 61)


def test_one_control_that_does_not_apply_leaves_the_others_out() -> None:
    none = {"answer": "na", "reason": "none here"}
    responses = {"kept": "mostly", "first": none, "second": none}
    found = pack([control(name) for name in responses], responses)
    # Three of weight 5: 75 % of one, of the one and the first; the second stays out.
    assert working_of(found, "first").if_counted == Fraction(75, 2)


# Seen to fail: with "mostly" in the what-if instead of "implemented".
@given(pack=packs())
@thorough
def test_what_a_control_would_change_is_what_another_answer_gives(pack: Pack) -> None:
    judged = judge(pack)
    for one in pack.controls:
        working = working_of(pack, one.id)
        if one.id not in judged.credits:
            assert working.if_implemented is None
            if working.score.item.excluded == "answer":
                # scoring.md 2.8: as if it were not in place, so its weight comes back and earns nothing.
                known = sum(judged.weights[name] for name in judged.credits)
                earned = total(judged.weights[name] * judged.credits[name][1] for name in judged.credits)
                assert working.if_counted == earned / (known + judged.weights[one.id])
            continue
        assert tuple(map(Fraction, working.score.credit or ())) == judged.credits[one.id]
        if judged.answers[one.id] != "implemented":
            raised = judge(with_answer(pack, one.id, "implemented"))
            assert_outcome(working.if_implemented, raised)


def assert_outcome(found: object, judged: Judged) -> None:
    assert judged.implementation is not None
    assert judged.posture is not None
    firing = tuple(name for name, reading in judged.firing.items() if reading[1])
    shown = (judged.implementation[1], judged.posture[1], judged.grade, firing)
    assert tuple(getattr(found, name) for name in ("implementation", "posture", "grade", "caps")) == shown


# --- caps -------------------------------------------------------------------------------------------------------


def test_golden_cap_is_lifted_by_the_level_that_it_asks_for(golden: Golden) -> None:
    working = cap_of(golden["b"], "no-email-mfa")
    # B without the cap: 4900/59. Lifted by "mostly", which counts 50 % of 10 on the strict scale: 500 more of 5,900.
    assert working.alone == Fraction(4900, 59) - 74
    (lift,) = working.lifts
    assert lift.controls == ("email-mfa",)
    assert (lift.outcome.posture, lift.outcome.grade) == (Fraction(5400, 59), "A")
    assert [(one.id, one.needed, one.below) for one in working.controls] == [("email-mfa", 50, True)]


def test_a_cap_that_does_not_fire_needs_no_lift(golden: Golden) -> None:
    working = cap_of(golden["a"], "no-usable-backup")
    assert (working.status.low, working.status.point, working.status.high) == (True, False, False)
    assert working.lifts == ()
    assert working.alone == 0


# Seen to fail: with every control of the cap raised instead of those below, with the lift one level too low, and with
# the other caps left out of `alone`.
@given(pack=packs())
@thorough
def test_every_lift_stops_the_cap_and_none_raises_more_than_it_has_to(pack: Pack) -> None:
    judged = judge(pack)
    for cap in pack.library.policy.caps:
        working = cap_working(pack.library, pack.assessment, pack.evaluate(), cap.id)
        if judged.implementation is None or judged.posture is None:
            assert working is None
            continue
        assert working is not None
        assert bool(working.lifts) == judged.firing[cap.id][1]
        for lift in working.lifts:
            assert_outcome(lift.outcome, judge(raised(pack, lift.controls, cap.below)))
            assert cap.id not in lift.outcome.caps
            for name in lift.controls:
                others = [other for other in lift.controls if other != name]
                after = judge(raised(pack, others, cap.below))
                assert cap_fires(cap, {one: credit[1] for one, credit in after.credits.items()}, pack)
        without = [other for other in pack.library.policy.caps if other.id != cap.id]
        free = judge(pack.with_policy(caps=without)).posture
        assert free is not None
        assert working.alone == free[1] - judged.posture[1]


def raised(pack: Pack, names: Iterable[str], answer: Answer) -> Pack:
    for name in names:
        pack = with_answer(pack, name, answer.value)
    return pack


def test_nothing_to_score_has_nothing_to_take_apart(golden: Golden) -> None:
    empty = replace(golden["a"], assessment=golden["a"].assessment.model_copy(update={"checklists": ()}))
    assert posture_working(empty.evaluate(), empty.library.policy) is None
    assert cap_working(empty.library, empty.assessment, empty.evaluate(), "no-email-mfa") is None
