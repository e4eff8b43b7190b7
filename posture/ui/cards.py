"""What the card of a control says: its texts, chosen for the facts of the clinic."""

from collections.abc import Iterator

from posture.assess.applicability import Item, all_hold
from posture.assess.credit import has_proof, weight
from posture.model.action import Action
from posture.model.assessment import Response
from posture.model.control import Answer
from posture.plan.value import candidates, effort, staff_number
from posture.report.wording import count, day, dollars, hours
from posture.session import Session
from posture.ui.widgets.control_card import TABS, Card


def meanings(item: Item) -> tuple[tuple[Answer, str], ...]:
    """Each answer with what it means here, in the order of the keys."""
    refused = "not here: this applies to every clinic"
    texts = {answer: item.control.answers.of(answer) for answer in Answer}
    texts[Answer.UNKNOWN] = "goes on the question sheet"
    texts[Answer.NA] = "needs a reason" if item.control.na_allowed else refused
    if item.answer is Answer.NA and item.response.reason:
        texts[Answer.NA] = item.response.reason
    return tuple((answer, texts[answer]) for answer in Answer)


def card_of(item: Item, session: Session, place: str) -> Card:
    """The card of a control."""
    control, response = item.control, item.response
    meta = []
    if control.ask:
        meta.append(f"ask the {session.library.role_title(control.ask)}")
    if control.minutes:
        meta.append(count(control.minutes, "minute"))
    return Card(
        place=place,
        title=control.title,
        meta=" · ".join(meta),
        weight=f"weight {weight(control, session.library.policy)} of {session.library.policy.weights.very_high}",
        question=control.question,
        pages=(
            "\n".join(_why(item, session)),
            "\n".join(_how_to_check(item, session)),
            "\n".join(_how_to_fix(item, session)),
            "\n".join(_frameworks(item, session)),
        ),
        answered=_answered(response),
        note=response.note,
        evidence=_evidence(item, session),
        flagged=response.flagged,
    )


def _answered(response: Response) -> str:
    if response.answer is None:
        return ""
    said = ""
    if response.at is not None:
        said = f"{day(response.at.astimezone().date())} {response.at.astimezone():%H:%M}"
    if response.by:
        said += f", as told by {response.by}"
    return said.lstrip(", ") or "yes"


def _evidence(item: Item, session: Session) -> str:
    evidence = item.response.evidence
    if not evidence:
        return "no evidence yet"
    newest = max(evidence, key=lambda one: one.collected)
    stale = "" if has_proof(item.response, item.control, session.today) else ", no current proof"
    return f"{newest.reference} ({day(newest.collected)}{stale})"


def _why(item: Item, session: Session) -> Iterator[str]:
    control = item.control
    yield control.why or "Nothing is said about this."
    scenarios = dict.fromkeys(link.scenario for link in control.threats)
    known = [session.library.scenario_by_id[name] for name in scenarios if name in session.library.scenario_by_id]
    if known:
        yield ""
        yield "Answers these threats: " + ", ".join(scenario.title for scenario in known)
    harm = next((scenario.patient_harm for scenario in known if scenario.patient_harm), "")
    if harm:
        yield ""
        yield f"For a patient: {harm}"


def _how_to_check(item: Item, session: Session) -> Iterator[str]:
    checks = [check for check in item.control.checks if all_hold(check.when, session.assessment.facts)]
    if not checks:
        yield "No check is written for this."
    for check in checks:
        yield check.how
        if check.proof:
            yield ""
            yield f"Keep as proof: {check.proof}"
        yield ""


def _how_to_fix(item: Item, session: Session) -> Iterator[str]:
    actions = [
        action
        for action in candidates(session.library, session.assessment).values()
        if any(closes.control == item.control.id for closes in action.closes)
    ]
    if not actions:
        yield "No action closes this gap."
    for action in actions:
        yield _action_line(action, session)
        yield from (f"{number}. {step}" for number, step in enumerate(action.steps, 1))
        if action.proof:
            yield ""
            yield f"Done when: {action.proof}"
        yield ""


def _action_line(action: Action, session: Session) -> str:
    half_hours, cents = effort(action, staff_number(session.assessment))
    role = session.library.role_title(action.role)
    costs = [role, hours(half_hours / 2), dollars(cents / 100)]  # type: ignore[arg-type]
    return f"{action.title} ({', '.join(part for part in costs if part)})"


def _frameworks(item: Item, session: Session) -> Iterator[str]:
    found = False
    for framework in session.library.frameworks:
        for requirement in framework.requirements:
            if any(entry.control == item.control.id for entry in requirement.maps):
                found = True
                title = f" {requirement.title}" if requirement.title else ""
                yield f"- {framework.title}: {requirement.id}{title}"
    if not found:
        yield "No framework asks for this by name."
    if item.control.sources:
        yield ""
        yield "Sources: " + ", ".join(item.control.sources)
    if item.control.last_verified:
        yield ""
        yield f"Verified on {day(item.control.last_verified)}"


def pages_together(card: Card) -> str:
    """All tabs of a card on one page."""
    parts = [card.question, ""]
    for name, page in zip(TABS, card.pages, strict=True):
        parts += [f"## {name}", "", page.rstrip(), ""]
    return "\n".join(parts)
