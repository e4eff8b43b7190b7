"""Upper bounds for a choice of tasks: what it could be worth if some limits could be overrun at a price.

A limit that is hard to keep is dropped; overrunning it costs a price, keeping below it earns one (Lagrangian bound,
Everett 1963, Geoffrion 1974). Whatever the prices, no choice that keeps the limits weighs more than the best one at
these prices, so prices need not be exact, only good. Money, needs outside the forest and groups are always priced;
hours are priced to find good prices, and counted in the tables. (`posture-score/1`, 3.4, steps 3 and 4.)
"""

from dataclasses import dataclass
from typing import Final

from posture.plan.forest import Case, Rows
from posture.plan.pricing import best_onwards, gains, good_prices, transfers

# Prices of groups are improved this often; more hardly ever helps.
_GROUP_ROUNDS: Final = 4


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


class Relaxation:
    """A case with good prices, and the bounds that follow from them."""

    def __init__(self, case: Case, rows: Rows) -> None:
        self.case = case
        self.rows = rows
        self.prices = self._prices(tuple(0 for _ in rows.one_ofs))
        self.margins = self._margins(self.prices)
        for _ in range(_GROUP_ROUNDS if rows.one_ofs else 0):
            prices = self._prices(self._group_prices())
            margins = self._margins(prices)
            if margins.bound >= self.margins.bound:
                break
            self.prices, self.margins = prices, margins
        self.weights = self._priced(self.prices)
        # What the limits that are neither of hours nor of money earn if nothing uses them.
        self.earned = sum(self.prices.one_ofs)

    def table(self, cent: int) -> Table:
        """The left-right table at a price of money; exact where only hours limit and all needs are in the forest."""
        rows, limit = self.rows, self.case.half_hours
        own = gains(rows, self.weights, 0, cent)
        best: list[list[int]] = [[]] * len(own) + [[0] * (limit + 1)]
        before, after = sum(rows.half_hours), 0
        for row in reversed(range(len(own))):
            work, gain = rows.half_hours[row], own[row]
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
            # The bit does not tell which of its users was taken: at least the cheapest.
            prices = dict(users)
            cheapest = None
            for row in range(min(prices), need):
                if row in prices:
                    cheapest = prices[row] if cheapest is None else min(cheapest, prices[row])
                by_bit[row + 1].append((bit, -(cheapest or 0)))
        for one_of, price in zip(self.rows.one_ofs, self.prices.one_ofs, strict=True):
            for row in range(one_of.rows[-1] + 1):
                always[row] += price
                if row > one_of.rows[0]:
                    by_bit[row].append((one_of.bit, -price))
        return always, by_bit

    def _prices(self, one_ofs: tuple[int, ...]) -> Prices:
        """Good prices of all else for these prices of groups."""
        rows, count = self.rows, len(self.case.tasks)
        free = tuple(0 for _ in rows.side_needs)
        weights = self._priced(Prices(0, 0, free, one_ofs))
        half_hour, cent = good_prices(self.case, rows, weights)
        if not free:
            return Prices(half_hour, cent, free, one_ofs)
        paid = transfers(rows, [gain >> count for gain in gains(rows, weights, half_hour, cent)])[1]
        sides = tuple(paid[side.need].get(side.user, 0) << count for side in rows.side_needs)
        return Prices(half_hour, cent, sides, one_ofs)

    def _group_prices(self) -> tuple[int, ...]:
        """For each group the price at which taking the second best of it is neither gain nor loss."""
        found = []
        for one_of, price in zip(self.rows.one_ofs, self.prices.one_ofs, strict=True):
            worth = sorted(self.margins.taken[row] - self.margins.left[row] for row in one_of.rows)
            found.append(self.case.whole(price + worth[-2]))
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

    def _margins(self, prices: Prices) -> Margins:
        rows = self.rows
        own = gains(rows, self._priced(prices), prices.half_hour, prices.cent)
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
