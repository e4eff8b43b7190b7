"""`posture demo --plain`: the main job in one command, and nothing of the user's touched."""

import contextlib
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from posture.cli.main import run
from tests.cli.shell import Shell, tree


@dataclass(frozen=True)
class Demo:
    """One run: in which folder, and what it said."""

    root: Path
    code: int
    lines: list[str]
    err: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demo in a place where posture was never used, looked at by many tests."""
    root = tmp_path_factory.mktemp("demo")
    for name in ("home", "here", "temporary"):
        (root / name).mkdir()
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(root / "home"))
        patch.setenv("XDG_DATA_HOME", str(root / "home" / "data"))
        patch.setenv("POSTURE_HOME", str(root / "workspace"))
        patch.setattr(tempfile, "tempdir", str(root / "temporary"))
        patch.chdir(root / "here")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(["demo", "--plain"])
    return Demo(root, code, out.getvalue().splitlines(), err.getvalue())


def report(lines: list[str]) -> Path:
    (line,) = [line for line in lines if line.startswith("Report written: ")]
    return Path(line.removeprefix("Report written: "))


def test_it_shows_posture_with_its_range(demo: Demo) -> None:
    assert (demo.code, demo.err) == (0, "")
    (line,) = [line for line in demo.lines if line.startswith("Posture ")]
    found = re.fullmatch(r"Posture (\d+\.\d) [A-E] \(at least (\d+\.\d) · could be (\d+\.\d)\)", line)
    assert found, line
    point, low, high = map(float, found.groups())
    assert 0 <= low <= point <= high <= 100
    assert "(a sample)" in demo.lines[0]


def test_it_names_three_things_with_who_how_long_and_how_much(demo: Demo) -> None:
    start = demo.lines.index("If you do only three things:") + 1
    things = [index for index, line in enumerate(demo.lines) if index >= start and re.match(r"\d\. ", line)]
    assert [demo.lines[index][:2] for index in things] == ["1.", "2.", "3."]
    for index in things:
        assert re.search(r"\[[a-z0-9-]+\]$", demo.lines[index])
        assert re.search(r"\w, \d+(\.5)? h, \$[\d,]+, \+\d+\.\d points$", demo.lines[index + 1])


def test_the_report_is_where_it_says_and_says_the_same(demo: Demo) -> None:
    text = report(demo.lines).read_text(encoding="utf-8")
    assert demo.lines[1].split()[1] in text
    assert demo.lines[0].partition(" (a sample)")[0] in text


def test_where_posture_was_never_used_only_the_report_stays_behind(demo: Demo) -> None:
    files = [path for path in demo.root.rglob("*") if path.is_file()]
    # Beside it only the checklists as they were parsed, for the next start; nothing of a clinic is in them.
    parsed = [path for path in files if path.parent.parts[-2:] == ("posture", "checklists")]
    assert [path for path in files if path not in parsed] == [report(demo.lines)]
    assert not any(b"Riverside" in path.read_bytes() for path in parsed)
    assert tree(demo.root / "here") == {}
    assert not (demo.root / "workspace").exists()


def test_a_workspace_that_is_there_stays_as_it_is_and_no_terminal_means_plain(
    posture: Shell, workspace: Path, demo: Demo
) -> None:
    posture("new", "--clinic", "Riverside Family Clinic")
    (workspace / "exports").mkdir()
    before = tree(workspace)
    assert before
    again = posture("demo", "--workspace", str(workspace))
    assert (again.code, again.err) == (0, "")
    assert tree(workspace) == before
    assert again.lines[:-1] == demo.lines[:-1]
    assert not report(again.lines).is_relative_to(workspace)
    assert report(again.lines).read_bytes() == report(demo.lines).read_bytes(), "and it is the same in every run"


def test_the_report_goes_where_it_is_told_and_the_sample_leaves_nothing_behind(posture: Shell, tmp_path: Path) -> None:
    result = posture("demo", "--plain", "-o", str(tmp_path / "out"))
    assert report(result.lines) == tmp_path / "out" / "report.md"
    assert report(result.lines).exists()
    assert tree(tmp_path / "temporary") == {}
