"""`posture sheet` and `posture fill`: what goes out by mail, what comes back, and what is never overwritten."""

import io
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.cli.shell import GOLDEN, Shell, toml
from tests.filling.sheets import ROOM


@pytest.fixture
def sent(golden: Shell, file: Path) -> Path:
    """The sheet with the one question of the golden assessment that nobody could answer."""
    return golden("sheet", str(file), "--ask", "anybody", "-o", "sheet.md").path


def fill_in(sheet: Path, *changes: tuple[str, str]) -> Path:
    text = sheet.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    sheet.write_text(text, encoding="utf-8")
    return sheet


TICKED = ("- [ ] Partly", "- [x] Partly")
NAMED = (f"Filled in by (your name): {ROOM}", "Filled in by (your name): Sam Lee, Northside IT")
NOTED = (f"Note: {ROOM}", "Note: tried it in May\n\n  on one computer\n\x1b[2J")


class Terminal(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


# --- sheet -----------------------------------------------------------------------------------------------------------


def test_a_sheet_for_each_role_each_path_on_stdout(posture: Shell, workspace: Path) -> None:
    file = posture("new", "--clinic", "Riverside").path
    result = posture("sheet", str(file))
    roles = ("front-desk", "clinician", "practice-manager", "owner", "it-provider")
    assert [Path(line).name for line in result.lines] == [f"question-sheet-{role}.md" for role in roles]
    for line in result.lines:
        assert Path(line).is_relative_to(workspace / "exports")
        assert Path(line).stat().st_mode & 0o777 == 0o600
        assert Path(line).read_text(encoding="utf-8").startswith("# Questions for the ")
    assert sum(Path(line).read_text(encoding="utf-8").count("### Question ") for line in result.lines) == 124


def test_one_role_alone(posture: Shell, tmp_path: Path) -> None:
    file = posture("new", "--clinic", "Riverside").path
    path = posture("sheet", str(file), "--ask", "owner", "-o", str(tmp_path / "deep" / "owner.md")).path
    assert path.read_text(encoding="utf-8").startswith("# Questions for the owner: Riverside\n")


def test_a_role_that_does_not_exist_names_the_nearest(golden: Shell, file: Path) -> None:
    result = golden("sheet", str(file), "--ask", "practice-manger")
    assert (result.code, result.out) == (2, "")
    assert "practice-manager" in result.err


def test_nothing_open_is_said_and_nothing_written(golden: Shell, file: Path, workspace: Path) -> None:
    golden("answer", str(file), "restore-test", "not")
    result = golden("sheet", str(file))
    assert (result.code, result.out) == (0, "")
    assert "Nothing is open" in result.err
    assert not (workspace / "exports").exists()


def test_a_sheet_that_was_filled_in_is_never_covered_up(golden: Shell, file: Path, sent: Path) -> None:
    again = golden("sheet", str(file), "--ask", "anybody", "-o", str(sent))
    assert again.path == sent, "an empty one may be written again"
    words = fill_in(sent, TICKED).read_bytes()
    assert golden("sheet", str(file), "--ask", "anybody", "-o", str(sent)).code == 2
    assert sent.read_bytes() == words


def test_in_the_usual_folder_a_filled_sheet_gets_a_neighbour(golden: Shell, file: Path) -> None:
    first = golden("sheet", str(file)).path
    fill_in(first, NAMED)
    second = golden("sheet", str(file)).path
    assert (first.name, second.name) == ("question-sheet-anybody.md", "question-sheet-anybody-2.md")
    assert "Sam Lee" in first.read_text(encoding="utf-8")


def test_an_export_does_not_cover_up_a_filled_sheet_either(golden: Shell, file: Path) -> None:
    first = golden("export", str(file), "--format", "sheet").path
    words = fill_in(first, TICKED).read_bytes()
    second = golden("export", str(file), "--format", "sheet").path
    assert second.name == "question-sheet-anybody-2.md"
    assert first.read_bytes() == words


def test_several_sheets_do_not_go_into_one_file(posture: Shell) -> None:
    file = posture("new", "--clinic", "Riverside").path
    result = posture("sheet", str(file), "-o", "all.md")
    assert (result.code, result.out) == (2, "")
    assert "--ask" in result.err
    assert not Path("all.md").exists()


def test_one_sheet_needs_no_role_to_be_named(golden: Shell, file: Path) -> None:
    assert golden("sheet", str(file), "-o", "one.md").path == Path("one.md")
    assert golden("sheet", str(file), "-o", "folder").path == Path("folder/question-sheet-anybody.md")


def test_a_file_of_another_kind_is_not_overwritten(golden: Shell, file: Path) -> None:
    Path("notes.md").write_text("my own notes", encoding="utf-8")
    assert golden("sheet", str(file), "--ask", "anybody", "-o", "notes.md").code == 2
    assert Path("notes.md").read_text(encoding="utf-8") == "my own notes"


def test_the_report_format_of_the_same_name(golden: Shell, file: Path) -> None:
    path = golden("export", str(file), "--format", "sheet").path
    assert "### Question 1 of 1: restore-test\n" in path.read_text(encoding="utf-8")


# --- fill ------------------------------------------------------------------------------------------------------------


def test_what_changes_is_shown_and_kept_with_who_and_when(golden: Shell, file: Path, sent: Path) -> None:
    fill_in(sent, TICKED, NAMED, NOTED, (f"2026-11-23): {ROOM}".replace("2026-11-23", _today()), "day): 2026-11-20"))
    result = golden("fill", str(file), str(sent))
    assert result.path == file
    assert "restore-test" in result.err
    assert "Don't know -> Partly, by Sam Lee, Northside IT" in result.err
    kept = toml(file)["responses"]["restore-test"]
    assert kept["answer"] == "partly"
    assert kept["by"] == "Sam Lee, Northside IT"
    assert kept["note"] == "tried it in May\n\n  on one computer\n^[[2J"
    assert kept["at"].date() == date(2026, 11, 20)
    assert result.faults == []


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 - the user's own day is meant


def test_a_dry_run_prints_what_would_change_and_writes_nothing(golden: Shell, file: Path, sent: Path) -> None:
    fill_in(sent, TICKED, NAMED)
    before = file.read_bytes()
    result = golden("fill", str(file), str(sent), "--dry-run")
    assert result.code == 0
    assert "Don't know -> Partly" in result.out
    assert file.read_bytes() == before


@pytest.mark.parametrize(("flag", "code", "answer"), [("", 1, "mostly"), ("--yes", 1, "mostly"),
                                                      ("--keep", 0, "mostly"), ("--take", 0, "partly")])  # fmt: skip
def test_a_conflict_is_named_and_settled_only_as_one_says(
    golden: Shell, file: Path, sent: Path, flag: str, code: int, answer: str
) -> None:
    fill_in(sent, TICKED, NAMED)
    golden("answer", str(file), "restore-test", "mostly", "--by", "Ann")
    result = golden("fill", str(file), str(sent), *([flag] if flag else []))
    assert result.code == code
    assert "Mostly -> Partly" in result.err
    assert toml(file)["responses"]["restore-test"]["answer"] == answer


def test_what_can_t_be_taken_is_named_with_its_line_and_the_rest_goes_in(posture: Shell) -> None:
    file = posture("new", "--clinic", "Riverside").path
    sheet = posture("sheet", str(file), "--ask", "owner", "-o", "owner.md").path
    fill_in(sheet, NAMED, ("- [ ] Mostly", "- [x] Mostly"), ("- [ ] Partly", "- [x] Partly"))
    text = sheet.read_text(encoding="utf-8")
    second = text.index("### Question 2")
    text = text[:second] + text[second:].replace("- [ ] Not in place", "- [x] Not in place", 1)
    sheet.write_text(text, encoding="utf-8")
    line = next(number for number, words in enumerate(text.split("\n"), 1) if words.startswith("- [x] Partly"))
    result = posture("fill", str(file), str(sheet))
    assert result.code == 1
    assert f"owner.md:{line}: " in result.err
    assert [one["answer"] for one in toml(file)["responses"].values()] == ["not"]


def test_the_same_sheet_twice_changes_nothing_more(golden: Shell, file: Path, sent: Path) -> None:
    fill_in(sent, TICKED, NAMED, NOTED)
    golden("fill", str(file), str(sent))
    before = file.read_bytes()
    again = golden("fill", str(file), str(sent))
    assert (again.code, file.read_bytes()) == (0, before)


@pytest.mark.parametrize(("typed", "code", "answer"), [("yes\n", 0, "partly"), ("no\n", 1, "unknown"),
                                                       ("", 1, "unknown"), ("\n", 1, "unknown")])  # fmt: skip
def test_at_a_terminal_it_asks_before_writing(
    golden: Shell, file: Path, sent: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, answer: str
) -> None:
    fill_in(sent, TICKED, NAMED)
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    result = golden("fill", str(file), str(sent))
    assert (result.code, toml(file)["responses"]["restore-test"]["answer"]) == (code, answer)
    assert "Write 1 change? yes or no" in result.err


def test_a_sheet_of_another_clinic_is_refused(golden: Shell, sent: Path) -> None:
    fill_in(sent, TICKED)
    other = golden("new", "--clinic", "Hill Clinic", "-o", "hill.toml").path
    before = other.read_bytes()
    result = golden("fill", str(other), str(sent), "--take")
    assert (result.code, result.out) == (1, "")
    assert "another assessment" in result.err
    assert other.read_bytes() == before


def test_the_next_visit_takes_the_sheet_of_the_one_before(golden: Shell, file: Path, sent: Path) -> None:
    fill_in(sent, TICKED, NAMED)
    later = golden("new", "--clinic", "Golden Clinic", "--from", str(file), "-o", "later.toml").path
    assert golden("fill", str(later), str(sent)).code == 0
    assert toml(later)["responses"]["restore-test"]["answer"] == "partly"


@pytest.mark.parametrize("name", ["missing.md", ".", str(GOLDEN / "a.toml")])
def test_what_is_no_sheet_is_refused_in_words(golden: Shell, file: Path, name: str) -> None:
    before = file.read_bytes()
    result = golden("fill", str(file), name)
    assert result.code in (1, 3)
    assert result.faults == []
    assert file.read_bytes() == before


def test_the_time_of_an_answer_of_today_is_now(golden: Shell, file: Path, sent: Path) -> None:
    fill_in(sent, TICKED, NAMED)
    golden("fill", str(file), str(sent))
    at = toml(file)["responses"]["restore-test"]["at"]
    assert abs((datetime.now(at.tzinfo) - at).total_seconds()) < 600
