"""No dead ends: whatever two things a clinic says about itself, what is left to ask, find out and do makes sense."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

import pytest

from posture.assess.applicability import all_hold
from posture.content.library import BUILTIN, assemble, require
from posture.content.lint import MAIN
from posture.model.clinic import Fact
from posture.model.control import Control, FactValue
from posture.model.library import Library

LEAST = {"email-filtering": 14, "endpoint-protection": 16, "reporting-protocols": 14, "training": 12}
"""What content.md promises of each main checklist; a clinic without a domain or a server is promised it too."""

NUMBERS: Mapping[str, tuple[int, ...]] = {"staff": (1, 3, 60), "sites": (1, 4)}

Facts = dict[str, FactValue]


@pytest.fixture(scope="module")
def library() -> Library:
    return require(assemble([BUILTIN]))


def values(fact: Fact) -> Iterator[FactValue]:
    """What can be said: both words, each number of ours, each choice, and of several each one and all."""
    choices = tuple(choice.id for choice in fact.choices)
    if fact.type == "bool":
        yield from (True, False)
    elif fact.type == "number":
        yield from NUMBERS[fact.id]
    elif fact.type == "choice":
        yield from choices
    else:
        yield from ((choice,) for choice in choices)
        yield choices


def pairs(library: Library) -> Iterator[Facts]:
    """Every two facts with every two of their values, where nothing else is said; and all of the first and last ones.

    All of the last ones are the clinic with the least: no domain, no server, no record system, nothing of anything.
    """
    said = {fact.id: list(values(fact)) for fact in library.facts}
    yield {name: found[0] for name, found in said.items()}
    yield {name: found[-1] for name, found in said.items()}
    for one, other in combinations(library.facts, 2):
        for first, second in product(values(one), values(other)):
            yield {one.id: first, other.id: second}


def applicable(library: Library, facts: Facts) -> dict[str, Control]:
    return {name: one for name, one in library.control_by_id.items() if all_hold(one.applies_when, facts)}


def told(facts: Facts, what: object) -> str:
    return f"{facts}: {what}"


def test_what_the_issue_asks_about_is_asked(library: Library) -> None:
    assert set(library.fact_by_id) >= {
        *("mail_platform", "own_domain", "ehr_hosting", "onsite_server", "nas", "personal_devices", "remote_access"),
        *("patient_portal", "medical_devices", "staff", "sites", "it_provider", "e_prescribing", "card_payments"),
    }


def test_each_fact_changes_what_is_asked_shown_or_planned(library: Library) -> None:
    used = {condition.fact for control in library.control_by_id.values() for condition in control.applies_when}
    for control in library.control_by_id.values():
        used |= {condition.fact for check in control.checks for condition in check.when}
    if any(action.hours.per_staff or action.dollars.per_staff for action in library.action_by_id.values()):
        used.add("staff")
    assert set(library.fact_by_id) - used == set()


def test_enough_is_asked_of_every_clinic(library: Library) -> None:
    short = []
    for facts in pairs(library):
        there = applicable(library, facts)
        for checklist in library.checklists:
            number = sum(control.id in there for control in checklist.controls)
            least = LEAST.get(checklist.id, len(checklist.controls) / 2)
            if number < least:
                short.append(told(facts, f"{checklist.id} {number}"))
    assert set(LEAST) == set(MAIN)
    assert short == []


def test_every_question_that_is_asked_has_a_way_to_find_out(library: Library) -> None:
    assert [
        told(facts, control.id)
        for facts in pairs(library)
        for control in applicable(library, facts).values()
        if not any(all_hold(check.when, facts) for check in control.checks)
    ] == []


def test_every_threat_stays_covered_at_each_stage(library: Library) -> None:
    def covered(controls: Mapping[str, Control]) -> set[tuple[str, str]]:
        return {(link.scenario, link.stage) for control in controls.values() for link in control.threats}

    whole = covered(library.control_by_id)
    assert {scenario for scenario, _ in whole} == set(library.scenario_by_id)
    assert [
        told(facts, gone) for facts in pairs(library) if (gone := whole - covered(applicable(library, facts)))
    ] == []


def test_the_quick_check_keeps_its_point_for_every_clinic(library: Library) -> None:
    assert [
        told(facts, number)
        for facts in pairs(library)
        if (number := sum(control.quick_check for control in applicable(library, facts).values())) < 15
    ] == []


def test_every_gap_can_be_closed_by_somebody_whom_every_clinic_has_or_is_told_to_name(library: Library) -> None:
    """Actions know no conditions, so the way to the whole that `--strict` asks for is there for every clinic.

    Only the IT provider may be missing; then the security lead's control says who answers and works instead.
    """
    roles = {action.role for action in library.action_by_id.values()} | {c.ask for c in library.control_by_id.values()}
    assert roles <= {"front-desk", "clinician", "practice-manager", "owner", "it-provider"}
    without: Facts = {"it_provider": False}
    shown = [check for check in library.control_by_id["security-lead"].checks if all_hold(check.when, without)]
    assert any("IT provider" in check.how for check in shown)
