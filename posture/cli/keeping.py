"""Commands about what is kept of an assessment: its history, whether it is whole, and how to bring a state back."""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from posture.cli.output import narrate, say, say_json
from posture.clock import system_clock
from posture.errors import DamagedFile, ExitCode
from posture.model.control import Answer
from posture.model.text import one_line
from posture.report.wording import UNANSWERED_WORD, answer_word, count, listing, moment
from posture.store import assessments, saving, telling, verifying, volumes
from posture.store.history import Flaw
from posture.store.telling import Change, Revision

_LONGEST: Final = 60
"""Letters of a text that are shown; all of it stands in `--json` and in the file."""

_SHOWN_PROBLEMS: Final = 20

_NOTHING: Final[tuple[object, ...]] = (None, "", [], {})

_TEXTS: Final = ("note", "reason", "by", "at")

# How it reads where something is gone, and where it is there.
_SAID: Final = {
    "flagged": ("flag taken away", "flagged"),
    "evidence": ("evidence taken away", "evidence changed"),
    "accepted": ("the gap is accepted no more", "the gap is accepted"),
}

_HOW: Final = {
    "begun": "the history begins",
    "restored": "revision {of} was brought back",
    "outside": "changed outside posture",
    "interrupted": "a save was cut short; it goes on from revision {of}",
    "damaged": "the file could not be read",
    "mended": "the history before this could not be read",
}


def show(arguments: Namespace) -> int:
    """`posture history`."""
    path = Path(arguments.file)
    if not volumes.is_there(path):
        assessments.read(path)  # says it if there is no such file either
        if arguments.json:
            say_json({"file": str(path), "revisions": [], "flaws": []})
        narrate("No history is kept beside this file; it begins with the next save.")
        return ExitCode.DONE
    told = telling.revisions(volumes.told(path))
    if arguments.json:
        revisions, flaws, clinic = _say_records(path, told)
    else:
        revisions, flaws, clinic = _say_lines(path, told)
    if flaws:
        narrate(f"The history has {count(flaws, 'damaged place')}; posture verify says more.")
    else:
        narrate(f"{clinic}: {count(revisions, 'revision')}. posture restore FILE REVISION brings one back.")
    return ExitCode.DONE


def _say_lines(path: Path, told: Iterable[Revision | Flaw]) -> tuple[int, int, str]:
    """Say each as it is read; how many revisions and flaws there were, and of which clinic."""
    revisions = flaws = 0
    clinic = str(path)
    for one in told:
        if isinstance(one, Revision):
            _say_revision(one)
            revisions, clinic = revisions + 1, one.clinic
        else:
            say(f"      {one}")
            flaws += 1
    return revisions, flaws, clinic


def _say_records(path: Path, told: Iterable[Revision | Flaw]) -> tuple[int, int, str]:
    """The same as one JSON document."""
    revisions: list[dict[str, object]] = []
    flaws: list[dict[str, object]] = []
    clinic = str(path)
    for one in told:
        if isinstance(one, Revision):
            revisions.append(_record(one))
            clinic = one.clinic
        else:
            flaws.append({"file": str(one.file), "line": one.line, "why": one.why})
    say_json({"file": str(path), "revisions": revisions, "flaws": flaws})
    return len(revisions), len(flaws), clinic


def _say_revision(one: Revision) -> None:
    how = _HOW.get(one.kind, "").format(of=one.of)
    if one.kind == "outside" and one.of is not None:
        how = f"changed outside posture: the file of revision {one.of} was put back"
    if one.kind == "begun" and one.n > 1:
        how = "the history goes on in a new file, because the one before was full"
    if one.kind == "begun" and one.answers:
        how += f" with {count(one.answers, 'answer')}"
    changes = one.changes or ()
    if one.changes is None and not how:
        how = "what changed is hidden by the damage before"
    head = (f"{one.n:>5}", moment(one.at))
    said = [_words(change) for change in changes]
    if how or not said:
        said.insert(0, how or "nothing but the layout of the file")
    for number, words in enumerate(said):
        say("  ".join((*(head if not number else (" " * len(part) for part in head)), words)))


