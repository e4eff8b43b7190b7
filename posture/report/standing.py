"""Where the clinic stands: the result with its range, what holds it, and how prepared it is for which threat."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from posture.assess.caps import ceiling
from posture.assess.evaluate import Evaluation
from posture.assess.readiness import ThreatReadiness
from posture.assess.scoring import Readings
from posture.model.control import Stage
from posture.model.library import Library
from posture.report import wording
from posture.report.material import ReportInput
from posture.report.points import Points
from posture.report.wording import NO_NUMBER, one_decimal

WEAKEST_SHOWN = 3
"""How many threats the owner's part names."""


@dataclass(frozen=True, slots=True)
class Triple:
    """One number under three readings, or dashes where there is nothing to score."""

    low: str
    point: str
    high: str


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """What is in place, and posture, under one reading."""

    name: str
    implementation: str
    posture: str


@dataclass(frozen=True, slots=True)
class CapRow:
    """A rule that holds posture down as long as something critical is missing.

    Attributes:
        limit: The posture above which it lets nothing rise.
        controls: What makes it fire, with the answers.
        answerable: It no longer fires if every open question turns out well.
        low: Whether it fires on proof alone; `point` as declared, `high` if every open question turns out well.
    """

    id: str
    why: str
    limit: str
    grade: str
    controls: tuple[str, ...]
    answerable: bool
    low: str
    point: str
    high: str


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """The score of one checklist, and its part of the whole: `points` and `missing` add up over the checklists."""

    id: str
    title: str
    low: str
    point: str
    high: str
    answered: str
    points: str
    missing: str


