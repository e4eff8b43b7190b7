"""What an action costs this clinic and what it is worth to it now (scoring.md 3.1, 3.2)."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from posture.plan.value import Valued, effort, valued_actions
from tests.core.packs import Pack, action, cap, control, pack

EXPOSED = {"scenario": "phishing", "stage": "prevent", "layer": "mail", "strength": "strong"}


def values(given: Pack) -> Mapping[str, Valued]:
    return valued_actions(given.library, given.assessment, given.evaluate())


def one_gap(
    *actions: tuple[str, int], states: Mapping[str, str] | None = None, **changes: object
) -> Mapping[str, Valued]:
    """Actions (name, share) for one control that is not in place: closing all of it brings 100 points."""
    rows = [action(name, ("gap", share), **(changes if name in ("x", "y") else {})) for name, share in actions]
    return values(pack([control("gap")], {"gap": "not"}, rows, states=states))


# --- what it costs


@pytest.mark.parametrize(
    ("hours", "staff", "half_hours"),
    [
        ({"base": 1}, 0, 2),
        ({"base": 0.25}, 0, 1),  # rounded up to half hours
        ({"base": 1.1}, 0, 3),
        ({"base": 1.5}, 40, 3),
        ({"per_staff": 0.1}, 30, 6),  # 3 h exactly; in binary fractions it would be a half hour more
        ({"per_staff": 0.1}, 31, 7),
        ({"base": 0.3, "per_staff": 0.1}, 7, 2),  # 1 h exactly
        ({"base": 2, "per_staff": 0.25}, 12, 10),
        ({"per_staff": 0.1}, 0, 1),  # some work is always some work
    ],
)
def test_hours_grow_with_the_staff_in_exact_decimals(hours: dict[str, float], staff: int, half_hours: int) -> None:
    assert effort(action("a", hours=hours), staff)[0] == half_hours


@pytest.mark.parametrize(
    ("dollars", "staff", "cents"),
    [
        ({}, 9, 0),
        ({"base": 120}, 9, 12_000),
        ({"per_staff": 19.99}, 3, 5_997),
        ({"base": 0.1, "per_staff": 0.2}, 1, 30),
    ],
)
def test_dollars_grow_with_the_staff_in_exact_cents(dollars: dict[str, float], staff: int, cents: int) -> None:
    assert effort(action("a", dollars=dollars), staff)[1] == cents


def with_staff(**facts: object) -> Valued:
    costly = action("a", ("gap", 100), hours={"base": 1, "per_staff": 0.5}, dollars={"base": 10, "per_staff": 4})
    return values(pack([control("gap")], {"gap": "not"}, [costly], facts=facts))["a"]


def test_the_number_of_staff_comes_from_the_facts() -> None:
    found = with_staff(staff=8)
    assert found.hours == 5
    assert found.dollars == 42
    assert not found.staff_missing


@pytest.mark.parametrize("facts", [{}, {"staff": "many"}, {"staff": True}])
def test_without_a_number_of_staff_the_base_alone_counts_and_that_is_said(facts: dict[str, object]) -> None:
    found = with_staff(**facts)
    assert found.hours == 1
    assert found.dollars == 10
    assert found.staff_missing


@pytest.mark.parametrize("costs", [{"hours": {"base": 1, "per_staff": 0.1}}, {"dollars": {"per_staff": 9}}])
def test_hours_or_dollars_by_staff_are_enough_to_miss_their_number(costs: dict[str, object]) -> None:
    found = values(pack([control("gap")], {"gap": "not"}, [action("a", ("gap", 100), **costs)]))["a"]
    assert found.staff_missing


def test_nobody_on_the_staff_is_a_number_too() -> None:
    assert not with_staff(staff=0).staff_missing


def test_an_action_that_does_not_depend_on_the_staff_misses_nothing() -> None:
    assert not one_gap(("a", 100))["a"].staff_missing


# --- what it brings


def test_gain_is_the_share_of_the_gap_in_points() -> None:
    rows = [action("both", ("a", 60), ("b", 100)), action("rest", ("a", 40))]
    found = values(
        pack([control("a"), control("b"), control("c")], {"a": "partly", "b": "mostly", "c": "implemented"}, rows)
    )
    # each control a third of the weight: 60 open at a, 25 at b
    assert found["both"].gain == Fraction(60 * 60, 300) + Fraction(25, 3)
    assert found["rest"].gain == Fraction(60 * 40, 300)
    assert found["both"].value == found["both"].gain


def test_a_gap_that_makes_a_cap_fire_counts_double() -> None:
    found = values(
        pack(
            [control("a"), control("b")],
            {"a": "not", "b": "not"},
            [action("x", ("a", 100)), action("y", ("b", 100))],
            [cap("rule", ["a"], "partly", "D")],
        )
    )
    assert found["x"].gain == found["y"].gain == found["y"].value == 50
    assert found["x"].value == 100


def test_a_gap_at_the_weakest_stage_of_an_exposed_scenario_counts_half_more() -> None:
    detect = {**EXPOSED, "stage": "detect"}
    given = pack(
        [control("weak", threats=[EXPOSED]), control("other", threats=[detect])],
        {"weak": "not", "other": "partly"},
        [action("x", ("weak", 100)), action("y", ("other", 100))],
    )
    found = values(given)
    assert found["x"].value == found["x"].gain * Fraction(3, 2)
    assert found["y"].value == found["y"].gain


def test_a_scenario_that_is_not_exposed_makes_nothing_urgent() -> None:
    given = pack([control("weak", threats=[EXPOSED])], {"weak": "mostly"}, [action("x", ("weak", 100))])
    assert values(given)["x"].value == values(given)["x"].gain


def test_every_stage_that_ties_for_weakest_is_urgent() -> None:
    recover = {**EXPOSED, "stage": "recover"}
    given = pack(
        [control("a", threats=[EXPOSED]), control("b", threats=[recover])],
        {"a": "not", "b": "not"},
        [action("x", ("a", 100)), action("y", ("b", 100))],
    )
    assert {name: one.value / one.gain for name, one in values(given).items()} == {
        "x": Fraction(3, 2),
        "y": Fraction(3, 2),
    }


def test_a_gap_that_is_urgent_twice_counts_double_not_more() -> None:
    given = pack(
        [control("a", threats=[EXPOSED])], {"a": "not"}, [action("x", ("a", 100))], [cap("rule", ["a"], "partly", "D")]
    )
    assert values(given)["x"].value == 200


def test_what_nobody_knows_is_planned_as_missing_to_be_checked_first_and_takes_no_extra_hours() -> None:
    given = pack(
        [control("a"), control("b")], {"a": "unknown", "b": "not"}, [action("x", ("a", 100)), action("y", ("b", 100))]
    )
    found = values(given)
    assert found["x"].gain == 50
    assert found["x"].half_hours == 2
    assert [closing.check_first for one in (found["x"], found["y"]) for closing in one.closings] == [True, False]


def test_an_action_for_what_is_in_place_or_does_not_apply_is_worth_nothing() -> None:
    given = pack(
        [control("a"), control("b"), control("c")],
        {"a": "implemented", "b": {"answer": "na", "reason": "none"}, "c": "not"},
        [action("x", ("a", 100)), action("y", ("b", 100)), action("z", ("not-loaded", 100))],
    )
    assert [one.closings for one in values(given).values()] == [(), (), ()]
    assert not any(one.gain or one.value for one in values(given).values())


# --- what is done already


def test_open_actions_share_what_is_left_in_proportion_when_others_are_done() -> None:
    found = one_gap(("first", 50), ("second", 30), ("third", 20), states={"first": "done"})
    assert {name: one.gain for name, one in found.items()} == {"second": 60, "third": 40}


def test_a_declined_action_leaves_the_shares_of_the_others_as_they_are() -> None:
    found = one_gap(("first", 60), ("second", 40), states={"first": "declined"})
    assert found["second"].gain == 40


def test_when_one_alternative_is_done_the_others_leave() -> None:
    found = one_gap(("x", 60), ("y", 60), ("rest", 40), states={"x": "done"}, alternative="either")
    assert {name: one.gain for name, one in found.items()} == {"rest": 100}


def test_of_alternatives_only_one_counts_towards_the_whole() -> None:
    found = one_gap(("x", 60), ("y", 30), ("rest", 40), states={"rest": "done"}, alternative="either")
    assert {name: one.gain for name, one in found.items()} == {"x": 100, "y": 50}


# --- a clinic's own actions


def test_an_own_action_counts_like_one_of_a_checklist() -> None:
    own = {"new-phone": {"title": "A phone", "closes": [{"control": "gap", "share": 100}], "hours": {"base": 2}}}
    found = values(pack([control("gap")], {"gap": "not"}, own_actions=own))["new-phone"]
    assert found.gain == 100
    assert found.hours == 2
    assert found.own


def test_an_own_action_never_replaces_one_of_a_checklist() -> None:
    own = {"mend": {"title": "Cheaper", "closes": [], "hours": {"base": 0.5}}}
    found = values(pack([control("gap")], {"gap": "not"}, [action("mend", ("gap", 100))], own_actions=own))
    assert found["mend"].gain == 100
    assert not found["mend"].own
