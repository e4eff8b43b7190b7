"""Home: what a row says, finding a clinic, opening an earlier visit, and a list that never moves under the cursor."""

import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from posture.model.control import Answer
from posture.portfolio import judged
from posture.store.paths import Places
from posture.ui import workspace_reading
from posture.ui.app import PostureApp
from posture.ui.screens.home import COMMANDS, HomeScreen
from posture.ui.screens.walkthrough import WalkthroughScreen
from posture.ui.widgets.row_list import RowList
from tests.ui.clinics import ACTIONS, CONTROLS, everything, type_in, until, visit
from tests.ui.conftest import screen_text, shows

Make = Callable[..., PostureApp]

TODAY = date(2026, 11, 23)


def row_of(app: PostureApp, name: str) -> str:
    """The line of the list that has a name."""
    return next(line for line in screen_text(app).splitlines() if name in line and "╭" not in line)


def under_cursor(app: PostureApp) -> str:
    return next(line for line in screen_text(app).splitlines() if line.strip().startswith("▌"))


@pytest.mark.parametrize("size", [(120, 36), (100, 30), (80, 24)])
async def test_a_row_says_posture_grade_progress_and_what_is_due(
    make_app: Make, places: Places, size: tuple[int, int]
) -> None:
    first, second = (action.id for action in ACTIONS[:2])
    visit(
        places,
        "Riverside",
        TODAY - timedelta(days=3),
        everything(Answer.IMPLEMENTED),
        due={first: TODAY, second: TODAY},
    )
    visit(places, "Harbor", date(2026, 11, 1), dict.fromkeys(CONTROLS[:3], Answer.NOT))
    visit(places, "Old Mill", date(2025, 10, 1), everything(Answer.NOT))
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, "visit is due")
        assert shows(app, "3 clinics")
        assert "20 Nov 2026" in row_of(app, "Riverside")
        assert "100.0 A" in row_of(app, "Riverside")
        assert "2 actions due" in row_of(app, "Riverside")
        assert "open" in row_of(app, "Harbor")
        assert "0.0 –" in row_of(app, "Harbor")
        assert "0.0 E" in row_of(app, "Old Mill")
        assert "100%" in row_of(app, "Old Mill")


async def test_the_newest_visit_comes_first_and_the_box_names_what_is_due_next(make_app: Make, places: Places) -> None:
    soon = TODAY + timedelta(days=5)
    visit(places, "Harbor", date(2026, 11, 1), everything(Answer.IMPLEMENTED))
    visit(places, "Riverside", date(2026, 11, 20), everything(Answer.IMPLEMENTED), due={ACTIONS[0].id: soon})
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, "next due 28 Nov 2026")
        assert shows(app, f"next due 28 Nov 2026 {ACTIONS[0].title[:30]}")
        assert shows(app, "last visit 3 days ago")
        assert "due 28 Nov 2026" in row_of(app, "Riverside")
        lines = screen_text(app)
        assert lines.index("Riverside") < lines.index("Harbor")


async def test_sixty_columns_keep_name_number_and_grade(make_app: Make, places: Places) -> None:
    visit(places, "Northfield Physical Therapy", TODAY, everything(Answer.IMPLEMENTED))
    app = make_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, r"Northfield Physical Therapy .*100\.0 A")
        assert all(len(line) <= 60 for line in screen_text(app).splitlines())
        foot = screen_text(app).splitlines()[-1]
        for word in ("open", "new", "visit", "compare", "find", "demo", "F1 help"):
            assert word in foot


def test_at_most_six_keys_are_in_the_footer() -> None:
    assert sum(command.footer for command in COMMANDS) <= 6


async def test_find_narrows_the_list_with_every_letter(make_app: Make, places: Places) -> None:
    for number, name in enumerate(("Riverside Family", "Harbor Dental", "Riverbend Eye Care")):
        visit(places, name, TODAY - timedelta(days=number))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Riverbend")
        await pilot.press("slash")
        await type_in(pilot, "RIVER")
        await until(pilot, "Harbor", gone=True)
        assert shows(app, "Riverside Family .* Riverbend Eye Care")
        await type_in(pilot, " eye")
        await until(pilot, "Riverside", gone=True)
        await type_in(pilot, "x")
        await until(pilot, "No clinic has these words")
        await pilot.press("escape")
        await until(pilot, "Harbor")
        await pilot.press("slash")
        await type_in(pilot, "bend")
        await pilot.press("enter")
        await until(pilot, "Riverbend Eye Care .*provisional")
        assert isinstance(app.screen, WalkthroughScreen)


async def test_arrows_move_among_what_was_found(make_app: Make, places: Places) -> None:
    for number, name in enumerate(("River A", "Harbor", "River B")):
        visit(places, name, TODAY - timedelta(days=number))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "River B")
        await pilot.press("slash")
        await type_in(pilot, "river")
        await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, "posture River B")


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)])
async def test_an_earlier_visit_is_chosen_and_opened(make_app: Make, places: Places, size: tuple[int, int]) -> None:
    older = visit(places, "Riverside", date(2025, 11, 18), dict.fromkeys(CONTROLS[:2], Answer.NOT))
    visit(places, "Riverside", date(2026, 11, 20), everything(Answer.IMPLEMENTED))
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, "18 Nov 2025 .*0\\.0")
        await pilot.press("tab", "down")
        await until(pilot, "▌18 Nov 2025")
        await pilot.press("enter")
        await until(pilot, "of 17")
        assert isinstance(app.screen, WalkthroughScreen)
        assert app.screen.session.path == older


