"""The whole plan: phases, quick wins, what the hours and dollars of a year buy, and what stays out (scoring.md 3)."""

from datetime import date
from fractions import Fraction

import pytest

from posture.model.assessment import PlanSettings
from posture.plan.plan import Plan, make_plan
from tests.core.packs import AS_OF, Pack, action, control, pack


def planned(given_pack: Pack, wishes: PlanSettings | None = None) -> Plan:
    return make_plan(given_pack.library, given_pack.assessment, given_pack.evaluate(), wishes)


def ids(plan: Plan) -> list[str]:
    return [step.id for step in plan.roadmap]


def test_the_plan_starts_on_its_own_day_or_on_that_of_the_reading() -> None:
    given_pack = pack([control("gap")], {"gap": "not"}, [action("mend", ("gap", 100))])
    assert planned(given_pack).start == AS_OF
    assert planned(given_pack, PlanSettings(start=date(2027, 1, 4))).start == date(2027, 1, 4)


def test_the_assessments_own_wishes_count_unless_others_are_given() -> None:
    own = {"hours_per_week": 1, "first_week": 1, "start": date(2027, 2, 1)}
    given_pack = pack([control("gap")], {"gap": "not"}, [action("mend", ("gap", 100), hours={"base": 3})], plan=own)
    plan = planned(given_pack)
    assert plan.start == date(2027, 2, 1)
    assert plan.roadmap[0].slot.finish == 21
    assert planned(given_pack, PlanSettings()).roadmap[0].slot.finish == Fraction(21, 4)  # 3 of 4 h in the first week


@pytest.mark.parametrize(("hours", "phase"), [(4, 7), (5, 30), (11, 90), (100, 365), (110, None)])
def test_a_phase_is_the_first_horizon_by_which_it_is_finished(hours: int, phase: int | None) -> None:
    # 2 h a week and 4 in the first: 4 h by day 7, 5 h by day 10.5, 11 h by day 31.5; 110 h take longer than the year
    given_pack = pack([control("gap")], {"gap": "not"}, [action("mend", ("gap", 100), hours={"base": hours})])
    assert [step.phase for step in planned(given_pack).roadmap] == [phase]


def four_gaps(**changes: object) -> Pack:
    """Four equal gaps, and an action of an hour for each; `changes` are those of the action `mend-a`."""
    rows = [action(f"mend-{name}", (name, 100), **(changes if name == "a" else {})) for name in "abcd"]
    return pack([control(name) for name in "abcd"], dict.fromkeys("abcd", "not"), rows)


def test_if_the_money_does_not_suffice_the_best_that_it_buys_is_taken() -> None:
    given_pack = four_gaps(dollars={"base": 500})
    plan = planned(given_pack, PlanSettings(year_dollars=499))
    assert plan.year == {"mend-b", "mend-c", "mend-d"}
    assert set(ids(plan)) == {"mend-a", "mend-b", "mend-c", "mend-d"}  # the roadmap has it all the same
    left_out = plan.step("mend-a")
    assert left_out is not None
    assert (left_out.phase, left_out.slot.start, left_out.slot.finish) == (None, None, None)
    assert planned(given_pack, PlanSettings(year_dollars=500)).year == {"mend-a", "mend-b", "mend-c", "mend-d"}


def test_if_the_hours_of_the_year_do_not_suffice_the_best_that_they_buy_is_taken() -> None:
    given_pack = four_gaps(hours={"base": 2})
    plan = planned(given_pack, PlanSettings(hours_per_week=0, first_week=4))
    assert plan.year == {"mend-b", "mend-c", "mend-d"}


def test_what_the_best_needs_is_bought_with_it() -> None:
    rows = [
        action("list"),
        action("lock", ("a", 100), requires=["list"]),
        action("build", ("b", 100), hours={"base": 9}),
    ]
    given_pack = pack([control("a"), control("b")], {"a": "not", "b": "not"}, rows)
    plan = planned(given_pack, PlanSettings(hours_per_week=0, first_week=2))
    assert plan.year == {"list", "lock"}
    assert [(step.id, step.phase) for step in plan.roadmap] == [("list", 7), ("lock", 7), ("build", None)]


