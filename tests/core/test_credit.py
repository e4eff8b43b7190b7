"""What an answer earns, what it weighs, and what counts as proof of it (scoring.md 2.1-2.3)."""

from datetime import date, timedelta

import pytest

from posture.assess.scoring import ControlScore
from tests.core.packs import AS_OF, PROOF, control, pack

LEVELS = {"VL": "very-low", "L": "low", "M": "moderate", "H": "high", "VH": "very-high"}
RISK = """
VH VL L M H VH
H  VL L M H VH
M  VL L M M H
L  VL L L L M
VL VL VL VL L L
"""
WEIGHTS = {"VL": 1, "L": 2, "M": 5, "H": 8, "VH": 10}
CELLS = [
    (likelihood, impact, level)
    for likelihood, *levels in (line.split() for line in RISK.strip().splitlines())
    for impact, level in zip(LEVELS, levels, strict=True)
]


def only_score(given: object, **changes: object) -> ControlScore:
    return pack([control("only", **changes)], {"only": given}).evaluate().controls[0]


def earned(given: object, **changes: object) -> tuple[int, ...]:
    score = only_score(given, **changes)
    assert score.credit is not None
    return tuple(score.credit)


@pytest.mark.parametrize(("likelihood", "impact", "level"), CELLS)
def test_weight_follows_likelihood_and_impact(likelihood: str, impact: str, level: str) -> None:
    score = only_score("not", likelihood=LEVELS[likelihood], impact=LEVELS[impact])
    assert score.weight == WEIGHTS[level]


@pytest.mark.parametrize(
    ("answer", "credit", "low_point_high"),
    [
        ("implemented", "graded", (75, 100, 100)),
        ("mostly", "graded", (40, 75, 75)),
        ("partly", "graded", (0, 40, 40)),
        ("not", "graded", (0, 0, 0)),
        ("unknown", "graded", (0, 0, 100)),
        (None, "graded", (0, 0, 100)),
        ("implemented", "strict", (50, 100, 100)),
        ("mostly", "strict", (20, 50, 50)),
        ("partly", "strict", (0, 20, 20)),
        ("not", "strict", (0, 0, 0)),
        ("unknown", "strict", (0, 0, 100)),
    ],
)
def test_without_proof_an_answer_shows_only_the_next_lower_level(
    answer: str | None, credit: str, low_point_high: tuple[int, int, int]
) -> None:
    assert earned({"answer": answer, "note": "said on the phone"}, credit=credit) == low_point_high


@pytest.mark.parametrize(
    ("answer", "credit", "points"),
    [
        ("implemented", "graded", 100),
        ("mostly", "graded", 75),
        ("partly", "graded", 40),
        ("not", "graded", 0),
        ("implemented", "strict", 100),
        ("mostly", "strict", 50),
        ("partly", "strict", 20),
    ],
)
def test_with_proof_the_three_readings_agree(answer: str, credit: str, points: int) -> None:
    assert earned({"answer": answer, "evidence": [PROOF]}, credit=credit) == (points, points, points)


def test_proof_does_not_answer_a_question_that_nobody_answered() -> None:
    assert earned({"answer": "unknown", "evidence": [PROOF]}) == (0, 0, 100)


@pytest.mark.parametrize(
    ("age_in_days", "current"), [(-1, False), (0, True), (1, True), (89, True), (90, False), (400, False)]
)
def test_proof_is_current_from_its_day_until_the_control_says_it_is_stale(age_in_days: int, current: bool) -> None:
    proof = {**PROOF, "collected": AS_OF - timedelta(days=age_in_days)}
    low = earned({"answer": "implemented", "evidence": [proof]}, evidence_days=90)[0]
    assert low == (100 if current else 75)


def test_proof_is_current_for_a_year_unless_the_control_says_otherwise() -> None:
    def low(collected: date) -> int:
        return earned({"answer": "implemented", "evidence": [{**PROOF, "collected": collected}]})[0]

    assert (low(date(2025, 11, 24)), low(date(2025, 11, 23))) == (100, 75)


@pytest.mark.parametrize(("method", "low"), [("examine", 100), ("test", 100), ("interview", 75)])
def test_what_was_only_said_is_no_proof(method: str, low: int) -> None:
    assert earned({"answer": "implemented", "evidence": [{**PROOF, "method": method}]})[0] == low


def test_one_current_proof_among_stale_ones_is_enough() -> None:
    stale = {**PROOF, "collected": date(2020, 1, 1)}
    assert earned({"answer": "mostly", "evidence": [stale, PROOF, stale]}) == (75, 75, 75)
