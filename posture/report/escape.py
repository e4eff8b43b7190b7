r"""Text of any person -> Markdown source that shows exactly that text.

A name, a note or a reason is never markup: it can't open a heading, list, quote, rule, table, link, image, raw HTML,
code or emphasis, in CommonMark, in GitHub's tables, strike-through and automatic links, or where `$…$` is mathematics.
Only what would be taken for markup gets a backslash, so that the source still reads well as plain text.

One thing no source can prevent: GitHub looks for e-mail addresses in the finished text, and links them to themselves.
"""

import re
from typing import Final

from posture.model.text import visible


class Markdown(str):
    """Markdown source that is safe to print as it stands. Everything else is escaped."""

    __slots__ = ()


_MARKUP: Final = re.compile(
    r"""
      [`*~\[|]                                # code, emphasis, strike-through, links and footnotes, cells
    | \\(?=[!-/:-@\[-`{-~]|\s*\Z)             # a backslash that would escape what follows, a line end included
    | (?<![^\W_])_ | _(?![^\W_])              # emphasis; an underline inside a word is none
    | <(?=[A-Za-z/!?]|\Z)                     # raw HTML and <https://…>
    | &(?=\#?\w*(?:;|\Z))                     # entities
    | (?<=\s)\#(?=\#*\Z)                      # the closing sequence of a heading
    | (?<=/)/ | (?<=\w)@(?=\w)                # https://…, //host, e-mail
    | (?i:(?<=www))\.                         # www.…
    | (?<=\w)\.(?=[^\W\d_]{2,}(?![^\W_]|-))   # host.example, which some viewers link as well
    """,
    re.VERBOSE,
)

# Only at the start of a line: heading, quote, underline of a heading, definition or table rule; list markers.
_START: Final = re.compile(r"[#>=:]|\+(?=\s|\Z)|-(?![^\W_])|(?<=\d)[.)](?=\s|\Z)")
_NUMBER: Final = re.compile(r"\d{1,9}(?=[.)])")


def inside(text: str) -> str:
    """One line of visible text with everything escaped that is markup in the middle of a line."""
    escaped = _MARKUP.sub(r"\\\g<0>", text)
    # A single dollar sign is money; two may be the ends of a formula.
    return escaped.replace("$", r"\$") if text.count("$") > 1 else escaped


def line_start(line: str) -> str:
    """A line that was escaped inside, and can't open a block either."""
    number = _NUMBER.match(line)
    at = number.end() if number else 0
    return f"{line[:at]}\\{line[at:]}" if _START.match(line, at) else line


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in visible(text).split("\n")]


def markdown(text: str) -> Markdown:
    """Text on one line, for headings, cells, list items and sentences; line ends become ` / `."""
    return Markdown(line_start(inside(" / ".join(line for line in _lines(text) if line))))


def block(text: str) -> Markdown:
    """Text with its lines and paragraphs, as blocks of their own."""
    paragraphs: list[list[str]] = [[]]
    for line in _lines(text):
        if line:
            paragraphs[-1].append(line_start(inside(line)))
        elif paragraphs[-1]:
            paragraphs.append([])
    return Markdown("\n\n".join("\n".join(lines) for lines in paragraphs if lines))
