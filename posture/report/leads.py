"""What would make the result surer: open questions, and answers without proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from posture.assess.applicability import all_hold
from posture.assess.confidence import Lead
from posture.report import wording
from posture.report.answers import answer_with_glyph
from posture.report.facts import wanted_facts
from posture.report.material import ReportInput
from posture.report.wording import NO_NUMBER, one_decimal

FIRST: Final = 10
"""How many open questions, and how many answers without proof, are named before the plan."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """How to find out: `where` names the facts that it is for, empty for everywhere; `how` is light Markdown."""

    where: str
    how: str


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A control that would make the result surer.

    Attributes:
        worth: By how many points the range would narrow.
        keep: What to keep as proof.
        checks: How to find out, as far as it is for this clinic.
    """

    title: str
    question: str
    ask: str
    minutes: str
    answer: str
    worth: str
    keep: str
    checks: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class Leads:
    """What would make the result surer: the first few, and all of them.

    Attributes:
        has_checks: One of the first few says how to find out.
        minutes: How long finding out all of it takes; empty where nobody said.
    """

    first: tuple[LeadRow, ...]
    every: tuple[LeadRow, ...]
    has_checks: bool
    count: str
    minutes: str


def leads_in_words(material: ReportInput, leads: Sequence[Lead], noun: str) -> Leads:
    """Open questions, or answers without proof, in words; `noun` names one of them."""
    rows = tuple(_lead_row(material, lead) for lead in leads)
    minutes = sum(lead.score.item.control.minutes for lead in leads)
    return Leads(
        first=rows[:FIRST],
        every=rows,
        has_checks=any(row.checks for row in rows[:FIRST]),
        count=wording.count(len(rows), noun),
        minutes=wording.count(minutes, "minute") if minutes else "",
    )


def _lead_row(material: ReportInput, lead: Lead) -> LeadRow:
    control = lead.score.item.control
    checks = [check for check in control.checks if all_hold(check.when, material.assessment.facts)]
    kept = dict.fromkeys(check.proof for check in checks if check.proof.strip())
    return LeadRow(
        title=control.title,
        question=control.question,
        ask=material.library.role_title(control.ask),
        minutes=str(control.minutes) if control.minutes else NO_NUMBER,
        answer=answer_with_glyph(lead.score),
        worth=one_decimal(lead.worth),
        keep="; ".join(proof.strip().rstrip(".") or proof for proof in kept),
        checks=tuple(CheckRow(wanted_facts(material.library, check.when), check.how) for check in checks),
    )
