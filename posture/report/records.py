"""Evaluation and plan as plain records: the shape of `--json`, stable, with numbers as shown or exact.

As shown: one decimal, truncated, so that a number never claims a grade that is not reached; days and gaps are
rounded up. Exact: fractions as strings, `"2075/59"`. Weights, hours and dollars stay plain numbers.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from posture.assess.evaluate import MODEL, Evaluation
from posture.assess.scoring import Readings
from posture.plan.budget import Choice
from posture.plan.plan import Phase, Plan
from posture.plan.whatif import Insisting, Reached

Record = dict[str, Any]
"""A JSON object."""


def shown(value: Fraction | None, exact: bool) -> float | str | None:
    """A number of the model: truncated to one decimal, or exact."""
    if value is None:
        return None
    return str(value) if exact else floor(value * 10) / 10


def shown_up(value: Fraction | None, exact: bool) -> float | str | None:
    """A number that must not promise too much: rounded up to one decimal, or exact."""
    if value is None:
        return None
    return str(value) if exact else ceil(value * 10) / 10


def plain(value: Fraction) -> int | float:
    """Hours and dollars: whole where they are."""
    return int(value) if value.denominator == 1 else float(value)


def _readings(value: Readings | None, exact: bool) -> Record:
    if value is None:
        return {"low": None, "point": None, "high": None}
    return {
        "low": shown(value.low, exact),
        "point": shown(value.point, exact),
        "high": shown(value.high, exact),
    }


def score_record(evaluation: Evaluation, *, exact: bool = False) -> Record:
    """What `posture score --json` prints."""
    return {
        "model": MODEL,
        "as_of": evaluation.as_of.isoformat(),
        "grade": evaluation.grade,
        "provisional": evaluation.provisional,
        "posture": _readings(evaluation.posture, exact),
        "implementation": _readings(evaluation.implementation, exact),
        "held_back": shown(evaluation.held_back, exact),
        "answered": shown(evaluation.answered, exact),
        "confirmed": shown(evaluation.confirmed, exact),
        "confidence": evaluation.confidence,
        "caps": [
            {
                "id": status.cap.id,
                "max_grade": status.cap.max_grade,
                "fires": {"low": status.low, "point": status.point, "high": status.high},
            }
            for status in evaluation.caps
        ],
        "checklists": [{"id": entry.id, **_readings(entry.score, exact)} for entry in evaluation.checklists],
        "controls": _controls(evaluation, exact),
        "threats": [
            {
                "id": threat.scenario.id,
                **_readings(threat.score, exact),
                "label": threat.label,
                "weakest_stage": threat.weakest[0].value if threat.weakest else None,
                "stages": {stage.value: shown(value, exact) for stage, value in threat.stages.items()},
            }
            for threat in evaluation.threats
        ],
        "frameworks": [
            {
                "id": status.framework.id,
                "requirements": [
                    {"id": entry.requirement.id, "status": entry.status.value} for entry in status.requirements
                ],
            }
            for status in evaluation.frameworks
        ],
    }


def _controls(evaluation: Evaluation, exact: bool) -> list[Record]:
    records = []
    for score in evaluation.controls:
        credit = score.credit
        answer = score.item.response.answer
        records.append(
            {
                "id": score.id,
                "checklist": score.item.checklist.id,
                "applies": score.item.applies,
                # A refused "doesn't apply" counts as unknown, and says so.
                "answer": None if answer is None else (score.item.answer if score.item.applies else answer).value,
                "weight": score.weight if credit else None,
                "low": shown(Fraction(credit.low), exact) if credit else None,
                "point": shown(Fraction(credit.point), exact) if credit else None,
                "high": shown(Fraction(credit.high), exact) if credit else None,
                "points": shown(score.points, exact),
                "lost": shown(score.lost, exact),
            }
        )
    return records


def plan_record(evaluation: Evaluation, plan: Plan, *, exact: bool = False) -> Record:
    """What `posture plan --json` prints, with no budget asked about."""
    return {
        "model": MODEL,
        "as_of": evaluation.as_of.isoformat(),
        "roadmap": [
            {
                "id": step.id,
                "hours": plain(step.valued.hours),
                "dollars": plain(step.valued.dollars),
                "gain": shown(step.valued.gain, exact),
                "value": shown(step.valued.value, exact),
                "phase": step.phase,
                "finish_day": shown_up(step.slot.finish, exact),
                "after": {
                    "posture": shown(step.after.posture, exact),
                    "implementation": shown(step.after.implementation, exact),
                    "grade": step.after.grade,
                },
            }
            for step in plan.roadmap
        ],
        "budget": None,
        "phases": [_phase(phase, exact) for phase in plan.phases],
        "three_things": list(plan.three_things),
    }


def _phase(phase: Phase, exact: bool) -> Record:
    return {
        "days": phase.days,
        "actions": [step.id for step in phase.steps],
        "hours": plain(phase.hours),
        "dollars": plain(phase.dollars),
        "posture": shown(phase.after.posture, exact),
        "grade": phase.after.grade,
    }


def budget_record(choice: Choice, hours: Fraction | None, dollars: Fraction | None, *, exact: bool = False) -> Record:
    """The best set within a budget, as `plan --json` prints it."""
    return {
        "hours": None if hours is None else plain(hours),
        "dollars": None if dollars is None else plain(dollars),
        "actions": list(choice.ids),
        "value": shown(choice.value, exact),
        "optimal": choice.optimal,
        "gap": shown_up(choice.gap, exact),
    }


def frontier_record(reached: Sequence[Reached], *, exact: bool = False) -> list[Record]:
    """Posture against hours, as `plan --frontier --json` prints it."""
    return [
        {
            "hours": plain(Fraction(one.choice.half_hours, 2)),
            "dollars": plain(Fraction(one.choice.cents, 100)),
            "value": shown(one.choice.value, exact),
            "posture": shown(one.after.posture, exact),
            "grade": one.after.grade,
            "actions": list(one.choice.ids),
        }
        for one in reached
    ]


def insist_record(action_id: str, found: Insisting, *, exact: bool = False) -> Record:
    """What insisting on an action costs, as `plan --insist --json` prints it."""
    return {"action": action_id, "cost": shown(found.cost, exact), "actions": list(found.forced.ids)}
