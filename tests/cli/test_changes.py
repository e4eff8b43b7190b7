"""Commands that change an assessment: what they write, and what they leave as it was."""

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cli.shell import AS_OF, Shell, toml

ANSWERS = ("implemented", "mostly", "partly", "not", "unknown")


def response(file: Path, control: str) -> Any:  # noqa: ANN401 - TOML has no narrower type
    return toml(file)["responses"].get(control)


def today() -> set[date]:
    """Today, and tomorrow should midnight pass while a test runs."""
    return {date.today(), date.today() + timedelta(days=1)}  # noqa: DTZ011 - the user's own day is meant


# --- answer ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_kept_with_who_and_when(golden: Shell, file: Path, answer: str) -> None:
    golden("answer", str(file), "restore-test", "implemented")
    golden("answer", str(file), "restore-test", answer, "--by", "Ann, practice manager")
    kept = response(file, "restore-test")
    assert (kept["answer"], kept["by"]) == (answer, "Ann, practice manager")
    assert kept["at"].utcoffset() == timedelta(0)
    controls = {one["id"]: one for one in golden("score", str(file), "--json").json["controls"]}
    assert controls["restore-test"]["answer"] == answer


def test_an_answer_touches_no_other_response(golden: Shell, file: Path) -> None:
    golden("answer", str(file), "patching", "mostly", "--flag")  # now the file is as posture writes it
    before = toml(file)
    golden("answer", str(file), "patching", "not")
    after = toml(file)
    assert list(after["responses"]) == list(before["responses"]), "and it keeps its place"
    assert before["responses"].pop("patching")["answer"] == "mostly"
    assert after["responses"].pop("patching")["answer"] == "not"
    assert after == before


@pytest.mark.parametrize("words", [(), ("--reason", ""), ("--reason", " \t ")])
def test_not_applicable_without_a_reason_is_refused(golden: Shell, file: Path, words: tuple[str, ...]) -> None:
    before = file.read_bytes()
    result = golden("answer", str(file), "patching", "na", "--note", "n", *words)
    assert (result.code, result.out) == (2, "")
    assert "reason" in result.err
    assert file.read_bytes() == before


def test_not_applicable_is_refused_where_a_control_applies_to_every_clinic(golden: Shell, file: Path) -> None:
    before = file.read_bytes()
    assert golden("answer", str(file), "email-mfa", "na", "--reason", "we are small").code == 2
    assert file.read_bytes() == before


def test_the_reason_goes_with_not_applicable_and_leaves_with_it(golden: Shell, file: Path) -> None:
    golden("answer", str(file), "patching", "na", "--reason", "no computers")
    assert response(file, "patching")["reason"] == "no computers"
    golden("answer", str(file), "patching", "partly")
    assert "reason" not in response(file, "patching")


def test_clear_keeps_note_evidence_and_flag(golden: Shell, file: Path) -> None:
    words = ("--note", "see the binder", "--evidence", "photo", "--collected", "2026-11-01", "--flag")
    golden("answer", str(file), "patching", "implemented", *words)
    golden("answer", str(file), "patching", "clear")
    kept = response(file, "patching")
    assert "answer" not in kept
    assert (kept["note"], kept["flagged"]) == ("see the binder", True)
    assert [one["reference"] for one in kept["evidence"]] == ["photo"]
    controls = {one["id"]: one for one in golden("score", str(file), "--json").json["controls"]}
    assert (controls["patching"]["answer"], controls["patching"]["point"]) == (None, 0)


def test_clear_of_a_bare_answer_leaves_nothing(golden: Shell, file: Path) -> None:
    golden("answer", str(file), "patching", "clear")
    assert response(file, "patching") is None


def test_a_note_stays_until_another_replaces_it_and_an_empty_one_takes_it_away(golden: Shell, file: Path) -> None:
    golden("answer", str(file), "patching", "partly", "--note", "one")
    golden("answer", str(file), "patching", "mostly")
    assert response(file, "patching")["note"] == "one"
    golden("answer", str(file), "patching", "mostly", "--note", "two\nlines")
    assert response(file, "patching")["note"] == "two\nlines"
    golden("answer", str(file), "patching", "mostly", "--note", "")
    assert "note" not in response(file, "patching")


