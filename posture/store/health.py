"""What may be amiss with the computer where a workspace lies. Each check says what it found and what to do about it.

Nothing here names a clinic, not even by a file's name: what doctor says is made to be passed on.
"""

import os
import re
import shlex
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from posture.errors import PostureError
from posture.store.atomic import FILE_MODE, FOLDER_MODE
from posture.store.paths import Places
from posture.store.workspace import clinic_folders, entries

State = Literal["ok", "do", "unknown"]
"""Fine; something to do; could not be found out here."""

ENOUGH: Final = 100 * 2**20
"""Bytes of free space under which a year of saving and exporting may not fit."""

SANE_SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""posture is younger than this; a clock that says otherwise is wrong."""

_ELSEWHERE: Final = "Mend its permissions or unlock the disk, or choose another folder: set POSTURE_HOME."
_OTHERS: Final = 0o077
_CLOCK_SLACK: Final = timedelta(days=1)

# Names of folders, in any letters, that programs keep alike on several computers. `OneDrive - Clinic` counts.
_SYNCED: Final = {
    "OneDrive": re.compile(r"onedrive(\b.*|[-_ ].*)?"),
    "Dropbox": re.compile(r"dropbox(\b.*)?"),
    "iCloud": re.compile(r"mobile documents|com~apple~clouddocs|icloud ?drive"),
    "Google Drive": re.compile(r"google ?drive(\b.*)?|googledrive-.*|my drive"),
    "Nextcloud": re.compile(r"nextcloud(\b.*)?|owncloud(\b.*)?"),
    "Box": re.compile(r"box|box sync|box-box"),
    "pCloud": re.compile(r"pcloud ?drive"),
    "a cloud": re.compile(r"cloudstorage"),
}
# What such programs leave in the topmost folder that they keep alike.
_MARKS: Final = {"Syncthing": ".stfolder", "Dropbox": ".dropbox", "Nextcloud": ".sync_journal.db"}

_CONFLICT: Final = re.compile(r"conflicted copy|\.sync-conflict-|\(.*conflict.*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        about: What it is about, in a word or two.
        state: Whether there is something to do.
        found: What was found.
        todo: What to do now; empty where there is nothing.
    """

    about: str
    state: State
    found: str
    todo: str = ""


def look(places: Places, now: datetime, environment: Mapping[str, str] | None = None) -> list[Finding]:
    """All checks of a workspace and its disk. Nothing is written."""
    checks: dict[str, Callable[[], Finding]] = {
        "folder": lambda: folder(places),
        "permissions": lambda: permissions(places),
        "synced": lambda: synced(places, os.environ if environment is None else environment),
        "copies": lambda: copies(places),
        "space": lambda: space(places),
        "clock": lambda: clock(places, now),
        "files": lambda: saved_files(places),
    }
    found = []
    for name, check in checks.items():
        try:
            found.append(check())
        except OSError as error:
            found.append(Finding(name, "unknown", f"the system does not say: {error.strerror}"))
    return found


def folder(places: Places) -> Finding:
    """Whether the workspace is there, is a folder, and may be written to."""
    root = places.root
    if not os.path.lexists(root):
        above = _there(root)
        if not above.is_dir():
            return Finding(
                "folder", "do", f"{above} is a file, not a folder", "Choose another folder: set POSTURE_HOME."
            )
        if not os.access(above, os.W_OK | os.X_OK):
            return Finding("folder", "do", f"{root} can't be made: {above} may not be written to", _ELSEWHERE)
        return Finding("folder", "ok", f"{root}; it is made with the first clinic")
    if not root.is_dir():
        return Finding("folder", "do", f"{root} is not a folder", "Choose another folder: set POSTURE_HOME.")
    if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        return Finding("folder", "do", f"{root} may not be read and written", _ELSEWHERE)
    return Finding("folder", "ok", str(root))


