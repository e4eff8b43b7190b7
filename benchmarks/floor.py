"""The floor of scoring: the model `posture-score/1` as plainly as scoring.md 2.1-2.10 says it.

Every number is a `Fraction` from the start and every sum is taken term by term; look-ups are by id, and nothing is
slower on purpose. It knows nothing of `posture.assess`, so a test uses it as a second opinion too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from posture.model.assessment import Acceptance, Assessment, Response
from posture.model.control import Answer, Condition, Control, FactValue, Stage, ThreatLink
from posture.model.framework import Requirement
from posture.model.library import Library
from posture.model.policy import Cap, Policy

READINGS: Final = (0, 1, 2)
"""Low, point, high: places in a triple."""

SHORT: Final = {"very-low": "VL", "low": "L", "moderate": "M", "high": "H", "very-high": "VH"}
I2: Final = {
    "VH": {"VL": "very-low", "L": "low", "M": "moderate", "H": "high", "VH": "very-high"},
    "H": {"VL": "very-low", "L": "low", "M": "moderate", "H": "high", "VH": "very-high"},
    "M": {"VL": "very-low", "L": "low", "M": "moderate", "H": "moderate", "VH": "high"},
    "L": {"VL": "very-low", "L": "low", "M": "low", "H": "low", "VH": "moderate"},
    "VL": {"VL": "very-low", "L": "very-low", "M": "very-low", "H": "low", "VH": "low"},
}
LOWER: Final = {
    Answer.IMPLEMENTED: Answer.MOSTLY,
    Answer.MOSTLY: Answer.PARTLY,
    Answer.PARTLY: Answer.NOT,
    Answer.NOT: Answer.NOT,
}

Triple = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True)
class Row:
    """One control as it counts; `credit` is None where it does not apply."""

    control: Control
    home: str
    response: Response
    answer: Answer
    excluded: str | None
    weight: Fraction
    credit: Triple | None


@dataclass(frozen=True)
class Readiness:
    """One scenario; `score` is None where no applicable control answers it."""

    score: Triple | None
    stages: Mapping[Stage, Fraction]
    weakest: tuple[Stage, ...]


@dataclass(frozen=True)
class Judgement:
    """All that is judged, in plain values by id; what the fields mean stands in `posture.assess.evaluate`."""

    implementation: Triple | None
    posture: Triple | None
    held_back: Fraction | None
    grade: str | None
    provisional: bool
    answered: Fraction | None
    confirmed: Fraction | None
    confidence: str | None
    caps: Mapping[str, tuple[bool, bool, bool, tuple[str, ...]]]
    checklists: Mapping[str, tuple[Triple | None, int, int]]
    controls: Mapping[str, tuple[Fraction, Triple | None, Fraction | None, Fraction | None]]
    threats: Mapping[str, Readiness]
    frameworks: Mapping[str, tuple[tuple[str, str], ...]]
    not_applicable: tuple[int, int, Fraction | None, Fraction | None]
    findings: tuple[tuple[str, Acceptance | None], ...]
    answer_first: tuple[tuple[str, Fraction], ...]
    find_proof: tuple[tuple[str, Fraction], ...]
    unscored: tuple[str, ...]


def judge(library: Library, assessment: Assessment, as_of: date) -> Judgement:
    """Judge an assessment as of a day; its checklists must be loaded."""
    policy = library.policy
    rows = rows_of(library, assessment, as_of)
    by_id = {row.control.id: row for row in rows}
    counted = {row.control.id: row for row in rows if row.credit is not None}
    links = links_of(counted.values())
    total = sum((row.weight for row in counted.values()), Fraction(0))
    implementation = mean(counted.values())
    fires = {cap.id: fired(cap, counted, policy) for cap in policy.caps}
    posture = capped(implementation, fires, policy) if implementation else None
    known = sum((row.weight for row in counted.values() if row.answer is not Answer.UNKNOWN), Fraction(0))
    sure = sum((row.weight for row in counted.values() if row.credit and row.credit[0] == row.credit[2]), Fraction(0))
    answered, confirmed = (known / total * 100, sure / total * 100) if total else (None, None)
    return Judgement(
        implementation=implementation,
        posture=posture,
        held_back=implementation[1] - posture[1] if implementation and posture else None,
        grade=grade(posture[1], policy) if posture else None,
        provisional=answered is None or answered < 60,
        answered=answered,
        confirmed=confirmed,
        confidence=confidence(answered, confirmed) if answered is not None and confirmed is not None else None,
        caps=fires,
        checklists=checklists(library, assessment, rows),
        controls={row.control.id: parts(row, total) for row in rows},
        threats={one.id: readiness(links.get(one.id, []), policy) for one in library.scenarios},
        frameworks={
            one.id: tuple((entry.id, requirement(entry, by_id)) for entry in one.requirements)
            for one in library.frameworks
        },
        not_applicable=not_applicable(rows, total),
        findings=findings(counted, as_of),
        answer_first=answer_first(counted, total),
        find_proof=find_proof(counted, total),
        unscored=tuple(name for name in assessment.responses if name not in by_id),
    )


def rows_of(library: Library, assessment: Assessment, as_of: date) -> list[Row]:
    """2.1-2.4: every control of the assessment's checklists with what it earns."""
    chosen = {ref.id for ref in assessment.checklists}
    return [
        row_of(control, checklist.id, assessment, library.policy, as_of)
        for checklist in library.checklists
        if checklist.id in chosen
        for control in checklist.controls
    ]


