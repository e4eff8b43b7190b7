"""Hours by role, and the warning where a role has less time than the plan asks of it (scoring.md 3.5)."""

from fractions import Fraction

from hypothesis import given, settings

from posture.model.assessment import PlanSettings
from posture.plan.plan import Plan, make_plan
from tests.core.packs import Pack, action, control, pack
from tests.core.random_packs import packs

WEEK = 7


def two_roles() -> Pack:
    """The manager has 4 hours of work by day 7, the helper 6 hours by day 30 and 20 by day 365."""
    rows = [
        action("first", ("a", 100), hours={"base": 4}, role="manager"),
        action("second", ("b", 100), hours={"base": 6}, role="helper", requires=["first"]),
        action("third", ("c", 100), hours={"base": 20}, role="helper", requires=["second"]),
        action("fourth", ("d", 100), hours={"base": 1}, requires=["third"]),
    ]
    return pack([control(name) for name in "abcd"], dict.fromkeys("abcd", "not"), rows)


def plan_of(one: Pack, **wishes: object) -> Plan:
    settings = PlanSettings.model_validate({"hours_per_week": 2, **wishes})
    return make_plan(one.library, one.assessment, one.evaluate(), settings)


def test_hours_fall_to_the_role_that_does_the_work() -> None:
    phases = {phase.days: phase for phase in plan_of(two_roles()).phases}
    assert [(load.role, load.hours) for load in phases[7].roles] == [("manager", Fraction(4))]
    assert [(load.role, load.hours) for load in phases[30].roles] == [("helper", Fraction(6))]
    assert [(load.role, load.hours) for load in phases[365].roles if load.role] == [("helper", Fraction(20))]
    assert [load.hours for load in phases[365].roles if load.role is None] == [Fraction(1)], "nobody is named for it"


def test_a_role_with_less_time_than_is_asked_of_it_is_named() -> None:
    # A helper with one hour a week has 30/7 hours by day 30, and 6 are asked; by day 365 there are 52 for 26.
    phases = {phase.days: phase for phase in plan_of(two_roles(), role_hours={"helper": 1}).phases}
    (early,) = phases[30].roles
    assert (early.overloaded, early.until_then, early.available) == (True, Fraction(6), Fraction(30, 7))
    late = next(load for load in phases[365].roles if load.role == "helper")
    assert (late.overloaded, late.until_then) == (False, Fraction(26))


def test_work_of_earlier_phases_has_used_up_time_too() -> None:
    # Three hours by day 7 and three more by day 30, of 30/7 that there are until then.
    rows = [action(name, (name, 100), hours={"base": 3}, role="helper") for name in "ab"]
    one = pack([control(name) for name in "ab"], dict.fromkeys("ab", "not"), rows)
    phases = {phase.days: phase for phase in plan_of(one, role_hours={"helper": 1}).phases}
    (late,) = phases[30].roles
    assert (late.hours, late.until_then, late.overloaded) == (Fraction(3), Fraction(6), True)


def test_a_role_whose_hours_nobody_named_is_never_overloaded() -> None:
    phases = plan_of(two_roles()).phases
    assert not any(load.overloaded for phase in phases for load in phase.roles)
    no_time = plan_of(two_roles(), role_hours={"helper": 0, "manager": 0}).phases
    assert {load.role for phase in no_time for load in phase.roles if load.overloaded} == {"helper", "manager"}


# Seen to fail: with the hours of the phase alone compared with those of all weeks until then.
@given(given_pack=packs(with_actions=True))
@settings(max_examples=60, deadline=None)
def test_hours_by_role_add_up_to_the_hours_of_each_phase(given_pack: Pack) -> None:
    weekly = dict.fromkeys(("manager", "helper"), 0.5)
    plan = make_plan(given_pack.library, given_pack.assessment, given_pack.evaluate(), PlanSettings(role_hours=weekly))
    until_then: dict[str | None, Fraction] = {}
    for phase in plan.phases:
        assert sum((load.hours for load in phase.roles), Fraction(0)) == phase.hours
        for load in phase.roles:
            until_then[load.role] = until_then.get(load.role, Fraction(0)) + load.hours
            assert load.until_then == until_then[load.role]
            time = Fraction(1, 2) * phase.days / WEEK
            assert load.overloaded == (load.role in weekly and load.until_then > time)
