"""`posture explain`: what it takes apart, how its subject is named, and what wrong names get."""

from pathlib import Path

import pytest

from tests.cli.shell import AS_OF, Shell, tree


def explain(shell: Shell, file: Path, *words: str) -> list[str]:
    result = shell("explain", str(file), *words, "--as-of", AS_OF)
    assert result.code == 0, result.err
    assert result.faults == []
    return result.lines


def test_without_a_subject_posture_is_explained(golden: Shell, file: Path, workspace: Path) -> None:
    before = file.read_bytes()
    lines = explain(golden, file)
    # scoring.md 6.
    assert lines[0] == "Posture 35.1 E (at least 20.2 · could be 48.7)"
    assert file.read_bytes() == before
    assert tree(workspace) == {}


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("email-mfa", "email mfa [email-mfa]"),
        ("call-list", "call list [call-list]"),
        ("untested-restore", "The cap untested-restore: no better than grade B"),
        ("ransomware", "Ransomware [ransomware]: 14.7, exposed (at least 4.7 · could be 20.3)"),
    ],
)
def test_an_id_alone_finds_its_kind(golden: Shell, file: Path, subject: str, title: str) -> None:
    assert explain(golden, file, subject)[0] == title


def test_an_id_of_two_kinds_means_the_control_and_says_so(golden: Shell, file: Path) -> None:
    result = golden("explain", str(file), "offline-backup", "--as-of", AS_OF)
    assert result.out.startswith("offline backup [offline-backup]\n  A control of the checklist “Resilience”.")
    assert "The same id names action:offline-backup as well." in result.err
    named = golden("explain", str(file), "action:offline-backup", "--as-of", AS_OF)
    assert named.out.startswith("offline backup [offline-backup]\n  Step 3 of 9 of the plan.")
    assert named.err == ""
    assert golden("explain", str(file), "control:offline-backup", "--as-of", AS_OF).out == result.out


def test_sensitivity_comes_after_what_was_asked_for(golden: Shell, file: Path) -> None:
    for words in ((), ("patching",), ("threat:phishing",)):
        plain = explain(golden, file, *words)
        lines = explain(golden, file, *words, "--sensitivity")
        assert lines[: len(plain)] == plain
        assert lines[len(plain) : len(plain) + 2] == ["", "If the scales were others"]


@pytest.mark.parametrize(
    ("subject", "hint"),
    [
        ("emial-mfa", "Did you mean 'email-mfa'?"),
        ("call-lists", "Did you mean 'call-list'?"),
        ("untested-restor", "Did you mean 'untested-restore'?"),
        ("ransomwere", "Did you mean 'ransomware'?"),
        ("control:call-lists", "Did you mean 'call-list'?"),
        ("action:email-mfa", "Did you mean 'control:email-mfa'?"),
        ("cap:ransomware", "Did you mean 'threat:ransomware'?"),
        ("contrl:email-mfa", "Did you mean 'control'?"),
        ("zzzzzz", "posture explain FILE alone names gaps, caps and threats with their ids"),
        ("", "posture explain FILE alone names gaps, caps and threats with their ids"),
    ],
)
def test_a_wrong_id_gets_the_nearest_of_all_kinds(golden: Shell, file: Path, subject: str, hint: str) -> None:
    result = golden("explain", str(file), subject)
    assert (result.code, result.out) == (2, "")
    assert hint in result.err


def test_a_control_of_a_checklist_that_is_not_used_names_the_checklist(golden: Shell, file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace(', { id = "facility" }', "")
    file.write_text(text, encoding="utf-8")
    result = golden("explain", str(file), "server-room-lock")
    assert (result.code, result.out) == (2, "")
    assert "It is a control of 'facility', which this assessment does not use." in result.err


def test_the_day_decides_what_is_proof(golden: Shell, file: Path) -> None:
    # Seen on 20 Nov 2026 and good for 365 days: the last day is 19 Nov 2027.
    for day, said in (("2027-11-19", "Current proof shows it"), ("2027-11-20", "The proof is out of date.")):
        result = golden("explain", str(file), "phishing-training", "--as-of", day)
        assert said in result.out


def test_on_a_terminal_no_line_is_wider_than_it(golden: Shell, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("posture.cli.explaining.sys.stdout.isatty", lambda: True, raising=False)
    lines = explain(golden, file, "threat:phishing", "--sensitivity")
    assert max(map(len, lines)) <= 60
    joined = " ".join(line.strip() for line in lines)
    assert "26.25 of 87 is 30.1 of 100." in joined
    assert not [line for line in lines if line.strip().startswith("%")]


def test_what_is_asked_about_may_stand_behind_an_option(golden: Shell, file: Path) -> None:
    before = golden("explain", str(file), "patching", "--as-of", AS_OF)
    behind = golden("explain", str(file), "--as-of", AS_OF, "patching")
    assert (behind.code, behind.out) == (0, before.out)
    assert golden("explain", str(file), "--as-of", AS_OF, "patching", "too-much").code == 2
    assert golden("explain", str(file), "--as-of", AS_OF, "--patching").code == 2
