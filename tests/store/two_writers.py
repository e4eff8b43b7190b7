"""Two programs that save one assessment again and again, each its own answers; run by test_two_writers.py.

    two_writers.py FOLDER HOW SAVES    writes JSON: what was answered, what is in the file, who met whom

How: `again` makes a change anew on what the other saved; `join` goes on with what it has and takes in what the other
did; `unlocked` is the control, which compares and replaces without a lock, and must be caught losing answers.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from posture.assess.merge import merged
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.store import saving
from posture.store.assessments import ChangedElsewhere, read, write
from posture.store.verifying import verify

NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


def answered(assessment: Assessment, name: str) -> Assessment:
    return assessment.with_response(name, Response(answer=Answer.PARTLY, note="Seen on screen."))


def again(path: Path, names: list[str]) -> int:
    met = 0
    for name in names:
        while True:
            base = read(path)
            try:
                saving.save(path, answered(base.assessment, name), base, NOW)
                break
            except ChangedElsewhere:
                met += 1
    return met


def join(path: Path, names: list[str]) -> int:
    met, base = 0, read(path)
    for name in names:
        ours = answered(base.assessment, name)
        while True:
            try:
                base = saving.save(path, ours, base, NOW)
                break
            except ChangedElsewhere:
                met += 1
                theirs = read(path)
                joined = merged(base.assessment, ours, theirs.assessment)
                assert not joined.conflicts
                ours, base = joined.assessment, theirs
    return met


def unlocked(path: Path, names: list[str]) -> int:
    met = 0
    for name in names:
        while True:
            base = read(path)
            try:
                write(path, answered(base.assessment, name), base.sha256)
                break
            except ChangedElsewhere:
                met += 1
    return met


WRITERS: dict[str, Callable[[Path, list[str]], int]] = {"again": again, "join": join, "unlocked": unlocked}


def main(folder: Path, how: str, saves: int) -> dict[str, object]:
    path = folder / "a.toml"
    empty = Assessment(schema_version=1, id="0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11", clinic="Riverside", checklists=())
    saving.save(path, empty, None, NOW)
    reader, pipe = os.pipe()
    children = []
    for writer in ("one", "two"):
        child = os.fork()
        if child == 0:
            met = WRITERS[how](path, [f"{writer}-{number}" for number in range(saves)])
            os.write(pipe, b"%d " % met)
            os._exit(0)
        children.append(child)
    os.close(pipe)
    failed = [os.waitpid(child, 0)[1] for child in children]
    with os.fdopen(reader, "rb") as told:
        met = sum(int(word) for word in told.read().split())
    there = set(read(path).assessment.responses)
    wanted = {f"{writer}-{number}" for writer in ("one", "two") for number in range(saves)}
    problems = [] if how == "unlocked" else list(verify(path).problems)
    left = sorted(entry.name for entry in folder.iterdir())
    return {"failed": any(failed), "lost": len(wanted - there), "met": met, "problems": problems, "left": left}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