def row_of(control: Control, home: str, assessment: Assessment, policy: Policy, as_of: date) -> Row:
    """2.1-2.4 for one control."""
    response = assessment.responses.get(control.id, Response())
    answer = response.answer or Answer.UNKNOWN
    excluded = None
    if not all(fulfilled(condition, assessment.facts) for condition in control.applies_when):
        excluded = "fact"
    elif answer is Answer.NA and control.na_allowed and response.reason.strip():
        excluded = "answer"
    elif answer is Answer.NA:
        answer = Answer.UNKNOWN
    credit = None if excluded else credit_of(control, response, answer, policy, as_of)
    return Row(control, home, response, answer, excluded, weight_of(control, policy), credit)


def fulfilled(condition: Condition, facts: Mapping[str, FactValue]) -> bool:
    """A condition of content.md: `is`, `in`, `has`, `at_least`; an unset fact fulfils it."""
    if condition.fact not in facts:
        return True
    value = facts[condition.fact]
    values = list(value) if isinstance(value, tuple) else [value]
    if condition.has is not None:
        return condition.has in values
    if condition.at_least is not None:
        return type(value) is int and value >= condition.at_least
    wanted = [condition.equals] if condition.among is None else condition.among
    return any(type(one) is type(other) and one == other for one in values for other in wanted)


def weight_of(control: Control, policy: Policy) -> Fraction:
    """2.3."""
    level = I2[SHORT[control.likelihood]][SHORT[control.impact]]
    return Fraction(getattr(policy.weights, level.replace("-", "_")))


def level_credit(control: Control, answer: Answer, policy: Policy) -> Fraction:
    """2.1: credit of an answer on the control's own scale."""
    scale = policy.credits.strict if control.credit == "strict" else policy.credits.graded
    if answer is Answer.IMPLEMENTED:
        return Fraction(scale.implemented)
    if answer is Answer.MOSTLY:
        return Fraction(scale.mostly)
    return Fraction(scale.partly if answer is Answer.PARTLY else scale.not_)


def credit_of(control: Control, response: Response, answer: Answer, policy: Policy, as_of: date) -> Triple:
    """2.2, 2.4: credit under the three readings."""
    if answer is Answer.UNKNOWN:
        return Fraction(0), Fraction(0), Fraction(100)
    declared = level_credit(control, answer, policy)
    proven = any(
        evidence.method != "interview"
        and evidence.collected <= as_of < evidence.collected + timedelta(days=control.evidence_days)
        for evidence in response.evidence
    )
    return declared if proven else level_credit(control, LOWER[answer], policy), declared, declared


