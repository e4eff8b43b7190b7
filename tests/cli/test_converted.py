"""Three hundred questions converted from somewhere else, with nothing but the questions, walk through every command."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.cli.shell import Shell, tree

COUNT: Final = 300
LEVELS: Final = ("very-low", "low", "moderate", "high", "very-high")
ANSWERS: Final = ("implemented", "mostly", "partly", "not", "unknown")

# What a converted question may hold.
TEXTS: Final = (
    "Do you have [brackets], [/], [red]markup[/red] and [@click=app.quit]links[/]?",
    "Is <b>HTML</b> <script>alert(1)</script> & <img src=x onerror=alert(1)> &amp; kept as it is?",
    "word " * 1_000,
    "One line\\nand another\\n\\n- with a list\\n# and a heading | and | bars",
    "Steht das auf Deutsch — и по-русски, 日本語, עברית, 🏥?",
    "\\u001b]0;pwned\\u0007 \\u202eback to front\\u202c \\ufeff",
    "`code` ``` $(id) {{ 7 * 7 }} {% raw %} %s ${HOME} \\\\ '\\\"",
    "=cmd|'/c calc'!A1",
)


def control(number: int) -> str:
    return f"""
[[controls]]
id = "q{number:03}"
title = "Question {number}"
question = "{TEXTS[number % len(TEXTS)]}"
likelihood = "{LEVELS[number % 5]}"
impact = "{LEVELS[number // 5 % 5]}"
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    head = 'schema_version = 1\nid = "converted"\ntitle = "From [elsewhere] <i>&</i>"\n'
    text = head + "".join(control(number) for number in range(COUNT))
    (folder / "converted.toml").write_text(text, encoding="utf-8")
    return folder


def test_it_is_loaded_answered_scored_planned_and_exported(posture: Shell, pack: Path, workspace: Path) -> None:
    command = posture.with_checklists(pack)
    checked = command("check")
    assert (checked.code, checked.out) == (0, "")
    assert f"{COUNT} controls read" in checked.err

    new = command("new", "--clinic", "Converted [/] <b>")
    file = str(new.path)
    assert f"{COUNT} controls to walk" in new.err
    for number, answer in enumerate(ANSWERS):
        said = command("answer", file, f"q{number:03}", answer, "--note", TEXTS[number])
        assert (said.code, said.faults) == (0, [])
    assert command("answer", file, "q005", "na", "--reason", "[/] | <td>").code == 0

    score = command("score", file, "--json").json
    controls = {one["id"]: one for one in score["controls"]}
    assert len(controls) == COUNT
    credits = {f"q{number:03}": credit for number, credit in enumerate((100, 75, 40, 0, 0))}
    assert {name: controls[name]["point"] for name in credits} == credits
    # answered: weight of q000 to q003, whose impact is very low, of all weights but q005's
    weights = {name: one["weight"] for name, one in controls.items() if one["applies"]}
    assert sum(1 for one in controls.values() if not one["applies"]) == 1
    known = 100 * sum(weights[name] for name in ("q000", "q001", "q002", "q003")) / sum(weights.values())
    assert score["answered"] == int(known * 10) / 10
    assert all(threat["point"] is None and threat["label"] is None for threat in score["threats"])
    assert score["caps"] == []
    assert score["frameworks"] == []

    plan = command("plan", file, "--json").json
    assert (plan["roadmap"], plan["three_things"]) == ([], [])

    for words in (("score",), ("plan",), ("export", "--all")):
        said = command(words[0], file, *words[1:])
        assert (said.code, said.faults) == (0, []), words
    assert tree(workspace / "exports")


def test_the_report_shows_foreign_text_as_text(posture: Shell, pack: Path) -> None:
    """None of it becomes HTML, a heading of the report, or a command for the terminal that shows the file."""
    command = posture.with_checklists(pack)
    file = str(command("new", "--clinic", "Converted").path)
    for number in range(len(TEXTS)):
        command("answer", file, f"q{number:03}", "not")
    report = command("export", file).path.read_text(encoding="utf-8")
    assert "Question 0" in report
    assert not re.search(r"(?<!\\)<(script|img|b|i)\b", report)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", report)


def test_a_converted_question_without_anything_else_needs_only_five_keys(posture: Shell, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('schema_version = 1\nid = "one"\ntitle = "One"\n' + control(1), encoding="utf-8")
    assert posture("check", str(tmp_path / "one.toml")).code == 0
    for key in ("id", "title", "question", "likelihood", "impact"):
        text = re.sub(rf"^{key} = .*\n", "", control(1), flags=re.MULTILINE)
        (tmp_path / "one.toml").write_text('schema_version = 1\nid = "one"\ntitle = "One"\n' + text, encoding="utf-8")
        result = posture("check", str(tmp_path / "one.toml"))
        assert result.code == 1
        assert f"{tmp_path / 'one.toml'}:5: " in result.out
        assert f"'{key}' is missing" in result.out
