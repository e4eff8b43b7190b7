"""Why an action stands where it does in the plan, or why it does not stand in it."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings

from posture.plan.place import Block, blocks
from posture.plan.roadmap import closure
from posture.plan.value import valued_actions
from tests.core.otherwise import GAPS, action_of, plan_of, two_gaps
from tests.core.packs import AS_OF, Pack, action, cap, control, pack
from tests.core.random_packs import packs

Golden = dict[str, Pack]

thorough = settings(max_examples=120, deadline=None)


def ids(block: Block | None) -> list[str]:
    return [step.id for step in block.steps] if block else []


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
    placed = action_of(golden["a"], "offline-backup").placed
    assert placed is not None
    assert (placed.place, placed.of, placed.serves) == (3, 9, ("restore-drill",))
    assert ids(placed.before) == ["list-mailboxes", "enable-email-mfa"]
    assert ids(placed.after) == ["call-list"]
    first, last = action_of(golden["a"], "list-mailboxes").placed, action_of(golden["a"], "tabletop").placed
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
    now = action_of(golden["a"], "enable-email-mfa").now
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


def test_a_cap_makes_its_action_urgent() -> None:
    caps = [cap("c", ["near"], "partly", "D")]
    found = pack([control("near"), control("far")], GAPS, [action("do", ("near", 100))], caps)
    (target,) = action_of(found, "do").targets
    assert target.closing is not None
    assert target.closing.factor == 200


def test_every_state_of_a_gap_is_told_apart() -> None:
    names = ("open", "lived-with", "good", "elsewhere")
    responses = {
        "open": "not",
        "lived-with": {"answer": "not", "accepted": {"reason": "r", "until": AS_OF}},
        "good": "implemented",
        "elsewhere": {"answer": "na", "reason": "none here"},
    }
    closes = [(name, 50) for name in (*names, "unheard-of")]
    working = action_of(pack([control(name) for name in names], responses, [action("do", *closes)]), "do")
    states = ["gap", "accepted", "in place", "does not apply", "not asked"]
    assert [target.state for target in working.targets] == states
    # One control of three that apply is a gap; half of 100/3.
    assert [target.closing.gain for target in working.targets if target.closing] == [Fraction(50, 3)]


def test_what_must_be_done_first_comes_before_what_needs_it() -> None:
    working = action_of(
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