def test_evidence_is_added_examined_today_unless_said_otherwise(golden: Shell, file: Path) -> None:
    golden("answer", str(file), "patching", "mostly", "--evidence", "update report")
    words = ("--evidence", "asked the IT provider", "--method", "interview", "--collected", "2026-10-05")
    golden("answer", str(file), "patching", "mostly", *words)
    golden("answer", str(file), "patching", "mostly", "--evidence", "tried it", "--method", "test")
    first, second, third = response(file, "patching")["evidence"]
    assert first["reference"] == "update report"
    assert first.get("method", "examine") == "examine"
    assert first["collected"] in today()
    assert second == {"reference": "asked the IT provider", "method": "interview", "collected": date(2026, 10, 5)}
    assert (third["reference"], third["method"]) == ("tried it", "test")
    assert third["collected"] in today()


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ((), "40"),  # without proof one level less than declared: partly
        (
            ("--evidence", "e", "--method", "interview", "--collected", "2026-11-20"),
            "40",
        ),  # somebody's word is no proof
        (("--evidence", "e", "--collected", "2024-01-01"), "40"),  # stale
        (("--evidence", "e", "--collected", "2026-11-20"), "75"),
        (("--evidence", "e", "--method", "test", "--collected", "2026-11-20"), "75"),
    ],
)
def test_only_current_proof_counts_in_the_low_reading(
    golden: Shell, file: Path, words: tuple[str, ...], low: str
) -> None:
    golden("answer", str(file), "patching", "mostly", *words)
    controls = golden("score", str(file), "--exact", "--as-of", AS_OF).json["controls"]
    patching = next(one for one in controls if one["id"] == "patching")
    assert (patching["low"], patching["point"], patching["high"]) == (low, "75", "75")


def test_flag_and_unflag(golden: Shell, file: Path) -> None:
    golden("answer", str(file), "patching", "mostly", "--flag")
    assert response(file, "patching")["flagged"] is True
    golden("answer", str(file), "patching", "partly")
    assert response(file, "patching")["flagged"] is True
    golden("answer", str(file), "patching", "partly", "--unflag")
    assert "flagged" not in response(file, "patching")


def as_kept(text: str) -> str:
    """What a file keeps of a text: its letters, and control codes as two visible ones (`man ascii`)."""
    carets = {code: f"^{chr(code + 64)}" for code in range(32) if chr(code) not in "\t\n"}
    carets |= {0x7F: "^?"} | {code: f"<U+00{code:02X}>" for code in range(0x80, 0xA0)}
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(carets)


# Seen to fail with `clean` leaving ESC alone, with it stripping blanks, and with `--note` saved only if it is not
# empty. Lone surrogates are another test's matter.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@example("'''\"\"\"\\")
@example("\x1b[2J\x9b\x00\x7f\r\n\r\t \u202e\u2028[/]")
@example("-rf\n[responses.x]\nanswer = 1")
def test_any_note_is_kept_to_the_letter_but_for_what_a_terminal_would_obey(
    golden: Shell, file: Path, note: str
) -> None:
    result = golden("answer", str(file), "patching", "mostly", f"--note={note}")
    assert result.faults == []
    assert response(file, "patching").get("note", "") == as_kept(note)


# --- fact ------------------------------------------------------------------------------------------------------------


def test_facts_are_set_together_and_an_empty_value_takes_one_away(posture: Shell) -> None:
    file = posture("new", "--clinic", "X", "--fact", "staff=3", "--fact", "nas=no", "-o", "x.toml").path
    assert posture("fact", str(file), "staff=", "ehr_hosting=on-site", "computers=windows,macos,windows").path == file
    assert toml(file)["facts"] == {"nas": False, "ehr_hosting": "on-site", "computers": ["windows", "macos"]}
    posture("fact", str(file), "nas=", "sites=", "ehr_hosting=hosted")  # one of them was never set
    assert toml(file)["facts"] == {"ehr_hosting": "hosted", "computers": ["windows", "macos"]}


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("Y", True), ("true", True), ("0", False), ("No", False)])
def test_yes_and_no_can_be_said_in_several_ways(posture: Shell, word: str, value: bool) -> None:
    file = posture("new", "--clinic", "X", "--fact", f"nas={word}", "-o", "x.toml").path
    assert toml(file)["facts"]["nas"] is value


# --- action and accept -----------------------------------------------------------------------------------------------


def test_status_owner_and_due_day_are_kept_one_by_one(golden: Shell, file: Path) -> None:
    golden("action", str(file), "call-list", "--owner", "Ann")
    golden("action", str(file), "call-list", "--due", "2026-12-15")
    golden("action", str(file), "call-list", "--status", "doing")
    assert toml(file)["actions"] == {"call-list": {"status": "doing", "owner": "Ann", "due": date(2026, 12, 15)}}


def test_an_action_that_is_done_leaves_the_roadmap(golden: Shell, file: Path) -> None:
    golden("action", str(file), "call-list", "--status", "done")
    roadmap = [step["id"] for step in golden("plan", str(file), "--json").json["roadmap"]]
    assert "call-list" not in roadmap
    assert "tabletop" in roadmap


