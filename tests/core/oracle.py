"""The model `posture-score/1` a second time, written straight from scoring.md 2.1-2.9 and as plainly as it says it.

The product's own result is compared with this one exactly, on random packs. Nothing of posture.assess is used here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from posture.model.control import Condition, Control
from posture.model.policy import Cap
from tests.core.packs import Pack

READINGS = ("low", "point", "high")
SHORT = {"very-low": "VL", "low": "L", "moderate": "M", "high": "H", "very-high": "VH"}
COLUMNS = ("VL", "L", "M", "H", "VH")
I2 = {
    "VH": ["VL", "L", "M", "H", "VH"],
    "H": ["VL", "L", "M", "H", "VH"],
    "M": ["VL", "L", "M", "M", "H"],
    "L": ["VL", "L", "L", "L", "M"],
    "VL": ["VL", "VL", "VL", "L", "L"],
}
LOWER = {"implemented": "mostly", "mostly": "partly", "partly": "not", "not": "not"}

Triple = tuple[Fraction, Fraction, Fraction]
Stages = dict[str, Fraction]


@dataclass(frozen=True)
class Judged:
    """What scoring.md says of a pack; triples are low, point, high. `implementation` is None for nothing to score."""

    weights: dict[str, int]
    credits: dict[str, Triple]
    answers: dict[str, str]
    implementation: Triple | None
    domains: dict[str, Triple | None]
    firing: dict[str, tuple[bool, bool, bool]]
    posture: Triple | None
    grade: str | None
    answered: Fraction | None
    confirmed: Fraction | None
    threats: dict[str, Triple | None]
    stages: dict[str, Stages]
    if_na_counted: Fraction | None


def weight_of(control: Control, pack: Pack) -> int:
    level = I2[SHORT[control.likelihood.value]][COLUMNS.index(SHORT[control.impact.value])]
    weights = pack.library.policy.weights.model_dump(by_alias=True)
    return int(weights[next(name for name, short in SHORT.items() if short == level)])


def scale_of(control: Control, pack: Pack) -> dict[str, int]:
    scales: dict[str, dict[str, int]] = pack.library.policy.credits.model_dump(by_alias=True)
    return scales[control.credit]


def fulfilled(condition: Condition, facts: Mapping[str, object]) -> bool:
    """A condition of content.md: `is`, `in`, `has` (of a many), `at_least`; an unset fact applies."""
    if condition.fact not in facts:
        return True
    value = facts[condition.fact]
    test = condition.model_dump(by_alias=True, exclude_none=True)
    if "is" in test:
        return repr(value) == repr(test["is"])
    if "in" in test:
        return repr(value) in {repr(one) for one in test["in"]}
    if "has" in test:
        return isinstance(value, tuple) and test["has"] in value
    return isinstance(value, int) and value >= test["at_least"]


def answer_of(control: Control, pack: Pack) -> str:
    given = pack.assessment.responses.get(control.id)
    if given is None or given.answer is None:
        return "unknown"
    if given.answer.value == "na" and not (control.na_allowed and given.reason.strip()):
        return "unknown"
    return given.answer.value


def proven(control: Control, pack: Pack) -> bool:
    given = pack.assessment.responses.get(control.id)
    return given is not None and any(
        evidence.method != "interview"
        and evidence.collected <= pack.as_of < evidence.collected + timedelta(days=control.evidence_days)
        for evidence in given.evidence
    )


def credit_of(control: Control, answer: str, pack: Pack) -> Triple:
    if answer == "unknown":
        return Fraction(0), Fraction(0), Fraction(100)
    scale = scale_of(control, pack)
    declared = Fraction(scale[answer])
    return (declared if proven(control, pack) else Fraction(scale[LOWER[answer]])), declared, declared


def mean(names: list[str], weights: Mapping[str, int], credits: Mapping[str, Triple]) -> Triple | None:
    total = sum(weights[name] for name in names)
    if not total:
        return None
    low, point, high = (
        sum((weights[name] * credits[name][k] for name in names), Fraction(0)) / total for k in range(3)
    )
    return low, point, high


def cap_fires(cap: Cap, credits: Mapping[str, Fraction], pack: Pack) -> bool:
    """`credits` are those of the applicable controls under one reading."""
    below = []
    for name in cap.controls:
        if name in credits:
            level = scale_of(pack.library.control_by_id[name], pack)[cap.below.value]
            below.append(credits[name] < level)
    if not below:
        return False
    return any(below) if cap.any else all(below)


def ceiling_of(grade: str, pack: Pack) -> int:
    """Lower bound of the next better grade minus one; the best grade has no ceiling."""
    better = [other.start for other in pack.library.policy.grades if other.grade < grade]
    return min(better) - 1 if better else 100


def posture_of(implementation: Fraction, credits: Mapping[str, Fraction], pack: Pack) -> Fraction:
    ceilings = [ceiling_of(cap.max_grade, pack) for cap in pack.library.policy.caps if cap_fires(cap, credits, pack)]
    return min([implementation, *map(Fraction, ceilings)])


def grade_at(posture: Fraction, pack: Pack) -> str:
    return min(grade.grade for grade in pack.library.policy.grades if grade.start <= posture)


def stages_of(scenario: str, credits: Mapping[str, Fraction], pack: Pack) -> Stages:
    strengths = pack.library.policy.strengths.model_dump()
    layers: dict[str, dict[str, list[tuple[Fraction, Fraction]]]] = {}
    for name, credit in credits.items():
        for link in pack.library.control_by_id[name].threats:
            strength = Fraction(strengths[link.strength.value], 100)
            if link.scenario == scenario and strength:
                entry = layers.setdefault(link.stage.value, {}).setdefault(link.layer, [])
                entry.append((strength * credit / 100, strength))
    stages = {}
    for stage, by_layer in layers.items():
        missed, missed_at_best = Fraction(1), Fraction(1)
        for pairs in by_layer.values():
            missed *= 1 - max(x for x, _ in pairs)
            missed_at_best *= 1 - max(b for _, b in pairs)
        stages[stage] = 100 * (1 - missed) / (1 - missed_at_best)
    return stages


def readiness_of(stages: Stages) -> Fraction:
    values = list(stages.values())
    return Fraction(1, 2) * min(values) + Fraction(1, 2) * sum(values) / len(values)


def judge(pack: Pack) -> Judged:
    facts = pack.assessment.facts
    controls = {one.id: one for one in pack.controls if all(fulfilled(test, facts) for test in one.applies_when)}
    weights = {one.id: weight_of(one, pack) for one in pack.controls}
    answers = {name: answer_of(one, pack) for name, one in controls.items()}
    counted = [name for name in controls if answers[name] != "na"]
    credits = {name: credit_of(controls[name], answers[name], pack) for name in counted}
    by_reading = [{name: credits[name][k] for name in counted} for k in range(3)]
    implementation = mean(counted, weights, credits)
    posture: Triple | None = None
    if implementation:
        low, point, high = (posture_of(implementation[k], by_reading[k], pack) for k in range(3))
        posture = low, point, high
    threats: dict[str, Triple | None] = {}
    stages = {}
    for scenario in pack.library.scenarios:
        found = [stages_of(scenario.id, by_reading[k], pack) for k in range(3)]
        stages[scenario.id] = found[1]
        low, point, high = (readiness_of(one) if one else Fraction(-1) for one in found)
        threats[scenario.id] = (low, point, high) if found[1] else None
    total = sum(weights[name] for name in counted)
    known = sum(weights[name] for name in counted if answers[name] != "unknown")
    sure = sum(weights[name] for name in counted if credits[name][0] == credits[name][2])
    by_answer = sum(weights[name] for name in controls if answers[name] == "na")
    earned = sum((weights[name] * credits[name][1] for name in counted), Fraction(0))
    fires = {cap.id: [cap_fires(cap, credits_k, pack) for credits_k in by_reading] for cap in pack.library.policy.caps}
    return Judged(
        weights=weights,
        credits=credits,
        answers=answers,
        implementation=implementation,
        domains={
            one.id: mean([ctl.id for ctl in one.controls if ctl.id in counted], weights, credits)
            for one in pack.library.checklists
        },
        firing={name: (low, point, high) for name, (low, point, high) in fires.items()},
        posture=posture,
        grade=grade_at(posture[1], pack) if posture else None,
        answered=Fraction(100 * known, total) if total else None,
        confirmed=Fraction(100 * sure, total) if total else None,
        threats=threats,
        stages=stages,
        if_na_counted=earned / (total + by_answer) if total + by_answer else None,
    )
