"""Hostile strings in every field of every file, on every screen: shown as they are, and nothing obeys them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel
from textual.app import App
from textual.color import Color
from textual.screen import Screen

from posture.assess.evaluate import evaluate
from posture.model.assessment import Acceptance, ActionState, Assessment, ChecklistRef, Evidence, Response
from posture.model.control import Answer
from posture.model.library import Library, LoadedChecklist
from posture.session import Session, open_session
from posture.store import assessments
from posture.store.paths import Places
from posture.ui.app import PostureApp
from posture.ui.screens.base import PostureScreen
from posture.ui.screens.clinic import ClinicScreen
from posture.ui.screens.compare import CompareScreen
from posture.ui.screens.home import HomeScreen
from posture.ui.screens.plan import PlanScreen
from posture.ui.screens.report import ReportScreen
from posture.ui.screens.results import ResultsScreen
from posture.ui.screens.walkthrough import WalkthroughScreen
from tests.ui.conftest import BUILTIN, NOW, screen_text, workers_done

POISON = (
    "[/] [/x] [@click=app.boom][red]\x1b]52;c;QQ==\x1b\\\x9b2J\u202e=cmd|'/c x'!A1<img src=x onerror=1>{{7*7}}|`\n--"
)

FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

SIZES = ((80, 24), (60, 20), (120, 36))


M = TypeVar("M", bound=BaseModel)


def poisoned(model: M) -> M:
    """A model with poison behind every text that a person reads; ids and closed words stay."""
    changes: dict[str, object] = {}
    for name, value in model:
        if isinstance(value, BaseModel):
            changes[name] = poisoned(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            changes[name] = tuple(poisoned(entry) for entry in value)
        elif name in TEXTS and isinstance(value, str) and value:
            changes[name] = f"{value[:12]}{POISON}"
        elif name in TEXTS and isinstance(value, tuple):
            changes[name] = tuple(f"{entry[:12]}{POISON}" for entry in value)
    values = {
        (field.alias or name): changes.get(name, getattr(model, name))
        for name, field in type(model).model_fields.items()
    }
    return type(model)(**values)


TEXTS = {
    *("title", "question", "why", "how", "proof", "summary", "patient_harm", "entry", "text", "source", "sources"),
    *("help", "steps", "outside", "implemented", "mostly", "partly", "not_", "version", "group", "licence", "edition"),
}


def poisoned_library() -> Library:
    """A small part of the built-in content, poisoned."""
    parts = [
        LoadedChecklist(checklist=poisoned(one.checklist), sha256=one.sha256, builtin=True)
        for one in BUILTIN.loaded[:3]
    ]
    policy = BUILTIN.policy.model_copy(
        update={"caps": tuple(cap.model_copy(update={"why": POISON}) for cap in BUILTIN.policy.caps)}
    )
    return Library(
        loaded=tuple(parts),
        facts=tuple(poisoned(fact) for fact in BUILTIN.facts),
        roles=tuple(poisoned(role) for role in BUILTIN.roles),
        scenarios=tuple(poisoned(scenario) for scenario in BUILTIN.scenarios),
        policy=policy,
        frameworks=tuple(poisoned(framework) for framework in BUILTIN.frameworks[:1]),
    )


def poisoned_session(places: Places, library: Library) -> Session:
    """An assessment with poison in every answer."""
    controls = [control.id for one in library.checklists for control in one.controls]
    actions = [action.id for one in library.checklists for action in one.actions]
    answers = (Answer.MOSTLY, Answer.PARTLY, Answer.NOT, Answer.UNKNOWN, Answer.IMPLEMENTED)
    responses = {
        name: Response(
            answer=answers[index % 5],
            note=f"note {index} {POISON}",
            by=POISON,
            at=NOW,
            flagged=index % 4 == 0,
            evidence=(Evidence(reference=f"seen {POISON}", collected=NOW.date()),) if index % 3 == 0 else (),
            accepted=Acceptance(reason=POISON, by=POISON, until=NOW.date()) if index == 7 else None,
        )
        for index, name in enumerate(controls[:-4])
    }
    assessment = Assessment(
        schema_version=1,
        id="00000000-0000-4000-8000-000000000001",
        clinic=f"Clinic {POISON}",
        assessor=POISON,
        started=NOW.date(),
        checklists=tuple(ChecklistRef(id=one.id) for one in library.checklists),
        responses=responses,
        actions={
            actions[0]: ActionState(status="doing", owner=POISON, due=NOW.date()),
            actions[1]: ActionState(status="declined", reason=POISON),
        },
    )
    path = places.clinics / "poison" / "2026-11-23.toml"
    assessments.write(path, assessment, None)
    return open_session(path, library, places, clock=lambda: NOW)


LIBRARY = poisoned_library()


def screens(session: Session) -> Iterator[PostureScreen]:
    """One of each kind of screen; `test_every_screen_is_covered` fails if one is forgotten."""
    yield HomeScreen()
    yield WalkthroughScreen(session)
    yield ResultsScreen(session)
    yield PlanScreen(session)
    yield ReportScreen(session)
    yield ClinicScreen.of(session)
    yield CompareScreen(session)


def every_screen_class(base: type[Screen[Any]] = PostureScreen) -> set[type[Screen[Any]]]:
    """All kinds of screens that can be shown: those that no other kind is made from."""
    kinds = base.__subclasses__()
    return {one for kind in kinds for one in every_screen_class(kind)} if kinds else {base}


def test_every_screen_is_covered(places: Places) -> None:
    assert {type(one) for one in screens(poisoned_session(places, LIBRARY))} == every_screen_class()


def assert_harmless(app: App[Any]) -> None:
    """Nothing on the screen commands a terminal, and no cell carries an action of the poison's."""
    assert not FORBIDDEN.search(screen_text(app))
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            assert "boom" not in str((segment.style.meta if segment.style else {}).get("@click", ""))


