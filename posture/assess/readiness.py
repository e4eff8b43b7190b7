"""Readiness: how prepared a clinic is for one threat scenario, stage by stage (`posture-score/1`, 2.9).

Controls of one layer stand in for each other (the best counts); layers are taken as independent.
100 means that everything the checklists ask against this threat is in place; it is not a probability.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Final, Literal, NamedTuple

from posture.assess.credit import Credit
from posture.assess.scoring import ControlScore, Readings
from posture.model.control import Control, Stage, Strength
from posture.model.policy import Policy
from posture.model.threat import Scenario

Label = Literal["prepared", "partly", "exposed"]

PREPARED: Final = 75
PARTLY: Final = 50

# Parts of a stage are counted in units of 1/10,000: strength in per cent times credit in per cent.
_UNIT: Final = 10_000


class Link(NamedTuple):
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
    per_cent = {strength: policy.strengths.of(strength) for strength in Strength}
    for control in controls:
        for threat in control.threats:
            link = Link(control.id, threat.stage, threat.layer, per_cent[threat.strength])
            found.setdefault(threat.scenario, []).append(link)
    return {scenario: tuple(parts) for scenario, parts in found.items()}


def links_against(scenario_id: str, controls: Iterable[Control], policy: Policy) -> tuple[Link, ...]:
    """The parts that controls play in one scenario."""
    return tuple(
        Link(control.id, threat.stage, threat.layer, policy.strengths.of(threat.strength))
        for control in controls
        for threat in control.threats
        if threat.scenario == scenario_id
    )


def stage_scores(parts: Sequence[Link], credits: Mapping[str, int | Fraction]) -> dict[Stage, Fraction]:
    """Score of each covered stage, 0 to 100, for given credits (per cent) of the applicable controls.

    A layer is worth the best strength·credit of its controls, x. A stage earns E = 1 − Π(1 − x) of what it could,
    E_best = 1 − Π(1 − best strength); its score is 100·E/E_best.
    """
    return _scores(_layers(parts, credits), credits)


def _layers(parts: Iterable[Link], applicable: Container[str]) -> dict[Stage, list[list[Link]]]:
    """The links of applicable controls by stage, in the order of the stages, and there by layer."""
    found: dict[Stage, dict[str, list[Link]]] = {stage: {} for stage in Stage}
    for part in parts:
        if part.strength and part.control_id in applicable:
            found[part.stage].setdefault(part.layer, []).append(part)
    return {stage: list(layers.values()) for stage, layers in found.items() if layers}


def _scores(stages: Mapping[Stage, list[list[Link]]], credits: Mapping[str, int | Fraction]) -> dict[Stage, Fraction]:
    scores = {}
    for stage, layers in stages.items():
        whole = _UNIT ** len(layers)
        missed = prod(_UNIT - max([link.strength * credits[link.control_id] for link in layer]) for layer in layers)
        missed_at_best = prod(_UNIT - 100 * max([link.strength for link in layer]) for layer in layers)
        scores[stage] = Fraction(100 * (whole - missed), whole - missed_at_best)
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
    return tuple(scenario_readiness(one, by_scenario.get(one.id, ()), applicable) for one in scenarios)


def scenario_readiness(scenario: Scenario, parts: Sequence[Link], credits: Mapping[str, Credit]) -> ThreatReadiness:
    """Readiness for one scenario, from the parts that controls play in it and the credits of those that apply."""
    layers = _layers(parts, credits)
    if not layers:
        return ThreatReadiness(scenario, None, {}, ())
    own = {part.control_id: credits[part.control_id] for part in parts if part.control_id in credits}
    stages = _scores(layers, {name: credit.point for name, credit in own.items()})
    score = Readings(
        low=combined(_scores(layers, {name: credit.low for name, credit in own.items()})),
        point=combined(stages),
        high=combined(_scores(layers, {name: credit.high for name, credit in own.items()})),
    )
    worst = min(stages.values())
    weakest = tuple(stage for stage, value in stages.items() if value == worst)
    return ThreatReadiness(scenario, score, stages, weakest)
