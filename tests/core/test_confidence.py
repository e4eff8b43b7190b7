"""How far a score can be relied on, and what would make it surer (scoring.md 2.6, 2.7)."""

from fractions import Fraction

import pytest

from posture.assess.confidence import confidence
from tests.core.packs import PROOF, Pack, control, pack

PROVEN = {"answer": "implemented", "evidence": [PROOF]}


@pytest.mark.parametrize(
    ("answered", "confirmed", "expected"),
    [
        ("100", "100", "high"),
        ("95", "70", "high"),
        ("949/10", "70", "medium"),
        ("95", "699/10", "medium"),
        ("85", "40", "medium"),
        ("849/10", "100", "low"),
        ("100", "399/10", "low"),
        ("0", "0", "low"),
    ],
)
def test_confidence_needs_answers_and_proof(answered: str, confirmed: str, expected: str) -> None:
    assert confidence(Fraction(answered), Fraction(confirmed)) == expected


def ten_controls(**answers: object) -> Pack:
    """Ten controls of equal weight, c0 to c9; those not named are not answered."""
    return pack([control(f"c{i}") for i in range(10)], answers)


def test_answered_and_confirmed_are_shares_of_weight() -> None:
    heavy = control("heavy", likelihood="very-high", impact="very-high")  # 10, the others 5
    evaluation = pack(
        [heavy, control("a"), control("b"), control("c")],
        {"heavy": PROVEN, "a": "mostly", "b": "not", "c": "unknown"},
    ).evaluate()
    assert evaluation.answered == Fraction(100 * 20, 25)
    assert evaluation.confirmed == Fraction(100 * 15, 25)  # proof, and the honest "not"


def test_progress_counts_questions_with_an_answer_and_dont_know_is_one() -> None:
    gone = {"answer": "na", "reason": "we have none"}
    controls = [control(name) for name in ("known", "unknown", "open", "noted", "gone")]
    answers = {"known": "not", "unknown": "unknown", "noted": {"note": "ask Kim"}, "gone": gone}
    evaluation = pack(controls, answers).evaluate()
    assert (evaluation.answers, evaluation.applicable) == (2, 4)
    assert [(entry.answered, entry.applicable) for entry in evaluation.checklists] == [(2, 4)]


def test_a_bare_self_assessment_has_low_confidence_even_if_all_is_answered() -> None:
    evaluation = ten_controls(**{f"c{i}": "implemented" for i in range(10)}).evaluate()
    assert evaluation.answered == 100
    assert evaluation.confirmed == 0
    assert evaluation.confidence == "low"


@pytest.mark.parametrize(("known", "provisional"), [(0, True), (5, True), (6, False), (10, False)])
def test_a_grade_is_provisional_while_less_than_60_per_cent_is_answered(known: int, provisional: bool) -> None:
    assert ten_controls(**{f"c{i}": "partly" for i in range(known)}).evaluate().provisional is provisional


def test_open_questions_are_listed_by_the_points_that_they_leave_open() -> None:
    controls = [control("light", impact="very-low"), control("heavy", likelihood="very-high", impact="very-high")]
    evaluation = pack([*controls, control("known")], {"heavy": "unknown", "known": "not"}).evaluate()
    # weights 1, 10 and 5
    assert [(lead.score.id, lead.worth) for lead in evaluation.answer_first] == [
        ("heavy", Fraction(1000, 16)),
        ("light", Fraction(100, 16)),
    ]


def test_proof_is_wanted_first_where_it_lifts_the_low_reading_most() -> None:
    controls = [control("graded"), control("strict", credit="strict"), control("none"), control("proven")]
    answers = {"graded": "implemented", "strict": "implemented", "none": "not", "proven": PROVEN}
    evaluation = pack(controls, answers).evaluate()
    assert [(lead.score.id, lead.worth) for lead in evaluation.find_proof] == [
        ("strict", Fraction(5 * 50, 20)),
        ("graded", Fraction(5 * 25, 20)),
    ]
