"""Packs with something otherwise: another answer, another capacity; and an action taken apart in them."""

from collections.abc import Mapping

from posture.model.action import Action
from posture.model.assessment import PlanSettings
from posture.plan.explain import ActionWorking, action_working
from posture.plan.plan import Plan, make_plan
from tests.core.packs import Pack, control, pack

GAPS: Mapping[str, object] = {"near": "not", "far": "not"}


def with_answer(pack: Pack, control_id: str, answer: str) -> Pack:
    """The same pack with one answer changed; evidence, reasons and all else are kept."""
    return pack.answered(control_id, {**pack.assessment.response(control_id).model_dump(), "answer": answer})


def two_gaps(*actions: Action, responses: Mapping[str, object] = GAPS, states: Mapping[str, str] | None = None) -> Pack:
    """A pack of two controls of weight 5, `near` and `far`."""
    return pack([control("near"), control("far")], responses, actions, states=states)


def plan_of(pack: Pack, **settings: object) -> Plan:
    return make_plan(pack.library, pack.assessment, pack.evaluate(), PlanSettings.model_validate(settings))


def action_of(pack: Pack, action_id: str, **settings: object) -> ActionWorking:
    """An action taken apart, with the plan for some capacity."""
    plan = plan_of(pack, **settings)
    return action_working(pack.library, pack.assessment, pack.evaluate(), plan, action_id)
