"""What weakens an assessment, where an auditor and whoever carries out the plan read it."""

from datetime import date
from typing import TYPE_CHECKING

from tests.report.conftest import RESPONSES

if TYPE_CHECKING:
    from tests.report.conftest import Pack


def section(source: str, heading: str) -> str:
    return source.split(f"### {heading}\n", 1)[1].split("\n### ", 1)[0]


def test_old_proof_and_refused_answers_are_listed_with_the_title_of_their_control(pack: "Pack") -> None:
    old = {"method": "test", "reference": "restored one file", "collected": date(2024, 1, 2)}
    responses = {
        **RESPONSES,
        "patching": {"answer": "implemented", "evidence": [old]},
        "offline-backup": {"answer": "na", "reason": ""},
    }
    found = section(pack.markdown(responses=responses), "What weakens this assessment")
    lines = [line for line in found.splitlines() if line.startswith("|")]
    refused = next(line for line in lines if "has no reason" in line)
    assert "does not count" in refused
    assert any("2024-01-02" in line and "look at it" in line for line in lines)


def test_notes_are_counted_and_not_listed_one_by_one(pack: "Pack") -> None:
    responses = {**RESPONSES, "patching": {"answer": "implemented"}, "email-mfa": {"answer": "implemented"}}
    found = section(pack.markdown(responses=responses), "What weakens this assessment")
    assert "- 2 controls: Said to be in place" in found


def test_an_overloaded_role_is_named_in_its_phase(pack: "Pack") -> None:
    source = pack.markdown(plan={"hours_per_week": 2, "first_week": 4, "role_hours": {"it-provider": 0.5}})
    assert "Too much for one role: " in section(source, "Done by day 7")
    assert "Too much for one role: " not in pack.markdown()


def test_each_standard_says_how_many_requirements_are_met_as_the_plan_goes_on(pack: "Pack") -> None:
    lines = section(pack.markdown(), "Standards as the plan goes on").splitlines()
    (line,) = [line for line in lines if line.startswith("- ")]
    assert " met now, " in line
    assert line.count(" by day ") == 4
