"""The plan on the screen: capacity, trying actions out, risks, actions of one's own, roles, and questions about it."""

import re
import threading
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from posture.assess.evaluate import Evaluation, evaluate
from posture.errors import WrongUse
from posture.model.action import ActionText, Closes, Hours
from posture.model.assessment import Acceptance, Assessment, PlanSettings
from posture.model.control import Answer
from posture.model.library import Library
from posture.plan.plan import Plan, make_plan
from posture.plan.roadmap import closure
from posture.plan.whatif import insisting
from posture.report.wording import hours, one_decimal, posture_words
from posture.session import NewAssessment, Session, new_session, open_session
from posture.store.paths import Places
from posture.ui.app import PostureApp
from posture.ui.screens import plan as plan_module
from posture.ui.screens import plan_actions
from posture.ui.screens.plan import COMMANDS, PlanScreen
from posture.ui.widgets.row_list import RowList
from tests.ui.conftest import BUILTIN, NOW, screen_text, shows

SIZES = ((80, 24), (120, 36), (100, 30), (60, 20))


async def settled(pilot: Pilot[int]) -> None:
    """Wait until every key is handled and every plan worked out."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@asynccontextmanager
async def opened(session: Session, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[int]]:
    """The plan of an assessment on the screen."""
    app = PostureApp(session.places, lambda: session.library, clock=lambda: NOW)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        app.push_screen(PlanScreen(session))
        await settled(pilot)
        yield pilot


CHECKLISTS = ("reporting-protocols", "patient-identity")

LEVELS = (Answer.NOT, Answer.IMPLEMENTED, Answer.PARTLY, Answer.MOSTLY, Answer.NOT)

CAPACITY = PlanSettings(hours_per_week=0.5, first_week=6, year_dollars=400)
"""Little enough for some actions to have to wait."""


def smaller(keep: tuple[str, ...] = CHECKLISTS, without: str = "") -> Library:
    """A part of the built-in content, perhaps with no action for one control: a plan of it is made in a moment."""
    parts = []
    for one in BUILTIN.loaded:
        if one.checklist.id in keep:
            actions = tuple(
                action
                for action in one.checklist.actions
                if without not in {closes.control for closes in action.closes}
            )
            parts.append(one.model_copy(update={"checklist": one.checklist.model_copy(update={"actions": actions})}))
    values = {name: getattr(BUILTIN, name) for name in Library.model_fields}
    return Library(**{**values, "loaded": tuple(parts)})


SMALL = smaller()


@pytest.fixture
def sample(places: Places) -> Session:
    """A clinic with many gaps and little time, in a workspace of its own."""
    session = new_session(NewAssessment("River Clinic", facts={"staff": 8}), SMALL, places, clock=lambda: NOW)
    for index, score in enumerate(session.evaluation().controls):
        session.answer(score.id, LEVELS[index % len(LEVELS)])
    session.set_plan(CAPACITY)
    session.save()
    return reopened(places)


def reopened(places: Places, library: Library = SMALL) -> Session:
    """The clinic's file as another start of the program reads it."""
    (path,) = places.clinics.glob("*/*.toml")
    return open_session(path, library, places, clock=lambda: NOW)


def headline(session: Session) -> str:
    """Posture and grade as the screen shows them."""
    evaluation = session.evaluation()
    assert evaluation.posture is not None
    return posture_words(evaluation.posture.point, evaluation.grade or "", provisional=evaluation.provisional)


def on_disk(session: Session) -> dict[str, Any]:
    """The assessment as it stands in its file."""
    return tomllib.loads(session.path.read_text())


def tells(pilot: Pilot[int], pattern: str) -> bool:
    """Whether a page says something, wherever its lines end."""
    lines = [line.split("│")[1] for line in screen_text(pilot.app).splitlines() if line.count("│") > 1]
    return re.search(pattern, re.sub(r"\s+", " ", " ".join(lines))) is not None


async def keys(pilot: Pilot[int], *names: str) -> None:
    """Press keys; what comes after `type:` is typed into the field that has the cursor."""
    for name in names:
        if name.startswith("type:"):
            field = pilot.app.focused
            assert isinstance(field, Input)
            field.replace(name.removeprefix("type:"), *sorted(field.selection))
        else:
            await pilot.press(name)
    await settled(pilot)


def here(pilot: Pilot[int]) -> str:
    """What the cursor is on."""
    return pilot.app.screen.query_one("#phases", RowList).key or ""


