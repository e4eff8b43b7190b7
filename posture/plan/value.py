"""What an action is worth now: points, and the urgency that orders the plan (`posture-score/1`, 3.1, 3.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from posture.assess.evaluate import Evaluation
from posture.model.action import Action, Closes
from posture.model.assessment import ActionStatus, Assessment
from posture.model.control import Answer
from posture.model.library import Library
from posture.model.policy import Policy

STAFF_FACT: Final = "staff"
"""The fact that `per_staff` hours and dollars are multiplied with."""

QUICK_WIN_HALF_HOURS: Final = 4


@dataclass(frozen=True, slots=True)
class Closing:
    """What an action does for one gap.

    Attributes:
        share: Per cent of the gap as it is now.
        gain: Points of implementation it brings.
        factor: Urgency in per cent, 100 for none.
        check_first: The answer is unknown: the gap may turn out smaller or not to exist.
    """

    control_id: str
    share: Fraction
    gain: Fraction
    factor: int
    check_first: bool


@dataclass(frozen=True, slots=True)
class Valued:
    """An action with what it costs this clinic and what it is worth to it now.

    Attributes:
        half_hours: Work, in half hours, rounded up.
        cents: Cost of the first year, in cents, rounded up.
        gain: Points of implementation; what is shown.
        value: The same weighted with urgency; what the plan is ordered by.
        staff_missing: Effort grows with the staff and their number is not known: the base alone is counted.
    """

    action: Action
    status: ActionStatus
    half_hours: int
    cents: int
    gain: Fraction
    value: Fraction
    closings: tuple[Closing, ...]
    staff_missing: bool
    own: bool

    @property
    def id(self) -> str:
        """The action's id."""
        return self.action.id

    @property
    def hours(self) -> Fraction:
        """Work in hours."""
        return Fraction(self.half_hours, 2)

    @property
    def dollars(self) -> Fraction:
        """Cost of the first year in dollars."""
        return Fraction(self.cents, 100)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing at one control, in points, and how urgent it is."""

    lost: Fraction
    factor: int
    unknown: bool


def candidates(library: Library, assessment: Assessment) -> dict[str, Action]:
    """All actions by id: those of the whole library, and the clinic's own. An own one never replaces another."""
    found = {action.id: action for action in assessment.own}
    found.update(library.action_by_id)
    return found


def effort(action: Action, staff: int | None) -> tuple[int, int]:
    """Half hours and cents of an action for a clinic of `staff` people, each rounded up; at least half an hour."""
    people = staff or 0
    # Decimal fractions as they were written: 0.1 of an hour is a tenth.
    hours = _exact(action.hours.base) + _exact(action.hours.per_staff) * people
    dollars = _exact(action.dollars.base) + _exact(action.dollars.per_staff) * people
    return max(1, ceil(hours * 2)), ceil(dollars * 100)


def _exact(number: float) -> Fraction:
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def staff_number(assessment: Assessment) -> int | None:
    """How many people work at the clinic, where that is known."""
    value = assessment.facts.get(STAFF_FACT)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def gaps(evaluation: Evaluation, policy: Policy) -> dict[str, Gap]:
    """The gaps that a plan can close, by control id: findings that are not accepted now."""
    capped = {name for status in evaluation.caps if status.point for name in status.controls}
    weakest = {
        (threat.scenario.id, stage)
        for threat in evaluation.threats
        if threat.label == "exposed"
        for stage in threat.weakest
    }
    found = {}
    for finding in evaluation.findings:
        control, lost = finding.score.item.control, finding.score.lost
        if finding.accepted is not None or not lost:
            continue
        factor = 100
        if control.id in capped:
            factor = policy.urgency.cap
        elif any((link.scenario, link.stage) in weakest for link in control.threats):
            factor = policy.urgency.weakest_stage
        found[control.id] = Gap(lost, factor, finding.score.item.answer is Answer.UNKNOWN)
    return found


def valued_actions(library: Library, assessment: Assessment, evaluation: Evaluation) -> dict[str, Valued]:
    """Every action that is not done, by id, with its cost and worth; worthless ones included."""
    actions = candidates(library, assessment)
    done = {name for name in actions if assessment.action_state(name).status == "done"}
    settled = {actions[name].alternative for name in done} - {None}
    open_gaps = gaps(evaluation, library.policy)
    scale = _remaining_scale(actions.values(), done)
    staff = staff_number(assessment)
    found = {}
    for name, action in actions.items():
        if name in done or action.alternative in settled:
            continue
        closings = tuple(
            _closing(closes, open_gaps[closes.control], scale.get(closes.control, Fraction(1)))
            for closes in action.closes
            if closes.control in open_gaps
        )
        half_hours, cents = effort(action, staff)
        found[name] = Valued(
            action=action,
            status=assessment.action_state(name).status,
            half_hours=half_hours,
            cents=cents,
            gain=sum((closing.gain for closing in closings), Fraction(0)),
            value=sum((closing.gain * closing.factor / 100 for closing in closings), Fraction(0)),
            closings=closings,
            staff_missing=staff is None and (action.hours.per_staff > 0 or action.dollars.per_staff > 0),
            own=name not in library.action_by_id,
        )
    return found


def _closing(closes: Closes, gap: Gap, scale: Fraction) -> Closing:
    share = closes.share * scale
    return Closing(closes.control, share, gap.lost * share / 100, gap.factor, gap.unknown)


def _remaining_scale(actions: Iterable[Action], done: set[str]) -> Mapping[str, Fraction]:
    """By control, how much larger the share of each open action has become because others are done.

    What is done is in the answer already; the open actions share the gap that is left in proportion to their shares.
    """
    plain: dict[str, list[tuple[int, bool]]] = {}
    groups: dict[str, dict[str, list[tuple[int, bool]]]] = {}
    for action in actions:
        for closes in action.closes:
            entry = (closes.share, action.id in done)
            if action.alternative is None:
                plain.setdefault(closes.control, []).append(entry)
            else:
                groups.setdefault(closes.control, {}).setdefault(action.alternative, []).append(entry)
    scale = {}
    for control in {*plain, *groups}:
        # Of alternatives only one is ever taken: the group counts once, and not at all when one of it is done.
        group_shares = [
            (max(share for share, _ in entries), any(is_done for _, is_done in entries))
            for entries in groups.get(control, {}).values()
        ]
        shares = [*plain.get(control, []), *group_shares]
        left = sum(share for share, is_done in shares if not is_done)
        total = sum(share for share, _ in shares)
        if 0 < left < total:
            scale[control] = Fraction(total, left)
    return scale
