"""Upper bounds for a choice of tasks: what it could be worth if some limits could be overrun at a price.

A limit that is hard to keep is dropped; overrunning it costs a price, keeping below it earns one (Lagrangian bound,
Everett 1963, Geoffrion 1974). Whatever the prices, no choice that keeps the limits weighs more than the best one at
these prices, so prices need not be exact, only good. Money, needs outside the forest and groups are always priced;
hours are priced to find good prices, and counted in the tables. (`scoring.md` 3.4, steps 3 and 4.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final, NamedTuple

from posture.plan.forest import Case, Rows

# Prices move on for as long as that lowers the bound by more than one part in so many.
_FINE: Final = 1_000_000

# Prices of groups, and more rarely of hours and money, are improved this often; more hardly ever helps.
_GROUP_ROUNDS: Final = 4
_MOST_STEPS: Final = 50


@dataclass(frozen=True, slots=True)
class Prices:
    """What limits cost: a half hour, a cent, each need outside the forest, each group; in weight."""

    half_hour: int
    cent: int
    side_needs: tuple[int, ...]
    one_ofs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """By row, what no set weighs more than if the task there is taken, and if it is left out.

    Attributes:
        bound: What no set weighs more than.
    """

    bound: int
    taken: list[int]
    left: list[int]

    def decided(self, weight: int) -> int:
        """How many tasks are the same in all sets that weigh at least so much."""
        return sum(min(pair) < weight for pair in zip(self.taken, self.left, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """For each row and number of half hours left, the best weight of the rest at a price of money.

    Attributes:
        root: What no set weighs more than.
        best: Weights by row and half hours; right only for numbers of half hours that can be left at the row.
    """

    cent: int
    root: int
    best: list[list[int]]


class _Line(NamedTuple):
    """A set of tasks: a straight line over the price of anything that it uses."""

    weight: int
    half_hours: int
    cents: int

    def at(self, half_hour: int, cent: int) -> int:
        return self.weight - half_hour * self.half_hours - cent * self.cents


class Relaxation:
    """A case with good prices, and the bounds that follow from them."""

    def __init__(self, case: Case, rows: Rows) -> None:
        self.case = case
        self.rows = rows
        one_ofs = tuple(0 for _ in rows.one_ofs)
        self._price(one_ofs)
        for _ in range(_GROUP_ROUNDS if one_ofs else 0):
            kept = self.prices, self.margins
            one_ofs = self._group_prices()
            self._price(one_ofs)
            if self.margins.bound >= kept[1].bound:
                self.prices, self.margins = kept
                break
        self.weights = self._priced(self.prices)
        # What the limits that are neither of hours nor of money earn if nothing uses them.
        self.earned = sum(self.prices.one_ofs)

    def table(self, cent: int) -> Table:
        """The left-right table at a price of money; exact where only hours limit and all needs are in the forest."""
        rows, limit = self.rows, self.case.half_hours
        gains = self._gains(self.weights, 0, cent)
        best: list[list[int]] = [[]] * len(gains) + [[0] * (limit + 1)]
        before, after = sum(rows.half_hours), 0
        for row in reversed(range(len(gains))):
            work, gain = rows.half_hours[row], gains[row]
            before -= work
            after += work
            without = best[rows.behind[row]]
            # Fewer half hours can't be left here, and with more than enough for all that follows nothing changes.
            start, stop = max(work, limit - before), min(after, limit) + 1
            if start > limit:
                best[row] = without
                continue
            stop = max(stop, start + 1)
            rest = best[row + 1][start - work : stop - work]
            filled = without[:start]
            filled += [a if a > (b := x + gain) else b for a, x in zip(without[start:stop], rest, strict=True)]
            filled += [filled[-1]] * (limit + 1 - len(filled))
            best[row] = filled
        return Table(cent, best[0][limit] + cent * self.case.cents + self.earned, best)

    def pending(self) -> tuple[list[int], list[list[tuple[int, int]]]]:
        """What prices have earned or cost before a row for limits that are decided at it or behind it.

        Returns:
            For each row an amount, and amounts that are added for each bit that is set.
        """
        count = len(self.rows.tasks) + 1
        always, by_bit = [0] * count, list[list[tuple[int, int]]]([] for _ in range(count))
        due: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for side, price in zip(self.rows.side_needs, self.prices.side_needs, strict=True):
            if side.need > side.user:
                due.setdefault((side.need, side.bit), []).append((side.user, price))
            elif price:
                for row in range(side.need + 1, side.user + 1):
                    by_bit[row].append((side.bit, price))
        for (need, bit), users in due.items():
            for row in range(min(users)[0] + 1, need + 1):
                # The bit does not tell which of them was taken: at least the cheapest.
                by_bit[row].append((bit, -min(price for user, price in users if user < row)))
        for one_of, price in zip(self.rows.one_ofs, self.prices.one_ofs, strict=True):
            for row in range(one_of.rows[-1] + 1):
                always[row] += price
                if row > one_of.rows[0]:
                    by_bit[row].append((one_of.bit, -price))
        return always, by_bit

    def _price(self, one_ofs: tuple[int, ...]) -> None:
        rows, count = self.rows, len(self.case.tasks)
        free = Prices(0, 0, tuple(0 for _ in rows.side_needs), one_ofs)
        weights = self._priced(free)
        half_hour, cent = _Search(self.case, rows, weights).prices()
        sides = free.side_needs
        if sides:
            gains = self._gains(weights, half_hour, cent)
            moved = transfers(rows, [gain >> count for gain in gains])[1]
            sides = tuple(moved.get((side.user, side.need), 0) << count for side in rows.side_needs)
        self.prices = Prices(half_hour, cent, sides, one_ofs)
        self.margins = self._margins()

    def _group_prices(self) -> tuple[int, ...]:
        """For each group the price at which taking the second best of it is neither gain nor loss."""
        found = []
        for one_of, price in zip(self.rows.one_ofs, self.prices.one_ofs, strict=True):
            gains = sorted(self.margins.taken[row] - self.margins.left[row] for row in one_of.rows)
            found.append(max(0, self.case.whole(price + gains[-2])))
        return tuple(found)

    def _priced(self, prices: Prices) -> list[int]:
        """Weights by row, after what needs outside the forest and groups cost or earn."""
        weights = list(self.rows.weights)
        for side, price in zip(self.rows.side_needs, prices.side_needs, strict=True):
            weights[side.user] -= price
            weights[side.need] += price
        for one_of, price in zip(self.rows.one_ofs, prices.one_ofs, strict=True):
            for row in one_of.rows:
                weights[row] -= price
        return weights

    def _gains(self, weights: list[int], half_hour: int, cent: int) -> list[int]:
        return gains(self.rows, weights, half_hour, cent)

    def _margins(self) -> Margins:
        rows, prices = self.rows, self.prices
        own = self._gains(self._priced(prices), prices.half_hour, prices.cent)
        onwards = best_onwards(rows, own)
        start = prices.half_hour * self.case.half_hours + prices.cent * self.case.cents + sum(prices.one_ofs)
        # The best way to each row; less than any way weighs where none was found yet.
        reach = [start] + [start - sum(map(abs, own)) - 1] * len(own)
        taken, left = [], []
        for row, gain in enumerate(own):
            here, behind, above = reach[row], rows.behind[row], rows.above[row]
            reach[row + 1] = max(reach[row + 1], here + gain)
            reach[behind] = max(reach[behind], here)
            taken.append(here + gain + onwards[row + 1])
            left.append(here + onwards[behind])
            if above >= 0:
                left[row] = max(left[row], left[above])
        return Margins(start + onwards[0], taken, left)


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


def transfers(rows: Rows, own: Sequence[int]) -> tuple[set[int], dict[tuple[int, int], int]]:
    """The best set at these gains if all needs count, not only those in the forest; a maximum flow (Picard 1976).

    Every task with a gain pays for those that it needs and that are a loss. Those that still have something left,
    and what they need, are the best set. What was paid from a task to one that it needs is a good price for that need.

    Returns:
        The rows of the set, and what each row has paid to each row that it needs.
    """
    left = list(own)
    paid: dict[tuple[int, int], int] = {}
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
            while end != row:
                steps.append((came[end], end))
                end = came[end]
            last = steps[0][1]
            amount = min(left[row], -left[last])
            back = [paid[to, by] for by, to in steps if to not in rows.needs[by]]
            amount = min(amount, *back) if back else amount
            for by, to in steps:
                if to in rows.needs[by]:
                    paid[by, to] = paid.get((by, to), 0) + amount
                else:
                    paid[to, by] -= amount
            left[row] -= amount
            left[last] += amount
    return chosen, paid


def _path(
    rows: Rows, start: int, left: Sequence[int], paid: dict[tuple[int, int], int], chosen: set[int]
) -> tuple[dict[int, int], int]:
    """Where each row was reached from, and the first one reached that is still a loss, -1 if there is none."""
    came = {start: -1}
    stack = [start]
    while stack:
        row = stack.pop()
        for need in rows.needs[row]:
            if need not in came and need not in chosen:
                came[need] = row
                if left[need] < 0:
                    return came, need
                stack.append(need)
        for user in rows.users[row]:
            # What a user has paid here it can pay elsewhere instead.
            if user not in came and user not in chosen and paid.get((user, row), 0) > 0:
                came[user] = row
                stack.append(user)
    return came, -1


class _Search:
    """Looks for the prices of a half hour and a cent at which the bound is lowest."""

    def __init__(self, case: Case, rows: Rows, weights: list[int]) -> None:
        self._case = case
        self._rows = rows
        self._weights = weights

    def prices(self) -> tuple[int, int]:
        """The prices: where the lines of two mixed sets meet, again and again, until nothing lies above."""
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
        over, within, price = self._best(0, cent), _Line(0, 0, 0), 0
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
