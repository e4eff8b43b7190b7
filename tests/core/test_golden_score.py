"""The golden assessments give exactly the scores of scoring.md 6 (`tests/golden/expected.json`)."""

from fractions import Fraction
from typing import Any

import pytest

from posture.assess.evaluate import Evaluation
from posture.assess.readiness import ThreatReadiness
from posture.assess.scoring import Readings
from tests.core.packs import Pack

Expected = dict[str, Any]
Golden = dict[str, Pack]


@pytest.fixture(params=["a", "b"])
def letter(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def evaluation(golden: Golden, letter: str) -> Evaluation:
    return golden[letter].evaluate()


@pytest.fixture
def wanted(expected: Expected, letter: str) -> Expected:
    return dict(expected[letter])


def as_text(readings: Readings | None) -> dict[str, str]:
    assert readings is not None
    return {"low": str(readings.low), "point": str(readings.point), "high": str(readings.high)}


def threat(evaluation: Evaluation, scenario: str) -> ThreatReadiness:
    return next(entry for entry in evaluation.threats if entry.scenario.id == scenario)


def test_the_day_of_the_reading_is_that_of_the_golden_file(golden: Golden, letter: str, expected: Expected) -> None:
    assert golden[letter].as_of.isoformat() == expected["as_of"]


def test_posture_and_implementation(evaluation: Evaluation, wanted: Expected) -> None:
    assert as_text(evaluation.posture) == wanted["posture"]
    assert as_text(evaluation.implementation) == wanted["implementation"]


def test_grade_and_points_held_back(evaluation: Evaluation, wanted: Expected) -> None:
    assert (evaluation.grade, str(evaluation.held_back)) == (wanted["grade"], wanted["held_back"])


def test_answered_confirmed_and_confidence(
    evaluation: Evaluation, wanted: Expected, letter: str, expected: Expected
) -> None:
    assert str(evaluation.answered) == wanted["answered"]
    assert str(evaluation.confirmed) == wanted["confirmed"]
    assert evaluation.confidence == expected["confidence"][letter]
    assert not evaluation.provisional


def test_caps_that_fire_under_each_reading(evaluation: Evaluation, wanted: Expected) -> None:
    firing = {
        reading: sorted(status.cap.id for status in evaluation.caps if getattr(status, reading))
        for reading in ("low", "point", "high")
    }
    assert firing == wanted["caps_firing"]


def test_score_of_each_checklist(evaluation: Evaluation, wanted: Expected) -> None:
    scores = {entry.id: as_text(entry.score) for entry in evaluation.checklists if entry.score is not None}
    assert scores == wanted["checklists"]


def test_a_checklist_of_which_nothing_applies_has_no_score(evaluation: Evaluation) -> None:
    facility = next(entry for entry in evaluation.checklists if entry.id == "facility")
    assert facility.score is None
    assert facility.applicable == 0


def test_weight_credit_points_and_loss_of_each_control(evaluation: Evaluation, wanted: Expected) -> None:
    controls = {
        score.id: {
            "weight": score.weight,
            "points": str(score.points),
            "lost": str(score.lost),
            "credit": [str(value) for value in score.credit],
        }
        for score in evaluation.controls
        if score.credit is not None
    }
    assert controls == wanted["controls"]


def test_readiness_and_its_stages(evaluation: Evaluation, wanted: Expected) -> None:
    threats = {
        entry.scenario.id: {
            **as_text(entry.score),
            "stages": {stage.value: str(value) for stage, value in entry.stages.items()},
        }
        for entry in evaluation.threats
    }
    assert threats == wanted["threats"]


def test_both_scenarios_of_a_are_exposed_and_name_their_weakest_stage(golden: Golden) -> None:
    evaluation = golden["a"].evaluate()
    named = {
        name: (threat(evaluation, name).label, threat(evaluation, name).weakest) for name in ("phishing", "ransomware")
    }
    assert named == {"phishing": ("exposed", ("prevent",)), "ransomware": ("exposed", ("detect",))}


def test_b_is_prepared_for_ransomware_and_partly_for_phishing(golden: Golden) -> None:
    evaluation = golden["b"].evaluate()
    assert (threat(evaluation, "phishing").label, threat(evaluation, "ransomware").label) == ("partly", "prepared")


def test_not_applicable_counted_as_not_in_place_gives_34_01(golden: Golden) -> None:
    guard = golden["a"].evaluate().not_applicable
    assert guard.if_counted is not None
    assert int(guard.if_counted * 100) == 3401
    assert (guard.by_answer, guard.by_fact, guard.weight_share) == (1, 0, Fraction(200, 61))


def test_a_says_what_to_answer_and_what_to_prove_first(golden: Golden) -> None:
    evaluation = golden["a"].evaluate()
    assert [(lead.score.id, lead.worth) for lead in evaluation.answer_first] == [("restore-test", Fraction(800, 59))]
    # weight * (point - low) / 59: backup 10*40, patching 8*35, contacts 5*40
    assert [(lead.score.id, lead.worth) for lead in evaluation.find_proof] == [
        ("offline-backup", Fraction(400, 59)),
        ("patching", Fraction(280, 59)),
        ("incident-contacts", Fraction(200, 59)),
    ]
