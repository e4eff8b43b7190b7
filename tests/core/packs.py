"""Small packs for the tests of the core: builders with sensible defaults, and changes that make one pack from another.

A pack is a library, an assessment and the day of the reading. Random ones are in `random_packs.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from posture.assess.evaluate import Evaluation, evaluate
from posture.model.action import Action
from posture.model.assessment import ActionStatus, Assessment, Response
from posture.model.checklist import Checklist
from posture.model.control import Control
from posture.model.framework import Framework
from posture.model.library import Library, LoadedChecklist
from posture.model.policy import Cap, Policy
from posture.model.threat import Scenario
from posture.plan.value import Valued

AS_OF = date(2026, 11, 23)

PROOF = {"method": "examine", "reference": "seen on site", "collected": AS_OF}
"""Evidence that is current on the day of the reading."""

STANDARD: Mapping[str, object] = {
    "credits": {
        "graded": {"implemented": 100, "mostly": 75, "partly": 40, "not": 0},
        "strict": {"implemented": 100, "mostly": 50, "partly": 20, "not": 0},
    },
    "weights": {"very-low": 1, "low": 2, "moderate": 5, "high": 8, "very-high": 10},
    "strengths": {"minor": 15, "moderate": 35, "strong": 60, "decisive": 80},
    "urgency": {"cap": 200, "weakest_stage": 150},
    "phases": {"days": [7, 30, 90, 365]},
    "grades": [{"grade": grade, "from": start} for grade, start in zip("ABCDE", (90, 75, 60, 40, 0), strict=True)],
}
"""The numbers of scoring.md 2.1, 2.3, 2.5, 2.9 and 3.2, without caps."""


def policy(**changes: object) -> Policy:
    return Policy.model_validate({**STANDARD, **changes})


def control(name: str, /, **changes: object) -> Control:
    """A control of weight 5, unless likelihood or impact say otherwise."""
    required = {"id": name, "title": name, "question": f"{name}?", "likelihood": "moderate", "impact": "moderate"}
    return Control.model_validate({**required, **changes})


def action(name: str, /, *closes: tuple[str, int], **changes: object) -> Action:
    """An action that closes (control, share) pairs in an hour of work, unless said otherwise."""
    closing = [{"control": control_id, "share": share} for control_id, share in closes]
    return Action.model_validate({"id": name, "title": name, "closes": closing, "hours": {"base": 1}, **changes})


def cap(name: str, controls: Sequence[str], below: str, max_grade: str, **changes: object) -> Cap:
    return Cap.model_validate(
        {"id": name, "controls": list(controls), "below": below, "max_grade": max_grade, **changes}
    )


def framework(name: str, requirements: Iterable[Mapping[str, object]]) -> Framework:
    return Framework.model_validate({"id": name, "title": name, "requirements": list(requirements)})


def checklist(name: str, controls: Iterable[Control] = (), actions: Iterable[Action] = ()) -> Checklist:
    return Checklist(schema_version=1, id=name, title=name, controls=tuple(controls), actions=tuple(actions))


def loaded(checklists: Iterable[Checklist]) -> tuple[LoadedChecklist, ...]:
    return tuple(LoadedChecklist(checklist=one, sha256="0" * 64, builtin=False) for one in checklists)


def library(checklists: Iterable[Checklist], rules: Policy | None = None, **changes: object) -> Library:
    scenarios = tuple(Scenario(id=name, title=name) for name in ("phishing", "ransomware"))
    values = {"loaded": loaded(checklists), "policy": rules or policy(), "scenarios": scenarios, **changes}
    return Library.model_validate(values)


def response(given: object) -> Response:
    """A response from its answer alone, or from all of its keys."""
    return Response.model_validate(given if isinstance(given, Mapping) else {"answer": given})


def assessment(
    checklists: Iterable[str], responses: Mapping[str, object] | None = None, **changes: object
) -> Assessment:
    return Assessment.model_validate(
        {
            "schema_version": 1,
            "id": "00000000-0000-4000-8000-000000000001",
            "clinic": "Test Clinic",
            "checklists": [{"id": name} for name in checklists],
            "responses": {name: response(given) for name, given in (responses or {}).items()},
            **changes,
        }
    )


@dataclass(frozen=True)
class Pack:
    """What is judged and on which day."""

    library: Library
    assessment: Assessment
    as_of: date = AS_OF

    @property
    def controls(self) -> tuple[Control, ...]:
        return tuple(self.library.control_by_id.values())

    def evaluate(self) -> Evaluation:
        return evaluate(self.library, self.assessment, self.as_of)

    def answered(self, control_id: str, given: object) -> "Pack":
        """The same pack with another response."""
        return replace(self, assessment=self.assessment.with_response(control_id, response(given)))

    def with_library(self, **changes: object) -> "Pack":
        values = {name: getattr(self.library, name) for name in Library.model_fields}
        return replace(self, library=Library.model_validate({**values, **changes}))

    def with_policy(self, **changes: object) -> "Pack":
        values = {name: getattr(self.library.policy, name) for name in Policy.model_fields}
        return self.with_library(policy=Policy.model_validate({**values, **changes}))

    def with_controls(self, by_checklist: Mapping[str, Iterable[Control]]) -> "Pack":
        """The same pack with other controls in the checklists that are named."""
        changed = [
            one.model_copy(update={"controls": tuple(by_checklist.get(one.id, one.controls))})
            for one in self.library.checklists
        ]
        return self.with_library(loaded=loaded(changed))

    def adding(self, new: Control, checklist_id: str) -> "Pack":
        old = self.library.checklist_by_id[checklist_id].controls
        return self.with_controls({checklist_id: (*old, new)})


def pack(
    controls: Iterable[Control],
    responses: Mapping[str, object],
    actions: Iterable[Action] = (),
    caps: Iterable[Cap] = (),
    frameworks: Iterable[Framework] = (),
    states: Mapping[str, str] | None = None,
    **assessed: object,
) -> Pack:
    """A pack of one checklist, `main`. `states` are those of actions that are not open."""
    known = {name: {"status": status, "reason": "said so"} for name, status in (states or {}).items()}
    rules = policy(caps=list(caps))
    content = library([checklist("main", controls, actions)], rules, frameworks=tuple(frameworks))
    return Pack(content, assessment(["main"], responses, actions=known, **assessed))


def valued(
    name: str,
    half_hours: int,
    value: int | Fraction,
    requires: Iterable[str] = (),
    status: ActionStatus = "open",
    **changes: object,
) -> Valued:
    """An action with its worth as given, for tests of the order and of the calendar."""
    return Valued(
        action=action(name, requires=list(requires), hours={"base": half_hours / 2}, **changes),
        status=status,
        half_hours=half_hours,
        cents=0,
        gain=Fraction(value),
        value=Fraction(value),
        closings=(),
        staff_missing=False,
        own=False,
    )
