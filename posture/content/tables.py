"""What some checklists weigh and cover, as Markdown tables for their authors."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import floor
from typing import Final

from posture.assess.credit import risk_level, weight
from posture.assess.readiness import links
from posture.model.control import Control, Level, Stage
from posture.model.library import Library

BEGIN: Final = "<!-- begin: written by `make tables` -->"
END: Final = "<!-- end: written by `make tables` -->"


def tables(library: Library) -> str:
    """The two tables, with a line of explanation above each."""
    return "\n".join([*_weights(library), "", *_coverage(library)])


def with_tables(text: str, made: str) -> str:
    """A text with its tables written again between the two marks.

    Raises:
        ValueError: The marks are not in it, each once and in order.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in tail:
        raise ValueError(f"the text must have {BEGIN} and {END}, each once")
    return f"{head}{BEGIN}\n\n{made}\n\n{END}{tail}"


def _weights(library: Library) -> Iterator[str]:
    controls = list(library.control_by_id.values())
    total = sum(weight(control, library.policy) for control in controls)
    rows = [(checklist.title, _row(library, checklist.controls, total)) for checklist in library.checklists]
    yield "What each checklist counts. The top weight class is for very high risk, and at most a third of all controls."
    yield ""
    header = ("Checklist", "Controls", "Weight", "Share", "Top class", "Quick check", "Minutes to find out")
    yield from _table(header, [*((title, *row) for title, row in rows), ("All", *_row(library, controls, total))])


def _row(library: Library, controls: Iterable[Control], total: int) -> tuple[str, ...]:
    controls = list(controls)
    own = sum(weight(control, library.policy) for control in controls)
    share = floor(Fraction(1000 * own, max(1, total)))
    return (
        str(len(controls)),
        str(own),
        f"{share // 10}.{share % 10} %",
        str(sum(risk_level(control) is Level.VERY_HIGH for control in controls)),
        str(sum(control.quick_check for control in controls)),
        str(sum(control.minutes for control in controls)),
    )


def _coverage(library: Library) -> Iterator[str]:
    by_scenario = links(library.control_by_id.values(), library.policy)
    yield "What answers each threat: controls, and in brackets the layers of protection that they make up."
    yield ""
    rows = []
    for scenario in library.scenarios:
        cells = []
        for stage in Stage:
            parts = [link for link in by_scenario.get(scenario.id, ()) if link.stage is stage]
            found, layers = {link.control_id for link in parts}, {link.layer for link in parts}
            cells.append(f"{len(found)} ({len(layers)})" if parts else "–")
        rows.append((scenario.title, *cells))
    yield from _table(("Threat", *(stage.value.capitalize() for stage in Stage)), rows)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table, the first column left, the others right. Titles of checklists can't break it."""
    table = [header, *rows]
    table = [tuple(" ".join(cell.split()).replace("|", "\\|") for cell in row) for row in table]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    lines = [
        [
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in table
    ]
    rule = ["-" * width if not column else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    for cells in (lines[0], rule, *lines[1:]):
        yield f"| {' | '.join(cells)} |"
