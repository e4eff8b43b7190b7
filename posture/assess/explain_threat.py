"""Readiness for one threat taken apart: stage by stage, layer by layer, control by control (`posture-score/1`, 2.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from posture.assess.evaluate import Evaluation
from posture.assess.readiness import Link, ThreatReadiness, combined, links, stage_scores
from posture.assess.scoring import ControlScore
from posture.model.control import Stage
from posture.model.policy import Policy


@dataclass(frozen=True, slots=True)
class LinkWorking:
    """What one control does in a layer: `worth` = strength × credit, in per cent as both of these are."""

    score: ControlScore
    strength: int
    credit: int
    worth: Fraction


@dataclass(frozen=True, slots=True)
class LayerWorking:
    """Controls that stand in for each other; only the one of most worth counts, and stands first.

    Attributes:
        best: What the strongest of them would be worth if it were fully in place, in per cent.
    """

    name: str
    links: tuple[LinkWorking, ...]
    best: int

    @property
    def worth(self) -> Fraction:
        """What the layer is worth now, in per cent."""
        return self.links[0].worth


@dataclass(frozen=True, slots=True)
class StageWorking:
    """A stage that at least one applicable control covers.

    Attributes:
        earned: What the layers cover together, 100·(1 − Π(1 − worth)), in per cent.
        possible: The same if every control were in place.
        score: 100·earned/possible.
    """

    stage: Stage
    layers: tuple[LayerWorking, ...]
    earned: Fraction
    possible: Fraction
    score: Fraction


@dataclass(frozen=True, slots=True)
class Raised:
    """What readiness, and the stages that change, would be if one control were in place and all else as it is."""

    score: ControlScore
    readiness: Fraction
    stages: Mapping[Stage, Fraction]


@dataclass(frozen=True, slots=True)
class ThreatWorking:
    """How readiness for one scenario comes about.

    Attributes:
        stages: The covered stages, in their order; none where nothing covers any.
        missing: The stages that no applicable control covers.
        mean: The mean of the covered stages' scores; None where there is none.
        raised: What would raise readiness, the most effective first; controls that would not are left out.
    """

    readiness: ThreatReadiness
    stages: tuple[StageWorking, ...]
    missing: tuple[Stage, ...]
    mean: Fraction | None
    raised: tuple[Raised, ...]


def threat_working(evaluation: Evaluation, policy: Policy, scenario_id: str) -> ThreatWorking:
    """Readiness for a scenario taken apart.

    Raises:
        KeyError: There is no such scenario.
    """
    readiness = {threat.scenario.id: threat for threat in evaluation.threats}[scenario_id]
    scores = {score.id: score for score in evaluation.controls if score.credit is not None}
    found = links((score.item.control for score in scores.values()), policy).get(scenario_id, ())
    parts = [part for part in found if part.strength]
    stages = tuple(_stage(stage, parts, scores) for stage in Stage if any(part.stage is stage for part in parts))
    return ThreatWorking(
        readiness=readiness,
        stages=stages,
        missing=tuple(stage for stage in Stage if stage not in {one.stage for one in stages}),
        mean=sum((one.score for one in stages), Fraction(0)) / len(stages) if stages else None,
        raised=_raised(parts, scores, policy),
    )


def _stage(stage: Stage, parts: Sequence[Link], scores: Mapping[str, ControlScore]) -> StageWorking:
    by_layer: dict[str, list[LinkWorking]] = {}
    for part in parts:
        if part.stage is stage:
            score = scores[part.control_id]
            credit = score.credit.point if score.credit else 0
            worth = Fraction(part.strength * credit, 100)
            by_layer.setdefault(part.layer, []).append(LinkWorking(score, part.strength, credit, worth))
    layers = tuple(
        LayerWorking(
            name,
            tuple(sorted(own, key=lambda link: (-link.worth, -link.strength, link.score.id))),
            max(link.strength for link in own),
        )
        for name, own in by_layer.items()
    )
    earned = 100 * (1 - prod((1 - layer.worth / 100 for layer in layers), start=Fraction(1)))
    possible = 100 * (1 - prod((1 - Fraction(layer.best, 100) for layer in layers), start=Fraction(1)))
    return StageWorking(stage, layers, earned, possible, 100 * earned / possible)


def _raised(parts: Sequence[Link], scores: Mapping[str, ControlScore], policy: Policy) -> tuple[Raised, ...]:
    credits = {name: score.credit.point for name, score in scores.items() if score.credit}
    now = stage_scores(parts, credits)
    found = []
    for name in dict.fromkeys(part.control_id for part in parts):
        full = policy.credits.scale(scores[name].item.control.credit).implemented
        then = stage_scores(parts, {**credits, name: full})
        if combined(then) > combined(now):
            changed = {stage: value for stage, value in then.items() if value != now[stage]}
            found.append(Raised(scores[name], combined(then), changed))
    return tuple(sorted(found, key=lambda one: (-one.readiness, one.score.id)))
