"""Framework status: what the answers say about each requirement of an outside standard (`posture-score/1`, 2.10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from posture.assess.scoring import ControlScore
from posture.model.control import Answer
from posture.model.framework import Framework, Requirement

_IMPLEMENTED_OR_UNKNOWN: Final = {Answer.IMPLEMENTED, Answer.UNKNOWN}


class Status(StrEnum):
    """Status of a requirement, from best to least known."""

    MET = "met"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    NOT_MET = "not-met"
    NA = "na"
    NOT_COVERED = "not-covered"


@dataclass(frozen=True, slots=True)
class RequirementStatus:
    """A requirement and its status."""

    requirement: Requirement
    status: Status


@dataclass(frozen=True, slots=True)
class FrameworkStatus:
    """A framework with the status of each requirement, in its own order."""

    framework: Framework
    requirements: tuple[RequirementStatus, ...]

    def count(self, status: Status, group: str | None = None) -> int:
        """How many requirements (of a group) have a status."""
        return sum(
            1
            for entry in self.requirements
            if entry.status is status and (group is None or entry.requirement.group == group)
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the framework, in its own order."""
        return tuple(dict.fromkeys(entry.requirement.group for entry in self.requirements))


class Held(NamedTuple):
    """What a requirement asks of a control: its answer, and whether that earns anything.

    Attributes:
        answer: As it counts; None where the control does not apply.
    """

    answer: Answer | None
    earns: bool


def held(score: ControlScore) -> Held:
    """What is held of a control, as it was answered."""
    if score.credit is None:
        return Held(None, earns=False)
    return Held(score.item.answer, earns=score.credit.point > 0)


def framework_statuses(frameworks: Iterable[Framework], controls: Mapping[str, Held]) -> tuple[FrameworkStatus, ...]:
    """Status of every requirement of every framework.

    Args:
        frameworks: The outside standards.
        controls: What is held of each control of the checklists, by id; those that do not apply as well.
    """
    return tuple(
        FrameworkStatus(
            framework,
            tuple(RequirementStatus(entry, status_of(entry, controls)) for entry in framework.requirements),
        )
        for framework in frameworks
    )


def status_of(requirement: Requirement, controls: Mapping[str, Held]) -> Status:
    """Status of one requirement, from what is held of the controls that are mapped to it."""
    mapped = [(entry.relation, controls[entry.control]) for entry in requirement.maps if entry.control in controls]
    applicable = [(relation, control) for relation, control in mapped if control.answer is not None]
    if not applicable:
        return Status.NA if mapped else Status.NOT_COVERED
    answers = {control.answer for _, control in applicable}
    if answers <= _IMPLEMENTED_OR_UNKNOWN:
        if Answer.UNKNOWN in answers:
            return Status.UNKNOWN
        # What `complete` claims of all mapped controls together is not known of some of them.
        whole = requirement.complete and len(mapped) == len(requirement.maps)
        if whole or any(relation in ("equal", "superset") for relation, _ in applicable):
            return Status.MET
    if any(control.earns for _, control in applicable):
        return Status.PARTLY
    return Status.NOT_MET
