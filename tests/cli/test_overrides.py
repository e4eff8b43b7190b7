"""Overrides of a workspace: told by `posture check`, kept apart by hash, and stated in the report."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell, toml

REASON = "Forged | twice <b>this</b> year"
TEXT = f"""schema_version = 1

[[overrides]]
control = "email-dmarc"
reason = "{REASON}"
likelihood = "very-high"
evidence_days = 90
"""


@pytest.fixture
def overrides(workspace: Path) -> Path:
    path = workspace / "checklists" / "common" / "overrides.toml"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_check_says_what_is_overridden_and_why(posture: Shell, overrides: Path) -> None:
    result = posture("check", "--strict")
    assert (result.code, result.out) == (0, "")
    assert f"{overrides} changes email-dmarc: likelihood, evidence_days. {REASON}" in result.err.splitlines()


def test_check_tells_a_wrong_override_with_its_line(posture: Shell, overrides: Path) -> None:
    overrides.write_text(TEXT.replace("email-dmarc", "email-dmark"), encoding="utf-8")
    result = posture("check")
    assert result.code == 1
    assert result.lines == [
        f"{overrides}:4: overrides.0.control: there is no control 'email-dmark'; did you mean 'email-dmarc'?"
    ]


def test_the_file_of_overrides_can_be_checked_by_its_own_path(posture: Shell, overrides: Path) -> None:
    overrides.write_text(TEXT.replace("evidence_days", "evidence_day"), encoding="utf-8")
    result = posture("check", str(overrides))
    assert result.code == 1
    assert result.lines == [
        f"{overrides}:7: overrides.0.evidence_day: unknown key 'evidence_day'; did you mean 'evidence_days'?"
    ]
    overrides.write_text(TEXT, encoding="utf-8")
    assert posture("check", str(overrides)).code == 0


def test_an_assessment_records_the_hash_with_the_override(posture: Shell, overrides: Path) -> None:
    changed = toml(posture("new", "--clinic", "A").path)["checklists"]
    overrides.unlink()
    plain = toml(posture("new", "--clinic", "B").path)["checklists"]
    assert [one["id"] for one, other in zip(changed, plain, strict=True) if one != other] == ["email-filtering"]


def test_the_report_states_the_override_and_not_where_on_this_computer_it_lies(
    posture: Shell, overrides: Path, tmp_path: Path
) -> None:
    file = posture("new", "--clinic", "A").path
    assert posture("export", str(file), "-o", str(tmp_path / "out")).code == 0
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8").replace(r"\.", ".")
    rows = [line for line in report.splitlines() if "checklists/common/overrides.toml" in line]
    assert len(rows) == 1
    cells = [cell.strip() for cell in rows[0].replace(r"\|", "¦").strip("|").split("|")]
    assert cells[0] == "Forged mail in our name is refused"
    assert cells[2] == "likelihood, evidence days"
    assert cells[3] == r"Forged ¦ twice \<b>this\</b> year"
    assert str(overrides.parent) not in report
    assert "comes with posture, changed here" in report
    overrides.unlink()
    assert posture("export", str(file), "-o", str(tmp_path / "later")).code == 0
    later = (tmp_path / "later" / "report.md").read_text(encoding="utf-8").replace(r"\.", ".")
    assert "overrides.toml" not in later
    assert "Changed since they were recorded: Email filtering" in later
