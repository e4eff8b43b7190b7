"""Tables and blocks of a Markdown report, laid out so that the source reads well as plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from posture.report.escape import Markdown, markdown

Align = Literal["left", "right"]

# Longer cells stick out instead of pushing all others apart.
_WIDEST: Final = 60
_NARROWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and which attribute of a row stands in it."""

    heading: str
    attribute: str
    align: Align = "left"


def column(heading: str, attribute: str, align: Align = "left") -> Column:
    """A column, as templates write it."""
    return Column(heading, attribute, align)


def cell(value: object) -> Markdown:
    """A value as the content of a cell.

    Raises:
        TypeError: It is neither text nor a whole number; numbers are put into words before a template sees them.
    """
    if isinstance(value, Markdown):
        return value
    if isinstance(value, str):
        return markdown(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Markdown(f"{value:,}")
    raise TypeError(f"a report prints text and whole numbers, not {type(value).__name__}")


def table(rows: Iterable[object], *columns: Column) -> Markdown:
    """Rows as a table with aligned columns.

    Raises:
        AttributeError: A row has no such attribute.
    """
    cells = [[cell(getattr(row, column.attribute)) for column in columns] for row in rows]
    headings = [markdown(column.heading) for column in columns]
    widths = [
        max(_NARROWEST, min(_WIDEST, max(len(line[index]) for line in (headings, *cells))))
        for index in range(len(columns))
    ]
    rule = [
        "-" * (width - 1) + (":" if column.align == "right" else "-")
        for column, width in zip(columns, widths, strict=True)
    ]
    lines = [_line(headings, columns, widths), _line(rule, columns, widths)]
    lines += [_line(line, columns, widths) for line in cells]
    return Markdown("\n".join(lines))


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = (
        text.rjust(width) if column.align == "right" else text.ljust(width)
        for text, column, width in zip(cells, columns, widths, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def under(text: str, width: int = 2) -> Markdown:
    """Blocks indented so that they belong to a list item; the first line follows its marker."""
    source = text if isinstance(text, Markdown) else markdown(text)
    return Markdown(source.replace("\n", "\n" + " " * width).replace("\n" + " " * width + "\n", "\n\n"))
