"""The tables of the checklists' README: worked out by hand for a small folder, and up to date in what is committed."""

from pathlib import Path

import pytest

from posture.content.library import BUILTIN, assemble, require
from posture.content.place import builtin_folder
from posture.content.tables import BEGIN, END, tables, with_tables


def cells(text: str) -> list[list[str]]:
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.replace(r"\|", "¦").strip("|").split("|")] for row in rows]


def test_the_readme_of_the_checklists_is_up_to_date() -> None:
    text = (builtin_folder() / "README.md").read_text(encoding="utf-8")
    assert text == with_tables(text, tables(require(assemble([BUILTIN])))), "run `make tables`"


def test_the_tables_count_weights_shares_minutes_and_layers(good: Path) -> None:
    # Mail: high × moderate is moderate, 5, and high × high is high, 8. Phones: low × high is low, 2. Together 15.
    weights, coverage = tables(require(assemble([good]))).split("\n\nWhat answers")
    assert cells(weights)[2:] == [
        ["Mail", "2", "13", "86.6 %", "0", "0", "8"],
        ["Phones", "1", "2", "13.3 %", "0", "0", "5"],
        ["All", "3", "15", "100.0 %", "0", "0", "13"],
    ]
    found = {row[0]: row[1:] for row in cells(coverage)[2:]}
    assert found["Phishing"] == ["1 (1)", "1 (1)", "–", "–"]
    assert found["Theft"] == ["1 (1)", "–", "–", "–"]


def test_every_row_of_a_table_has_as_many_cells_as_its_head(good: Path) -> None:
    path = good / "mail.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('title = "Mail"', 'title = "Mail | post"'), "utf-8")
    weights, coverage = tables(require(assemble([good]))).split("\n\nWhat answers")
    for table in (weights, coverage):
        assert len({len(row) for row in cells(table)}) == 1
    assert cells(weights)[2][0] == "Mail ¦ post"


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"])
def test_a_text_without_its_two_marks_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match="each once"):
        with_tables(text, "table")


def test_what_stands_around_the_marks_stays() -> None:
    assert with_tables(f"above {BEGIN} old {END} below", "new") == f"above {BEGIN}\n\nnew\n\n{END} below"
