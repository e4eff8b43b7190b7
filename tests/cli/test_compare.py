"""`posture compare`: what changed between two assessments, why posture moved, and what stays as it was on disk."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import GOLDEN, Result, Shell, tree

Expected = dict[str, Any]

A, B = str(GOLDEN / "a.toml"), str(GOLDEN / "b.toml")
TREND: Expected = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))["trend_a_to_b"]
PARTS = ("catalogue", "scope", "answers", "caps")
NOTHING = dict.fromkeys(("posture", *PARTS))


def edited(path: str, to: Path, *changes: tuple[str, str]) -> str:
    """A copy of an assessment with some of its text replaced."""
    text = Path(path).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    to.write_text(text, encoding="utf-8")
    return str(to)


def record(golden: Shell, old: str, new: str, *words: str) -> Expected:
    result = golden("compare", old, new, "--json", *words)
    assert (result.code, result.err) == (0, "")
    return dict(result.json)


def tenths(shown: str) -> int:
    """A number of the plain text in tenths: `+38.8` is 388, `−9.0` is -90."""
    return int(shown.replace("−", "-").replace(".", "").replace("+", ""))


def rows(result: Result) -> dict[str, list[int]]:
    """The table of parts: tenths as declared and with proof, by the words before them."""
    found = [re.fullmatch(r"(\S.*?)  +([+−]?\d+\.\d)  +([+−]?\d+\.\d)", line) for line in result.lines]
    return {match[1]: [tenths(match[2]), tenths(match[3])] for match in found if match}


def sections(result: Result) -> dict[str, list[str]]:
    """The lists of controls by their headings."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in result.lines:
        if line.endswith(":"):
            heading = line[:-1]
        elif line.startswith("  ") and heading:
            found.setdefault(heading, []).append(line)
        else:
            heading = ""
    return found


def test_golden_a_to_b_in_exact_fractions(golden: Shell) -> None:
    found = record(golden, A, B, "--exact")
    assert found["model"] == "posture-score/1"
    assert found["old"] == {"as_of": "2026-11-23", "posture": "2075/59", "grade": "E"}
    assert found["new"] == {"as_of": "2026-11-23", "posture": "74", "grade": "C"}
    assert found["change"] == {
        "posture": TREND["total"],
        "catalogue": "0",
        "scope": "0",
        "answers": str(sum(Fraction(points) for points in TREND["answers"].values())),
        "caps": TREND["caps"],
    }
    # scoring.md 6: low implementation 1195/59 -> 4775/59, low posture 1195/59 -> 74
    assert found["low"] == {
        "posture": "3171/59",
        "catalogue": "0",
        "scope": "0",
        "answers": "3580/59",
        "caps": "-409/59",
    }
    assert found["controls"] == [
        {"id": name, "kind": "fixed" if name in TREND["answers"] else "unchanged", "points": points}
        for name, points in {
            "email-mfa": "0", "unique-accounts": "0", **TREND["answers"], "server-room-lock": None,
        }.items()
    ]  # fmt: skip


def test_exact_alone_is_json_too(golden: Shell) -> None:
    assert golden("compare", A, B, "--exact").json == golden("compare", A, B, "--json", "--exact").json


@pytest.mark.parametrize(("old", "new", "total"), [(A, B, 388), (B, A, -388)])
def test_shown_parts_sum_to_the_shown_total_and_controls_to_the_answers(
    golden: Shell, old: str, new: str, total: int
) -> None:
    found = record(golden, old, new)
    for change in (found["change"], found["low"]):
        assert all(round(number * 10) / 10 == number for number in change.values())
        assert sum(round(change[part] * 10) for part in PARTS) == round(change["posture"] * 10)
    assert round(found["change"]["posture"] * 10) == total
    points = [control["points"] for control in found["controls"] if control["points"] is not None]
    assert sum(round(number * 10) for number in points) == round(found["change"]["answers"] * 10)


