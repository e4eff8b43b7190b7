"""The best set of tasks within hours and money, with the proof that it is: an exact search on whole numbers.

A good set is found first, by taking tasks in several orders and by changing it one task at a time. Bounds then
settle most tasks: those that every set at least as good contains, and those that none does. What is left is walked
row by row, with all that can be left of hours and money at each row, and whatever can't become better than the best
set is dropped. (`posture-score/1`, 3.4, steps 5 to 7.)
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from posture.plan.forest import Case, Rows, Task, possible
from posture.plan.relaxation import Relaxation, Table

# Money is priced at the best price and at these multiples of it: far down the rows another one may bind tighter.
_MONEY_PRICES: Final = (Fraction(1), Fraction(1, 2), Fraction(2))

# This part of the tasks, but no more than so many, are tried the other way round, for so many rounds.
_TOSS_UPS: Final = Fraction(1, 6)
_MOST_TOSS_UPS: Final = 24
_ROUNDS: Final = 5

# Once the bounds settle less than this part of the tasks, the walk begins.
_WORTH_NARROWING: Final = Fraction(1, 10)

_State = tuple[int, int, int]
"""Half hours left, cents left, weight of what was taken."""


@dataclass(frozen=True, slots=True)
class Best:
    """A set of tasks, by their places, and the value that no set exceeds.

    Attributes:
        states: How many states were looked at on the way.
    """

    places: tuple[int, ...]
    bound: int
    states: int


def best_set(tasks: Iterable[Task], half_hours: int, cents: int, state_limit: int) -> Best:
    """The best set; that of the most value, or if that could not be proven the best that was found.

    Of sets of the same value that with fewer half hours is the better one, then that with fewer cents, then that with
    the earlier place where they first differ; where the limit of states is reached that may not be settled.
    """
    settled: list[Task] = []
    left: Sequence[Task] = tuple(tasks)
    known: tuple[int, ...] = ()
    while True:
        left = possible(left, half_hours, cents)
        attempt = _Attempt(Case(left, half_hours, cents), known)
        if attempt.narrow():
            into, left = attempt.settled()
            settled += into
            half_hours -= sum(task.half_hours for task in into)
            cents -= sum(task.cents for task in into)
            known = attempt.places()
            continue
        bound, states = attempt.walk(state_limit)
        places = sorted({task.place for task in settled} | set(attempt.places()))
        return Best(tuple(places), sum(task.value for task in settled) + bound, states)


def best_sets(tasks: Sequence[Task], half_hours: int, cell_limit: int) -> list[Best] | None:
    """The best set for each number of half hours up to one, where nothing else limits: those worth more than before.

    One walk along the rows with all that can have been worked by then, by half hours; None if that were too many.
    """
    cents = sum(task.cents for task in tasks)
    case = Case(possible(tasks, half_hours, cents), half_hours, cents)
    rows = Rows(case)
    never = -2 * sum(map(abs, case.weights)) - 1
    waiting: list[dict[int, list[int]]] = [{} for _ in range(len(rows.tasks) + 1)]
    waiting[0][0] = [0]
    cells = 0
    for row, (work, weight) in enumerate(zip(rows.half_hours, rows.weights, strict=True)):
        found, waiting[row] = waiting[row], {}
        for bits, sums in found.items():
            cells += len(sums)
            if cells > cell_limit:
                return None
            without, with_it = rows.moves(row, bits)
            if without is not None:
                _merge(waiting[rows.behind[row]], without, sums)
            if with_it is not None:
                later = [never] * work + [so_far + weight for so_far in sums[: max(0, half_hours + 1 - work)]]
                _merge(waiting[row + 1], with_it, later)
    best = [Best((), 0, 0)]
    for weight in waiting[-1][0]:
        value = case.value_of(weight)
        if value > best[-1].bound:
            best.append(Best(tuple(case.tasks[i].place for i in case.members(weight)), value, 0))
    return best


def _merge(into: dict[int, list[int]], bits: int, sums: list[int]) -> None:
    """Keep the larger of two weights for each number of half hours."""
    old = into.get(bits)
    if old is None:
        into[bits] = sums
    else:
        longer, shorter = (old, sums) if len(old) >= len(sums) else (sums, old)
        merged = [a if a >= b else b for a, b in zip(longer, shorter, strict=False)]
        into[bits] = merged + longer[len(merged) :]


class _Attempt:
    """One round: a case, its bounds, and the weight of the best set that is known."""

    def __init__(self, case: Case, known: Iterable[int]) -> None:
        self.case = case
        count = len(case.tasks)
        self.rows = Rows(case)
        self.relaxation = Relaxation(case, self.rows)
        self.margins = self.relaxation.margins
        # What leaving a task out loses, if it is in the best set at these prices; less than 0 if it is not.
        self.loss = [0] * count
        for row, i in enumerate(self.rows.tasks):
            self.loss[i] = self.margins.taken[row] - self.margins.left[row]
        self.by_loss = sorted(range(count), key=lambda i: (-self.loss[i], i))
        by_value = sorted(range(count), key=lambda i: (-case.tasks[i].value, i))
        self.weight = max(
            case.weight_of(known), *(case.filled(order) for order in (range(count), by_value, self.by_loss))
        )

    def places(self) -> tuple[int, ...]:
        """The places of the best set."""
        return tuple(self.case.tasks[i].place for i in self.case.members(self.weight))

    def narrow(self) -> bool:
        """Whether bounds settle so many tasks that another round with the rest is worth it."""
        count = len(self.case.tasks)
        # Where only hours limit the table finds the best set at once.
        hard = self.case.money_limits or bool(self.rows.side_needs or self.rows.one_ofs)
        if hard and 2 * self.margins.decided(self.weight) < count:
            self.improve()
        return self.margins.decided(self.weight) > _WORTH_NARROWING * count

    def settled(self) -> tuple[list[Task], list[Task]]:
        """The tasks that every better set contains, and those that it may or may not contain."""
        case, into, out = self.case, 0, set[int]()
        for row, i in enumerate(self.rows.tasks):
            if self.margins.left[row] < self.weight:
                into |= case.closures[i]
            elif self.margins.taken[row] < self.weight:
                out.add(i)
        groups = {task.group for i, task in enumerate(case.tasks) if into >> i & 1} - {None}
        taken, left = [], []
        for i, task in enumerate(case.tasks):
            if into >> i & 1:
                taken.append(task)
            elif i in out or task.group in groups or not out.isdisjoint(case.needs[i]):
                out.add(i)
            else:
                left.append(task)
        return taken, left

    def improve(self) -> None:
        """Change the best set by one task, of those nearest to a toss-up, and fill up again; keep what is better."""
        case = self.case
        tries = min(_MOST_TOSS_UPS, int(_TOSS_UPS * len(case.tasks)))
        near = sorted(range(len(case.tasks)), key=lambda i: (abs(self.loss[i]), i))[:tries]
        for _ in range(_ROUNDS):
            inside = set(case.members(self.weight))
            order = self._first(inside)
            found = case.filled(order)
            for i in near:
                changed = [j for j in order if not case.closures[j] >> i & 1] if i in inside else [i, *order]
                found = max(found, case.filled(changed))
            if found <= self.weight:
                return
            self.weight = found

    def walk(self, state_limit: int) -> tuple[int, int]:
        """Search what the bounds leave open.

        Returns:
            The value that no set exceeds, and the number of states looked at.
        """
        tables: list[Table] = []
        root, states = self.margins.bound, 0
        for cent in self._money_prices():
            if root <= self.weight:
                break
            table = self.relaxation.table(cent)
            tables.append(table)
            root = min(root, table.root)
            self.weight = max(self.weight, self.case.filled(self._first(self.case.members(table.root))))
        if root > self.weight:
            walk = _Walk(self.relaxation, tables, self.weight)
            self.weight, dropped, states = walk.through(state_limit)
            if dropped > self.weight:
                self.improve()
            root = min(root, dropped)
        return self.case.value_of(max(root, self.weight)), states

    def _first(self, inside: Iterable[int]) -> list[int]:
        chosen = set(inside)
        return sorted(self.by_loss, key=lambda i: i not in chosen)

    def _money_prices(self) -> list[int]:
        if not self.case.money_limits:
            return [0]
        # Without a price of its own money is priced as if all of it were worth one half hour.
        prices = self.relaxation.prices
        price = prices.cent or prices.half_hour // max(1, self.case.cents)
        return [0, *(self.case.whole(int(price * part)) for part in _MONEY_PRICES)]


class _Walk:
    """The walk along the rows with all states that can still become better than the best set."""

    def __init__(self, relaxation: Relaxation, tables: Sequence[Table], weight: int) -> None:
        self.rows, self.case = relaxation.rows, relaxation.case
        self.tables = sorted(tables, key=lambda table: table.root)
        self.weight = weight
        self.always, self.by_bit = relaxation.pending()
        # States by row and by the bits that they carry.
        self.waiting: list[dict[int, list[_State]]] = [{} for _ in range(len(self.rows.tasks) + 1)]

    def through(self, state_limit: int) -> tuple[int, int, int]:
        """Walk all rows.

        Returns:
            The weight of the best set, that which nothing dropped for want of states exceeds, the number of states.
        """
        # Behind the limit each row keeps so few states that all of them together are about as many again.
        kept = max(1, state_limit // (2 * len(self.rows.tasks)))
        looked_at = dropped = 0
        self.waiting[0][0] = [(self.case.half_hours, self.case.cents, 0)]
        for row in range(len(self.rows.tasks)):
            found, self.waiting[row] = self.waiting[row], {}
            hopeful: list[tuple[int, int, _State]] = []
            for bits, states in found.items():
                best = _undominated(states)
                looked_at += len(best)
                self._add_hopeful(row, bits, best, hopeful)
            if looked_at > state_limit and len(hopeful) > kept:
                hopeful.sort(reverse=True)
                dropped = max(dropped, hopeful[kept][0])
                del hopeful[kept:]
            self._step(row, hopeful)
        ends = [state[2] for states in self.waiting[-1].values() for state in states]
        return max([self.weight, *ends]), dropped, looked_at

    def _add_hopeful(
        self, row: int, bits: int, states: Iterable[_State], hopeful: list[tuple[int, int, _State]]
    ) -> None:
        """Add the states that can become better than the best set, each with what it can become at most."""
        extra = self.always[row] + sum(amount for bit, amount in self.by_bit[row] if bits & bit)
        tables = [(table.best[row], table.cent) for table in self.tables]
        # A state is hopeful if what is still to come can bring its weight above this.
        enough = self.weight - extra
        for state in states:
            half_hours, cents, weight = state
            least = None
            for best, cent in tables:
                bound = weight + best[half_hours] + cent * cents
                if bound <= enough:
                    break
                if least is None or bound < least:
                    least = bound
            else:
                if least is not None:
                    hopeful.append((least + extra, bits, state))

    def _step(self, row: int, hopeful: Iterable[tuple[int, int, _State]]) -> None:
        """From a row on: leave its task out with all below it, and take it where that is allowed."""
        rows = self.rows
        work, cost, weight = rows.half_hours[row], rows.cents[row], rows.weights[row]
        left_out, taken = self.waiting[rows.behind[row]], self.waiting[row + 1]
        moves: dict[int, tuple[int | None, int | None]] = {}
        for _, bits, state in hopeful:
            if bits not in moves:
                moves[bits] = rows.moves(row, bits)
            without, with_it = moves[bits]
            if without is not None:
                left_out.setdefault(without, []).append(state)
            half_hours, cents, so_far = state
            if with_it is not None and half_hours >= work and cents >= cost:
                taken.setdefault(with_it, []).append((half_hours - work, cents - cost, so_far + weight))


def _undominated(states: list[_State]) -> list[_State]:
    """The states without those that have no more of anything than another one."""
    if len(states) == 1:
        return states
    states.sort(reverse=True)
    # Of the states so far, which all have at least as many half hours: cents rising, weights falling.
    cents_left: list[int] = []
    weights: list[int] = []
    found = []
    for state in states:
        _, cents, weight = state
        at = bisect_left(cents_left, cents)
        if at < len(cents_left) and weights[at] >= weight:
            continue
        stop = at + 1 if at < len(cents_left) and cents_left[at] == cents else at
        start = at
        while start and weights[start - 1] <= weight:
            start -= 1
        cents_left[start:stop] = [cents]
        weights[start:stop] = [weight]
        found.append(state)
    return found
