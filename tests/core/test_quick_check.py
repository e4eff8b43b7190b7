"""The quick check: what can limit the grade, each main checklist, each threat, and then what there is room for."""

from fractions import Fraction

import pytest

from posture.assess.quick_check import MOST_CONTROLS, MOST_SECONDS, QuickCheck, asking_seconds, choose
from posture.model.control import Control
from posture.model.library import Library
from posture.model.policy import Policy
from tests.core.packs import cap, checklist, control, library, policy

HEAVY = {"likelihood": "very-high", "impact": "very-high"}
LIGHT = {"likelihood": "very-low", "impact": "very-low"}


def link(scenario: str, strength: str = "strong", stage: str = "prevent") -> dict[str, str]:
    return {"scenario": scenario, "stage": stage, "layer": "any", "strength": strength}


def one(*controls: Control, rules: Policy | None = None, **changes: object) -> Library:
    return library([checklist("all", controls)], rules, **changes)


def ids(chosen: QuickCheck) -> list[str]:
    return [pick.control.id for pick in chosen.picks]


def reasons(chosen: QuickCheck) -> dict[str, tuple[str, str]]:
    return {pick.control.id: (pick.reason, pick.subject) for pick in chosen.picks}


def test_asking_takes_the_time_to_read_out_and_half_a_minute() -> None:
    # 25 words of the question and 50 of the levels are 75, at 150 a minute 30 seconds; and 30 to answer.
    levels = {"implemented": "a " * 20, "mostly": "b " * 10, "partly": "c " * 10, "not": "d " * 10}
    assert asking_seconds(control("x", question="w " * 25, answers=levels)) == 60


def test_what_limits_the_grade_comes_before_what_is_heavier() -> None:
    rules = policy(caps=[cap("stop", ["light"], "mostly", "C").model_dump()])
    chosen = choose(one(control("heavy", **HEAVY), control("light", **LIGHT), rules=rules), [])
    assert ids(chosen) == ["light", "heavy"]
    assert reasons(chosen) == {"light": ("cap", "stop"), "heavy": ("room", "")}


def test_of_each_main_checklist_three_are_taken_before_others() -> None:
    content = library(
        [
            checklist("main", [control(f"m{number}", **LIGHT) for number in range(5)]),
            checklist("other", [control(f"o{number}", **HEAVY) for number in range(30)]),
        ]
    )
    chosen = choose(content, ["main"])
    assert ids(chosen)[:3] == ["m0", "m1", "m2"]
    assert len(chosen.picks) == MOST_CONTROLS
    assert sum(name.startswith("m") for name in ids(chosen)) == 3
    assert "main" not in chosen.wanting


def test_what_a_cap_took_counts_for_its_checklist() -> None:
    rules = policy(caps=[cap("stop", ["m4"], "mostly", "C").model_dump()])
    content = library([checklist("main", [control(f"m{number}") for number in range(5)])], rules)
    assert reasons(choose(content, ["main"])) == {
        "m4": ("cap", "stop"),
        "m0": ("checklist", "main"),
        "m1": ("checklist", "main"),
        "m2": ("room", ""),
        "m3": ("room", ""),
    }


def test_each_threat_gets_a_control_that_does_at_least_moderately_much() -> None:
    controls = [control(f"h{number:02}", threats=[link("phishing")], **HEAVY) for number in range(MOST_CONTROLS)]
    weak = control("weak", threats=[link("ransomware", "minor")], likelihood="high", impact="high")
    telling = control("telling", threats=[link("ransomware", "moderate")], **LIGHT)
    chosen = choose(one(*controls, weak, telling), [])
    assert reasons(chosen)["telling"] == ("threat", "ransomware")
    assert "weak" not in ids(chosen)
    assert chosen.wanting == ()


def test_a_threat_that_nothing_tells_about_and_a_main_checklist_that_is_too_short_are_named() -> None:
    chosen = choose(one(control("a"), control("b")), ["all", "elsewhere"])
    assert ids(chosen) == ["a", "b"]
    assert chosen.wanting == ("all", "phishing", "ransomware")


def test_what_takes_long_to_find_out_is_not_asked_even_where_it_limits_the_grade() -> None:
    rules = policy(caps=[cap("stop", ["long"], "mostly", "C").model_dump()])
    chosen = choose(one(control("long", minutes=11, **HEAVY), control("short", minutes=10), rules=rules), [])
    assert ids(chosen) == ["short"]
    assert chosen.wanting[0] == "stop"


def test_of_equal_weight_more_work_against_threats_for_each_second_goes_first() -> None:
    much = control("much", threats=[link("phishing"), link("ransomware")])
    little = control("little", threats=[link("phishing")])
    wordy = control("wordy", threats=[link("phishing"), link("ransomware")], question="w " * 300)
    chosen = choose(one(little, wordy, much, scenarios=()), [])
    assert ids(chosen) == ["much", "little", "wordy"]
    # Three controls of equal weight: a third each. Both stages covered by `much` with 60 per cent, one by `little`.
    assert [pick.share for pick in chosen.picks] == [Fraction(100, 3)] * 3
    assert [pick.work for pick in chosen.picks] == [60, 30, 60]


def test_the_strongest_of_several_links_to_one_stage_counts_once() -> None:
    twice = control("twice", threats=[link("phishing", "minor"), link("phishing", "strong")])
    assert choose(one(twice), []).picks[0].work == 60


@pytest.mark.parametrize(("words", "number"), [(0, 18), (150, 13), (3_000, 0)])
def test_it_ends_with_eighteen_controls_or_twenty_minutes(words: int, number: int) -> None:
    # 150 words are a minute to read and half a minute to answer: 13 of them are 19 minutes and a half.
    chosen = choose(one(*(control(f"c{n:02}", question="w " * max(1, words)) for n in range(40))), [])
    assert len(chosen.picks) == number
    assert chosen.seconds <= MOST_SECONDS


def test_the_order_of_the_files_does_not_matter() -> None:
    controls = [control(f"c{n:02}", threats=[link("phishing")]) for n in range(30)]
    assert ids(choose(one(*controls), ["all"])) == ids(choose(one(*reversed(controls)), ["all"]))
