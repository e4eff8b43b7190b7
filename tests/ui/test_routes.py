"""Other ways through the questions: by person, quick check, only some of them; and what does not apply as a whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posture.store.paths import Places
from posture.ui.app import PostureApp
from tests.ui.conftest import BUILTIN, SIZES, screen_text, shows, workers_done
from tests.ui.test_journey import begin, on_disk, the_file, type_in

Make = Callable[..., PostureApp]


def responses(places: Places) -> dict[str, dict[str, object]]:
    found = on_disk(places).get("responses", {})
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_the_quick_check_asks_its_questions_and_no_other(
    make_app: Make, places: Places, size: tuple[int, int]
) -> None:
    quick = {control.id for control in BUILTIN.control_by_id.values() if control.quick_check}
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        await begin(pilot)
        await pilot.press("s")
        await pilot.pause()
        assert shows(app, "Which questions")
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert shows(app, f"Quick check 1 of {len(quick)}")
        await pilot.press(*["5"] * len(quick))
        await pilot.pause()
        assert set(responses(places)) == quick
        assert shows(app, "Every question here has an answer")


async def test_by_person_the_questions_of_one_person_stand_together(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await begin(pilot)
        await pilot.press("s", "down", "enter")
        await pilot.pause()
        first = next(
            role.title
            for role in BUILTIN.roles
            if any(control.ask == role.id for control in BUILTIN.control_by_id.values())
        )
        assert shows(app, f"{first} 1 of ")
        assert shows(app, "ask the " + first)
        await pilot.press("1", "1")
        await pilot.pause()
        assert shows(app, "ask the " + first)


async def test_only_what_nobody_knew_stays_in_place_while_it_is_answered(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await begin(pilot)
        await pilot.press("5", "1", "5")
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        assert shows(app, "Don't know 2 questions")
        await pilot.press("down", "down", "down", "down", "enter")
        await pilot.pause()
        assert shows(app, "Email filtering 1 of 2")
        await pilot.press("1")
        await pilot.pause()
        assert shows(app, "Email filtering 2 of 2"), "an answered one does not jump away"
        answers = [entry["answer"] for entry in responses(places).values()]
        assert answers == ["implemented", "implemented", "unknown"]


async def test_a_section_that_does_not_apply_is_set_in_one_go_and_taken_back_in_one(
    make_app: Make, places: Places
) -> None:
    section = next(
        one
        for checklist in BUILTIN.checklists
        for one in checklist.sections
        if sum(control.na_allowed for control in checklist.controls if control.section == one.id) > 1
    )
    checklist = next(one for one in BUILTIN.checklists if section in one.sections)
    own = [control for control in checklist.controls if control.section == section.id]
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await begin(pilot)
        await pilot.press("slash")
        await type_in(pilot, own[0].id)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("x")
        await pilot.pause()
        assert shows(app, "River Clinic")
        assert shows(app, "why does none of this apply here")
        await type_in(pilot, "we have none")
        await pilot.press("enter")
        await pilot.pause()
        saved = responses(places)
        assert {name for name, one in saved.items() if one["answer"] == "na"} <= {
            control.id for control in own if control.na_allowed
        }
        assert len(saved) > 1
        assert {one["reason"] for one in saved.values()} == {"we have none"}
        await pilot.press("u")
        await pilot.pause()
        assert responses(places) == {}


async def test_who_tells_stands_beside_each_answer_from_then_on(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await begin(pilot)
        await pilot.press("1", "b")
        await pilot.pause()
        await type_in(pilot, "front desk")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert shows(app, "answers told by front desk")
    assert [one.get("by") for one in responses(places).values()] == [None, "front desk"]


async def test_an_undone_answer_outside_of_the_way_taken_is_shown_again(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await begin(pilot)
        # The first control that the quick check does not ask.
        other = next(
            control
            for control in BUILTIN.checklists[0].controls
            if not control.quick_check and not control.applies_when
        )
        await pilot.press("slash")
        await type_in(pilot, other.id)
        await pilot.press("enter", "4", "s", "down", "down", "enter", "u")
        await pilot.pause()
        assert shows(app, "Email filtering")
        assert other.title[:20] in screen_text(app)
    assert responses(places) == {}
    assert isinstance(the_file(places), Path)


async def test_answers_of_last_time_that_are_old_can_be_confirmed_one_after_the_other(
    make_app: Make, places: Places
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await begin(pilot)
        await pilot.press("1", "2", "3")
        await pilot.pause()
        path = the_file(places)
        path.write_text(path.read_text().replace("at = 2026-11-23", "at = 2025-01-05"))
    app = make_app()
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.pause(0.3)
        await workers_done(app)
        await pilot.press("enter", "s")
        await pilot.pause()
        assert shows(app, "To confirm: old answers, and proof that is stale 3 questions")
        await pilot.press("end", "enter")
        await pilot.pause()
        await pilot.press("1", "2")
        await pilot.pause()
    days = [str(entry["at"])[:10] for entry in responses(places).values()]
    assert days == ["2026-11-23", "2026-11-23", "2025-01-05"], "the same answer confirms; what is not asked stays old"


async def test_a_note_beside_an_old_answer_does_not_confirm_it(make_app: Make, places: Places) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await begin(pilot)
        await pilot.press("1", "left")
        await pilot.pause()
        path = the_file(places)
        path.write_text(path.read_text().replace("at = 2026-11-23", "at = 2025-01-05"))
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.3)
        await workers_done(app)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("home", "left", "f")
        await pilot.pause()
    (entry,) = responses(places).values()
    assert entry["flagged"] is True
    assert str(entry["at"])[:10] == "2025-01-05"
