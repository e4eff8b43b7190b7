"""The golden assessment A gives exactly the plan of scoring.md 6 (`tests/golden/expected.json`)."""

from fractions import Fraction
from math import floor
from typing import Any

import pytest

from posture.model.assessment import PlanSettings
from posture.plan.plan import Plan, make_plan
from posture.plan.projection import Projection
from posture.plan.roadmap import open_risk
from posture.plan.value import Valued, valued_actions
from tests.core.packs import Pack

Expected = dict[str, Any]
Golden = dict[str, Pack]

# scoring.md 6, "Plan for A": after each action implementation, caps left, readiness for phishing and for ransomware.
AFTER = """
enable-email-mfa    52.1186  untested-restore  68.1   19.0
offline-backup      62.2881  untested-restore  68.1   25.5
restore-drill       75.8475  -                 68.1   27.1
call-list           78.8983  -                 70.5   29.9
endpoint-detection  92.4576  -                 87.0   93.2
auto-update         95.8475  -                 87.0   94.0
refresh-training    97.9661  -                 93.6   94.0
tabletop            100      -                 100.0  100.0
"""


@pytest.fixture
def plan(golden: Golden) -> Plan:
    return make_plan(
        golden["a"].library,
        golden["a"].assessment,
        golden["a"].evaluate(),
        PlanSettings(hours_per_week=2, first_week=4),
    )


@pytest.fixture
def actions(golden: Golden) -> dict[str, Valued]:
    return valued_actions(golden["a"].library, golden["a"].assessment, golden["a"].evaluate())


def shown(number: Fraction) -> str:
    """One decimal, truncated."""
    tenths = floor(number * 10)
    return f"{tenths // 10}.{tenths % 10}"


def test_gain_and_value_of_each_action(actions: dict[str, Valued], expected: Expected) -> None:
    found = {name: {"gain": str(one.gain), "value": str(one.value)} for name, one in actions.items()}
    assert found == expected["actions_a"]


def test_the_roadmap(plan: Plan, expected: Expected) -> None:
    assert [step.id for step in plan.roadmap] == expected["roadmap_a"]


def test_the_roadmap_leaves_as_little_risk_open_as_the_optimum(plan: Plan, actions: dict[str, Valued]) -> None:
    # scoring.md counts values in 1/(59·10⁴) points
    risk = open_risk([step.id for step in plan.roadmap], actions)
    assert risk * 59 * 10_000 == 1_675_550_000


def test_the_day_on_which_each_action_is_finished(plan: Plan, expected: Expected) -> None:
    days = [Fraction(day) for day in expected["finish_day_a_at_2_hours_per_week_4_in_the_first"]]
    assert [step.slot.finish for step in plan.roadmap] == days


def test_posture_and_grade_after_each_action(plan: Plan, expected: Expected) -> None:
    after = [[step.id, shown(step.after.posture), step.after.grade] for step in plan.roadmap]
    assert after[1:] == expected["after_a"]
    assert after[0] == ["list-mailboxes", "35.1", "E"]


def test_phases(plan: Plan, expected: Expected) -> None:
    found = [
        {
            "days": phase.days,
            "actions": [step.id for step in phase.steps],
            "hours": phase.hours,
            "dollars": phase.dollars,
            "posture": shown(phase.after.posture),
            "grade": phase.after.grade,
        }
        for phase in plan.phases
    ]
    assert found == expected["phases_a_at_2_hours_per_week_4_in_the_first"]


def test_quick_wins_are_the_call_list_and_auto_update(plan: Plan) -> None:
    assert [step.id for step in plan.roadmap if step.quick_win] == ["call-list", "auto-update"]


def test_the_three_things_are_the_first_with_a_value_of_their_own(plan: Plan) -> None:
    assert plan.three_things == ("enable-email-mfa", "offline-backup", "restore-drill")


def test_implementation_caps_and_readiness_after_each_action(golden: Golden, plan: Plan) -> None:
    running = Projection(golden["a"].evaluate(), golden["a"].library.policy)
    found = []
    for step in plan.roadmap:
        running.finish(step.valued)
        now, threats = running.now(), {one.id: one.score for one in running.threats()}
        assert now == step.after
        caps = ",".join(now.caps) or "-"
        readiness = [shown(threats[name] or Fraction(-1)) for name in ("phishing", "ransomware")]
        found.append([step.id, round(now.implementation, 4), caps, *readiness])
    rows = [line.split() for line in AFTER.strip().splitlines()]
    assert found[1:] == [[row[0], Fraction(row[1]), *row[2:]] for row in rows]


def test_phases_say_how_prepared_they_leave_the_clinic(plan: Plan) -> None:
    labels = [{one.id: one.label for one in phase.threats} for phase in plan.phases]
    # phishing 68.1 and 68.1, then 87.0; ransomware 19.0, 25.5, then 94.0
    assert labels == [
        {"phishing": "partly", "ransomware": "exposed"},
        {"phishing": "partly", "ransomware": "exposed"},
        {"phishing": "prepared", "ransomware": "prepared"},
        {"phishing": "prepared", "ransomware": "prepared"},
    ]


def test_hours_default_to_two_a_week_and_twice_that_in_the_first(golden: Golden, plan: Plan) -> None:
    by_default = make_plan(golden["a"].library, golden["a"].assessment, golden["a"].evaluate())
    assert by_default == plan
