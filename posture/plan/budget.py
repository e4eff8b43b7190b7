"""The best that can be done with so many hours and so much money, and its proof (`posture-score/1`, 3.3 (b), 3.4).

Here actions become whole numbers and the answer becomes actions again; `knapsack` finds it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Final

from posture.errors import WrongUse
from posture.plan.forest import Task
from posture.plan.knapsack import Best, best_set, best_sets
from posture.plan.roadmap import closure
from posture.plan.value import Valued

STATE_LIMIT: Final = 60_000
"""How many intermediate states are looked at, about half a second, before the rest is only estimated."""

# The choices for all numbers of half hours are found at once if that takes no more than so many sums, half a second.
_CELL_LIMIT: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Actions that fit a budget.

    Attributes:
        ids: The actions, in roadmap order.
        half_hours: Work of all of them, in half hours.
        cents: What they cost in the first year, in cents.
        value: What they are worth, in urgency-weighted points.
        optimal: It is proven that no other choice within the budget is worth more.
        gap: It is certain that no other choice is worth more than `value + gap`; 0 when optimal.
    """

    ids: tuple[str, ...]
    half_hours: int
    cents: int
    value: Fraction
    optimal: bool
    gap: Fraction


class DoesNotFit(WrongUse):
    """What must be done, with what that needs, takes more than there is."""


def best_within(
    order: Sequence[Valued],
    half_hours: int,
    cents: int | None,
    must: Collection[str] = (),
    avoid: Collection[str] = (),
    state_limit: int = STATE_LIMIT,
) -> Choice:
    """The actions of a roadmap that are worth most within a budget.

    Of choices of the same value that with fewer half hours is taken, then that with fewer cents, then that with the
    earlier action of the roadmap where they first differ; past the state limit that is not certain.

    Args:
        order: The roadmap. What an action needs and does not stand in it is done already.
        half_hours: Work that there is time for, in half hours.
        cents: Money that there is, in cents; None for no limit.
        must: Ids of actions that are done in any case, with what they need.
        avoid: Ids of actions that are not done, nor anything that needs them.
        state_limit: How many states are looked at before the best so far is returned with a certified gap.

    Raises:
        DoesNotFit: The budget does not suffice for `must`.
        WrongUse: `must` names an action that is not in the roadmap, or that `must` and `avoid` contradict.
    """
    return _Question(order, must, avoid).answer(half_hours, cents, state_limit)[0]


def frontier(
    order: Sequence[Valued],
    half_hours: int,
    cents: int | None = None,
    must: Collection[str] = (),
    avoid: Collection[str] = (),
    state_limit: int = STATE_LIMIT,
) -> tuple[Choice, ...]:
    """What each number of half hours up to the given one buys at best: the choices where it buys more than one less.

    The first choice is that of the fewest half hours, nothing or what must be done. Each holds from its own number of
    half hours up to just below that of the next one, and `optimal` and `gap` say so for all of these numbers.

    Args:
        order: The roadmap.
        half_hours: The largest number of half hours asked about.
        cents: Money that there is, in cents; None for no limit.
        must: Ids of actions that are done in any case, with what they need.
        avoid: Ids of actions that are not done, nor anything that needs them.
        state_limit: How many states are looked at for all numbers together, about.
    """
    question = _Question(order, must, avoid)
    return question.by_half_hours(half_hours, cents) or question.one_by_one(half_hours, cents, state_limit)


