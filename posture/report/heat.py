"""The heat map: how prepared the clinic is for each threat, stage by stage."""

from collections.abc import Iterable, Sequence
from typing import Final

from posture.report.figures import STAGES, Cell, HeatRow
from posture.report.svg import WHOLE, Svg, box, picture, shortened, words

_WEAKEST: Final = "▾"
_READY: Final = 1_500
"""The room for readiness in all, in hundredths of a per cent."""

_NAME_WIDE, _NAME_NARROW = 34, 42


def heat_map(rows: Sequence[HeatRow], label: str, *, wide: bool) -> Svg:
    """A row for each threat with a cell for each stage; the weakest stage is marked, exposed cells are bold.

    In a `wide` picture the name of a threat stands beside its cells, in another one above them.
    """
    start, step = (3_400, 34) if wide else (0, 58)
    width = (WHOLE - start - _READY) // len(STAGES)
    parts = [words(stage.value, start + place * width + width // 2, 14, "faint", "middle")
             for place, stage in enumerate(STAGES)]  # fmt: skip
    parts.append(words("ready", WHOLE, 14, "faint", "end"))
    for number, row in enumerate(rows):
        top = 22 + number * step
        parts += _row(row, top, start, width, wide=wide)
    return picture(label, 22 + len(rows) * step, parts, "wide" if wide else "narrow")


def _row(row: HeatRow, top: int, start: int, width: int, *, wide: bool) -> Iterable[Svg]:
    yield words(shortened(row.name, _NAME_WIDE if wide else _NAME_NARROW), 0, top + (20 if wide else 16))
    cells = top if wide else top + 22
    for place, cell in enumerate(row.cells):
        yield from _cell(cell, start + place * width, cells, width)
    yield words(row.ready.words, WHOLE, cells + 20, f"strong ready-{row.ready.tone}", "end")


def _cell(cell: Cell, x: int, top: int, width: int) -> Iterable[Svg]:
    yield box(x + 40, top, width - 80, 30, f"cell-{cell.tone}")
    mark = f" {_WEAKEST}" if cell.weakest else ""
    yield words(f"{cell.words}{mark}", x + width // 2, top + 20, f"on-{cell.tone}", "middle")
