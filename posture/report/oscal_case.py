"""What both OSCAL documents are made from: the rows of the report with the ids and actors that they are told with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from posture.assess.scoring import ControlScore
from posture.model.action import Action
from posture.model.text import one_line
from posture.plan.plan import Step
from posture.plan.value import candidates
from posture.report.material import ReportInput
from posture.report.oscal_values import Ids, filled
from posture.report.records import Record
from posture.report.rows import ActionRow, ControlRow, action_rows, control_rows


@dataclass(frozen=True)
class Case:
    """An assessment with its plan, looked up by id, in the order of every report."""

    material: ReportInput

    @cached_property
    def ids(self) -> Ids:
        """The UUIDs of this assessment."""
        return Ids(self.material.assessment.id)

    @cached_property
    def controls(self) -> tuple[ControlRow, ...]:
        """The controls that apply."""
        return control_rows(self.material)

    @cached_property
    def gaps(self) -> tuple[ControlRow, ...]:
        """Those of them that are not in place, or of which nobody knows."""
        return tuple(row for row in self.controls if row.is_finding)

    @cached_property
    def scores(self) -> Mapping[str, ControlScore]:
        """Every control of the assessment as it was judged."""
        return {score.id: score for score in self.material.evaluation.controls}

    @cached_property
    def planned(self) -> Mapping[str, ActionRow]:
        """The actions of the plan, in their order."""
        return {row.id: row for row in action_rows(self.material)}

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The same, with their place in time."""
        return {step.id: step for step in self.material.plan.roadmap}

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """Every action that there is, planned or not."""
        return candidates(self.material.library, self.material.assessment)

    def closers(self, row: ControlRow) -> tuple[ActionRow, ...]:
        """The planned actions that close a gap, each once, in their order."""
        return tuple(self.planned[name] for name in dict.fromkeys(row.actions))

    def closing(self, control_id: str, status: str) -> Iterable[Action]:
        """The actions in a status that close a gap or a part of it."""
        for name, state in self.material.assessment.actions.items():
            action = self.actions.get(name)
            if state.status == status and action and any(one.control == control_id for one in action.closes):
                yield action

    def party(self, name: str) -> str | None:
        """The UUID of a person; None where nobody is named."""
        plain = one_line(name)
        return self.ids.of("person", plain) if plain else None

    def origins(self, *names: str) -> list[Record]:
        """Who said something: persons where they are named, and posture, which wrote it down."""
        people = dict.fromkeys(one_line(name) for name in names if one_line(name))
        actors = [{"type": "party", "actor-uuid": self.party(name)} for name in people]
        return [{"actors": [*actors, {"type": "tool", "actor-uuid": self.ids.of("tool")}]}]

    def responsible(self, role: str, name: str) -> Record:
        """A role in which a person acts, or just the role."""
        party = self.party(name)
        return filled({"role-id": role, "party-uuids": [party] if party else []})