KEYS = {
    "HomeScreen": ("down", "up"),
    "WalkthroughScreen": (
        *("tab",) * 4,
        "right",
        "space",
        "escape",
        "l",
        "down",
        "escape",
        "slash",
        "escape",
        "n",
        "escape",
        "s",
        "escape",
        "x",
        "escape",
        "b",
        "escape",
    ),
    "ResultsScreen": ("tab", "down", "tab", "tab", "down", "tab"),
    "PlanScreen": ("down", "enter", "escape", "o", "escape", "end", "h", "escape"),
    "ReportScreen": ("pagedown", "pagedown", "space"),
    "CompareScreen": ("down", "enter", "escape", "left", "b", "escape", "right"),
    "ClinicScreen": ("down", "right", "down", "down", "1"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("index", range(7))
async def test_poison_is_shown_and_obeyed_by_nobody(places: Places, size: tuple[int, int], index: int) -> None:
    session = poisoned_session(places, LIBRARY)
    booms: list[str] = []
    app = PostureApp(places, lambda: LIBRARY, clock=lambda: NOW)
    app.action_boom = lambda: booms.append("boom")  # type: ignore[attr-defined]  # the trap
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        screen = list(screens(session))[index]
        app.push_screen(screen)
        await pilot.pause()
        await workers_done(app)
        await pilot.pause()
        assert_harmless(app)
        for key in (*KEYS[type(screen).__name__], "escape", "f1", "escape"):
            await pilot.press(key)
            assert_harmless(app)
        await pilot.click(offset=(5, 6))
        await pilot.pause()
    assert booms == []


async def test_the_poison_is_really_there(places: Places) -> None:
    """The control arm: were the poison not on the screen, the tests above would prove nothing."""
    session = poisoned_session(places, LIBRARY)
    app = PostureApp(places, lambda: LIBRARY, clock=lambda: NOW)
    async with app.run_test(size=(120, 36)) as pilot:
        app.push_screen(WalkthroughScreen(session))
        await pilot.pause()
        text = screen_text(app)
    assert "[/] [/x] [@click=app.boom][red]^[]52" in text
    assert "<U+202E>" in text


async def test_control_codes_never_reach_the_terminal_even_from_a_foreign_widget(places: Places) -> None:
    from textual.widgets import Static  # noqa: PLC0415 - a widget that we do not draw ourselves

    app = PostureApp(places, lambda: LIBRARY, clock=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.screen.mount(Static("before\x1b]2;title\x07\u202eafter", markup=False))
        await pilot.pause()
        door = app._filters[-1]
        lines = app.screen._compositor.render_strips()
        filtered = [segment for line in lines for segment in door.apply(list(line), Color(0, 0, 0))]
    assert not FORBIDDEN.search("".join(segment.text for segment in filtered))
    assert "before" in "".join(segment.text for segment in filtered)


def test_evaluation_of_the_poison_is_sound(places: Places) -> None:
    session = poisoned_session(places, LIBRARY)
    evaluation = evaluate(LIBRARY, session.assessment, NOW.date())
    assert evaluation.posture is not None
    assert replace(evaluation) == evaluation


def test_the_app_uses_the_private_names_that_safety_rests_on(make_app: Callable[..., PostureApp]) -> None:
    app = make_app()
    assert type(app._filters[-1]).__name__ == "ControlFilter"
    assert hasattr(App, "_broker_event")
