"""Quality rules: what in an assessment weakens what it says, found from the answers themselves.

Nothing here changes a score. A new rule is one function and one line in `RULES`. Messages are built from numbers and
ids, name what to do, and never who is to blame.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final, Literal

from posture.assess.applicability import Item
from posture.assess.contradictions import EARNING, contradicting_answers, done_without_effect
from posture.assess.credit import has_proof
from posture.assess.evaluate import Evaluation
from posture.model.action import Action
from posture.model.assessment import ActionState, Assessment
from posture.model.control import Answer
from posture.model.library import Library

Severity = Literal["error", "warning", "note"]
"""`error`: something does not count as it was meant. `warning`: look at it. `note`: good to know."""

SAME_NOTE: Final = 5
"""Controls with one and the same note from which the note says little about any of them."""

OLD_AFTER_DAYS: Final = 365
"""Days after which an answer is old."""

NA_LIMIT: Final = 20
"""Per cent of the weight that may be answered "doesn't apply" before the score says little about the clinic."""

_SHOWN_NOTE: Final = 40


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """Something that weakens the assessment.

    Attributes:
        id: Of the rule.
        control_id: The control that it is about, if it is about one.
        action_id: The action that it is about, if it is about one.
    """

    id: str
    severity: Severity
    control_id: str | None
    action_id: str | None
    message: str


@dataclass(frozen=True, slots=True)
class _Material:
    """What the rules look at."""

    library: Library
    assessment: Assessment
    evaluation: Evaluation

    @property
    def as_of(self) -> date:
        return self.evaluation.as_of

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(score.item for score in self.evaluation.controls)

    @property
    def in_scope(self) -> tuple[Item, ...]:
        """Items that no fact switches off."""
        return tuple(item for item in self.items if item.excluded != "fact")

    @property
    def actions(self) -> tuple[Action, ...]:
        """All actions in the order of their ids; a clinic's own never replaces one of the library."""
        found = {action.id: action for action in self.assessment.own} | self.library.action_by_id
        return tuple(found[name] for name in sorted(found))

    def state(self, action_id: str) -> ActionState:
        return self.assessment.action_state(action_id)


