"""Readiness for a threat (scoring.md 2.9): layers, stages, labels; every number here is worked out by hand."""

from fractions import Fraction

import pytest

from posture.assess.readiness import ThreatReadiness, label
from tests.core.packs import control, pack


def link(stage: str, layer: str, strength: str) -> dict[str, str]:
    return {"scenario": "phishing", "stage": stage, "layer": layer, "strength": strength}


def phishing(answers: dict[str, object], links: dict[str, list[dict[str, str]]]) -> ThreatReadiness:
    controls = [control(name, threats=threats) for name, threats in links.items()]
    return next(one for one in pack(controls, answers).evaluate().threats if one.scenario.id == "phishing")


def point(threat: ThreatReadiness) -> Fraction:
    assert threat.score is not None
    return threat.score.point


def test_of_the_controls_of_one_layer_the_best_counts() -> None:
    links = {"a": [link("prevent", "mail", "strong")], "b": [link("prevent", "mail", "moderate")]}
    # a is worth .60·.40 = .24, b .35·1 = .35; the best possible is .60
    assert point(phishing({"a": "partly", "b": "implemented"}, links)) == 100 * Fraction(35, 60)


def test_layers_miss_independently() -> None:
    links = {"a": [link("prevent", "mail", "strong")], "b": [link("prevent", "people", "moderate")]}
    # 1 − .40·1 = .60 of 1 − .40·.65 = .74
    assert point(phishing({"a": "implemented", "b": "not"}, links)) == 100 * Fraction(60, 74)


def test_readiness_is_half_the_weakest_stage_and_half_the_mean() -> None:
    links = {
        "a": [link("prevent", "x", "minor")],
        "b": [link("detect", "x", "minor")],
        "c": [link("recover", "x", "minor")],
    }
    threat = phishing({"a": "implemented", "b": "partly", "c": "mostly"}, links)
    # stages 100, 40, 75: half of 40, and half of 215/3
    assert {stage.value: value for stage, value in threat.stages.items()} == {
        "prevent": 100,
        "detect": 40,
        "recover": 75,
    }
    assert point(threat) == 20 + Fraction(215, 6)
    assert [stage.value for stage in threat.weakest] == ["detect"]


def test_every_stage_that_ties_is_weakest_in_the_order_of_an_attack() -> None:
    links = {
        "a": [link("recover", "x", "minor")],
        "b": [link("prevent", "x", "strong")],
        "c": [link("detect", "x", "minor")],
    }
    threat = phishing({"a": "not", "b": "not", "c": "mostly"}, links)
    assert [stage.value for stage in threat.weakest] == ["prevent", "recover"]


def test_a_control_that_does_not_apply_lowers_nothing() -> None:
    links = {"a": [link("prevent", "mail", "strong")], "b": [link("prevent", "people", "decisive")]}
    assert point(phishing({"a": "implemented", "b": {"answer": "na", "reason": "none"}}, links)) == 100


def test_a_scenario_that_nothing_answers_has_no_readiness() -> None:
    threat = phishing({"a": "implemented"}, {"a": []})
    assert (threat.score, threat.label, dict(threat.stages), threat.weakest) == (None, None, {}, ())


def test_a_strength_that_the_policy_puts_at_nothing_covers_no_stage() -> None:
    nothing = {"minor": 0, "moderate": 35, "strong": 60, "decisive": 80}
    links = [link("prevent", "mail", "minor"), link("detect", "mail", "strong")]
    given_pack = pack([control("a", threats=links)], {"a": "partly"}).with_policy(strengths=nothing)
    threat = given_pack.evaluate().threats[0]
    assert {stage.value for stage in threat.stages} == {"detect"}
    assert point(threat) == 40


def test_a_link_repeated_counts_by_its_strongest() -> None:
    twice = [link("prevent", "mail", "minor"), link("prevent", "mail", "strong")]
    assert point(phishing({"a": "partly"}, {"a": twice})) == 40


@pytest.mark.parametrize(
    ("value", "expected"),
    [("100", "prepared"), ("75", "prepared"), ("7499/100", "partly"), ("50", "partly"), ("4999/100", "exposed")],
)
def test_labels_begin_exactly_at_their_bounds(value: str, expected: str) -> None:
    assert label(Fraction(value)) == expected
