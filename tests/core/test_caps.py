"""Caps and grades (scoring.md 2.5): what fires, how far it holds the posture down, and where grades begin."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from posture.assess.caps import CapStatus
from tests.core.packs import PROOF, cap, control, pack

TWO = (control("a"), control("b"))


def status(answers: Mapping[str, object], below: str, *, enough: bool = True) -> CapStatus:
    rule = cap("rule", ["a", "b"], below, "D", any=enough)
    return pack(TWO, answers, caps=[rule]).evaluate().caps[0]


def fires(answers: Mapping[str, object], below: str, *, enough: bool = True) -> tuple[bool, bool, bool]:
    found = status(answers, below, enough=enough)
    return found.low, found.point, found.high


@pytest.mark.parametrize(
    ("answers", "low_point_high"),
    [
        ({"a": "not", "b": "implemented"}, (True, True, True)),
        ({"a": "mostly", "b": "mostly"}, (True, False, False)),  # unproven, so partly in the low reading
        ({"a": {"answer": "mostly", "evidence": [PROOF]}, "b": "implemented"}, (False, False, False)),
        ({"a": "unknown", "b": "implemented"}, (True, True, False)),
        ({"b": "implemented"}, (True, True, False)),
    ],
)
def test_a_cap_fires_when_one_control_is_below_its_level(
    answers: dict[str, object], low_point_high: tuple[bool, bool, bool]
) -> None:
    assert fires(answers, "mostly") == low_point_high


def test_a_cap_on_all_fires_only_when_all_are_below() -> None:
    assert fires({"a": "not", "b": "implemented"}, "partly", enough=False) == (False, False, False)
    assert fires({"a": "not", "b": "not"}, "partly", enough=False) == (True, True, True)
    assert fires({"a": "not", "b": "unknown"}, "partly", enough=False) == (True, True, False)


def test_what_does_not_apply_never_fires() -> None:
    gone = {"answer": "na", "reason": "we have none"}
    assert fires({"a": gone, "b": "implemented"}, "partly") == (False, False, False)
    assert fires({"a": gone, "b": "not"}, "partly", enough=False) == (True, True, True)
    assert fires({"a": gone, "b": gone}, "partly", enough=False) == (False, False, False)


def test_a_cap_names_the_controls_that_make_it_fire() -> None:
    assert status({"a": "implemented", "b": "partly"}, "mostly").controls == ("b",)
    assert status({"a": "implemented", "b": "mostly"}, "mostly").controls == ()


@pytest.mark.parametrize(("answer", "expected"), [("mostly", False), ("partly", True)])
def test_a_level_is_read_on_the_controls_own_scale(answer: str, expected: bool) -> None:
    # mostly earns 50 on the strict scale: less than the 75 of the graded one, and still mostly
    rule = cap("rule", ["a"], "mostly", "D")
    assert pack([control("a", credit="strict")], {"a": answer}, caps=[rule]).evaluate().caps[0].point is expected


@pytest.mark.parametrize(("max_grade", "ceiling"), [("A", 100), ("B", 89), ("C", 74), ("D", 59), ("E", 39)])
def test_a_cap_holds_the_posture_just_below_the_next_better_grade(max_grade: str, ceiling: int) -> None:
    heavy = [control(f"good-{i}", likelihood="very-high", impact="very-high") for i in range(20)]
    small = control("bad", likelihood="very-low", impact="very-low")
    answers = {**{one.id: "implemented" for one in heavy}, "bad": "not"}
    result = pack([*heavy, small], answers, caps=[cap("rule", ["bad"], "partly", max_grade)]).evaluate()
    whole = Fraction(20_000, 201)
    held_at = min(whole, Fraction(ceiling))
    assert result.implementation is not None
    assert result.posture is not None
    assert result.implementation.point == whole
    assert result.posture.point == held_at
    assert result.held_back == whole - held_at
    assert result.grade == max_grade


def test_of_several_caps_the_hardest_counts() -> None:
    caps = [cap(f"to-{grade.lower()}", ["b"], "partly", grade) for grade in "BDC"]
    result = pack(
        [control("a", impact="very-high", likelihood="very-high"), control("b")],
        {"a": "implemented", "b": "not"},
        caps=caps,
    )
    evaluation = result.evaluate()
    assert evaluation.posture is not None
    assert evaluation.posture.point == 59  # implementation is 1000/15
    assert evaluation.grade == "D"


def test_a_cap_above_the_implementation_holds_nothing_back() -> None:
    evaluation = pack(TWO, {"a": "not", "b": "not"}, caps=[cap("rule", ["a"], "partly", "C")]).evaluate()
    assert evaluation.held_back == 0
    assert evaluation.grade == "E"


def grade_for(weights_in_place: int, out_of: int) -> str | None:
    """The grade when so much of the weight is in place; controls of weight 1 and 10 make up any number."""

    def some(prefix: str, weight: int) -> Sequence[tuple[str, str]]:
        tens = [(f"{prefix}-ten-{i}", "very-high") for i in range(weight // 10)]
        return [*tens, *((f"{prefix}-one-{i}", "very-low") for i in range(weight % 10))]

    good, bad = some("good", weights_in_place), some("bad", out_of - weights_in_place)
    controls = [control(name, likelihood=level, impact=level) for name, level in (*good, *bad)]
    answers: dict[str, object] = {name: "implemented" for name, _ in good}
    return pack(controls, {**answers, **{name: "not" for name, _ in bad}}).evaluate().grade


@pytest.mark.parametrize(
    ("weight", "out_of", "grade"),
    [
        (100, 100, "A"),
        (90, 100, "A"),
        (899, 1000, "B"),
        (75, 100, "B"),
        (749, 1000, "C"),
        (60, 100, "C"),
        (599, 1000, "D"),
        (40, 100, "D"),
        (399, 1000, "E"),
        (0, 100, "E"),
    ],
)
def test_a_grade_begins_exactly_at_its_bound(weight: int, out_of: int, grade: str) -> None:
    assert grade_for(weight, out_of) == grade