@dataclass(frozen=True, slots=True)
class _Hit:
    """Where a rule found something."""

    message: str
    control: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A quality rule.

    Attributes:
        summary: What it looks for, in one sentence, for the method page.
    """

    id: str
    severity: Severity
    summary: str
    find: Callable[[_Material], Iterator[_Hit]]


def quality_findings(library: Library, assessment: Assessment, evaluation: Evaluation) -> tuple[QualityFinding, ...]:
    """All findings of all rules.

    Args:
        library: What the assessment was evaluated with.
        assessment: The assessment.
        evaluation: Of this assessment; its day is the one on which evidence, dates and answers are judged.

    Returns:
        In the order of `RULES`, within a rule in the order of the checklists (actions: of their ids).
    """
    material = _Material(library, assessment, evaluation)
    return tuple(
        QualityFinding(rule.id, rule.severity, hit.control, hit.action, hit.message)
        for rule in RULES
        for hit in rule.find(material)
    )


def _na_not_allowed(material: _Material) -> Iterator[_Hit]:
    for item in material.in_scope:
        if item.response.answer is Answer.NA and not item.control.na_allowed:
            yield _Hit(
                "This applies to every clinic, so “doesn't apply” counts as “don't know”. Choose another answer.",
                item.control.id,
            )


def _na_without_reason(material: _Material) -> Iterator[_Hit]:
    for item in material.in_scope:
        response = item.response
        if response.answer is Answer.NA and item.control.na_allowed and not response.reason.strip():
            yield _Hit(
                "“Doesn't apply” has no reason, so it counts as “don't know”. Say why it does not apply.",
                item.control.id,
            )


def _contradicting_answers(material: _Material) -> Iterator[_Hit]:
    for found in contradicting_answers(material.library, material.assessment, material.items):
        yield _Hit(found.message, control=found.id)


def _na_over_limit(material: _Material) -> Iterator[_Hit]:
    guard = material.evaluation.not_applicable
    if guard.weight_share is not None and guard.weight_share > NA_LIMIT:
        who = "1 answer takes" if guard.by_answer == 1 else f"{guard.by_answer} answers take"
        yield _Hit(
            f"{who} {_tenths_up(guard.weight_share)} % of the weight out of the score as “doesn't apply”. "
            f"Above {NA_LIMIT} % it says little about the clinic; look at each reason again."
        )


def _tenths_up(value: Fraction) -> str:
    # Rounded up: cut, it could show the very limit that it exceeds.
    whole, tenth = divmod(ceil(10 * value), 10)
    return f"{whole}.{tenth}"


def _stale_evidence(material: _Material) -> Iterator[_Hit]:
    for item in material.items:
        seen, asserted = _seen(item, material.as_of), item.applies and item.answer in EARNING
        if asserted and seen and not has_proof(item.response, item.control, material.as_of):
            yield _Hit(
                f"The newest proof is of {max(seen).isoformat()} and counts for {item.control.evidence_days} days. "
                "Look at it again.",
                item.control.id,
            )


def _implemented_without_evidence(material: _Material) -> Iterator[_Hit]:
    for item in material.items:
        if item.applies and item.answer is Answer.IMPLEMENTED and not _seen(item, material.as_of):
            yield _Hit(
                "It is said to be in place, and nothing that was looked at or tested is recorded.", item.control.id
            )


def _seen(item: Item, as_of: date) -> list[date]:
    """When somebody looked or tested, up to a day; an interview is no proof."""
    return [
        evidence.collected
        for evidence in item.response.evidence
        if evidence.method != "interview" and evidence.collected <= as_of
    ]


def _old_answers(material: _Material) -> Iterator[_Hit]:
    """An answer without a date is as old as the assessment. What nobody knows cannot grow old."""
    started = material.assessment.started
    for item in material.in_scope:
        answered = item.response.at.date() if item.response.at is not None else started
        known = item.response.answer not in (None, Answer.UNKNOWN)
        if known and answered is not None and (material.as_of - answered).days > OLD_AFTER_DAYS:
            yield _Hit(f"The answer is of {answered.isoformat()}. Ask again whether it still holds.", item.control.id)


def _same_note(material: _Material) -> Iterator[_Hit]:
    controls: dict[str, list[str]] = {}
    for item in material.in_scope:
        note = " ".join(item.response.note.split())
        if note:
            controls.setdefault(note, []).append(item.control.id)
    for note, names in controls.items():
        if len(names) >= SAME_NOTE:
            short = note if len(note) <= _SHOWN_NOTE else note[: _SHOWN_NOTE - 1].rstrip() + "…"
            yield _Hit(
                f"{len(names)} controls have the same note, “{short}”, among them {', '.join(names[:3])}. "
                "A note says most where it is about one control."
            )


def _done_but_unchanged(material: _Material) -> Iterator[_Hit]:
    done = [action for action in material.actions if material.state(action.id).status == "done"]
    for found in done_without_effect(done, material.items):
        yield _Hit(found.message, action=found.id)


def _due_date_past(material: _Material) -> Iterator[_Hit]:
    for action in material.actions:
        state = material.state(action.id)
        if state.due is not None and state.due < material.as_of and state.status in ("open", "doing"):
            days = (material.as_of - state.due).days
            since = "1 day" if days == 1 else f"{days} days"
            message = f"It was due on {state.due.isoformat()}, {since} ago. Set a new day, or mark it as done."
            yield _Hit(message, action=action.id)


def _accepted_risk_expired(material: _Material) -> Iterator[_Hit]:
    for finding in material.evaluation.findings:
        item = finding.score.item
        accepted = item.response.accepted
        if accepted is not None and finding.accepted is None:
            yield _Hit(
                f"The gap was accepted until {accepted.until.isoformat()} and is back in the plan. "
                "Close it, or decide again.",
                item.control.id,
            )


def _retired_response(material: _Material) -> Iterator[_Hit]:
    """A response to a control of a checklist that is loaded but not chosen here is in its place; it is not meant."""
    retired = {entry.id: entry for entry in material.library.retired if entry.kind == "control"}
    for name in sorted(material.evaluation.unscored):
        if name in material.library.control_by_id:
            continue
        successor = retired[name].successor if name in retired else None
        instead = f" {successor} took its place; answer that." if successor else ""
        yield _Hit(f"No checklist has this control any more. What was said is kept and counts nowhere.{instead}", name)


RULES: Final = (
    Rule("na-not-allowed", "error", "“Doesn't apply” where a control applies to every clinic.", _na_not_allowed),
    Rule("na-without-reason", "error", "“Doesn't apply” without a reason.", _na_without_reason),
    Rule(
        "contradicting-answers",
        "warning",
        "An answer that a fact about the clinic, or the answer to what it builds on, speaks against.",
        _contradicting_answers,
    ),
    Rule(
        "na-over-20-percent",
        "warning",
        f"Answers of “doesn't apply” on more than {NA_LIMIT} % of the weight.",
        _na_over_limit,
    ),
    Rule("stale-evidence", "warning", "Proof that was good once and is too old now.", _stale_evidence),
    Rule(
        "answers-older-than-a-year", "warning", f"Answers older than {OLD_AFTER_DAYS} days, carried over.", _old_answers
    ),
    Rule("same-note-everywhere", "warning", f"One and the same note at {SAME_NOTE} controls or more.", _same_note),
    Rule(
        "action-done-but-control-unchanged",
        "warning",
        "An action that is done and changed no answer that it should have changed.",
        _done_but_unchanged,
    ),
    Rule("due-date-past", "warning", "An open action whose day is past.", _due_date_past),
    Rule("accepted-risk-expired", "warning", "An accepted gap whose time is over.", _accepted_risk_expired),
    Rule(
        "implemented-without-evidence",
        "note",
        "Said to be in place, with nothing that was looked at or tested.",
        _implemented_without_evidence,
    ),
    Rule("retired-response", "note", "An answer to a control that no checklist has any more.", _retired_response),
)
"""Every rule; severest first."""