def mean(rows: Iterable[Row]) -> Triple | None:
    """2.4: the weighted mean of the rows that count; None where none does."""
    total = low = point = high = Fraction(0)
    for row in rows:
        if row.credit is not None:
            total += row.weight
            low += row.weight * row.credit[0]
            point += row.weight * row.credit[1]
            high += row.weight * row.credit[2]
    return (low / total, point / total, high / total) if total else None


def parts(row: Row, total: Fraction) -> tuple[Fraction, Triple | None, Fraction | None, Fraction | None]:
    """2.4: weight, credit, points and lost of a control."""
    if row.credit is None:
        return row.weight, None, None, None
    return row.weight, row.credit, row.weight * row.credit[1] / total, row.weight * (100 - row.credit[1]) / total


def checklists(
    library: Library, assessment: Assessment, rows: Iterable[Row]
) -> dict[str, tuple[Triple | None, int, int]]:
    """2.4: the score of each checklist, and how many of its controls are answered and apply."""
    chosen = {ref.id for ref in assessment.checklists}
    homes: dict[str, list[Row]] = {one.id: [] for one in library.checklists if one.id in chosen}
    for row in rows:
        homes[row.home].append(row)
    return {
        home: (
            mean(own),
            len([row for row in own if row.credit is not None and row.response.answer is not None]),
            len([row for row in own if row.credit is not None]),
        )
        for home, own in homes.items()
    }


def fired(cap: Cap, counted: Mapping[str, Row], policy: Policy) -> tuple[bool, bool, bool, tuple[str, ...]]:
    """2.5: whether a cap fires under each reading, and the controls that make it fire as declared."""
    named = [counted[name] for name in cap.controls if name in counted]
    below = [
        [row.credit[k] < level_credit(row.control, cap.below, policy) for row in named if row.credit] for k in READINGS
    ]
    low, point, high = (bool(one) and (any(one) if cap.any else all(one)) for one in below)
    return low, point, high, tuple(row.control.id for row, is_below in zip(named, below[1], strict=True) if is_below)


def capped(
    implementation: Triple, fires: Mapping[str, tuple[bool, bool, bool, tuple[str, ...]]], policy: Policy
) -> Triple:
    """2.5: implementation under the ceilings of the caps that fire."""
    low, point, high = (
        min([implementation[k], *(ceiling(cap, policy) for cap in policy.caps if fires[cap.id][k])]) for k in READINGS
    )
    return low, point, high


def ceiling(cap: Cap, policy: Policy) -> Fraction:
    """2.5: the lower bound of the next better grade minus one."""
    best = Fraction(101)
    for entry in policy.grades:
        if entry.grade == cap.max_grade:
            break
        best = Fraction(entry.start)
    return best - 1


def grade(posture: Fraction, policy: Policy) -> str:
    """2.5."""
    return next(entry.grade for entry in policy.grades if posture >= entry.start)


def confidence(answered: Fraction, confirmed: Fraction) -> str:
    """2.7."""
    if answered >= 95 and confirmed >= 70:
        return "high"
    return "medium" if answered >= 85 and confirmed >= 40 else "low"


def links_of(counted: Iterable[Row]) -> dict[str, list[tuple[ThreatLink, Triple]]]:
    """2.9: what the applicable controls do against each scenario, with what they earn."""
    found: dict[str, list[tuple[ThreatLink, Triple]]] = {}
    for row in counted:
        for link in row.control.threats:
            if row.credit is not None:
                found.setdefault(link.scenario, []).append((link, row.credit))
    return found


def readiness(links: Sequence[tuple[ThreatLink, Triple]], policy: Policy) -> Readiness:
    """2.9 under the three readings."""
    low, stages, high = (stage_scores(links, policy, k) for k in READINGS)
    if not stages:
        return Readiness(None, {}, ())
    worst = min(stages.values())
    return Readiness(
        (combined(low), combined(stages), combined(high)),
        stages,
        tuple(stage for stage, value in stages.items() if value == worst),
    )


