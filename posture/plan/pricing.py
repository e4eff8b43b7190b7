"""Prices for what a choice of tasks may use only so much of, such that the bound that they give is low.

The bound is a convex function of the prices, the highest of many straight lines, one for each set of tasks. The
lowest point of two lines is where they meet; the set that is best there gives a better line, until there is none.
"""

from collections import deque
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Final, NamedTuple

from posture.plan.forest import Case, Rows

# The price of money moves on for as long as that lowers the bound by more than one part in so many.
_FINE: Final = 1_000_000

# A price is found in a handful of steps; this only makes sure that the search ends.
_MOST_STEPS: Final = 50


class _Line(NamedTuple):
    """A set of tasks: a straight line over the price of anything that it uses."""

    weight: int
    half_hours: int
    cents: int

    def at(self, half_hour: int, cent: int) -> int:
        return self.weight - half_hour * self.half_hours - cent * self.cents


_NOTHING: Final = _Line(0, 0, 0)


def good_prices(case: Case, rows: Rows, weights: Sequence[int]) -> tuple[int, int]:
    """The price of a half hour and of a cent at which the bound is about lowest; weights by row."""
    return _Prices(case, rows, weights).found()


def gains(rows: Rows, weights: Sequence[int], half_hour: int, cent: int) -> list[int]:
    """Weights by row after hours and money are paid for."""
    if not cent:
        return [weight - half_hour * work for weight, work in zip(weights, rows.half_hours, strict=True)]
    return [
        weight - half_hour * work - cent * cost
        for weight, work, cost in zip(weights, rows.half_hours, rows.cents, strict=True)
    ]


def best_onwards(rows: Rows, own: Sequence[int]) -> list[int]:
    """For each row the best sum that can be taken from there to the end, as far as the forest allows it."""
    best = [0] * (len(own) + 1)
    behind = rows.behind
    for row in range(len(own) - 1, -1, -1):
        without, with_it = best[behind[row]], own[row] + best[row + 1]
        best[row] = without if without >= with_it else with_it
    return best


def transfers(rows: Rows, own: Sequence[int]) -> tuple[set[int], list[dict[int, int]]]:
    """The best set at these gains if all needs count, not only those in the forest; a maximum flow (Picard 1976).

    Every task with a gain pays for those that it needs and that are a loss. Those that still have something left,
    and what they need, are the best set. What was paid from a task to one that it needs is a good price for that need.

    Returns:
        The rows of the set, and for each row what it was paid by the rows that need it.
    """
    left = list(own)
    paid: list[dict[int, int]] = [{} for _ in own]
    chosen: set[int] = set()
    for row in range(len(own)):
        if left[row] > 0 and not rows.needs[row]:
            chosen.add(row)
        while left[row] > 0 and row not in chosen:
            came, end = _path(rows, row, left, paid, chosen)
            if end < 0:
                chosen.update(came)
                break
            steps = []
            to = end
            while to != row:
                steps.append((came[to], to))
                to = came[to]
            amount = min(left[row], -left[end], *(paid[by][to] for by, to in steps if by not in rows.users[to]))
            for by, to in steps:
                if by in rows.users[to]:
                    paid[to][by] = paid[to].get(by, 0) + amount
                else:
                    paid[by][to] -= amount
            left[row] -= amount
            left[end] += amount
    return chosen, paid


def _path(
    rows: Rows, start: int, left: Sequence[int], paid: Sequence[Mapping[int, int]], chosen: Container[int]
) -> tuple[dict[int, int], int]:
    """Where each row was reached from, and the first one reached that is still a loss, -1 if there is none."""
    came = {start: -1}
    waiting = deque([start])
    while waiting:
        row = waiting.popleft()
        for need in rows.needs[row]:
            if need not in came and need not in chosen:
                came[need] = row
                if left[need] < 0:
                    return came, need
                waiting.append(need)
        for user, amount in paid[row].items():
            # What a user has paid here it can pay elsewhere instead.
            if amount and user not in came and user not in chosen:
                came[user] = row
                waiting.append(user)
    return came, -1


class _Prices:
    """Looks for the prices of a half hour and a cent at which the bound is lowest."""

    def __init__(self, case: Case, rows: Rows, weights: Sequence[int]) -> None:
        self._case = case
        self._rows = rows
        self._weights = weights
        self._pair = _NOTHING, _NOTHING

    def found(self) -> tuple[int, int]:
        """Where the lines of two mixed sets meet, again and again, until nothing lies above them."""
        half_hour, *pair = self._half_hour(0)
        if not self._case.money_limits:
            return half_hour, 0
        over = self._mixed(*pair)
        within = Fraction(0), Fraction(-self._case.cents)
        cent = 0
        for _ in range(_MOST_STEPS):
            if over[1] <= 0:
                break
            next_cent = self._case.whole(floor((over[0] - within[0]) / (over[1] - within[1])))
            if next_cent == cent:
                break
            cent = next_cent
            half_hour, *pair = self._half_hour(cent)
            found = self._mixed(*pair)
            old = over[0] - cent * over[1]
            if (found[0] - cent * found[1] - old) * _FINE <= old:
                break
            if found[1] > 0:
                over = found
            else:
                within = found
        return half_hour, cent

    def _half_hour(self, cent: int) -> tuple[int, _Line, _Line]:
        """The best price of a half hour, and two sets that are best at it: one that is over the limit, one within."""
        limit = self._case.half_hours
        price = 0
        # The sets from the last price of money are a good start wherever more hours would still be worth something.
        over, within = self._pair
        if over.at(0, cent) <= within.at(0, cent):
            over, within = self._best(0, cent), _NOTHING
        if over.half_hours <= limit:
            return 0, over, over
        for _ in range(_MOST_STEPS):
            rise = over.at(0, cent) - within.at(0, cent)
            price = self._case.whole(rise // (over.half_hours - within.half_hours))
            found = self._best(price, cent)
            if found.at(price, cent) <= over.at(price, cent):
                break
            if found.half_hours > limit:
                over = found
            else:
                within = found
        self._pair = over, within
        return price, over, within

    def _best(self, half_hour: int, cent: int) -> _Line:
        rows = self._rows
        own = gains(rows, self._weights, half_hour, cent)
        if rows.side_needs:
            # Shifted: the bits that name the set are not worth paying exactly.
            chosen = list(transfers(rows, [gain >> len(own) for gain in own])[0])
        else:
            best, chosen, row = best_onwards(rows, own), [], 0
            while row < len(own):
                if best[row] != best[rows.behind[row]]:
                    chosen.append(row)
                    row += 1
                else:
                    row = rows.behind[row]
        return _Line(
            sum([self._weights[row] for row in chosen]),
            sum([rows.half_hours[row] for row in chosen]),
            sum([rows.cents[row] for row in chosen]),
        )

    def _mixed(self, over: _Line, within: _Line) -> tuple[Fraction, Fraction]:
        """Weight, and cents beyond the limit, of that mixture of two sets which takes just the hours there are."""
        span = over.half_hours - within.half_hours
        share = Fraction(self._case.half_hours - within.half_hours, span) if span else Fraction(1)
        weight = over.weight * share + within.weight * (1 - share)
        return weight, over.cents * share + within.cents * (1 - share) - self._case.cents
