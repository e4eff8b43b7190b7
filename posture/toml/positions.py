"""Where every key path of a TOML text stands, so that an error message can name file and line.

The standard parser gives values but no places. This scanner gives places but no values, for a text that
the parser has already accepted. It is run only when there is an error to report.

What must not be in here: judging a document (the parser and the models do that), reading files, wording
messages, and any import of a TOML parser.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import count
from typing import NamedTuple

Path = tuple[str | int, ...]
"""The way to a value from the top of the document, as in pydantic's `loc`: `("controls", 3, "title")`."""

DEEPEST = 100
"""Longest path that is noted. What lies deeper is stepped over, and `nearest` answers with its ancestor."""


class Position(NamedTuple):
    """A place in a text; both numbers start at 1, and `column` counts code points (a tab is one)."""

    line: int
    column: int


def positions(text: str) -> Mapping[Path, Position]:
    """Find where each key and each array element of a TOML text stands.

    A key stands where its own name starts, also inside a dotted key: in `a.b = 1` the path `("a",)` is at
    the `a`, `("a", "b")` at the `b`. An array element stands where its value starts. A table with a header
    stands where the header starts (its `[`), and so does a parent that only headers of its children name.
    Of several mentions of a table its own header counts, and else the first.

    Args:
        text: A TOML document that the parser has accepted, of any depth. TOML 1.1 is understood too.

    Returns:
        The position of every path of the parsed document of up to `DEEPEST` parts, without the empty path.

    Raises:
        ValueError: The text is not TOML. This is no check: such a text may also give a meaningless result.
    """
    scanner = _Scanner(text)
    scanner.scan()
    starts = [0, *(newline.end() for newline in re.finditer("\n", text))]
    return {
        path: Position(line := bisect_right(starts, offset), offset - starts[line - 1] + 1)
        for path, offset in scanner.offsets.items()
    }


def nearest(found: Mapping[Path, Position], path: Path) -> Position:
    """Give the position that best explains an error at a path which need not be in the text.

    Parts that lead nowhere are skipped: a missing key is answered with the table that should hold it, and
    what pydantic adds to `loc` for a member of a union does not matter.

    Args:
        found: What `positions` gave for the text.
        path: The path that the error names.

    Returns:
        The position of the path or of its nearest known ancestor; 1:1 if no part of it is known.
    """
    here: Path = ()
    for part in path:
        if (*here, part) in found:
            here = (*here, part)
    return found.get(here, Position(1, 1))


# Quoted text is matched as runs of plain characters with the special ones between them: that way no text,
# however broken, can make the expression try more than one split of the same characters.
_BASIC = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_LITERAL = r"'[^'\n]*'"
# Up to two quotes may stand right before the three that close, hence {3,5}.
_LONG_BASIC = r'"""[^"\\]*(?:(?:\\.|""?(?!"))[^"\\]*)*"{3,5}'
_LONG_LITERAL = r"'''.*?'{3,5}"
# Long strings come first, because `""` is a whole short string. Other values run up to a character that
# none of them can hold, which a blank is not: a date may have one before its time.
_SCALAR = re.compile(rf"{_LONG_BASIC}|{_LONG_LITERAL}|{_BASIC}|{_LITERAL}|[^\"',\[\]{{}}#\n]+", re.DOTALL)
# All that may stand between two items. The text is valid, so its commas say nothing.
_BETWEEN = re.compile(r"(?:[ \t\r\n,]+|#[^\n]*)*")
_HEADER = re.compile(r"\[\[?[ \t]*")
_NAME = re.compile(rf"[A-Za-z0-9_-]+|{_BASIC}|{_LITERAL}")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_KEY_END = re.compile(r"[ \t]*(?:=[ \t]*|\]\]?)")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U(00[0-9A-Fa-f]{6})|(.))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}

_Place = Path | None  # a path while scanning; None stands for every path that is too long to be noted