def test_what_waits_for_a_delivery_is_in_the_phase_of_its_own_finish() -> None:
    rows = [action("order", ("a", 100), lead_days=20), action("fit", ("b", 100), requires=["order"])]
    given_pack = pack([control("a"), control("b")], {"a": "not", "b": "not"}, rows)
    plan = planned(given_pack, PlanSettings(hours_per_week=7))
    assert [(step.id, step.phase) for step in plan.roadmap] == [("order", 30), ("fit", 30)]
    assert [step.slot.finish for step in plan.roadmap] == [20, 21]
    assert [phase.days for phase in plan.phases if phase.steps] == [30]


def test_without_hours_there_is_a_roadmap_and_nothing_in_any_phase() -> None:
    plan = planned(four_gaps(), PlanSettings(hours_per_week=0))
    assert len(plan.roadmap) == 4
    assert plan.year == frozenset()
    assert [phase.steps for phase in plan.phases] == [(), (), (), ()]
    assert {phase.after.posture for phase in plan.phases} == {Fraction(0)}


@pytest.mark.parametrize(
    ("costly", "wishes"),
    [
        ({"dollars": {"base": 500}}, PlanSettings(year_dollars=100)),
        ({"hours": {"base": 300}}, PlanSettings(hours_per_week=2)),
        ({}, PlanSettings(hours_per_week=0)),
    ],
)
def test_work_that_was_begun_and_no_longer_fits_still_gives_a_plan(
    costly: dict[str, object], wishes: PlanSettings
) -> None:
    rows = [action("begun", ("a", 100), **costly), action("cheap", ("b", 100))]
    given_pack = pack([control("a"), control("b")], {"a": "not", "b": "not"}, rows, states={"begun": "doing"})
    plan = planned(given_pack, wishes)
    assert ids(plan) == ["begun", "cheap"]
    assert plan.year <= {"cheap"}
    if wishes.hours_per_week != 0:
        assert plan.year == {"cheap"}


def test_what_was_begun_is_kept_in_the_year_though_other_work_is_worth_more() -> None:
    heavy = control("heavy", likelihood="very-high", impact="very-high")
    rows = [
        action("better", ("heavy", 100)),
        action("too-long", ("a", 100), hours={"base": 9}),
        action("list", hours={"base": 0.5}),
        action("begun", ("b", 100), requires=["list"], hours={"base": 0.5}),
    ]
    begun = {"too-long": "doing", "begun": "doing"}
    given_pack = pack(
        [heavy, control("a"), control("b")], dict.fromkeys(("heavy", "a", "b"), "not"), rows, states=begun
    )
    assert planned(given_pack, PlanSettings(hours_per_week=0, first_week=1)).year == {"list", "begun"}
    assert planned(given_pack, PlanSettings(hours_per_week=0, first_week=2)).year == {"list", "begun", "better"}
    assert planned(given_pack, PlanSettings(hours_per_week=0, first_week=10)).year == {"list", "begun", "too-long"}


def test_what_was_begun_is_kept_only_as_far_as_the_money_goes() -> None:
    rows = [action("begun", ("a", 100), dollars={"base": 60}), action("other", ("b", 100), dollars={"base": 60})]
    given_pack = pack([control("a"), control("b")], {"a": "partly", "b": "not"}, rows, states={"begun": "doing"})
    assert planned(given_pack, PlanSettings(year_dollars=60)).year == {"begun"}
    assert planned(given_pack, PlanSettings(year_dollars=59.99)).year == frozenset()
    assert planned(given_pack, PlanSettings(year_dollars=120)).year == {"begun", "other"}


