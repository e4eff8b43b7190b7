"""The shape of `--json` and `--exact`: exactly the keys of product.md, numbers as the screen shows them, or exact."""

from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from posture.cli import judging
from posture.plan.budget import Choice
from tests.cli.shell import AS_OF, GOLDEN, Shell

Json = dict[str, Any]

A: Final = str(GOLDEN / "a.toml")
B: Final = str(GOLDEN / "b.toml")

READINGS: Final = {"low", "point", "high"}

SCORE: Final = {
    "": {
        "model", "as_of", "grade", "provisional", "posture", "implementation", "held_back", "answered", "confirmed",
        "confidence", "caps", "checklists", "controls", "threats", "frameworks",
    },
    "posture": READINGS,
    "implementation": READINGS,
    "caps": {"id", "max_grade", "fires"},
    "caps.fires": READINGS,
    "checklists": {"id", *READINGS},
    "controls": {"id", "checklist", "applies", "answer", "weight", *READINGS, "points", "lost"},
    "threats": {"id", *READINGS, "label", "weakest_stage", "stages"},
    "frameworks": {"id", "requirements"},
    "frameworks.requirements": {"id", "status"},
}  # fmt: skip

PLAN: Final = {
    "": {"model", "as_of", "roadmap", "budget", "phases", "three_things"},
    "roadmap": {"id", "hours", "dollars", "gain", "value", "phase", "finish_day", "after"},
    "roadmap.after": {"posture", "implementation", "grade"},
    "budget": {"hours", "dollars", "actions", "value", "optimal", "gap"},
    "phases": {"days", "actions", "hours", "dollars", "posture", "grade"},
}

STAGES: Final = {"prevent", "detect", "respond", "recover"}


def keys(node: object, path: str = "", found: dict[str, list[set[str]]] | None = None) -> dict[str, list[set[str]]]:
    """The keys of every object, by the path to it."""
    found = {} if found is None else found
    if isinstance(node, dict):
        found.setdefault(path, []).append(set(node))
        for key, value in node.items():
            keys(value, f"{path}.{key}".strip("."), found)
    elif isinstance(node, list):
        for value in node:
            keys(value, path, found)
    return found


@pytest.mark.parametrize("flag", ["--json", "--exact"])
def test_score_has_exactly_the_keys_of_the_contract(posture: Shell, flag: str) -> None:
    """With the built-in checklists, so that there are frameworks too."""
    file = str(posture("new", "--clinic", "X", "-o", "x.toml").path)
    assert posture("answer", file, "email-dmarc", "partly").code == 0
    found = keys(posture("score", file, flag).json)
    for stages in found.pop("threats.stages"):
        assert stages <= STAGES
    assert {path: set.union(*all_keys) for path, all_keys in found.items()} == SCORE
    assert {path: set.intersection(*all_keys) for path, all_keys in found.items()} == SCORE


@pytest.mark.parametrize("flag", ["--json", "--exact"])
def test_plan_has_exactly_the_keys_of_the_contract(golden: Shell, flag: str) -> None:
    found = keys(golden("plan", A, flag, "--hours", "4").json)
    assert {path: set.union(*all_keys) for path, all_keys in found.items()} == PLAN
    assert {path: set.intersection(*all_keys) for path, all_keys in found.items()} == PLAN


def test_words_of_score_are_those_of_the_contract(posture: Shell) -> None:
    file = str(posture("new", "--clinic", "X", "-o", "x.toml").path)
    score = posture("score", file, "--json").json
    statuses = {entry["status"] for framework in score["frameworks"] for entry in framework["requirements"]}
    assert statuses <= {"met", "partly", "unknown", "not-met", "na", "not-covered"}
    assert {"unknown", "not-covered"} <= statuses
    assert {control["answer"] for control in score["controls"]} == {None}  # nothing is answered yet
    assert (score["grade"], score["provisional"]) == ("E", True)
    assert score["posture"] == {"low": 0, "point": 0, "high": 100}


