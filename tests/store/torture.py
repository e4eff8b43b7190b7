"""What the tests of the store do for a few seconds, for minutes: run by `make torture`, which prints the figures.

    torture.py [SCALE]     1 takes some five minutes on two cores

Ends with 1 if anything was lost, or if a control was not caught: then the figures beside it are worth nothing.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from posture.errors import PostureError
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.store import history, saving
from posture.store.assessments import read, write
from posture.store.verifying import verify
from tests.store.machine import Keeping

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None

Result = tuple[bool, str]
"""Whether it holds, and the figures."""


@contextmanager
def folder(where: str | None = MEMORY) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=where) as name:
        yield Path(name)


def script(name: str, *words: object) -> dict[str, Any]:
    with folder() as place:
        command = [sys.executable, str(HERE / name), str(place), *map(str, words)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def kills(scale: float) -> Result:
    found = script("kill_loop.py", "kept", int(1_000 * scale))
    bad = sum(found[name] for name in ("torn", "lost", "untold", "unhealed"))
    return not bad, f"{int(1_000 * scale)} kills -9 during saves with a history: {found}"


def kills_control(scale: float) -> Result:
    found = script("kill_loop.py", "backwards", int(100 * scale) + 20)
    return found["untold"] > 0, f"control, the file before its history: {found['untold']} untold states"


def two_writers(scale: float) -> Result:
    found = [script("two_writers.py", how, int(2_000 * scale)) for how in ("again", "join")]
    lost = sum(one["lost"] + len(one["problems"]) for one in found)
    met = [one["met"] for one in found]
    return not lost and all(met), f"2 programs, {int(4_000 * scale)} saves each way: {lost} lost, met {met} times"


def two_writers_control(scale: float) -> Result:
    found = script("two_writers.py", "unlocked", int(500 * scale) + 50)
    return found["lost"] > 0, f"control, without a lock: {found['lost']} answers lost"


def tampering(scale: float) -> Result:
    lots, missed, tried = random.Random(23), 0, int(10_000 * scale)
    with folder() as place:
        path = place / "a.toml"
        base = saving.save(path, _assessment(3), None, NOW)
        for number in range(6):
            base = saving.save(path, base.assessment.with_response(f"c-{number}", _response(number)), base, NOW)
        files = {one: one.read_bytes() for one in place.iterdir()}
        for _ in range(tried):
            target = lots.choice(sorted(files))
            target.write_bytes(_tampered(files[target], lots))
            missed += not _is_found(path)
            target.write_bytes(files[target])
        whole = not _is_found(path)
    return whole and not missed, f"{tried} bytes, lines and ends changed in file or history: {missed} not found"


def _tampered(data: bytes, lots: random.Random) -> bytes:
    place, how = lots.randrange(len(data)), lots.randrange(4)
    if how == 0:
        return data[:place] + bytes([(data[place] + lots.randrange(1, 256)) % 256]) + data[place + 1 :]
    if how == 1:
        return data[:place] + data[place + 1 :] if place < len(data) - 1 else data[:-2]
    if how == 2:
        return data[:place] + lots.randbytes(1) + data[place:]
    return data[: min(place, len(data) - 2)]  # a last end of line that is missing takes nothing away, and is no flaw


def _is_found(path: Path) -> bool:
    try:
        return bool(verify(path).problems)
    except PostureError:
        return True


def machine(scale: float) -> Result:
    examples = max(1, int(60 * scale))
    run_state_machine_as_test(
        Keeping,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            database=None,
        ),
    )
    return True, f"{examples} lives of 30 steps: answers, editors, crashes, full disks, states brought back"


SAVE = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from posture.errors import PostureError
from posture.model.assessment import Response
from posture.store import saving
from posture.store.assessments import read
base = read(Path(sys.argv[1]))
changed = base.assessment.with_response("new", Response(note="injected"))
try:
    saving.save(base.path, changed, base, datetime(2026, 11, 23, tzinfo=UTC))
except PostureError as error:
    sys.exit(3)
"""


