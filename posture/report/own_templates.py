"""Rendering templates that somebody else wrote: in a process of its own that gets values, and nothing to reach with.

The process limits itself (memory, seconds of the processor, no files); here a clock is kept and output counted, and
whatever is left of the process and of what it started is killed. Where a system has no such limits (Windows), the
clock, the count of the output and the sandbox remain.
"""

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from posture.errors import PostureError
from posture.report.apart import command, environment
from posture.report.template_limits import OUTPUT, READY, SECONDS

START_SECONDS: Final = 60
"""For Python to start and import Jinja2, on a machine that has much else to do; no template is running yet."""


def rendered(
    sources: Mapping[str, str], entry: str, values: Mapping[str, object], marks: Mapping[str, str], folder: str
) -> str:
    """The text that templates make.

    Args:
        sources: Every template there is, by name.
        entry: The name of the one to begin with.
        values: What they can print: text, whole numbers, lists and tables.
        marks: What `chart(name)` says, by name.
        folder: Where the templates are, for messages.

    Raises:
        PostureError: A template can't be read, asks for what there is not, or takes too much.
    """
    request = json.dumps({"sources": dict(sources), "entry": entry, "values": dict(values), "marks": dict(marks)})
    answer = _answer(_ask(request.encode("utf-8", "surrogatepass"), entry, folder), entry, folder)
    if "text" in answer:
        return str(answer["text"])
    raise _unusable(str(answer["error"]), str(answer["file"]) or entry, int(answer["line"]), folder)


def _unusable(message: str, file: str, line: int, folder: str) -> PostureError:
    place = str(Path(folder) / file) + (f":{line}" if line else "")
    return PostureError("A template can't be used", f"{place}: {message}", "Mend it; nothing was written.")


def _answer(said: bytes, entry: str, folder: str) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    if isinstance(found, dict) and ("text" in found or {"error", "file", "line"} <= set(found)):
        return found
    raise _unusable("ends without a result: it needs too much memory or time", entry, 0, folder)


def _ask(request: bytes, entry: str, folder: str) -> bytes:
    """What the process says to a request; it and all that it started are gone then."""
    child = subprocess.Popen(
        command("posture.report.template_worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.path.abspath(os.sep),
        env=environment(),
        start_new_session=True,
    )
    talk = _Talk(child, request)
    try:
        talk.start()
        if not talk.ready.wait(START_SECONDS):
            raise PostureError("Templates can't be rendered here", "The process for it did not start.")
        talk.join(SECONDS)
        if talk.is_alive():
            raise _unusable(f"takes longer than {SECONDS} seconds", entry, 0, folder)
    finally:
        _end(child)
        talk.join()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
    if len(talk.said) > OUTPUT:
        raise _unusable(f"makes more than {OUTPUT // 2**20} MB", entry, 0, folder)
    return talk.said


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Kill a process with its group, and wait until it is gone."""
    # Not waited for yet, so its number is still its own, even where it has ended by itself.
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()


class _Talk(threading.Thread):
    """Gives a process its request and hears what it says, up to one byte more than is allowed.

    Attributes:
        ready: The limits stand and templates are being rendered, or the process has ended.
    """

    def __init__(self, child: "subprocess.Popen[bytes]", request: bytes) -> None:
        super().__init__(daemon=True)
        self.ready = threading.Event()
        self.said = b""
        self._child = child
        self._request = request

    def run(self) -> None:
        """Talk to the end."""
        stdin, stdout = self._child.stdin, self._child.stdout
        if stdin is None or stdout is None:
            return
        try:
            # It reads all before it says anything, so neither waits for the other.
            with contextlib.suppress(OSError):
                stdin.write(self._request)
                stdin.close()
            if stdout.read(len(READY)) == READY:
                self.ready.set()
                self.said = stdout.read(OUTPUT + 1)
        except (OSError, ValueError):
            self.said = b""
        finally:
            self.ready.set()
