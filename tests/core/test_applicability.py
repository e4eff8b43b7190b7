"""Which controls count for a clinic: facts, answers of "doesn't apply", and checklists that were chosen."""

import pytest

from posture.errors import PostureError
from tests.core.packs import Pack, assessment, checklist, control, library, pack


def applies(condition: dict[str, object], facts: dict[str, object]) -> bool:
    conditional = control("only", applies_when=[condition])
    return pack([conditional], {"only": "not"}, facts=facts).evaluate().controls[0].item.applies


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ({"is": True}, True, True),
        ({"is": True}, False, False),
        ({"is": False}, False, True),
        ({"is": "hosted"}, "hosted", True),
        ({"is": "hosted"}, "on-site", False),
        ({"is": 3}, 3, True),
        ({"is": 3}, 4, False),
        ({"in": ["hosted", "on-site"]}, "on-site", True),
        ({"in": ["hosted", "on-site"]}, "paper", False),
        ({"in": [1, 2]}, 2, True),
        ({"in": [1, 2]}, 3, False),
        ({"has": "windows"}, ["macos", "windows"], True),
        ({"has": "windows"}, ["macos"], False),
        ({"has": "windows"}, [], False),
        ({"at_least": 10}, 10, True),
        ({"at_least": 10}, 11, True),
        ({"at_least": 10}, 9, False),
        ({"at_least": 0}, 0, True),
    ],
)
def test_a_condition_on_a_fact(condition: dict[str, object], value: object, expected: bool) -> None:
    assert applies({"fact": "it", **condition}, {"it": value}) is expected


@pytest.mark.parametrize("test", [{"is": True}, {"in": ["a"]}, {"has": "a"}, {"at_least": 1}])
def test_a_fact_that_is_not_set_hides_nothing(test: dict[str, object]) -> None:
    assert applies({"fact": "it", **test}, {})
    assert applies({"fact": "it", **test}, {"another": False})


@pytest.mark.parametrize(
    ("condition", "value"),
    [({"is": 1}, True), ({"is": True}, 1), ({"is": 0}, False), ({"in": [1, 2]}, True), ({"at_least": 1}, True)],
)
def test_yes_is_not_the_number_1(condition: dict[str, object], value: object) -> None:
    assert not applies({"fact": "it", **condition}, {"it": value})


def test_all_conditions_must_hold() -> None:
    conditions = [{"fact": "server", "is": True}, {"fact": "staff", "at_least": 10}]
    both = control("both", applies_when=conditions)

    def counted(**facts: object) -> int:
        return pack([both], {}, facts=facts).evaluate().applicable

    assert [counted(server=True, staff=12), counted(server=True, staff=3), counted(server=False, staff=12)] == [1, 0, 0]
    assert counted(staff=12) == 1


def test_a_fact_switches_off_a_control_whatever_was_answered() -> None:
    conditional = control("server", applies_when=[{"fact": "server", "is": True}])
    result = pack([conditional, control("other")], {"server": "not", "other": "mostly"}, facts={"server": False})
    evaluation = result.evaluate()
    assert evaluation.implementation is not None
    assert evaluation.implementation.point == 75
    assert (evaluation.not_applicable.by_fact, evaluation.not_applicable.by_answer) == (1, 0)
    assert evaluation.not_applicable.if_counted == 75  # what a fact switches off is not held against the clinic


@pytest.mark.parametrize(("reason", "counted"), [("hosted elsewhere", 1), ("", 2), (" \n ", 2)])
def test_not_applicable_needs_a_reason(reason: str, counted: int) -> None:
    evaluation = pack([control("a"), control("b")], {"a": {"answer": "na", "reason": reason}, "b": "not"}).evaluate()
    assert evaluation.applicable == counted
    assert evaluation.answered == (100 if counted == 1 else 50)


def test_not_applicable_counts_as_unknown_where_the_control_forbids_it() -> None:
    always = control("a", na_allowed=False)
    score = pack([always], {"a": {"answer": "na", "reason": "we are special"}}).evaluate().controls[0]
    assert score.credit == (0, 0, 100)


def test_a_response_to_a_control_that_is_gone_is_named_and_not_scored() -> None:
    evaluation = pack([control("a")], {"a": "mostly", "retired-one": "implemented"}).evaluate()
    assert evaluation.unscored == ("retired-one",)
    assert evaluation.implementation is not None
    assert evaluation.implementation.point == 75


def test_only_the_checklists_that_were_chosen_count() -> None:
    content = library([checklist("one", [control("a")]), checklist("two", [control("b")])])
    evaluation = Pack(content, assessment(["two"], {"a": "implemented", "b": "partly"})).evaluate()
    assert [score.id for score in evaluation.controls] == ["b"]
    assert evaluation.implementation is not None
    assert evaluation.implementation.point == 40


def test_a_checklist_that_is_not_loaded_is_an_error_that_names_it() -> None:
    content = library([checklist("one", [control("a")])])
    with pytest.raises(PostureError, match="lost-one"):
        Pack(content, assessment(["one", "lost-one"])).evaluate()
