"""Credit and weight of one control: what an answer earns under each of the three readings, and how much that counts.

Source: the model `posture-score/1`, sections on answers, evidence and weight.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from posture.assess.applicability import Item
from posture.model.assessment import Evidence, Response
from posture.model.control import Answer, Control, Level
from posture.model.policy import CreditScale, Policy

_ORDER: Final = (Level.VERY_LOW, Level.LOW, Level.MODERATE, Level.HIGH, Level.VERY_HIGH)

# NIST SP 800-30 Rev. 1, table I-2: level of risk from likelihood (rows, from very low) and impact (columns, likewise).
_RISK: Final = tuple(
    tuple(Level(name) for name in row.split())
    for row in (
        "very-low very-low very-low low low",
        "very-low low low low moderate",
        "very-low low moderate moderate high",
        "very-low low moderate high very-high",
        "very-low low moderate high very-high",
    )
)

_NEXT_LOWER: Final = {
    Answer.IMPLEMENTED: Answer.MOSTLY,
    Answer.MOSTLY: Answer.PARTLY,
    Answer.PARTLY: Answer.NOT,
    Answer.NOT: Answer.NOT,
}


class Credit(NamedTuple):
    """What a control earns, in per cent: on proof alone, as declared, and if every unknown turns out well."""

    low: int
    point: int
    high: int


def risk_level(control: Control) -> Level:
    """The level of risk if the control is missing, from its likelihood and impact."""
    return _RISK[_ORDER.index(control.likelihood)][_ORDER.index(control.impact)]


def weight(control: Control, policy: Policy) -> int:
    """How much a control counts."""
    return policy.weights.of(risk_level(control))


def is_current(evidence: Evidence, control: Control, as_of: date) -> bool:
    """Whether a piece of evidence is proof on a day: looked at or tested, and not yet stale."""
    if evidence.method == "interview" or evidence.collected > as_of:
        return False
    try:
        stale_on = evidence.collected + timedelta(days=control.evidence_days)
    except OverflowError:
        return True
    return as_of < stale_on


def has_proof(response: Response, control: Control, as_of: date) -> bool:
    """Whether a response rests on current evidence."""
    return any(is_current(evidence, control, as_of) for evidence in response.evidence)


def credit(item: Item, scale: CreditScale, as_of: date) -> Credit:
    """Credit of an applicable control under the three readings."""
    if item.answer is Answer.UNKNOWN:
        return Credit(0, 0, 100)
    declared = scale.of(item.answer)
    if has_proof(item.response, item.control, as_of):
        return Credit(declared, declared, declared)
    return Credit(scale.of(_NEXT_LOWER[item.answer]), declared, declared)
