"""All clinics of a workspace, judged: what the home screen shows. Reads; changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.scoring import Readings
from posture.errors import PostureError
from posture.model.library import Library
from posture.store import workspace
from posture.store.paths import Places
from posture.store.workspace import Entry


@dataclass(frozen=True, slots=True)
class Visit:
    """One assessment of a clinic, judged; `problem` says why where it can't be.

    Attributes:
        grade: The letter; empty while it is withheld.
        answered: Share of the applicable controls that have an answer, in per cent.
        left: What is still to do.
    """

    key: str
    started: date | None
    readings: Readings | None = None
    grade: str = ""
    answered: Fraction | None = None
    left: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """A clinic with its visits, the newest first."""

    name: str
    visits: tuple[Visit, ...]


def practices(places: Places, library: Library, clock: Callable[[], datetime]) -> list[Practice]:
    """The clinics of a workspace with their visits judged as of today, the clinic visited last first.

    A file that can't be read is shown with the reason; it hides nothing else.
    """
    today = clock().astimezone().date()
    found = []
    for folder in workspace.clinic_folders(places):
        entries = list(workspace.entries(folder))
        if entries:
            visits = tuple(_visit(entry, library, today) for entry in entries)
            found.append(Practice(_name(entries, folder), visits))
    return sorted(found, key=lambda practice: practice.visits[0].started or date.min, reverse=True)


def _name(entries: list[Entry], folder: Path) -> str:
    return next((entry.saved.assessment.clinic for entry in entries if entry.saved is not None), folder.name)


def _visit(entry: Entry, library: Library, today: date) -> Visit:
    key = str(entry.path)
    if entry.saved is None:
        return Visit(key, None, problem=entry.problem.title if entry.problem else "")
    assessment = entry.saved.assessment
    try:
        evaluation = evaluate(library, assessment, today)
    except PostureError as error:
        return Visit(key, assessment.started, problem=error.title)
    return Visit(
        key=key,
        started=assessment.started,
        readings=evaluation.posture,
        grade="" if evaluation.provisional else evaluation.grade or "",
        answered=Fraction(100 * evaluation.answers, evaluation.applicable) if evaluation.applicable else None,
        left=_left(evaluation),
    )


def _left(evaluation: Evaluation) -> str:
    open_ones = evaluation.applicable - evaluation.answers
    return f"{open_ones} open" if open_ones else ""
