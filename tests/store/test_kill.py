"""A save survives `kill -9` at any instant, and asks the system for the right things in the right order."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posture.store.atomic import sweep

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork and kill")

LOOP = Path(__file__).parent / "kill_loop.py"


@pytest.fixture
def folder(memory: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def loop(folder: Path, writer: str, kills: int) -> dict[str, Any]:
    command = [sys.executable, str(LOOP), str(folder), writer, str(kills)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-800:]
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_the_control_that_truncates_and_writes_is_caught_tearing(folder: Path) -> None:
    # Were it not, the two tests below would be blind.
    assert loop(folder, "naive", 25)["torn"] >= 5


@pytest.mark.parametrize(("writer", "kills"), [("store", 100), ("new", 50)])
def test_after_a_kill_the_file_is_whole_and_no_acknowledged_answer_is_lost(
    writer: str, kills: int, folder: Path
) -> None:
    found = loop(folder, writer, kills)
    assert found["saves"] >= kills  # it was killed at work
    assert found["torn"] == 0
    assert found["lost"] == 0
    assert found["temporaries"] <= 1


@pytest.mark.parametrize("fresh", [False, True])
def test_a_kill_before_each_call_to_the_system_leaves_the_old_file_or_the_new_one(fresh: bool, folder: Path) -> None:
    found = loop(folder, "steps", int(fresh))
    old = 0 if fresh else 1  # nothing there, or the revision before
    revisions = found["found"]
    assert found["acknowledged"] == 2
    assert revisions == [old] * revisions.count(old) + [2] * revisions.count(2)
    assert revisions.count(old) >= 4  # open, write, fsync and close come before the file is there
    assert revisions.count(2) >= 3  # and after that: open, fsync and close of the folder
    assert 0 < found["temporaries"] <= len(revisions)
    sweep(folder, older_than=-1, now=2**40)
    assert not list(folder.glob(".*"))


def test_the_control_that_writes_the_file_before_its_history_is_caught_with_an_untold_state(folder: Path) -> None:
    assert loop(folder, "backwards", 12)["untold"] >= 1


def test_after_a_kill_the_history_tells_of_the_file_and_the_next_save_heals_both(folder: Path) -> None:
    found = loop(folder, "kept", 25)
    assert found["saves"] >= 25  # it was killed at work
    assert found["locks"] >= 1  # and while it held the lock, which stopped nobody after it
    assert (found["torn"], found["lost"], found["untold"], found["unhealed"]) == (0, 0, 0, 0)


def test_a_kill_before_each_call_of_a_save_with_its_history_leaves_a_state_that_heals(folder: Path) -> None:
    found = loop(folder, "kept steps", 0)
    revisions = found["found"]
    assert found["acknowledged"] == 2
    assert revisions == [1] * revisions.count(1) + [2] * revisions.count(2)
    assert revisions.count(1) >= 8  # the lock, write and fsync of the history, open, write, fsync, close of the file
    assert revisions.count(2) >= 3
    assert (found["untold"], found["unhealed"]) == (0, 0)


SAVE = """
import sys
from pathlib import Path
from posture.store.atomic import write_whole
write_whole(Path(sys.argv[1]), b"first", replace=False)
write_whole(Path(sys.argv[1]), b"second")
sys.stdout.write("acknowledged")
"""
CALLS = "openat,open,write,fsync,fdatasync,rename,renameat,renameat2,link,linkat"


@pytest.fixture
def trace(tmp_path: Path) -> list[str]:
    return traced(SAVE, tmp_path)


def traced(script: str, tmp_path: Path) -> list[str]:
    """A script's calls to the system, as strace tells them, from the first that names the file's folder."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    out, path = tmp_path / "trace", tmp_path / "clinic" / "a.toml"
    path.parent.mkdir()
    command = [strace, "-f", "-e", f"trace={CALLS}", "-o", str(out), sys.executable, "-c", script, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if run.returncode != 0 and "ptrace" in run.stderr:
        pytest.skip(f"strace may not trace here: {run.stderr.strip()[:100]}")
    assert run.returncode == 0, run.stderr[-500:]
    lines = [re.sub(r"^\d+ +", "", line) for line in out.read_text(encoding="utf-8").splitlines()]
    start = next(number for number, line in enumerate(lines) if str(path.parent) in line and line.startswith("open"))
    return [line for line in lines[start:] if "(" in line]


def test_a_save_is_acknowledged_only_after_file_and_folder_are_synced(trace: list[str]) -> None:
    shapes = []
    for line in trace:
        name = line.split("(")[0]
        if name.startswith("open"):
            name = "create" if "O_EXCL" in line else "open folder" if "O_RDONLY" in line else "open"
        shapes.append("acknowledge" if line.startswith("write(1,") else name.replace("linkat", "link"))
    assert shapes == [
        *("create", "write", "fsync", "link", "open folder", "fsync"),
        *("create", "write", "fsync", "rename", "open folder", "fsync"),
        "acknowledge",
    ]


KEPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from posture.model.assessment import Assessment
from posture.store import saving
path, now = Path(sys.argv[1]), datetime(2026, 11, 23, tzinfo=UTC)
empty = Assessment(schema_version=1, id=f"{0:032}", clinic="C", checklists=())
base = saving.save(path, empty, None, now)
sys.stdout.write("begun")
sys.stdout.flush()
saving.save(path, empty.with_facts({"staff": 8}), base, now)
sys.stdout.write("acknowledged")
"""


def test_the_history_is_on_the_disk_before_the_file_and_both_before_the_save_is_acknowledged(tmp_path: Path) -> None:
    lines = traced(KEPT, tmp_path)
    begun = next(number for number, line in enumerate(lines) if line.startswith("write(1,"))
    names: dict[str, str] = {}
    shapes = []
    for line in lines[begun + 1 :]:
        opened = re.match(r'open(?:at)?\(.*"[^"]*/([^"/]+)", .*= (\d+)$', line)
        if opened:
            name = "temporary" if opened[1].startswith(".posture-") else opened[1]
            names[opened[2]] = name
        elif found := re.match(r"(write|fsync)\((\d+)", line):
            shapes.append("acknowledge" if found[2] == "1" else f"{found[1]} {names[found[2]]}")
        elif line.startswith("rename"):
            shapes.append("rename")
    assert shapes == [
        *("write a.history", "fsync a.history"),
        *("write temporary", "fsync temporary", "rename", "fsync clinic"),
        "acknowledge",
    ]


def test_the_temporary_file_is_private_new_and_never_a_link(trace: list[str]) -> None:
    created = [line for line in trace if "O_CREAT" in line]
    assert len(created) == 2
    for line in created:
        assert re.search(r'/clinic/\.posture-[0-9a-f]{16}\.tmp", .*O_EXCL.*, 0600\)', line)
        assert "O_NOFOLLOW" in line
        assert "O_CLOEXEC" in line
    assert len({line.split('"')[1] for line in created}) == 2  # no name can be foreseen


def test_what_is_synced_is_what_was_written(trace: list[str]) -> None:
    descriptors = [re.search(r"= (\d+)$", line) for line in trace if line.startswith("open")]
    opened = [found[1] for found in descriptors if found]
    written = re.findall(r"^write\((\d+), \"(first|second)\"", "\n".join(trace), re.MULTILINE)
    synced = re.findall(r"^fsync\((\d+)\)", "\n".join(trace), re.MULTILINE)
    assert written == [(opened[0], "first"), (opened[2], "second")]
    assert synced == opened
