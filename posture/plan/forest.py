"""Tasks that need each other, written as rows to walk along, and sets of tasks written as one number each.

The rows are those of the left-right tree knapsack (Johnson and Niemi 1983): a forest in preorder, walked from the
first row to the last. At each row the task is taken, which leads to the next row, or left out together with all that
stands below it, which leads to the first row behind those. (`posture-score/1`, 3.4, steps 1 and 2.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """An action as whole numbers.

    Attributes:
        place: Its place in the roadmap, which settles ties. What it needs has a smaller one.
        value: What it is worth, in any unit.
        needs: Places of the tasks that must be taken with it; those that are not asked about are done already.
        group: Of the tasks with the same name here at most one is taken.
    """

    place: int
    value: int
    half_hours: int
    cents: int
    needs: tuple[int, ...] = ()
    group: str | None = None


def ones(bits: int) -> list[int]:
    """The numbers of the bits that are set, from the lowest."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found


def needed_within(tasks: Sequence[Task]) -> tuple[tuple[int, ...], ...]:
    """For each task the indexes of those that it needs."""
    index = {task.place: i for i, task in enumerate(tasks)}
    return tuple(tuple(sorted({index[place] for place in task.needs if place in index})) for task in tasks)


def closures(needs: Iterable[Iterable[int]]) -> list[int]:
    """For each task a number whose set bits are the indexes of the task and of all that it needs."""
    found: list[int] = []
    for i, needed in enumerate(needs):
        bits = 1 << i
        for need in needed:
            bits |= found[need]
        found.append(bits)
    return found


def possible(tasks: Sequence[Task], half_hours: int, cents: int) -> tuple[Task, ...]:
    """The tasks that fit together with what they need, without those that neither are worth nor help anything."""
    bundles = closures(needed_within(tasks))
    useful = 0
    for task, bundle in zip(tasks, bundles, strict=True):
        members = [tasks[i] for i in ones(bundle)]
        groups = [member.group for member in members if member.group is not None]
        if (
            task.value > 0
            and sum(member.half_hours for member in members) <= half_hours
            and sum(member.cents for member in members) <= cents
            and len(set(groups)) == len(groups)
        ):
            useful |= bundle
    return tuple(tasks[i] for i in ones(useful))


