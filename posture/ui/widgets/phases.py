"""The rows of the plan: phases with where they lead, and below them what has no phase."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from posture.assess.evaluate import Evaluation
from posture.assess.findings import Finding
from posture.model.assessment import ActionState, Assessment
from posture.model.library import Library
from posture.plan.plan import Phase, Plan, Step
from posture.plan.value import candidates
from posture.report.wording import (
    ACTION_STATUS_WORDS,
    day,
    dollars,
    hours,
    item_answer,
    one_decimal,
    overload_words,
    points,
    posture_words,
)
from posture.ui.glyphs import Glyphs, answer_glyph, answer_role
from posture.ui.text import Line, Span, padded, span, wrapped
from posture.ui.widgets.row_list import BLANK, Row

PHASE, GAP, RISK = "phase:", "gap:", "risk:"
"""What the key of a row begins with that stands for no action; an id has no colon."""

PHASE_NAMES = {7: "First week", 30: "By day 30", 90: "By day 90", 365: "By day 365"}

TOO_MUCH = "Too much for one role: "
"""Goes where there is no room: that is what the sand colour and the numbers say, too."""

DOLLARS_FROM = 70
"""Columns from which there is room for what an action costs."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it is of."""

    library: Library
    assessment: Assessment
    evaluation: Evaluation
    plan: Plan


@dataclass(frozen=True, slots=True)
class Look:
    """How the rows are drawn.

    Attributes:
        width: Cells of a row.
        narrow: Who and when are left out.
        ticked: Ids of actions that are thought of as done; `needed` are those that come with them.
    """

    glyphs: Glyphs
    width: int
    narrow: bool
    ticked: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


def phase_name(days: int) -> str:
    """What a phase is called."""
    return PHASE_NAMES.get(days, f"By day {days}")


def role_words(library: Library, role: str | None) -> str:
    """Who a role is; there may be none."""
    return library.role_title(role) or "nobody named"


def overloads(library: Library, phase: Phase) -> list[str]:
    """A warning for each role that has less time than the plan asks of it by the end of a phase."""
    return [
        overload_words(role_words(library, load.role), load.until_then, load.available)
        for load in phase.roles
        if load.overloaded and load.available is not None
    ]


def plan_rows(planned: Planned, look: Look) -> list[Row]:
    """All rows of a plan, a blank between groups."""
    return _Rows(planned, look).all()


