"""The interface against a bare Textual program: first frame, usable, exit, and memory, in a terminal of our own.

Needs a pseudo-terminal; memory is read where the system has `/proc`.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.measure import ROUNDS, Line, Times, alone, compared
from benchmarks.workplace import workplace

PAINT_TARGET: Final = 1.35
USABLE_TARGET: Final = 2.2
EXIT_TARGET: Final = 250.0
MEMORY_TARGET: Final = 1.9

BARE: Final = """
from textual.app import App
from textual.widgets import Static


class Bare(App[None]):
    def compose(self):
        yield Static("ready")


Bare().run()
"""
"""The least that a Textual program can be."""

QUIT: Final = b"\x11"

_SIZE: Final = struct.pack("HHHH", 36, 120, 0, 0)
_SECONDS: Final = 30.0
_STILL: Final = 0.5
_COMMANDS = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


@dataclass(frozen=True)
class Run:
    """One run: seconds to the first and to the last marker, seconds from the key that quits to the end, and KiB."""

    first: float
    last: float
    leaving: float
    memory: int


def lines() -> Iterator[Line]:
    """Lines of the table."""
    bare: list[Run] = []
    ours: list[Run] = []
    with workplace() as place:
        programs = (
            (bare, [sys.executable, "-c", BARE], (b"ready", b"ready")),
            (ours, [sys.executable, "-m", "posture"], (b"files stay on this computer", place.clinic.encode())),
        )
        # The first round of each fills the caches of the disk and is left out.
        for number in range(ROUNDS + 1):
            for found, command, markers in programs if number % 2 == 0 else reversed(programs):
                run = run_once(command, markers, place.environment)
                if number:
                    found.append(run)
    first, floor = _times([run.first for run in ours]), _times([run.first for run in bare])
    yield compared("first frame", first, "bare Textual program", floor, PAINT_TARGET)
    usable = _times([run.last for run in ours])
    yield compared("usable: the clinics are listed", usable, "bare Textual program", floor, USABLE_TARGET)
    yield alone("exit, from the key to the end", _times([run.leaving for run in ours]), EXIT_TARGET)
    yield alone("the bare program's exit", _times([run.leaving for run in bare]))
    if all(run.memory for run in ours):
        yield _memory([run.memory for run in ours], [run.memory for run in bare])


def _times(seconds: Sequence[float]) -> Times:
    return Times(tuple(seconds))


def _memory(ours: Sequence[int], bare: Sequence[int]) -> Line:
    own, other = Times(tuple(one / 1024 for one in ours)), Times(tuple(one / 1024 for one in bare))
    return Line(
        what="memory at its highest",
        floor="bare Textual program",
        unit="MiB",
        ours=(own.median, own.least),
        against=(other.median, other.least),
        ratio=own.median / other.median,
        target=MEMORY_TARGET,
    )


def run_once(command: Sequence[str], markers: tuple[bytes, bytes], environment: Mapping[str, str]) -> Run:
    """Start a program in a terminal of its own, wait until two texts were painted, and quit it.

    Raises:
        TimeoutError: A text was not painted, or the program did not end.
    """
    began = perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], list(command), {**environment, "TERM": "xterm-256color"})
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, _SIZE)
        painted = b""
        moments = []
        for marker in markers:
            painted = _read_until(marker, painted, terminal)
            moments.append(perf_counter() - began)
        _wait_until_still(terminal)
        memory = _highest_memory(child)
        asked = perf_counter()
        os.write(terminal, QUIT)
        _drain(terminal)
        os.waitpid(child, 0)
        return Run(moments[0], moments[1], perf_counter() - asked, memory)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(terminal)


def _read_until(marker: bytes, painted: bytes, terminal: int) -> bytes:
    while marker not in _COMMANDS.sub(b"", painted):
        more = _read(terminal)
        if not more:
            raise TimeoutError(f"ended before it painted {marker!r}")
        painted += more
    return painted


def _wait_until_still(terminal: int) -> None:
    """A person looks before they leave: what still goes on when the screen is usable is no part of leaving."""
    while select.select([terminal], [], [], _STILL)[0]:
        if not _read(terminal):
            return


def _drain(terminal: int) -> None:
    while _read(terminal):
        pass


def _read(terminal: int) -> bytes:
    """What the program wrote next; empty at its end."""
    if not select.select([terminal], [], [], _SECONDS)[0]:
        raise TimeoutError("nothing was painted for too long")
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""  # Linux says so when the last writer of a terminal has gone


def _highest_memory(process: int) -> int:
    """The most memory that a process held so far, in KiB; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) if found else 0
