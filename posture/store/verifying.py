"""Is a saved assessment whole and unchanged? Each line of its history is checked, and the file against the last one."""

from dataclasses import dataclass
from pathlib import Path

from posture.store import assessments, history, volumes
from posture.store.changes import State, UnfitChange, as_assessment, whole
from posture.store.history import Ending, Step
from posture.store.journal import history_path
from posture.store.lines import Entry
from posture.store.telling import Change, differences


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    Attributes:
        clinic: Whose assessment it is.
        last: The last revision that can be read; None without a history.
        began: The first one.
        revisions: How many there are, and `outside` the numbers of those that were made outside posture.
        problems: What is not as it was saved, the first bad place first; none if all is whole and unchanged.
        changes: What the file says otherwise than the last revision.
    """

    clinic: str
    last: Entry | None = None
    began: Entry | None = None
    revisions: int = 0
    outside: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def verify(path: Path) -> Verdict:
    """Check an assessment and its history.

    Raises:
        DamagedFile: The file is not an assessment.
        StoreRefused: There is no such file, it or its history can't be read, or a newer posture wrote it.
    """
    saved = assessments.read(path)
    clinic = saved.assessment.clinic
    if not volumes.is_there(path):
        missing = f"{history_path(path)}: there is no history to compare with; it begins with the next save"
        return Verdict(clinic, problems=(missing,))
    known = history.ended(volumes.told(path))
    name = history_path(path)
    problems = [str(flaw) for flaw in known.flaws]
    if known.last is None:
        return Verdict(clinic, problems=(*problems, f"{name}: there is no revision in it"))
    told = _told(known)
    changes = () if told is None else tuple(differences(told, whole(saved.assessment)))
    if known.last.entry.of != saved.assessment.id:
        problems.append(f"{name}: it is the history of another assessment")
    elif known.last.entry.file != saved.sha256:
        problems.append(f"{path}: {_how_it_differs(known, saved.sha256, changes)}")
    elif changes:
        problems.append(f"{name}: revision {known.last.entry.n} does not tell what is in the file")
    return Verdict(clinic, known.last.entry, known.began, known.count, known.outside, tuple(problems), changes)


def last_entry(path: Path) -> Entry | None:
    """The last revision of an assessment's history that can be read; None without one.

    Raises:
        StoreRefused: Its history can't be read.
    """
    last = history.ended(volumes.told(path)).last if volumes.is_there(path) else None
    return None if last is None else last.entry


def entry_sealed(path: Path, seal: str) -> Entry | None:
    """The revision of an assessment's history whose seal begins so; None if none does, or more than one.

    Raises:
        StoreRefused: Its history can't be read.
    """
    steps = (found for found in volumes.told(path) if isinstance(found, Step))
    fitting = [step.entry for step in steps if step.entry.seal.startswith(seal)]
    return fitting[0] if len(fitting) == 1 else None


def _told(known: Ending) -> State | None:
    """The last state of a history as today's format has it; None if nobody knows it."""
    if known.last is None or known.last.after is None:
        return None
    try:
        return whole(as_assessment(known.last.after))
    except UnfitChange:
        return None


def _how_it_differs(known: Ending, sha256: str, changes: tuple[Change, ...]) -> str:
    last = known.steps[0].entry.n
    if len(known.steps) > 1 and known.steps[1].entry.file == sha256:
        before = known.steps[1].entry.n
        return f"it is as after revision {before}: saving revision {last} was cut short, or an older copy was put back"
    if sha256 in known.files:
        return f"it is as after revision {known.files[sha256]}, not as after the last one, {last}: an older copy"
    if known.steps[0].after is None or changes:
        return f"it was changed outside posture after revision {last}"
    return f"it was written anew outside posture after revision {last}; all that it says is the same"
