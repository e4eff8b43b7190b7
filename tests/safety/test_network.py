"""posture uses no network, whatever it is asked to do, and starts no other program.

But for two processes of its own: in one a stranger's templates are rendered, in the other a PDF is set. Both take away
from themselves whatever could reach outside (tests/report/test_own_templates.py, tests/report/test_pdf.py).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from posture.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]

ALONE = ("unshare", "--map-root-user", "--net")
"""A process in a network of its own, in which there is nothing, not even the loopback."""


def watched(tmp_path: Path, *words: str, before: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a process told that carried out everything."""
    result = tmp_path / "result.json"
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.safety.watched", str(work), str(result), *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "POSTURE_HOME": str(work / "workspace"), "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return told


def network_can_be_taken_away() -> bool:
    if not shutil.which(ALONE[0]):
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0


def test_nothing_reaches_outside_even_where_there_is_nothing_to_reach(tmp_path: Path) -> None:
    """Where the system allows it, the network is taken away as well, and everything works all the same."""
    told = watched(tmp_path, before=ALONE if network_can_be_taken_away() else ())
    assert {name for name, _ in told["codes"]} == {command.name for command in COMMANDS}
    assert [name for name, code in told["codes"] if code] == []
    assert told["events"] == ["export: sets a PDF", "export: renders a template of somebody"]


def test_what_reaches_outside_would_be_noticed(tmp_path: Path) -> None:
    """The control: exactly what `reach_out` does is noticed, and only while it does it."""
    noticed = watched(tmp_path, "leaky")["events"]
    for event in ("socket.__new__", "socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
        assert f"score: {event}" in noticed
    assert [event for event in noticed if not event.startswith("score: ")] == []


@pytest.mark.skipif(not network_can_be_taken_away(), reason="this system lets nobody take the network away (unshare)")
def test_where_the_network_is_taken_away_nothing_can_be_reached() -> None:
    script = "import socket; socket.create_connection(('127.0.0.1', 9), 2)"
    done = subprocess.run([*ALONE, sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in done.stderr