def test_the_other_way_round_says_the_opposite(golden: Shell) -> None:
    there, back = record(golden, A, B, "--exact"), record(golden, B, A, "--exact")
    for reading in ("change", "low"):
        assert {name: -Fraction(value) for name, value in there[reading].items()} == {
            name: Fraction(value) for name, value in back[reading].items()
        }
    kinds = {control["id"]: control["kind"] for control in back["controls"]}
    assert [name for name, kind in kinds.items() if kind == "regressed"] == list(TREND["answers"])


def test_plain_text_tells_the_change_its_parts_and_the_controls(golden: Shell) -> None:
    result = golden("compare", A, B)
    assert result.code == 0
    assert result.err == ""
    assert result.lines[0] == "Posture rose by 38.8 points: 35.1 E on 23 Nov 2026, 74.0 C on 23 Nov 2026"
    table = rows(result)
    *parts, together = table.values()
    assert len(parts) == len(PARTS)
    assert together == [sum(column) for column in zip(*parts, strict=True)] == [388, 537]
    assert table["What caps hold back changed"] == [-90, -69]
    fixed = sections(result)["Fixed"]
    assert len(fixed) == len(TREND["answers"])
    assert "Don't know -> In place" in next(line for line in fixed if "restore-test" in line)
    assert sum(tenths(line.split()[0]) for line in fixed) == table["The clinic's answers and proof changed"][0]
    assert "Unchanged: 3 controls" in result.lines


def test_a_step_back_is_told_as_plainly(golden: Shell) -> None:
    result = golden("compare", B, A)
    assert result.lines[0].startswith("Posture fell by 38.8 points: 74.0 C on ")
    assert len(sections(result)["Regressed"]) == len(TREND["answers"])
    assert "Fixed" not in sections(result)


def test_an_assessment_against_itself_did_not_move(golden: Shell) -> None:
    result = golden("compare", A, A)
    assert result.lines[0].startswith("Posture did not move: 35.1 E")
    assert sections(result) == {}
    assert "Unchanged: 9 controls" in result.lines


def test_more_checklists_are_a_change_of_the_checklists_and_their_controls_are_new(
    golden: Shell, tmp_path: Path
) -> None:
    fewer = edited(A, tmp_path / "fewer.toml", ('{ id = "devices" }, ', ""))
    # Without devices W is 43 and 1475 is earned; with them, as unknown but for what was answered, 2075 of 59.
    found = record(golden, fewer, A, "--exact")
    assert found["change"]["catalogue"] == str(Fraction(2075, 59) - Fraction(2075 - 600, 43))
    assert found["change"]["answers"] == "0"
    kinds = {control["id"]: control["kind"] for control in found["controls"]}
    assert [name for name, kind in kinds.items() if kind == "new"] == ["patching", "endpoint-detection"]
    text = sections(golden("compare", fewer, A))
    assert [line.split()[-1] for line in text["New in the checklists"]] == ["patching", "[endpoint-detection]"]
    gone = sections(golden("compare", A, fewer))["No longer in the checklists"]
    assert [line.split()[0] for line in gone] == ["–", "–"]


def test_what_does_not_apply_any_more_is_scope_and_neither_fixed_nor_regressed(golden: Shell, tmp_path: Path) -> None:
    reason = 'answer = "na"\nreason = "no such thing here"'
    without = edited(
        A, tmp_path / "without.toml", ('[responses.patching]\nanswer = "mostly"', f"[responses.patching]\n{reason}")
    )
    found = record(golden, A, without, "--exact")
    # W is 51 without patching, which earned 8 * 75.
    assert found["change"]["scope"] == found["change"]["posture"] == str(Fraction(1475, 51) - Fraction(2075, 59))
    assert {control["id"]: control["points"] for control in found["controls"]}["patching"] is None
    assert list(sections(golden("compare", A, without))) == ["Applied before, does not now"]


def test_nothing_to_score_is_null_and_said(golden: Shell, tmp_path: Path) -> None:
    facility = '{ id = "facility" }'
    checklists = next(line for line in Path(A).read_text(encoding="utf-8").splitlines() if facility in line)
    nothing = edited(A, tmp_path / "nothing.toml", (checklists, f"checklists = [{facility}]"))
    found = record(golden, nothing, A)
    assert (found["change"], found["low"]) == (NOTHING, NOTHING)
    assert found["old"] == {"as_of": "2026-11-23", "posture": None, "grade": None}
    assert golden("compare", nothing, A).lines[0].startswith("nothing to score on 23 Nov 2026; 35.1 E on ")


