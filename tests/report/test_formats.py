"""The registry of formats."""

import fnmatch
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from posture.errors import ExitCode, WrongUse
from posture.report.formats import FORMATS, format_named, render

if TYPE_CHECKING:
    from tests.report.conftest import Pack


def test_every_format_makes_the_files_that_it_names(pack: "Pack") -> None:
    for name, entry in FORMATS.items():
        assert entry.name == name
        made = render(name, pack.material())
        # `<role>` stands for a part of a name that differs from one assessment to the next.
        patterns = [re.sub(r"<\w+>", "*", file) for file in entry.files]
        assert all(fnmatch.filter(made, pattern) for pattern in patterns)
        assert all(any(fnmatch.fnmatch(file, pattern) for pattern in patterns) for file in made)


HEAVY = {"jinja2", "markdown_it", "posture.report.html", "posture.report.svg", "posture.report.redaction"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("markdown", {"jinja2", "markdown_it"}),
        ("html", {"jinja2", "markdown_it", "posture.report.html", "posture.report.svg"}),
        ("csv", set()),
        ("jira", set()),
        ("github", {"markdown_it"}),
        ("planner", set()),
        ("trello", {"markdown_it"}),
        ("json", set()),
        ("ics", set()),
    ],
)
def test_a_format_loads_only_what_it_needs(name: str, allowed: set[str], tmp_path: Path) -> None:
    golden = Path(__file__).parents[1] / "golden"
    words = ["export", str(golden / "a.toml"), "--checklists", str(golden / "checklists"), "-o", str(tmp_path)]
    script = (
        "import sys\nfrom posture.cli.main import run\ncode = run(sys.argv[1:])\nprint(*sys.modules)\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words, "--format", name], capture_output=True, text=True, check=True
    )
    assert HEAVY & set(done.stdout.split()) == allowed


def test_markdown_is_one_file_in_utf_8_with_unix_line_ends(pack: "Pack") -> None:
    (data,) = render("markdown", pack.material()).values()
    text = data.decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_wrong_name_names_the_nearest() -> None:
    with pytest.raises(WrongUse) as caught:
        format_named("markdwon")
    assert "markdown" in caught.value.hint
    assert caught.value.exit_code is ExitCode.WRONG_USE


def test_a_name_like_no_other_lists_all() -> None:
    with pytest.raises(WrongUse) as caught:
        render("zzz", None)  # type: ignore[arg-type]
    assert all(name in caught.value.hint for name in FORMATS)
