"""The golden assessments, scored and planned from the command line, give what scoring.md 6 computes by hand."""

import json
from fractions import Fraction
from math import floor
from typing import Any

import pytest

from tests.cli.shell import AS_OF, GOLDEN, Shell

Expected = dict[str, Any]

PLAN = ("plan", str(GOLDEN / "a.toml"), "--as-of", AS_OF, "--hours-per-week", "2", "--first-week", "4")

EXPECTED: Expected = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))

READINGS = ("low", "point", "high")


@pytest.fixture(params=["a", "b"])
def letter(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def score(golden: Shell, letter: str) -> Expected:
    result = golden("score", str(GOLDEN / f"{letter}.toml"), "--as-of", AS_OF, "--json", "--exact")
    assert (result.code, result.err) == (0, "")
    return dict(result.json)


@pytest.fixture
def wanted(letter: str) -> Expected:
    return dict(EXPECTED[letter])


def by_id(entries: list[Expected]) -> dict[str, Expected]:
    found = {entry["id"]: entry for entry in entries}
    assert len(found) == len(entries)
    return found


def test_posture_grade_and_shares(score: Expected, wanted: Expected, letter: str) -> None:
    for name in ("posture", "implementation", "grade", "held_back", "answered", "confirmed"):
        assert score[name] == wanted[name], name
    assert score["confidence"] == EXPECTED["confidence"][letter]
    assert (score["model"], score["as_of"], score["provisional"]) == ("posture-score/1", AS_OF, False)


def test_caps_and_under_which_reading_they_fire(score: Expected, wanted: Expected) -> None:
    caps = by_id(score["caps"])
    assert {name: cap["max_grade"] for name, cap in caps.items()} == {
        "no-email-mfa": "C",
        "no-usable-backup": "D",
        "untested-restore": "B",
    }
    firing = {reading: sorted(name for name, cap in caps.items() if cap["fires"][reading]) for reading in READINGS}
    assert firing == wanted["caps_firing"]


def test_checklists(score: Expected, wanted: Expected) -> None:
    assert [entry["id"] for entry in score["checklists"]] == [
        "accounts", "people", "devices", "resilience", "response", "facility",
    ]  # fmt: skip
    checklists = {name: {key: entry[key] for key in READINGS} for name, entry in by_id(score["checklists"]).items()}
    assert checklists.pop("facility") == dict.fromkeys(READINGS)
    assert checklists == wanted["checklists"]


def test_controls(score: Expected, wanted: Expected) -> None:
    controls = by_id(score["controls"])
    assert controls.pop("server-room-lock") == {
        "id": "server-room-lock", "checklist": "facility", "applies": False, "answer": "na",
        "weight": None, "low": None, "point": None, "high": None, "points": None, "lost": None,
    }  # fmt: skip
    assert all(control["applies"] for control in controls.values())
    assert {
        name: {
            **{key: control[key] for key in ("weight", "points", "lost")},
            "credit": [control[reading] for reading in READINGS],
        }
        for name, control in controls.items()
    } == wanted["controls"]


def test_threats(score: Expected, wanted: Expected, letter: str) -> None:
    threats = by_id(score["threats"])
    assert {name: {key: threat[key] for key in (*READINGS, "stages")} for name, threat in threats.items()} == wanted[
        "threats"
    ]
    labels = {name: threat["label"] for name, threat in threats.items()}
    if letter == "a":
        assert labels == {"phishing": "exposed", "ransomware": "exposed"}
        assert {name: threat["weakest_stage"] for name, threat in threats.items()} == {
            "phishing": "prevent",
            "ransomware": "detect",
        }
    else:
        assert labels == {"phishing": "partly", "ransomware": "prepared"}


def plan(golden: Shell, *words: str) -> Expected:
    result = golden(*PLAN, "--json", *words)
    assert (result.code, result.err) == (0, "")
    return dict(result.json)


def test_roadmap_and_finish_days(golden: Shell) -> None:
    roadmap = plan(golden, "--exact")["roadmap"]
    assert [step["id"] for step in roadmap] == EXPECTED["roadmap_a"]
    assert [Fraction(step["finish_day"]) for step in roadmap] == [
        Fraction(day) for day in EXPECTED["finish_day_a_at_2_hours_per_week_4_in_the_first"]
    ]


def test_gain_value_hours_and_dollars_of_each_action(golden: Shell) -> None:
    roadmap = by_id(plan(golden, "--exact")["roadmap"])
    assert {name: {"gain": step["gain"], "value": step["value"]} for name, step in roadmap.items()} == EXPECTED[
        "actions_a"
    ]
    # scoring.md 6, table of actions
    assert {name: (step["hours"], step["dollars"]) for name, step in roadmap.items()} == {
        "list-mailboxes": (1, 0), "enable-email-mfa": (3, 0), "offline-backup": (6, 600), "restore-drill": (4, 0),
        "endpoint-detection": (10, 900), "auto-update": (2, 0), "call-list": (1, 0), "tabletop": (3, 0),
        "refresh-training": (2, 120),
    }  # fmt: skip


def test_where_each_step_leads(golden: Shell) -> None:
    after = {name: (posture, grade) for name, posture, grade in EXPECTED["after_a"]}
    after["list-mailboxes"] = ("35.1", "E")  # closes nothing
    exact = {step["id"]: step["after"] for step in plan(golden, "--exact")["roadmap"]}
    shown = {step["id"]: step["after"] for step in plan(golden)["roadmap"]}
    for name, (posture, grade) in after.items():
        assert floor(Fraction(exact[name]["posture"]) * 10) == int(posture.replace(".", "")), name
        assert shown[name]["posture"] == float(posture), name
        assert exact[name]["grade"] == shown[name]["grade"] == grade, name


def test_implementation_grows_by_the_gain_of_each_step(golden: Shell) -> None:
    reached = Fraction(2075, 59)
    for step in plan(golden, "--exact")["roadmap"]:
        reached += Fraction(EXPECTED["actions_a"][step["id"]]["gain"])
        assert Fraction(step["after"]["implementation"]) == reached, step["id"]
    assert reached == 100


def test_phases(golden: Shell) -> None:
    wanted = EXPECTED["phases_a_at_2_hours_per_week_4_in_the_first"]
    found = plan(golden)
    assert found["phases"] == [{**phase, "posture": float(phase["posture"])} for phase in wanted]
    horizon = {action: phase["days"] for phase in wanted for action in phase["actions"]}
    assert {step["id"]: step["phase"] for step in found["roadmap"]} == horizon
    assert found["three_things"] == ["enable-email-mfa", "offline-backup", "restore-drill"]
    assert found["budget"] is None


@pytest.mark.parametrize("budget", EXPECTED["budget_a"], ids=lambda one: f"{one['hours']} h, {one['dollars']} $")
def test_best_set_within_a_budget(golden: Shell, budget: Expected) -> None:
    found = plan(golden, "--exact", "--hours", str(budget["hours"]), "--dollars", str(budget["dollars"]))["budget"]
    value = sum(Fraction(EXPECTED["actions_a"][name]["value"]) for name in budget["actions"])
    assert f"{float(value):.4f}" == budget["urgent_points"]
    assert sorted(found.pop("actions")) == budget["actions"]
    assert found == {
        "hours": budget["hours"],
        "dollars": budget["dollars"],
        "value": str(value),
        "optimal": True,
        "gap": "0",
    }