def _words(change: Change) -> str:
    """A change in one line: what, of which control, from what to what, by whom."""
    gone = change.after in _NOTHING
    if change.what == "answer":
        said = f"{_answer(change.before)} -> {_answer(change.after)}"
    elif change.what in _SAID:
        said = _SAID[change.what][0 if gone else 1]
    elif change.what in _TEXTS:
        said = f"{change.what} {'taken away' if gone else _short(change.after)}"
    else:
        name = f"{change.what} {change.id}".strip()
        return f"{name}: {_short(change.before)} -> {_short(change.after)}"
    return f"{change.id}: {said}" + (f" ({_cut(change.by)})" if change.by else "")


def _answer(word: object) -> str:
    known = {one.value: one for one in Answer}
    if isinstance(word, str) and word in known:
        return answer_word(known[word])
    return UNANSWERED_WORD if word is None else _short(word)


def _short(value: object) -> str:
    """A value on one line: `“a note”`, `yes`, `status doing, owner Ana`, `none`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in _NOTHING:
        return "none"
    if isinstance(value, dict):
        return _cut(", ".join(f"{key} {_short(entry)}" for key, entry in value.items()))
    if isinstance(value, list):
        return _cut(", ".join(_short(entry) for entry in value))
    return f"“{_cut(value)}”" if isinstance(value, str) and " " in value else _cut(str(value))


def _cut(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _record(one: Revision) -> dict[str, object]:
    changes = None if one.changes is None else [_change_record(change) for change in one.changes]
    return {
        "revision": one.n,
        "at": one.at.isoformat(),
        "kind": one.kind,
        "of": one.of,
        "answers": one.answers,
        "changes": changes,
        "seal": one.seal,
    }


def _change_record(change: Change) -> dict[str, object]:
    return {name: getattr(change, name) for name in Change.__dataclass_fields__}


def verify(arguments: Namespace) -> int:
    """`posture verify`."""
    path = Path(arguments.file)
    try:
        found = verifying.verify(path)
    except DamagedFile:
        if volumes.is_there(path):
            narrate("Its history is kept: posture history lists what posture restore can bring back.")
        raise
    for problem in found.problems[:_SHOWN_PROBLEMS]:
        say(problem)
    if len(found.problems) > _SHOWN_PROBLEMS:
        say(f"… and {len(found.problems) - _SHOWN_PROBLEMS} more")
    for change in found.changes:
        say(f"  {_words(change)}")
    if arguments.seal is not None and not _say_seal(path, arguments.seal):
        return ExitCode.NO
    if found.problems or found.last is None or found.began is None:
        return ExitCode.NO
    kept = count(found.revisions, "revision")
    say(f"{found.clinic}: whole and unchanged since it was saved last, {moment(found.last.at)}")
    say(f"{kept} since {moment(found.began.at)}, up to number {found.last.n} with the seal {found.last.seal}")
    if found.outside:
        say(f"Made outside posture: {listing([f'revision {number}' for number in found.outside])}")
    return ExitCode.DONE


def _say_seal(path: Path, seal: str) -> bool:
    """Say which revision has a seal that was noted earlier, and whether one has it."""
    entry = verifying.entry_sealed(path, seal)
    if entry is None:
        say(f"{path}: no revision of its history has the seal {seal}: it was rewritten, cut, or is another one")
        return False
    say(f"Revision {entry.n}, of {moment(entry.at)}, has the seal that was noted.")
    return True


def restore(arguments: Namespace) -> int:
    """`posture restore`."""
    path = Path(arguments.file)
    saved = saving.restore(path, arguments.revision, system_clock())
    narrate(f"{saved.assessment.clinic}: as it was after revision {arguments.revision}. Later ones are still kept.")
    say(str(path))
    return ExitCode.DONE