def stage_scores(links: Iterable[tuple[ThreatLink, Triple]], policy: Policy, k: int) -> dict[Stage, Fraction]:
    """2.9: S = 100·E/E_best of each stage that an applicable control covers."""
    layers: dict[Stage, dict[str, tuple[Fraction, Fraction]]] = {stage: {} for stage in Stage}
    for link, credit in links:
        strength = Fraction(getattr(policy.strengths, link.strength), 100)
        if strength:
            x, b = layers[link.stage].get(link.layer, (Fraction(0), Fraction(0)))
            layers[link.stage][link.layer] = max(x, strength * credit[k] / 100), max(b, strength)
    scores = {}
    for stage, found in layers.items():
        missed = missed_at_best = Fraction(1)
        for x, b in found.values():
            missed *= 1 - x
            missed_at_best *= 1 - b
        if found:
            scores[stage] = 100 * (1 - missed) / (1 - missed_at_best)
    return scores


def combined(stages: Mapping[Stage, Fraction]) -> Fraction:
    """2.9: half the weakest stage, half the mean."""
    return min(stages.values()) / 2 + sum(stages.values(), Fraction(0)) / len(stages) / 2


def requirement(entry: Requirement, rows: Mapping[str, Row]) -> str:
    """2.10 with the relation rule of content.md."""
    mapped = [(one.relation, rows[one.control]) for one in entry.maps if one.control in rows]
    applicable = [(relation, row) for relation, row in mapped if row.credit is not None]
    if not applicable:
        return "na" if mapped else "not-covered"
    unknown = [row for _, row in applicable if row.answer is Answer.UNKNOWN]
    implemented = [row for _, row in applicable if row.answer is Answer.IMPLEMENTED]
    if len(implemented) + len(unknown) == len(applicable):
        if unknown:
            return "unknown"
        covers = any(relation in ("equal", "superset") for relation, _ in applicable)
        if covers or (entry.complete and len(mapped) == len(entry.maps)):
            return "met"
    return "partly" if any(row.credit and row.credit[1] > 0 for _, row in applicable) else "not-met"


def not_applicable(rows: Iterable[Row], total: Fraction) -> tuple[int, int, Fraction | None, Fraction | None]:
    """2.8: N/A by answer, by fact, their weight in per cent, and implementation if they counted as not."""
    by_answer = [row for row in rows if row.excluded == "answer"]
    by_fact = [row for row in rows if row.excluded == "fact"]
    taken_out = sum((row.weight for row in by_answer), Fraction(0))
    if not total + taken_out:
        return len(by_answer), len(by_fact), None, None
    earned = sum((row.weight * row.credit[1] for row in rows if row.credit is not None), Fraction(0))
    share = taken_out / (total + taken_out) * 100
    return len(by_answer), len(by_fact), share, earned / (total + taken_out)


def findings(counted: Mapping[str, Row], as_of: date) -> tuple[tuple[str, Acceptance | None], ...]:
    """Gaps, and how each is accepted on the day."""
    found = []
    for name, row in counted.items():
        if row.answer is not Answer.IMPLEMENTED:
            accepted = row.response.accepted
            found.append((name, accepted if accepted and as_of <= accepted.until else None))
    return tuple(found)


def answer_first(counted: Mapping[str, Row], total: Fraction) -> tuple[tuple[str, Fraction], ...]:
    """2.7: open questions with the points of range that each is worth, the heaviest first."""
    leads = [(name, 100 * row.weight / total) for name, row in counted.items() if row.answer is Answer.UNKNOWN]
    return tuple(sorted(leads, key=lambda lead: lead[1], reverse=True))


def find_proof(counted: Mapping[str, Row], total: Fraction) -> tuple[tuple[str, Fraction], ...]:
    """2.7: answers without proof by w·(point − low)/W, the heaviest first."""
    leads = [
        (name, row.weight * (row.credit[1] - row.credit[0]) / total)
        for name, row in counted.items()
        if row.credit and row.credit[1] > row.credit[0]
    ]
    return tuple(sorted(leads, key=lambda lead: lead[1], reverse=True))
