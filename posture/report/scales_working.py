"""How far the result depends on the scales, in sentences."""

from collections.abc import Iterable

from posture.plan.sensitivity import TOP, Sensitivity, Variant, sensitivity
from posture.report import wording
from posture.report.material import ReportInput
from posture.report.working import LEVEL_WORDS, Section, bullets, section

_WEIGHTS = {
    "three": "Weights 1, 3 and 5, for a risk that is low or less, moderate, and high or more",
    "product": "Weights from likelihood times impact, each from 1 to 5",
    "equal": "All weights equal",
}


def sensitivity_sections(material: ReportInput) -> tuple[Section, ...]:
    """The result with other scales."""
    found = sensitivity(material.library, material.assessment, material.evaluation)
    title = "If the scales were others"
    if found is None:
        return (section(title, ("There is nothing to score, with these scales or with others.",)),)
    lines = [
        "The scales are a judgement, so this is the same assessment with others. The answers are as they are.",
        _now(material),
        *bullets(_variant(found, variant) for variant in found.variants),
        *_compared(found),
    ]
    return (section(title, lines),)


def _now(material: ReportInput) -> str:
    policy = material.library.policy
    graded = policy.credits.graded
    weights = ", ".join(f"{words} {policy.weights.of(level)}" for level, words in LEVEL_WORDS.items())
    return (
        f"Now partly counts {graded.partly} % and mostly {graded.mostly} %. Weights by risk are: {weights}. "
        "Controls where one hole defeats the purpose keep their own scale."
    )


def _variant(found: Sensitivity, variant: Variant) -> str:
    if variant.partly is not None and variant.mostly is not None:
        name = f"Partly {variant.partly} % and mostly {variant.mostly} %"
    else:
        name = _WEIGHTS[variant.scale]
    moved = wording.shown(variant.posture) - wording.shown(found.posture)
    words = f"{name}: posture {wording.one_decimal(variant.posture)}"
    if moved:
        more = f"{wording.one_decimal(abs(moved))} {'more' if moved > 0 else 'less'}"
        words += f" instead of {wording.one_decimal(found.posture)}, {more}"
    else:
        words += ", as now"
    if len(found.top) > 1:
        words += f"; {variant.kept} of the top {len(found.top)} actions stay"
    if len(found.first) < found.actions:
        words += f", {variant.kept_first} of the first {len(found.first)}"
    return f"{words}."


def _compared(found: Sensitivity) -> Iterable[str]:
    if len(found.top) < found.actions:
        yield f"The top {len(found.top)} are the actions of the plan that bring most urgent points an hour."
    else:
        bring = wording.count(found.actions, "action brings", "actions bring")
        yield f"In the plan {bring} points. The top {TOP} are all of them, so none can drop out."
    if len(found.first) < found.actions:
        yield (
            f"The first {len(found.first)} are those that the plan begins with, apart from what only makes others "
            "possible."
        )
