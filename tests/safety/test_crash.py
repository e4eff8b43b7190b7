"""A crash report is written only on request, and holds places in the code and versions: no value of anything."""

import asyncio
import importlib.metadata
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from posture.cli.main import run
from posture.content.library import assemble, require
from posture.sample import lay_out
from posture.store.crash import report_text, versions, words_for_user
from posture.store.paths import Places
from posture.ui.app import PostureApp

CANARY = "kanarie-7f3a91"

PLACE = re.compile(r"  posture/[a-z_/]+\.py:\d+ [\w<>]+( \(\d+ times\))?")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where reports go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An assessment with the canary in its path, in a workspace with the canary in it."""
    return lay_out(Places(tmp_path / CANARY))


def crashing(*_: object, **__: object) -> Any:  # noqa: ANN401 - never returns
    note = CANARY
    try:
        raise KeyError(note)
    except KeyError as error:
        raise ValueError(f"the note {note!r} is wrong", note) from error


def crash_command(file: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("posture.session.Session.evaluation", crashing)
    return run(["score", str(file)])


def checked(path: Path) -> str:
    """A report's text, once it is sure that only its owner can read it and that it holds nothing."""
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text(encoding="utf-8")
    assert CANARY not in text
    assert str(path.parent) not in text
    lines = text.splitlines()
    number = importlib.metadata.version("textual")
    assert f"textual {number}" in lines
    assert {"ValueError", "KeyError"} <= set(lines)
    assert "the note" not in text
    places = [line for line in lines if line.startswith("  ")]
    assert any(PLACE.fullmatch(line) for line in places)
    assert all(PLACE.fullmatch(line) or re.fullmatch(r"  \(in [\w ]+\)( \(\d+ times\))?", line) for line in places)
    return text


def test_without_being_asked_nothing_is_written(
    file: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(file.parents[2].rglob("*"))
    assert crash_command(file, monkeypatch) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "POSTURE_DEBUG=1" in err
    assert CANARY not in err
    assert "Traceback" not in err
    assert sorted(file.parents[2].rglob("*")) == before
    assert list(temporary.iterdir()) == []


def test_a_command_leaves_a_report_on_request_and_says_where(
    file: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSTURE_DEBUG", "1")
    mask = os.umask(0)
    try:
        assert crash_command(file, monkeypatch) == 1
    finally:
        os.umask(mask)
    out, err = capsys.readouterr()
    (path,) = temporary.iterdir()
    assert err.splitlines()[-1].strip() == str(path)
    assert CANARY not in out + err
    text = checked(path)
    assert "posture/cli/main.py:" in text
    assert "posture/cli/scoring.py:" in text


@pytest.mark.parametrize("asked", [False, True])
def test_the_interface_does_the_same(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    if asked:
        monkeypatch.setenv("POSTURE_DEBUG", "1")
    places = Places(tmp_path / CANARY)
    app = PostureApp(places, lambda: require(assemble(["builtin"])))
    monkeypatch.setattr(PostureApp, "save_all", crashing)
    said: list[str] = []
    monkeypatch.setattr(
        PostureApp, "_print_error_renderables", lambda self: said.extend(map(str, self._exit_renderables))
    )

    async def crash() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()
            app.call_later(app.action_leave)
            await pilot.pause()

    with pytest.raises(ValueError, match=CANARY):
        asyncio.run(crash())
    words = "".join(said)
    assert "something is wrong in posture itself" in words
    assert CANARY not in words
    assert app.return_code == 1
    files = list(temporary.iterdir())
    if asked:
        (path,) = files
        assert str(path) in words
        checked(path)
    else:
        assert files == []


def test_a_disk_that_refuses_the_report_is_told_and_no_second_crash(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary.rmdir()
    monkeypatch.setenv("POSTURE_DEBUG", "1")
    said = words_for_user(ValueError(CANARY))
    assert "could not be written" in said
    assert CANARY not in said


def test_a_depth_without_end_makes_a_short_report() -> None:
    from posture.model import text  # noqa: PLC0415 - the place of its code is all that is needed

    source = "def deeper(n):\n    return deeper(n + 1)\ndeeper(0)\n"
    try:
        exec(compile(source, text.__file__, "exec"), {"__name__": text.__name__})
    except RecursionError as error:
        report = report_text(error)
    assert len(report.splitlines()) < 40
    assert "posture/model/text.py:2 deeper (" in report


def test_code_of_others_is_named_by_its_package_alone() -> None:
    """A file name of a template or of somebody's own folder may be a clinic's."""
    source = "raise ValueError"
    try:
        exec(compile(source, f"/{CANARY}/x.py", "exec"), {"__name__": CANARY})
    except ValueError as error:
        report = report_text(error)
    assert CANARY not in report
    assert "(in a template)" in report


def test_errors_that_came_of_each_other_end() -> None:
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one
    assert report_text(one).count("ValueError") == 1


def test_versions_name_every_package_that_posture_asks_for() -> None:
    asked = {"textual", "pydantic", "jinja2", "tomli-w", "markdown-it-py", "platformdirs"}
    assert set(versions()) == {"posture", "Python", "system"} | asked
    assert "missing" not in versions().values()
