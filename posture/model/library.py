"""The library: all content that is loaded together, looked up by id. Reading the files is `content`'s work."""

from functools import cached_property

from pydantic import Field

from posture.model.action import Action
from posture.model.base import Frozen, Id, Many, Required, SchemaVersion, Text
from posture.model.checklist import Checklist
from posture.model.clinic import Fact, Role
from posture.model.control import Control
from posture.model.framework import Framework
from posture.model.override import OverriddenControl
from posture.model.policy import Policy
from posture.model.threat import Scenario


class RetiredId(Frozen):
    """An id that is no longer used, why, and what took its place.

    Attributes:
        id: The id, which is never used again.
        kind: `control` or `action`.
        since: Version of the checklist without it.
        reason: Why.
        successor: Id of what took its place.
    """

    id: Id
    kind: Text = "control"
    since: Text = ""
    reason: Required
    successor: Id | None = None


class Retired(Frozen):
    """The file `common/retired.toml`: ids that are no longer used.

    Attributes:
        schema_version: Format of the file: 1.
        retired: The ids.
    """

    schema_version: SchemaVersion = 1
    retired: Many[RetiredId] = ()


class LoadedChecklist(Frozen):
    """A checklist with the hash of the bytes that it was read from, and the path of their file if there is one."""

    checklist: Checklist
    sha256: str
    builtin: bool
    file: str = ""


class Library(Frozen):
    """Everything an assessment is scored with."""

    loaded: tuple[LoadedChecklist, ...]
    facts: tuple[Fact, ...] = ()
    roles: tuple[Role, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    policy: Policy
    frameworks: tuple[Framework, ...] = ()
    retired: tuple[RetiredId, ...] = Field(default=())
    overridden: tuple[OverriddenControl, ...] = ()

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        """The checklists in the order in which they are walked."""
        return tuple(loaded.checklist for loaded in self.loaded)

    @cached_property
    def checklist_by_id(self) -> dict[str, Checklist]:
        """Checklists by id."""
        return {checklist.id: checklist for checklist in self.checklists}

    @cached_property
    def sha256_by_checklist(self) -> dict[str, str]:
        """Content hashes by checklist id."""
        return {loaded.checklist.id: loaded.sha256 for loaded in self.loaded}

    @cached_property
    def control_by_id(self) -> dict[str, Control]:
        """Controls of all checklists by id."""
        return {control.id: control for checklist in self.checklists for control in checklist.controls}

    @cached_property
    def checklist_of(self) -> dict[str, Checklist]:
        """The checklist in which a control stands, by control id."""
        return {control.id: checklist for checklist in self.checklists for control in checklist.controls}

    @cached_property
    def action_by_id(self) -> dict[str, Action]:
        """Actions of all checklists by id."""
        return {action.id: action for checklist in self.checklists for action in checklist.actions}

    @cached_property
    def fact_by_id(self) -> dict[str, Fact]:
        """Facts by id."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def role_by_id(self) -> dict[str, Role]:
        """Roles by id."""
        return {role.id: role for role in self.roles}

    @cached_property
    def scenario_by_id(self) -> dict[str, Scenario]:
        """Threat scenarios by id."""
        return {scenario.id: scenario for scenario in self.scenarios}

    @cached_property
    def controls_against(self) -> dict[str, tuple[Control, ...]]:
        """By the id of a scenario, the controls that do something against it."""
        found: dict[str, dict[str, Control]] = {}
        for control in self.control_by_id.values():
            for threat in control.threats:
                found.setdefault(threat.scenario, {})[control.id] = control
        return {scenario: tuple(controls.values()) for scenario, controls in found.items()}

    @cached_property
    def requirements_of(self) -> dict[str, frozenset[tuple[str, str]]]:
        """By the id of a control, the framework and id of each requirement that it answers."""
        found: dict[str, set[tuple[str, str]]] = {}
        for framework in self.frameworks:
            for requirement in framework.requirements:
                for entry in requirement.maps:
                    found.setdefault(entry.control, set()).add((framework.id, requirement.id))
        return {control: frozenset(requirements) for control, requirements in found.items()}

    def role_title(self, role_id: str | None) -> str:
        """The name of a role; its id where the role is not known, empty for none."""
        if role_id is None:
            return ""
        role = self.role_by_id.get(role_id)
        return role.title if role else role_id
