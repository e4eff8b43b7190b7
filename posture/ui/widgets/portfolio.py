"""The clinics of a workspace as rows: posture with its range, how far, and what comes next."""

from collections.abc import Sequence

from posture.portfolio import Practice
from posture.report.wording import day, one_decimal
from posture.ui.glyphs import Glyphs
from posture.ui.text import Line, Span, padded, span
from posture.ui.widgets.range_bar import range_bar
from posture.ui.widgets.row_list import Row

BAR = 22


def heading(width: int) -> Line:
    """The heads of the columns."""
    name, bar = _widths(width)
    cells = [("clinic", name, "faint"), ("last visit", -11, "faint"), ("", 3, "faint")]
    if bar:
        cells.append(("posture with range", bar + 2, "faint"))
    cells += [("posture", -8, "faint"), ("answered", -10, "faint"), ("", 2, "faint"), ("to do", 16, "faint")]
    return padded(cells)


def _widths(width: int) -> tuple[int, int]:
    fixed = 11 + 3 + 8 + 10 + 2 + 16 + 2
    if width >= fixed + 26 + BAR + 2:
        return min(40, width - fixed - BAR - 2), BAR
    return max(12, width - fixed), 0


def practice_row(practice: Practice, width: int, glyphs: Glyphs) -> Row:
    """The row of a clinic, by its newest visit."""
    name, bar = _widths(width)
    visit = practice.visits[0]
    started = day(visit.started) if visit.started else ""
    cells = [*padded([(practice.name, name, "text"), (started, -11, "faint"), ("", 3, "faint")])]
    if visit.problem:
        return Row(visit.key, [*cells, Span("can't be read: ", "coral"), span(visit.problem, "soft")])
    if bar:
        cells += [*range_bar(visit.readings, bar, glyphs), Span("  ")]
    number = one_decimal(visit.readings.point) if visit.readings else glyphs.dash
    answered = f"{int(visit.answered)}%" if visit.answered is not None else glyphs.dash
    cells += padded(
        [
            (number, -6, "text bold"),
            (visit.grade or glyphs.dash, -2, "text bold" if visit.grade else "faint"),
            (answered, -10, "soft"),
            ("", 2, "soft"),
            (visit.left, 16, "soft"),
        ]
    )
    return Row(visit.key, cells)


def visit_lines(practice: Practice) -> Sequence[Line]:
    """All visits of a clinic, for the box below the list."""
    lines: list[Line] = [
        padded(
            [("visit", 14, "faint"), ("posture", -9, "faint"), ("at least", -11, "faint"), ("could be", -11, "faint")]
        )
    ]
    for visit in practice.visits:
        started = day(visit.started) if visit.started else ""
        if visit.readings is None:
            lines.append(padded([(started, 14, "soft"), (visit.problem or "nothing to score", 50, "faint")]))
            continue
        lines.append(
            padded(
                [
                    (started, 14, "soft"),
                    (f"{one_decimal(visit.readings.point)} {visit.grade or '–'}", -9, "text bold"),
                    (one_decimal(visit.readings.low), -11, "soft"),
                    (one_decimal(visit.readings.high), -11, "soft"),
                ]
            )
        )
    return lines
