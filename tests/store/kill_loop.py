"""A writer that is killed over and over, in a process without threads of its own; run by test_kill.py.

    kill_loop.py FOLDER WRITER KILLS    writes JSON: what was found in the file after each kill

Writers: `store` saves one file again and again; `new` makes file after file; `naive` is the control, which opens,
truncates and writes, and must be caught tearing; `steps` is killed before each of its calls to the system in turn.

With a history: `kept` saves one file again and again; `backwards` is the control, which writes the file before its
history and must be caught with a file that the history does not tell of; `kept steps` is killed before each call.
"""

import json
import os
import random
import signal
import sys
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import tomli_w

from posture.errors import PostureError
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.store import history, journal, lines, saving
from posture.store.assessments import dumps, read, write
from posture.store.changes import whole
from posture.store.verifying import verify

Writer = Callable[[Path, int, int], None]
"""Goes on from a revision in a file, and says each revision that is safe on a pipe."""


def sample(revision: int, answers: int = 5) -> Assessment:
    """A few answers; the assessor's name tells the revision."""
    return Assessment(
        schema_version=1,
        id="0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11",
        clinic="Riverside",
        assessor=str(revision),
        checklists=(),
        responses={
            f"control-{number}": Response(answer=Answer.PARTLY, note="Seen on screen.") for number in range(answers)
        },
    )


def acknowledge(pipe: int, revision: int) -> None:
    os.write(pipe, b"%d\n" % revision)


def store(path: Path, pipe: int, revision: int) -> None:
    sha256 = read(path).sha256
    acknowledge(pipe, revision)
    while True:
        revision += 1
        sha256 = write(path, sample(revision), sha256)
        acknowledge(pipe, revision)


def new(path: Path, pipe: int, revision: int) -> None:
    acknowledge(pipe, revision)
    while True:
        revision += 1
        write(path.with_name(f"{revision}.toml"), sample(revision), None)
        acknowledge(pipe, revision)


def naive(path: Path, pipe: int, revision: int) -> None:
    table = tomllib.loads(dumps(sample(0, answers=60)).decode())
    acknowledge(pipe, revision)
    while True:
        revision += 1
        with path.open("wb") as file:
            tomli_w.dump({**table, "assessor": str(revision)}, file)
        acknowledge(pipe, revision)


NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


def kept(path: Path, pipe: int, revision: int) -> None:
    base = read(path)
    acknowledge(pipe, revision)
    while True:
        revision += 1
        base = saving.save(path, sample(revision), base, NOW)
        acknowledge(pipe, revision)


def backwards(path: Path, pipe: int, revision: int) -> None:
    sha256 = read(path).sha256
    acknowledge(pipe, revision)
    while True:
        revision += 1
        sha256 = write(path, sample(revision), sha256)
        with journal.opened(journal.history_path(path)) as book:
            last = book.last
            n, was = (last.n, last.seal) if last else (0, "")
            of = sample(0).id
            book.add(lines.entry_line(n + 1, was, of, NOW, "changed", file=sha256, state=whole(sample(revision))))
        acknowledge(pipe, revision)


def run(write_on: Writer, path: Path, revision: int, lots: random.Random | None = None) -> int:
    """Fork a writer, kill it somewhere in its second or third save, return the last revision that it acknowledged."""
    reader, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        write_on(path, pipe, revision)
        os._exit(0)
    os.close(pipe)
    with os.fdopen(reader, "rb", buffering=0) as acknowledged:
        said = acknowledged.read(64) or b""
        if lots is not None:
            begun = time.perf_counter()
            said += acknowledged.read(64) or b""
            time.sleep(lots.uniform(0, 2) * (time.perf_counter() - begun))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said += acknowledged.read()
    return int(said.split()[-1]) if said else 0


def revision_of(path: Path) -> int:
    """The revision in a file; -1 if it is torn."""
    try:
        return int(read(path).assessment.assessor)
    except PostureError:
        return -1


def killed_before(step: int, with_history: bool) -> Writer:
    """One save that is killed before its nth call to the system, and acknowledged after it."""

    def write_on(path: Path, pipe: int, revision: int) -> None:
        left = [step]

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def before(*words: object, **more: object) -> object:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*words, **more)

            return before

        fresh = not path.exists()
        base = None if fresh else read(path)
        acknowledged = os.write
        for name in ("open", "write", "fsync", "close", "replace", "link", "unlink", "ftruncate", "rename"):
            setattr(os, name, counted(getattr(os, name)))
        if with_history:
            saving.save(path, sample(revision + 1), base, NOW)
        else:
            write(path, sample(revision + 1), base.sha256 if base else None)
        acknowledged(pipe, b"%d\n" % (revision + 1))

    return write_on