@pytest.mark.parametrize("words", [(), ("--reason", ""), ("--reason", "  ")])
def test_to_decline_an_action_needs_a_reason(golden: Shell, file: Path, words: tuple[str, ...]) -> None:
    before = file.read_bytes()
    result = golden("action", str(file), "call-list", "--status", "declined", *words)
    assert (result.code, result.out) == (2, "")
    assert "--reason" in result.err
    assert file.read_bytes() == before


def test_a_declined_action_and_what_needs_it_leave_the_roadmap(golden: Shell, file: Path) -> None:
    golden("action", str(file), "call-list", "--status", "declined", "--reason", "we have one")
    assert toml(file)["actions"]["call-list"] == {"status": "declined", "reason": "we have one"}
    roadmap = [step["id"] for step in golden("plan", str(file), "--json").json["roadmap"]]
    assert not {"call-list", "tabletop"} & set(roadmap)


def test_an_accepted_gap_earns_nothing_plans_nothing_and_comes_back(golden: Shell, file: Path) -> None:
    words = ("--reason", "vendor can't before spring", "--by", "Dr. Lee", "--until", "2027-05-31")
    assert golden("accept", str(file), "endpoint-detection", *words).path == file
    kept = response(file, "endpoint-detection")
    assert kept["answer"] == "not"
    assert kept["accepted"] == {
        "reason": "vendor can't before spring",
        "by": "Dr. Lee",
        "until": date(2027, 5, 31),
    }

    def roadmap(day: str) -> set[str]:
        return {step["id"] for step in golden("plan", str(file), "--json", "--as-of", day).json["roadmap"]}

    assert golden("score", str(file), "--exact", "--as-of", AS_OF).json["posture"]["point"] == "2075/59"
    assert "endpoint-detection" not in roadmap("2026-11-23")
    assert "endpoint-detection" not in roadmap("2027-05-31")
    assert "endpoint-detection" in roadmap("2027-06-01")


# --- plan --save -----------------------------------------------------------------------------------------------------


def test_capacity_is_kept_with_save_and_only_then_and_flags_override_it(golden: Shell, file: Path) -> None:
    words = ("--start", "2026-11-30", "--hours-per-week", "6", "--first-week", "12", "--year-dollars", "1000")
    golden("plan", str(file), *words)
    assert "plan" not in toml(file)
    result = golden("plan", str(file), *words, "--save", "--json")
    assert result.code == 0
    assert str(file) in result.err
    assert result.json["roadmap"]
    assert toml(file)["plan"] == {
        "start": date(2026, 11, 30),
        "hours_per_week": 6.0,
        "first_week": 12.0,
        "year_dollars": 1000.0,
    }
    saved = golden("plan", str(file), "--json", "--as-of", AS_OF).json
    assert saved == golden("plan", str(file), *words, "--json", "--as-of", AS_OF).json
    # The first action takes 1 hour: 7/12 of a day at 12 hours in the first week, 7/3 at 3
    assert saved["roadmap"][0]["finish_day"] == 0.6
    other = golden("plan", str(file), "--json", "--first-week", "3").json
    assert other["roadmap"][0]["finish_day"] == 2.4
    # Other hours a week bring a first week of their own, twice as long: 7/6
    other = golden("plan", str(file), "--json", "--hours-per-week", "3").json
    assert other["roadmap"][0]["finish_day"] == 1.2
    assert (toml(file)["plan"]["hours_per_week"], toml(file)["plan"]["first_week"]) == (6.0, 12.0)


def test_without_a_word_it_is_2_hours_a_week_and_twice_that_in_the_first(golden: Shell, file: Path) -> None:
    words = ("plan", str(file), "--json", "--as-of", AS_OF)
    assert golden(*words).json == golden(*words, "--hours-per-week", "2", "--first-week", "4").json
    assert golden(*words, "--hours-per-week", "3").json == golden(
        *words, "--hours-per-week", "3", "--first-week", "6"
    ).json  # fmt: skip


def test_evidence_that_is_a_file_is_kept_with_its_hash_and_other_evidence_without(
    golden: Shell, file: Path, tmp_path: Path
) -> None:
    proof = tmp_path / "screen.png"
    proof.write_bytes(b"picture")
    for words in (str(proof), "seen on the screen"):
        assert golden("answer", str(file), "patching", "mostly", "--evidence", words).code == 0
    first, second = toml(file)["responses"]["patching"]["evidence"][-2:]
    assert first["sha256"] == hashlib.sha256(b"picture").hexdigest()
    assert "sha256" not in second
