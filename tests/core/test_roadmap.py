"""The roadmap's order: the least risk left open over time, and what doing and declined do to it (scoring.md 3.3)."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from posture.plan.roadmap import blocked, choosable, roadmap
from posture.plan.value import Valued
from tests.core.packs import valued

brief = settings(max_examples=80, deadline=None)

LETTERS = "abcdefghi"
WORK = st.tuples(st.integers(1, 12), st.one_of(st.just(0), st.integers(1, 30)))  # half hours, value


@st.composite
def works(draw: st.DrawFn, most_needs: int) -> dict[str, Valued]:
    """One to nine actions, each needing at most so many earlier ones; ids say nothing about the order."""
    names = draw(st.permutations(LETTERS))[: draw(st.integers(1, len(LETTERS)))]
    found = {}
    for i, name in enumerate(names):
        half_hours, value = draw(WORK)
        needs = draw(st.lists(st.sampled_from(names[:i]), max_size=most_needs, unique=True)) if i else []
        found[name] = valued(name, half_hours, value, needs)
    return found


forests = works(most_needs=1)
networks = works(most_needs=3)


def ids(actions: Iterable[Valued]) -> list[str]:
    return [one.id for one in actions]


def planned(actions: Iterable[Valued]) -> list[str]:
    return ids(roadmap({one.id: one for one in actions}))


def open_risk(order: Sequence[Valued]) -> Fraction:
    """Σ value × the half hours until it is done."""
    return sum(
        (one.value * sum(earlier.half_hours for earlier in order[: i + 1]) for i, one in enumerate(order)), Fraction(0)
    )


def least_open_risk(actions: Mapping[str, Valued]) -> Fraction:
    """The optimum over all orders that respect what needs what, by dynamic programming over sets of done actions."""

    @cache
    def least(done: frozenset[str]) -> Fraction:
        time = sum(actions[name].half_hours for name in done)
        free = [name for name in actions if name not in done and done.issuperset(actions[name].action.requires)]
        return min(
            (actions[name].value * (time + actions[name].half_hours) + least(done | {name}) for name in free),
            default=Fraction(0),
        )

    return least(frozenset())


def bundle_greedy(actions: Mapping[str, Valued]) -> list[Valued]:
    """Again and again the action that, with all that it still needs, has the best value per hour; ids break ties."""
    order: list[str] = []

    def bundle(name: str) -> list[str]:
        wanted: list[str] = []

        def want(one: str) -> None:
            if one not in wanted:
                wanted.append(one)
                for need in actions[one].action.requires:
                    want(need)

        want(name)
        return sorted(set(wanted) - set(order))

    def rate(name: str) -> Fraction:
        members = bundle(name)
        return sum((actions[one].value for one in members), Fraction(0)) / sum(
            actions[one].half_hours for one in members
        )

    def do(name: str) -> None:
        if name not in order:
            for need in sorted(actions[name].action.requires):
                do(need)
            order.append(name)

    while left := sorted(set(actions) - set(order)):
        for member in bundle(max(left, key=rate)):
            do(member)
    return [actions[name] for name in order]


# Q4. Seen to fail: with blocks that keep the ratio of their first action, and with blocks ranked by value alone.
@given(actions=forests)
@brief
def test_where_each_needs_at_most_one_other_no_order_leaves_less_risk_open(actions: dict[str, Valued]) -> None:
    assert open_risk(roadmap(actions)) == least_open_risk(actions)


# Seen to fail: with the bundle greedy order never compared.
@given(actions=networks)
@brief
def test_no_order_by_bundles_leaves_less_risk_open(actions: dict[str, Valued]) -> None:
    order = roadmap(actions)
    assert open_risk(order) <= open_risk(bundle_greedy(actions))
    assert open_risk(order) >= least_open_risk(actions)


# Seen to fail: with what an action needs left where its own value puts it.
@given(actions=networks)
@brief
def test_it_has_what_is_worth_something_and_what_that_needs_each_once_and_in_order(actions: dict[str, Valued]) -> None:
    order = ids(roadmap(actions))
    wanted: set[str] = set()
    pending = [name for name, one in actions.items() if one.value > 0]
    while pending:
        name = pending.pop()
        wanted.add(name)
        pending += actions[name].action.requires
    assert sorted(order) == sorted(wanted)
    for name in order:
        assert all(order.index(need) < order.index(name) for need in actions[name].action.requires)


def test_where_actions_need_several_others_it_is_nearly_always_the_best_order() -> None:
    random, best = Random(11), 0  # always the same 120 networks
    for _ in range(120):
        names = random.sample(LETTERS, 8)
        actions = {
            name: valued(
                name,
                random.randint(1, 20),
                random.choice((0, *range(1, 60, 7))),
                random.sample(names[:i], min(i, random.choice((0, 1, 1, 2, 2)))),
            )
            for i, name in enumerate(names)
        }
        best += open_risk(roadmap(actions)) == least_open_risk(actions)
    assert best >= 108


# Q7. Seen to fail: with ties broken by the order of the file.
@given(actions=networks, random=st.randoms(use_true_random=False))
@brief
def test_the_order_of_the_file_changes_nothing(actions: dict[str, Valued], random: Random) -> None:
    other = dict(random.sample(sorted(actions.items()), len(actions)))
    assert ids(roadmap(other)) == ids(roadmap(actions))


def test_nor_does_the_order_in_which_python_keeps_sets() -> None:
    code = (
        "from posture.plan.roadmap import roadmap\n"
        "from tests.core.packs import valued\n"
        "needs = {i: {i // 2} - {i} for i in range(60)}\n"
        "group = lambda i: f'g{i % 5}' if i >= 40 else None\n"
        "rows = [valued(f'b{i}', 2, i % 2, [f'b{j}' for j in needs[i]], alternative=group(i)) for i in range(60)]\n"
        "print(*(one.id for one in roadmap({one.id: one for one in rows})))\n"
    )
    root = Path(__file__).parents[2]
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert len(printed.pop().split()) > 25


def test_without_prerequisites_the_best_value_per_hour_comes_first() -> None:
    rows = [valued("slow", 20, 30), valued("quick", 1, 4), valued("middling", 4, 8)]
    assert planned(rows) == ["quick", "middling", "slow"]


def test_an_enabler_moves_up_to_what_makes_it_worth_while() -> None:
    rows = [valued("list", 2, 0), valued("mfa", 6, 80, ["list"]), valued("other", 2, 15)]
    assert planned(rows) == ["list", "mfa", "other"]  # (0 + 80) / 8 = 10 beats 7.5
    assert planned([*rows[:2], valued("other", 2, 21)]) == ["other", "list", "mfa"]


def test_what_one_action_needs_together_stands_by_its_own_worth() -> None:
    rows = [valued("a", 2, 2), valued("b", 3, 4), valued("c", 2, 4, ["a", "b"])]
    # b a c leaves 4·3 + 2·5 + 4·7 = 50 open, a b c 2·2 + 4·5 + 4·7 = 52
    assert planned(rows) == ["b", "a", "c"]


def test_equal_actions_stand_by_id() -> None:
    assert planned([valued(name, 2, 5) for name in "cab"]) == ["a", "b", "c"]


def test_an_action_that_brings_nothing_is_left_out_unless_something_needs_it() -> None:
    assert planned([valued("idle", 1, 0), valued("list", 1, 0), valued("mfa", 2, 9, ["list"])]) == ["list", "mfa"]
    assert planned([valued("idle", 1, 0)]) == []


def test_what_it_needs_and_is_not_there_is_done_already() -> None:
    assert planned([valued("mfa", 2, 9, ["list"])]) == ["mfa"]


def test_what_is_being_done_comes_first_with_what_it_needs() -> None:
    rows = [
        valued("best", 1, 90),
        valued("list", 2, 0),
        valued("begun", 8, 1, ["list"], "doing"),
        valued("also-begun", 2, 1, (), "doing"),
    ]
    assert planned(rows) == ["also-begun", "list", "begun", "best"]


def test_what_was_begun_and_is_worth_nothing_any_more_leaves() -> None:
    idle = valued("begun", 8, 0, (), "doing")
    assert planned([valued("best", 1, 90), idle]) == ["best"]
    assert planned([idle]) == []


def test_what_was_begun_and_is_needed_comes_first() -> None:
    rows = [valued("best", 1, 90), valued("list", 9, 0, (), "doing"), valued("mfa", 2, 1, ["list"])]
    assert planned(rows) == ["list", "best", "mfa"]


def test_a_declined_action_leaves_and_blocks_what_needs_it_however_far() -> None:
    rows = {
        one.id: one
        for one in (
            valued("list", 1, 0, (), "declined"),
            valued("mfa", 2, 9, ["list"]),
            valued("review", 2, 5, ["mfa"]),
            valued("idle", 2, 0, ["list"]),
            valued("free", 9, 1),
        )
    }
    assert ids(roadmap(rows)) == ["free"]
    assert [(one.action_id, one.by) for one in blocked(rows)] == [("mfa", "list"), ("review", "list")]


def test_of_alternatives_only_the_one_with_most_value_per_hour_is_planned() -> None:
    rows = [
        valued("dear", 20, 40, alternative="edr"),
        valued("cheap", 4, 20, alternative="edr"),
        valued("other", 2, 1),
    ]
    assert planned(rows) == ["cheap", "other"]


def test_what_an_alternative_needs_counts_when_alternatives_are_compared() -> None:
    rows = [
        valued("inventory", 30, 0),
        valued("quick-after-long", 1, 20, ["inventory"], alternative="edr"),
        valued("plain", 8, 20, alternative="edr"),
    ]
    assert planned(rows) == ["plain"]


def test_an_alternative_that_was_begun_is_kept_though_another_is_better() -> None:
    rows = [valued("begun", 20, 10, (), "doing", alternative="edr"), valued("better", 1, 40, alternative="edr")]
    assert planned(rows) == ["begun"]


def test_an_alternative_that_was_declined_leaves_room_for_another() -> None:
    rows = [valued("no", 1, 40, (), "declined", alternative="edr"), valued("instead", 9, 10, alternative="edr")]
    assert planned(rows) == ["instead"]


def choice(*rows: Valued, also: Iterable[str] = ()) -> set[str]:
    return set(ids(choosable({one.id: one for one in rows}, also)))


def test_a_budget_can_be_spent_on_every_alternative_and_on_what_these_need() -> None:
    rows = [
        valued("list", 1, 0),
        valued("dear", 20, 40, ["list"], alternative="edr"),
        valued("cheap", 4, 20, alternative="edr"),
        valued("idle", 1, 0),
    ]
    assert choice(*rows) == {"list", "dear", "cheap"}
    assert choice(*rows, also=["idle", "unheard-of"]) == {"list", "dear", "cheap", "idle"}


def test_no_budget_is_spent_on_what_was_declined_or_needs_it() -> None:
    rows = [valued("no", 1, 5, (), "declined"), valued("after", 1, 5, ["no"]), valued("free", 1, 1)]
    assert choice(*rows, also=["no", "after"]) == {"free"}
