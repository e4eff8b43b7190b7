"""Tables and blocks of a Markdown report, laid out so that the source reads well as plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from posture.report.escape import Markdown, block, markdown

Align = Literal["left", "right"]

# Longer cells stick out instead of pushing all others apart.
_WIDEST: Final = 60
_NARROWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and which attribute of a row stands in it.

    Attributes:
        optional: It is left out where no row has anything in it.
    """

    heading: str
    attribute: str
    align: Align = "left"
    optional: bool = False


def text(heading: str, attribute: str, *, optional: bool = False) -> Column:
    """A column of words, as templates write it."""
    return Column(heading, attribute, optional=optional)


def number(heading: str, attribute: str) -> Column:
    """A column of numbers or days, whose right edges stand under each other."""
    return Column(heading, attribute, "right")


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
        KeyError: A row that is a table has no such key.
    """
    every = tuple(rows)
    columns = tuple(column for column in columns if not column.optional or any(_of(row, column) for row in every))
    cells = [[cell(_of(row, column)) for column in columns] for row in every]
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


def _of(row: object, column: Column) -> object:
    # In templates of a clinic's own a row is a table of JSON.
    return row[column.attribute] if isinstance(row, dict) else getattr(row, column.attribute)


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    padded = (
        source.rjust(width) if column.align == "right" else source.ljust(width)
        for source, column, width in zip(cells, columns, widths, strict=True)
    )
    return f"| {' | '.join(padded)} |"


def under(source: str, width: int = 2) -> Markdown:
    """Blocks indented so that they belong to the list item whose marker the first line follows."""
    lines = (source if isinstance(source, Markdown) else block(source)).split("\n")
    return Markdown("\n".join([lines[0], *(" " * width + line if line else "" for line in lines[1:])]))
