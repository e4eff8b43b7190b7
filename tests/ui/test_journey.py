"""The first journey, by keyboard alone, to the written report."""

import errno
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from posture.store.paths import Places
from posture.ui.app import PostureApp
from tests.ui.conftest import SIZES, screen_text, shows, until, workers_done

Make = Callable[..., PostureApp]


def the_file(places: Places) -> Path:
    """The only assessment of the workspace."""
    (path,) = places.clinics.glob("*/*.toml")
    return path


def on_disk(places: Places) -> dict[str, object]:
    """The assessment as it stands in its file."""
    return tomllib.loads(the_file(places).read_text())


async def type_in(pilot: Pilot[int], text: str) -> None:
    """Type a text."""
    await pilot.press(*["space" if character == " " else character for character in text])


async def begin(pilot: Pilot[int], name: str = "River Clinic") -> None:
    """From home to the first question."""
    await pilot.pause(0.3)
    await workers_done(pilot.app)
    await pilot.press("n")
    await type_in(pilot, name)
    await pilot.press("ctrl+s")
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_from_nothing_to_a_report_by_keyboard(make_app: Make, places: Places, size: tuple[int, int]) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.3)
        await workers_done(app)
        await pilot.pause()
        assert shows(app, "Start with your clinic")
        await begin(pilot)
        assert shows(app, "River Clinic.*0.0 provisional")
        await pilot.press("1", "2", "3", "4", "5")
        await pilot.pause()
        saved = on_disk(places)["responses"]
        assert isinstance(saved, dict)
        assert [entry["answer"] for entry in saved.values()] == ["implemented", "mostly", "partly", "not", "unknown"]
        assert "saved" in screen_text(app).splitlines()[0]
        await pilot.press("r")
        await pilot.pause()
        assert shows(app, "Checklists.*Email filtering")
        await pilot.press("p")
        await pilot.pause()
        assert shows(app, "If you do only three things")
        await pilot.press("w")
        await pilot.pause()
        await pilot.press("w")
        await until(pilot, "Written:")
    (report,) = places.exports.glob("*/report.md")
    assert "River Clinic" in report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600


async def test_an_answer_moves_on_and_the_title_follows(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await begin(pilot)
        assert shows(app, "Email filtering 1 of 17")
        before = screen_text(app).splitlines()[0]
        await pilot.press("1")
        await pilot.pause()
        assert shows(app, "Email filtering 2 of 17")
        assert screen_text(app).splitlines()[0] != before


async def test_doesnt_apply_asks_for_a_reason_and_keeps_it(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("6")
        await pilot.pause()
        assert shows(app, "Why does this not apply here")
        await pilot.press("enter")
        assert shows(app, "needs a few words")
        await type_in(pilot, "no mail")
        await pilot.press("enter")
        await pilot.pause()
        assert shows(app, "2 of 17")
    assert 'answer = "na"' in the_file(places).read_text()
    assert 'reason = "no mail"' in the_file(places).read_text()


async def test_a_refused_answer_changes_nothing(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot)
        await pilot.press("slash")
        await type_in(pilot, "email-mfa")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("6")
        await pilot.pause()
        assert shows(app, "applies to every clinic")
    assert "responses" not in on_disk(places)


async def test_a_pasted_note_is_kept_exactly(make_app: Make, places: Places) -> None:
    note = "line one [/foo] [red]x[/red]\nمرحبا 🙂 [@click=app.bell]y[/]"
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("n")
        await pilot.pause()
        area = app.screen.query_one("TextArea")
        area.insert(note)  # type: ignore[attr-defined]  # a TextArea; queried by name to avoid the import
        await pilot.press("escape")
        await pilot.pause()
        assert shows(app, r"\[/foo\] \[red\]x")
    saved = on_disk(places)["responses"]
    assert isinstance(saved, dict)
    assert next(iter(saved.values()))["note"] == note


async def test_undo_brings_the_last_answer_back_and_redo_makes_it_again(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("1", "u")
        await pilot.pause()
        assert "responses" not in on_disk(places)
        assert shows(app, "1 of 17")
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert "responses" in on_disk(places)


async def test_opening_an_answered_control_and_leaving_it_keeps_the_answer(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("3")
        await pilot.pause()
        before = the_file(places).read_bytes()
        await pilot.press("left", "tab", "right", "left", "enter", "right")
        await pilot.pause()
        assert the_file(places).read_bytes() == before


async def test_enter_on_an_unanswered_control_does_nothing(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "responses" not in on_disk(places)
        assert shows(app, "1 of 17")


async def test_a_full_disk_is_said_and_the_answers_are_saved_later(
    make_app: Make, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await begin(pilot)
        with monkeypatch.context() as broken:
            broken.setattr("posture.store.atomic.os.write", full)
            await pilot.press("1")
            await pilot.pause()
            assert shows(app, "NOT SAVED: the disk is full")
            await pilot.press("2")
            await pilot.pause()
            assert "responses" not in on_disk(places)
        await pilot.press("3")
        await pilot.pause()
        saved = on_disk(places)["responses"]
        assert isinstance(saved, dict)
        assert len(saved) == 3
        assert shows(app, "saved 14:02:07|saved ")
    assert not list(the_file(places).parent.glob(".posture-*"))


async def test_too_small_a_window_says_so_and_comes_back(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert shows(app, "needs 60 columns")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert shows(app, "1 of 17")
