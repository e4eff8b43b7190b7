"""The command line as a test uses it: words in, exit code, stdout and stderr out."""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from posture.cli.main import run

GOLDEN: Final = Path(__file__).parents[1] / "golden"
AS_OF: Final = "2026-11-23"
"""The day of the golden files' reading."""

EXIT_CODES: Final = frozenset({0, 1, 2, 3})

# What a terminal would obey, or what would hide or reorder text: none of it may be printed. Tabs and line ends may.
_COMMANDS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)


@dataclass(frozen=True)
class Result:
    """What one command said."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def path(self) -> Path:
        """The path that a command wrote: the only line of its stdout."""
        assert self.code == 0, self
        assert len(self.lines) == 1, self
        return Path(self.lines[0])

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON has no narrower type
        return json.loads(self.out)

    @property
    def faults(self) -> list[str]:
        """What no command line whatever may lead to."""
        said = self.out + self.err
        found = []
        if self.code not in EXIT_CODES:
            found.append(f"exit code {self.code}")
        if "Traceback" in said or "wrong in posture itself" in said:
            found.append("a fault of its own: " + self.err.splitlines()[0])
        if commands := _COMMANDS.findall(said):
            found.append(f"raw {commands}")
        if self.code and not self.err.strip() and not self.out.strip():
            found.append("a refusal without a word")
        return [f"{' '.join(self.words)[:160]!a}: {fault}" for fault in found]


class Shell:
    """Runs command lines in this process, all with the same words at the end."""

    def __init__(self, capsys: pytest.CaptureFixture[str], always: Iterable[str] = ()) -> None:
        self._capsys = capsys
        self._always = tuple(always)

    def __call__(self, *words: str) -> Result:
        self._capsys.readouterr()
        words = (*words, *self._always)
        try:
            code = run(words)
        except SystemExit as asked:  # argparse, after --help or --version
            code = int(asked.code or 0)
        out, err = self._capsys.readouterr()
        return Result(words, code, out, err)

    def with_checklists(self, *folders: Path | str) -> "Shell":
        return Shell(self._capsys, [word for folder in folders for word in ("--checklists", str(folder))])


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def tree(root: Path) -> dict[str, bytes | None]:
    """Every file and folder below a folder, with its bytes; empty where there is no such folder."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in sorted(root.rglob("*"))
    }