def test_where_there_is_nothing_to_score_there_is_no_plan_even_for_what_was_begun() -> None:
    gone = {"answer": "na", "reason": "we have none"}
    plan = planned(pack([control("a")], {"a": gone}, [action("mend", ("a", 100))], states={"mend": "doing"}))
    assert (plan.roadmap, plan.phases, plan.year) == ((), (), frozenset())


# --- quick wins


@pytest.mark.parametrize(
    ("changes", "quick"),
    [
        ({"hours": {"base": 2}}, True),
        ({"hours": {"base": 2.5}}, False),
        ({"dollars": {"base": 0.01}}, False),
        ({"lead_days": 1}, False),
    ],
)
def test_a_quick_win_takes_two_hours_at_most_and_neither_money_nor_waiting(
    changes: dict[str, object], quick: bool
) -> None:
    step = planned(four_gaps(**changes)).step("mend-a")
    assert step is not None
    assert step.quick_win is quick


def quick_wins(given_pack: Pack) -> set[str]:
    return {step.id for step in planned(given_pack).roadmap if step.quick_win}


def test_a_quick_win_needs_only_quick_wins() -> None:
    def after(**first: object) -> Pack:
        rows = [action("first", ("a", 100), **first), action("then", ("b", 100), requires=["first"])]
        return pack([control("a"), control("b")], {"a": "not", "b": "not"}, rows)

    assert quick_wins(after()) == {"first", "then"}
    assert quick_wins(after(hours={"base": 3})) == set()


def test_what_only_enables_others_is_no_quick_win_until_it_is_done() -> None:
    rows = [action("list"), action("then", ("a", 100), requires=["list"])]
    assert quick_wins(pack([control("a")], {"a": "not"}, rows)) == set()
    assert quick_wins(pack([control("a")], {"a": "not"}, rows, states={"list": "done"})) == {"then"}


# --- states and gaps


def test_what_is_done_leaves_the_plan_and_is_named() -> None:
    rows = [action("list"), action("then", ("a", 100), requires=["list"])]
    plan = planned(pack([control("a")], {"a": "not"}, rows, states={"list": "done"}))
    assert (ids(plan), plan.done, plan.blocked) == (["then"], ("list",), ())


def test_what_is_declined_leaves_the_plan_and_the_plan_says_what_it_blocks() -> None:
    rows = [action("list"), action("then", ("a", 100), requires=["list"]), action("other", ("b", 100))]
    plan = planned(pack([control("a"), control("b")], {"a": "not", "b": "not"}, rows, states={"list": "declined"}))
    assert ids(plan) == ["other"]
    assert [(one.action_id, one.by) for one in plan.blocked] == [("then", "list")]


def test_a_gap_that_no_action_closes_is_named() -> None:
    accepted = {"answer": "not", "accepted": {"reason": "too dear", "until": AS_OF}}
    plan = planned(
        pack(
            [control(name) for name in ("closed", "forgotten", "lived-with", "fine")],
            {"closed": "not", "forgotten": "partly", "lived-with": accepted, "fine": "implemented"},
            [action("mend", ("closed", 30))],
        )
    )
    assert plan.without_action == ("forgotten",)


def test_only_what_is_worth_something_is_among_the_three_things() -> None:
    rows = [action("list"), *(action(f"mend-{name}", (name, 100), requires=["list"]) for name in "ab")]
    plan = planned(pack([control("a"), control("b")], {"a": "not", "b": "not"}, rows))
    assert plan.three_things == ("mend-a", "mend-b")
    assert planned(four_gaps()).three_things == ("mend-a", "mend-b", "mend-c")


def test_where_all_is_well_there_is_nothing_to_plan() -> None:
    plan = planned(pack([control("a")], {"a": "implemented"}, [action("mend", ("a", 100))]))
    assert (plan.roadmap, plan.three_things, plan.without_action) == ((), (), ())
    assert {phase.after.posture for phase in plan.phases} == {Fraction(100)}