def test_each_assessment_is_judged_on_its_own_day(golden: Shell, tmp_path: Path) -> None:
    # Two years later the proof of B is too old, for the later assessment only.
    later = edited(B, tmp_path / "later.toml", ("started = 2026-11-23", "started = 2028-11-23"))
    found = record(golden, B, later, "--exact")
    assert (found["old"]["as_of"], found["new"]["as_of"]) == ("2026-11-23", "2028-11-23")
    assert set(found["change"].values()) == {"0"}
    assert Fraction(found["low"]["answers"]) < 0
    assert any(line.strip() == "6 answers lost their proof" for line in golden("compare", B, later).lines)


def test_too_few_answers_withhold_the_letter_from_people_only(golden: Shell, tmp_path: Path) -> None:
    few = tmp_path / "few.toml"
    few.write_text(Path(A).read_text(encoding="utf-8").split("[responses.phishing-training]")[0], encoding="utf-8")
    assert record(golden, str(few), A)["old"]["grade"] == "E"
    # 500 of 61: without an answer, the lock of the server room applies too
    assert re.match(r"Posture rose by \d+\.\d points: 8\.1 on ", golden("compare", str(few), A).lines[0])


def test_two_clinics_and_a_wrong_order_are_pointed_out_beside_the_data(golden: Shell, tmp_path: Path) -> None:
    other = edited(A, tmp_path / "other.toml", ("Golden Clinic", "Silver Clinic"), ("2026-11-23", "2026-06-01"))
    result = golden("compare", B, other, "--json")
    assert result.code == 0
    assert result.json["new"]["as_of"] == "2026-06-01"
    assert "Golden Clinic and Silver Clinic" in result.err
    assert "other.toml is the earlier of the two" in result.err


def test_checklists_that_changed_since_are_pointed_out(golden: Shell, tmp_path: Path) -> None:
    older = edited(A, tmp_path / "older.toml", ('{ id = "people" }', f'{{ id = "people", sha256 = "{"0" * 64}" }}'))
    assert "people has changed since" in golden("compare", older, B).err


def test_nothing_is_written(golden: Shell, tmp_path: Path) -> None:
    edited(A, tmp_path / "here" / "a.toml")
    before = tree(tmp_path)
    golden("compare", "a.toml", B)
    assert tree(tmp_path) == before


def test_what_cannot_be_compared_is_refused_with_the_reason(golden: Shell, tmp_path: Path) -> None:
    missing = golden("compare", A, "missing.toml")
    assert (missing.code, missing.out) == (3, "")
    assert "missing.toml" in missing.err
    foreign = edited(A, tmp_path / "foreign.toml", ('id = "people"', 'id = "pets"'))
    unloaded = golden("compare", foreign, A)
    assert (unloaded.code, unloaded.out) == (1, "")
    assert "pets" in unloaded.err
    assert golden("compare", A).code == 2


def report_of(golden: Shell, old: str, new: str, folder: Path) -> str:
    result = golden("compare", old, new, "-o", str(folder))
    assert result.path == folder / "compare.md"
    return result.path.read_text(encoding="utf-8")


def cells(report: str, heading: str) -> list[list[str]]:
    """The rows of the table below a heading, without its head."""
    part = report.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def exactly(fraction: str) -> Fraction:
    return Fraction(fraction.replace("−", "-"))


