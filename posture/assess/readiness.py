"""Readiness: how prepared a clinic is for one threat scenario, stage by stage (`posture-score/1`, 2.9).

Controls of one layer stand in for each other (the best counts); layers are taken as independent.
100 means that everything the checklists ask against this threat is in place; it is not a probability.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Final, Literal

from posture.assess.scoring import ControlScore, Readings
from posture.model.control import Control, Stage
from posture.model.policy import Policy
from posture.model.threat import Scenario

Label = Literal["prepared", "partly", "exposed"]

PREPARED: Final = 75
PARTLY: Final = 50

# Parts of a stage are counted in units of 1/10,000: strength in per cent times credit in per cent.
_UNIT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Link:
    """One control's part in a scenario: which control, stage and layer, and its strength in per cent."""

    control_id: str
    stage: Stage
    layer: str
    strength: int


@dataclass(frozen=True, slots=True)
class ThreatReadiness:
    """Readiness for one scenario, 0 to 100.

    Attributes:
        score: None where no applicable control answers it.
        stages: Point reading of each stage that an applicable control covers, in the order of the stages.
        weakest: Every stage that ties for weakest in the point reading.
    """

    scenario: Scenario
    score: Readings | None
    stages: Mapping[Stage, Fraction]
    weakest: tuple[Stage, ...]

    @property
    def label(self) -> Label | None:
        """What the point reading is called."""
        return label(self.score.point) if self.score else None


def label(value: Fraction) -> Label:
    """What a readiness is called: prepared from 75, partly prepared from 50, otherwise exposed."""
    if value >= PREPARED:
        return "prepared"
    return "partly" if value >= PARTLY else "exposed"


def links(controls: Iterable[Control], policy: Policy) -> dict[str, tuple[Link, ...]]:
    """The parts that controls play, by scenario id."""
    found: dict[str, list[Link]] = {}
    for control in controls:
        for threat in control.threats:
            strength = policy.strengths.of(threat.strength)
            found.setdefault(threat.scenario, []).append(Link(control.id, threat.stage, threat.layer, strength))
    return {scenario: tuple(parts) for scenario, parts in found.items()}


def stage_scores(parts: Sequence[Link], credits: Mapping[str, int | Fraction]) -> dict[Stage, Fraction]:
    """Score of each covered stage, 0 to 100, for given credits (per cent) of the applicable controls.

    A layer is worth the best strength·credit of its controls, x. A stage earns E = 1 − Π(1 − x) of what it could,
    E_best = 1 − Π(1 − best strength); its score is 100·E/E_best.
    """
    earned: dict[Stage, dict[str, int | Fraction]] = {}
    best: dict[Stage, dict[str, int]] = {}
    for part in parts:
        if part.control_id not in credits or part.strength == 0:
            continue
        value = part.strength * credits[part.control_id]
        layers = earned.setdefault(part.stage, {})
        layers[part.layer] = max(layers.get(part.layer, 0), value)
        bests = best.setdefault(part.stage, {})
        bests[part.layer] = max(bests.get(part.layer, 0), part.strength * 100)
    scores = {}
    for stage in Stage:
        if stage in earned:
            whole = _UNIT ** len(earned[stage])
            gained = whole - prod(_UNIT - value for value in earned[stage].values())
            possible = whole - prod(_UNIT - value for value in best[stage].values())
            scores[stage] = 100 * Fraction(gained) / possible
    return scores


def combined(stages: Mapping[Stage, Fraction]) -> Fraction:
    """Readiness from the scores of one stage or more: half the weakest and half the mean."""
    values = list(stages.values())
    return (min(values) + sum(values, Fraction(0)) / len(values)) / 2


def threat_readiness(
    scenarios: Iterable[Scenario], scores: Sequence[ControlScore], policy: Policy
) -> tuple[ThreatReadiness, ...]:
    """Readiness for every scenario, in the order of the scenarios."""
    applicable = {score.id: score.credit for score in scores if score.credit is not None}
    by_scenario = links((score.item.control for score in scores if score.credit is not None), policy)
    low = {name: credit.low for name, credit in applicable.items()}
    point = {name: credit.point for name, credit in applicable.items()}
    high = {name: credit.high for name, credit in applicable.items()}
    result = []
    for scenario in scenarios:
        parts = by_scenario.get(scenario.id, ())
        stages = stage_scores(parts, point)
        if not stages:
            result.append(ThreatReadiness(scenario, None, {}, ()))
            continue
        score = Readings(
            low=combined(stage_scores(parts, low)),
            point=combined(stages),
            high=combined(stage_scores(parts, high)),
        )
        worst = min(stages.values())
        weakest = tuple(stage for stage, value in stages.items() if value == worst)
        result.append(ThreatReadiness(scenario, score, stages, weakest))
    return tuple(result)
