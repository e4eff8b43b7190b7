"""Framework status: what the answers say about each requirement of an outside standard (`posture-score/1`, 2.10)."""

from collections.abc import Iterable, Mapping, Sequence
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


def framework_statuses(frameworks: Iterable[Framework], scores: Sequence[ControlScore]) -> tuple[FrameworkStatus, ...]:
    """Status of every requirement of every framework."""
    by_id = {score.id: score for score in scores}
    return tuple(
        FrameworkStatus(
            framework,
            tuple(RequirementStatus(entry, _status(entry, by_id)) for entry in framework.requirements),
        )
        for framework in frameworks
    )


def _status(requirement: Requirement, by_id: Mapping[str, ControlScore]) -> Status:
    mapped = [entry for entry in requirement.maps if entry.control in by_id]
    if not mapped:
        return Status.NOT_COVERED
    applicable = [(entry, by_id[entry.control]) for entry in mapped if by_id[entry.control].credit is not None]
    if not applicable:
        return Status.NA
    # What `complete` claims of all mapped controls together is not known of some of them.
    whole = requirement.complete and len(mapped) == len(requirement.maps)
    answers = [score.item.answer for _, score in applicable]
    known = [answer for answer in answers if answer is not Answer.UNKNOWN]
    if all(answer is Answer.IMPLEMENTED for answer in known):
        if len(known) < len(answers):
            return Status.UNKNOWN
        if whole or any(entry.relation in ("equal", "superset") for entry, _ in applicable):
            return Status.MET
    if any(score.credit is not None and score.credit.point > 0 for _, score in applicable):
        return Status.PARTLY
    return Status.NOT_MET
