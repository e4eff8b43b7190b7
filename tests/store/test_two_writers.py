"""Two programs on one assessment: nothing that either was told is saved gets lost, and nobody is locked out."""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from posture.errors import ExitCode, StoreRefused
from posture.model.assessment import Assessment, Response
from posture.store import lock, saving
from posture.store.assessments import ChangedElsewhere, read
from posture.store.lock import lock_path, locked

WRITERS = Path(__file__).parent / "two_writers.py"
NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork and kill")


@pytest.fixture
def folder(memory: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def two(folder: Path, how: str, saves: int) -> dict[str, Any]:
    command = [sys.executable, str(WRITERS), str(folder), how, str(saves)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-800:]
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@needs_fork
def test_the_control_without_a_lock_is_caught_losing_answers(folder: Path) -> None:
    # Were it not, the test below would be blind.
    found = two(folder, "unlocked", 60)
    assert found["lost"] >= 1


@needs_fork
@pytest.mark.parametrize("how", ["again", "join"])
def test_of_two_programs_that_save_at_once_neither_loses_an_answer(how: str, folder: Path) -> None:
    found = two(folder, how, 60)
    assert not found["failed"]
    assert found["met"] >= 1  # they did get in each other's way
    assert found["lost"] == 0
    assert found["problems"] == []
    assert found["left"] == ["a.history", "a.toml"]


@needs_fork
def test_a_program_killed_while_it_holds_the_lock_locks_nobody_out(tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "a.toml"
    base = saving.save(path, assessment, None, NOW)
    reader, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        with locked(path):
            os.write(pipe, b"held")
            signal.pause()
    assert os.read(reader, 4) == b"held"
    with pytest.raises(StoreRefused), locked(path, patience=0):
        pass  # it is held indeed
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert lock_path(path).exists()  # the dead one has left its file
    with locked(path, patience=0):
        pass
    saving.save(path, assessment.with_response("a", Response(note="x")), base, NOW)
    assert not lock_path(path).exists()


def test_a_program_that_holds_the_lock_for_long_is_named_and_nothing_is_written(
    tmp_path: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"
    base = saving.save(path, assessment, None, NOW)
    before = {entry.name: entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()}
    clock = iter(range(1_000))
    monkeypatch.setattr(locked.__wrapped__, "__kwdefaults__", {  # type: ignore[attr-defined]  # as contextmanager has it
        "patience": 10.0, "pause": lambda _: None, "now": lambda: float(next(clock)),
    })  # fmt: skip
    with lock_path(path).open("wb") as held:
        lock._take(held.fileno())
        with pytest.raises(StoreRefused) as caught:
            saving.save(path, assessment.with_response("a", Response(note="x")), base, NOW)
    assert caught.value.title == "Another program is busy saving this file"
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.REFUSED
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir() if entry.name in before} == before


@pytest.mark.skipif(sys.platform == "win32", reason="takes locks another way")
@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS], ids=errno.errorcode.get)
def test_a_disk_that_knows_no_locks_is_good_enough(
    code: int, tmp_path: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"

    def refusing(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(lock, "_take", refusing)
    base = saving.save(path, assessment, None, NOW)
    changed = assessment.with_response("a", Response(note="x"))
    saving.save(path, changed, base, NOW)
    assert read(path).assessment == changed
    with pytest.raises(ChangedElsewhere):
        saving.save(path, assessment, base, NOW)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes and links")
@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_nothing_in_the_place_of_the_lock_is_followed_waited_for_or_in_the_way(
    kind: str, tmp_path: Path, assessment: Assessment
) -> None:
    path, victim = tmp_path / "a.toml", tmp_path / "victim"
    victim.write_bytes(b"mine")
    if kind == "link":
        lock_path(path).symlink_to(victim)
    elif kind == "fifo":
        os.mkfifo(lock_path(path))
    else:
        lock_path(path).mkdir()
    saving.save(path, assessment, None, NOW)
    assert read(path).assessment == assessment
    assert victim.read_bytes() == b"mine"
