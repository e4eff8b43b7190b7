"""`posture ask`: the interview line by line, as a screen reader, a serial line or a script meets it."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posture.content.library import BUILTIN, assemble, require
from posture.errors import StoreRefused
from posture.session import Session
from tests.cli.shell import GOLDEN, Result, Shell, toml

ORDER = ("email-mfa", "unique-accounts", "phishing-training", "patching", "endpoint-detection", "offline-backup",
         "restore-test", "incident-contacts", "server-room-lock")  # fmt: skip
"""The golden controls as the checklists stand."""

PROMPT = "Your answer, 1 to "


class Interview:
    """Types lines at `posture ask`."""

    def __init__(self, shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._shell, self.file, self._monkeypatch = shell, file, monkeypatch

    def __call__(self, *lines: str, words: tuple[str, ...] = ()) -> Result:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        result = self._shell("ask", str(self.file), *words)
        assert result.faults == []
        return result

    def answer(self, control: str) -> object:
        return toml(self.file).get("responses", {}).get(control, {}).get("answer")

    def kept(self) -> dict[str, object]:
        return {name: given.get("answer") for name, given in toml(self.file).get("responses", {}).items()}


@pytest.fixture
def ask(golden: Shell, monkeypatch: pytest.MonkeyPatch) -> Interview:
    """The golden checklists with nothing answered yet."""
    return Interview(golden, golden("new", "--clinic", "Riverside", "-o", "new.toml").path, monkeypatch)


def test_a_digit_or_a_word_answers_and_the_next_question_follows(ask: Interview) -> None:
    result = ask("1", "partly", "Not in place", "don't know", "MOSTLY", "dont know")
    assert result.code == 0
    assert list(ask.kept().items()) == [
        ("email-mfa", "implemented"),
        ("unique-accounts", "partly"),
        ("phishing-training", "not"),
        ("patching", "unknown"),
        ("endpoint-detection", "mostly"),
        ("offline-backup", "unknown"),
    ]
    assert result.out.count("Saved.") == 6
    assert result.out.count(PROMPT) == 7


def test_it_says_how_far_one_is(ask: Interview) -> None:
    result = ask("1", "1")
    assert "Riverside: 9 questions, 9 open." in result.lines
    assert "0 of 9 answered, about 3 minutes left." in result.lines
    assert "2 of 9 answered, about 3 minutes left." in result.lines
    assert "2 of 9 answered, 7 open." in result.lines


def test_it_goes_on_where_it_was_left(ask: Interview) -> None:
    ask("1", "2", "q")
    result = ask("3")
    assert "unique-accounts" not in result.out
    assert ask.kept() == {"email-mfa": "implemented", "unique-accounts": "mostly", "phishing-training": "partly"}


def test_at_the_end_it_says_what_to_do_next(ask: Interview) -> None:
    result = ask(*["5"] * 8, "6 no server room")
    assert "Every question has an answer: 9." in result.lines
    for command in ("sheet", "plan", "export"):
        assert f"  posture {command} new.toml: " in result.out
    assert "posture ask" not in result.out
    assert "8 things" in result.out


def test_not_applicable_asks_for_its_reason(ask: Interview) -> None:
    ask("1", "6", "", "6", "we share nothing", "na hosted elsewhere")
    responses = toml(ask.file)["responses"]
    assert (responses["unique-accounts"]["answer"], responses["unique-accounts"]["reason"]) == (
        "na",
        "we share nothing",
    )
    assert responses["phishing-training"]["reason"] == "hosted elsewhere"


def test_not_applicable_is_refused_where_a_control_applies_to_every_clinic(ask: Interview) -> None:
    result = ask("6 we are small")
    assert "This applies to every clinic." in result.out
    assert "Your answer, 1 to 5, or ? for help:" in result.lines
    assert ask.kept() == {}


def test_a_note_in_lines_or_at_once(ask: Interview) -> None:
    ask("n", "first", "  second", "", "1", "n all but one", "2", "n", "", "3")
    responses = toml(ask.file)["responses"]
    assert responses["email-mfa"]["note"] == "first\n  second"
    assert responses["unique-accounts"]["note"] == "all but one"
    assert "note" not in responses["phishing-training"]


def test_a_note_can_be_replaced_and_taken_away(ask: Interview) -> None:
    result = ask("n one", "n", "two", "", "n", "-", "")
    assert "It replaces the one that is there" in result.out
    assert ask.kept() == {}
    ask("n one", "n", "two", "")
    assert toml(ask.file)["responses"]["email-mfa"]["note"] == "two"


def test_a_note_that_the_end_of_the_input_cuts_off_is_kept(ask: Interview) -> None:
    ask("n", "half a note")
    assert toml(ask.file)["responses"]["email-mfa"]["note"] == "half a note"


def test_back_shows_what_was_answered_and_enter_keeps_it(ask: Interview) -> None:
    result = ask("1", "2", "b", "", "3")
    assert "Now: Mostly, answered on " in result.out
    assert ask.kept() == {"email-mfa": "implemented", "unique-accounts": "mostly", "phishing-training": "partly"}
    assert "This is the first question of this run." in ask("b").out


def test_back_and_another_answer(ask: Interview) -> None:
    ask("1", "2", "b", "b", "4", "3")
    assert ask.kept() == {"email-mfa": "not", "unique-accounts": "mostly", "phishing-training": "partly"}


def test_undo_takes_the_last_change_back_and_goes_there(ask: Interview) -> None:
    ask("1", "2", "u", "4")
    assert ask.kept() == {"email-mfa": "implemented", "unique-accounts": "not"}
    assert "Nothing was changed in this run." in ask("u").out


def test_skip_leaves_a_question_open_and_ends_in_time(ask: Interview) -> None:
    result = ask("s", *["1"] * 8)
    assert ask.answer("email-mfa") is None
    assert "8 of 9 answered, 1 open." in result.lines
    assert "  posture ask new.toml: go on where you left" in result.lines


def test_flag_and_flag_again(ask: Interview) -> None:
    ask("f", "1", "f", "f", "2")
    assert toml(ask.file)["responses"]["email-mfa"]["flagged"] is True
    assert "flagged" not in toml(ask.file)["responses"]["unique-accounts"]


@pytest.mark.parametrize("line", ["7", "0", "yes maybe", "1 but not quite", "2 two left", "[/]", "\x1b[A", "۳", "--"])
def test_what_means_nothing_answers_nothing(ask: Interview, line: str) -> None:
    result = ask(line)
    assert "That is no answer and no command." in result.out
    assert ask.kept() == {}


def test_a_typing_error_names_what_was_probably_meant(ask: Interview) -> None:
    assert "Did you mean mostly?" in ask("mostlly").out


def test_help_why_and_check(posture: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    file = posture("new", "--clinic", "X", "--fact", "mail_platform=google-workspace", "-o", "x.toml").path
    ask = Interview(posture, file, monkeypatch)
    helped = ask("?")
    for word in ("1 or implemented", "6 or na", "n: ", "why: ", "check: ", "s: ", "b: ", "u: ", "f: ", "?: ", "q: "):
        assert any(line.startswith(word) for line in helped.lines), word
    assert "requires" not in ask("q").out
    assert "A domain is the name behind the @." in " ".join(ask("why").lines)
    checks = " ".join(ask("check").lines)
    assert "In the Google Admin console open" in checks
    assert "Microsoft offers its BAA" not in checks, "only what is for this clinic"
    assert "Keep as proof: " in checks


def titles(result: Result) -> list[str]:
    """The lines that say which question it is."""
    return [line.split(":")[0] for line in result.lines if ", 1 of " in line or ", 2 of " in line]


def test_by_person_and_for_one_person(posture: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Interview(posture, posture("new", "--clinic", "X", "-o", "x.toml").path, monkeypatch)
    assert titles(ask("1", words=("--order", "person"))) == ["front desk, 1 of 12", "front desk, 2 of 12"]
    result = ask(*["s"] * 9, words=("--order", "person", "--ask", "owner", "--by", "Dr. Park"))
    assert titles(result) == ["owner, 1 of 9", "owner, 2 of 9"]
    assert "X: 9 questions, 9 open." in result.lines
    ask("1", words=("--ask", "owner", "--by", "Dr. Park"))
    assert [one["by"] for one in toml(ask.file)["responses"].values() if "by" in one] == ["Dr. Park"]


def test_the_quick_check_is_short(posture: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Interview(posture, posture("new", "--clinic", "X", "-o", "x.toml").path, monkeypatch)
    telling = sum(control.quick_check for control in require(assemble([BUILTIN])).control_by_id.values())
    result = ask(*["4"] * 40, words=("--order", "quick"))
    assert f"X: {telling} questions, {telling} open." in result.lines
    assert f"Every question has an answer: {telling}." in result.lines
    assert 10 <= len(ask.kept()) <= 40


def test_without_a_telling_question_there_is_no_quick_check(ask: Interview) -> None:
    result = ask(words=("--order", "quick"))
    assert result.code == 0
    assert "No question is asked here." in result.out


@pytest.mark.parametrize("words", [("--order", "persn"), ("--ask", "practice-manger")])
def test_a_wrong_order_or_role_names_the_nearest(ask: Interview, words: tuple[str, ...]) -> None:
    result = ask(words=words)
    assert (result.code, result.out) == (2, "")
    assert "practice-manager" in result.err or "person" in result.err


def test_a_missing_file_names_the_command_that_makes_one(golden: Shell) -> None:
    result = golden("ask", "no such.toml")
    assert (result.code, result.out) == (3, "")
    assert "posture new --clinic NAME -o 'no such.toml'" in result.err


def test_no_facts_are_named(ask: Interview) -> None:
    assert "posture fact" in ask().out


def test_only_letters_and_line_ends_are_printed(ask: Interview) -> None:
    result = ask("n \x1b]52;c;QQ==\x1b\\ \u202e [red]", "b", "1")
    assert set(result.out) - {"\n"} <= {letter for letter in result.out if letter.isprintable()}
    assert max(len(line) for line in result.lines) <= 80


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                *"123456bufsnq?",
                "",
                "why",
                "check",
                "n note",
                "6 reason",
                "-",
                "back",
                "undo",
                "x" * 25_000,
                "é\u2028\ud800",
            ]
        ),
        max_size=25,
    )
)
def test_whatever_is_typed_every_answer_that_was_said_to_be_saved_is(ask: Interview, lines: list[str]) -> None:
    ask.file.unlink()
    ask._shell("new", "--clinic", "Riverside", "-o", "new.toml")
    result = ask(*lines)
    assert result.code == 0
    answered = next(line for line in reversed(result.lines) if " of 9 answered, " in line or "Every question" in line)
    expected = 9 if answered.startswith("Every") else int(answered.split()[0])
    assert sum(answer is not None for answer in ask.kept().values()) == expected


# --- the disk, and Ctrl+C --------------------------------------------------------------------------------------------


def test_what_the_disk_refuses_is_kept_and_tried_again(ask: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    real, refusals = Session.save, iter([True, True])

    def save(session: Session) -> None:
        if next(refusals, False):
            raise StoreRefused("The disk is full", "new.toml")
        real(session)

    monkeypatch.setattr(Session, "save", save)
    result = ask("1", "2", "3")
    assert "NOT SAVED" in result.out
    assert "The disk is full" in result.err
    assert ask.kept() == {"email-mfa": "implemented", "unique-accounts": "mostly", "phishing-training": "partly"}


def test_a_disk_that_refuses_to_the_end_is_no_success(ask: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    def save(_session: Session) -> None:
        raise StoreRefused("The disk is full", "new.toml")

    monkeypatch.setattr(Session, "save", save)
    assert ask("1", "q").code == 3
    assert ask.kept() == {}


class Meanwhile:
    """Answers, and something that happens before the second of them is typed."""

    def __init__(self, text: str, happens: Callable[[], object]) -> None:
        self._text, self._lines, self._happens = io.StringIO(text), 0, happens

    def readline(self, size: int = -1) -> str:
        self._lines += 1
        if self._lines == 2:
            self._happens()
        return self._text.readline(size)


@pytest.mark.parametrize("theirs", ["patching", "unique-accounts"])
def test_what_somebody_else_saves_meanwhile_is_not_lost(
    ask: Interview, golden: Shell, monkeypatch: pytest.MonkeyPatch, theirs: str
) -> None:
    def elsewhere() -> None:
        said = subprocess.run(
            [sys.executable, "-m", "posture", "answer", str(ask.file.absolute()), theirs, "not",
             "--checklists", str(GOLDEN / "checklists")],
            cwd=Path(__file__).parents[2], check=False, capture_output=True, timeout=60,
        )  # fmt: skip
        assert said.returncode == 0, said.stderr

    monkeypatch.setattr(sys, "stdin", Meanwhile("1\n2\n3\n", elsewhere))
    result = golden("ask", str(ask.file))
    assert result.code == 0
    assert "Somebody else" in result.out
    mine = {"email-mfa": "implemented", "unique-accounts": "mostly", "phishing-training": "partly"}
    files = [toml(path)["responses"] for path in sorted(ask.file.parent.glob("new*.toml"))]
    answers = [{name: given["answer"] for name, given in one.items() if "answer" in given} for one in files]
    if theirs == "patching":
        assert answers == [{**mine, "patching": "not"}]
    else:
        assert {**mine} in answers
        assert any(one.get("unique-accounts") == "not" for one in answers)


class Typing:
    """Answers, and then Ctrl+C."""

    def __init__(self, *lines: str) -> None:
        self._lines: Iterator[str] = iter(lines)

    def readline(self, _size: int = -1) -> str:
        for line in self._lines:
            return f"{line}\n"
        raise KeyboardInterrupt

    def isatty(self) -> bool:
        return True


def test_ctrl_c_keeps_everything_and_says_so(ask: Interview, golden: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Typing("1", "n", "half"))
    result = golden("ask", str(ask.file))
    assert result.code == 130
    assert "Everything is kept in new.toml" in result.lines
    assert ask.answer("email-mfa") == "implemented"


@pytest.mark.skipif(os.name == "nt", reason="signals of a terminal")
def test_each_answer_is_on_disk_before_the_next_question(ask: Interview) -> None:
    words = [sys.executable, "-m", "posture", "ask", str(ask.file), "--checklists", str(GOLDEN / "checklists")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number, line in enumerate(("1", "3", "5")):
            while not process.stdout.readline().startswith(PROMPT):
                pass
            assert sum(answer is not None for answer in ask.kept().values()) == number
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        while not process.stdout.readline().startswith(PROMPT):
            pass
        process.send_signal(signal.SIGKILL)
    assert ask.kept() == {"email-mfa": "implemented", "unique-accounts": "partly", "phishing-training": "unknown"}