class _Scanner:
    """One walk over one text; leaves the offset of each path in `offsets`."""

    def __init__(self, text: str) -> None:
        self.offsets: dict[Path, int] = {}
        self._text = text
        # Elements so far of each array of tables. A path holds the index of every array that it passes, so
        # a new element of an outer array starts its inner arrays at nought without any resetting.
        self._lengths: dict[_Place, int] = {}

    def scan(self) -> None:
        """Walk from item to item, an item being a header or a key with its value."""
        table: _Place = ()
        at = 0
        while (at := self._match(_BETWEEN, at)) < len(self._text):
            if self._text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._value(*self._pair(table, at))

    def _header(self, start: int) -> tuple[_Place, int]:
        """Note the table of `[a.b]` or `[[a.b]]`; give its path and the offset behind the header."""
        parts, at = self._key(self._match(_HEADER, start))
        path: _Place = ()
        for name, _ in parts[:-1]:
            path = self._note(path, name, start)
            if path in self._lengths:  # below an array of tables a header speaks of the last element
                path = self._note(path, self._lengths[path] - 1, start)
        path = self._note(path, parts[-1][0], start)
        if self._text.startswith("[[", start):
            index = self._lengths.get(path, 0)
            self._lengths[path] = index + 1
            path = self._note(path, index, start)
        if path is not None:
            self.offsets[path] = start  # replaces the place of a child's header that came before it
        return path, at

    def _pair(self, path: _Place, at: int) -> tuple[_Place, int]:
        """Note every part of the key at an offset in a table; give its path and where its value starts."""
        parts, at = self._key(at)
        for name, start in parts:
            path = self._note(path, name, start)
        return path, at

    def _key(self, at: int) -> tuple[list[tuple[str, int]], int]:
        """Give the parts of a dotted key, each with its offset, and the offset behind its `=` or `]`."""
        parts: list[tuple[str, int]] = []
        while True:
            end = self._match(_NAME, at)
            parts.append((_plain(self._text[at:end]), at))
            if not (dot := _DOT.match(self._text, end)):
                return parts, self._match(_KEY_END, end)
            at = dot.end()

    def _value(self, path: _Place, at: int) -> int:
        """Note all that the value at an offset holds; give the offset behind the value."""
        # What has begun and not ended, with the indices to come for an array and None for an inline table.
        # It is a stack of our own, so that deep nesting cannot exhaust Python's.
        containers: list[tuple[_Place, Iterator[int] | None]] = []
        while True:
            if self._text.startswith(("[", "{"), at):
                containers.append((path, count() if self._text[at] == "[" else None))
                at += 1
            else:
                at = self._match(_SCALAR, at)
            while containers:
                at = self._match(_BETWEEN, at)
                if not self._text.startswith(("]", "}"), at):
                    break
                containers.pop()
                at += 1
            else:
                return at
            path, indices = containers[-1]
            if indices is None:
                path, at = self._pair(path, at)
            else:
                path = self._note(path, next(indices), at)

    def _match(self, pattern: re.Pattern[str], at: int) -> int:
        """Give the offset behind what a pattern matches at an offset."""
        if match := pattern.match(self._text, at):
            return match.end()
        raise ValueError(f"not TOML at offset {at}")

    def _note(self, parent: _Place, part: str | int, offset: int) -> _Place:
        """Give the path of a part of a parent, and keep where it was first met."""
        if parent is None or len(parent) >= DEEPEST:
            return None
        path = (*parent, part)
        self.offsets.setdefault(path, offset)
        return path


def _plain(name: str) -> str:
    """Give the name that a key part stands for, without quotes and escapes."""
    # A literal name cannot hold the quote that it is written in, so stripping takes only those two.
    return _ESCAPE.sub(_character, name[1:-1]) if name[0] == '"' else name.strip("'")


def _character(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    return chr(int(digits, 16)) if digits else _ESCAPED.get(escape[4], escape[4])
