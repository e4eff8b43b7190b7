"""Compare: which two visits, parts that add up, what became of each control, and never two clinics."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from posture.model.control import Answer
from posture.session import open_session
from posture.store.paths import Places
from posture.ui.app import PostureApp
from posture.ui.screens.compare import COMMANDS, CompareScreen
from posture.ui.screens.home import HomeScreen
from tests.ui.clinics import CONTROLS, everything, until, visit
from tests.ui.conftest import BUILTIN, NOW, screen_text, shows

Make = Callable[..., PostureApp]

FIRST, SECOND, THIRD = date(2025, 11, 18), date(2026, 5, 18), date(2026, 11, 18)
TITLES = [BUILTIN.control_by_id[name].title for name in CONTROLS[:3]]


@pytest.fixture
def three(places: Places) -> Places:
    """Three visits: at the second one control was fixed and one became better, at the third the first fell back."""
    visit(places, "Riverside", FIRST, everything(Answer.NOT))
    better = {**everything(Answer.NOT), CONTROLS[0]: Answer.IMPLEMENTED, CONTROLS[1]: Answer.PARTLY}
    visit(places, "Riverside", SECOND, better)
    visit(places, "Riverside", THIRD, {**better, CONTROLS[0]: Answer.PARTLY, CONTROLS[2]: Answer.IMPLEMENTED})
    return places


def tenths(text: str) -> int:
    return int(text.replace("−", "-").replace("+", "").replace(".", ""))


@pytest.mark.parametrize("size", [(120, 36), (100, 30), (80, 24), (60, 20)])
async def test_from_home_the_newest_and_the_one_before_are_compared(
    make_app: Make, three: Places, size: tuple[int, int]
) -> None:
    assert three.clinics.is_dir()
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("c")
        await until(pilot, "together")
        assert shows(app, "posture Riverside")
        assert shows(app, "18 May 2026 → .*18 Nov 2026")
        assert shows(app, "Fixed 1")
        assert shows(app, TITLES[2][:16])
        await until(pilot, "3 visits since 18 Nov 2025")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_the_parts_add_up_and_the_controls_to_their_part(make_app: Make, three: Places) -> None:
    assert three.clinics.is_dir()
    app = make_app()
    async with app.run_test(size=(120, 50)) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("c")
        await until(pilot, "together")
        text = screen_text(app)
    parts = {}
    for name in ("checklists changed", "what applies changed", "answers and proof", "what caps hold back", "together"):
        found = re.search(rf"{name} +([+−]?\d+\.\d) +([+−]?\d+\.\d)", text)
        assert found is not None, name
        parts[name] = (tenths(found[1]), tenths(found[2]))
    total = parts.pop("together")
    assert tuple(map(sum, zip(*parts.values(), strict=True))) == total
    moved = re.search(r"18 Nov 2026 +([+−]?\d+\.\d)", text)
    assert moved is not None
    assert tenths(moved[1]) == total[0]
    controls = [tenths(points) for points in re.findall(r"[●◕◔✕?○–] → . .{4,60}? +([+−]\d+\.\d) *$", text, re.M)]
    assert sum(controls) == parts["answers and proof"][0]
    assert re.search(r"Regressed +1", text)


async def test_left_and_right_step_through_the_visits(make_app: Make, three: Places) -> None:
    assert three.clinics.is_dir()
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("c")
        await until(pilot, "18 May 2026 → .*18 Nov 2026 .*together")
        await pilot.press("left")
        await until(pilot, "18 Nov 2025 → .*18 May 2026")
        await until(pilot, "Improved 1")
        await pilot.press("left")
        await until(pilot, "first visit that has one before it")
        await pilot.press("right")
        await until(pilot, "18 May 2026 → .*18 Nov 2026")
        await pilot.press("b")
        await until(pilot, "18 Nov 2025 → .*18 Nov 2026")
        await pilot.press("b")
        await until(pilot, "18 May 2026 → .*18 Nov 2026")


async def test_enter_shows_both_answers(make_app: Make, three: Places) -> None:
    assert three.clinics.is_dir()
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("c")
        await until(pilot, "Fixed 1")
        await pilot.press("enter")
        await until(pilot, "18 May 2026.*Not in place.*18 Nov 2026.*In place")


async def test_one_visit_has_nothing_to_be_compared_with(make_app: Make, places: Places) -> None:
    visit(places, "Riverside", FIRST)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("c")
        await until(pilot, "There is one visit so far")
        assert isinstance(app.screen, HomeScreen)


async def test_an_open_session_is_compared_with_its_own_clinic_only(make_app: Make, places: Places) -> None:
    visit(places, "Riverside", FIRST, everything(Answer.NOT))
    path = visit(places, "Riverside", THIRD, everything(Answer.IMPLEMENTED))
    stray = visit(places, "Harbor", SECOND, everything(Answer.PARTLY))
    stray.rename(path.with_name("2026-05-18.toml"))
    (path.parent / "2026-01-01.toml").write_bytes(b"torn")
    session = open_session(path, BUILTIN, places, clock=lambda: NOW)
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, "Riverside")
        app.push_screen(CompareScreen(session))
        await until(pilot, "18 Nov 2025 → .*18 Nov 2026")
        await until(pilot, "2 visits since")
        assert not shows(app, "Harbor")


async def test_a_session_without_another_visit_says_so(make_app: Make, places: Places) -> None:
    path = visit(places, "Riverside", FIRST)
    app = make_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, "Riverside")
        app.push_screen(CompareScreen(open_session(path, BUILTIN, places, clock=lambda: NOW)))
        await until(pilot, "one visit so far, and nothing to compare it with")
        await pilot.press("left", "right", "b", "enter")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


def test_at_most_six_keys_are_in_the_footer() -> None:
    assert sum(command.footer for command in COMMANDS) <= 6
