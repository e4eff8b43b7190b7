"""The checklists that come with posture: each loads, keeps the standards, and names nothing that is not there."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posture.assess.quick_check import choose
from posture.content.library import BUILTIN, Assembled, assemble, assemble_file, require
from posture.content.lint import MAIN, lint
from posture.content.place import builtin_folder

CHECKED = date(2026, 11, 23)
"""The day of the check: what was verified may grow stale, and the tests must not."""

FOLDER = builtin_folder()
CHECKLISTS = sorted(FOLDER.glob("*.toml"))
FRAMEWORKS = sorted((FOLDER / "frameworks").glob("*.toml"))
FILES = sorted(FOLDER.rglob("*.toml"))


def table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def names(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.fixture(scope="module")
def builtin() -> Assembled:
    return assemble([BUILTIN])


@pytest.fixture(scope="module")
def controls() -> set[str]:
    return {control["id"] for path in CHECKLISTS for control in table(path)["controls"]}


def test_the_checklists_and_frameworks_that_were_promised_are_there() -> None:
    assert {path.stem for path in CHECKLISTS} == {
        *("email-filtering", "endpoint-protection", "reporting-protocols", "training", "access"),
        *("backup-and-downtime", "patient-identity", "vendors", "network-and-devices", "governance"),
    }
    assert {path.stem for path in FRAMEWORKS} == {
        *("hhs-cpg", "hicp-tv1", "hipaa-security-rule", "nist-csf-2", "cis-v8-1-ig1", "cisa-cpg-2"),
    }
    assert {path.name for path in (FOLDER / "common").iterdir()} == {
        *("facts.toml", "policy.toml", "retired.toml", "roles.toml", "threats.toml"),
    }


@pytest.mark.parametrize(
    ("name", "least"),
    [("email-filtering", 14), ("endpoint-protection", 16), ("reporting-protocols", 14), ("training", 12)],
)
def test_the_four_main_checklists_ask_enough(name: str, least: int) -> None:
    assert len(table(FOLDER / f"{name}.toml")["controls"]) >= least


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_file_loads_without_problems_and_keeps_the_standards(path: Path, builtin: Assembled) -> None:
    told = [str(problem) for problem in (*builtin.problems, *lint(builtin, CHECKED)) if problem.file == str(path)]
    assert told == []


def test_nothing_at_all_is_told(builtin: Assembled) -> None:
    assert [str(problem) for problem in (*builtin.problems, *lint(builtin, CHECKED))] == []


@pytest.mark.parametrize("path", CHECKLISTS, ids=names)
def test_a_checklist_can_be_checked_alone(path: Path) -> None:
    assert [str(problem) for problem in assemble_file(path).problems] == []


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_file_is_plain_text_that_every_editor_shows(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert "\t" not in text
    assert text.endswith("\n")
    assert [one for one in text if not one.isprintable() and one != "\n"] == []


@pytest.mark.parametrize("kind", ["controls", "actions"])
def test_ids_are_used_once_over_all_checklists_and_never_again_after_they_retired(kind: str) -> None:
    ids = Counter(entry["id"] for path in CHECKLISTS for entry in table(path)[kind])
    assert [name for name, times in ids.items() if times > 1] == []
    retired = {entry["id"] for entry in table(FOLDER / "common" / "retired.toml").get("retired", [])}
    assert retired & set(ids) == set()


@pytest.mark.parametrize("path", CHECKLISTS, ids=names)
def test_a_checklist_names_only_sections_roles_facts_scenarios_controls_and_actions_that_exist(
    path: Path, controls: set[str]
) -> None:
    common = {name: table(FOLDER / "common" / f"{name}.toml") for name in ("facts", "roles", "threats")}
    facts = {fact["id"]: fact for fact in common["facts"]["facts"]}
    roles = {role["id"]: role for role in common["roles"]["roles"]}
    scenarios = {scenario["id"] for scenario in common["threats"]["scenarios"]}
    actions = {action["id"] for other in CHECKLISTS for action in table(other)["actions"]}
    checklist = table(path)
    sections = {section["id"] for section in checklist["sections"]}
    for control in checklist["controls"]:
        assert control["section"] in sections
        assert roles[control["ask"]].get("asks", True)
        assert {link["scenario"] for link in control["threats"]} <= scenarios
        conditions = [
            *control.get("applies_when", ()),
            *(c for check in control["checks"] for c in check.get("when", ())),
        ]
        for condition in conditions:
            choices = {choice["id"] for choice in facts[condition["fact"]].get("choices", ())}
            values = condition.get("in", [condition.get("has", condition.get("is"))])
            assert not choices or set(values) <= choices
    assert {control["section"] for control in checklist["controls"]} == sections
    for action in checklist["actions"]:
        assert roles[action["role"]].get("does", True)
        assert {closes["control"] for closes in action.get("closes", ())} <= controls
        assert set(action.get("requires", ())) <= actions


@pytest.mark.parametrize("path", FRAMEWORKS, ids=names)
def test_a_framework_maps_each_requirement_to_controls_that_exist_or_says_why_not(
    path: Path, controls: set[str]
) -> None:
    requirements = table(path)["requirements"]
    assert requirements
    assert [name for name, times in Counter(entry["id"] for entry in requirements).items() if times > 1] == []
    for entry in requirements:
        mapped = [one["control"] for one in entry.get("maps", ())]
        assert set(mapped) <= controls
        assert len(set(mapped)) == len(mapped)
        assert bool(mapped) != bool(entry.get("outside"))


def test_caps_name_controls_and_grades_that_exist(controls: set[str]) -> None:
    policy = table(FOLDER / "common" / "policy.toml")
    for cap in policy["caps"]:
        assert set(cap["controls"]) <= controls
        assert cap["max_grade"] in {grade["grade"] for grade in policy["grades"]}


def test_each_control_has_a_way_to_the_whole_and_each_action_can_be_begun() -> None:
    shares: Counter[str] = Counter()
    best: dict[tuple[str, str], int] = {}
    needs: dict[str, set[str]] = {}
    for path in CHECKLISTS:
        for action in table(path)["actions"]:
            needs[action["id"]] = set(action.get("requires", ()))
            for closes in action.get("closes", ()):
                share = closes.get("share", 100)
                if group := action.get("alternative"):
                    best[closes["control"], group] = max(share, best.get((closes["control"], group), 0))
                else:
                    shares[closes["control"]] += share
    for (control, _), share in best.items():
        shares[control] += share
    wanting = [
        control["id"] for path in CHECKLISTS for control in table(path)["controls"] if shares[control["id"]] < 100
    ]
    assert wanting == []
    done: set[str] = set()
    while ready := {name for name, needed in needs.items() if needed <= done} - done:
        done |= ready
    assert set(needs) - done == set()


def test_the_quick_check_is_what_is_marked(builtin: Assembled) -> None:
    library = require(builtin)
    chosen = choose(library, MAIN)
    assert chosen.wanting == ()
    assert {control.id for control in library.control_by_id.values() if control.quick_check} == chosen.ids


def test_the_quick_check_asks_what_a_specialist_would_ask_first(builtin: Assembled) -> None:
    library = require(builtin)
    asked = [control for control in library.control_by_id.values() if control.quick_check]
    assert 15 <= len(asked) <= 18
    assert {control.id for control in asked} >= {
        *("email-mfa", "ehr-mfa", "remote-access-mfa", "email-report-button", "endpoint-detection", "os-updates"),
        *("backup-offline", "restore-tested", "one-number-to-call", "first-hour-card", "caller-verification"),
    }
    of_each = Counter(library.checklist_of[control.id].id for control in asked)
    assert all(of_each[name] >= 3 for name in MAIN)
    assert {link.scenario for control in asked for link in control.threats} == set(library.scenario_by_id)