@pytest.mark.parametrize(("old", "new"), [(A, B), (B, A)])
def test_the_report_s_parts_add_up_as_printed_and_exactly(golden: Shell, old: str, new: str, tmp_path: Path) -> None:
    *parts, together = cells(report_of(golden, old, new, tmp_path), "Why posture moved")
    assert len(parts) == len(PARTS)
    for column in (1, 2):
        assert sum(tenths(row[column]) for row in parts) == tenths(together[column])
    for column in (3, 4):
        assert sum(exactly(row[column]) for row in parts) == exactly(together[column])
    found = record(golden, old, new, "--exact")
    assert [exactly(row[3]) for row in parts] == [Fraction(found["change"][part]) for part in PARTS]
    assert [exactly(row[4]) for row in parts] == [Fraction(found["low"][part]) for part in PARTS]


def test_the_report_says_of_each_control_what_became_of_it(golden: Shell, tmp_path: Path) -> None:
    fixed = cells(report_of(golden, A, B, tmp_path), "Fixed")
    assert [row[1] for row in fixed] == list(TREND["answers"])
    assert (
        sum(tenths(row[4]) for row in fixed)
        == rows(golden("compare", A, B))["The clinic's answers and proof changed"][0]
    )
    assert next(row for row in fixed if row[1] == "restore-test")[2:4] == ["Don't know", "In place"]
    back = report_of(golden, B, A, tmp_path)
    assert [row[1] for row in cells(back, "Regressed")] == list(TREND["answers"])
    assert "## Fixed" not in back


def test_the_report_tells_changed_checklists_apart(golden: Shell, tmp_path: Path) -> None:
    fewer = edited(A, tmp_path / "fewer.toml", ('{ id = "devices" }, ', ""))
    report = report_of(golden, fewer, A, tmp_path / "out")
    assert [row[1] for row in cells(report, "New in the checklists")] == ["patching", "endpoint-detection"]
    assert cells(report, "Why posture moved")[0][0] == "The checklists changed"
    assert exactly(cells(report, "Why posture moved")[0][3]) == Fraction(2075, 59) - Fraction(2075 - 600, 43)
    gone = report_of(golden, A, fewer, tmp_path / "out")
    assert len(cells(gone, "No longer in the checklists")) == 2


def test_both_formats_are_written_privately_and_nothing_else(golden: Shell, tmp_path: Path) -> None:
    words = ("compare", A, B, "--format", "html", "--format", "markdown", "-o", str(tmp_path / "out"))
    result = golden(*words)
    assert [Path(line).name for line in result.lines] == ["compare.html", "compare.md"]
    assert set(tree(tmp_path / "out")) == {"compare.html", "compare.md"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / "out").iterdir())
    page = (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "<script" not in page
    assert page.count("<table") == 2
    first = tree(tmp_path / "out")
    golden(*words)
    assert tree(tmp_path / "out") == first


def test_a_format_without_a_folder_goes_to_the_workspace(golden: Shell, workspace: Path) -> None:
    assert golden("compare", A, B, "--format", "markdown").path.is_relative_to(workspace / "exports")


def test_json_is_printed_and_not_written(golden: Shell, tmp_path: Path) -> None:
    for word in ("--json", "--exact"):
        result = golden("compare", A, B, word, "-o", str(tmp_path / "out"))
        assert (result.code, result.out) == (2, "")
        assert not (tmp_path / "out").exists()


def test_what_has_to_be_known_stands_in_the_report_too(golden: Shell, tmp_path: Path) -> None:
    other = edited(A, tmp_path / "other.toml", ("Golden Clinic", "Silver | Clinic"), ("2026-11-23", "2026-06-01"))
    report = report_of(golden, B, other, tmp_path / "out")
    assert "- To know: two clinics are compared: Golden Clinic and Silver \\| Clinic" in report
    assert "- To know: other.toml is the earlier of the two" in report.replace("other\\.toml", "other.toml")


def test_nothing_to_score_is_said_in_the_report(golden: Shell, tmp_path: Path) -> None:
    facility = '{ id = "facility" }'
    checklists = next(line for line in Path(A).read_text(encoding="utf-8").splitlines() if facility in line)
    nothing = edited(A, tmp_path / "nothing.toml", (checklists, f"checklists = [{facility}]"))
    report = report_of(golden, nothing, A, tmp_path / "out")
    assert "- Before: nothing to score on 23 Nov 2026" in report
    assert "no change of posture to show" in report
