"""Readiness for one threat in sentences: stage by stage, layer by layer, and what would raise it most."""

from collections.abc import Iterable
from fractions import Fraction

from posture.assess.explain_threat import (
    LayerWorking,
    LinkWorking,
    Raised,
    StageWorking,
    ThreatWorking,
    threat_working,
)
from posture.assess.readiness import PARTLY, PREPARED
from posture.assess.scoring import ControlScore
from posture.model.control import Strength
from posture.model.text import one_line
from posture.report import wording
from posture.report.material import ReportInput
from posture.report.wording import one_decimal
from posture.report.working import CUT, Section, answer_of, bullets, checkable, fine, named, section, some

_RAISED = 5
"""How many controls that would raise readiness are named."""

_BEHIND = 3
"""How many of the controls that stand behind the best of a layer are named."""


def threat_sections(material: ReportInput, scenario_id: str) -> tuple[Section, ...]:
    """Readiness for a scenario taken apart.

    Raises:
        KeyError: There is no such scenario.
    """
    working = threat_working(material.evaluation, material.library.policy, scenario_id)
    scenario = working.readiness.scenario
    title = named(scenario.title, scenario.id)
    told = [wording.sentence(one_line(text)) for text in (scenario.summary, scenario.patient_harm)]
    if working.readiness.score is None:
        why = "No control that applies here works against it, so there is no number."
        return (section(f"{title}: not covered by these checklists", (*told, why)),)
    found = [
        section(f"{title}: {_headline(working)}", (*told, *_readiness(working))),
        *(section(_stage_title(working, stage), _stage(stage)) for stage in working.stages),
        section("What would raise it most", _raised(material, working)),
        section("How to read this", _notes(material)),
    ]
    return tuple(found)


def _headline(working: ThreatWorking) -> str:
    score, label = working.readiness.score, working.readiness.label
    if score is None or label is None:
        return wording.NO_NUMBER
    return f"{one_decimal(score.point)}, {wording.LABEL_WORDS[label]} ({wording.range_words(score)})"


def _readiness(working: ThreatWorking) -> Iterable[str]:
    score, mean = working.readiness.score, working.mean
    if score is None or mean is None:
        return
    weakest = min(stage.score for stage in working.stages)
    if len(working.stages) == 1:
        yield f"Only one stage is covered, so its {one_decimal(score.point)} is the readiness."
    elif weakest == mean:
        yield f"All {len(working.stages)} stages stand at {one_decimal(mean)}, so readiness is {one_decimal(mean)}."
    else:
        low, average = checkable((weakest, mean), lambda both: sum(both, Fraction(0)) / 2)
        yield (
            f"Readiness is halfway between the weakest stage, {low}, and the average of the {len(working.stages)} "
            f"stages, {average}: that is {one_decimal(score.point)}."
        )
    yield (f"From {PREPARED} on a clinic is called prepared, from {PARTLY} on partly prepared, and below that exposed.")
    if working.missing:
        names = wording.listing([wording.STAGE_WORDS[stage] for stage in working.missing])
        yield f"Not covered by these checklists, and not counted: {names}."


def _stage_title(working: ThreatWorking, stage: StageWorking) -> str:
    name = wording.STAGE_WORDS[stage.stage]
    title = f"{name[0].upper()}{name[1:]} ({stage.stage.value}): {one_decimal(stage.score)} of 100"
    if stage.score == 100 or stage.stage not in working.readiness.weakest:
        return title
    return f"{title}, {'a' if len(working.readiness.weakest) > 1 else 'the'} weakest stage"


def _stage(stage: StageWorking) -> Iterable[str]:
    yield from bullets(_layer(layer) for layer in stage.layers)
    earned, possible = checkable((stage.earned, stage.possible), lambda both: 100 * both[0] / both[1])
    result = f"{earned} of {possible} is {one_decimal(stage.score)} of 100."
    if len(stage.layers) == 1:
        yield f"With everything in place it would cover {possible} %. {result}"
        return
    left = wording.listing([f"{fine(100 - layer.worth)} %" for layer in stage.layers])
    # What is left open and what is covered are 100 as they are shown.
    in_all = fine(100 - Fraction(earned), 4)
    yield (
        f"The {len(stage.layers)} layers leave {left} open, one after the other: {in_all} % in all. "
        f"So they cover {earned} %."
    )
    yield f"With everything in place they would cover {possible} %. {result}"


def _layer(layer: LayerWorking) -> str:
    best, others = layer.links[0], layer.links[1:]
    words = f"Layer “{layer.name}”: {_link(best)}"
    if layer.best > best.strength:
        words += f" The strongest here could cover {layer.best} %."
    if others:
        names = [f"{_name(one.score)} ({fine(one.worth)} %)" for one in others]
        verb = "stands" if len(others) == 1 else "stand"
        words += f" Behind it {verb} {some(names, _BEHIND, 'control')}; only the best of a layer counts."
    return words


def _name(score: ControlScore) -> str:
    return named(score.item.control.title, score.id)


def _link(link: LinkWorking) -> str:
    return (
        f"{_name(link.score)} could cover {link.strength} %; {answer_of(link.score)} counts {link.credit} % of that, "
        f"so it covers {fine(link.worth)} %."
    )


def _raised(material: ReportInput, working: ThreatWorking) -> Iterable[str]:
    score = working.readiness.score
    if score is None:
        return
    if not working.raised:
        yield (
            "Everything that these checklists ask against it is in place."
            if score.point == 100
            else "No single control would raise it; it takes several together."
        )
        return
    yield f"Each of these by itself, fully in place, would raise readiness from {one_decimal(score.point)}:"
    yield from bullets(_raise(material, one) for one in working.raised[:_RAISED])


def _raise(material: ReportInput, one: Raised) -> str:
    stages = [f"{wording.STAGE_WORDS[stage]} to {one_decimal(value)}" for stage, value in one.stages.items()]
    steps = [
        named(step.valued.action.title, step.id)
        for step in material.plan.roadmap
        if any(closing.control_id == one.score.id for closing in step.valued.closings)
    ]
    plan = f" In the plan: {wording.listing(steps)}." if steps else ""
    return f"{_name(one.score)}: to {one_decimal(one.readiness)} ({wording.listing(stages)}).{plan}"


def _notes(material: ReportInput) -> Iterable[str]:
    strengths = material.library.policy.strengths
    scale = ", ".join(f"{strength.value} {strengths.of(strength)} %" for strength in Strength)
    yield (
        "100 means that all that these checklists ask against this threat is in place. It is not the probability of an "
        "attack."
    )
    yield f"How much a control could cover is its author's judgement, in four steps: {scale}."
    yield "Controls of one layer stand in for each other. Layers are taken as independent of each other."
    yield CUT