class Case:
    """Tasks to choose from and what they may take.

    Each task has a weight such that the sums of two different sets are never equal: the set with the larger sum is
    the better one (more value, then fewer half hours, then fewer cents, then the earlier in the roadmap where they
    first differ). The last bits of a sum, one for each task, say which tasks are in it.
    """

    def __init__(self, tasks: Sequence[Task], half_hours: int, cents: int) -> None:
        self.tasks = tasks
        self.half_hours = half_hours
        self.needs = needed_within(tasks)
        self.closures = closures(self.needs)
        # Whether money limits the choice at all. Where it does not, nothing is charged, so nothing is compared.
        self.money_limits = sum(task.cents for task in tasks) > cents
        self.cents = cents if self.money_limits else 0
        self.works = [task.half_hours for task in tasks]
        self.charges = [task.cents if self.money_limits else 0 for task in tasks]
        self._hour_steps = sum(self.works) + 1
        self._cent_steps = sum(task.cents for task in tasks) + 1
        self.weights = [
            (((task.value * self._hour_steps - task.half_hours) * self._cent_steps - task.cents) << len(tasks))
            | (1 << (len(tasks) - 1 - i))
            for i, task in enumerate(tasks)
        ]

    def value_of(self, weight: int) -> int:
        """The value of the set with this weight; no set with a smaller weight is worth more."""
        # The half hours and cents that were taken off are less than one step: rounding up undoes that.
        with_hours = -(-(weight >> len(self.tasks)) // self._cent_steps)
        return -(-with_hours // self._hour_steps)

    def members(self, weight: int) -> list[int]:
        """The indexes of the tasks in the set with this weight, whatever whole prices were taken off it."""
        count = len(self.tasks)
        return [count - 1 - bit for bit in reversed(ones(weight & ((1 << count) - 1)))]

    def whole(self, price: int) -> int:
        """A price that is none, or rounded down so that it leaves the bits of a weight alone that say what is in it."""
        return max(0, price) >> len(self.tasks) << len(self.tasks)

    def weight_of(self, places: Iterable[int]) -> int:
        """The weight of the set of those tasks that are asked about, by their places."""
        chosen = set(places)
        return sum(weight for task, weight in zip(self.tasks, self.weights, strict=True) if task.place in chosen)

    def filled(self, order: Iterable[int]) -> int:
        """The weight of the set that results from taking tasks in an order, each with what it needs, while they fit."""
        works, charges, closures = self.works, self.charges, self.closures
        taken, weight, groups = 0, 0, set[str]()
        half_hours, cents = self.half_hours, self.cents
        for i in order:
            if works[i] > half_hours or charges[i] > cents or taken >> i & 1 or not self.tasks[i].value:
                continue
            bundle = ones(closures[i] & ~taken) if self.needs[i] else [i]
            work = sum([works[j] for j in bundle])
            cost = sum([charges[j] for j in bundle])
            if work > half_hours or cost > cents:
                continue
            names = {group for j in bundle if (group := self.tasks[j].group) is not None}
            if names & groups:
                continue
            groups |= names
            half_hours -= work
            cents -= cost
            taken |= closures[i]
            weight += sum([self.weights[j] for j in bundle])
        return weight


@dataclass(frozen=True, slots=True)
class SideNeed:
    """Rows of a task and of something that it needs which is not above it in the forest."""

    user: int
    need: int
    bit: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """Rows of a group of which at most one is taken."""

    rows: tuple[int, ...]
    bit: int


class Rows:
    """The tasks of a case in preorder of a forest, with what the forest can't say kept in bits.

    Of several tasks that one needs, the deepest is its parent. For another the walk carries a bit: "it was taken"
    where that stands first, "it must still be taken" where the one that needs it stands first. A group of
    alternatives has a bit "one was taken". A bit is dropped behind the last row that asks for it.

    Attributes:
        tasks: Index of the task at each row.
        behind: The first row behind the task and all that stands below it.
        above: The row of the parent, -1 for none.
        requires: Bits without which the task can't be taken.
        bars: Bits with which it can't be taken.
        sets: Bits that taking it sets.
        owed: Bits with which it and what is below it can't be left out.
        alive: Bits that are still asked for at this row or behind it.
    """

    def __init__(self, case: Case) -> None:
        parents, others = _parents(case)
        self.tasks, row_of, self.behind = _preorder(parents)
        count = len(self.tasks)
        self.above = [row_of[parents[i]] if parents[i] >= 0 else -1 for i in self.tasks]
        self.weights = [case.weights[i] for i in self.tasks]
        self.half_hours = [case.tasks[i].half_hours for i in self.tasks]
        self.cents = [case.charges[i] for i in self.tasks]
        self.needs: list[list[int]] = [[] for _ in range(count)]
        self.users: list[set[int]] = [set() for _ in range(count)]
        for i in range(count):
            for need in (*others[i], *([parents[i]] if parents[i] >= 0 else [])):
                self.needs[row_of[i]].append(row_of[need])
                self.users[row_of[need]].add(row_of[i])
        bits: dict[object, int] = {}
        self.side_needs = [
            SideNeed(user, need, 1 << bits.setdefault((need, user < need), len(bits)))
            for i in range(count)
            for user, need in ((row_of[i], row_of[other]) for other in others[i])
        ]
        groups: dict[str, list[int]] = {}
        for row, i in enumerate(self.tasks):
            group = case.tasks[i].group
            if group is not None:
                groups.setdefault(group, []).append(row)
        self.one_ofs = [
            OneOf(tuple(rows), 1 << bits.setdefault(name, len(bits))) for name, rows in groups.items() if len(rows) > 1
        ]
        self._mask(count)

    def moves(self, row: int, bits: int) -> tuple[int | None, int | None]:
        """The bits after leaving the task at a row out, and after taking it; None for what is not allowed."""
        without = None if bits & self.owed[row] else bits & self.alive[self.behind[row]]
        allowed = bits & self.requires[row] == self.requires[row] and not bits & self.bars[row]
        return without, (bits | self.sets[row]) & self.alive[row + 1] if allowed else None

    def _mask(self, count: int) -> None:
        self.requires, self.bars, self.sets = [0] * count, [0] * count, [0] * count
        self.owed, self.alive = [0] * count, [0] * (count + 1)
        due: dict[int, int] = {}
        for side in self.side_needs:
            first, last = sorted((side.user, side.need))
            self.sets[first] |= side.bit
            if first == side.need:
                self.requires[last] |= side.bit
            else:
                due[last] = side.bit
            self._keep(side.bit, first, last)
        for one_of in self.one_ofs:
            for row in one_of.rows:
                self.sets[row] |= one_of.bit
                self.bars[row] |= one_of.bit
            self._keep(one_of.bit, one_of.rows[0], one_of.rows[-1])
        for last, bit in due.items():
            for row in range(last + 1):
                if self.behind[row] > last:
                    self.owed[row] |= bit

    def _keep(self, bit: int, first: int, last: int) -> None:
        for row in range(first + 1, last + 1):
            self.alive[row] |= bit


def _parents(case: Case) -> tuple[list[int], list[list[int]]]:
    """For each task the one it stands below, -1 for none, and what else it needs that is not implied."""
    depths: list[int] = []
    parents: list[int] = []
    others: list[list[int]] = []
    for needed in case.needs:
        direct = [
            need for need in needed if not any(case.closures[other] >> need & 1 for other in needed if other != need)
        ]
        parent = max(direct, key=lambda need: (depths[need], -need), default=-1)
        parents.append(parent)
        others.append([need for need in direct if need != parent])
        depths.append(1 + depths[parent] if direct else 0)
    return parents, others


def _preorder(parents: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """The tasks by row, the row of each task, and for each row the first one behind all that stands below it."""
    below: list[list[int]] = [[] for _ in parents]
    stack = []
    for i in reversed(range(len(parents))):
        if parents[i] < 0:
            stack.append(i)
        else:
            below[parents[i]].append(i)
    order: list[int] = []
    row_of = [0] * len(parents)
    while stack:
        i = stack.pop()
        row_of[i] = len(order)
        order.append(i)
        stack += below[i]
    sizes = [1] * len(parents)
    for i in reversed(order):
        if parents[i] >= 0:
            sizes[parents[i]] += sizes[i]
    return order, row_of, [row + sizes[i] for row, i in enumerate(order)]
