"""Where a session begins: content to work with, an assessment that is there, or a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

from posture.assess.applicability import chosen_checklists
from posture.clock import Clock, system_clock
from posture.content import library as content
from posture.content.library import BUILTIN, Assembled
from posture.errors import PostureError, WrongUse
from posture.model.assessment import SCHEMA_VERSION, Assessment, ChecklistRef, PlanSettings
from posture.model.control import FactValue
from posture.model.library import Library
from posture.model.text import clean, one_line
from posture.session.editing import no_such
from posture.session.session import Session
from posture.store import assessments, workspace
from posture.store.assessments import Saved
from posture.store.atomic import sweep
from posture.store.paths import Places, cache_folder
from posture.toml.cache import ParsedCache

STALE_SECONDS: Final = 3_600
"""Age of a temporary file from which a program that was killed must have left it."""


def load_library(places: Places, named: Sequence[str] = ()) -> Assembled:
    """The content to work with: the folders named, or the built-in checklists joined with the workspace's own."""
    cache = ParsedCache(cache_folder())
    if named:
        return content.assemble(named, cache)
    own = [str(places.checklists)] if places.checklists.is_dir() else []
    return content.assemble([BUILTIN, *own], cache)


def open_session(
    path: Path, library: Library, places: Places, *, clock: Clock = system_clock, keep: bool = True
) -> Session:
    """Open an assessment file.

    Raises:
        DamagedFile: It is not an assessment.
        StoreRefused: It is missing, unreadable, or written by a newer posture.
        PostureError: It names a checklist that is not loaded.
    """
    saved = assessments.read(path)
    chosen_checklists(library, saved.assessment)
    if keep:
        sweep(path.parent, STALE_SECONDS, system_clock().timestamp())
    return Session(library, places, path, saved.assessment, saved, clock=clock, keep=keep)


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """What is known before the first question.

    Attributes:
        checklists: Ids of the checklists to walk; all that are loaded where none is named.
        previous: The assessment that this one goes on from: its answers are carried over.
    """

    clinic: str
    assessor: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    checklists: tuple[str, ...] = ()
    previous: Saved | None = None


def _refuse_another_clinic(name: str, earlier: str) -> None:
    """What one clinic said is never put into another one's file, however alike their names are."""
    if clean(name) != earlier:
        raise WrongUse(
            "The earlier assessment is of another clinic",
            f"It is of {one_line(earlier)!r}, and not of {one_line(name)!r}. None of its answers was carried over.",
            "Name the clinic as it is written there; the home screen can give a clinic another name (r).",
        )


def new_session(
    wanted: NewAssessment,
    library: Library,
    places: Places,
    *,
    path: Path | None = None,
    clock: Clock = system_clock,
) -> Session:
    """Begin an assessment. It is on disk only after `save`, which never overwrites a file.

    Raises:
        WrongUse: No name, a checklist that is not loaded, or answers to be carried over from another clinic.
        PostureError: No checklist is loaded at all.
    """
    if not wanted.clinic.strip():
        raise WrongUse("A clinic needs a name", "", "Say it with --clinic.")
    if wanted.previous is not None:
        _refuse_another_clinic(wanted.clinic.strip(), wanted.previous.assessment.clinic.strip())
    for name in wanted.checklists:
        if name not in library.checklist_by_id:
            raise no_such("checklist", name, library.checklist_by_id)
    chosen = [loaded for loaded in library.loaded if not wanted.checklists or loaded.checklist.id in wanted.checklists]
    if not chosen:
        raise PostureError("No checklist is loaded", "", "Name a folder that holds some with --checklists.")
    today = clock().astimezone().date()
    old = wanted.previous.assessment if wanted.previous else None
    assessment = Assessment(
        schema_version=SCHEMA_VERSION,
        id=str(uuid4()),
        clinic=wanted.clinic.strip(),
        assessor=wanted.assessor,
        started=today,
        previous=old.id if old else None,
        checklists=tuple(
            ChecklistRef(id=one.checklist.id, version=one.checklist.version, sha256=one.sha256) for one in chosen
        ),
        facts={**(old.facts if old else {}), **wanted.facts},
        responses=dict(old.responses) if old else {},
        actions=dict(old.actions) if old else {},
        own_actions=dict(old.own_actions) if old else {},
        plan=old.plan if old else PlanSettings(),
    )
    target = path or workspace.new_path(places, assessment.clinic, today)
    sweep(target.parent, STALE_SECONDS, system_clock().timestamp())
    return Session(library, places, target, assessment, None, clock=clock, unsaved=True)
