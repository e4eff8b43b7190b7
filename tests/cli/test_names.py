"""A wrong name is wrong use (exit 2), names the nearest right one, and leaves the file as it was."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell, tree

# Words after the command, where FILE stands for an assessment; and the name that was meant.
WRONG = {
    "command": (("scor", "FILE"), "score"),
    "option": (("score", "FILE", "--jsn"), "--json"),
    "option of a command that changes": (("answer", "FILE", "patching", "partly", "--evidance", "x"), "--evidence"),
    "control to answer": (("answer", "FILE", "patchng", "partly"), "patching"),
    "control to accept": (("accept", "FILE", "patchng", "--reason", "r", "--until", "2027-01-01"), "patching"),
    "answer": (("answer", "FILE", "patching", "partial"), "partly"),
    "method of evidence": (
        ("answer", "FILE", "patching", "partly", "--evidence", "e", "--method", "tests"),
        "test",
    ),
    "action": (("action", "FILE", "call-lists", "--status", "done"), "call-list"),
    "status of an action": (("action", "FILE", "call-list", "--status", "dooing"), "doing"),
    "action that must be in": (("plan", "FILE", "--must", "call-lists"), "call-list"),
    "action that must be out": (("plan", "FILE", "--avoid", "table-top"), "tabletop"),
    "format": (("export", "FILE", "--format", "markdwon"), "markdown"),
    "checklist": (("new", "--clinic", "X", "--checklist", "resiliencee"), "resilience"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_name_gets_the_nearest_right_one(golden: Shell, file: Path, workspace: Path, kind: str) -> None:
    words, meant = WRONG[kind]
    before = file.read_bytes()
    result = golden(*(str(file) if word == "FILE" else word for word in words))
    assert (result.code, result.out) == (2, "")
    assert f"Did you mean '{meant}'?" in result.err
    assert file.read_bytes() == before
    assert tree(workspace) == {}


@pytest.mark.parametrize(
    "words", [("fact", "FILE", "mail_platfrom=other"), ("new", "--clinic", "X", "--fact", "stafff=3")]
)
def test_a_wrong_fact_gets_the_nearest_right_one(posture: Shell, workspace: Path, words: tuple[str, ...]) -> None:
    file = posture("new", "--clinic", "X", "-o", "x.toml").path
    before = file.read_bytes()
    result = posture(*(str(file) if word == "FILE" else word for word in words))
    assert (result.code, result.out) == (2, "")
    assert "Did you mean '" + ("mail_platform" if words[0] == "fact" else "staff") + "'?" in result.err
    assert file.read_bytes() == before
    assert tree(workspace) == {}


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("mail_platform=microsoft", "Did you mean 'microsoft-365'?"),
        ("mail_platform=other,gogle-workspace", "Did you mean 'google-workspace'?"),
        ("ehr_hosting=hostd", "Did you mean 'hosted'?"),
        ("own_domain=maybe", "yes or no"),
        ("staff=many", "whole number"),
        ("staff=-3", "whole number"),
        ("staff=2.5", "whole number"),
        ("staff", "KEY=VALUE"),
        ("=3", "no fact ''"),
    ],
)
def test_a_wrong_value_of_a_fact_says_which_are_right(posture: Shell, pair: str, said: str) -> None:
    file = posture("new", "--clinic", "X", "-o", "x.toml").path
    before = file.read_bytes()
    result = posture("fact", str(file), "sites=2", pair)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert file.read_bytes() == before, "one wrong fact, and none of the others is set"


def test_a_name_like_no_other_gets_the_list_where_it_is_short(golden: Shell, file: Path) -> None:
    result = golden("export", str(file), "--format", "zzz")
    assert result.code == 2
    assert "markdown" in result.err
    result = golden("new", "--clinic", "X", "--checklist", "zzz")
    assert result.code == 2
    assert "accounts, devices, facility, people, resilience, response" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ("new",),  # --clinic is missing
        ("new", "--clinic"),
        ("new", "--clinic", ""),
        ("new", "--clinic", "  \t "),
        ("answer", "FILE"),
        ("answer", "FILE", "patching"),
        ("answer", "FILE", "patching", "partly", "--flag", "--unflag"),
        ("answer", "FILE", "patching", "partly", "--evidence", "e", "--collected", "yesterday"),
        ("fact", "FILE"),
        ("accept", "FILE", "patching", "--reason", "r"),  # until when?
        ("accept", "FILE", "patching", "--until", "2027-01-01"),  # why?
        ("accept", "FILE", "patching", "--reason", "  ", "--until", "2027-01-01"),
        ("accept", "FILE", "patching", "--reason", "r", "--until", "31.12.2027"),
        ("score",),
        ("score", "FILE", "FILE"),
        ("score", "FILE", "--as-of", "2026-02-30"),
        ("score", "FILE", "--fail-under", "-1"),
        ("score", "FILE", "--fail-under", "nan"),
        ("plan", "FILE", "--hours", "-4"),
        ("plan", "FILE", "--hours", "four"),
        ("plan", "FILE", "--dollars", "inf"),
        ("plan", "FILE", "--must", "tabletop", "--avoid", "call-list"),  # which it needs
        ("plan", "FILE", "--must", "endpoint-detection", "--hours", "1"),
        ("plan", "FILE", "--hours-per-week", "6", "--save", "--must", "no-such-action"),
        ("where", "there"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(golden: Shell, file: Path, workspace: Path, words: tuple[str, ...]) -> None:
    before = file.read_bytes()
    result = golden(*(str(file) if word == "FILE" else word for word in words))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("posture: ")
    assert result.faults == []
    assert file.read_bytes() == before
    assert tree(workspace) == {}


def test_more_hours_a_week_than_a_plan_can_have_is_wrong_use(golden: Shell, file: Path) -> None:
    for option in ("--hours-per-week", "--first-week"):
        result = golden("plan", str(file), option, "20000")
        assert (result.code, result.out, result.faults) == (2, "", []), option