async def test_the_box_says_what_changed_at_each_visit(make_app: Make, places: Places) -> None:
    visit(places, "Riverside", date(2025, 11, 18), everything(Answer.NOT))
    better = {**everything(Answer.NOT), CONTROLS[0]: Answer.IMPLEMENTED, CONTROLS[1]: Answer.PARTLY}
    visit(places, "Riverside", date(2026, 5, 18), better)
    visit(places, "Riverside", date(2026, 11, 18), {**better, CONTROLS[0]: Answer.NOT})
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, "1 worse")
        assert shows(app, "18 Nov 2026 [^│]*1 worse")
        assert shows(app, "18 May 2026 [^│]*1 fixed · 1 better")
        assert shows(app, "18 Nov 2025 [^│]*first assessment")


async def test_a_damaged_file_hides_nothing_else(make_app: Make, places: Places) -> None:
    visit(places, "Harbor", date(2026, 11, 1), everything(Answer.IMPLEMENTED))
    torn = places.clinics / "torn" / "2026-11-22.toml"
    torn.parent.mkdir()
    torn.write_bytes(b'clinic = "To')
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, "can't be read")
        await until(pilot, r"Harbor .*100\.0 A")


async def test_rows_fill_in_while_the_cursor_stays_where_it_is(
    make_app: Make, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        visit(places, f"Clinic {number}", TODAY - timedelta(days=number), everything(Answer.IMPLEMENTED))
    go_on = threading.Event()

    def held(*words: object) -> object:
        go_on.wait(10)
        return judged(*words)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(workspace_reading, "judged", held)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Clinic 7")
        assert not shows(app, r"100\.0 A")
        await pilot.press("down", "down", "down")
        assert "Clinic 3" in under_cursor(app)
        go_on.set()
        await until(pilot, r"Clinic 7 .*100\.0 A")
        assert "Clinic 3" in under_cursor(app)
        rows = re.findall(r"Clinic (\d) +\d+ Nov", screen_text(app))
        assert rows == [str(number) for number in range(8)]


async def test_what_is_in_sight_is_judged_first(
    make_app: Make, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        visit(places, f"Clinic {number:02d}", TODAY - timedelta(days=number))
    seen: list[str] = []

    def noted(practice: object, *words: object) -> object:
        seen.append(practice.name)  # type: ignore[attr-defined]  # a practice
        if len(seen) == 5:
            arrived.set()
            go_on.wait(10)
        return judged(practice, *words)  # type: ignore[arg-type]  # handed on as they came

    arrived, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(workspace_reading, "judged", noted)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Clinic 00")
        while not arrived.is_set():
            await pilot.pause(0.02)
        app.screen.query_one("#clinics", RowList).action_edge(1)
        await pilot.pause(0.1)
        go_on.set()
        await until(pilot, r"Clinic 59 .*0\.0")
    assert seen.index("Clinic 59") < 45


async def test_leaving_stops_the_judging_and_coming_back_goes_on(
    make_app: Make, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        visit(places, f"Clinic {number:02d}", TODAY - timedelta(days=number))
    seen: list[str] = []
    held, go_on = threading.Event(), threading.Event()

    def noted(practice: object, *words: object) -> object:
        seen.append(practice.name)  # type: ignore[attr-defined]  # a practice
        if len(seen) == 3:
            held.set()
            go_on.wait(10)
        return judged(practice, *words)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(workspace_reading, "judged", noted)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Clinic 00")
        while not held.is_set():
            await pilot.pause(0.02)
        await pilot.press("n")
        await pilot.pause()
        go_on.set()
        await pilot.pause(0.3)
        assert len(seen) == 3
        await pilot.press("escape")
        await until(pilot, r"Clinic 09 .*0\.0")
        assert seen.count("Clinic 00") == 1


async def test_a_new_visit_carries_over_and_says_how_much_is_to_confirm(make_app: Make, places: Places) -> None:
    visit(places, "Riverside", date(2025, 6, 1), dict.fromkeys(CONTROLS[:4], Answer.PARTLY))
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, "open")
        await pilot.press("v")
        await until(pilot, "Riverside: 4 answers of last time to confirm")
        assert isinstance(app.screen, WalkthroughScreen)
        session = app.screen.session
        assert {name for name, said in session.assessment.responses.items() if said.answer} == set(CONTROLS[:4])
        assert session.path.parent == places.clinics / "riverside"


async def test_every_command_is_in_the_palette_or_one_key_away(make_app: Make, places: Places) -> None:
    visit(places, "Riverside", TODAY)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Riverside")
        assert isinstance(app.screen, HomeScreen)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        for word in ("another name", "into one file", "Delete this clinic", "archive from somewhere", "side by side"):
            assert any(word in title for title in offered), word


async def test_a_click_opens_a_clinic(make_app: Make, places: Places) -> None:
    visit(places, "Riverside", TODAY)
    visit(places, "Harbor", TODAY - timedelta(days=1))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Harbor")
        await pilot.click("#clinics", offset=(5, 1))
        await until(pilot, "posture Harbor")


async def test_a_name_of_markup_and_commands_is_shown_as_it_is(make_app: Make, places: Places) -> None:
    folder = visit(places, "[/] [@click=app.bell]x[/] \u202e", TODAY).parent
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, r"\[/\] \[@click=app\.bell\]x")
        for key in ("r", "a", "x"):
            await pilot.press(key)
            await pilot.pause()
            assert shows(app, r"· \[/\] \[@click=app\.bell\]x")
            assert "\u202e" not in screen_text(app)
            await pilot.press("escape")
    assert Path(folder).is_dir()
