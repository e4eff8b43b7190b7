"""Why an action stands where it does in the plan, or why it does not stand in it."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings

from posture.model.action import Action
from posture.model.assessment import PlanSettings
from posture.plan.explain import ActionWorking, action_working
from posture.plan.place import Block, blocks
from posture.plan.plan import Plan, make_plan
from posture.plan.roadmap import closure, roadmap
from posture.plan.value import valued_actions
from tests.core.packs import AS_OF, Pack, action, cap, control, pack
from tests.core.random_packs import packs

Golden = dict[str, Pack]
Changes = Mapping[str, object]

thorough = settings(max_examples=120, deadline=None)

GAPS = {"near": "not", "far": "not"}


def plan_of(pack: Pack, **settings: object) -> Plan:
    return make_plan(pack.library, pack.assessment, pack.evaluate(), PlanSettings.model_validate(settings))


def working_of(pack: Pack, action_id: str, **settings: object) -> ActionWorking:
    plan = plan_of(pack, **settings)
    return action_working(pack.library, pack.assessment, pack.evaluate(), plan, action_id)


def ids(block: Block | None) -> list[str]:
    return [step.id for step in block.steps] if block else []


def two_gaps(*actions: Action, responses: Changes = GAPS, states: Mapping[str, str] | None = None) -> Pack:
    return pack([control("near"), control("far")], responses, actions, states=states)


# --- place ------------------------------------------------------------------------------------------------------


def test_golden_roadmap_stands_in_blocks_of_falling_worth(golden: Golden) -> None:
    found = blocks(plan_of(golden["a"]))
    # scoring.md 6: values in 1/10,000 of a weight: 20 M in 4 h, 6 M + 16 M in 10 h, 1.8 M in 1 h, 12 M in 10 h,
    # 2 M in 2 h, 1.875 M in 2 h, 1.2 M in 3 h; urgent points are those over 59·10,000.
    assert [(block.place, ids(block), int(block.ratio * 590_000)) for block in found] == [
        (1, ["list-mailboxes", "enable-email-mfa"], 5_000_000),
        (3, ["offline-backup", "restore-drill"], 2_200_000),
        (5, ["call-list"], 1_800_000),
        (6, ["endpoint-detection"], 1_200_000),
        (7, ["auto-update"], 1_000_000),
        (8, ["refresh-training"], 937_500),
        (9, ["tabletop"], 400_000),
    ]


def test_golden_action_knows_its_place_and_what_it_serves(golden: Golden) -> None:
    placed = working_of(golden["a"], "offline-backup").placed
    assert placed is not None
    assert (placed.place, placed.of, placed.serves) == (3, 9, ("restore-drill",))
    assert ids(placed.before) == ["list-mailboxes", "enable-email-mfa"]
    assert ids(placed.after) == ["call-list"]
    first, last = working_of(golden["a"], "list-mailboxes").placed, working_of(golden["a"], "tabletop").placed
    assert first is not None
    assert last is not None
    assert first.before is None
    assert last.after is None


# Seen to fail: with blocks merged at equal worth only, and with what is being done merged into what is not.
@given(pack=packs(with_actions=True))
@thorough
def test_blocks_are_the_roadmap_and_their_worth_falls(pack: Pack) -> None:
    actions = valued_actions(pack.library, pack.assessment, pack.evaluate())
    plan = plan_of(pack)
    found = blocks(plan)
    assert [name for block in found for name in ids(block)] == [step.id for step in plan.roadmap]
    assert [block.place for block in found] == [
        1 + sum(len(other.steps) for other in found[:index]) for index in range(len(found))
    ]
    doing = {name for name, valued in actions.items() if valued.status == "doing"}
    for block, after in pairwise(found):
        assert block.started >= after.started
        assert block.started != after.started or block.ratio >= after.ratio
    for block in found:
        assert block.value == sum((actions[name].value for name in ids(block)), Fraction(0))
        assert block.hours == Fraction(sum(actions[name].half_hours for name in ids(block)), 2)
        assert block.started == all(
            any(name in closure([one], actions) for one in doing & {step.id for step in plan.roadmap})
            for name in ids(block)
        )


# --- what it brings ---------------------------------------------------------------------------------------------


def test_golden_action_done_now_leads_where_the_model_says(golden: Golden) -> None:
    now = working_of(golden["a"], "enable-email-mfa").now
    assert now is not None
    assert now.actions == ("enable-email-mfa", "list-mailboxes")
    # scoring.md 6, table "after": 52.1186, phishing 68.1, ransomware 19.0; before 35.1695, 42.6 and 14.7.
    assert (now.before.implementation, now.after.implementation) == (Fraction(2075, 59), Fraction(3075, 59))
    assert (now.before.caps, now.after.caps) == (("no-email-mfa", "untested-restore"), ("untested-restore",))
    for scenario, before, after in (("phishing", 426, 681), ("ransomware", 147, 190)):
        old, new = now.threats_before[scenario].score, now.threats_after[scenario].score
        assert old is not None
        assert new is not None
        assert (int(10 * old), int(10 * new)) == (before, after)


def test_every_state_of_a_gap_is_told_apart() -> None:
    names = ("open", "lived-with", "good", "elsewhere")
    responses = {
        "open": "not",
        "lived-with": {"answer": "not", "accepted": {"reason": "r", "until": AS_OF}},
        "good": "implemented",
        "elsewhere": {"answer": "na", "reason": "none here"},
    }
    closes = [(name, 50) for name in (*names, "unheard-of")]
    working = working_of(pack([control(name) for name in names], responses, [action("do", *closes)]), "do")
    states = ["gap", "accepted", "in place", "does not apply", "not asked"]
    assert [target.state for target in working.targets] == states
    # One control of three that apply is a gap; half of 100/3.
    assert [target.closing.gain for target in working.targets if target.closing] == [Fraction(50, 3)]


def test_what_must_be_done_first_comes_before_what_needs_it() -> None:
    working = working_of(
        two_gaps(
            action("base"),
            action("left", requires=["base"]),
            action("right", requires=["base", "unheard-of"]),
            action("goal", ("near", 100), requires=["left", "right"]),
            states={"base": "done"},
        ),
        "goal",
    )
    assert [(need.id, need.status) for need in working.needs] == [
        ("base", "done"),
        ("left", "open"),
        ("unheard-of", "open"),
        ("right", "open"),
    ]
    assert [need.id for need in working.needs if need.action is None] == ["unheard-of"]


# --- why not ----------------------------------------------------------------------------------------------------


CHEAP = action("cheap", ("near", 100), alternative="way")
DEAR = action("dear", ("near", 100), alternative="way", hours={"base": 2})
AFTER_DEAR = action("after-dear", ("far", 100), requires=["dear"])
LIVED_WITH = {"near": {"answer": "not", "accepted": {"reason": "r", "until": AS_OF}}, "far": "not"}

ABSENT: dict[str, tuple[Pack, str, str, str | None]] = {
    "done": (two_gaps(action("do", ("near", 100)), states={"do": "done"}), "do", "done", None),
    "declined": (two_gaps(action("do", ("near", 100)), states={"do": "declined"}), "do", "declined", None),
    "needs what needs something declined": (
        two_gaps(
            action("base"),
            action("next", requires=["base"]),
            action("do", ("near", 100), requires=["next"]),
            states={"base": "declined"},
        ),
        "do",
        "blocked",
        "base",
    ),
    "an alternative is done": (
        two_gaps(CHEAP, DEAR, states={"cheap": "done"}),
        "dear",
        "other done",
        "cheap",
    ),
    "an alternative is better": (two_gaps(CHEAP, DEAR), "dear", "gave way", "cheap"),
    "an alternative is being done": (
        two_gaps(CHEAP, DEAR, states={"dear": "doing"}),
        "cheap",
        "gave way",
        "dear",
    ),
    "the better alternative is blocked": (
        two_gaps(
            action("base"),
            action("best", ("near", 100), alternative="way", requires=["base"], hours={"base": 0.5}),
            CHEAP,
            DEAR,
            states={"base": "declined"},
        ),
        "dear",
        "gave way",
        "cheap",
    ),
    "needs what gave way": (two_gaps(CHEAP, DEAR, AFTER_DEAR), "after-dear", "needed gave way", "cheap"),
    "accepted": (two_gaps(action("do", ("near", 100)), responses=LIVED_WITH), "do", "accepted", None),
    "in place": (
        two_gaps(action("do", ("near", 100)), responses={"near": "implemented", "far": "not"}),
        "do",
        "nothing to gain",
        None,
    ),
    "closes nothing and nothing needs it": (two_gaps(action("do")), "do", "nothing to gain", None),
    "nothing to score": (
        two_gaps(action("do", ("near", 100)), responses={n: {"answer": "na", "reason": "r"} for n in GAPS}),
        "do",
        "nothing scored",
        None,
    ),
}


@pytest.mark.parametrize("case", ABSENT)
def test_why_an_action_is_not_in_the_plan(case: str) -> None:
    found, name, why, other = ABSENT[case]
    absent = working_of(found, name).absent
    assert absent is not None
    assert (absent.why, absent.other) == (why, other)


def test_an_alternative_gives_way_by_its_worth_an_hour() -> None:
    absent = working_of(two_gaps(CHEAP, DEAR), "dear").absent
    assert absent is not None
    # Each closes 50 of 100 points: in 1 h, or in 2 h.
    assert (absent.rate, absent.other_rate, absent.started) == (Fraction(25), Fraction(50), False)


# Seen to fail: with acceptance looked at before everything else, and with the blocked action named as its own blocker.
@given(pack=packs(with_actions=True))
@thorough
def test_an_action_is_in_the_plan_or_the_reason_given_holds(pack: Pack) -> None:
    evaluation = pack.evaluate()
    actions = valued_actions(pack.library, pack.assessment, evaluation)
    planned = {valued.id for valued in roadmap(actions)} if evaluation.implementation else set()
    plan = plan_of(pack)
    for name, one in pack.library.action_by_id.items():
        working = action_working(pack.library, pack.assessment, evaluation, plan, name)
        absent, status = working.absent, pack.assessment.action_state(name).status
        assert (absent is None) == (name in planned) == (working.placed is not None)
        if absent is None:
            continue
        needed = closure([name], actions)
        blockers = {other for other in needed if actions[other].status == "declined"}
        assert (absent.why == "done") == (status == "done")
        assert (absent.why == "declined") == (status == "declined" and name in actions)
        assert (absent.why == "blocked") == (bool(blockers) and status not in ("declined", "done"))
        assert absent.why != "blocked" or absent.other in blockers
        if absent.why in ("other done", "gave way"):
            assert absent.other is not None
            assert absent.other != name
            assert pack.library.action_by_id[absent.other].alternative == one.alternative
            assert (absent.other in actions) == (absent.why == "gave way")
        if absent.why == "needed gave way":
            assert absent.needed in needed - planned
        if absent.why in ("accepted", "nothing to gain"):
            assert actions[name].value == 0
        if absent.rate is not None and absent.other_rate is not None and not absent.started:
            assert absent.other_rate >= absent.rate
        assert absent.why != "avoided"


# --- not within the year ----------------------------------------------------------------------------------------


def test_a_short_year_says_what_insisting_costs() -> None:
    quick, slow = action("quick", ("near", 100)), action("slow", ("far", 100), hours={"base": 2})
    short = pack([control("near", impact="very-high"), control("far")], GAPS, [quick, slow])
    # Weights 8 and 5. Two hours in the year: 1 h brings 800/13, 2 h bring 500/13; both do not fit.
    working = working_of(short, "slow", hours_per_week=0, first_week=2)
    assert working.late == "year"
    assert working.year is not None
    assert (working.year.hours, working.year.hours_wanted, working.year.dollars) == (Fraction(2), Fraction(3), None)
    assert (working.year.cost, working.year.certain) == (Fraction(300, 13), True)
    assert working_of(short, "quick", hours_per_week=0, first_week=2).late is None


def test_an_action_that_is_larger_than_the_year_can_not_be_insisted_on() -> None:
    found = two_gaps(action("small", ("near", 100)), action("big", ("far", 100), dollars={"base": 500}))
    working = working_of(found, "big", year_dollars=499)
    assert working.late == "year"
    assert working.year is not None
    assert (working.year.dollars, working.year.dollars_wanted) == (Fraction(499), Fraction(500))
    assert working.year.cost is None


def test_work_that_was_begun_and_does_not_fit_is_told_apart_from_what_fits() -> None:
    begun = [action("big", ("far", 100), dollars={"base": 500}), action("small", ("near", 100))]
    found = two_gaps(*begun, states={"big": "doing", "small": "doing"})
    year = working_of(found, "big", year_dollars=499).year
    assert year is not None
    assert year.cost is None
    # Without a limit on money both fit.
    assert working_of(found, "big").year is None


def test_work_that_ends_after_the_last_horizon_is_late() -> None:
    found = two_gaps(action("wait", ("near", 100), lead_days=366))
    assert working_of(found, "wait").late == "after"
    assert working_of(two_gaps(action("wait", ("near", 100), lead_days=365)), "wait").late is None


def test_a_cap_makes_its_action_urgent() -> None:
    caps = [cap("c", ["near"], "partly", "D")]
    found = pack([control("near"), control("far")], GAPS, [action("do", ("near", 100))], caps)
    (target,) = working_of(found, "do").targets
    assert target.closing is not None
    assert target.closing.factor == 200
