"""The other journeys, by keyboard alone, each to the file at its end; the first is in `test_journey.py`."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from posture.cli.main import run
from posture.content.library import require
from posture.report.formats import FORMATS
from posture.session import load_library
from posture.store.paths import Places
from posture.ui.app import PostureApp
from tests.ui.conftest import BUILTIN, NOW, SIZES, shows, until
from tests.ui.test_journey import begin, on_disk, the_file, type_in

Make = Callable[..., PostureApp]

both_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def quick_ids() -> list[str]:
    return [control.id for control in BUILTIN.control_by_id.values() if control.quick_check]


async def keys(pilot: Pilot[int], *pressed: str) -> None:
    for key in pressed:
        await pilot.press(key)
        await pilot.pause()


async def write_report(pilot: Pilot[int]) -> None:
    await keys(pilot, "w")
    await until(pilot, "Write the report")
    await keys(pilot, "w")
    await until(pilot, "Written:")


@both_sizes
async def test_an_interview_on_site(make_app: Make, places: Places, tmp_path: Path, size: tuple[int, int]) -> None:
    """Quick check, by the person who tells; what nobody knows goes out as a sheet and comes back."""
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await begin(pilot)
        await keys(pilot, "s", "down", "down", "enter")
        await until(pilot, "Quick check 1 of")
        await keys(pilot, "b")
        await type_in(pilot, "office manager")
        await keys(pilot, "enter")
        await keys(pilot, *(["2"] * (len(quick_ids()) - 1)), "5")
        await until(pilot, "Every question here has an answer")
        # The sheets, one a person, from the report screen.
        await keys(pilot, "w")
        await until(pilot, "Write the report")
        await keys(pilot, "space", *["down"] * list(FORMATS).index("sheet"), "space", "w")
        await until(pilot, "Written:")
        (asked,) = [name for name, one in responses(places).items() if one["answer"] == "unknown"]
        sheets = [path for path in places.exports.glob("*/question-sheet-*.md") if asked in path.read_text()]
        assert len(sheets) == 1
        # Filled in by hand, and back in.
        text = sheets[0].read_text()
        at = text.index(f": {asked}")
        back = tmp_path / "back.md"
        back.write_text(text[:at] + text[at:].replace("- [ ] In place", "- [x] In place", 1))
        await keys(pilot, "escape", "a")
        await type_in(pilot, str(back))
        await keys(pilot, "enter")
        await until(pilot, "Don't know → In place")
        await keys(pilot, "enter")
        assert responses(places)[asked]["answer"] == "implemented"
        await write_report(pilot)
    assert {one.get("by") for name, one in responses(places).items() if name != asked} == {"office manager"}
    (report,) = places.exports.glob("*/report.md")
    assert "office manager" in report.read_text()


@both_sizes
async def test_a_return_visit(places: Places, size: tuple[int, int]) -> None:
    """Answers are carried over, what changed is told apart, and both visits stay."""
    first = datetime(2026, 5, 20, 9, tzinfo=UTC)
    app = PostureApp(places, lambda: BUILTIN, clock=lambda: first)
    async with app.run_test(size=size) as pilot:
        await begin(pilot)
        await keys(pilot, "4", "1", "2")
    old = the_file(places)
    before = old.read_bytes()
    app = PostureApp(places, lambda: BUILTIN, clock=lambda: NOW)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, "River Clinic")
        await keys(pilot, "v")
        await until(pilot, "of 17")
        await keys(pilot, "slash")
        await type_in(pilot, "email-own-domain")
        await keys(pilot, "enter", "1", "4")
        await keys(pilot, "r")
        await until(pilot, "Checklists")
        await keys(pilot, "m")
        await until(pilot, "Fixed +1")
        assert shows(app, "Worse +1|Regressed +1")
        await keys(pilot, "escape")
        await write_report(pilot)
    (new,) = [path for path in old.parent.glob("*.toml") if path != old]
    assert old.read_bytes() == before
    assert "previous = " in new.read_text()
    assert len(list(places.exports.glob("*/report.md"))) == 1


@both_sizes
async def test_an_audit(make_app: Make, places: Places, size: tuple[int, int]) -> None:
    """Evidence with a date, the working behind numbers, a framework's list, and the report for an auditor."""
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await begin(pilot)
        await keys(pilot, "1", "left", "e")
        await type_in(pilot, "registrar account page")
        await keys(pilot, "enter", "v")
        await until(pilot, "registrar account page|weight")
        await keys(pilot, "escape", "r")
        await until(pilot, "Checklists")
        await keys(pilot, "v")
        await until(pilot, "How posture comes about")
        await keys(pilot, "escape", "tab", "tab", "tab", "tab", "enter")
        await until(pilot, "of .* met")
        await keys(pilot, "escape", "w")
        await until(pilot, "For everybody")
        await keys(pilot, "a", "a", "a")
        await until(pilot, "For an auditor")
        await keys(pilot, "w")
        await until(pilot, "Written:")
    (report,) = places.exports.glob("*/report.md")
    text = report.read_text()
    assert "registrar account page" in text
    assert "### Method" in text
    assert len(responses(places)) == 1
    assert "collected = 2026-11-23" in the_file(places).read_text()


@both_sizes
async def test_an_own_checklist(places: Places, size: tuple[int, int]) -> None:
    """Written from the start that posture gives, checked, walked and reported like the built-in ones."""
    assert run(["new-checklist", "house-rules", "--workspace", str(places.root)]) == 0
    assert run(["check", str(places.checklists / "house-rules.toml")]) == 0
    own = require(load_library(places)).checklist_by_id["house-rules"]
    app = PostureApp(places, lambda: require(load_library(places)), clock=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await begin(pilot)
        await keys(pilot, "slash")
        await type_in(pilot, own.controls[0].id)
        await keys(pilot, "enter", "3")
        await keys(pilot, "r")
        await until(pilot, "Checklists")
        await write_report(pilot)
    assert responses(places)[own.controls[0].id]["answer"] == "partly"
    (report,) = places.exports.glob("*/report.md")
    assert own.title in report.read_text()


def responses(places: Places) -> dict[str, dict[str, object]]:
    """The responses as they stand in the newest file of the only clinic."""
    found = on_disk(places).get("responses", {})
    assert isinstance(found, dict)
    return found
