"""An assessment that another window changes meanwhile, and a question sheet that comes back: nothing is overwritten."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posture.model.control import Answer
from posture.report.sheet import open_groups, sheet
from posture.session import Session, open_session
from posture.store.paths import Places
from posture.ui.app import PostureApp
from tests.ui.conftest import BUILTIN, NOW, shows
from tests.ui.test_journey import begin, on_disk, the_file, type_in

Make = Callable[..., PostureApp]

FIRST, SECOND = (control.id for control in BUILTIN.checklists[0].controls[:2])


def other_window(places: Places) -> Session:
    return open_session(the_file(places), BUILTIN, places, clock=lambda: NOW)


def answers(places: Places) -> dict[str, str]:
    found = on_disk(places).get("responses", {})
    assert isinstance(found, dict)
    return {name: entry["answer"] for name, entry in found.items()}


async def test_what_two_windows_answered_is_joined(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await begin(pilot)
        other = other_window(places)
        other.answer(SECOND, Answer.PARTLY)
        other.save()
        await pilot.press("1")
        await pilot.pause()
        assert answers(places) == {FIRST: "implemented", SECOND: "partly"}
        assert shows(app, "Changed elsewhere too")


@pytest.mark.parametrize(("keys", "kept"), [(("enter",), "implemented"), (("space", "enter"), "not")])
async def test_where_two_windows_differ_somebody_chooses(
    make_app: Make, places: Places, keys: tuple[str, ...], kept: str
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot)
        other = other_window(places)
        other.answer(FIRST, Answer.NOT)
        other.answer(SECOND, Answer.PARTLY)
        other.save()
        await pilot.press("1")
        await pilot.pause()
        assert shows(app, "Changed elsewhere too · River Clinic")
        assert shows(app, "In place → Not in place")
        assert answers(places)[FIRST] == "not", "nothing is written before somebody has chosen"
        await pilot.press(*keys)
        await pilot.pause()
        assert answers(places) == {FIRST: kept, SECOND: "partly"}


async def test_who_takes_nothing_keeps_both(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot)
        path = the_file(places)
        other = other_window(places)
        other.answer(FIRST, Answer.NOT)
        other.save()
        theirs = path.read_bytes()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert path.read_bytes() == theirs
    (beside,) = [one for one in path.parent.glob("*.toml") if one != path]
    assert "implemented" in beside.read_text()


async def test_what_can_no_longer_be_read_is_left_alone(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await begin(pilot)
        path = the_file(places)
        path.write_text("this is no assessment any more [")
        await pilot.press("1")
        await pilot.pause()
        assert path.read_text() == "this is no assessment any more ["
        assert shows(app, "changed elsewhere")
    (beside,) = [one for one in path.parent.glob("*.toml") if one != path]
    assert "implemented" in beside.read_text()


def returned_sheet(places: Places, folder: Path) -> Path:
    """The sheet for the first role, with the first question ticked as in place and the second as partly."""
    opened = other_window(places)
    group = open_groups(BUILTIN, opened.assessment)[0]
    text = sheet(group, opened.assessment, opened.today)
    parts = text.split("- [ ] In place")
    text = "- [ ] In place".join([parts[0] + "- [x] In place" + parts[1], *parts[2:]])
    path = folder / "back.md"
    path.write_text(text, encoding="utf-8")
    return path


async def test_a_sheet_is_shown_before_it_changes_anything(make_app: Make, places: Places, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await begin(pilot)
        path = returned_sheet(places, tmp_path)
        asked = open_groups(BUILTIN, other_window(places).assessment)[0].items[0].control
        await pilot.press("a")
        await pilot.pause()
        await type_in(pilot, str(path))
        await pilot.press("enter")
        await pilot.pause()
        assert shows(app, "From a question sheet · River Clinic")
        assert shows(app, "Not answered → In place")
        assert answers(places) == {}
        await pilot.press("escape")
        await pilot.pause()
        assert answers(places) == {}
        await pilot.press("a")
        await type_in(pilot, str(path))
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert answers(places) == {asked.id: "implemented"}
        await pilot.press("u")
        await pilot.pause()
        assert answers(places) == {}


async def test_a_sheet_that_is_none_is_named(make_app: Make, places: Places, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("hello")
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await begin(pilot)
        await pilot.press("a")
        await type_in(pilot, str(tmp_path / "x.md"))
        await pilot.press("enter")
        await pilot.pause()
        assert shows(app, "This is not a question sheet")
    assert answers(places) == {}
