"""One assessment <-> one TOML file: readable in ten years, never half-written, never overwritten unseen."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

import tomli_w
from pydantic import BaseModel

from posture.errors import DamagedFile, StoreRefused
from posture.model.assessment import SCHEMA_VERSION, Assessment
from posture.store import migrations
from posture.store.atomic import make_folder, refused, write_whole
from posture.toml.problems import Problem
from posture.toml.reading import TomlFile, UnreadableError, parse, read_file, regular_bytes
from posture.toml.validation import validated

SIZE_LIMIT: Final = 16 * 2**20
"""Bytes of one assessment; a larger one is refused, and never written."""

_SHOWN_PROBLEMS: Final = 20


@dataclass(frozen=True, slots=True)
class Saved:
    """An assessment as it stands in a file, with the hash of the file's bytes.

    Attributes:
        format: The format of the file; an older one is copied before it is written anew.
    """

    path: Path
    assessment: Assessment
    sha256: str
    format: int = SCHEMA_VERSION


class ChangedElsewhere(StoreRefused):
    """The file is not what was read or written last: another program or window changed it."""


def read(path: Path) -> Saved:
    """Read an assessment.

    Raises:
        DamagedFile: It is not an assessment; every problem is named with its line.
        StoreRefused: There is no such file, it can't be read, or a newer posture wrote it.
    """
    try:
        file = read_file(path, SIZE_LIMIT)
    except FileNotFoundError as error:
        raise StoreRefused(
            "There is no such file", str(path), "posture where says where assessments are kept."
        ) from error
    except IsADirectoryError as error:
        raise StoreRefused("This is a folder, not an assessment", str(path)) from error
    except OSError as error:
        raise refused(error, path, "read") from error
    except UnreadableError as error:
        raise _damaged(path, [error.problem]) from error
    version = migrations.format_of(file.data)
    return Saved(path, _assessment(file, path), file.sha256, SCHEMA_VERSION if version is None else version)


def _assessment(file: TomlFile, path: Path) -> Assessment:
    version = migrations.format_of(file.data)
    if version is not None and version > SCHEMA_VERSION:
        raise StoreRefused(
            "A newer posture wrote this file",
            f"{path} has format {version}; this posture reads up to {SCHEMA_VERSION}. It was not touched.",
            "Use a newer posture to open it.",
        )
    if version is not None and version < SCHEMA_VERSION:
        file = replace(file, data=migrations.migrated(file.data))
    assessment, problems = validated(file, Assessment)
    if assessment is None:
        raise _damaged(path, problems)
    return assessment


def _damaged(path: Path, problems: list[Problem]) -> DamagedFile:
    lines = [str(problem) for problem in problems[:_SHOWN_PROBLEMS]]
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(f"… and {len(problems) - _SHOWN_PROBLEMS} more")
    return DamagedFile(
        "This is not an assessment that can be read",
        "\n".join(lines),
        f"Mend the lines named, or put an older copy in place of {path.name}. Nothing was changed.",
    )


def write(path: Path, assessment: Assessment, expected_sha256: str | None) -> str:
    """Write an assessment whole and durably, and return the hash of the file.

    Args:
        path: The file.
        assessment: What to write.
        expected_sha256: Hash of the file as it was read or written last; None for a new file, which must not exist.

    Raises:
        ChangedElsewhere: The file is not as expected; it is left alone.
        StoreRefused: The disk or the system refuses; the file is then as it was before.
    """
    data = bounded(path, assessment)
    if expected_sha256 is not None:
        refuse_if_changed(path, expected_sha256)
    put(path, data, replace=expected_sha256 is not None)
    return hashlib.sha256(data).hexdigest()


def bounded(path: Path, assessment: Assessment) -> bytes:
    """The file of an assessment.

    Raises:
        StoreRefused: It would be larger than what is read.
    """
    data = dumps(assessment)
    if len(data) > SIZE_LIMIT:
        raise StoreRefused(
            "This assessment has grown too large",
            f"{path} would be larger than {SIZE_LIMIT // 2**20} MiB. It was not written.",
            "Shorten the longest notes; what was saved before is safe.",
        )
    return data


def put(path: Path, data: bytes, *, replace: bool) -> None:
    """Write the file of an assessment whole and durably; with `replace` False, one that is there is never touched.

    Raises:
        StoreRefused: There is such a file, or the disk or the system refuses; the file is then as it was before.
    """
    if not replace:
        make_folder(path.parent)
    try:
        write_whole(path, data, replace=replace)
    except FileExistsError as error:
        raise StoreRefused(
            "There is such a file already", str(path), "Choose another name; nothing was overwritten."
        ) from error


def refuse_if_changed(path: Path, expected_sha256: str) -> None:
    """Raise `ChangedElsewhere` if a file is there, and not as it was read or written last."""
    try:
        found = hashlib.sha256(regular_bytes(path, SIZE_LIMIT)).hexdigest()
    except FileNotFoundError:
        return  # moved or deleted by somebody: writing it again loses nothing
    except OSError as error:
        raise refused(error, path, "read") from error
    if found != expected_sha256:
        raise ChangedElsewhere(
            "This file was changed elsewhere",
            f"{path} is not what was saved here last. It was not overwritten.",
            "Open it again to go on from what is in it now.",
        )


def own_bytes(path: Path, assessment: Assessment) -> str | None:
    """The hash of a file if it holds exactly this assessment; None otherwise, also where it can't be read."""
    data = dumps(assessment)
    try:
        return hashlib.sha256(data).hexdigest() if regular_bytes(path, SIZE_LIMIT) == data else None
    except OSError:
        return None


def dumps(assessment: Assessment) -> bytes:
    """The file of an assessment. What is empty or default is left out."""
    return tomli_w.dumps(table(assessment)).encode()


def loads(data: bytes, name: str) -> Assessment:
    """An assessment from the bytes of a file that is not on disk.

    Raises:
        DamagedFile: It is not an assessment.
        StoreRefused: A newer posture wrote it.
    """
    try:
        file = parse(data, SIZE_LIMIT, name)
    except UnreadableError as error:
        raise _damaged(Path(name), [error.problem]) from error
    return _assessment(file, Path(name))


def table(assessment: Assessment) -> dict[str, Any]:
    """An assessment as a table of TOML. What is empty or default is left out."""
    return _table(assessment, keep=("schema_version", "id", "clinic", "checklists"))


def _table(value: BaseModel, keep: tuple[str, ...] = ()) -> dict[str, Any]:
    table = {}
    for name, field in type(value).model_fields.items():
        entry = getattr(value, name)
        if name not in keep and (entry is None or entry == field.get_default(call_default_factory=True)):
            continue
        table[field.alias or name] = plain(entry)
    return table


def plain(value: object) -> object:
    """A value of an assessment as TOML has it."""
    if isinstance(value, BaseModel):
        return _table(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date | str | bool | int | float):
        return value
    raise TypeError(f"can't be written as TOML: {type(value).__name__}")
