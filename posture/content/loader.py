"""One folder of content -> the models of its files, and every problem of every file.

A folder has the shape of `checklists/`: `*.toml` are checklists, `common/` and `frameworks/` are what they say.
Files are judged one by one here; what they say about each other is judged in `references`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from posture.model.checklist import Checklist
from posture.model.clinic import Facts, Roles
from posture.model.framework import Framework
from posture.model.library import Retired
from posture.model.override import Overrides
from posture.model.policy import Policy
from posture.model.threat import Threats
from posture.toml.cache import ParsedCache
from posture.toml.problems import TOLD_LIMIT, Problem, did_you_mean
from posture.toml.reading import TomlFile, UnreadableError, read_file
from posture.toml.validation import validated

SCHEMA_VERSION: Final = 1

SIZE_LIMIT: Final = 8 * 2**20
"""Bytes of one content file."""

FILES_LIMIT: Final = 2_000
"""Files in one folder; more is a wrong folder, not a library."""

COMMON: Final = ("facts", "overrides", "policy", "retired", "roles", "threats")

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """A model with the file that it was read from."""

    value: M
    file: TomlFile


@dataclass
class Folder:
    """What one folder holds; a file with an error is missing here and stands in `problems`.

    Attributes:
        cache: Where parsed files are kept; None to parse each.
        unparsed: A checklist could not even be parsed, so ids may exist that nobody knows.
        broken_common: Stems of files of `common/` that are there and can't be used, so nobody knows what they hold.
        guessed_ids: Ids found in checklists that parse but are not valid, so that no follow-up error is reported.
    """

    path: Path
    builtin: bool
    cache: ParsedCache | None
    checklists: list[Loaded[Checklist]] = field(default_factory=list)
    frameworks: list[Loaded[Framework]] = field(default_factory=list)
    facts: Loaded[Facts] | None = None
    overrides: Loaded[Overrides] | None = None
    policy: Loaded[Policy] | None = None
    retired: Loaded[Retired] | None = None
    roles: Loaded[Roles] | None = None
    threats: Loaded[Threats] | None = None
    problems: list[Problem] = field(default_factory=list)
    unparsed: bool = False
    guessed_ids: set[str] = field(default_factory=set)
    has_policy_file: bool = False
    broken_common: set[str] = field(default_factory=set)


def load_folder(path: Path, *, builtin: bool = False, cache: ParsedCache | None = None) -> Folder:
    """Read a folder of content. A folder that is missing or no folder is a problem of its own."""
    folder = Folder(path, builtin, cache)
    if not path.is_dir():
        folder.problems.append(Problem(str(path), 1, 1, "", "there is no such folder of checklists"))
        return folder
    for file in _toml_files(path, folder):
        _load_checklist(file, folder)
    _load_common(path / "common", folder)
    if (path / "frameworks").is_dir():
        for file in _toml_files(path / "frameworks", folder):
            framework = _load(file, Framework, folder)
            if framework is not None:
                _check_stem(framework, framework.value.id, folder)
                folder.frameworks.append(framework)
    return folder


def load_checklist_file(path: Path) -> Folder:
    """Read a single checklist as if it stood alone in a folder."""
    folder = Folder(path, builtin=False, cache=None)
    _load_checklist(path, folder)
    return folder


def _toml_files(path: Path, folder: Folder) -> list[Path]:
    try:
        files = sorted(entry for entry in path.iterdir() if entry.suffix == ".toml" and not entry.name.startswith("."))
    except OSError as error:
        folder.problems.append(Problem(str(path), 1, 1, "", f"can't be listed: {error.strerror}"))
        return []
    if len(files) > FILES_LIMIT:
        folder.problems.append(Problem(str(path), 1, 1, "", f"holds more than {FILES_LIMIT} files"))
        return []
    return files


def _load_checklist(path: Path, folder: Folder) -> None:
    parsed = _read(path, folder)
    if parsed is None:
        folder.unparsed = True
        return
    checklist, problems = validated(parsed, Checklist, TOLD_LIMIT)
    folder.problems += [*_version_problems(parsed), *problems]
    if checklist is None:
        folder.guessed_ids |= _ids_in(parsed)
        return
    loaded = Loaded(checklist, parsed)
    _check_stem(loaded, checklist.id, folder)
    folder.checklists.append(loaded)


def _load_common(path: Path, folder: Folder) -> None:
    if not path.is_dir():
        return
    for file in _toml_files(path, folder):
        if file.stem not in COMMON:
            folder.problems.append(
                Problem(str(file), 1, 1, "", "is no file of common/", did_you_mean(file.stem, COMMON))
            )
    folder.has_policy_file = (path / "policy.toml").exists()
    folder.facts = _load_if_there(path / "facts.toml", Facts, folder)
    folder.overrides = _load_if_there(path / "overrides.toml", Overrides, folder)
    folder.policy = _load_if_there(path / "policy.toml", Policy, folder)
    folder.retired = _load_if_there(path / "retired.toml", Retired, folder)
    folder.roles = _load_if_there(path / "roles.toml", Roles, folder)
    folder.threats = _load_if_there(path / "threats.toml", Threats, folder)


def _load_if_there(path: Path, model: type[M], folder: Folder) -> Loaded[M] | None:
    if not path.exists():
        return None
    loaded = _load(path, model, folder)
    if loaded is None:
        folder.broken_common.add(path.stem)
    return loaded


def _load(path: Path, model: type[M], folder: Folder) -> Loaded[M] | None:
    parsed = _read(path, folder)
    if parsed is None:
        return None
    value, problems = validated(parsed, model, TOLD_LIMIT)
    folder.problems += [*_version_problems(parsed), *problems]
    return None if value is None else Loaded(value, parsed)


def _read(path: Path, folder: Folder) -> TomlFile | None:
    try:
        return read_file(path, SIZE_LIMIT, cache=folder.cache)
    except UnreadableError as error:
        folder.problems.append(error.problem)
    except OSError as error:
        folder.problems.append(Problem(str(path), 1, 1, "", f"can't be read: {error.strerror}"))
    return None


def _version_problems(file: TomlFile) -> Iterable[Problem]:
    version = file.data.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        yield file.problem(
            ("schema_version",),
            f"is written for a newer posture (format {version}; this one reads up to {SCHEMA_VERSION})",
            "use a newer posture",
        )


def _check_stem(loaded: Loaded[M], identity: str, folder: Folder) -> None:
    stem = Path(loaded.file.name).stem
    if identity != stem:
        folder.problems.append(
            loaded.file.problem(
                ("id",), f"{identity!r} is not the name of the file", f"write {stem!r} or rename the file"
            )
        )


def _ids_in(file: TomlFile) -> set[str]:
    found = set()
    for kind in ("controls", "actions"):
        entries = file.data.get(kind)
        for entry in entries if isinstance(entries, list) else ():
            identity = entry.get("id") if isinstance(entry, dict) else None
            if isinstance(identity, str):
                found.add(identity)
    return found
