"""Clinics with visits for the tests of home and compare, and waiting until the screen shows something."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from textual.pilot import Pilot

from posture.model.assessment import ActionState, Assessment, ChecklistRef, Response
from posture.model.control import Answer
from posture.store import assessments
from posture.store.paths import Places, slug
from tests.ui.conftest import BUILTIN, screen_text, shows

CHECKLISTS = ("email-filtering", "training")
CONTROLS = tuple(control.id for one in BUILTIN.checklists if one.id in CHECKLISTS for control in one.controls)
ACTIONS = tuple(action for one in BUILTIN.checklists if one.id in CHECKLISTS for action in one.actions)

_numbers = iter(range(1, 100_000))


def visit(
    places: Places,
    clinic: str,
    day: date,
    answers: Mapping[str, Answer] | None = None,
    *,
    due: Mapping[str, date] | None = None,
) -> Path:
    """A visit on disk; the answers are of its day."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    said = {name: Response(answer=answer, at=at) for name, answer in (answers or {}).items()}
    assessment = Assessment(
        schema_version=1,
        id=str(UUID(int=next(_numbers))),
        clinic=clinic,
        started=day,
        checklists=tuple(ChecklistRef(id=name) for name in CHECKLISTS),
        responses=said,
        actions={name: ActionState(status="open", owner="Ana", due=when) for name, when in (due or {}).items()},
    )
    path = places.clinics / slug(clinic) / f"{day.isoformat()}.toml"
    assessments.write(path, assessment, None)
    return path


def everything(answer: Answer) -> dict[str, Answer]:
    """One answer for all."""
    return dict.fromkeys(CONTROLS, answer)


async def until(pilot: Pilot[int], pattern: str, *, gone: bool = False) -> None:
    """Wait until the screen shows something, or does not show it any more; ten seconds at most."""
    for _ in range(200):
        await pilot.pause(0.02)
        if shows(pilot.app, pattern) is not gone:
            return
    raise AssertionError(f"{'still' if gone else 'never'} shown: {pattern}\n{screen_text(pilot.app)}")


async def type_in(pilot: Pilot[int], text: str) -> None:
    """Type a text."""
    names = {" ": "space", "/": "slash", ".": "full_stop", "-": "minus", "_": "underscore"}
    await pilot.press(*[names.get(character, character) for character in text])