def test_provisional_ends_where_60_per_cent_of_the_weight_is_answered(golden: Shell) -> None:
    """Weights of the golden pack: 59 with the eight controls of case A, and 2 of the lock, which applies here: 61."""
    file = str(golden("new", "--clinic", "X", "-o", "x.toml").path)
    for name in ("email-mfa", "offline-backup", "patching", "unique-accounts"):
        golden("answer", file, name, "implemented")
    score = golden("score", file, "--json").json
    assert (score["answered"], score["provisional"]) == (54.0, True)  # 10 + 10 + 8 + 5 of 61 is 54.09 %
    golden("answer", file, "incident-contacts", "unknown")  # "don't know" is an answer, but says nothing
    assert golden("score", file, "--json").json["answered"] == 54.0
    golden("answer", file, "incident-contacts", "not")
    score = golden("score", file, "--json").json
    assert (score["answered"], score["provisional"]) == (62.2, False)  # 38/61 is 62.29 %


def test_numbers_are_truncated_to_one_decimal_unless_exact(golden: Shell) -> None:
    """A number that was rounded up could claim a grade that is not reached."""
    score = golden("score", B, "--as-of", AS_OF, "--json").json
    assert score["implementation"] == {"low": 80.9, "point": 83.0, "high": 83.0}  # 80.932…, 83.050…
    assert (score["held_back"], score["confirmed"]) == (9.0, 91.5)  # 9.0508…, 91.525…
    score = golden("score", A, "--as-of", AS_OF, "--json").json
    assert score["implementation"] == {"low": 20.2, "point": 35.1, "high": 48.7}  # 20.254… 35.169… 48.728…
    lost = {control["id"]: control["lost"] for control in score["controls"]}
    assert (lost["email-mfa"], lost["restore-test"], lost["patching"]) == (16.9, 13.5, 3.3)  # 16.949 13.559 3.389
    stages = {threat["id"]: threat["stages"] for threat in score["threats"]}
    assert stages["phishing"]["detect"] == 58.6  # 10500/179 is 58.659…


def test_gain_and_value_are_truncated(golden: Shell) -> None:
    roadmap = golden("plan", A, "--as-of", AS_OF, "--json").json["roadmap"]
    steps = {step["id"]: (step["gain"], step["value"]) for step in roadmap}
    assert steps["enable-email-mfa"] == (16.9, 33.8)  # 16.949… 33.898…
    assert steps["refresh-training"] == (2.1, 3.1)  # 2.118… 3.177…


def test_finish_day_is_rounded_up_so_that_it_promises_nothing_too_early(golden: Shell) -> None:
    words = ("plan", A, "--as-of", AS_OF, "--hours-per-week", "3", "--first-week", "3")
    first, second = golden(*words, "--json").json["roadmap"][:2]
    assert (first["id"], second["id"]) == ("list-mailboxes", "enable-email-mfa")
    # 1 hour of 3 in the first week is 2.333… days; the next 3 hours end in the second week after 7 + 7/3 = 9.333…
    assert (first["finish_day"], second["finish_day"]) == (2.4, 9.4)
    exact = [step["finish_day"] for step in golden(*words, "--exact").json["roadmap"][:2]]
    assert exact == ["7/3", "28/3"]


