"""Two people change one assessment at once: what both did, joined entry by entry, and what only a person can settle.

An entry is a response, a fact, the state of an action, or one of the rest (assessor, capacity, …). Where only one side
changed it, that change stands; where both did the same, it stands too; where they differ it is a conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal

from pydantic import ValidationError

from posture.model.assessment import Assessment, Response

Side = Literal["ours", "theirs"]


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
"""Stands where a side has no such entry."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an entry stands: the table (`responses`, `facts`, …) and its id in there; no id for what is no table."""

    table: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that both sides changed, each in another way; `ABSENT` where there is none."""

    place: Place
    base: object
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Merged:
    """What two sides make together.

    Attributes:
        assessment: Joined; at each conflict that nobody has settled it has ours.
        taken: What comes from theirs.
        conflicts: What nobody has settled.
    """

    assessment: Assessment
    taken: tuple[Place, ...]
    conflicts: tuple[Conflict, ...]


def merged(
    base: Assessment, ours: Assessment, theirs: Assessment, settled: Mapping[Place, Side] | None = None
) -> Merged:
    """Join two assessments that both come from a third.

    Args:
        base: What both began with.
        ours: As it is here.
        theirs: As somebody else made it meanwhile.
        settled: Which side stands at conflicts that a person has settled.
    """
    joining = _Joining(settled or {})
    values: dict[str, Any] = {}
    for name in Assessment.model_fields:
        sides = getattr(base, name), getattr(ours, name), getattr(theirs, name)
        is_table = isinstance(sides[0], Mapping)
        values[name] = joining.table(name, *sides) if is_table else joining.entry(Place(name), *sides)
    try:
        assessment = Assessment(**values)
    except ValidationError:
        # Own actions that are right on each side, and together need each other in a circle: one side's have to go.
        own = Place("own_actions")
        joining.forget(own.table)
        sides = base.own_actions, ours.own_actions, theirs.own_actions
        values[own.table] = joining.entry(own, *sides)
        assessment = Assessment(**values)
    return Merged(assessment, tuple(joining.taken), tuple(joining.conflicts))


class _Joining:
    """Collects, while entries are joined, what comes from theirs and what is a conflict."""

    def __init__(self, settled: Mapping[Place, Side]) -> None:
        self._settled = settled
        self.taken: list[Place] = []
        self.conflicts: list[Conflict] = []

    def table(
        self, name: str, base: Mapping[str, object], ours: Mapping[str, object], theirs: Mapping[str, object]
    ) -> dict[str, object]:
        """A table, entry by entry: theirs in their order, then what only we have."""
        found = {}
        for key in dict.fromkeys([*theirs, *ours, *base]):
            sides = (side.get(key, ABSENT) for side in (base, ours, theirs))
            value = self.entry(Place(name, key), *sides)
            if value is not ABSENT:
                found[key] = value
        return found

    def entry(self, place: Place, base: object, ours: object, theirs: object) -> object:
        """One entry, or anything that is changed only as a whole."""
        if _is(theirs, base) or _same(ours, theirs):
            return ours
        if _is(ours, base):
            self.taken.append(place)
            return theirs
        side = self._settled.get(place)
        if side is None:
            self.conflicts.append(Conflict(place, base, ours, theirs))
        elif side == "theirs":
            self.taken.append(place)
            return theirs
        return ours

    def forget(self, table: str) -> None:
        """Take back what was found of a table."""
        self.taken = [place for place in self.taken if place.table != table]
        self.conflicts = [conflict for conflict in self.conflicts if conflict.place.table != table]


def _is(one: object, other: object) -> bool:
    # 1 equals true in Python, and not in a file.
    return one is other or (type(one) is type(other) and one == other)


def _same(one: object, other: object) -> bool:
    """Whether two sides say the same, be it at another moment."""
    if isinstance(one, Response) and isinstance(other, Response):
        return one.model_copy(update={"at": None}) == other.model_copy(update={"at": None})
    return _is(one, other)
