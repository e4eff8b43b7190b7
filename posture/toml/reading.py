"""From a path to parsed TOML, within bounds: a hostile file costs a message, never a hang or a crash."""

import errno
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any, Final

from posture.toml.cache import ParsedCache
from posture.toml.positions import Path, Position, nearest, positions
from posture.toml.problems import Problem

DEEPEST_KEY: Final = 64
"""Parts of one dotted key; a longer one stalls the parser."""

DEEPEST_NESTING: Final = 32
"""Arrays and tables within each other."""

TABLES_LIMIT: Final = 20_000
"""Tables of one file, inline ones included. More is no content, and costs seconds and hundreds of megabytes."""

VALUES_LIMIT: Final = 400_000
"""Keys and elements of arrays of one file."""

# Each form ends at the end of the text too: an expression that can fail would be tried again at every later quote.
_STRING = re.compile(
    r'"""[^"\\]*(?:(?:\\.|""?(?!"))[^"\\]*)*"{0,5}'
    r"|'''(?:[^']|'(?!''))*'{0,5}"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\n]*'?"
    r"|\#[^\n]*",
    re.DOTALL,
)
_LONG_NUMBER = re.compile(r"(?<![\w-])[+-]?(?:0[xob][0-9A-Fa-f_]{65,}|[0-9][0-9_]{64,})")
_BRACKET = re.compile(r"[\[\]{}]")
_TABLE = re.compile(r"^[ \t]*\[|\{", re.MULTILINE)
_BETWEEN_KEYS = re.compile(r"[,=\[\]{}\n]")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_BOM_16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """A file that gives no data at all; carries the one problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class TomlFile:
    """A parsed TOML file that still knows where each of its keys stands.

    Attributes:
        name: The file as problems name it.
        sha256: Hash of its bytes, in hexadecimal.
    """

    name: str
    text: str
    data: Mapping[str, Any]
    sha256: str

    @cached_property
    def _positions(self) -> Mapping[Path, Position]:
        return positions(self.text)

    def position(self, path: Path) -> Position:
        """Where a key stands, or its nearest known parent."""
        return nearest(self._positions, path)

    def problem(self, path: Path, message: str, hint: str = "", *, warning: bool = False) -> Problem:
        """A problem at a key."""
        line, column = self.position(path)
        key = ".".join(self._named(path))
        return Problem(self.name, line, column, key, message, hint, "warning" if warning else "error")

    def _named(self, path: Path) -> list[str]:
        """The path with ids in place of numbers, as far as the data has them."""
        parts, node = [], self.data
        for part in path:
            here: Any = None
            if isinstance(part, str) and isinstance(node, Mapping):
                here = node.get(part)
            elif isinstance(part, int) and isinstance(node, list) and part < len(node):
                here = node[part]
            identity = here.get("id") if isinstance(part, int) and isinstance(here, Mapping) else None
            parts.append(identity if isinstance(identity, str) and identity else str(part))
            node = here
        return parts


class NotRegularError(OSError):
    """There is something at the path that is no regular file: a FIFO, a device, a socket."""


def regular_bytes(path: FilePath, limit: int, *, follow: bool = True) -> bytes:
    """The bytes of a regular file, at most `limit` and one; never waits for a FIFO or a device.

    With `follow` False a symbolic link is refused, where the system can tell.

    Raises:
        NotRegularError: It is no regular file.
        OSError: The system refuses to open or read it.
    """
    # Opening a FIFO waits for a writer, for ever perhaps, unless told not to.
    more = getattr(os, "O_NONBLOCK", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | more)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotRegularError(errno.EINVAL, "is not a regular file", str(path))
        return file.read(limit + 1)


def read_file(path: FilePath, limit: int, name: str | None = None, cache: ParsedCache | None = None) -> TomlFile:
    """Read and parse one TOML file of at most `limit` bytes; not parsed again where a cache has these very bytes.

    Raises:
        UnreadableError: It is missing, no regular file, too large, not UTF-8, not TOML, nested too deep or too long.
        OSError: The system refuses to open or read it.
    """
    name = name or str(path)
    try:
        data = regular_bytes(path, limit)
    except NotRegularError as error:
        raise UnreadableError(Problem(name, 1, 1, "", "is not a regular file")) from error
    digest = sha256(data).hexdigest() if cache and len(data) <= limit else ""
    if cache and digest:
        kept = cache.get(digest)
        if kept is not None:
            return TomlFile(name, _decoded(data, name), kept, digest)
    file = parse(data, limit, name)
    if cache and digest:
        cache.put(digest, file.data)
    return file


def parse(data: bytes, limit: int, name: str) -> TomlFile:
    """Parse bytes of TOML.

    Raises:
        UnreadableError: As `read_file`.
    """
    if len(data) > limit:
        raise UnreadableError(Problem(name, 1, 1, "", f"is larger than {limit // 2**20} MiB"))
    text = _decoded(data, name)
    _refuse_excess(text, name)
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(_syntax_problem(error, name, text)) from error
    except (ValueError, RecursionError) as error:
        # A number with thousands of digits, or nesting that slipped through.
        raise UnreadableError(Problem(name, 1, 1, "", "is not TOML that can be read", _shortened(error))) from error
    return TomlFile(name, text, parsed, sha256(data).hexdigest())


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(_BOM_16):
        raise UnreadableError(Problem(name, 1, 1, "", "is saved as UTF-16", "save it as UTF-8"))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        problem = Problem(name, line, column, "", "has a byte that is not UTF-8", "save the file as UTF-8")
        raise UnreadableError(problem) from error


def _refuse_excess(text: str, name: str) -> None:
    bare = _STRING.sub(lambda found: "\n" * found[0].count("\n"), text)
    _refuse_many(bare, name)
    depth = deepest = 0
    for bracket in _BRACKET.findall(bare):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if deepest > DEEPEST_NESTING:
        raise UnreadableError(Problem(name, 1, 1, "", f"nests more than {DEEPEST_NESTING} arrays or tables"))
    for number, line in enumerate(bare.split("\n"), 1):
        if line.count(".") >= DEEPEST_KEY and any(part.count(".") >= DEEPEST_KEY for part in _BETWEEN_KEYS.split(line)):
            raise UnreadableError(Problem(name, number, 1, "", f"has a key of more than {DEEPEST_KEY} parts"))
    if long := _LONG_NUMBER.search(bare):
        number = bare.count("\n", 0, long.start()) + 1
        raise UnreadableError(Problem(name, number, 1, "", "has a number of more than 64 digits"))


def _refuse_many(bare: str, name: str) -> None:
    if bare.count("=") + bare.count(",") > VALUES_LIMIT:
        raise UnreadableError(Problem(name, 1, 1, "", f"has more than {VALUES_LIMIT:,} keys and values"))
    for number, table in enumerate(_TABLE.finditer(bare), 1):
        if number > TABLES_LIMIT:
            line = bare.count("\n", 0, table.end()) + 1
            raise UnreadableError(Problem(name, line, 1, "", f"has more than {TABLES_LIMIT:,} tables"))


def _syntax_problem(error: tomllib.TOMLDecodeError, name: str, text: str) -> Problem:
    message = str(error)
    place = _AT.search(message)
    if place:
        line, column = int(place[1]), int(place[2])
        message = message[: place.start()].strip()
    else:
        # The parser says "at end of document": the last line is where something is missing.
        line, column = text.count("\n") + 1, 1
        message = message.replace("(at end of document)", "").strip() + " at the end of the file"
    return Problem(name, line, column, "", f"is not valid TOML: {message[:1].lower()}{message[1:]}")


def _shortened(error: BaseException) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
