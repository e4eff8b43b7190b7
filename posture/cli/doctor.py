"""The command that looks at the computer: terminal, letters, folder, disk, clock, versions, checklists.

What it says is made to be passed on to whoever helps: it names no clinic, and nothing out of one.
"""

import os
import re
import sys
import textwrap
from argparse import Namespace
from collections.abc import Mapping
from typing import Final, TextIO

from posture.cli.opening import places
from posture.cli.output import narrate, say, say_json
from posture.clock import system_clock
from posture.errors import ExitCode, PostureError
from posture.session import load_library
from posture.store.crash import DEBUG_VARIABLE, required, requirement_name, versions
from posture.store.health import Finding, look

SMALLEST: Final = (60, 20)
"""Columns and rows that the terminal interface needs; it holds itself to the same."""

_SAID: Final = {"ok": "ok", "do": "TO DO", "unknown": "?"}

# Variables with which Textual, for its own developers, writes what is typed to a file or to another program.
_TELLTALES: Final = ("TEXTUAL_LOG", "TEXTUAL_SCREENSHOT", "TEXTUAL_PRESS")

_COMMANDS: Final = ("chmod ", "sudo ", "unset ")

_BOUND: Final = re.compile(r"(>=|<=|==|<|>)\s*([0-9]+(?:\.[0-9]+)*)")


def doctor(arguments: Namespace) -> int:
    """`posture doctor`."""
    running = versions()
    found = [
        terminal(os.environ, _size()),
        letters(os.environ, sys.stdout),
        colours(os.environ),
        developing(os.environ),
        packages(required(), running),
        _content(arguments),
        *look(places(arguments), system_clock()),
    ]
    todo = sum(1 for one in found if one.state == "do")
    if arguments.json:
        say_json(
            {
                "model": "posture-doctor/1",
                "versions": dict(running),
                "findings": [{name: getattr(one, name) for name in Finding.__dataclass_fields__} for one in found],
            }
        )
    else:
        for line in wrapped(", ".join(f"{name} {number}" for name, number in running.items()), "", ""):
            say(line)
        say()
        for one in found:
            for line in wrapped(one.found, f"{_SAID[one.state]:<7}{one.about:<13}", " " * 20):
                say(line)
            for line in wrapped(one.todo, f"{'':<17}-> ", " " * 20):
                say(line)
    narrate("Nothing to do." if not todo else f"{todo} to do." if todo > 1 else "One thing to do.")
    return ExitCode.NO if todo else ExitCode.DONE


