"""The report screen: for whom, which files, and where they are."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from posture.store.paths import Places
from posture.ui.app import PostureApp
from posture.ui.opener import open_folder
from tests.ui.conftest import shows, until
from tests.ui.test_journey import begin

Make = Callable[..., PostureApp]


async def test_a_report_for_the_owner_alone_leaves_the_rest_out(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await begin(pilot)
        await pilot.press("1", "4", "w")
        await pilot.pause()
        assert shows(app, "For everybody")
        await pilot.press("a")
        await pilot.pause()
        assert shows(app, "For the owner")
        await pilot.press("w")
        await until(pilot, "Written:")
    (report,) = places.exports.glob("*/report.md")
    text = report.read_text()
    assert "If you do only three things" in text
    assert "### Answers and evidence" not in text


async def test_a_report_without_names_names_nobody_not_even_in_its_folder(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await begin(pilot, "Riverbend Practice")
        await pilot.press("1", "4", "w", "d")
        await pilot.pause()
        assert shows(app, "names, notes and addresses left out")
        await pilot.press("w")
        await until(pilot, "Written:")
    (report,) = places.exports.glob("*/report.md")
    assert "Riverbend" not in report.read_text()
    assert "riverbend" not in str(report.relative_to(places.root)).lower()


async def test_without_a_tick_nothing_is_written_and_that_is_said(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await begin(pilot)
        await pilot.press("w", "space", "w")
        await pilot.pause()
        assert shows(app, "No format is ticked")
        await pilot.press("o")
        await pilot.pause()
        assert shows(app, "Nothing is written yet")
    assert not places.exports.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems have programs of their own")
def test_a_folder_opens_in_the_file_manager_and_its_name_is_no_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s" "$*" > "{told}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    folder = tmp_path / "--help"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    assert open_folder(Path("--help"))
    for _ in range(200):
        if told.exists() and told.read_text():
            break
        time.sleep(0.02)
    assert told.read_text() == str(folder.resolve())


def test_over_ssh_or_without_a_desktop_nothing_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert not open_folder(tmp_path)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("SSH_CONNECTION", "a b")
    assert not open_folder(tmp_path)
