"""The one gate between strings and the terminal: spans of visible text with a role each, never markup.

Everything that is drawn by our own widgets is made of spans, so no string of a checklist, an answer, a file name or
an error is ever parsed as markup. For the few widgets of Textual that take a string, `plain` makes it safe.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip

from posture.model.text import one_line, visible
from posture.ui.theme import Palette


class Span(NamedTuple):
    """A run of text in one role of the palette (`"text"`, `"soft"`, `"bright bold"`)."""

    text: str
    role: str = "text"


Line = Sequence[Span]
"""One row of the screen, left to right."""


def plain(text: str) -> Content:
    """A foreign string for a widget that takes content: shown as it is, nothing in it is markup."""
    return Content(visible(text))


def span(text: str, role: str = "text") -> Span:
    """A span of foreign text on one line: white space folded, what could command the terminal made visible."""
    return Span(one_line(text), role)


def width_of(line: Line) -> int:
    """Cells that a line takes."""
    return sum(cell_len(part.text) for part in line)


def cut(line: Line, width: int, ellipsis: str = "…") -> list[Span]:
    """A line of at most `width` cells; what is cut off ends in an ellipsis."""
    if width_of(line) <= width:
        return list(line)
    room = max(0, width - cell_len(ellipsis))
    kept: list[Span] = []
    for part in line:
        size = cell_len(part.text)
        if size > room:
            kept.append(Span(set_cell_size(part.text, room).rstrip() + ellipsis, part.role))
            break
        kept.append(part)
        room -= size
    return kept


def spread(left: Line, right: Line, width: int, ellipsis: str = "…") -> list[Span]:
    """A line with one part at each edge; the left part is cut where both do not fit."""
    room = width - width_of(right)
    start = cut(left, max(0, room - (1 if right else 0)), ellipsis)
    return [*start, Span(" " * max(0, room - width_of(start))), *right]


@lru_cache(maxsize=2048)
def wrap(text: str, width: int) -> tuple[str, ...]:
    """Lines of at most `width` cells, broken at blanks; a longer word is broken where it must be.

    Line ends of the text are kept, and so is the indentation of each of its lines.
    """
    width = max(1, width)
    lines: list[str] = []
    for paragraph in visible(text).split("\n"):
        expanded = paragraph.expandtabs(4)
        indent = min(len(expanded) - len(expanded.lstrip()), width // 2)
        current, used = " " * indent, indent
        for whole in expanded.split():
            word, size = whole, cell_len(whole)
            if used > indent and used + 1 + size > width:
                lines.append(current)
                current, used = " " * indent, indent
            if used > indent:
                current, used = current + " ", used + 1
            while used + size > width:
                head = _fitting(word, max(1, width - used))
                lines.append(current + head)
                word = word[len(head) :]
                size = cell_len(word)
                current, used = " " * indent, indent
            current, used = current + word, used + size
        lines.append(current.rstrip())
    return tuple(lines)


def chunks(text: str, width: int) -> list[str]:
    """One line of code as rows of at most `width` cells: blanks are kept, and it is broken where it must be."""
    rest = visible(text).expandtabs(4).replace("\n", " ")
    found = []
    while cell_len(rest) > width:
        head = _fitting(rest, width)
        found.append(head)
        rest = rest[len(head) :]
    return [*found, rest]


def _fitting(word: str, room: int) -> str:
    used = 0
    for index, character in enumerate(word):
        used += get_character_cell_size(character)
        if used > room:
            return word[: max(1, index)]
    return word


def wrapped(text: str, width: int, role: str = "soft") -> list[list[Span]]:
    """Foreign text as lines of one role."""
    return [[Span(line, role)] for line in wrap(text, width)]


def strip(line: Line, width: int, palette: Palette, back: str = "") -> Strip:
    """A line as the terminal gets it, filled up to `width` on the ground or another role."""
    suffix = f" on {back}" if back else ""
    segments = [
        Segment(visible(part.text), palette(part.role if " on " in part.role else part.role + suffix)) for part in line
    ]
    return Strip(segments).adjust_cell_length(width, palette(f"text{suffix}"))


def emphasised(line: Line) -> list[Span]:
    """A line as it stands under the cursor: everything but glyph colours in bold and bright."""
    return [
        Span(
            part.text,
            part.role if part.role.split()[0] in ("accent", "sand", "coral", "line", "fill") else "bright bold",
        )
        for part in line
    ]


def padded(cells: Iterable[tuple[str, int, str]]) -> list[Span]:
    """Cells of a table row: text, width and role; a negative width aligns to the right."""
    spans = []
    for text, width, role in cells:
        clean = one_line(text)
        room = abs(width)
        if cell_len(clean) > room:
            clean = set_cell_size(clean, max(0, room - 1)) + "…"
        gap = " " * (room - cell_len(clean))
        spans.append(Span(gap + clean if width < 0 else clean + gap, role))
    return spans
