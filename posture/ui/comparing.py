"""The visits of a clinic for the compare screen: which there are, and two of them compared. Read in a thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from posture.assess.evaluate import evaluate
from posture.assess.trend import Trend, Visit, own_day, trend
from posture.errors import PostureError
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.store import assessments
from posture.store.heads import head_or_whole

LINE_LIMIT: Final = 60
"""Visits, from the newest, that the line of postures shows."""


@dataclass(frozen=True, slots=True)
class Side:
    """One visit as a list knows it."""

    path: Path
    clinic: str
    started: date | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two visits compared.

    Attributes:
        changed_checklists: Those that the older visit was answered with in another version than is in use now.
    """

    old: Side
    new: Side
    trend: Trend
    changed_checklists: tuple[str, ...]


def sides(paths: Sequence[Path], clinic: str | None = None) -> tuple[Side, ...]:
    """The visits of one clinic among some files, the oldest first: that of the newest file unless one is named.

    What can't be read, and what is of another clinic, is left out.
    """
    found = []
    for place, path in enumerate(paths):
        head = head_or_whole(path)
        if head is None:
            continue
        clinic = head.clinic if clinic is None else clinic
        if head.clinic == clinic:
            found.append((head.started or date.min, -place, Side(path, head.clinic, head.started)))
    return tuple(side for *_, side in sorted(found, key=lambda entry: entry[:2]))


def compared(old: Side, new: Side, library: Library, today: date) -> Compared:
    """Two visits, each as of its own day.

    Raises:
        PostureError: One of them can't be read, or names a checklist that is not loaded.
    """
    before, after = (assessments.read(side.path).assessment for side in (old, new))
    loaded = library.sha256_by_checklist
    changed = tuple(ref.id for ref in before.checklists if ref.sha256 and ref.sha256 != loaded.get(ref.id))
    return Compared(old, new, trend(_visit(library, before, today), _visit(library, after, today)), changed)


def _visit(library: Library, assessment: Assessment, today: date) -> Visit:
    return Visit(library, assessment, own_day(assessment) or today)


def posture_of(side: Side, library: Library, today: date) -> Fraction | None:
    """Posture at a visit, as of its own day; None where there is none."""
    try:
        assessment = assessments.read(side.path).assessment
        readings = evaluate(library, assessment, own_day(assessment) or today).posture
    except PostureError:
        return None
    return readings.point if readings else None
