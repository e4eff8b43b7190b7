"""The sample clinic: invented, and shipped so that everything can be looked at before anything is typed."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from posture.clock import system_clock
from posture.model.library import Library
from posture.session import Session, open_session
from posture.store import assessments
from posture.store.atomic import make_folder, write_whole
from posture.store.paths import Places, slug

FILES = ("earlier.toml", "assessment.toml")


def sample_clock(clock: Callable[[], datetime] = system_clock) -> Callable[[], datetime]:
    """A clock that stands on the day of the sample's visit, so that its evidence is as fresh as it was then."""
    visited = assessments.loads(_bytes(FILES[-1]), FILES[-1]).started

    def now() -> datetime:
        # In the user's own time zone, or the day would be another one for some hours.
        real = clock().astimezone()
        return real if visited is None else real.replace(year=visited.year, month=visited.month, day=visited.day)

    return now


def _bytes(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


def lay_out(places: Places) -> Path:
    """Write the sample clinic's files into a workspace of its own, and return the newest."""
    newest = places.root
    for name in FILES:
        data = _bytes(name)
        assessment = assessments.loads(data, name)
        folder = places.clinics / slug(assessment.clinic)
        make_folder(folder)
        newest = folder / f"{assessment.started}.toml"
        write_whole(newest, data)
    return newest


@contextmanager
def sample_workspace() -> Iterator[Places]:
    """A workspace for one look around. It goes away at the end, unless something was exported into it."""
    places = Places(Path(tempfile.mkdtemp(prefix="posture-sample-")))
    try:
        lay_out(places)
        yield places
    finally:
        if places.exports.is_dir():
            shutil.rmtree(places.clinics, ignore_errors=True)
        else:
            shutil.rmtree(places.root, ignore_errors=True)


def open_sample(library: Library, places: Places, clock: Callable[[], datetime] = system_clock) -> Session:
    """The sample clinic's newest visit, open, in a workspace that `sample_workspace` made."""
    folder = next(path for path in places.clinics.iterdir() if path.is_dir())
    newest = max(folder.glob("*.toml"))
    return open_session(newest, library, places, clock=sample_clock(clock))
