"""What charts draw: whole numbers, cut as they are printed, and the words beside them. No drawing happens here."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from posture.assess.readiness import PARTLY, PREPARED, ThreatReadiness
from posture.assess.scoring import Readings
from posture.model.control import Stage
from posture.report import wording
from posture.report.material import ReportInput, Visit
from posture.report.wording import NO_NUMBER

Tone = Literal["good", "mid", "bad", "none"]
"""How a cell of the heat map looks: prepared, partly, exposed, not covered."""


@dataclass(frozen=True, slots=True)
class Range:
    """Three readings in tenths of a point, 0 to 1,000, cut as they are printed; not `scored` where there are none."""

    low: int
    point: int
    high: int
    scored: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """A range with its name; `words` are the numbers as printed."""

    name: str
    range: Range
    words: str


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the posture in whole points from which on it is given."""

    grade: str
    start: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the heat map, as printed."""

    words: str
    tone: Tone
    weakest: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A threat: readiness at each of the four stages, and in all."""

    name: str
    cells: tuple[Cell, ...]
    ready: Cell
    word: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Posture in tenths of a point after so many half hours of work; `label` names the end of a phase."""

    half_hours: int
    posture: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the charts of a report draw.

    Attributes:
        bands: The grades, the best first.
        curve: Posture against hours of work over the year; empty where nothing is planned.
        trend: The clinic's assessments, the oldest first; empty where this is the first.
    """

    posture: Range
    grade: str
    bands: tuple[Band, ...]
    checklists: tuple[Bar, ...]
    heat: tuple[HeatRow, ...]
    curve: tuple[CurvePoint, ...]
    trend: tuple[Bar, ...]


STAGES: Final = tuple(Stage)


def figures(material: ReportInput) -> Figures:
    """Take from an evaluation and a plan what charts draw."""
    evaluation, library = material.evaluation, material.library
    titles = library.checklist_by_id
    return Figures(
        posture=_range(evaluation.posture),
        grade="" if evaluation.provisional else evaluation.grade or "",
        bands=tuple(Band(one.grade, one.start) for one in library.policy.grades),
        checklists=tuple(_bar(titles[entry.id].title, entry.score) for entry in evaluation.checklists),
        heat=tuple(_heat_row(threat) for threat in evaluation.threats),
        curve=tuple(_curve(material)),
        trend=tuple(_trend(material)),
    )


def _range(readings: Readings | None) -> Range:
    if readings is None:
        return Range(0, 0, 0, scored=False)
    return Range(_tenths(readings.low), _tenths(readings.point), _tenths(readings.high))


def _tenths(value: Fraction) -> int:
    return int(10 * value)


def _bar(name: str, readings: Readings | None) -> Bar:
    words = wording.NOTHING_TO_SCORE
    if readings is not None:
        words = f"{wording.one_decimal(readings.point)} ({wording.range_words(readings)})"
    return Bar(name, _range(readings), words)


def _trend(material: ReportInput) -> Iterable[Bar]:
    if material.earlier:
        now = material.evaluation
        for visit in (*material.earlier, Visit(now.as_of, now.posture, now.grade, now.provisional)):
            words = wording.NOTHING_TO_SCORE
            if visit.posture is not None:
                letter = wording.PROVISIONAL if visit.provisional else visit.grade
                words = f"{wording.one_decimal(visit.posture.point)} {letter} ({wording.range_words(visit.posture)})"
            yield Bar(wording.day(visit.as_of), _range(visit.posture), words)


def _heat_row(threat: ThreatReadiness) -> HeatRow:
    # Of stages that are equally weak the first is marked; where all are complete none is weak.
    complete = all(value == 100 for value in threat.stages.values())
    weakest = None if complete or not threat.weakest else threat.weakest[0]
    return HeatRow(
        name=threat.scenario.title,
        cells=tuple(_cell(threat.stages.get(stage), weakest=stage is weakest) for stage in STAGES),
        ready=_cell(threat.score.point if threat.score else None),
        word=wording.LABEL_WORDS[threat.label] if threat.label else "not covered",
    )


def _cell(value: Fraction | None, *, weakest: bool = False) -> Cell:
    if value is None:
        return Cell(NO_NUMBER, "none")
    tone: Tone = "good" if value >= PREPARED else "mid" if value >= PARTLY else "bad"
    return Cell(wording.one_decimal(value), tone, weakest)


def _curve(material: ReportInput) -> Iterable[CurvePoint]:
    """Posture after each action of the year in its turn; phases without an action have no point of their own."""
    plan, evaluation = material.plan, material.evaluation
    if evaluation.posture is None or not any(phase.steps for phase in plan.phases):
        return
    spent, reached = Fraction(0), evaluation.posture.point
    yield CurvePoint(0, _tenths(reached))
    for phase in plan.phases:
        for step in phase.steps:
            spent += step.valued.hours
            # A phase can finish an action out of its turn: what is drawn never falls, and ends where the phase does.
            reached = max(reached, min(step.after.posture, phase.after.posture))
            last = step is phase.steps[-1]
            words = wording.posture_words(phase.after.posture, phase.after.grade, provisional=evaluation.provisional)
            yield CurvePoint(
                int(2 * spent),
                _tenths(phase.after.posture if last else reached),
                f"day {phase.days}: {words}" if last else "",
            )