def injected(scale: float) -> Result:
    """A real system that refuses or kills at each call of a save in its turn; the calls are counted in a first run."""
    strace = shutil.which("strace")
    if strace is None:
        return True, "strace is not installed: no call was made to fail by the system itself"
    bad = refused = 0
    faults = ("error=ENOSPC", "error=EIO", "signal=SIGKILL")
    with folder() as place:
        calls = _calls(strace, place)
        trials = [(call, when, fault) for call, when in calls for fault in faults]
        for number, (call, when, fault) in enumerate(random.Random(7).sample(trials, int(len(trials) * min(1, scale)))):
            path, before = _begun(place / str(number))
            inject = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={when}"]
            command = [strace, "-qq", "-o", "/dev/null", *inject, sys.executable, "-c", SAVE, str(path)]
            code = subprocess.run(command, capture_output=True, check=False).returncode
            after = read(path)
            refused += code != 0
            lost = code == 0 and after.assessment == before
            torn = after.assessment.with_response("new", Response()) != before
            saving.save(path, after.assessment.with_response("next", _response(1)), after, NOW)
            bad += lost or torn or bool(verify(path).problems)
    tried = f"{number + 1} of {len(trials)} calls refused or killed by the system"
    return not bad and refused > 0, f"{tried}: {refused} saves were told or died, {bad} bad"


def _begun(folder: Path) -> tuple[Path, Assessment]:
    folder.mkdir()
    assessment = _assessment(3)
    saving.save(folder / "a.toml", assessment, None, NOW)
    return folder / "a.toml", assessment


def _calls(strace: str, place: Path) -> list[tuple[str, int]]:
    """The calls of a save to the system from the lock on, each with its number among those of its name."""
    path, _ = _begun(place / "counted")
    out = place / "trace"
    names = ("openat", "read", "write", "fsync", "rename", "unlink", "close", "flock")
    command = [strace, "-qq", "-o", str(out), "-e", f"trace={','.join(names)}", sys.executable, "-c", SAVE, str(path)]
    subprocess.run(command, capture_output=True, check=True)
    seen: dict[str, int] = {}
    found: list[tuple[str, int]] = []
    begun = ended = False
    for line in out.read_text(encoding="utf-8").splitlines():
        name = line.split("(")[0]
        seen[name] = seen.get(name, 0) + 1
        begun = begun or ".a.lock" in line
        if begun and not ended and name in names:
            found.append((name, seen[name]))
        ended = ended or (name == "unlink" and ".a.lock" in line)
    return found


def speed(scale: float) -> Result:
    lines, worst = [], 0.0
    for answers in (60, 250, 1_000):
        with folder(str(Path.cwd())) as place:
            assessment = _assessment(answers)
            plain = write(place / "plain.toml", assessment, None)
            base = saving.save(place / "kept.toml", assessment, None, NOW)
            times: tuple[list[float], list[float]] = ([], [])
            for number in range(int(60 * scale) + 20):
                assessment = assessment.with_response(f"c-{number % answers}", _response(number))
                begun = time.perf_counter()
                plain = write(place / "plain.toml", assessment, plain)
                between = time.perf_counter()
                base = saving.save(place / "kept.toml", assessment, base, NOW)
                times[0].append(between - begun)
                times[1].append(time.perf_counter() - between)
        without, kept = (1_000 * statistics.median(one) for one in times)
        worst = max(worst, kept / without)
        lines.append(f"{answers} answers {without:.1f} -> {kept:.1f} ms ({kept / without:.2f}x)")
    return worst < 2, "a save without and with its history: " + ", ".join(lines)


def packing(scale: float) -> Result:
    with folder() as place:
        path = place / "a.toml"
        base = saving.save(path, _assessment(250), None, NOW)
        saves = int(4_000 * scale)
        for number in range(saves):
            base = saving.save(
                path, base.assessment.with_response(f"c-{number % 250}", _response(saves + number)), base, NOW
            )
        size = path.with_suffix(".history").stat().st_size
        begun = time.perf_counter()
        whole = not verify(path).problems
        took = time.perf_counter() - begun
        count = sum(1 for found in history.walk(history.read(path) or b"") if isinstance(found, history.Step))
    return (
        whole and count == saves + 1,
        f"{count} revisions of 250 answers in {size // 1024} KiB, verified in {took:.1f} s",
    )


def _assessment(answers: int) -> Assessment:
    responses = {f"c-{number}": _response(number) for number in range(answers)}
    return Assessment(schema_version=1, id=f"{7:032}", clinic="Riverside", checklists=(), responses=responses)


def _response(number: int) -> Response:
    return Response(answer=list(Answer)[number % 5], note=f"Seen on screen {number}.", by="Ana", at=NOW)


ALL: tuple[Callable[[float], Result], ...] = (
    *(kills, kills_control, two_writers, two_writers_control, tampering, machine, injected, packing, speed),
)


def main(scale: float) -> int:
    failed = 0
    for one in ALL:
        begun = time.perf_counter()
        holds, figures = one(scale)
        failed += not holds
        mark = "ok  " if holds else "FAIL"
        sys.stdout.write(f"{mark} {time.perf_counter() - begun:6.1f} s  {figures}\n")
        sys.stdout.flush()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
