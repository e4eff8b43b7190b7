"""The roadmap: the order that leaves the least risk open, which is the least Σ value × completion time.

Without prerequisites that is value per hour (Smith 1956). With tree-shaped ones the most valuable beginning of each
subtree moves up behind what it needs (Horn 1972): exact. An action that needs several others keeps the deepest as its
parent and pulls the rest in front; that is compared with a plain bundle greedy, and the better order is taken.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posture.plan.value import Valued


@dataclass(frozen=True, slots=True)
class Blocked:
    """An action that would be worth something, and the declined action that it needs."""

    action_id: str
    by: str


def closure(names: Iterable[str], actions: Mapping[str, Valued]) -> set[str]:
    """The named actions and all that they need, as far as it is not done."""
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found and name in actions:
            found.add(name)
            pending.extend(actions[name].action.requires)
    return found


def blocked(actions: Mapping[str, Valued]) -> tuple[Blocked, ...]:
    """Actions that can't be done because they need one that is declined, by id."""
    declined = {name for name, valued in actions.items() if valued.status == "declined"}
    found = []
    for name in sorted(actions):
        if name not in declined and actions[name].value > 0:
            needed = sorted(declined & closure([name], actions))
            if needed:
                found.append(Blocked(name, needed[0]))
    return tuple(found)


def roadmap(actions: Mapping[str, Valued], preferred: Collection[str] = ()) -> tuple[Valued, ...]:
    """Every action that is worth something or that such an action needs, in order; what is being done comes first.

    Args:
        actions: The open actions by id.
        preferred: Ids that are taken of their alternatives, whatever the others are worth.
    """
    declined = {name for name, valued in actions.items() if valued.status == "declined"}
    open_names = {name for name in actions if not declined & closure([name], actions)}
    chosen = _one_of_each_alternative(open_names, actions, preferred)
    planned = closure((name for name in chosen if actions[name].value > 0), actions)
    started = closure((name for name in planned if actions[name].status == "doing"), actions)
    rest = planned - started
    first = _order({name: actions[name] for name in started})
    then = _order({name: actions[name] for name in rest})
    return tuple(actions[name] for name in (*first, *then))


def choosable(actions: Mapping[str, Valued], also: Iterable[str] = ()) -> tuple[Valued, ...]:
    """What a budget can be spent on, in order: all that is worth something, every alternative, and what these need.

    Args:
        actions: The open actions by id.
        also: Ids of actions that are wanted whatever they are worth.
    """
    declined = {name for name, valued in actions.items() if valued.status == "declined"}
    wanted = {name for name, valued in actions.items() if valued.value > 0} | (set(also) & set(actions))
    possible = {name for name in wanted if not declined & closure([name], actions)}
    return tuple(actions[name] for name in _order({name: actions[name] for name in closure(possible, actions)}))


def _one_of_each_alternative(names: set[str], actions: Mapping[str, Valued], preferred: Collection[str]) -> set[str]:
    """All names but, of each group of alternatives, only the preferred, the begun or the one worth most per hour."""
    groups: dict[str, list[str]] = {}
    for name in names:
        group = actions[name].action.alternative
        if group is not None:
            groups.setdefault(group, []).append(name)
    dropped: set[str] = set()

    def rank(name: str) -> tuple[bool, bool, Fraction, str]:
        hours = sum(actions[needed].half_hours for needed in closure([name], actions))
        return (name not in preferred, actions[name].status != "doing", -actions[name].value / hours, name)

    for members in groups.values():
        dropped.update(sorted(members, key=rank)[1:])
    return {name for name in names if not dropped & closure([name], actions)}


def open_risk(order: Sequence[str], actions: Mapping[str, Valued]) -> Fraction:
    """Σ value × completion time of an order, in points × half hours."""
    time, total = 0, Fraction(0)
    for name in order:
        time += actions[name].half_hours
        total += actions[name].value * time
    return total


def _order(actions: Mapping[str, Valued]) -> list[str]:
    orders = [_horn(actions)]
    if any(len(_needed(valued, actions)) > 1 for valued in actions.values()):
        orders.append(_bundle_greedy(actions))
    return min(orders, key=lambda order: open_risk(order, actions))