def test_gap_is_rounded_up_and_value_is_not(golden: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def unproven(*_words: object, **_named: object) -> Choice:
        return Choice(("call-list",), 2, 0, value=Fraction(61, 20), optimal=False, gap=Fraction(1, 3))

    monkeypatch.setattr(judging, "best_within", unproven)
    budget = golden("plan", A, "--json", "--hours", "1").json["budget"]
    assert (budget["value"], budget["gap"], budget["optimal"]) == (3.0, 0.4, False)
    budget = golden("plan", A, "--exact", "--hours", "1").json["budget"]
    assert (budget["value"], budget["gap"], budget["optimal"]) == ("61/20", "1/3", False)


def test_weight_hours_and_dollars_stay_plain_numbers_in_the_exact_form(golden: Shell) -> None:
    score = golden("score", A, "--exact").json
    assert {type(control["weight"]) for control in score["controls"] if control["applies"]} == {int}
    plan = golden("plan", A, "--exact", "--hours", "4.5", "--dollars", "0").json
    assert all(isinstance(step[name], int) for step in plan["roadmap"] for name in ("hours", "dollars"))
    assert (plan["budget"]["hours"], plan["budget"]["dollars"]) == (4.5, 0)


def test_budget_limits_that_were_not_given_are_null(golden: Shell) -> None:
    assert golden("plan", A, "--json").json["budget"] is None
    budget = golden("plan", A, "--json", "--dollars", "0").json["budget"]
    assert (budget["hours"], budget["dollars"]) == (None, 0)
    budget = golden("plan", A, "--json", "--avoid", "list-mailboxes").json["budget"]
    assert (budget["hours"], budget["dollars"]) == (None, None)
    assert not {"list-mailboxes", "enable-email-mfa"} & set(budget["actions"])  # the second needs the first
    budget = golden("plan", A, "--json", "--hours", "8", "--must", "tabletop").json["budget"]
    assert {"tabletop", "call-list"} <= set(budget["actions"])


def test_the_roadmap_is_the_same_whatever_the_budget(golden: Shell) -> None:
    whole = golden("plan", A, "--as-of", AS_OF, "--json").json
    small = golden("plan", A, "--as-of", AS_OF, "--json", "--hours", "1", "--avoid", "tabletop").json
    assert {**small, "budget": None} == whole


def test_phase_is_null_for_what_the_year_has_no_hours_for(golden: Shell) -> None:
    """Half an hour a week: 26 hours in a year, of 32. What does not fit has no day either."""
    words = ("plan", A, "--as-of", AS_OF, "--json", "--hours-per-week", "0.5", "--first-week", "0.5")
    plan = golden(*words).json
    later = [step for step in plan["roadmap"] if step["phase"] is None]
    assert later
    assert sum(step["hours"] for step in plan["roadmap"]) == 32
    assert sum(phase["hours"] for phase in plan["phases"]) <= 26
    assert {step["finish_day"] for step in later} == {None}
    planned = [action for phase in plan["phases"] for action in phase["actions"]]
    assert sorted(planned + [step["id"] for step in later]) == sorted(step["id"] for step in plan["roadmap"])


@pytest.fixture
def nothing_applies(golden: Shell) -> str:
    file = str(golden("new", "--clinic", "X", "--checklist", "facility", "-o", "x.toml").path)
    golden("answer", file, "server-room-lock", "na", "--reason", "no server")
    return file


@pytest.mark.parametrize("flag", ["--json", "--exact"])
def test_nothing_to_score_is_null_not_zero(golden: Shell, nothing_applies: str, flag: str) -> None:
    score = golden("score", nothing_applies, flag).json
    nothing = {"low": None, "point": None, "high": None}
    assert score["posture"] == score["implementation"] == nothing
    assert [score[name] for name in ("held_back", "answered", "confirmed")] == [None, None, None]
    assert score["checklists"] == [{"id": "facility", **nothing}]
    (control,) = score["controls"]
    assert control == {
        "id": "server-room-lock", "checklist": "facility", "applies": False, "answer": "na", "weight": None,
        **nothing, "points": None, "lost": None,
    }  # fmt: skip
    plan = golden("plan", nothing_applies, flag).json
    assert (plan["roadmap"], plan["three_things"], plan["budget"]) == ([], [], None)


def test_nothing_to_score_is_said_in_words_and_is_under_every_threshold(golden: Shell, nothing_applies: str) -> None:
    result = golden("score", nothing_applies, "--fail-under", "0")
    assert result.code == 1
    assert "nothing to score" in result.out
    assert golden("plan", nothing_applies).code == 0
    assert golden("export", nothing_applies).code == 0


def test_a_control_switched_off_by_a_fact_does_not_apply_and_keeps_its_answer(posture: Shell, tmp_path: Path) -> None:
    file = str(posture("new", "--clinic", "X", "-o", str(tmp_path / "x.toml")).path)
    posture("answer", file, "email-dmarc", "partly")

    def dmarc() -> Json:
        return next(one for one in posture("score", file, "--json").json["controls"] if one["id"] == "email-dmarc")

    assert (dmarc()["applies"], dmarc()["answer"], dmarc()["point"]) == (True, "partly", 40)
    posture("fact", file, "own_domain=no")
    assert (dmarc()["applies"], dmarc()["answer"], dmarc()["point"], dmarc()["weight"]) == (False, "partly", None, None)
    posture("fact", file, "own_domain=")
    assert (dmarc()["applies"], dmarc()["point"]) == (True, 40)
