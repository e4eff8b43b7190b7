"""Which questions the walkthrough asks, and in which order, and what that is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from posture.assess.carried import to_reconfirm
from posture.assess.walk import FILTERS, ORDERS, Group, Only, Order, minutes_left, only, walk
from posture.report.wording import count
from posture.session import Session

ORDER_WORDS: Final[Mapping[Order, str]] = MappingProxyType(
    {
        "checklist": "All, by checklist",
        "person": "All, by person",
        "quick": "Quick check: the most telling ones",
    }
)

ONLY_WORDS: Final[Mapping[Only, str]] = MappingProxyType(
    {
        "open": "Not answered yet",
        "unknown": "Don't know",
        "flagged": "Flagged",
        "gaps": "Gaps: answered, and not fully in place",
        "changed": "Changed since the last visit",
    }
)

TO_CONFIRM: Final = "To confirm: old answers, and proof that is stale"


@dataclass(frozen=True, slots=True)
class Route:
    """A way through the questions.

    Attributes:
        order: How they are grouped.
        ids: Controls that it is limited to; None for all. They stay the same while one walks, whatever is answered,
            so that nothing jumps away under the cursor.
        words: What it is limited to, in words; empty for all.
    """

    order: Order = "checklist"
    ids: frozenset[str] | None = None
    words: str = ""

    def groups(self, session: Session) -> tuple[Group, ...]:
        """The questions as they are now, group by group; groups without any are left out."""
        groups = walk(session.library, session.assessment, self.order)
        if self.ids is None:
            return groups
        kept = (
            Group(group.id, group.title, tuple(item for item in group.items if item.control.id in self.ids))
            for group in groups
        )
        return tuple(group for group in kept if group.items)


@dataclass(frozen=True, slots=True)
class Offer:
    """A route to choose from, with what it holds now.

    Attributes:
        about: How many questions, and how long those without an answer take.
    """

    key: str
    title: str
    about: str
    route: Route


def offers(session: Session) -> tuple[Offer, ...]:
    """The orders, then what the questions can be limited to; a limit that leaves nothing is not offered."""
    found = []
    for order in ORDERS:
        groups = walk(session.library, session.assessment, order)
        if groups:
            found.append(Offer(order, ORDER_WORDS[order], _about(groups), Route(order)))
    everything = walk(session.library, session.assessment)
    earlier = session.last_visit()
    for wanted in FILTERS:
        if wanted == "changed" and earlier is None:
            continue
        groups = only(everything, wanted, earlier)
        if groups:
            ids = frozenset(item.control.id for group in groups for item in group.items)
            title = ONLY_WORDS[wanted]
            found.append(Offer(wanted, title, _about(groups), Route("checklist", ids, title)))
    old = to_reconfirm(session.library, session.assessment, session.today)
    if old:
        ids = frozenset(carried.id for carried in old)
        found.append(Offer("confirm", TO_CONFIRM, count(len(old), "question"), Route("checklist", ids, TO_CONFIRM)))
    return tuple(found)


def _about(groups: tuple[Group, ...]) -> str:
    left = minutes_left(groups)
    return count(sum(len(group.items) for group in groups), "question") + (f", about {left} min" if left else "")


def time_left(groups: tuple[Group, ...]) -> str:
    """How long the questions without an answer take, in words; empty where all are answered."""
    left = minutes_left(groups)
    return f"about {count(left, 'minute')} left" if left else ""
