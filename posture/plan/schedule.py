"""The schedule: when each action is worked on and finished, for one worker with so many hours a week (3.5).

Days are exact fractions from the start of the plan. Work of one action is not interrupted; lead times run beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from posture.plan.value import Valued

WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Capacity:
    """Hours of work in the first week and in each later one."""

    first_week: Fraction
    per_week: Fraction

    def worked_until(self, day: Fraction) -> Fraction:
        """Hours that are available from the start to a day."""
        if day <= WEEK:
            return self.first_week * day / WEEK
        return self.first_week + self.per_week * (day - WEEK) / WEEK

    def day_of(self, hours: Fraction) -> Fraction | None:
        """The day on which so many hours have been available; None if that never happens."""
        if hours <= self.first_week:
            return WEEK * hours / self.first_week if self.first_week else Fraction(0)
        if self.per_week == 0:
            return None
        return WEEK + WEEK * (hours - self.first_week) / self.per_week


@dataclass(frozen=True, slots=True)
class Slot:
    """When an action starts and is finished, in days; None if the hours never suffice."""

    start: Fraction | None
    finish: Fraction | None


NEVER: Final = Slot(None, None)


def schedule(order: Sequence[Valued], capacity: Capacity) -> Mapping[str, Slot]:
    """Slots by action id. An action whose prerequisites are not finished is passed over until they are."""
    inside = {valued.id for valued in order}
    needs = {valued.id: {need for need in valued.action.requires if need in inside} for valued in order}
    users: dict[str, list[str]] = {}
    for name, needed in needs.items():
        for need in needed:
            users.setdefault(need, []).append(name)
    # The day on which all that an action needs is finished, as soon as that is known.
    ready_on = {name: Fraction(0) for name, needed in needs.items() if not needed}
    waiting = list(order)
    slots: dict[str, Slot] = {}
    now = Fraction(0)
    while waiting and ready_on:
        chosen = next((one for one in waiting if one.id in ready_on and ready_on[one.id] <= now), None)
        if chosen is None:
            now = min(ready_on.values())
            continue
        waiting.remove(chosen)
        del ready_on[chosen.id]
        worked = capacity.day_of(capacity.worked_until(now) + chosen.hours)
        if worked is None:
            continue  # the hours never suffice for this one; something smaller may still fit
        slots[chosen.id] = Slot(now, max(worked, now + chosen.action.lead_days))
        for user in users.get(chosen.id, ()):
            if needs[user] <= slots.keys():
                ready_on[user] = max(slots[need].finish or now for need in needs[user])
        now = worked
    return {valued.id: slots.get(valued.id, NEVER) for valued in order}
