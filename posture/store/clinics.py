"""The clinics of a workspace: which there are, by which name, and giving one another name.

A clinic is a folder of `clinics/`. Its name stands in its assessments, and is that of the newest that can be read.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from posture.errors import StoreRefused, WrongUse
from posture.model.assessment import Assessment
from posture.model.text import clean, one_line
from posture.store import assessments, saving
from posture.store.atomic import move_folder
from posture.store.heads import head_or_whole
from posture.store.paths import Places, slug
from posture.store.workspace import assessment_paths, clinic_folders
from posture.toml.problems import did_you_mean

_DATED: Final = re.compile(r"\d{4}-\d\d-\d\d(-\d+)?")

LONGEST_NAME: Final = 200
"""Characters of a clinic's name that is typed here."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic of the workspace.

    Attributes:
        paths: Its assessments, the newest first.
    """

    folder: Path
    name: str
    paths: tuple[Path, ...]


def clinic_in(folder: Path) -> Clinic:
    """The clinic of a folder; its name is the folder's where nothing in it can be read."""
    paths = tuple(assessment_paths(folder))
    heads = (head_or_whole(path) for path in paths)
    name = next((found.clinic for found in heads if found is not None), folder.name)
    return Clinic(folder, name, paths)


def clinics(places: Places) -> list[Clinic]:
    """All clinics that have an assessment, by folder."""
    found = (clinic_in(folder) for folder in clinic_folders(places))
    return [clinic for clinic in found if clinic.paths]


def find(places: Places, name: str) -> Clinic:
    """The clinic of this name, or in the folder of this name.

    Raises:
        WrongUse: There is none, or more than one.
    """
    known = clinics(places)
    wanted = one_line(name)
    found = [clinic for clinic in known if one_line(clinic.name) == wanted]
    found = found or [clinic for clinic in known if clinic.folder.name == name]
    if len(found) > 1:
        folders = ", ".join(clinic.folder.name for clinic in found)
        raise WrongUse(f"There is more than one clinic {wanted!r}", f"in {folders}", "Name the folder instead.")
    if not found:
        hint = did_you_mean(wanted, [one_line(clinic.name) for clinic in known])
        raise WrongUse(f"There is no clinic {wanted!r}", str(places.clinics), hint[:1].upper() + hint[1:])
    return found[0]


def refuse_if_mixed(clinic: Clinic) -> None:
    """Refuse a folder that holds assessments of more than one clinic.

    Raises:
        StoreRefused: It does; both names and the files are said.
    """
    for path in clinic.paths:
        found = head_or_whole(path)
        if found is not None and found.clinic != clinic.name:
            raise StoreRefused(
                "There are two clinics in one folder",
                f"{path} is of {found.clinic!r}, the newest there is of {clinic.name!r}.",
                "Move the file to where it belongs, or give the clinic one name; nothing was changed.",
            )


def rename(places: Places, clinic: Clinic, name: str, at: datetime) -> Clinic:
    """Give a clinic another name, in each of its assessments, and its folder and its reports' folders with it.

    The folder moves last. Whatever interrupts this, doing it again completes it.

    Raises:
        WrongUse: No name, too long a name, or another clinic's.
        PostureError: An assessment can't be read, or the disk refuses.
    """
    name = clean(" ".join(name.split()))
    if not name or len(name) > LONGEST_NAME:
        raise WrongUse("A clinic needs a name", f"of at most {LONGEST_NAME} characters", "Nothing was changed.")
    for other in clinics(places):
        if other.folder != clinic.folder and one_line(other.name).casefold() == one_line(name).casefold():
            raise WrongUse("There is a clinic of this name already", one_line(other.name), "Nothing was changed.")
    # All are read before the first is written, so that a damaged one stops this while nothing has changed.
    found = [assessments.read(path) for path in clinic.paths]
    for saved in found:
        if saved.assessment.clinic != name:
            saving.save(saved.path, _named(saved.assessment, name), saved, at)
    return clinic_in(_moved(places, clinic.folder, name))


def _named(assessment: Assessment, name: str) -> Assessment:
    # Through the constructor: a copy would not be validated.
    values = {field: getattr(assessment, field) for field in Assessment.model_fields}
    return Assessment(**{**values, "clinic": name})


def _moved(places: Places, folder: Path, name: str) -> Path:
    """Move a clinic's folder, and the folders of its reports, to the names that a new clinic would get."""
    if re.fullmatch(rf"{slug(name)}(-\d+)?", folder.name):
        return folder
    target = free_folder(places, name)
    for reports in report_folders(places, folder):
        move_folder(reports, places.exports / f"{target.name}{reports.name.removeprefix(folder.name)}")
    move_folder(folder, target)
    return target


def free_folder(places: Places, name: str) -> Path:
    """A folder for a clinic of this name that nothing is in the place of.

    Raises:
        StoreRefused: There are too many of names like this.
    """
    for number in range(1, 10_000):
        folder = places.clinics / (slug(name) if number == 1 else f"{slug(name)}-{number}")
        if not os.path.lexists(folder):
            return folder
    raise StoreRefused("There are too many clinics of names like this", str(places.clinics))


def report_folders(places: Places, folder: Path) -> list[Path]:
    """The folders with the reports of a clinic, by its folder; none that another clinic's would be."""
    if not places.exports.is_dir():
        return []
    stems = [path.stem for path in assessment_paths(folder)]
    others = {f"{other.name}-{path.stem}" for other in clinic_folders(places) if other != folder
              for path in assessment_paths(other)}  # fmt: skip
    return sorted(
        entry
        for entry in places.exports.iterdir()
        if entry.name not in others and _is_report_of(entry.name, folder.name, stems)
    )


def _is_report_of(name: str, folder: str, stems: Iterable[str]) -> bool:
    """Whether a report's folder is of a clinic: of an assessment that is there, or of one of a day that was."""
    if not name.startswith(f"{folder}-"):
        return False
    stem = name[len(folder) + 1 :]
    return stem in stems or _DATED.fullmatch(stem) is not None
