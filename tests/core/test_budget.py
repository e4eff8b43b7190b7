"""The best set within a budget: the golden plans, traps for greedy orders, and an oracle that tries every set.

`test_budget_highs.py` compares larger cases with a solver from elsewhere.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.errors import ExitCode, WrongUse
from posture.plan.budget import Choice, DoesNotFit, best_within, frontier
from posture.plan.roadmap import closure, roadmap
from posture.plan.value import Valued, valued_actions
from tests.core.packs import Pack, valued

brief = settings(max_examples=80, deadline=None)
thorough = settings(max_examples=200, deadline=None)

Order = tuple[Valued, ...]

Question = tuple[Order, int, int | None]
"""A roadmap, half hours, cents."""

DONE_ALREADY = "done-already"
"""A requirement that stands in no roadmap."""


def priced(name: str, half_hours: int, value: int | Fraction, cents: int = 0, **changes: Any) -> Valued:  # noqa: ANN401
    return replace(valued(name, half_hours, value, **changes), cents=cents)


@st.composite
def orders(draw: st.DrawFn, most: int = 9) -> Order:
    """Roadmaps in which what an action needs stands before it; small numbers, so that there are many ties."""
    largest = draw(st.sampled_from((3, 20)))
    found: list[Valued] = []
    for number in range(draw(st.integers(0, most))):
        earlier = [one.id for one in found]
        needs = draw(st.lists(st.sampled_from([*earlier, DONE_ALREADY]), max_size=3, unique=True))
        found.append(
            priced(
                f"a{number:02}",
                draw(st.integers(1, largest)),
                Fraction(draw(st.integers(0, largest)), draw(st.sampled_from((1, 1, 7, 59)))),
                draw(st.sampled_from((0, 0, 1, largest, 25_000))),
                requires=needs,
                alternative=draw(st.sampled_from((None, None, None, "one", "other"))),
            )
        )
    return tuple(found)


@st.composite
def questions(draw: st.DrawFn, most: int = 9) -> Question:
    """A roadmap, half hours and cents, from nothing to more than everything takes."""
    order = draw(orders(most))
    half_hours = draw(st.integers(0, sum(one.half_hours for one in order) + 1))
    cents = draw(st.none() | st.integers(0, sum(one.cents for one in order) + 1))
    return order, half_hours, cents


def tangle(seed: int) -> Question:
    """A dozen actions that bounds alone don't settle: most need two others, and money for about half of them."""
    random = Random(seed)
    found: list[Valued] = []
    for number in range(12):
        earlier = [one.id for one in found]
        enabler = number < 4
        found.append(
            priced(
                f"a{number:02}",
                random.randint(1, 4),
                0 if enabler else random.randint(8, 12),
                random.choice((0, 0, 100, 200)),
                requires=() if enabler else random.sample(earlier if random.random() < 0.3 else earlier[:4], 2),
                alternative=None if enabler else random.choice((None, None, None, None, "one", "other")),
            )
        )
    half_hours = work(found) // 2 + random.randint(-4, 2)
    return tuple(found), half_hours, random.choice((None, cost(found) // 2))


def rivals(seed: int) -> Question:
    """Up to fourteen actions, most of them alternatives of others that need something else."""
    random = Random(seed)
    found: list[Valued] = []
    groups = [f"way-{number}" for number in range(random.randint(2, 5))]
    for number in range(random.randint(8, 14)):
        needs = random.sample([one.id for one in found], min(number, random.choice((0, 0, 0, 1, 2))))
        found.append(
            priced(
                f"a{number:02}",
                random.randint(1, 6),
                random.randint(1, 12) if random.random() < 0.9 else 0,
                random.choice((0, 0, 1, 2, 3)),
                requires=needs,
                alternative=random.choice(groups) if random.random() < 0.7 else None,
            )
        )
    return tuple(found), work(found) // random.randint(3, 6), random.choice((None, cost(found) // 3))


tangles = st.integers(0, 10_000).map(tangle)


def allowed(chosen: Collection[str], order: Order) -> bool:
    """Whether all that is needed is there, and of alternatives only one."""
    actions = {one.id: one for one in order}
    groups = [group for name in chosen if (group := actions[name].action.alternative) is not None]
    return closure(chosen, actions) == set(chosen) and len(groups) == len(set(groups))


def best_of_all(
    order: Order, half_hours: int, cents: int | None, must: Collection[str] = (), avoid: Collection[str] = ()
) -> Order | None:
    """The oracle: the best of all sets, by value, half hours, cents, and then the earlier in the roadmap."""
    inside = {one.id for one in order}
    sets: list[Order] = [()]
    for one in order:
        needs = inside.intersection(one.action.requires)
        for chosen in sets[:]:
            groups = {other.action.alternative for other in chosen} - {None}
            if needs <= set(names(chosen)) and one.action.alternative not in groups and one.id not in avoid:
                sets.append((*chosen, one))

    def merit(chosen: Order) -> tuple[Any, ...]:
        value = sum((one.value for one in chosen), Fraction(0))
        ids = names(chosen)
        return value, -work(chosen), -cost(chosen), [one.id in ids for one in order]

    fitting = [
        chosen
        for chosen in sets
        if work(chosen) <= half_hours and (cents is None or cost(chosen) <= cents) and {*must} <= {*names(chosen)}
    ]
    return max(fitting, key=merit, default=None)


def work(chosen: Iterable[Valued]) -> int:
    return sum(one.half_hours for one in chosen)


def cost(chosen: Iterable[Valued]) -> int:
    return sum(one.cents for one in chosen)


def names(chosen: Sequence[Valued]) -> tuple[str, ...]:
    return tuple(one.id for one in chosen)


def greedy(order: Order, half_hours: int, cents: int | None, key: Callable[[Valued], Any]) -> Fraction:
    """What a greedy order gets: each action in turn with what it still needs, where that fits."""
    actions = {one.id: one for one in order}
    taken: set[str] = set()
    for one in sorted(order, key=key):
        wanted = taken | closure([one.id], actions)
        bundle = [actions[name] for name in wanted]
        fits = work(bundle) <= half_hours and (cents is None or cost(bundle) <= cents)
        if fits and allowed(wanted, order):
            taken = wanted
    return sum((actions[name].value for name in taken), Fraction(0))


GREEDY: tuple[Callable[[Valued], Any], ...] = (
    lambda _: 0,  # the roadmap as it stands
    lambda one: -one.value,
    lambda one: -one.value / one.half_hours,
    lambda one: -one.value / (one.half_hours + one.cents),
)


def golden_roadmap(golden: dict[str, Pack]) -> Order:
    pack = golden["a"]
    return roadmap(valued_actions(pack.library, pack.assessment, pack.evaluate()))


# scoring.md 6 and 3.8


@pytest.mark.parametrize("row", range(9))
def test_the_golden_budgets(golden: dict[str, Pack], expected: Any, row: int) -> None:  # noqa: ANN401
    # Seen to fail with points instead of urgency-weighted points, and with half hours added to a weight, not taken off.
    wanted = expected["budget_a"][row]
    choice = best_within(golden_roadmap(golden), 2 * wanted["hours"], 100 * wanted["dollars"])
    assert sorted(choice.ids) == wanted["actions"]
    assert round(choice.value, 4) == Fraction(wanted["urgent_points"])
    assert (choice.optimal, choice.gap) == (True, Fraction(0))


def test_the_severity_trap() -> None:
    order = (priced("a", 48, 1000), priced("b", 8, 600), priced("c", 8, 500), priced("d", 4, 300))
    assert best_within(order, 48, None) == Choice(("b", "c", "d"), 20, 0, Fraction(1400), optimal=True, gap=Fraction(0))


def test_the_prerequisite_trap() -> None:
    order = (priced("p", 4, 0), priced("x", 4, 900, requires=["p"]), priced("y", 6, 500))
    assert best_within(order, 8, None).ids == ("p", "x")


def test_nothing_to_do_and_nothing_to_do_it_with() -> None:
    nothing = Choice((), 0, 0, Fraction(0), optimal=True, gap=Fraction(0))
    assert best_within((), 10, 10) == nothing
    assert best_within((priced("a", 1, 5),), 0, None) == nothing
    assert best_within((priced("a", 1, 5, 1),), 9, 0) == nothing


# 3.8, Q1 to Q3


@brief
@given(questions() | tangles)
def test_a_choice_fits_is_whole_and_has_nothing_useless(question: Question) -> None:
    # Seen to fail without the bits for needs outside the forest, and when filling up forgot about alternatives.
    order, half_hours, cents = question
    choice = best_within(order, half_hours, cents)
    actions = {one.id: one for one in order}
    chosen = [actions[name] for name in choice.ids]
    assert choice.half_hours == work(chosen) <= half_hours
    assert choice.cents == cost(chosen)
    assert cents is None or choice.cents <= cents
    assert allowed(choice.ids, order)
    assert closure((one.id for one in chosen if one.value), actions) == set(choice.ids)
    assert choice.ids == names([one for one in order if one.id in choice.ids])


@thorough
@given(questions(12) | tangles)
def test_it_is_the_best_of_all_sets(question: Question) -> None:
    # Seen to fail with almost anything broken: bits of either kind, tables one half hour short, the price of a need
    # that several have, cents left out of the weight, tasks settled though a bound is above the best set.
    best = best_of_all(*question)
    assert best is not None
    choice = best_within(*question)
    assert choice.ids == names(best)
    assert choice.value == sum((one.value for one in best), Fraction(0))
    assert (choice.optimal, choice.gap) == (True, Fraction(0))


@brief
@given(questions(20))
def test_no_greedy_order_is_worth_more(question: Question) -> None:
    # Seen to fail when tasks were left out for good though a bound was up to a tenth above the best set.
    choice = best_within(*question)
    assert all(choice.value + choice.gap >= greedy(*question, key) for key in GREEDY)
    assert choice.value >= greedy(*question, GREEDY[0])


@brief
@given(questions(20) | tangles, st.integers(0, 9), st.integers(0, 9))
def test_more_hours_or_money_are_never_worse(question: Question, half_hours: int, cents: int) -> None:
    # Seen to fail when a state was dropped for having fewer hours and less money, whatever its weight.
    order, time, money = question
    plain = best_within(order, time, money)
    more = best_within(order, time + half_hours, None if money is None else money + cents)
    assert more.value >= plain.value
    assert best_within(order, time, None).value >= plain.value


@brief
@given(questions(20) | tangles)
def test_another_action_is_never_worse(question: Question) -> None:
    # Seen to fail when leaving a task out did not count leaving out what is above it.
    order, half_hours, cents = question
    fewer = order[:-1]  # nothing needs the last one
    assert best_within(order, half_hours, cents).value >= best_within(fewer, half_hours, cents).value


@pytest.mark.parametrize("seed", [21, 135, 264, 306])
def test_alternatives_that_need_something(seed: int) -> None:
    # Each of these was seen to fail with the price of a group left out of the bound of the tables.
    best = best_of_all(*rivals(seed))
    assert best is not None
    assert best_within(*rivals(seed)).ids == names(best)


# Q7


@brief
@given(questions(15), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(question: Question, random: Random) -> None:
    # Seen to fail with the bits for the place in the roadmap turned round, and with tasks taken for good too early.
    order, half_hours, cents = question
    mixed = list(order)
    random.shuffle(mixed)
    plain, other = (roadmap({one.id: one for one in actions}) for actions in (order, mixed))
    assert best_within(plain, half_hours, cents) == best_within(other, half_hours, cents)


@brief
@given(questions(9) | tangles, st.randoms(use_true_random=False))
def test_another_order_settles_only_ties(question: Question, random: Random) -> None:
    # Seen to fail when money of settled tasks was not taken off the budget, and with `order` taken as it stands.
    order, half_hours, cents = question
    mixed = list(order)
    random.shuffle(mixed)
    choices = [best_within(actions, half_hours, cents) for actions in (order, mixed)]
    assert len({(choice.value, choice.half_hours, choice.cents) for choice in choices}) == 1


def test_ties_go_to_fewer_hours_then_less_money_then_the_roadmap() -> None:
    # Seen to fail with half hours or cents left out of the weight, and with its bits turned round.
    short, cheap = priced("short", 2, 5, 900), priced("cheap", 3, 5, 100)
    assert best_within((cheap, short), 3, None).ids == ("short",)
    assert best_within((replace(short, half_hours=3), cheap), 3, None).ids == ("cheap",)
    twins = priced("first", 2, 5), priced("second", 2, 5)
    assert best_within(twins, 2, None).ids == ("first",)
    assert best_within(twins[::-1], 2, None).ids == ("second",)


# Q8


@thorough
@given(questions(10) | tangles, st.sampled_from((0, 1, 10, 60)))
def test_a_certificate_holds_wherever_the_search_stops(question: Question, state_limit: int) -> None:
    # Seen to fail with what was dropped for want of states left out of the bound.
    order, half_hours, cents = question
    best = best_of_all(order, half_hours, cents)
    assert best is not None
    choice = best_within(order, half_hours, cents, state_limit=state_limit)
    assert choice.value <= sum(one.value for one in best) <= choice.value + choice.gap
    assert choice.optimal == (choice.gap == 0)
    assert allowed(choice.ids, order)
    actions = {one.id: one for one in order}
    assert closure((name for name in choice.ids if actions[name].value), actions) == set(choice.ids)


@pytest.mark.parametrize("cents", [None, 1_000])
def test_a_search_that_stops_early_says_so(cents: int | None) -> None:
    # Seen to fail with nothing counted as dropped. Every action needs three of a dozen that are worth nothing: hard.
    random = Random(5)
    enablers = [priced(f"e{number:02}", 2, 0, 100 * (number % 2)) for number in range(12)]
    users = [
        priced(f"u{number:02}", 2, 10 + number % 3, 100 * (number % 2), requires=[one.id for one in needs])
        for number, needs in enumerate(random.sample(enablers, 3) for _ in range(40))
    ]
    order = (*enablers, *users)
    proven = best_within(order, 25, cents, state_limit=10_000_000)
    stopped = best_within(order, 25, cents, state_limit=20)
    assert proven.optimal
    assert not stopped.optimal
    assert stopped.value <= proven.value <= stopped.value + stopped.gap


# alternatives, must, avoid


def test_of_alternatives_the_one_that_suits_the_budget() -> None:
    order = (
        priced("good", 10, 30, alternative="way"),
        priced("quick", 2, 20, alternative="way"),
        priced("else", 8, 15),
    )
    assert best_within(order, 10, None).ids == ("quick", "else")
    assert best_within(order, 18, None).ids == ("good", "else")
    assert best_within(order, 10, None, must=["good"]).ids == ("good",)
    # Seen to fail when what must be done did not rule out its alternatives.
    assert best_within(order, 40, None, must=["quick"]).ids == ("quick", "else")


@brief
@given(questions(8), st.data())
def test_must_and_avoid_restrict_the_choice(question: Question, data: st.DataObject) -> None:
    # Seen to fail when only what is avoided was left out, not what needs it, and when what must be done came alone.
    order, half_hours, cents = question
    some = st.lists(st.sampled_from(names(order)), max_size=2) if order else st.just([])
    must, avoid = data.draw(some), data.draw(some)
    best = best_of_all(order, half_hours, cents, must, avoid)
    if best is None:
        with pytest.raises(WrongUse):
            best_within(order, half_hours, cents, must, avoid)
    else:
        choice = best_within(order, half_hours, cents, must, avoid)
        # What must be done may be worth nothing; the rest is still the best.
        assert choice.ids == names(best)
        assert choice.optimal


def test_what_must_be_done_brings_what_it_needs() -> None:
    order = (priced("p", 2, 0, 100), priced("x", 2, 1, requires=["p"]), priced("y", 4, 9))
    choice = best_within(order, 4, None, must=["x"])
    assert (choice.ids, choice.half_hours, choice.cents, choice.value) == (("p", "x"), 4, 100, Fraction(1))


def test_what_must_be_done_and_does_not_fit_is_named() -> None:
    order = (priced("p", 2, 0, 100), priced("x", 3, 1, requires=["p"]))
    for half_hours, cents in ((4, None), (5, 99)):
        with pytest.raises(DoesNotFit) as caught:
            best_within(order, half_hours, cents, must=["x"])
        assert caught.value.exit_code is ExitCode.WRONG_USE
        assert "p, x: 2.5 h and $1.00" in caught.value.message
        assert caught.value.title
        assert caught.value.hint
    assert best_within(order, 5, 100, must=["x"]).ids == ("p", "x")


def test_a_budget_below_nothing_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        best_within((), -1, None)
    with pytest.raises(DoesNotFit):
        frontier((), 4, -1)


@pytest.mark.parametrize(
    ("must", "avoid", "title"),
    [
        (["nowhere"], [], "'nowhere' is not in the roadmap"),
        (["x"], ["p"], "'p' can't be avoided"),
        (["x", "y"], [], "'x' and 'y' are alternatives"),
    ],
)
def test_what_contradicts_itself_is_wrong_use(must: list[str], avoid: list[str], title: str) -> None:
    order = (
        priced("p", 1, 1),
        priced("x", 1, 1, requires=["p"], alternative="way"),
        priced("y", 1, 1, alternative="way"),
    )
    with pytest.raises(WrongUse) as caught:
        best_within(order, 9, None, must, avoid)
    assert caught.value.title == title


def test_to_avoid_what_is_not_there_is_no_mistake() -> None:
    assert best_within((priced("a", 1, 1),), 1, None, avoid=["nowhere"]).ids == ("a",)


# the frontier


@brief
@given(questions(9) | tangles)
def test_the_frontier_is_the_best_for_every_number_of_half_hours(question: Question) -> None:
    # Seen to fail when of two ways to the same hours the first was kept, and when the search skipped a number.
    order, half_hours, cents = question
    steps = frontier(order, half_hours, cents)
    for limit in range(half_hours + 1):
        held = [step for step in steps if step.half_hours <= limit][-1]
        assert held == best_within(order, limit, cents)
    assert [step.value for step in steps] == sorted({step.value for step in steps})


@pytest.mark.parametrize("seed", [20, 131, 212])
def test_a_choice_that_holds_further_up_is_certified_there_too(seed: int) -> None:
    # Each of these was seen to fail when such a choice kept the gap of its own number of half hours.
    order, half_hours, _ = tangle(seed)
    cents = cost(order) // 2
    for step, following in pairwise((*frontier(order, half_hours, cents, state_limit=0), None)):
        assert step is not None
        last = following.half_hours - 1 if following else half_hours
        assert best_within(order, last, cents).value <= step.value + step.gap


@brief
@given(questions(9) | tangles, st.sampled_from((0, 5)))
def test_a_frontier_that_is_not_proven_is_certified(question: Question, state_limit: int) -> None:
    # Seen to fail when a choice worth less than one of fewer half hours stayed in.
    order, half_hours, _ = question
    cents = sum(one.cents for one in order) // 2
    steps = frontier(order, half_hours, cents, state_limit=state_limit)
    for limit in range(half_hours + 1):
        held = [step for step in steps if step.half_hours <= limit][-1]
        best = best_within(order, limit, cents)
        assert held.value <= best.value <= held.value + held.gap
        assert held.optimal == (held.gap == 0)
    assert [step.value for step in steps] == sorted({step.value for step in steps})


def test_the_frontier_starts_with_what_must_be_done() -> None:
    order = (priced("p", 2, 0), priced("x", 2, 1, requires=["p"]), priced("y", 4, 9), priced("z", 1, 3))
    steps = frontier(order, 9, None, must=["p"], avoid=["z"])
    assert {step.half_hours: step.value for step in steps} == {2: 0, 4: 1, 6: 9, 8: 10}
    with pytest.raises(DoesNotFit):
        frontier(order, 1, None, must=["p"])