class _Rows:
    def __init__(self, planned: Planned, look: Look) -> None:
        self._planned = planned
        self._look = look
        self._actions = candidates(planned.library, planned.assessment)

    def all(self) -> list[Row]:
        """The groups that have rows, one after the other."""
        plan = self._planned.plan
        later = [self._step(step) for step in plan.roadmap if step.phase is None]
        groups = [
            *([*self._head(phase), *map(self._step, phase.steps)] for phase in plan.phases if phase.steps),
            _group("Beyond the year", later),
            _group("No action closes these", self._without_action(), [Span("a", "text bold"), Span(" adds your own")]),
            _group("Accepted for now", self._accepted()),
            _group("Set aside", self._set_aside()),
            _group("Done", [self._done(name) for name in plan.done]),
        ]
        rows: list[Row] = []
        for group in groups:
            if group:
                rows += [*([BLANK] if rows else []), *group]
        return rows or [Row(None, [Span(" Nothing is left to do.", "soft")])]

    def _head(self, phase: Phase) -> list[Row]:
        planned, look = self._planned, self._look
        evaluation = planned.evaluation
        reached = posture_words(phase.after.posture, phase.after.grade, provisional=evaluation.provisional)
        money = [(dollars(phase.dollars), -8, "faint")] if look.width >= DOLLARS_FROM else []
        right = [
            *padded([(hours(phase.hours), -7, "faint"), *money]),
            Span(f"{look.glyphs.arrow:>2} ", "faint"),
            Span(f"{reached}{'  ' if evaluation.provisional else ''}".rjust(7), "text bold"),
            Span(" "),
        ]
        head = Row(f"{PHASE}{phase.days}", [Span(phase_name(phase.days), "text bold")], right)
        room = look.width - 2
        told = [
            words if len(words) <= room else words.removeprefix(TOO_MUCH) for words in overloads(planned.library, phase)
        ]
        warned = (wrapped(words, room, "sand") for words in told)
        return [head, *(Row(None, [Span(" "), *line]) for lines in warned for line in lines)]

    def _numbers(self, work: Fraction, money: Fraction, gain: str) -> list[tuple[str, int, str]]:
        spent = [(dollars(money), -8, "text")] if self._look.width >= DOLLARS_FROM else []
        return [(hours(work), -7, "text"), *spent, (gain, -8, "text"), ("", 3, "text")]

    def _step(self, step: Step) -> Row:
        look, valued = self._look, step.valued
        state = self._planned.assessment.action_state(step.id)
        cells = self._numbers(valued.hours, valued.dollars, points(valued.gain))
        if not look.narrow:
            who = state.owner or self._planned.library.role_title(valued.action.role)
            due = day(state.due).rsplit(" ", 1)[0] + " " if state.due else ""
            cells.insert(0, (f"{due}{who}", 18, "faint"))
        if valued.own:
            cells.insert(0, ("own", 4, "faint"))
        return Row(step.id, [*self._sign(step.id, state), span(valued.action.title, "soft")], padded(cells))

    def _sign(self, name: str, state: ActionState) -> Line:
        glyphs = self._look.glyphs
        if name in self._look.ticked:
            return [Span(f" {glyphs.recorded} ", "sand")]
        if name in self._look.needed:
            return [Span(" + ", "sand")]
        signs = {"open": glyphs.todo, "doing": glyphs.doing, "done": glyphs.done, "declined": glyphs.dash}
        return [Span(f" {signs[state.status]} ", "accent" if state.status in ("doing", "done") else "faint")]

    def _without_action(self) -> Iterable[Row]:
        """Gaps that stay open whatever is done."""
        found = {finding.score.id: finding for finding in self._planned.evaluation.findings}
        for name in self._planned.plan.without_action:
            score = found[name].score
            answer = item_answer(score.item)
            left = [
                Span(f" {answer_glyph(self._look.glyphs, answer)} ", answer_role(answer)),
                span(score.item.control.title, "soft"),
            ]
            cells = [("missing", -8, "faint"), (one_decimal(score.lost or 0), -7, "text"), ("", 3, "text")]
            yield Row(f"{GAP}{name}", left, padded(cells))

    def _accepted(self) -> Iterable[Row]:
        """Gaps that the clinic lives with, and until when."""
        for finding in self._planned.evaluation.findings:
            if finding.accepted is not None:
                yield self._risk(finding, day(finding.accepted.until))

    def _risk(self, finding: Finding, until: str) -> Row:
        left = [Span(f" {self._look.glyphs.dash} ", "faint"), span(finding.score.item.control.title, "soft")]
        return Row(f"{RISK}{finding.score.id}", left, padded([(f"until {until}", -18, "faint"), ("", 3, "faint")]))

    def _set_aside(self) -> Iterable[Row]:
        """What is declined or waits for that, what was begun, and what is the clinic's own and brings nothing now."""
        assessment, plan = self._planned.assessment, self._planned.plan
        shown = {step.id for step in plan.roadmap} | set(plan.done)
        blocked = {entry.action_id for entry in plan.blocked}
        for name in (*assessment.actions, *assessment.own_actions, *sorted(blocked)):
            action, state = self._actions.get(name), assessment.action_state(name)
            if name in shown or action is None or state.status == "done":
                continue
            shown.add(name)
            why = f"{ACTION_STATUS_WORDS[state.status].lower()}, not needed"
            if state.status == "declined":
                why = "declined"
            elif name in blocked:
                why = "needs a declined one"
            own = "own" if name in assessment.own_actions else ""
            left = [*self._sign(name, state), span(action.title, "soft")]
            yield Row(name, left, padded([(own, 4, "faint"), (why, -23, "faint"), ("", 3, "faint")]))

    def _done(self, name: str) -> Row:
        action = self._actions.get(name)
        left = [*self._sign(name, ActionState(status="done")), span(action.title if action else name, "faint")]
        return Row(name, left, padded([("own", 4, "faint")] if name in self._planned.assessment.own_actions else []))


def _group(title: str, rows: Iterable[Row], hint: Sequence[Span] = ()) -> list[Row]:
    found = list(rows)
    right = [Span(part.text, part.role if part.role != "text" else "faint") for part in hint]
    return [Row(None, [Span(f" {title}", "text bold")], [*right, Span(" ")]), *found] if found else []
