"""Every screen as it looks, on the sample clinic: a change of any cell is seen, and meant or mended.

After a change that is meant: `make snapshots`, and look at the difference.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from posture.sample import open_sample, sample_workspace
from posture.store.paths import Places
from posture.ui.app import PostureApp
from posture.ui.theme import THEMES
from tests.ui.conftest import BUILTIN, NOW, SIZES, screen_text, workers_done

SNAPSHOTS = Path(__file__).parent / "snapshots"
WRITE = os.environ.get("POSTURE_SNAPSHOTS") == "write"

SCREENS = {
    "home": ("escape",),
    "walkthrough": (),
    "walkthrough-list": ("l",),
    "which-questions": ("s",),
    "note": ("n",),
    "evidence": ("e",),
    "find": ("slash", "m", "f", "a"),
    "facts": ("i",),
    "results": ("r",),
    "results-checklist": ("r", "enter"),
    "results-frameworks": ("r", "tab", "tab", "tab", "tab"),
    "plan": ("p",),
    "plan-action": ("p", "enter"),
    "plan-try": ("p", "t"),
    "report": ("w",),
    "compare": ("r", "m"),
    "help": ("f1",),
}
"""Name of the screen, and the keys that lead to it from the walkthrough."""


def compare(name: str, seen: str) -> None:
    """Hold what is seen against what was kept."""
    path = SNAPSHOTS / f"{name}.txt"
    # The workspace of a test has another path each time.
    seen = re.sub(r"/\S*/(exports/\S+)", r"WORKSPACE/\1", seen) + "\n"
    if WRITE:
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8"), f"{name} looks otherwise; `make snapshots` if that is meant"


async def settled(pilot: Pilot[int]) -> None:
    """Wait until the screen stays as it is."""
    seen: list[str] = []
    for _ in range(200):
        await workers_done(pilot.app)
        await pilot.pause(0.05)
        seen = [*seen[-2:], screen_text(pilot.app)]
        if len(seen) == 3 and len(set(seen)) == 1:
            return
    raise AssertionError("the screen never comes to rest")


async def show(pilot: Pilot[int], begins_with: str, keys: tuple[str, ...]) -> None:
    """From the start to a screen."""
    for _ in range(200):
        if type(pilot.app.screen).__name__ == begins_with:
            break
        await pilot.pause(0.05)
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_looks_as_it_did(name: str, size: tuple[int, int]) -> None:
    with sample_workspace() as places:
        app = PostureApp(
            places, lambda: BUILTIN, clock=lambda: NOW, opened=lambda library: open_sample(library, places, lambda: NOW)
        )
        async with app.run_test(size=size) as pilot:
            await show(pilot, "WalkthroughScreen", SCREENS[name])
            seen = screen_text(app)
    compare(f"{name}-{size[0]}x{size[1]}", seen)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_an_empty_home_looks_as_it_did(tmp_path: Path, size: tuple[int, int]) -> None:
    app = PostureApp(Places(tmp_path / "empty"), lambda: BUILTIN, clock=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await show(pilot, "HomeScreen", ())
        seen = screen_text(app)
    compare(f"home-empty-{size[0]}x{size[1]}", seen)


def described(strip: Strip) -> Iterator[str]:
    """Each run of a row with its colours."""
    for segment in strip:
        words, style = segment.text.strip(), segment.style
        if words and style is not None:
            front, back = (colour.name if colour else "-" for colour in (style.color, style.bgcolor))
            yield f"{words} <{front}/{back}{' bold' if style.bold else ''}>"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_a_theme_looks_as_it_did(theme: str) -> None:
    with sample_workspace() as places:
        app = PostureApp(
            places, lambda: BUILTIN, clock=lambda: NOW, opened=lambda library: open_sample(library, places, lambda: NOW)
        )
        async with app.run_test(size=(80, 24)) as pilot:
            app.theme = theme
            await show(pilot, "WalkthroughScreen", ("r",))
            lines = ["  ".join(described(strip)) for strip in app.screen._compositor.render_strips()]
    compare(f"theme-{theme}", "\n".join(lines))