def _needed(valued: Valued, actions: Mapping[str, Valued]) -> list[str]:
    return sorted({name for name in valued.action.requires if name in actions})


def _depths(actions: Mapping[str, Valued]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for root in actions:
        stack = [root]
        while stack:
            name = stack[-1]
            missing = [need for need in _needed(actions[name], actions) if need not in depths]
            if missing and name not in depths:
                stack.extend(missing)
            else:
                stack.pop()
                needs = _needed(actions[name], actions)
                depths[name] = 1 + max((depths[need] for need in needs), default=0)
    return depths


@dataclass(slots=True)
class _Block:
    """Actions that follow each other without a gap, with their value and half hours together."""

    names: list[str]
    value: Fraction
    half_hours: int

    @property
    def ratio(self) -> Fraction:
        return self.value / self.half_hours

    def take(self, other: "_Block") -> None:
        self.names += other.names
        self.value += other.value
        self.half_hours += other.half_hours


# Stands for "everything before the first action": the parent of actions that need nothing. No id is empty.
_START = ""


def _horn(actions: Mapping[str, Valued]) -> list[str]:
    depths = _depths(actions)
    parent = {
        name: max(_needed(valued, actions), key=lambda need: (depths[need], need), default=_START)
        for name, valued in actions.items()
    }
    blocks = {name: _Block([name], valued.value, valued.half_hours) for name, valued in actions.items()}
    home = {name: name for name in (*actions, _START)}

    def find(name: str) -> str:
        while home[name] != name:
            home[name] = home[home[name]]
            name = home[name]
        return name

    order: list[str] = []
    heap = [(-block.ratio, name) for name, block in blocks.items()]
    heapq.heapify(heap)
    while heap:
        negative_ratio, name = heapq.heappop(heap)
        block = blocks[name]
        if home[name] != name or block.ratio != -negative_ratio:
            continue  # an entry from before the block was merged or grew
        # The block with the best ratio of all comes straight after what it needs, in some best order.
        above = home[name] = find(parent[name])
        if above == _START:
            order += block.names
        else:
            blocks[above].take(block)
            heapq.heappush(heap, (-blocks[above].ratio, above))
    return _pulled_in_front(order, actions)


def _pulled_in_front(order: Iterable[str], actions: Mapping[str, Valued]) -> list[str]:
    """The order with everything that an action needs moved to just before it."""
    placed: dict[str, None] = {}
    for wanted in order:
        stack = [wanted]
        while stack:
            missing = [need for need in _needed(actions[stack[-1]], actions) if need not in placed]
            if missing:
                stack += reversed(missing)
            else:
                placed.setdefault(stack.pop())
    return list(placed)


def _bundle_greedy(actions: Mapping[str, Valued]) -> list[str]:
    """Repeatedly the action, with what it still needs, that has the best value per hour."""
    bundles = {name: closure([name], actions) for name in actions}
    users: dict[str, list[str]] = {name: [] for name in actions}
    for name, bundle in bundles.items():
        for member in bundle:
            users[member].append(name)
    value = {name: sum((actions[member].value for member in bundle), Fraction(0)) for name, bundle in bundles.items()}
    time = {name: sum(actions[member].half_hours for member in bundle) for name, bundle in bundles.items()}
    heap = [(-value[name] / time[name], name) for name in actions]
    heapq.heapify(heap)
    left = set(actions)
    order: list[str] = []
    while left:
        negative_ratio, name = heapq.heappop(heap)
        if name not in left or negative_ratio != -value[name] / time[name]:
            continue  # an entry from before something in the bundle was placed
        best = bundles[name] & left
        order += _pulled_in_front(sorted(best), {member: actions[member] for member in best})
        left -= best
        for user in {user for member in best for user in users[member]} & left:
            # What is placed counts no longer, neither for the value of a bundle nor for its time.
            placed = bundles[user] & best
            value[user] -= sum((actions[member].value for member in placed), Fraction(0))
            time[user] -= sum(actions[member].half_hours for member in placed)
            heapq.heappush(heap, (-value[user] / time[user], user))
    return order
