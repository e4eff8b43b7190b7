"""Whose hours the plan takes, and what it must hold or leave out, from the command line."""

from pathlib import Path

import pytest

from tests.cli.shell import AS_OF, Shell, toml

ROLE = "it-provider"


@pytest.fixture
def opened(posture: Shell, tmp_path: Path) -> Path:
    path = posture("new", "--clinic", "Test Clinic", "-o", str(tmp_path / "a.toml")).path
    assert posture("answer", str(path), "email-mfa", "not").code == 0
    return path


def test_a_role_with_too_little_time_is_named_and_kept_with_save(posture: Shell, opened: Path) -> None:
    plan = ("plan", str(opened), "--as-of", AS_OF)
    assert "Too much for one role" not in posture(*plan).out
    assert "Too much for one role: IT provider" in posture(*plan, "--role-hours", f"{ROLE}=0.1", "--save").out
    assert toml(opened)["plan"]["role_hours"] == {ROLE: 0.1}
    assert "Too much for one role: IT provider" in posture(*plan).out, "it is kept"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("it-provder=2", "it-provider"),
        (ROLE, "ROLE=HOURS"),
        (f"{ROLE}=many", "number of hours"),
        (f"{ROLE}=-1", "from 0"),
        (f"{ROLE}=nan", "from 0"),
        (f"{ROLE}=1e9", "from 0"),
    ],
)
def test_hours_of_a_role_that_make_no_sense_are_refused(posture: Shell, opened: Path, word: str, said: str) -> None:
    result = posture("plan", str(opened), f"--role-hours={word}")
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_what_must_be_in_or_out_is_kept_with_save_and_changes_the_plan_of_the_year(
    posture: Shell, opened: Path
) -> None:
    plan = ("plan", str(opened), "--as-of", AS_OF, "--json", "--hours-per-week", "40")
    before = posture(*plan).json
    name = before["phases"][0]["actions"][0]
    posture(*plan, "--avoid", name)
    assert "avoid" not in toml(opened).get("plan", {}), "a question alone changes nothing"
    posture(*plan, "--avoid", name, "--save")
    assert toml(opened)["plan"]["avoid"] == [name]
    after = posture(*plan).json
    assert name not in [one for phase in after["phases"] for one in phase["actions"]]
    assert name in [one["id"] for one in after["roadmap"]]


def test_the_score_says_what_weakens_it(posture: Shell, opened: Path) -> None:
    posture("answer", str(opened), "email-mfa", "implemented")
    assert "1 control: Said to be in place" in posture("score", str(opened), "--as-of", AS_OF).out
    later = posture("score", str(opened), "--as-of", "2029-01-01").out
    assert "- email-mfa: The answer is of " in later
