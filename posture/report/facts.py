"""Facts about the clinic in words: what was said, what switches a control off, and what a check is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from posture.assess.applicability import holds
from posture.model.control import Condition, FactValue
from posture.model.library import Library
from posture.report import wording
from posture.report.material import ReportInput

NOT_RECORDED: Final = "not recorded"


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact about the clinic."""

    title: str
    value: str


def fact_rows(material: ReportInput) -> tuple[FactRow, ...]:
    """Every fact that posture asks for, and what else stands in the assessment."""
    library, facts = material.library, material.assessment.facts
    asked = [
        FactRow(fact.title, fact_words(library, fact.id, facts[fact.id]) if fact.id in facts else NOT_RECORDED)
        for fact in library.facts
    ]
    others = [
        FactRow(name, fact_words(library, name, value))
        for name, value in facts.items()
        if name not in library.fact_by_id
    ]
    return (*asked, *others)


def fact_title(library: Library, fact_id: str) -> str:
    """The name of a fact; its id where the library has it no more."""
    fact = library.fact_by_id.get(fact_id)
    return fact.title if fact else fact_id


def fact_words(library: Library, fact_id: str, value: FactValue) -> str:
    """The value of a fact in words: yes or no, a number, or the titles of what was chosen."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    fact = library.fact_by_id.get(fact_id)
    titles = {choice.id: choice.title for choice in fact.choices} if fact else {}
    chosen = (value,) if isinstance(value, str) else value
    return ", ".join(titles.get(one, one) for one in chosen) or "none"


def facts_against(material: ReportInput, conditions: Iterable[Condition]) -> str:
    """The facts that keep conditions from holding: `Server on site: no`."""
    library, facts = material.library, material.assessment.facts
    against = dict.fromkeys(condition.fact for condition in conditions if not holds(condition, facts))
    return "; ".join(f"{fact_title(library, name)}: {fact_words(library, name, facts[name])}" for name in against)


def wanted_facts(library: Library, conditions: Iterable[Condition]) -> str:
    """What conditions ask for, in words: `Computers (Mac)`; empty for none."""
    named = []
    for condition in conditions:
        if condition.at_least is not None:
            value = f"{condition.at_least} or more"
        elif condition.among is not None:
            value = wording.listing([fact_words(library, condition.fact, one) for one in condition.among], "or")
        else:
            wanted = condition.has if condition.has is not None else condition.equals
            value = "" if wanted is None else fact_words(library, condition.fact, wanted)
        named.append(f"{fact_title(library, condition.fact)} ({value})")
    return "; ".join(named)
