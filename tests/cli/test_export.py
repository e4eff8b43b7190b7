"""`posture export`: which files, for whom, with what left out, and what is said about it."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from posture.report.formats import FORMATS
from tests.cli.shell import AS_OF, Shell, toml, tree
from tests.report.pdf_reader import text_of


def written(result_lines: list[str]) -> dict[str, str]:
    """The files by name; of a PDF the text that is on it."""
    return {Path(line).name: _text(Path(line)) for line in result_lines}


def _text(path: Path) -> str:
    return text_of(path.read_bytes()) if path.suffix == ".pdf" else path.read_text(encoding="utf-8")


def test_every_format_is_written_under_its_name(golden: Shell, file: Path, tmp_path: Path) -> None:
    result = golden("export", str(file), "--all", "--as-of", AS_OF, "-o", str(tmp_path / "out"))
    assert result.code == 0
    names = [Path(line).name for line in result.lines]
    for expected in ("report.md", "report.html", "report.pdf", "findings.csv", "plan.csv", "plan-jira.csv",
                     "plan-github.csv", "report.json", "plan.ics"):  # fmt: skip
        assert expected in names
    assert set(tree(tmp_path / "out")) == set(names)
    assert all((tmp_path / "out" / name).stat().st_mode & 0o777 == 0o600 for name in names)


def test_a_format_alone_says_the_same_as_with_all_others(golden: Shell, file: Path, tmp_path: Path) -> None:
    every = golden("export", str(file), "--all", "--as-of", AS_OF, "-o", str(tmp_path / "every"))
    together = {Path(line).name: Path(line).read_bytes() for line in every.lines}
    for name in FORMATS:
        alone = golden("export", str(file), "--format", name, "--as-of", AS_OF, "-o", str(tmp_path / name))
        assert (alone.code, every.code) == (0, 0)
        files = {Path(line).name: Path(line).read_bytes() for line in alone.lines}
        assert files, name
        assert files.items() <= together.items(), name


def test_pdf_stands_beside_what_else_is_asked_for(golden: Shell, file: Path, tmp_path: Path) -> None:
    for words, names in (
        (("--pdf",), ["report.pdf"]),
        (("--format", "csv", "--pdf"), ["findings.csv", "plan.csv", "report.pdf"]),
        (("--format", "pdf", "--pdf"), ["report.pdf"]),
    ):
        result = golden("export", str(file), *words, "-o", str(tmp_path / "out"))
        assert result.code == 0
        assert sorted(Path(line).name for line in result.lines) == names


def test_without_the_extra_all_others_are_written_and_pdf_alone_is_refused(
    golden: Shell, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)  # what Python takes for a package that is not there
    result = golden("export", str(file), "--all", "-o", str(tmp_path / "all"))
    assert result.code == 0
    assert "report.pdf is left out: it needs the extra posture[pdf]" in result.err
    assert "report.html" in tree(tmp_path / "all")
    assert "report.pdf" not in tree(tmp_path / "all")
    for words in (("--pdf",), ("--all", "--pdf")):
        refused = golden("export", str(file), *words, "-o", str(tmp_path / "none"))
        assert refused.code == 2
        assert 'pip install ".[pdf]"' in refused.err
        assert not (tmp_path / "none").exists()


def test_all_formats_name_the_same_actions_in_the_same_order(golden: Shell, file: Path, tmp_path: Path) -> None:
    files = written(golden("export", str(file), "--all", "--as-of", AS_OF, "-o", str(tmp_path)).lines)
    plan = golden("plan", str(file), "--as-of", AS_OF, "--json").json
    ids = [step["id"] for step in plan["roadmap"]]
    assert [row["id"] for row in json.loads(files["report.json"])["plan"]["actions"]] == ids

    def column(name: str, heading: str) -> list[str]:
        rows = csv.DictReader(io.StringIO(files[name].removeprefix("\ufeff"), newline=""))
        return [row[heading] for row in rows]

    assert column("plan.csv", "Id") == column("plan-jira.csv", "External Id") == ids
    titles = column("plan.csv", "Action")
    assert column("plan-github.csv", "title") == column("plan-planner.csv", "TaskName") == titles
    assert column("plan-trello.csv", "name") == titles
    listed = files["report.md"].split("### All actions in order")[1]
    places = [listed.index(f"| {title} ") for title in titles]
    assert places == sorted(places)


PARTS = {
    "owner": "## For the owner",
    "it": "## For the person who carries it out",
    "auditor": "## For an auditor or insurer",
}


@pytest.mark.parametrize("audience", PARTS)
def test_each_reader_gets_one_part(golden: Shell, file: Path, audience: str, tmp_path: Path) -> None:
    words = ("export", str(file), "--audience", audience, "--format", "markdown", "--format", "html")
    files = written(golden(*words, "--as-of", AS_OF, "-o", str(tmp_path)).lines)
    assert [line for line in files["report.md"].splitlines() if line.startswith("## ")] == [PARTS[audience]]
    assert files["report.html"].count("<h2") == 1
    assert PARTS[audience].removeprefix("## ") in files["report.html"]


def test_a_part_points_to_nothing_that_is_not_in_it(golden: Shell, file: Path, tmp_path: Path) -> None:
    for audience in PARTS:
        words = ("export", str(file), "--audience", audience, "--as-of", AS_OF, "-o", str(tmp_path / audience))
        (source,) = written(golden(*words).lines).values()
        headings = {line.lstrip("# ") for line in source.splitlines() if line.startswith("#")}
        for heading in ("Open questions", "Not within the year", "Answer these first", "Accepted gaps", "Versions"):
            if f'"{heading}"' in source or f"“{heading}”" in source:
                assert heading in headings


def test_the_one_who_carries_it_out_gets_every_open_question_with_its_checks(
    golden: Shell, file: Path, tmp_path: Path
) -> None:
    # In a report for everybody the first ten stand there, and all of them for the auditor.
    words = ("export", str(file), "--as-of", AS_OF, "--audience", "it", "-o", str(tmp_path))
    source = written(golden(*words).lines)["report.md"]
    asked = source.split("### Answer these first")[1].split("### Find proof")[0]
    open_questions = [row for row in golden("score", str(file), "--as-of", AS_OF, "--json").json["controls"]
                      if row["applies"] and row["answer"] in (None, "unknown")]  # fmt: skip
    assert sum(line.startswith("|") for line in asked.splitlines()) == len(open_questions) + 2


def test_nobody_s_report_names_nobody(golden: Shell, file: Path, workspace: Path) -> None:
    golden("answer", str(file), "patching", "partly", "--by", "Zelda Quackenbush", "--note", "zinnias, 617-555-0142")
    golden("action", str(file), "call-list", "--owner", "Zelda Quackenbush", "--due", "2026-12-24")
    result = golden("export", str(file), "--all", "--redact", "--as-of", AS_OF)
    assert result.code == 0
    for name, text in written(result.lines).items():
        assert "Quackenbush" not in text, name
        assert "zinnias" not in text, name
        assert "Golden" not in text, name
    assert "Golden" not in result.out + result.err
    assert toml(file)["responses"]["patching"]["by"] == "Zelda Quackenbush"
    # It neither covers the other report up nor lies in a folder with the clinic's name.
    assert not any("golden" in name.lower() for name in tree(workspace / "exports"))
    plain = golden("export", str(file), "--as-of", AS_OF).path
    assert plain.parent not in {Path(line).parent for line in result.lines}
    assert "Zelda Quackenbush" in plain.read_text(encoding="utf-8")


def test_a_note_that_looks_like_patient_data_is_told_without_repeating_it(golden: Shell, file: Path) -> None:
    assert "patient data" not in golden("export", str(file)).err
    golden("answer", str(file), "patching", "partly", "--note", "Mrs. X, DOB 03/14/1962, SSN 123-45-6789")
    result = golden("export", str(file))
    assert result.code == 0
    assert "the note on patching" in result.err
    assert "a Social Security number" in result.err
    assert "a date of birth" in result.err
    assert "6789" not in result.err
    assert "patient data" not in result.out


def test_the_same_assessment_gives_the_same_bytes(golden: Shell, file: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        golden("export", str(file), "--all", "--as-of", AS_OF, "-o", str(tmp_path / name))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_card_that_was_filled_in_is_not_covered_up(golden: Shell, file: Path, tmp_path: Path) -> None:
    words = ("export", str(file), "--format", "handout", "--as-of", AS_OF, "-o", str(tmp_path / "out"))
    first = [Path(line) for line in golden(*words).lines]
    for path in first:
        path.write_text("filled in", encoding="utf-8")
    second = [Path(line) for line in golden(*words).lines]
    assert len(first) == len(second) == 2
    assert set(first) & set(second) == set()
    assert {path.read_text(encoding="utf-8") for path in first} == {"filled in"}
