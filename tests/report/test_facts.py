"""Facts in words: what was said, what switches a control off, what a check is for."""

from typing import TYPE_CHECKING, Any

import pytest

from posture.model.clinic import Fact
from posture.model.control import Condition, FactValue
from posture.report.facts import fact_rows, fact_words, facts_against, wanted_facts

if TYPE_CHECKING:
    from posture.model.library import Library
    from posture.report.formats import ReportInput
    from tests.report.conftest import Pack

COMPUTERS: dict[str, Any] = {
    "id": "computers",
    "title": "Computers",
    "question": "Which?",
    "type": "many",
    "choices": [{"id": "windows", "title": "Windows"}, {"id": "macos", "title": "Mac"}],
}


def when(**test: object) -> Condition:
    return Condition.model_validate({"fact": "computers", **test})


@pytest.fixture(scope="module")
def clinic(pack: "Pack") -> "ReportInput":
    material = pack.material(facts={"computers": ["macos", "abacus"], "old": True})
    library = material.library.model_copy(update={"facts": (*material.library.facts, Fact.model_validate(COMPUTERS))})
    return type(material)(library, material.assessment, material.evaluation, material.plan, material.version)


@pytest.fixture(scope="module")
def library(clinic: "ReportInput") -> "Library":
    return clinic.library


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "yes"), (False, "no"), (8, "8"), ("macos", "Mac"), (("windows", "macos"), "Windows, Mac"), ((), "none")],
)
def test_values(library: "Library", value: FactValue, shown: str) -> None:
    assert fact_words(library, "computers", value) == shown


def test_what_was_not_recorded_is_said_and_what_is_not_asked_any_more_is_kept(clinic: "ReportInput") -> None:
    assert [(row.title, row.value) for row in fact_rows(clinic)] == [
        ("People", "not recorded"), ("Computers", "Mac, abacus"), ("old", "yes")
    ]  # fmt: skip


def test_the_facts_that_switch_a_control_off(clinic: "ReportInput") -> None:
    conditions = [when(has="windows"), when(**{"in": ["windows"]}), Condition(fact="staff", at_least=5)]
    assert facts_against(clinic, conditions) == "Computers: Mac, abacus"


def test_what_a_check_is_for(library: "Library") -> None:
    assert wanted_facts(library, []) == ""
    assert wanted_facts(library, [when(has="macos")]) == "Computers (Mac)"
    assert wanted_facts(library, [when(**{"in": ["windows", "macos"]})]) == "Computers (Windows or Mac)"
    both = [when(**{"is": "macos"}), Condition(fact="staff", at_least=5)]
    assert wanted_facts(library, both) == "Computers (Mac); People (5 or more)"