def permissions(places: Places) -> Finding:
    """Whether anybody but the user's account may look into the workspace."""
    if os.name == "nt":
        return Finding("permissions", "unknown", "Windows keeps them elsewhere: see Properties, Security of the folder")
    files = folders = strangers = 0
    for entry in _tree(places.root):
        status = entry.lstat()
        if stat.S_ISLNK(status.st_mode):
            continue  # a link has no permissions of its own
        strangers += status.st_uid != os.geteuid()
        if stat.S_IMODE(status.st_mode) & _OTHERS:
            folders += stat.S_ISDIR(status.st_mode)
            files += not stat.S_ISDIR(status.st_mode)
    if files or folders:
        return Finding(
            "permissions",
            "do",
            f"open to others: {_number(folders, 'folder')} (wider than {FOLDER_MODE:04o}) and "
            f"{_number(files, 'file')} (wider than {FILE_MODE:04o})",
            f"chmod -R go= -- {shlex.quote(str(places.root))}",
        )
    if strangers:
        return Finding(
            "permissions",
            "do",
            f"{_number(strangers, 'file or folder', 'files and folders')} of another account",
            f"sudo chown -R {os.geteuid()} -- {shlex.quote(str(places.root))}",
        )
    return Finding("permissions", "ok", "yours alone")


def synced(places: Places, environment: Mapping[str, str]) -> Finding:
    """Whether the workspace lies where another program copies everything to another computer. A guess by names."""
    name = _synchroniser(places.root, environment)
    if name is None:
        return Finding("synced", "ok", "in no folder that looks like a synced one")
    return Finding(
        "synced",
        "do",
        f"in a folder of {name}, as far as its name tells: what is weak in a clinic goes to other computers",
        "If nobody agreed to that, set POSTURE_HOME to a folder that is not synced, and move the workspace there.",
    )


def _synchroniser(root: Path, environment: Mapping[str, str]) -> str | None:
    for path in dict.fromkeys((root.absolute(), Path(os.path.realpath(root)))):
        for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
            home = environment.get(variable)
            if home and path.is_relative_to(home):
                return "OneDrive"
        for part in reversed(path.parts):
            for name, pattern in _SYNCED.items():
                if pattern.fullmatch(part.lower()):
                    return name
        for above in (path, *path.parents):
            for name, mark in _MARKS.items():
                # Dropbox keeps a folder of this name in the home, which says nothing of what lies beside it.
                if (above / mark).exists() and not (name == "Dropbox" and (above / mark).is_dir()):
                    return name
    return None


def copies(places: Places) -> Finding:
    """Whether a synchroniser made second files of one assessment."""
    found = sum(1 for entry in _tree(places.clinics) if _CONFLICT.search(entry.name) and not entry.is_dir())
    if not found:
        return Finding("copies", "ok", "no file that looks like a conflicted copy")
    return Finding(
        "copies",
        "do",
        f"{_number(found, 'file')} in {places.clinics} named like a conflicted copy of another",
        "posture compare shows what differs; keep the right one, and move the other away.",
    )


def space(places: Places) -> Finding:
    """Whether there is room for what posture writes."""
    free = shutil.disk_usage(_there(places.root)).free
    said = f"{free // 2**20:,} MB free"
    if free < ENOUGH:
        return Finding("space", "do", said, f"Free some space: at least {ENOUGH // 2**20} MB.")
    return Finding("space", "ok", said)


def clock(places: Places, now: datetime) -> Finding:
    """Whether the clock can be right: not before posture was made, nor before what it has saved."""
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    todo = "Set the date and time, best by the network. Until then evidence and plans are dated wrongly."
    if now < SANE_SINCE:
        return Finding("clock", "do", f"{said}, which is before posture was made", todo)
    newest = max((entry.lstat().st_mtime for entry in _tree(places.clinics)), default=0.0)
    if newest > (now + _CLOCK_SLACK).timestamp():
        return Finding("clock", "do", f"{said}, and files were saved later than that", todo)
    return Finding("clock", "ok", said)


def saved_files(places: Places) -> Finding:
    """Whether every assessment can be read. Which ones can't is for the home screen to say."""
    good = bad = 0
    try:
        for clinic in clinic_folders(places):
            for entry in entries(clinic):
                good += entry.problem is None
                bad += entry.problem is not None
    except PostureError:
        bad += 1
    if bad:
        return Finding(
            "files",
            "do",
            f"{_number(bad, 'assessment')} can't be read",
            f"posture verify FILE says why, posture restore brings an earlier state back; they are in {places.clinics}",
        )
    return Finding("files", "ok", f"{_number(good, 'assessment')}, each can be read")


def _there(path: Path) -> Path:
    """A path, or the nearest one above it that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _tree(root: Path) -> Iterator[Path]:
    """A folder and all below it; links are named and not followed."""
    if root.is_dir():
        yield root
        for above, folders, files in os.walk(root):
            yield from (Path(above, name) for name in (*folders, *files))


def _number(amount: int, one: str, many: str = "") -> str:
    return f"{amount:,} {one if amount == 1 else many or f'{one}s'}"
