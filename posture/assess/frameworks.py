"""Framework status: what the answers say about each requirement of an outside standard (`posture-score/1`, 2.10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from posture.assess.scoring import ControlScore
from posture.model.control import Answer
from posture.model.framework import Framework, Requirement


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


@dataclass(frozen=True, slots=True)
class Held:
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
    mapped = [entry for entry in requirement.maps if entry.control in controls]
    if not mapped:
        return Status.NOT_COVERED
    applicable = [(entry, controls[entry.control]) for entry in mapped if controls[entry.control].answer is not None]
    if not applicable:
        return Status.NA
    # What `complete` claims of all mapped controls together is not known of some of them.
    whole = requirement.complete and len(mapped) == len(requirement.maps)
    answers = [control.answer for _, control in applicable]
    known = [answer for answer in answers if answer is not Answer.UNKNOWN]
    if all(answer is Answer.IMPLEMENTED for answer in known):
        if len(known) < len(answers):
            return Status.UNKNOWN
        if whole or any(entry.relation in ("equal", "superset") for entry, _ in applicable):
            return Status.MET
    if any(control.earns for _, control in applicable):
        return Status.PARTLY
    return Status.NOT_MET