def steps(folder: Path, fresh: bool) -> dict[str, object]:
    """What the file holds after a kill before step 0, 1, 2, … of one save, until the save gets through."""
    found: list[int] = []
    for step in range(100):
        path = folder / f"{step}-{fresh}.toml"
        if not fresh:
            path.write_bytes(dumps(sample(1)))
        last = run(killed_before(step, with_history=False), path, 1)
        found.append(revision_of(path) if path.exists() else 0)
        if last:
            break
    return {"found": found, "acknowledged": last, "temporaries": len(list(folder.glob(".posture-*.tmp")))}


def loop(writer: str, folder: Path, kills: int) -> dict[str, object]:
    """What the file holds after each kill; of the writer `new`, each of its files."""
    lots = random.Random(7)
    path = folder / "0.toml"
    path.write_bytes(dumps(sample(0)))
    revision = torn = lost = saves = most = 0
    for _ in range(kills):
        last = run(WRITERS[writer], path, revision, lots)
        found = {file: revision_of(file) for file in folder.glob("[0-9]*.toml")}
        torn += min(found.values()) < 0
        lost += writer != "naive" and max(found.values()) < last
        saves += last - revision
        left = list(folder.glob(".posture-*.tmp"))
        most = max(most, len(left))
        revision = max(revision, last, *found.values())
        for file in [*left, *(file for file, number in found.items() if writer == "new" and number != revision)]:
            file.unlink()
        if writer == "naive":
            path.write_bytes(dumps(sample(revision)))
    return {"torn": torn, "lost": lost, "saves": saves, "temporaries": most}


def untold(path: Path) -> bool:
    """Whether the file is in a state that its history does not tell of, or a line of that is not as it was written."""
    known = history.ending(history.read(path) or b"")
    cut_short = [flaw for flaw in known.flaws if "was cut short" not in flaw.why]
    return read(path).sha256 not in known.files or bool(cut_short)


def healed(path: Path, revision: int) -> bool:
    """Whether the next save leaves everything whole, and the history still gives back what it gave before."""
    before = {step.entry.n: step.after for step in _steps(path) if step.after is not None}
    saving.save(path, sample(revision), read(path), NOW)
    after = {step.entry.n: step.after for step in _steps(path)}
    return not verify(path).problems and all(after[n] == state for n, state in before.items())


def _steps(path: Path) -> list[history.Step]:
    return [found for found in history.walk(history.read(path) or b"") if isinstance(found, history.Step)]


def kept_loop(writer: str, folder: Path, kills: int) -> dict[str, object]:
    """After each kill: is the file whole and told of, is what was acknowledged there, does the next save heal it?"""
    lots = random.Random(7)
    path = folder / "0.toml"
    base = saving.save(path, sample(0), None, NOW)
    saving.save(path, sample(0, answers=6), base, NOW)
    found = {"untold": 0, "torn": 0, "lost": 0, "unhealed": 0, "saves": 0, "interrupted": 0, "locks": 0}
    revision = 0
    for _ in range(kills):
        last = run(WRITERS[writer], path, revision, lots)
        there = revision_of(path)
        found["torn"] += there < 0
        found["lost"] += there < last
        found["untold"] += untold(path)
        found["saves"] += last - revision
        found["locks"] += (folder / ".0.lock").exists()
        revision = max(revision, last, there) + 1
        found["unhealed"] += not healed(path, revision)
    found["interrupted"] = sum(step.entry.kind == "interrupted" for step in _steps(path))
    return {**found, "temporaries": len(list(folder.glob(".posture-*.tmp")))}


def kept_steps(folder: Path) -> dict[str, object]:
    """A save with its history, killed before step 0, 1, 2, … until it gets through."""
    found: list[int] = []
    untold_ones = unhealed = 0
    for step in range(100):
        path = folder / f"{step}.toml"
        saving.save(path, sample(0), None, NOW)
        saving.save(path, sample(1), read(path), NOW)
        last = run(killed_before(step, with_history=True), path, 1)
        found.append(revision_of(path))
        untold_ones += untold(path)
        unhealed += not healed(path, 3)
        if last:
            break
    return {"found": found, "acknowledged": last, "untold": untold_ones, "unhealed": unhealed}


WRITERS: dict[str, Writer] = {"store": store, "new": new, "naive": naive, "kept": kept, "backwards": backwards}

if __name__ == "__main__":
    where, how, many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if how == "kept steps":
        result = kept_steps(where)
    elif how == "steps":
        result = steps(where, fresh=bool(many))
    else:
        result = (kept_loop if how in ("kept", "backwards") else loop)(how, where, many)
    sys.stdout.write(json.dumps(result))
