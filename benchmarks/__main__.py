"""`make bench`: run every benchmark, or those that are named, and print the table."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Final

from benchmarks.measure import Line, table

BENCHMARKS: Final = ("score", "plan", "start", "paint", "files")


def run(names: Sequence[str]) -> int:
    """Run benchmarks by name; all where none is named. The exit code is 2 for a wrong name, and otherwise 0.

    A target that is missed fails nothing: whether it counts depends on what else the machine was doing.
    """
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    lines: list[Line] = []
    for name in names or BENCHMARKS:
        print(f"{name} …", file=sys.stderr, flush=True)
        lines += _lines(name)
    print(table(lines))
    missed = [line.what for line in lines if line.holds is False]
    print(f"{len(missed)} of {sum(line.holds is not None for line in lines)} targets missed", file=sys.stderr)
    return 0


def _lines(name: str) -> Iterator[Line]:
    # Imported when its turn comes: the rest runs where one of them lacks a tool.
    found: Iterator[Line] = import_module(f"benchmarks.{name}_bench").lines()
    return found


sys.exit(run(sys.argv[1:]))