class _Question:
    """A roadmap with what must and must not be done, apart from the budget."""

    def __init__(self, order: Sequence[Valued], must: Collection[str], avoid: Collection[str]) -> None:
        self._order = order
        actions = {valued.id: valued for valued in order}
        self._forced = _forced(actions, must, frozenset(avoid))
        forced = [actions[name] for name in sorted(self._forced)]
        self.half_hours = sum(valued.half_hours for valued in forced)
        self.cents = sum(valued.cents for valued in forced)
        groups = {valued.action.alternative for valued in forced} - {None}
        out = set(avoid)
        free: list[Valued] = []
        for valued in _needed_first(order, actions):
            if valued.id in self._forced:
                continue
            if valued.action.alternative in groups or not out.isdisjoint((valued.id, *valued.action.requires)):
                out.add(valued.id)
            else:
                free.append(valued)
        self._free = free
        # Values as whole numbers of this part of a point: nothing is rounded.
        self._parts = lcm(*(valued.value.denominator for valued in free))
        places = {valued.id: place for place, valued in enumerate(free)}
        self._tasks = [
            Task(
                place=place,
                value=int(valued.value * self._parts),
                half_hours=valued.half_hours,
                cents=valued.cents,
                needs=tuple(places[need] for need in valued.action.requires if need in places),
                group=valued.action.alternative,
            )
            for place, valued in enumerate(free)
        ]

    def answer(self, half_hours: int, cents: int | None, state_limit: int) -> tuple[Choice, int]:
        """The best choice, and how many states were looked at to find it."""
        self._check(half_hours, cents)
        money = sum(task.cents for task in self._tasks) if cents is None else cents - self.cents
        best = best_set(self._tasks, half_hours - self.half_hours, money, state_limit)
        return self._choice(best), best.states

    def by_half_hours(self, half_hours: int, cents: int | None) -> tuple[Choice, ...]:
        """The best choice for each number of half hours, all at once; none where money limits or it takes too long."""
        self._check(half_hours, cents)
        if cents is not None and cents < self.cents + sum(task.cents for task in self._tasks):
            return ()
        return tuple(map(self._choice, best_sets(self._tasks, half_hours - self.half_hours, _CELL_LIMIT) or ()))

    def one_by_one(self, half_hours: int, cents: int | None, state_limit: int) -> tuple[Choice, ...]:
        """The best choice for each number of half hours, from the largest number down."""
        found: list[Choice] = []
        while half_hours >= self.half_hours:
            choice, states = self.answer(half_hours, cents, state_limit)
            state_limit = max(0, state_limit - states)
            # Where that is proven, nothing is worth as much in fewer half hours; so those are the next question.
            half_hours = choice.half_hours - 1
            found.append(choice)
        steps: list[Choice] = []
        for choice in reversed(found):
            if steps and choice.value <= steps[-1].value:
                # Not proven, and fewer half hours were found to buy as much: that choice holds here too.
                most = max(steps[-1].value + steps[-1].gap, choice.value + choice.gap)
                gap = most - steps[-1].value
                steps[-1] = replace(steps[-1], optimal=gap == 0, gap=gap)
            else:
                steps.append(choice)
        return tuple(steps)

    def _choice(self, best: Best) -> Choice:
        ids = self._forced | {self._free[place].id for place in best.places}
        chosen = [valued for valued in self._order if valued.id in ids]
        gap = Fraction(best.bound - sum(self._tasks[place].value for place in best.places), self._parts)
        return Choice(
            ids=tuple(valued.id for valued in chosen),
            half_hours=sum(valued.half_hours for valued in chosen),
            cents=sum(valued.cents for valued in chosen),
            value=sum((valued.value for valued in chosen), Fraction(0)),
            optimal=gap == 0,
            gap=gap,
        )

    def _check(self, half_hours: int, cents: int | None) -> None:
        if half_hours >= self.half_hours and (cents is None or cents >= self.cents):
            return
        there_is = f"{half_hours / 2:g} h" + ("" if cents is None else f" and ${cents / 100:,.2f}")
        if not self._forced:
            raise DoesNotFit("A budget can't be less than nothing", there_is)
        raise DoesNotFit(
            "What must be done does not fit the budget",
            f"{', '.join(sorted(self._forced))}: {self.half_hours / 2:g} h and ${self.cents / 100:,.2f}; "
            f"there is {there_is}",
            "Allow more hours or money, or insist on less.",
        )


def _forced(actions: Mapping[str, Valued], must: Iterable[str], avoid: Collection[str]) -> frozenset[str]:
    """What must be done and all that it needs."""
    for name in must:
        if name not in actions:
            raise WrongUse(
                f"{name!r} is not in the roadmap",
                "It is done or declined, needs something declined, is worth nothing now, or has an alternative there.",
                "Insist only on actions of the roadmap.",
            )
    forced = frozenset(closure(must, actions))
    for name in sorted(forced):
        if name in avoid:
            raise WrongUse(f"{name!r} can't be avoided", "It must be done, or something that must be done needs it.")
    groups: dict[str, str] = {}
    for name in sorted(forced):
        group = actions[name].action.alternative
        if group is not None and groups.setdefault(group, name) != name:
            raise WrongUse(f"{groups[group]!r} and {name!r} are alternatives", "Only one of them can be done.")
    return forced


def _needed_first(order: Iterable[Valued], actions: Mapping[str, Valued]) -> list[Valued]:
    """The actions in their order, with what one needs moved in front of it, as it is in a roadmap anyway."""
    placed: dict[str, Valued] = {}
    for wanted in order:
        stack = [wanted]
        while stack:
            missing = [actions[need] for need in stack[-1].action.requires if need in actions and need not in placed]
            if missing:
                stack += reversed(missing)
            else:
                valued = stack.pop()
                placed.setdefault(valued.id, valued)
    return list(placed.values())