@dataclass(frozen=True, slots=True)
class ThreatRow:
    """How prepared the clinic is for one threat, stage by stage, and what that threat does to patients.

    Attributes:
        weakest: The weakest stage, a dash where none is weak; `weak_at` says it as part of a sentence.
    """

    id: str
    title: str
    low: str
    point: str
    high: str
    word: str
    weakest: str
    weak_at: str
    prevent: str
    detect: str
    respond: str
    recover: str
    harm: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The result and its working.

    Attributes:
        grade: Empty while the result is provisional.
        held_back: Points in place that do not count because of a cap; empty where all count.
        firing: Caps that fire now, the lowest limit first.
        weakest: The threats that the clinic is least prepared for, the worst first; none that it is prepared for.
    """

    scored: bool
    provisional: bool
    headline: str
    grade: str
    posture: Triple
    implementation: Triple
    readings: tuple[ReadingRow, ...]
    held_back: str
    answered: str
    confirmed: str
    confidence: str
    applicable: str
    missing: str
    caps: tuple[CapRow, ...]
    firing: tuple[CapRow, ...]
    checklists: tuple[ChecklistRow, ...]
    threats: tuple[ThreatRow, ...]
    weakest: tuple[ThreatRow, ...]


def triple(readings: Readings | None) -> Triple:
    """Three readings as shown."""
    if readings is None:
        return Triple(NO_NUMBER, NO_NUMBER, NO_NUMBER)
    return Triple(one_decimal(readings.low), one_decimal(readings.point), one_decimal(readings.high))


def standing(material: ReportInput, points: Points | None) -> Standing:
    """Put the result into words."""
    evaluation = material.evaluation
    caps = tuple(_cap_rows(evaluation, material.library))
    posture, implementation = triple(evaluation.posture), triple(evaluation.implementation)
    return Standing(
        scored=evaluation.posture is not None,
        provisional=evaluation.provisional,
        headline=wording.headline(evaluation),
        grade="" if evaluation.provisional else evaluation.grade or "",
        posture=posture,
        implementation=implementation,
        readings=(
            ReadingRow("At least: what proof shows", implementation.low, posture.low),
            ReadingRow("As declared", implementation.point, posture.point),
            ReadingRow("Could be: every open question turns out well", implementation.high, posture.high),
        ),
        held_back=_held_back(evaluation),
        answered=_share(evaluation.answered),
        confirmed=_share(evaluation.confirmed),
        confidence=wording.CONFIDENCE_WORDS[evaluation.confidence] if evaluation.confidence else "",
        applicable=wording.count(evaluation.applicable, "control"),
        missing=one_decimal(points.missing.total) if points else NO_NUMBER,
        caps=caps,
        firing=tuple(sorted((cap for cap in caps if cap.point == "yes"), key=lambda cap: int(cap.limit))),
        checklists=tuple(_checklist_rows(evaluation, material.library, points)),
        threats=tuple(threat_row(threat) for threat in evaluation.threats),
        weakest=tuple(threat_row(threat) for threat in least_prepared(evaluation.threats)),
    )


def _share(value: Fraction | None) -> str:
    return NO_NUMBER if value is None else wording.per_cent(value)


def _held_back(evaluation: Evaluation) -> str:
    if evaluation.implementation is None or evaluation.posture is None or not evaluation.held_back:
        return ""
    # What is printed must add up: in place − held back = posture.
    return one_decimal(wording.shown(evaluation.implementation.point) - wording.shown(evaluation.posture.point))


def _cap_rows(evaluation: Evaluation, library: Library) -> Iterable[CapRow]:
    """Every cap of the policy that concerns a control which applies."""
    applicable = {score.id: score.item for score in evaluation.controls if score.credit is not None}
    for status in evaluation.caps:
        if any(name in applicable for name in status.cap.controls):
            limit = ceiling(status.cap.max_grade, library.policy)
            yield CapRow(
                id=status.cap.id,
                why=wording.sentence(status.cap.why) or f"Rule {status.cap.id}.",
                limit=str(limit),
                grade=status.cap.max_grade,
                controls=tuple(
                    f"{item.control.title} ({wording.answer_word(wording.item_answer(item)).lower()})"
                    for item in (applicable[name] for name in status.controls)
                ),
                answerable=status.point and not status.high,
                low=_yes(status.low),
                point=_yes(status.point),
                high=_yes(status.high),
            )


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _checklist_rows(evaluation: Evaluation, library: Library, points: Points | None) -> Iterable[ChecklistRow]:
    for entry in evaluation.checklists:
        score = triple(entry.score)
        counts = points is not None and entry.score is not None
        yield ChecklistRow(
            id=entry.id,
            title=library.checklist_by_id[entry.id].title,
            low=score.low,
            point=score.point,
            high=score.high,
            answered=f"{entry.answered} of {entry.applicable}",
            points=one_decimal(points.in_place.checklists[entry.id]) if points and counts else NO_NUMBER,
            missing=one_decimal(points.missing.checklists[entry.id]) if points and counts else NO_NUMBER,
        )


def least_prepared(threats: Iterable[ThreatReadiness]) -> list[ThreatReadiness]:
    """The threats that the clinic is least prepared for, the worst first; none that it is prepared for."""
    scored = [(threat.score.point, threat) for threat in threats if threat.score and threat.label != "prepared"]
    return [threat for _, threat in sorted(scored, key=lambda pair: pair[0])][:WEAKEST_SHOWN]


def threat_row(threat: ThreatReadiness) -> ThreatRow:
    """Readiness for one threat, put into words."""
    score = triple(threat.score)
    stages = {stage: one_decimal(value) for stage, value in threat.stages.items()}
    # Where every stage is complete none of them is weak.
    complete = all(value == 100 for value in threat.stages.values())
    return ThreatRow(
        id=threat.scenario.id,
        title=threat.scenario.title,
        low=score.low,
        point=score.point,
        high=score.high,
        word=wording.LABEL_WORDS[threat.label] if threat.label else "not covered",
        weakest=NO_NUMBER if complete else threat.weakest[0].value,
        weak_at="" if complete else wording.STAGE_WORDS[threat.weakest[0]],
        prevent=stages.get(Stage.PREVENT, NO_NUMBER),
        detect=stages.get(Stage.DETECT, NO_NUMBER),
        respond=stages.get(Stage.RESPOND, NO_NUMBER),
        recover=stages.get(Stage.RECOVER, NO_NUMBER),
        harm=threat.scenario.patient_harm,
    )
