"""Deleting a clinic: nothing of it stays in the workspace, and nothing of any other goes.

First its reports, then the checklist copies that nobody else names, last its folder, which takes another name before
it is emptied: a clinic is there or it is not. Whatever interrupts this, doing it again completes it; what was left of
a folder is removed by `finish`.
"""

import os
import shutil
from pathlib import Path
from typing import Final

from posture.errors import StoreRefused
from posture.store.archive import ARRIVING
from posture.store.atomic import move_folder, refused
from posture.store.clinics import Clinic, refuse_if_mixed, report_folders
from posture.store.mentions import mentioned_in_folder
from posture.store.paths import Places
from posture.store.workspace import clinic_folders

LEAVING: Final = ".leaving-"
"""What the name of a clinic's folder begins with while it is deleted; no list of clinics shows it."""

_STALE_SECONDS: Final = 3_600
"""Age from which a folder that was being filled must have been left by a program that was killed."""


def delete(places: Places, clinic: Clinic) -> tuple[Path, ...]:
    """Delete a clinic with its histories, reports and checklist copies, and return what was removed.

    Raises:
        StoreRefused: The folder holds another clinic too or leads elsewhere, or the system refuses; what is left is
            said, and the clinic is there until nothing but its folder is left.
    """
    if clinic.folder.is_symlink():
        raise StoreRefused(
            "This clinic's folder leads to another place", str(clinic.folder), "Delete it there; nothing was deleted."
        )
    refuse_if_mixed(clinic)
    removed = [*report_folders(places, clinic.folder), *_own_content(places, clinic.folder)]
    for path in removed:
        _remove(path)
    leaving = clinic.folder.with_name(f"{LEAVING}{clinic.folder.name}")
    _remove(leaving)
    move_folder(clinic.folder, leaving)
    _remove(leaving)
    return (*removed, clinic.folder)


def _own_content(places: Places, folder: Path) -> list[Path]:
    """Checklist copies that this clinic names and no other does; none where another one's files can't be read."""
    if not places.content.is_dir():
        return []
    try:
        own = mentioned_in_folder(folder)
        for other in clinic_folders(places):
            if other != folder:
                own -= mentioned_in_folder(other)
    except OSError as error:
        raise refused(error, Path(str(error.filename or folder)), "read") from error
    return sorted(entry for entry in places.content.iterdir() if entry.suffix == ".toml" and entry.stem in own)


def _remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all that is in it; no link is followed."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif os.path.lexists(path):
            path.unlink()
    except OSError as error:
        raise refused(error, path, "delete") from error


def finish(places: Places, now: float) -> None:
    """Remove what a program that was killed left of a clinic that was being deleted, or was arriving."""
    if not places.clinics.is_dir():
        return
    for entry in places.clinics.iterdir():
        is_stale = entry.name.startswith(ARRIVING) and now - entry.lstat().st_mtime > _STALE_SECONDS
        if is_stale or entry.name.startswith(LEAVING):
            shutil.rmtree(entry, ignore_errors=True)
