"""An assessment: one clinic's responses to given checklist versions at one time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from posture.model.action import Action, ActionText
from posture.model.base import FactId, Frozen, Id, Many, Named, Required, Text
from posture.model.control import Answer, FactValue

SCHEMA_VERSION = 1

Method = Literal["examine", "interview", "test"]
"""How something was looked at (NIST SP 800-53A's three methods)."""

ActionStatus = Literal["open", "doing", "done", "declined"]


def _uuid(text: str) -> str:
    try:
        UUID(text)
    except ValueError:
        raise ValueError(f"must be an id such as 0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11, not {text[:40]!r}") from None
    return text


AssessmentId = Annotated[str, AfterValidator(_uuid)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Evidence(Frozen):
    """What was looked at. By interview it is an assertion with a name, not proof."""

    method: Method = "examine"
    reference: Required
    collected: date
    sha256: Sha256 | None = None


class Acceptance(Frozen):
    """A gap that the clinic lives with for now: earns nothing, plans nothing, comes back after `until`."""

    reason: Required
    by: Text = ""
    until: date


class Response(Frozen):
    """Answer, note, evidence, who and when, for one control. Without an answer it is only a note or a flag."""

    answer: Annotated[Answer, Field(strict=False)] | None = None
    note: Text = ""
    reason: Text = ""
    by: Text = ""
    at: datetime | None = None
    flagged: bool = False
    evidence: Many[Evidence] = ()
    accepted: Acceptance | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing but who and when is left."""
        return self.model_copy(update={"by": "", "at": None}) == Response()


class ActionState(Frozen):
    """How far an action is, and who does it by when."""

    status: ActionStatus = "open"
    owner: Text = ""
    due: date | None = None
    reason: Text = ""

    @model_validator(mode="after")
    def _reason(self) -> Self:
        if self.status == "declined" and not self.reason.strip():
            raise ValueError("a declined action needs a reason")
        return self


class PlanSettings(Frozen):
    """Capacity and wishes for the plan. Hours are per week; `first_week` defaults to twice that.

    Attributes:
        start: The first day of the plan; the day of the reading where it is not given.
        year_dollars: Money for the year; no limit where it is not given.
        must: Ids of actions that are in whatever they are worth.
        avoid: Ids of actions that are out.
        role_hours: Hours a week that a role has for this work, by its id; whoever is not named has as much as needed.
    """

    start: date | None = None
    hours_per_week: Annotated[float, Field(ge=0, le=10_000)] | None = None
    first_week: Annotated[float, Field(ge=0, le=10_000)] | None = None
    year_dollars: Annotated[float, Field(ge=0, le=1_000_000_000)] | None = None
    must: Many[Id] = ()
    avoid: Many[Id] = ()
    role_hours: Named[Annotated[float, Field(ge=0, le=10_000)]] = Field(default_factory=dict, validate_default=True)


class ChecklistRef(Frozen):
    """Which checklist, in which version and with which content, was answered."""

    id: Id
    version: Text = ""
    sha256: Sha256 | None = None


class Assessment(Frozen):
    """One file of a workspace."""

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)]
    id: AssessmentId
    clinic: Required
    assessor: Text = ""
    started: date | None = None
    previous: AssessmentId | None = None
    checklists: Many[ChecklistRef]
    facts: Named[FactValue] = Field(default_factory=dict, validate_default=True)
    responses: Named[Response] = Field(default_factory=dict, validate_default=True)
    actions: Named[ActionState] = Field(default_factory=dict, validate_default=True)
    own_actions: Named[ActionText] = Field(default_factory=dict, validate_default=True)
    plan: PlanSettings = Field(default_factory=PlanSettings)

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        ids = [ref.id for ref in self.checklists]
        if len(set(ids)) != len(ids):
            raise ValueError("a checklist is named twice")
        return self

    @model_validator(mode="after")
    def _own_actions_need_no_circle(self) -> Self:
        needs = {name: set(action.requires) & set(self.own_actions) for name, action in self.own_actions.items()}
        while ready := [name for name, needed in needs.items() if not needed]:
            needs = {name: needed - set(ready) for name, needed in needs.items() if needed}
        if needs:
            raise ValueError(f"own actions need each other in a circle: {', '.join(sorted(needs))}")
        return self

    def response(self, control_id: str) -> Response:
        """The response to a control; an empty one where there is none."""
        return self.responses.get(control_id, _NO_RESPONSE)

    def action_state(self, action_id: str) -> ActionState:
        """The state of an action; open where nothing was said."""
        return self.actions.get(action_id, _OPEN)

    @property
    def own(self) -> tuple[Action, ...]:
        """The clinic's own actions, as actions."""
        return tuple(
            Action(id=name, **{key: getattr(text, key) for key in ActionText.model_fields})
            for name, text in self.own_actions.items()
        )

    def with_response(self, control_id: str, response: Response) -> "Assessment":
        """A new assessment with this response; an empty one is left out."""
        responses = {key: value for key, value in self.responses.items() if key != control_id}
        if not response.is_empty:
            # A changed response keeps its place, so that files compare well.
            responses = {key: (response if key == control_id else value) for key, value in self.responses.items()}
            responses[control_id] = response
        return self._replaced(responses=responses)

    def with_action_state(self, action_id: str, state: ActionState) -> "Assessment":
        """A new assessment with this state; the default one is left out."""
        actions = {key: value for key, value in self.actions.items() if key != action_id}
        if state != _OPEN:
            actions[action_id] = state
        return self._replaced(actions=actions)

    def with_facts(self, facts: Mapping[FactId, FactValue]) -> "Assessment":
        """A new assessment with exactly these facts."""
        return self._replaced(facts=dict(facts))

    def with_plan(self, plan: PlanSettings) -> "Assessment":
        """A new assessment with this capacity."""
        return self._replaced(plan=plan)

    def with_own_actions(self, own_actions: Mapping[str, ActionText]) -> "Assessment":
        """A new assessment with exactly these own actions; what was said about those that are gone goes with them."""
        gone = set(self.own_actions) - set(own_actions)
        plan = {name: getattr(self.plan, name) for name in PlanSettings.model_fields}
        for wish in ("must", "avoid"):
            plan[wish] = tuple(name for name in plan[wish] if name not in gone)
        return self._replaced(
            own_actions=dict(own_actions),
            actions={name: state for name, state in self.actions.items() if name not in gone},
            plan=PlanSettings(**plan),
        )

    def _replaced(self, **changes: object) -> "Assessment":
        # Through the constructor: a copy would not be validated.
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return Assessment(**{**values, **changes})


_NO_RESPONSE = Response()
_OPEN = ActionState()
