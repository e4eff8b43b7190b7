"""Why posture moved between two assessments: scoring.md 2.11, case by case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from posture.assess.trend import Change, Kind, own_day
from tests.core.packs import AS_OF, PROOF, Pack, assessment, cap, checklist, control, library, pack
from tests.core.trends import compare

NOTHING = Change(*[Fraction(0)] * 5)
STALE = {**PROOF, "collected": AS_OF - timedelta(days=300)}
"""Evidence that is proof on the day of the reading, and not half a year later."""


def moved(old: Pack, new: Pack) -> Change:
    change = compare(old, new).point
    assert change is not None
    return change


def moved_low(old: Pack, new: Pack) -> Change:
    change = compare(old, new).low
    assert change is not None
    return change


def kinds(old: Pack, new: Pack) -> dict[str, Kind]:
    return {change.id: change.kind for change in compare(old, new).controls}


# --- the golden assessments ----------------------------------------------------------------------------------------


def test_golden_a_to_b(golden: dict[str, Pack], expected: dict[str, Any]) -> None:
    wanted = expected["trend_a_to_b"]
    compared = compare(golden["a"], golden["b"])
    answers = {change.id: str(change.points) for change in compared.controls if change.points}
    assert answers == wanted["answers"]
    assert compared.point == Change(
        posture=Fraction(wanted["total"]),
        catalogue=Fraction(0),
        scope=Fraction(0),
        answers=sum((Fraction(points) for points in answers.values()), Fraction(0)),
        caps=Fraction(wanted["caps"]),
    )


def test_golden_a_to_b_by_proof_alone(golden: dict[str, Pack]) -> None:
    # scoring.md 6, low readings: implementation 1195/59 -> 4775/59, posture 1195/59 -> 74.
    assert compare(golden["a"], golden["b"]).low == Change(
        posture=74 - Fraction(1195, 59),
        catalogue=Fraction(0),
        scope=Fraction(0),
        answers=Fraction(4775 - 1195, 59),
        caps=74 - Fraction(4775, 59),
    )


def test_golden_controls_that_became_implemented_are_fixed(golden: dict[str, Pack], expected: dict[str, Any]) -> None:
    compared = compare(golden["a"], golden["b"])
    assert [change.id for change in compared.of("fixed")] == list(expected["trend_a_to_b"]["answers"])
    assert [change.id for change in compared.of("unchanged")] == ["email-mfa", "unique-accounts", "server-room-lock"]


# --- what belongs to which part ------------------------------------------------------------------------------------

TWO = [control("a"), control("b")]
HALF = {"a": "implemented", "b": "not"}


def test_the_same_assessment_twice_shows_no_change() -> None:
    one = pack(TWO, HALF)
    compared = compare(one, one)
    assert (compared.point, compared.low) == (NOTHING, NOTHING)
    assert [change.kind for change in compared.controls] == ["unchanged", "unchanged"]


def test_another_weight_is_the_checklists_doing() -> None:
    heavier = [TWO[0], control("b", likelihood="very-high", impact="very-high")]
    # 5 of 10 before, 5 of 15 with weight 10 for b.
    change = moved(pack(TWO, HALF), pack(heavier, HALF))
    assert change == replace(NOTHING, posture=Fraction(100, 3) - 50, catalogue=Fraction(100, 3) - 50)


def test_a_new_control_costs_as_unknown_and_its_answer_is_the_clinics() -> None:
    change = moved(pack(TWO, HALF), pack([*TWO, control("c")], {**HALF, "c": "implemented"}))
    third = Fraction(100, 3)
    assert change == replace(NOTHING, posture=2 * third - 50, catalogue=third - 50, answers=third)


def test_a_response_that_the_old_checklists_did_not_ask_for_is_no_work_of_the_clinic() -> None:
    old_answers = {**HALF, "c": "implemented"}
    change = moved(pack(TWO, old_answers), pack([*TWO, control("c")], old_answers))
    assert change == replace(NOTHING, posture=Fraction(200, 3) - 50, catalogue=Fraction(200, 3) - 50)


def test_walking_more_checklists_is_a_change_of_the_checklists() -> None:
    content = library([checklist("one", [control("a")]), checklist("two", [control("b")])])
    before = Pack(content, assessment(["one"], {"a": "implemented"}))
    after = Pack(content, assessment(["one", "two"], {"a": "implemented", "b": "implemented"}))
    change = moved(before, after)
    assert change == replace(NOTHING, catalogue=Fraction(-50), answers=Fraction(50))
    assert kinds(before, after) == {"a": "unchanged", "b": "new"}


def test_a_fact_or_a_not_applicable_answer_is_scope() -> None:
    asked = [control("a"), control("b", applies_when=[{"fact": "server", "is": True}])]
    by_fact = moved(pack(asked, HALF, facts={"server": True}), pack(asked, HALF, facts={"server": False}))
    by_answer = moved(pack(TWO, HALF), pack(TWO, {**HALF, "b": {"answer": "na", "reason": "no server"}}))
    assert by_fact == by_answer == replace(NOTHING, posture=Fraction(50), scope=Fraction(50))


def test_coming_into_scope_costs_first_and_the_answer_earns_it_back() -> None:
    gone = {**HALF, "b": {"answer": "na", "reason": "no server"}}
    change = moved(pack(TWO, gone), pack(TWO, {"a": "implemented", "b": "implemented"}))
    assert change == replace(NOTHING, scope=Fraction(-50), answers=Fraction(50))


def test_a_refused_not_applicable_is_no_scope() -> None:
    change = moved(pack(TWO, {**HALF, "b": "na"}), pack(TWO, {**HALF, "b": "implemented"}))
    assert change == replace(NOTHING, posture=Fraction(50), answers=Fraction(50))


def test_another_list_of_caps_shows_under_caps() -> None:
    full = {"a": "implemented", "b": "mostly"}  # 87.5
    capped = pack(TWO, full, caps=[cap("first", ["b"], "implemented", "C")])  # C ends at 74
    assert moved(pack(TWO, full), capped) == replace(NOTHING, posture=74 - Fraction(175, 2), caps=74 - Fraction(175, 2))


def test_proof_moves_the_low_reading_alone() -> None:
    with_proof = {**HALF, "a": {"answer": "implemented", "evidence": [PROOF]}}
    before, after = pack(TWO, HALF), pack(TWO, with_proof)
    assert moved(before, after) == NOTHING
    # without proof "implemented" earns what "mostly" does, 75: (100 - 75) / 2
    assert moved_low(before, after) == replace(NOTHING, posture=Fraction(25, 2), answers=Fraction(25, 2))
    assert kinds(before, after)["a"] == "unchanged"


def test_proof_that_became_old_is_a_loss_of_the_low_reading_in_the_answers() -> None:
    proven = {**HALF, "a": {"answer": "implemented", "evidence": [STALE]}}
    before = pack(TWO, proven)
    after = replace(before, as_of=AS_OF + timedelta(days=180))
    assert moved(before, after) == NOTHING
    assert moved_low(before, after) == replace(NOTHING, posture=Fraction(-25, 2), answers=Fraction(-25, 2))


def test_nothing_to_score_on_either_side_has_no_change_but_still_its_controls() -> None:
    nothing = pack(TWO, {name: {"answer": "na", "reason": "none"} for name in "ab"})
    for compared in (compare(nothing, pack(TWO, HALF)), compare(pack(TWO, HALF), nothing)):
        assert (compared.point, compared.low) == (None, None)
        assert [change.id for change in compared.controls] == ["a", "b"]


def test_new_checklists_of_which_nothing_applied_before_are_scope() -> None:
    only_servers = [control("s", applies_when=[{"fact": "server", "is": True}])]
    before = pack(TWO, HALF, facts={"server": False})
    after = pack(only_servers, {"s": "implemented"}, facts={"server": True})
    assert moved(before, after) == replace(NOTHING, posture=Fraction(50), scope=Fraction(-50), answers=Fraction(100))


# --- what became of a control --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("not", "implemented", "fixed"),
        ("mostly", "implemented", "fixed"),
        ("unknown", "implemented", "fixed"),
        ("partly", "mostly", "improved"),
        ("unknown", "partly", "improved"),
        ("implemented", "mostly", "regressed"),
        ("partly", "unknown", "regressed"),
        ("unknown", "not", "unchanged"),
        ("not", "unknown", "unchanged"),
        ("mostly", "mostly", "unchanged"),
        ("na", "not", "unchanged"),  # refused: it has no reason
        ({"answer": "na", "reason": "none"}, "not", "in-scope"),
        ({"answer": "na", "reason": "none"}, "implemented", "in-scope"),
        ("not", {"answer": "na", "reason": "none"}, "out-of-scope"),
        ({"answer": "na", "reason": "none"}, {"answer": "na", "reason": "still"}, "unchanged"),
    ],
)
def test_kind_of_a_change(before: object, after: object, kind: Kind) -> None:
    old, new = (pack([control("x"), control("rest")], {"x": one}) for one in (before, after))
    assert kinds(old, new) == {"x": kind, "rest": "unchanged"}


def test_fixed_and_regressed_even_where_the_policy_gives_mostly_full_credit() -> None:
    credits = {"implemented": 100, "mostly": 100, "partly": 0, "not": 0}
    old, new = (
        pack([control("x")], {"x": one}).with_policy(credits={"graded": credits, "strict": credits})
        for one in ("mostly", "implemented")
    )
    assert (kinds(old, new), kinds(new, old)) == ({"x": "fixed"}, {"x": "regressed"})


def test_new_gone_and_forgotten_controls_are_told_apart() -> None:
    old = pack(TWO, {**HALF, "z": "not", "y": "implemented", "noted": {"note": "no answer"}})
    new = pack([control("c"), control("b")], HALF)
    compared = compare(old, new)
    assert {change.id: change.kind for change in compared.controls} == {
        "c": "new",
        "b": "unchanged",
        "a": "gone",
        "y": "gone",
        "z": "gone",
    }
    assert [change.id for change in compared.controls] == ["c", "b", "a", "y", "z"]
    assert [change.title for change in compared.of("gone")] == ["a", "y", "z"]
    assert all(change.points is None for change in compared.of("gone"))


# --- the day of an assessment --------------------------------------------------------------------------------------


def test_the_day_of_an_assessment_is_that_of_its_last_response() -> None:
    early, late = (datetime(2026, 11, one, 9, tzinfo=UTC) for one in (3, 20))
    answers = {"a": {"answer": "not", "at": late}, "b": {"answer": "not", "at": early}}
    assert own_day(assessment(["main"], answers, started=date(2026, 11, 1))) == date(2026, 11, 20)


def test_answers_carried_over_do_not_make_an_assessment_older_than_its_beginning() -> None:
    answers = {"a": {"answer": "not", "at": datetime(2026, 5, 1, 9, tzinfo=UTC)}}
    assert own_day(assessment(["main"], answers, started=date(2026, 11, 1))) == date(2026, 11, 1)


def test_without_any_date_the_day_is_not_known() -> None:
    assert own_day(assessment(["main"], HALF)) is None
