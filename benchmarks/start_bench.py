"""The command line against bare Python with the imports that the command needs, each as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from benchmarks.measure import Line, Side, alone, compared, in_turns
from benchmarks.workplace import workplace

TARGET: Final = 3.0

BARE: Final = "pass"
PARSING: Final = "import argparse, dataclasses, difflib, pathlib, re"
PLACES: Final = f"{PARSING}, platformdirs"
SCORING: Final = (
    f"{PLACES}, datetime, fractions, hashlib, json, tomllib, tomli_w\nfrom pydantic import BaseModel, Field"
)
REPORTING: Final = f"{SCORING}\nimport jinja2"

# Reads the content as the commands do, to tell how much of their start that is.
LOADING: Final = "from posture.content.library import BUILTIN, assemble; assemble([BUILTIN])"
IMPORTING: Final = "import posture.content.library"


def lines() -> Iterator[Line]:
    """Lines of the table."""
    with workplace() as place:
        file, environment = str(place.file), place.environment
        commands: dict[str, tuple[list[str], str]] = {
            "--version": (["--version"], BARE),
            "--help": (["--help"], PARSING),
            "where": (["where"], PLACES),
            "score": (["score", file], SCORING),
            "plan": (["plan", file], SCORING),
            "export": (["export", file, "-o", str(place.root / "out")], REPORTING),
        }
        sides: dict[str, Side] = {}
        for name, (words, floor) in commands.items():
            sides[name] = _process(["-m", "posture", *words], environment)
            sides[f"floor of {name}"] = _process(["-c", floor], environment)
        sides["loading"] = _process(["-c", LOADING], environment)
        sides["importing"] = _process(["-c", IMPORTING], environment)
        times = in_turns(sides)
    for name in commands:
        yield compared(f"posture {name}", times[name], "Python and imports", times[f"floor of {name}"], TARGET)
    yield alone("of that, our models and content's modules", times["importing"])
    yield alone("and with the checklists read", times["loading"])


def _process(words: Sequence[str], environment: Mapping[str, str]) -> Side:
    def run() -> None:
        subprocess.run([sys.executable, *words], env=environment, capture_output=True, check=True)

    return run
