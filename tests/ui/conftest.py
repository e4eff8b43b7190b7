"""The interface under test: a fixed clock, a workspace of its own, and eyes that read the screen."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from posture.content.library import assemble, require
from posture.model.library import Library
from posture.store.paths import Places
from posture.ui.app import PostureApp

NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)

SIZES = ((80, 24), (120, 36))

BUILTIN = require(assemble(["builtin"]))


def screen_text(app: App[Any]) -> str:
    """What stands on the screen, row by row."""
    # A private name of Textual, in this one place: there is no public way to read the screen as text.
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


async def workers_done(app: App[Any]) -> None:
    """Wait for work in threads; what is cancelled meanwhile, because something newer takes its place, is done too."""
    while app.workers:
        with contextlib.suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
            return
        await asyncio.sleep(0.01)


def shows(app: App[Any], pattern: str) -> bool:
    """Whether the screen shows something; blanks and line ends count as one blank."""
    return re.search(pattern, re.sub(r"\s+", " ", screen_text(app))) is not None


async def until(pilot: Pilot[int], pattern: str) -> None:
    """Wait until the screen shows something.

    Raises:
        AssertionError: It does not within ten seconds; says what it shows instead.
    """
    for _ in range(200):
        if shows(pilot.app, pattern):
            return
        await pilot.pause(0.05)
    raise AssertionError(f"no {pattern!r} on the screen:\n{screen_text(pilot.app)}")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty workspace."""
    return Places(tmp_path / "workspace")


@pytest.fixture
def make_app(places: Places) -> Callable[..., PostureApp]:
    """Makes the application on the empty workspace, with the built-in content or another."""

    def make(library: Library = BUILTIN) -> PostureApp:
        return PostureApp(places, lambda: library, clock=lambda: NOW)

    return make
