"""In which order the questions are asked: by checklist, by person, or only the most telling ones.

The walkthrough, the plain interview and the question sheets all walk the groups made here. What a fact about the
clinic switches off is never asked; what was answered with "doesn't apply" still is, so that it can be looked at again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from posture.assess.applicability import Item, items
from posture.model.assessment import Assessment
from posture.model.control import Answer
from posture.model.library import Library

Order = Literal["checklist", "person", "quick"]
"""`checklist`: as the checklists stand. `person`: by who can answer. `quick`: only the most telling questions."""

Only = Literal["open", "unknown", "flagged", "gaps", "changed"]
"""`open`: not answered yet. `unknown`: nobody knows. `flagged`: marked to come back to. `gaps`: answered, and not fully
in place. `changed`: answered otherwise than in the earlier assessment."""

ORDERS: Final[tuple[Order, ...]] = get_args(Order)
FILTERS: Final[tuple[Only, ...]] = get_args(Only)

ANYBODY: Final = "anybody"
"""Id of the group of questions that name nobody who can answer them."""

QUICK: Final = "quick-check"
"""Id of the one group of the quick check."""

SECONDS_AN_ANSWER: Final = 20
"""What it takes to read a question and its levels and to answer from what one knows; an estimate."""

_GAPS: Final = frozenset({Answer.MOSTLY, Answer.PARTLY, Answer.NOT})


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are asked together.

    Attributes:
        id: Of the checklist or the role; `anybody` or `quick-check` where there is neither.
        title: As people see it.
        items: In the order in which they are asked, none that a fact switches off.
    """

    id: str
    title: str
    items: tuple[Item, ...]

    @property
    def answered(self) -> int:
        """How many have an answer, `don't know` included."""
        return sum(1 for item in self.items if item.answered)

    @property
    def minutes(self) -> int:
        """How long it takes to find all of it out, in minutes, as far as the checklists say."""
        return sum(item.control.minutes for item in self.items)


def walk(library: Library, assessment: Assessment, order: Order = "checklist") -> tuple[Group, ...]:
    """The questions of an assessment in an order; groups without any are left out.

    Raises:
        PostureError: The assessment names a checklist that the library does not have.
    """
    asked = tuple(item for item in items(library, assessment) if item.excluded != "fact")
    return _WALKS[order](library, asked)


def _by_checklist(library: Library, asked: Iterable[Item]) -> tuple[Group, ...]:
    found: dict[str, list[Item]] = {}
    for item in asked:
        found.setdefault(item.checklist.id, []).append(item)
    return tuple(Group(name, library.checklist_by_id[name].title, tuple(own)) for name, own in found.items())


def _by_person(library: Library, asked: Iterable[Item]) -> tuple[Group, ...]:
    # In the order of the roles, so that a visit goes through the house in the same way every time.
    found: dict[str, list[Item]] = {role.id: [] for role in library.roles}
    nobody: list[Item] = []
    for item in asked:
        (found.setdefault(item.control.ask, []) if item.control.ask else nobody).append(item)
    named = [Group(name, library.role_title(name), tuple(own)) for name, own in found.items() if own]
    return (*named, Group(ANYBODY, "anybody", tuple(nobody))) if nobody else tuple(named)


def _quick(_library: Library, asked: Iterable[Item]) -> tuple[Group, ...]:
    telling = tuple(item for item in asked if item.control.quick_check)
    return (Group(QUICK, "Quick check", telling),) if telling else ()


_WALKS: Final[Mapping[Order, Callable[[Library, Iterable[Item]], tuple[Group, ...]]]] = MappingProxyType(
    {"checklist": _by_checklist, "person": _by_person, "quick": _quick}
)


def only(groups: Iterable[Group], wanted: Only, earlier: Assessment | None = None) -> tuple[Group, ...]:
    """Groups with only some of their questions; those of which nothing is left go.

    Args:
        groups: As `walk` makes them.
        wanted: Which questions.
        earlier: The assessment before this one, for `changed`; without it every answer is a change.
    """
    kept = (
        Group(group.id, group.title, tuple(item for item in group.items if _wanted(item, wanted, earlier)))
        for group in groups
    )
    return tuple(group for group in kept if group.items)


def _wanted(item: Item, wanted: Only, earlier: Assessment | None) -> bool:
    if wanted == "open":
        return not item.answered
    if wanted == "unknown":
        return item.answered and item.answer is Answer.UNKNOWN
    if wanted == "flagged":
        return item.response.flagged
    if wanted == "gaps":
        return item.answer in _GAPS
    before = earlier.response(item.control.id).answer if earlier else None
    return item.response.answer is not before


def for_role(groups: Iterable[Group], role_id: str) -> tuple[Group, ...]:
    """Groups with only the questions that one role can answer; `anybody` means those that name nobody."""
    wanted = None if role_id == ANYBODY else role_id
    kept = (
        Group(group.id, group.title, tuple(item for item in group.items if item.control.ask == wanted))
        for group in groups
    )
    return tuple(group for group in kept if group.items)


def minutes_left(groups: Iterable[Group]) -> int:
    """About how many minutes the questions without an answer take, answered from what one knows; rounded up."""
    seconds = SECONDS_AN_ANSWER * sum(len(group.items) - group.answered for group in groups)
    return -(-seconds // 60)
