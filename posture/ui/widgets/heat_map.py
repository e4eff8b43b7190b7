"""Threat readiness as a heat map: scenarios down, stages across. It can be read without colour."""

from collections.abc import Sequence

from posture.assess.readiness import PARTLY, PREPARED, ThreatReadiness
from posture.model.control import Stage
from posture.ui.glyphs import Glyphs
from posture.ui.text import Line, Span, padded
from posture.ui.widgets.row_list import Row

CELL = 7
NARROW_CELL = 5
LABEL_ROLES = {"prepared": "accent", "partly": "sand", "exposed": "coral"}


def heat_heading(name_width: int, cell: int) -> Line:
    """The heads of the columns; the first is the name of the block."""
    cells = [("Threat readiness", name_width + 1, "text bold")]  # rows leave a cell for the cursor
    for stage in Stage:
        cells += [(stage.value if cell == CELL else stage.value[:cell], -cell, "faint"), ("", 1, "faint")]
    return padded([*cells, ("  ready", 12, "faint")])


def heat_rows(threats: Sequence[ThreatReadiness], name_width: int, cell: int, glyphs: Glyphs) -> list[Row]:
    """One row for each scenario."""
    return [Row(f"threat:{threat.scenario.id}", _row(threat, name_width, cell, glyphs)) for threat in threats]


def _row(threat: ThreatReadiness, name_width: int, cell: int, glyphs: Glyphs) -> Line:
    line = padded([(threat.scenario.title, name_width, "soft")])
    weakest = threat.weakest[0] if threat.weakest else None
    for stage in Stage:
        value = threat.stages.get(stage)
        if value is None:
            line += [Span(glyphs.dash.rjust(cell - 2).ljust(cell), "faint"), Span(" ")]
            continue
        mark = glyphs.weakest if stage is weakest else " "
        if value >= PREPARED:
            role = "on-tint-good on tint-good"
        elif value >= PARTLY:
            role = "on-tint-mid on tint-mid"
        else:
            role = "on-tint-bad bold on tint-bad"
        # The mark is a span of its own: where its font is another one, the number must not follow it.
        line += [Span(f"{int(value):>{cell - 2}}", role), Span(mark, role), Span(" ", role), Span(" ")]
    if threat.score is None or threat.label is None:
        return [*line, Span(f"{glyphs.dash:>3}", "faint"), Span(" not covered", "faint")]
    line.append(Span(f"{int(threat.score.point):>3}", "text bold"))
    line.append(Span(f" {threat.label}", LABEL_ROLES[threat.label]))
    return line
