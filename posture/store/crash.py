"""The crash report, for whoever asks for one: versions and places in posture's code, and no value of anything.

Left out on purpose are what an error says, variables, paths of the machine and the words of the command line: each of
them may be a clinic's name or one of its answers.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import groupby
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Final

from posture import __version__

DEBUG_VARIABLE: Final = "POSTURE_DEBUG"
"""Set to anything but nothing, a crash leaves a report."""

_PACKAGE: Final = Path(__file__).parents[1]
_LONGEST: Final = 200
_DEEPEST: Final = 10
"""Causes of causes that are told."""


def where_and_what(error: BaseException | None) -> str:
    """The kind of an error and the innermost place of posture's own code that it went through."""
    if error is None:
        return "unknown"
    own = [place for place in _places(error.__traceback__) if place.startswith(f"{_PACKAGE.name}/")]
    return f"{type(error).__name__} at {own[-1]}" if own else type(error).__name__


def words_for_user(error: BaseException | None) -> str:
    """What a user is told when posture itself fails; writes the report if it is asked for."""
    said = f"posture: something is wrong in posture itself ({where_and_what(error)})\n"
    if error is None or not os.environ.get(DEBUG_VARIABLE):
        return (
            f"{said}  What was saved before is safe. Set {DEBUG_VARIABLE}=1 and do the same again:\n"
            "  posture then writes a crash report without clinic data, to pass on.\n"
        )
    try:
        path = write_report(error)
    except OSError as refusal:
        return f"{said}  What was saved before is safe. The crash report could not be written: {refusal.strerror}.\n"
    return f"{said}  What was saved before is safe. A crash report without clinic data, to pass on:\n  {path}\n"


def write_report(error: BaseException) -> Path:
    """Write the report into a new file that only the user's account can read; return its path.

    It goes to the system's folder for such files, not into the workspace: that may be what has failed.

    Raises:
        OSError: The system refuses.
    """
    descriptor, name = tempfile.mkstemp(prefix="posture-crash-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(report_text(error))
    return Path(name)


def report_text(error: BaseException) -> str:
    """The report: what runs here, then each error with the places it went through, the outermost first."""
    lines = ["posture crash report. It holds no clinic data: no answers, names, messages or paths.", ""]
    lines += [f"{name} {number}" for name, number in versions().items()]
    for chained in _chain(error):
        lines += ["", type(chained).__name__, *(f"  {place}" for place in _told(chained.__traceback__))]
    return "\n".join((*lines, ""))


def versions() -> Mapping[str, str]:
    """What runs here, by name: posture, Python, the system, and the packages that posture asks for."""
    found = {
        "posture": __version__,
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}".strip(),
    }
    for line in required():
        name = requirement_name(line)
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def required() -> list[str]:
    """What posture asks for to run, as its own metadata says; empty where it runs from a bare folder."""
    try:
        lines = requires("posture") or []
    except PackageNotFoundError:
        return []
    return [line for line in lines if "extra ==" not in line]


def requirement_name(line: str) -> str:
    """The name in a line such as `textual<9,>=8.2`."""
    return line[: next((at for at, letter in enumerate(line) if letter in "<>=!~;[ ("), len(line))]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it came of, as Python would show it."""
    seen: list[BaseException] = []
    while error is not None and error not in seen and len(seen) < _DEEPEST:
        seen.append(error)
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(trace: TracebackType | None) -> Iterator[str]:
    """Every place of posture; runs of others as one line."""
    for place, run in groupby(list(_places(trace))[-_LONGEST:]):
        times = sum(1 for _ in run)
        yield place if times == 1 else f"{place} ({times} times)"


def _places(trace: TracebackType | None) -> Iterator[str]:
    """`posture/session.py:120 answer` for our own frames, the package's name alone for others."""
    for frame, line in walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PACKAGE) and path.suffix == ".py":
            yield f"{path.relative_to(_PACKAGE.parent).as_posix()}:{line} {frame.f_code.co_name}"
        else:
            # A module's own name; what a template or a typed expression calls itself is nobody's to print.
            package = str(frame.f_globals.get("__name__") or "").partition(".")[0]
            yield f"(in {package if package in sys.modules else 'a template'})"
