"""Draws the pictures of README and docs/ by driving the real program on the sample clinic: `make screenshots`.

The pictures are the program's own screens. DejaVu Sans Mono has all of its signs (Debian: fonts-dejavu-core).
"""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import resvg_py

from posture.content.library import assemble, require
from posture.sample import open_sample, sample_workspace
from posture.store import assessments
from posture.store.paths import Places, slug
from posture.ui.app import PostureApp

HERE = Path(__file__).parent
FONT = "DejaVu Sans Mono"
NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)

PICTURES = {
    "walkthrough": ((120, 36), ("slash", *"email-dmarc", "enter", "3", "left")),
    "walkthrough-80": ((80, 24), ("slash", *"email-dmarc", "enter", "3", "left")),
    "results": ((120, 36), ("r",)),
    "plan": ((120, 36), ("p",)),
    "compare": ((120, 36), ("r", "m")),
    "home": ((120, 36), ()),
}

# Invented clinics that stand beside the sample on the home screen: name, day, and one of how many answers is missing.
NEIGHBOURS = (
    ("Cedar Street Dental", date(2026, 11, 20), 9),
    ("Harborview Pediatrics", date(2026, 11, 12), 4),
    ("Lakeside Physical Therapy", date(2026, 10, 29), 2),
    ("Old Mill Eye Care", date(2026, 8, 17), 6),
)


def settle(places: Places) -> None:
    """Give the sample clinic neighbours: its own answers, some of them not given yet."""
    (newest,) = places.clinics.glob("*/2026-11-23.toml")
    sample = assessments.read(newest).assessment
    for number, (clinic, day, missing) in enumerate(NEIGHBOURS):
        kept = {name: said for place, (name, said) in enumerate(sample.responses.items()) if place % missing}
        changes = {"clinic": clinic, "started": day, "id": str(UUID(int=number)), "responses": kept}
        path = places.clinics / slug(clinic) / f"{day}.toml"
        assessments.write(path, sample.model_copy(update=changes), None)


async def draw(name: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    """Open the sample clinic, press the keys, and keep the screen as a picture."""
    with sample_workspace() as places:
        at_home = name == "home"
        if at_home:
            settle(places)
        app = PostureApp(
            places,
            lambda: require(assemble(["builtin"])),
            clock=lambda: NOW,
            opened=None if at_home else lambda library: open_sample(library, places, lambda: NOW),
        )
        async with app.run_test(size=size) as pilot:
            await pilot.pause(1)
            for key in keys:
                await pilot.press({"-": "minus"}.get(key, key))
            await pilot.pause(0.5)
            # Without a title the picture shows no window frame's text; fonts are named, never fetched.
            svg = app.export_screenshot(title="").replace("Fira Code", FONT)
    picture = resvg_py.svg_to_bytes(svg_string=svg, monospace_family=FONT)
    (HERE / f"{name}.png").write_bytes(bytes(picture))


async def main() -> None:
    """Draw them all."""
    for name, (size, keys) in PICTURES.items():
        await draw(name, size, keys)


if __name__ == "__main__":
    asyncio.run(main())