async def go_to(pilot: Pilot[int], key: str) -> None:
    """Move the cursor with the arrow keys."""
    await pilot.press("home")
    for _ in range(400):
        if here(pilot) == key:
            return
        before = here(pilot)
        pilot.app.screen.query_one("#phases", RowList).action_move(1)
        assert here(pilot) != before, f"{key} is not on the screen"


# --- capacity ------------------------------------------------------------------------------------------------


async def test_the_first_day_is_typed_and_the_phases_end_later(sample: Session) -> None:
    async with opened(sample) as pilot:
        await keys(pilot, "h", "tab", "tab", "type:2027-02-01", "enter")
        assert shows(pilot.app, "From +1 Feb 2027")
        assert here(pilot) != ""
        await keys(pilot, "home", "enter")
        assert shows(pilot.app, "It ends on 8 Feb 2027")
    assert on_disk(sample)["plan"]["start"] == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("tab", "tab", "type:2026-02-30"), "No calendar has the day 2026-02-30"),
        (("tab", "tab", "type:2026-13", "tab"), "written like 2026-11-30"),
        (("type:99999",), "Hours a week go from 0 to 10,000"),
        (("tab", "type:-5"), "Dollars go from 0"),
        (("type:-", "tab"), "A number is written like"),
    ],
)
async def test_what_cant_be_is_named_in_place_and_changes_nothing(
    sample: Session, typed: tuple[str, ...], words: str
) -> None:
    before = on_disk(sample)["plan"]
    async with opened(sample, (80, 24)) as pilot:
        await keys(pilot, "h", *typed)
        assert shows(pilot.app, words)
        last = on_disk(sample)["plan"]
        # Half of 99999 was typed on the way; the last number that can be stands.
        assert {**last, "hours_per_week": 0} == {**before, "hours_per_week": 0}
        assert last["hours_per_week"] <= 9999


def fitting(session: Session) -> str:
    """What fits, worked out without the screen."""
    plan = make_plan(SMALL, session.assessment, session.evaluation())
    return f"{sum(step.phase is not None for step in plan.roadmap)} of {len(plan.roadmap)} actions fit"


async def test_hours_follow_while_they_are_typed(sample: Session) -> None:
    async with opened(sample) as pilot:
        before = fitting(sample)
        assert shows(pilot.app, before)
        await keys(pilot, "h", "type:0.1")
        assert on_disk(sample)["plan"]["hours_per_week"] == 0.1
        assert fitting(sample) != before
        assert shows(pilot.app, fitting(sample))


