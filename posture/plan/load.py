"""How much work falls to each role, phase by phase, and where that is more than the role has time for (3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posture.plan.schedule import WEEK
from posture.plan.value import Valued


@dataclass(frozen=True, slots=True)
class RoleLoad:
    """The work of one role that is finished in a phase.

    Attributes:
        role: Id of the role; None for actions that name none.
        hours: Of the phase.
        until_then: Hours from the start of the plan to the end of the phase.
        available: Hours that the role has until then; None where its hours a week are not known.
    """

    role: str | None
    hours: Fraction
    until_then: Fraction
    available: Fraction | None

    @property
    def overloaded(self) -> bool:
        """True when more is asked of the role by the end of the phase than it has time for."""
        return self.available is not None and self.until_then > self.available


def role_loads(
    phases: Sequence[tuple[int, Sequence[Valued]]], weekly: Mapping[str, Fraction]
) -> tuple[tuple[RoleLoad, ...], ...]:
    """The loads of each phase, roles in the order in which the plan first needs them.

    Args:
        phases: Horizon in days and the actions that are finished by it and not by the one before.
        weekly: Hours a week by role; a role that is not named has as many as it takes.
    """
    until_then: dict[str | None, Fraction] = {}
    found = []
    for days, actions in phases:
        own: dict[str | None, Fraction] = {}
        for valued in actions:
            role = valued.action.role
            own[role] = own.get(role, Fraction(0)) + valued.hours
            until_then[role] = until_then.get(role, Fraction(0)) + valued.hours
        found.append(
            tuple(
                RoleLoad(
                    role=role,
                    hours=hours,
                    until_then=until_then[role],
                    available=weekly[role] * days / WEEK if role is not None and role in weekly else None,
                )
                for role, hours in own.items()
            )
        )
    return tuple(found)
