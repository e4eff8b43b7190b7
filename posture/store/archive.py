"""A whole clinic in one file, and back into a workspace on another computer.

What comes back becomes a clinic of its own, whole or not at all: nothing there is overwritten, and nothing is merged.
"""

import secrets
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posture.errors import DamagedFile, PostureError, StoreRefused, WrongUse
from posture.model.text import one_line
from posture.store import assessments, container
from posture.store.atomic import make_folder, move_folder, refused, write_whole
from posture.store.clinics import Clinic, clinics, free_folder, refuse_if_mixed, report_folders
from posture.store.container import Archive
from posture.store.heads import Head, head_of, head_or_whole
from posture.store.journal import LIMIT as LARGEST_FILE
from posture.store.mentions import hashes, mentioned
from posture.store.paths import Places, slug
from posture.store.workspace import CONTENT_LIMIT, keep_content
from posture.toml.reading import regular_bytes

SUFFIX: Final = ".posture"
"""How the name of an archive ends unless the user says otherwise."""

ARRIVING: Final = ".arriving-"
"""What the name of a folder begins with that is being filled; no list of clinics shows it."""

_WHOLE_LIMIT: Final = 16 * 2**20
"""Bytes of assessments, all together, that are read whole because their first lines do not say whose they are."""


@dataclass(frozen=True, slots=True)
class Written:
    """What `archive` did.

    Attributes:
        files: Names of the files in it.
        left_out: Names in the clinic's folder that are nothing of posture's.
    """

    path: Path
    files: tuple[str, ...]
    left_out: tuple[str, ...]


def archive(places: Places, clinic: Clinic, target: Path) -> Written:
    """Write all of a clinic into one new file: assessments, what is beside them, and the checklists that they name.

    Raises:
        WrongUse: The file would be in the clinic's own folder, and be deleted with it.
        StoreRefused: There is such a file already, something can't be read, or the disk refuses.
    """
    refuse_if_mixed(clinic)
    for folder in (places.clinics, *report_folders(places, clinic.folder)):
        if target.absolute().resolve().is_relative_to(folder.resolve()):
            raise WrongUse(
                "An archive can't be in a folder of the clinic itself",
                str(target),
                "Choose another; nothing was written.",
            )
    files, left_out = _files_of(clinic.folder)
    for path in clinic.paths:
        if path.name in left_out:
            raise StoreRefused(
                "An assessment has a name that an archive can't hold",
                str(path),
                "Rename the file to its day, such as 2026-11-23.toml, then try again; nothing was written.",
            )
    content = {}
    for sha256 in sorted(set().union(*(mentioned(path) for path in clinic.paths))):
        kept = places.content / f"{sha256}.toml"
        if kept.is_file():
            content[sha256] = _bytes(kept, CONTENT_LIMIT)
    data = container.dumps(Archive(clinic.name, files, content))
    # What can't be read back is worth nothing: found here, and not on the day when it is needed.
    container.loads(data, str(target))
    assessments.put(target, data, replace=False)
    return Written(target, tuple(sorted(files)), tuple(left_out))


def _files_of(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    files, left_out = {}, []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue  # a lock, or a temporary file
        if container.is_safe(entry.name) and stat.S_ISREG(entry.lstat().st_mode):
            files[entry.name] = _bytes(entry, LARGEST_FILE)
        else:
            left_out.append(entry.name)
    return files, left_out


def _bytes(path: Path, limit: int) -> bytes:
    try:
        data = regular_bytes(path, limit)
    except OSError as error:
        raise refused(error, path, "read") from error
    if len(data) > limit:
        raise StoreRefused("A file is too large for an archive", str(path), "Move it away, then try again.")
    return data


def is_archive(path: Path) -> bool:
    """Whether a file begins like an archive; False where it can't be read."""
    try:
        return container.is_archive(regular_bytes(path, 64))
    except OSError:
        return False


def unarchive(places: Places, path: Path) -> Clinic:
    """Put the clinic of an archive into the workspace, as a new clinic with all that was beside its assessments.

    Raises:
        DamagedFile: It is no archive, or not as it was written, or it holds more than one clinic.
        StoreRefused: The clinic, or one of its assessments, is in the workspace already; or the disk refuses.
    """
    try:
        data = regular_bytes(path, container.SIZE_LIMIT)
    except OSError as error:
        raise refused(error, path, "read") from error
    found = container.loads(data, str(path))
    heads = _heads(found, path)
    _refuse_if_known(places, found.clinic, heads)
    named = set().union(*(hashes(data) for name, data in found.files.items() if name.endswith(".toml")))
    for sha256, checklist in found.content.items():
        if sha256 in named and len(checklist) <= CONTENT_LIMIT:
            keep_content(places, checklist)
    folder = _filled(places, found)
    names = sorted((name for name in found.files if name.endswith(".toml")), reverse=True)
    return Clinic(folder, found.clinic, tuple(folder / name for name in names))


def _heads(found: Archive, path: Path) -> list[Head]:
    """What each assessment says of itself; one that is damaged comes as it is.

    Raises:
        DamagedFile: There is none that can be read, or one of another clinic.
    """
    heads, left = [], _WHOLE_LIMIT
    for name, data in found.files.items():
        if not name.endswith(".toml"):
            continue
        head = head_of(data)
        if head is None:
            left -= len(data)
            head = _whole_head(data, name) if left >= 0 else None
        if head is not None:
            heads.append(head)
            if head.clinic != found.clinic:
                raise _not_one_clinic(path, f"{name} is of {one_line(head.clinic)!r}")
        elif left < 0:
            raise _not_one_clinic(path, "too many of its assessments do not say so in their first lines")
    if not heads:
        raise _not_one_clinic(path, "it holds no assessment that can be read")
    return heads


def _whole_head(data: bytes, name: str) -> Head | None:
    try:
        assessment = assessments.loads(data, name)
    except PostureError:
        return None
    return Head(assessment.id, assessment.clinic, assessment.started)


def _not_one_clinic(path: Path, why: str) -> DamagedFile:
    return DamagedFile(
        "This archive is not of one clinic", f"{path}: {why}.", "Make the archive once more; nothing was taken from it."
    )


def _refuse_if_known(places: Places, name: str, heads: Iterable[Head]) -> None:
    ids = {head.id for head in heads}
    for clinic in clinics(places):
        there = [head for path in clinic.paths if (head := head_or_whole(path)) is not None]
        same = one_line(clinic.name).casefold() == one_line(name).casefold()
        if same or any(head.id in ids for head in there):
            what = "This clinic is here already" if same else "These assessments are here already"
            raise StoreRefused(
                what,
                f"as {one_line(clinic.name)!r} in {clinic.folder}. Nothing was overwritten, and nothing merged.",
                "Archive and delete, or rename, the one that is here; or name another workspace with --workspace.",
            )


def _filled(places: Places, found: Archive) -> Path:
    """Write the files into a folder that no list shows, and give it the clinic's name once all of them are there."""
    arriving = places.clinics / f"{ARRIVING}{secrets.token_hex(8)}"
    make_folder(arriving)
    try:
        for name, data in found.files.items():
            write_whole(arriving / name, data, replace=False)
        target = free_folder(places, found.clinic)
        move_folder(arriving, target)
    except BaseException:
        shutil.rmtree(arriving, ignore_errors=True)
        raise
    return target


def proposed_name(clinic: Clinic) -> str:
    """A name for the archive of a clinic: its folder's, with the day of its newest assessment."""
    newest = clinic.paths[0].stem[:10] if clinic.paths else ""
    return "-".join(part for part in (slug(clinic.folder.name), newest) if part) + SUFFIX
