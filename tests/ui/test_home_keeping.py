"""From the home screen: another name, an archive and back, deleting, and that every question says which clinic."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from posture.model.control import Answer
from posture.store import assessments
from posture.store.paths import Places
from posture.ui.app import PostureApp
from tests.ui.clinics import everything, type_in, until, visit
from tests.ui.conftest import SIZES, shows

Make = Callable[..., PostureApp]


@pytest.fixture
def two(places: Places) -> Places:
    """Riverside with two visits and a report, Harbor with one."""
    visit(places, "Riverside", date(2025, 11, 18), everything(Answer.NOT))
    visit(places, "Riverside", date(2026, 11, 18), everything(Answer.IMPLEMENTED))
    visit(places, "Harbor", date(2026, 11, 1))
    report = places.exports / "riverside-2026-11-18" / "report.md"
    report.parent.mkdir(parents=True)
    report.write_text("Riverside")
    return places


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_a_clinic_is_deleted_only_after_its_name_is_typed(
    make_app: Make, two: Places, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("x")
        await until(pilot, "Delete · Riverside")
        assert shows(app, "2 visits")
        for wrong in ("", "riverside", "Harbor", "yes"):
            await type_in(pilot, wrong)
            await pilot.press("enter")
            await pilot.pause()
            assert shows(app, "Nothing was deleted|needs a few words")
            await pilot.press(*["backspace"] * len(wrong))
        assert len(list(two.clinics.glob("riverside/*.toml"))) == 2
        await type_in(pilot, "Riverside")
        await pilot.press("enter")
        await until(pilot, "1 clinic")
        await until(pilot, "1 clinic ")
    assert [path.name for path in two.clinics.iterdir()] == ["harbor"]
    assert list(two.exports.iterdir()) == []


async def test_escape_leaves_everything_as_it_was(make_app: Make, two: Places) -> None:
    before = sorted(two.root.rglob("*"))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Riverside")
        for key, said in (("x", "Delete"), ("r", "Rename"), ("a", "Archive")):
            await pilot.press(key)
            await until(pilot, f"{said} · Riverside")
            await type_in(pilot, "Riverside")
            await pilot.press("escape")
            await pilot.pause()
    assert sorted(two.root.rglob("*")) == before


async def test_another_name_reaches_every_visit_and_the_cursor_stays_on_it(make_app: Make, two: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("r")
        await until(pilot, "Rename · Riverside")
        await type_in(pilot, " East")
        await pilot.press("enter")
        await until(pilot, "Riverside is Riverside East now")
        await until(pilot, "▌Riverside East")
    names = {assessments.read(path).assessment.clinic for path in two.clinics.glob("riverside-east/*.toml")}
    assert names == {"Riverside East"}
    assert (two.exports / "riverside-east-2026-11-18").is_dir()


async def test_a_name_that_another_clinic_has_is_refused_and_said(make_app: Make, two: Places) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "Harbor")
        await pilot.press("r")
        await pilot.press(*["backspace"] * 9)
        await type_in(pilot, "Harbor")
        await pilot.press("enter")
        await until(pilot, "clinic of this name already")
    assert len(list(two.clinics.glob("riverside/*.toml"))) == 2


@pytest.mark.usefixtures("two")
async def test_an_archive_is_written_where_it_is_said_and_taken_in_on_another_computer(
    make_app: Make, tmp_path: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, "Riverside")
        await pilot.press("a")
        await until(pilot, r"~/riverside-2026-11-18\.posture")
        await pilot.press("enter")
        await until(pilot, "Riverside is in")
        file = tmp_path / "home" / "riverside-2026-11-18.posture"
        assert file.stat().st_mode & 0o777 == 0o600
        # The same again gets another name, and nothing is covered up.
        await pilot.press("a")
        await until(pilot, r"riverside-2026-11-18-2\.posture")
        await pilot.press("escape")
        # Taking it in where the clinic is already is refused.
        await pilot.press("o")
        await type_in(pilot, "~/riverside-2026-11-18.posture")
        await pilot.press("enter")
        await until(pilot, "This clinic is here already")
    other = PostureApp(Places(tmp_path / "other"), lambda: app.library, clock=app.clock)
    async with other.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, "Start with your clinic")
        await pilot.press("o")
        await type_in(pilot, "~/riverside-2026-11-18.posture")
        await pilot.press("enter")
        await until(pilot, "Riverside: 2 visits taken in")
        await until(pilot, r"▌Riverside .*100\.0 A")
    assert len(list((tmp_path / "other" / "clinics").glob("riverside/*.toml"))) == 2


async def test_a_file_that_is_nothing_is_said_to_be_nothing(make_app: Make, two: Places, tmp_path: Path) -> None:
    (tmp_path / "home" / "x.posture").write_bytes(b"posture archive 1\nfile 9 ../x")
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, "Riverside")
        for name, said in (("~/x.posture", "not an archive that can be read"), ("~/missing", "no such file")):
            await pilot.press("o")
            await type_in(pilot, name)
            await pilot.press("enter")
            await until(pilot, said)
    assert len(list(two.clinics.iterdir())) == 2
