"""The workspace: which clinics and assessments there are, and under which name a new one is kept."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from posture.errors import PostureError
from posture.store import assessments
from posture.store.assessments import Saved
from posture.store.atomic import make_folder, write_whole
from posture.store.journal import history_path
from posture.store.paths import Places, slug
from posture.toml.reading import regular_bytes

CONTENT_LIMIT: Final = 8 * 2**20
"""Bytes of a checklist file; a larger one is never read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One assessment file of a clinic's folder; `problem` says why where it can't be read."""

    path: Path
    saved: Saved | None
    problem: PostureError | None


def clinic_folders(places: Places) -> list[Path]:
    """The folders of all clinics, by name."""
    if not places.clinics.is_dir():
        return []
    return sorted(entry for entry in places.clinics.iterdir() if entry.is_dir() and not entry.name.startswith("."))


def assessment_paths(folder: Path) -> list[Path]:
    """The assessment files of a clinic's folder, the newest first: `<date>[-n].toml`."""
    paths = [entry for entry in folder.iterdir() if entry.suffix == ".toml" and not entry.name.startswith(".")]
    return sorted(paths, key=_date_and_number, reverse=True)


def _date_and_number(path: Path) -> tuple[str, int, str]:
    number = path.stem[11:]
    return (path.stem[:10], int(number) if number.isdecimal() else 0, path.stem)


def entries(folder: Path) -> Iterator[Entry]:
    """Every assessment of a clinic's folder, the newest first; a damaged one does not hide the others."""
    for path in assessment_paths(folder):
        try:
            yield Entry(path, assessments.read(path), None)
        except PostureError as error:
            yield Entry(path, None, error)


def assessment_with_id(folder: Path, assessment_id: str) -> Saved | None:
    """The assessment of a folder that has this id; None where there is none that can be read."""
    if not folder.is_dir():
        return None
    found = (entry.saved for entry in entries(folder) if entry.saved is not None)
    return next((saved for saved in found if saved.assessment.id == assessment_id), None)


def new_path(places: Places, clinic: str, started: date) -> Path:
    """Where a new assessment of a clinic goes. Two clinics never share a folder, however alike their names are."""
    for number in range(1, 10_000):
        folder = places.clinics / (slug(clinic) if number == 1 else f"{slug(clinic)}-{number}")
        if _belongs_to(folder, clinic):
            break
    for number in range(1, 10_000):
        path = folder / (f"{started:%Y-%m-%d}.toml" if number == 1 else f"{started:%Y-%m-%d}-{number}.toml")
        if not path.exists() and not history_path(path).exists():
            return path
    raise PostureError("There are too many assessments of one day", str(folder))


def _belongs_to(folder: Path, clinic: str) -> bool:
    """Whether a folder is free or this clinic's own."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    names = {entry.saved.assessment.clinic for entry in entries(folder) if entry.saved is not None}
    # A folder of which nothing can be read is nobody's to write into.
    return clinic in names or not any(assessment_paths(folder))


def export_folder(places: Places, saved: Saved) -> Path:
    """Where the reports of an assessment go unless another folder is named."""
    path = saved.path.absolute()
    if path.parent.parent == places.clinics:
        # Names are unique there; clinics with names alike, or two visits of one day, must not share a folder.
        return places.exports / f"{path.parent.name}-{path.stem}"
    started = saved.assessment.started
    return places.exports / f"{slug(saved.assessment.clinic)}-{started.isoformat() if started else saved.path.stem}"


def keep_checklist(places: Places, file: Path, sha256: str) -> None:
    """Keep a copy of a checklist file, unless it is kept already, or is not any more what was read.

    Raises:
        StoreRefused: The disk or the system refuses.
    """
    if (places.content / f"{sha256}.toml").exists():
        return
    try:
        data = regular_bytes(file, CONTENT_LIMIT)
    except OSError:
        return  # gone since it was read
    if hashlib.sha256(data).hexdigest() == sha256:
        keep_content(places, data)


def keep_content(places: Places, data: bytes) -> Path:
    """Keep a copy of a checklist file under its hash, so that an old assessment can be understood later."""
    path = places.content / f"{hashlib.sha256(data).hexdigest()}.toml"
    if not path.exists():
        make_folder(path.parent)
        write_whole(path, data)
    return path