async def test_no_key_waits_for_a_plan(sample: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(sample, (80, 24)) as pilot:
        go_on = threading.Event()

        def slow(library: Library, assessment: Assessment, evaluation: Evaluation) -> Plan:
            assert go_on.wait(20)
            return make_plan(library, assessment, evaluation)

        monkeypatch.setattr(plan_module, "make_plan", slow)
        first = here(pilot)
        await pilot.press("space", "down")
        await pilot.pause(0.4)
        assert here(pilot) != first
        assert shows(pilot.app, "planning")
        assert "▣" in screen_text(pilot.app)  # the new status shows at once
        go_on.set()
        await settled(pilot)
        assert not shows(pilot.app, "planning")


# --- trying out ----------------------------------------------------------------------------------------------


def whole_action(session: Session) -> str:
    """An action of the plan that needs nothing and closes whole gaps."""
    return next(
        step.id
        for step in session.plan().roadmap
        if step.valued.gain > Fraction(1, 5)
        and not step.valued.action.requires
        and all(closing.share == 100 for closing in step.valued.closings)
    )


async def test_trying_an_action_shows_what_answering_it_would_and_saves_nothing(
    sample: Session, places: Places
) -> None:
    before = sample.path.read_bytes()
    name = whole_action(sample)
    step = sample.plan().step(name)
    assert step is not None
    as_if = reopened(places)
    for closing in step.valued.closings:
        as_if.answer(closing.control_id, Answer.IMPLEMENTED)
    expected = evaluate(SMALL, as_if.assessment, NOW.date())
    assert expected.posture is not None
    assert expected.grade is not None
    async with opened(sample) as pilot:
        await go_to(pilot, name)
        await keys(pilot, "t")
        then = posture_words(expected.posture.point, expected.grade, provisional=False)
        assert shows(pilot.app, f"If this were done.*{headline(sample)} → {then}")
        now = {threat.scenario.id: threat.score for threat in sample.evaluation().threats}
        moved = [
            (threat.scenario.title, one_decimal(was.point), one_decimal(threat.score.point))
            for threat in expected.threats
            if threat.score and (was := now[threat.scenario.id]) and was.point != threat.score.point
        ]
        title, old, new = max(moved, key=lambda entry: float(entry[2]) - float(entry[1]))
        assert shows(pilot.app, f"{title} +{old} → +{new}")
        assert screen_text(pilot.app).splitlines()[0].count(headline(sample)) == 1  # the real number stays above
        await keys(pilot, "escape")
        assert isinstance(pilot.app.screen, PlanScreen)
        assert shows(pilot.app, "If you do only three things")
    assert sample.path.read_bytes() == before
    assert not sample.unsaved


async def test_several_add_up_and_what_they_need_is_counted_in(sample: Session) -> None:
    before = sample.path.read_bytes()
    roadmap = sample.plan().roadmap
    places_of = {step.id: place for place, step in enumerate(roadmap)}
    needy = next(step for step in roadmap if any(need in places_of for need in step.valued.action.requires))
    needed = closure([needy.id], {step.id: step.valued for step in roadmap})
    first = next(step for step in roadmap if step.id not in needed and step.valued.value)
    async with opened(sample) as pilot:
        await go_to(pilot, needy.id)
        await keys(pilot, "t")
        assert shows(pilot.app, "If this were done")
        assert shows(pilot.app, r"\+ needed first, counted in: ")
        alone = screen_text(pilot.app)
        await go_to(pilot, first.id)
        await keys(pilot, "t")
        assert shows(pilot.app, "If these 2 were done")
        assert screen_text(pilot.app) != alone
        await keys(pilot, "T")
        assert shows(pilot.app, "If you do only three things")
    assert sample.path.read_bytes() == before


async def test_what_is_done_for_real_is_tried_no_longer(sample: Session) -> None:
    async with opened(sample) as pilot:
        name = here(pilot)
        await keys(pilot, "t")
        assert shows(pilot.app, "If this were done")
        await keys(pilot, "space", "space")
        assert on_disk(sample)["actions"][name]["status"] == "done"
        assert shows(pilot.app, "If you do only three things")


async def test_a_heading_cant_be_tried(sample: Session) -> None:
    async with opened(sample) as pilot:
        await keys(pilot, "home", "t")
        assert shows(pilot.app, "Only an action that is still to be done")


# --- risks ---------------------------------------------------------------------------------------------------


async def test_a_risk_is_accepted_survives_a_restart_and_is_taken_back(sample: Session, places: Places) -> None:
    async with opened(sample, (80, 24)) as pilot:
        name = whole_action(sample)
        step = sample.plan().step(name)
        assert step is not None
        gaps = [closing.control_id for closing in step.valued.closings]
        await go_to(pilot, name)
        await keys(pilot, "c")
        assert shows(pilot.app, "Accept a risk · River Clinic")
        await keys(pilot, "enter")
        assert shows(pilot.app, "needs a reason")
        await keys(pilot, "type:we move next year", "tab", "ctrl+u", "type:2026-11-22", "enter")
        assert shows(pilot.app, "This day is over")
        await keys(pilot, "ctrl+u", "type:2027-05-31", "enter")
        assert name not in {step.id for step in sample.plan().roadmap}
    for gap in gaps:
        kept = on_disk(sample)["responses"][gap]["accepted"]
        assert kept["reason"] == "we move next year"
        assert kept["until"] == date(2027, 5, 31)
    again = reopened(places)
    async with opened(again, (80, 24)) as pilot:
        await go_to(pilot, f"risk:{gaps[0]}")
        assert shows(pilot.app, "until 31 May 2027")
        await keys(pilot, "c")
        assert shows(pilot.app, "we move next year")
        await keys(pilot, "ctrl+d")
    assert "accepted" not in on_disk(again)["responses"][gaps[0]]


async def test_one_of_several_gaps_can_be_left_out(sample: Session) -> None:
    step = next(step for step in sample.plan().roadmap if len(step.valued.closings) > 1)
    first, second, *_ = (closing.control_id for closing in step.valued.closings)
    async with opened(sample) as pilot:
        await go_to(pilot, step.id)
        await keys(pilot, "c", "shift+tab", "space", "tab", "type:for now", "enter")
    responses = on_disk(sample)["responses"]
    assert "accepted" not in responses.get(first, {})
    assert responses[second]["accepted"]["reason"] == "for now"


async def test_escape_accepts_nothing(sample: Session) -> None:
    before = sample.path.read_bytes()
    async with opened(sample) as pilot:
        await go_to(pilot, whole_action(sample))
        await keys(pilot, "c", "type:no", "escape")
        assert shows(pilot.app, "If you do only three things")
    assert sample.path.read_bytes() == before


# --- actions of one's own ------------------------------------------------------------------------------------


async def test_an_own_action_is_added_survives_a_restart_and_is_removed(sample: Session, places: Places) -> None:
    first = sample.plan().roadmap[0].valued.closings[0].control_id
    async with opened(sample, (80, 24)) as pilot:
        await keys(pilot, "a", "enter")
        assert shows(pilot.app, "Say what is to be done")
        await keys(pilot, "type:Lock the server room", "enter")
        assert shows(pilot.app, "Say how many hours")
        await keys(pilot, "tab", "down", "tab", "type:2.5", "tab", "type:120", "tab", "right", "right", "enter")
        assert here(pilot) == "own-lock-the-server-room"
        assert shows(pilot.app, r"Lock the server room +own +2.5 h +\$120")
    action = on_disk(sample)["own_actions"]["own-lock-the-server-room"]
    assert action["role"] == BUILTIN.roles[1].id
    # The list begins with what the action under the cursor closes; the gap after it was taken.
    largest = sorted((one.score for one in sample.evaluation().findings), key=lambda score: -(score.lost or 0))
    gaps = [score.id for score in largest]
    assert action["closes"] == [{"control": gaps[gaps.index(first) + 1]}]
    again = reopened(places)
    async with opened(again, (80, 24)) as pilot:
        await go_to(pilot, "own-lock-the-server-room")
        await keys(pilot, "space")
        assert on_disk(again)["actions"]["own-lock-the-server-room"] == {"status": "doing"}
        await keys(pilot, "delete", "escape")
        assert here(pilot) == "own-lock-the-server-room"
        await keys(pilot, "delete", "enter")
        assert not shows(pilot.app, "Lock the server room")
    assert "own_actions" not in on_disk(again)
    assert "own-lock-the-server-room" not in on_disk(again).get("actions", {})


async def test_an_action_of_a_checklist_cant_be_removed(sample: Session) -> None:
    async with opened(sample) as pilot:
        await keys(pilot, "delete")
        assert shows(pilot.app, "This action is of a checklist")


async def test_a_gap_that_no_action_closes_is_shown_and_gets_one(sample: Session, places: Places) -> None:
    step = sample.plan().step(whole_action(sample))
    assert step is not None
    gap = step.valued.closings[0].control_id
    session = reopened(places, smaller(without=gap))
    title = BUILTIN.control_by_id[gap].title
    async with opened(session) as pilot:
        await go_to(pilot, f"gap:{gap}")
        assert shows(pilot.app, f"No action closes these.*{re.escape(title[:30])}")
        await keys(pilot, "a", "type:Do it ourselves", "tab", "tab", "type:1", "enter")
        assert here(pilot) == "own-do-it-ourselves"
        assert not shows(pilot.app, "No action closes these")
    assert on_disk(session)["own_actions"]["own-do-it-ourselves"]["closes"] == [{"control": gap}]


ONE = SMALL.checklists[0].controls[0].id


def an_action(title: str, control: str = ONE, role: str | None = None) -> ActionText:
    """A small action."""
    return ActionText(title=title, closes=(Closes(control=control),), hours=Hours(base=1), role=role)


def test_ids_of_own_actions_are_safe_and_never_twice(sample: Session) -> None:
    titles = ["Call", "Call", "../../etc/passwd", "安全", "x" * 300]
    names = [sample.add_own_action(an_action(title)) for title in titles]
    assert len(set(names)) == len(titles)
    assert all(re.fullmatch(r"own-[a-z0-9][a-z0-9-]{0,59}", name) for name in names)
    assert not set(names) & set(BUILTIN.action_by_id)
    sample.save()


def test_a_removed_own_action_takes_its_wishes_along(sample: Session) -> None:
    name = sample.add_own_action(an_action("Call"))
    settings = sample.assessment.plan.model_copy(update={"must": (name,)})
    sample.set_plan(settings)
    sample.remove_own_action(name)
    assert sample.assessment.plan.must == ()
    assert sample.undo()
    assert name in sample.assessment.own_actions


@pytest.mark.parametrize("wrong", [an_action("Call", "no-such"), an_action("Call", role="no-such")])
def test_an_own_action_for_nothing_is_refused(sample: Session, wrong: ActionText) -> None:
    with pytest.raises(WrongUse, match="There is no"):
        sample.add_own_action(wrong)
    with pytest.raises(WrongUse, match="There is no"):
        sample.remove_own_action("no-such")
    assert not sample.unsaved


# --- roles, phases, questions --------------------------------------------------------------------------------


async def test_a_role_with_too_little_time_is_named_below_its_phase(sample: Session) -> None:
    load = sample.plan().phases[0].roles[0]
    roles = [role.id for role in SMALL.roles]
    down = ["down"] * roles.index(load.role or "")
    title = SMALL.role_title(load.role)
    async with opened(sample, (100, 36)) as pilot:
        assert not shows(pilot.app, "Too much for one role")
        await keys(pilot, "H", *down, "type:0.5", "enter")
        words = f"First week .*Too much for one role: {title} has 0.5 h until then, and the plan asks for"
        assert shows(pilot.app, f"{words} {hours(load.until_then)}")
        assert on_disk(sample)["plan"]["role_hours"] == {load.role: 0.5}
        await keys(pilot, "H", *down, "ctrl+u", "enter")
        assert not shows(pilot.app, "Too much for one role")
    assert "role_hours" not in on_disk(sample)["plan"]


async def test_the_first_week_has_its_own_hours_and_wrong_ones_are_named(sample: Session) -> None:
    async with opened(sample, (80, 24)) as pilot:
        await keys(pilot, "H", "up", "type:99999", "enter")
        assert shows(pilot.app, "Hours of the first week go from 0 to 10,000")
        await keys(pilot, "ctrl+u", "type:20", "enter")
    assert on_disk(sample)["plan"]["first_week"] == 20


async def test_enter_on_a_phase_shows_threats_and_standards_after_it(sample: Session) -> None:
    phase = sample.plan().phases[-1]
    async with opened(sample, (120, 60)) as pilot:
        await go_to(pilot, f"phase:{phase.days}")
        await keys(pilot, "enter")
        for status, then in zip(sample.evaluation().frameworks[:4], phase.frameworks, strict=False):
            assert tells(pilot, f"{re.escape(status.framework.title)}: {then.met} of {then.of}")
        ransomware = next(threat for threat in sample.evaluation().threats if threat.scenario.id == "ransomware")
        assert ransomware.score is not None
        assert shows(pilot.app, f"Ransomware: {one_decimal(ransomware.score.point)} → ")


async def test_enter_on_an_action_says_why_it_stands_there(sample: Session) -> None:
    async with opened(sample, (120, 60)) as pilot:
        await keys(pilot, "enter")
        assert shows(pilot.app, f"Step 1 of {len(sample.plan().roadmap)} of the plan")


async def test_insisting_says_what_it_costs(sample: Session) -> None:
    plan = sample.plan()
    order = [step.valued for step in plan.roadmap]
    late = next(step for step in reversed(plan.roadmap) if step.id not in plan.year and step.valued.value > 0)
    begun = [step.id for step in plan.roadmap if step.valued.status == "doing"]
    half_hours = int(2 * plan.capacity.worked_until(Fraction(365)))
    truth = insisting(late.id, order, half_hours, 40_000, begun)
    assert truth.cost > 0
    async with opened(sample, (120, 60)) as pilot:
        await go_to(pilot, late.id)
        await keys(pilot, "i")
        assert shows(pilot.app, "What if you insist")
        assert shows(pilot.app, rf"The year has {half_hours / 2:g} h and \$400")
        found = re.search(r"costs the plan (\d+\.\d) urgent points", re.sub(r"\s+", " ", screen_text(pilot.app)))
        assert found is not None
        assert Fraction(found[1]) >= truth.cost > Fraction(found[1]) - Fraction(1, 10)
        assert shows(pilot.app, "These have to wait for it")


async def test_a_long_answer_can_be_left_and_comes_no_more(sample: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def slow(*_: object) -> str:
        assert go_on.wait(20)
        return "LATE"

    monkeypatch.setattr(plan_actions, "insist_page", slow)
    async with opened(sample) as pilot:
        await pilot.press("i")
        await pilot.pause(0.5)
        assert shows(pilot.app, "Working it out … Esc stops")
        await pilot.press("escape", "down")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PlanScreen)
        go_on.set()
        await pilot.pause(0.2)
        assert not shows(pilot.app, "LATE")


async def test_what_is_declined_stays_in_sight_and_can_be_opened_again(sample: Session) -> None:
    async with opened(sample) as pilot:
        name = here(pilot)
        await keys(pilot, "x", "type:no money", "enter")
        await go_to(pilot, name)
        assert shows(pilot.app, "Set aside.*declined")
        await keys(pilot, "space")
        assert sample.plan().step(name) is not None
    assert on_disk(sample)["actions"][name].get("status", "open") == "open"


# --- look, hostile things, nothing there ---------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_it_fits_and_points_stand_under_points(sample: Session, size: tuple[int, int]) -> None:
    sample.add_own_action(an_action("Do it ourselves", ONE))
    async with opened(sample, size) as pilot:
        for pressed in ((), ("t",), ("escape", "H"), ("escape", "a"), ("escape", "c"), ("escape", "end")):
            await keys(pilot, *pressed)
            lines = screen_text(pilot.app).splitlines()
            assert max(map(len, lines)) <= size[0]
            assert len(lines) <= size[1]
        await keys(pilot, "home")
        lines = screen_text(pilot.app).splitlines()
        heads = [re.search(r"First week.*?→ +\d+(\.)\d [A-E]", line) for line in lines]
        rows = [re.search(r"[□▣] .*?[+]\d+(\.)\d", line) for line in lines]
        head = next(found for found in heads if found)
        assert {found.start(1) for found in rows if found} == {head.start(1)}
        assert sum(line.count("▌") for line in lines) == 1
        assert lines[-1].rstrip().endswith("F1 help")


def test_the_foot_has_six_keys_and_each_has_its_own() -> None:
    assert sum(command.footer for command in COMMANDS) <= 6
    assert len({command.key for command in COMMANDS}) == len(COMMANDS)


HOSTILE = "[/] [red]x[/red] [@click=app.boom]y \x1b]52;c;QQ==\x07\u202e{{7*7}}|`\n## head\n- item"


async def test_hostile_titles_and_reasons_are_only_shown(sample: Session) -> None:
    booms: list[str] = []
    closings = [step.valued.closings[0].control_id for step in sample.plan().roadmap if step.valued.closings]
    gap = next(name for name in closings if name != ONE)
    name = sample.add_own_action(an_action(f"Own {HOSTILE}", gap))
    sample.accept(ONE, Acceptance(reason=HOSTILE, until=NOW.date()))
    async with opened(sample) as pilot:
        pilot.app.action_boom = lambda: booms.append("boom")  # type: ignore[attr-defined]  # the trap
        await go_to(pilot, name)
        for pressed in (("t",), ("enter",), ("escape", "i"), ("escape", "c"), ("escape", "delete"), ("escape", "o")):
            await keys(pilot, *pressed)
            text = screen_text(pilot.app)
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
        assert "[/] [red]x[/red]" in text
        await keys(pilot, "escape")
        await pilot.click(offset=(20, 16))
        await settled(pilot)
    assert booms == []


async def test_nothing_to_score_is_no_trouble(places: Places) -> None:
    session = new_session(NewAssessment("Empty"), SMALL, places, clock=lambda: NOW)
    for score in session.evaluation().controls:
        allowed = session.control(score.id).na_allowed
        session.answer(score.id, Answer.NA if allowed else Answer.IMPLEMENTED, reason="none here")
    session.save()
    async with opened(session, (80, 24)) as pilot:
        assert shows(pilot.app, "Nothing is left to do")
        for key in ("t", "c", "i", "a", "enter", "delete", "space", "x", "o", "d", "T"):
            await keys(pilot, key)
            assert isinstance(pilot.app.screen, PlanScreen)


async def test_a_click_opens_the_row(sample: Session) -> None:
    async with opened(sample) as pilot:
        title = sample.plan().roadmap[1].valued.action.title[:20]
        lines = screen_text(pilot.app).splitlines()
        row = next(number for number, line in enumerate(lines) if title in line and number > 10)
        await pilot.click(offset=(20, row))
        await settled(pilot)
        assert shows(pilot.app, f"{re.escape(title)}.*Steps")
