"""The clinics of a workspace: what the home screen shows. Reads; changes nothing.

In steps, because there may be a thousand: which clinics there are costs a look into each folder; their names, the
first lines of a file; their numbers, a whole reading and judgement each. `Backlog` says what to judge next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

from posture.assess.carried import reconfirmable
from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.scoring import Readings
from posture.assess.trend import Kind, own_day, trend
from posture.assess.trend import Visit as Side
from posture.errors import PostureError
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.store import assessments, workspace
from posture.store.heads import head_or_whole
from posture.store.paths import Places

SHOWN_VISITS: Final = 12
"""Visits of one clinic, from the newest, that are judged for the home screen."""

COUNTED: Final[tuple[Kind, ...]] = ("fixed", "improved", "regressed", "new", "gone")
"""Kinds of change that are counted from visit to visit."""


@dataclass(frozen=True, slots=True)
class Due:
    """An action that is not done, and its day."""

    title: str
    day: date
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One assessment of a clinic; `problem` says why where it can't be judged.

    Attributes:
        started: The day that its file is named after, or that it says itself.
        judged: Whether the rest is known; an earlier visit is judged as of its own day, the newest as of today.
        grade: The letter; empty while it is withheld.
        answered: Share of the applicable controls that have an answer, in per cent.
        left: How many of them have none.
        to_confirm: How many answers are old, or have lost their proof.
        due: Actions that are not done and have a day, the earliest first.
        stamp: Time and size of its file when it was listed.
        changes: How many controls were fixed and so on since the visit before; None where that is not known.
    """

    path: Path
    started: date | None
    judged: bool = False
    readings: Readings | None = None
    grade: str = ""
    answered: Fraction | None = None
    left: int = 0
    to_confirm: int = 0
    due: tuple[Due, ...] = ()
    stamp: tuple[int, int] = (0, 0)
    changes: Mapping[Kind, int] | None = None
    problem: str = ""

    @property
    def key(self) -> str:
        """What stands for it in a list."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Practice:
    """A clinic with its visits, the newest first.

    Attributes:
        name: Its folder's name until its own is read.
    """

    folder: Path
    name: str
    visits: tuple[Visit, ...]

    @property
    def key(self) -> str:
        """What stands for it in a list."""
        return str(self.folder)

    @property
    def newest(self) -> Visit:
        """The newest visit."""
        return self.visits[0]

    @property
    def is_known(self) -> bool:
        """Whether the newest visit is judged, and the one before it if there is one."""
        return all(visit.judged for visit in self.visits[:2])


def listed(places: Places) -> list[Practice]:
    """The clinics of a workspace, the one visited last first. No file is opened."""
    found = []
    for folder in workspace.clinic_folders(places):
        visits = tuple(Visit(path, _day_of(path), stamp=_stamp(path)) for path in workspace.assessment_paths(folder))
        if visits:
            found.append(Practice(folder, folder.name, visits))
    return sorted(found, key=lambda practice: practice.newest.started or date.min, reverse=True)


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem[:10])
    except ValueError:
        return None


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def unchanged(fresh: Practice, known: Practice | None) -> bool:
    """Whether what is known of a clinic still stands: the same files, none of them written since."""
    files = [(visit.path, visit.stamp) for visit in fresh.visits]
    return known is not None and files == [(visit.path, visit.stamp) for visit in known.visits]


def named(practice: Practice) -> Practice:
    """A clinic with the name that its newest readable assessment gives it."""
    for visit in practice.visits:
        found = head_or_whole(visit.path)
        if found is not None:
            newest = replace(practice.newest, started=practice.newest.started or found.started)
            return replace(practice, name=found.clinic, visits=(newest, *practice.visits[1:]))
    return practice


def judged(practice: Practice, library: Library, today: date) -> Practice:
    """A clinic with its newest visit judged as of today; one that can't be read says why."""
    newest = practice.newest
    try:
        assessment = assessments.read(newest.path).assessment
        visit = _judged(newest, assessment, library, evaluate(library, assessment, today))
    except PostureError as error:
        visit = replace(newest, judged=True, problem=error.title)
    changes = newest.changes if newest.judged else None
    return replace(practice, visits=(replace(visit, changes=changes), *practice.visits[1:]))


def _judged(visit: Visit, assessment: Assessment, library: Library, evaluation: Evaluation) -> Visit:
    items = [score.item for score in evaluation.controls]
    return replace(
        visit,
        started=visit.started or assessment.started,
        judged=True,
        readings=evaluation.posture,
        grade="" if evaluation.provisional else evaluation.grade or "",
        answered=Fraction(100 * evaluation.answers, evaluation.applicable) if evaluation.applicable else None,
        left=evaluation.applicable - evaluation.answers,
        to_confirm=len(reconfirmable(items, assessment, evaluation.as_of)),
        due=_due(assessment, library),
        problem="",
    )


def _due(assessment: Assessment, library: Library) -> tuple[Due, ...]:
    known = {action.id: action.title for action in assessment.own} | {
        name: action.title for name, action in library.action_by_id.items()
    }
    found = [
        Due(known.get(name, name), state.due, state.owner)
        for name, state in assessment.actions.items()
        if state.due is not None and state.status in ("open", "doing")
    ]
    return tuple(sorted(found, key=lambda due: (due.day, due.title)))


def with_past(practice: Practice, library: Library, today: date) -> Practice:
    """A clinic with its earlier visits judged as well, each as of its own day, and with what changed at each."""
    visits = list(practice.visits)
    read: dict[int, Assessment] = {}
    for index in range(min(SHOWN_VISITS, len(visits))):
        try:
            read[index] = assessments.read(visits[index].path).assessment
        except PostureError as error:
            visits[index] = replace(visits[index], judged=True, problem=error.title)
    known = sorted(read)
    for newer, older in pairwise(known):
        try:
            compared = trend(_side(library, read[older], today), _side(library, read[newer], today))
        except PostureError as error:
            visits[older] = replace(visits[older], judged=True, problem=error.title)
            continue
        counts: dict[Kind, int] = {kind: len(compared.of(kind)) for kind in COUNTED}
        visits[newer] = replace(visits[newer], changes=counts)
        visits[older] = _judged(visits[older], read[older], library, compared.old)
    return replace(practice, visits=tuple(visits))


def _side(library: Library, assessment: Assessment, today: date) -> Side:
    return Side(library, assessment, own_day(assessment) or today)


@dataclass
class Backlog:
    """What is still to be judged: first what is in sight, then the past of it, then everybody's newest visit."""

    newest: dict[str, None] = field(default_factory=dict)
    past: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, practices: Sequence[Practice]) -> "Backlog":
        """All of it."""
        newest = {one.key: None for one in practices if not one.newest.judged}
        past = {one.key: None for one in practices if not all(visit.judged for visit in one.visits[1:2])}
        return cls(newest, past)

    def next(self, near: Sequence[str], here: str | None) -> tuple[str, bool] | None:
        """The clinic to judge next, and whether it is its past; None where all in sight and all newest are judged.

        Args:
            near: The clinics in sight.
            here: The one under the cursor.
        """
        for key in (here, *near):
            if key is not None and self.newest.pop(key, self) is None:
                return key, False
        for key in (here, *near):
            if key is not None and self.past.pop(key, self) is None:
                return key, True
        for key in self.newest:
            del self.newest[key]
            return key, False
        return None
