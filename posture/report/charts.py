"""The charts of a report by name, each with its text alternative.

A template says where a chart goes: `{{ chart("posture") }}`. Markdown has none, so there it says nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from posture.report.bars import bar_rows, posture_chart
from posture.report.curve import curve
from posture.report.escape import Markdown
from posture.report.figures import STAGES, Bar, Figures, HeatRow
from posture.report.heat import heat_map
from posture.report.svg import Svg

_MARK: Final = "<!--chart:{}-->"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart to be put into a page; without pictures there is nothing to draw.

    Attributes:
        caption: Ours, never a person's text.
        label: What it shows, in words.
        pictures: The same for much room and, where that is another one, for little.
    """

    caption: str = ""
    label: str = ""
    pictures: tuple[Svg, ...] = ()

    @property
    def html(self) -> str:
        """As a figure of a web page; empty where there is nothing to draw."""
        if not self.pictures:
            return ""
        return f"<figure>\n<figcaption>{self.caption}</figcaption>\n{''.join(self.pictures)}\n</figure>\n"


_NONE: Final = Chart()


def mark(name: str) -> Markdown:
    """What stands in the source of a page where a chart goes; text of people can't say it: its `<` is escaped."""
    return Markdown(_MARK.format(name))


def marked(figures: Figures) -> dict[str, Chart]:
    """Every chart by what marks its place."""
    return {_MARK.format(name): draw(figures) for name, draw in CHARTS.items()}


def _posture(figures: Figures) -> Chart:
    if not figures.posture.scored:
        return _NONE
    low, point, high = (
        f"{value // 10}.{value % 10}" for value in (figures.posture.low, figures.posture.point, figures.posture.high)
    )
    grade = f", grade {figures.grade}" if figures.grade else ""
    label = f"Posture {point} of 100{grade}: at least {low}, could be {high}."
    return Chart("Posture", label, (posture_chart(figures.posture, figures.grade, figures.bands, label),))


def _checklists(figures: Figures) -> Chart:
    return _rows("Each checklist", figures.checklists)


def _trend(figures: Figures) -> Chart:
    return _rows("Posture at each assessment", figures.trend)


def _rows(caption: str, bars: tuple[Bar, ...]) -> Chart:
    if not any(bar.range.scored for bar in bars):
        return _NONE
    label = f"{caption}: {_listed(f'{bar.name} {bar.words}' for bar in bars)}."
    return Chart(caption, label, tuple(bar_rows(bars, label, wide=wide) for wide in (True, False)))


def _threats(figures: Figures) -> Chart:
    if not figures.heat:
        return _NONE
    label = f"How prepared the clinic is for each threat: {_listed(map(_threat, figures.heat))}."
    return Chart(
        "How prepared the clinic is, stage by stage. Green from 75, yellow from 50, red and bold below; ▾ marks the "
        "weakest stage.",
        label,
        tuple(heat_map(figures.heat, label, wide=wide) for wide in (True, False)),
    )


def _threat(row: HeatRow) -> str:
    stages = ", ".join(f"{stage.value} {cell.words}" for stage, cell in zip(STAGES, row.cells, strict=True))
    return f"{row.name} {row.ready.words}, {row.word} ({stages})"


def _hours(figures: Figures) -> Chart:
    if len(figures.curve) < 2:
        return _NONE
    label = f"Posture against hours of work: {_listed(point.label for point in figures.curve if point.label)}."
    return Chart(
        "Posture against hours of work",
        label,
        tuple(curve(figures.curve, figures.bands, label, wide=wide) for wide in (True, False)),
    )


def _listed(parts: Iterable[str]) -> str:
    return "; ".join(parts)


CHARTS: Final[Mapping[str, Callable[[Figures], Chart]]] = {
    "posture": _posture,
    "checklists": _checklists,
    "trend": _trend,
    "threats": _threats,
    "hours": _hours,
}
"""How each chart is drawn, by the name that templates use."""