def wrapped(text: str, first: str, later: str) -> list[str]:
    """Text in lines of 80 columns; a command stays on one, or it could not be copied. No line for no text."""
    if text.startswith(_COMMANDS):
        return [first + text]
    return textwrap.wrap(
        text, 79, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def _size() -> tuple[int, int] | None:
    """Columns and rows of the terminal; None where there is none."""
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            if stream is not None and stream.isatty():
                columns_here, rows_here = os.get_terminal_size(stream.fileno())
                return columns_here, rows_here
        except (OSError, ValueError):
            continue  # closed, or no terminal after all
    return None


def terminal(environment: Mapping[str, str], size: tuple[int, int] | None) -> Finding:
    """Whether the terminal interface can be drawn here."""
    name = environment.get("TERM", "")
    if size is None:
        return Finding("terminal", "unknown", "none here: the output goes to a file or to another program")
    if os.name != "nt" and name in ("", "dumb", "unknown"):
        return Finding(
            "terminal",
            "do",
            f"TERM is {name!r}: the terminal interface can't be drawn",
            "Set TERM to what your terminal is (often xterm-256color), or use posture ask, which needs no drawing.",
        )
    columns_here, rows_here = size
    said = f"{name or 'Windows console'}, {columns_here} columns and {rows_here} rows"
    if columns_here < SMALLEST[0] or rows_here < SMALLEST[1]:
        return Finding(
            "terminal",
            "do",
            said,
            f"Make the window larger or the letters smaller: {SMALLEST[0]} columns and {SMALLEST[1]} rows at least.",
        )
    return Finding("terminal", "ok", said)


def letters(environment: Mapping[str, str], stream: TextIO | None) -> Finding:
    """Whether the terminal is spoken to in an encoding that has all letters."""
    encoding = (getattr(stream, "encoding", None) or "").lower()
    if not encoding:
        return Finding("letters", "unknown", "the output goes to nothing that has an encoding")
    locale = next((environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "not set")
    said = f"{encoding} (locale {locale})"
    if environment.get("POSTURE_ASCII"):
        return Finding("letters", "ok", f"{said}; ASCII signs, as POSTURE_ASCII asks for")
    if "utf" in encoding:
        return Finding("letters", "ok", said)
    return Finding(
        "letters",
        "do",
        f"{said}: signs are drawn in ASCII, and letters that it lacks are shown as ?",
        "Set PYTHONUTF8=1, or a locale such as LANG=C.UTF-8. Files are written in UTF-8 whatever this says.",
    )


def colours(environment: Mapping[str, str]) -> Finding:
    """How many colours there are. Nothing in posture is said by colour alone, so few are no fault."""
    name = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        said = "none, as NO_COLOR asks for"
    elif environment.get("COLORTERM", "").lower() in ("truecolor", "24bit") or environment.get("WT_SESSION"):
        said = "16 million"
    elif "256" in name:
        said = "256"
    else:
        said = "16 or fewer, as far as TERM and COLORTERM say"
    return Finding("colours", "ok", said)


def developing(environment: Mapping[str, str]) -> Finding:
    """Whether a variable is set that makes another program see what is typed."""
    found = [name for name in _TELLTALES if environment.get(name)]
    found += ["TEXTUAL"] if "devtools" in environment.get("TEXTUAL", "") else []
    if found:
        return Finding(
            "watching",
            "do",
            f"{', '.join(found)} set: Textual may write down or pass on what is typed",
            f"unset {' '.join(found)}",
        )
    debugging = f"; {DEBUG_VARIABLE} is set, so a crash leaves a report" if environment.get(DEBUG_VARIABLE) else ""
    return Finding("watching", "ok", f"no variable that makes another program see what is typed{debugging}")


def packages(lines: list[str], installed: Mapping[str, str]) -> Finding:
    """Whether the packages that posture needs are there, in versions that it was tried with."""
    if not lines:
        return Finding("packages", "unknown", "posture runs from a bare folder, which names none")
    wrong = []
    for line in lines:
        name = requirement_name(line)
        wanted = line.removeprefix(name).strip()
        if not fits(installed.get(name, "missing"), wanted):
            wrong.append(f"{name} is {installed.get(name, 'missing')}, wanted is {wanted}")
    if wrong:
        return Finding("packages", "do", "; ".join(wrong), "Install posture once more, in an environment of its own.")
    return Finding("packages", "ok", f"all {len(lines)} are there, in versions that fit")


def fits(number: str, wanted: str) -> bool:
    """Whether a version lies within bounds such as `<9,>=8.2`. Only what pyproject.toml uses is understood."""
    have = _parts(number)
    if not have:
        return False
    for relation, bound in _BOUND.findall(wanted):
        limit = _parts(bound)
        order = (have > limit) - (have < limit)
        if order not in {">=": (0, 1), "<=": (0, -1), "==": (0,), "<": (-1,), ">": (1,)}[relation]:
            return False
    return True


def _parts(number: str) -> tuple[int, ...]:
    found = re.match(r"[0-9]+(?:\.[0-9]+)*", number)
    parts = [int(part) for part in found.group().split(".")] if found else []
    while parts and not parts[-1]:
        parts.pop()  # 9 and 9.0 are one version
    return tuple(parts) if parts else ((0,) if found else ())


def _content(arguments: Namespace) -> Finding:
    """Whether the checklists in use have problems."""
    try:
        assembled = load_library(places(arguments), arguments.checklists)
    except PostureError as error:
        return Finding("checklists", "do", error.title, "posture check says where and what to do.")
    except OSError as error:
        return Finding("checklists", "unknown", f"the system does not say: {error.strerror}")
    wrong = sum(1 for problem in assembled.problems if problem.severity == "error")
    counted = f"{len(assembled.checklists)} checklists"
    if wrong or assembled.library is None:
        return Finding("checklists", "do", f"{counted}, {wrong} problems", "posture check says where and what to do.")
    return Finding("checklists", "ok", counted)
