"""The plan: capacity at the top, three things, phases with where they lead, and the curve."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from posture.assess.evaluate import Evaluation
from posture.model.assessment import Assessment
from posture.plan.plan import Plan, make_plan
from posture.report.wording import posture_words
from posture.session import Session
from posture.ui.commands import Command
from posture.ui.screens.base import TALL
from posture.ui.screens.plan_actions import PlanActions
from posture.ui.simulation import simulated
from posture.ui.widgets.capacity import CapacityBar
from posture.ui.widgets.curve import Curve, CurvePoint
from posture.ui.widgets.phases import Look, Planned, plan_rows
from posture.ui.widgets.row_list import Row, RowList
from posture.ui.widgets.three_things import CARDS_FROM, ThreeThings
from posture.ui.widgets.what_if import Thought, WhatIf

COMMANDS: tuple[Command, ...] = (
    Command("space", "tick", "status", "To do, being done, done: the next status", footer=True, label="Space"),
    Command(
        "enter", "details", "details", "Steps, costs, and why it stands here", footer=True, label="Enter", palette=False
    ),
    Command("t", "think", "try", "What if this were done? Several add up; nothing is saved", footer=True),
    Command("T", "forget", "forget", "Forget what was tried"),
    Command("h", "hours", "hours", "Type hours a week, dollars and the first day", footer=True),
    Command("o", "owner", "owner", "Who sees to this action", footer=True),
    Command("d", "due", "due", "By when this action is to be done"),
    Command("x", "decline", "decline", "Decline this action, with a reason"),
    Command("c", "accept", "accept", "Accept the risk for now, with a reason and a last day; or take that back"),
    Command("i", "insist", "insist", "What if I insist on this action?"),
    Command("a", "add", "add", "Add an action of your own"),
    Command("delete", "remove", "remove", "Remove this action of your own", label="Del"),
    Command("H", "role_hours", "roles", "Hours a week by role, and of the first week"),
    Command("r", "results", "results", "See the results"),
    Command("w", "write", "report", "Write the report", footer=True),
    Command("escape", "leave", "back", "Out of the fields, forget what was tried, else back"),
)

PATIENCE = 0.3
"""Seconds after which it is said that a plan is being worked out."""

SIDE_ROWS = 40
"""Rows from which the curve has room below the phases."""


class PlanScreen(PlanActions):
    """Phases beside the curve; the curve below them where there is little room."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "Actions stand in the order that leaves the least risk open. Type how many hours a week there are, and the "
        "plan follows. Points are what an action adds before caps; behind each phase is where you stand then. "
        "What you try out is marked with a tick, what it needs first with a plus. Enter on a phase shows who does its "
        "work, and where threats and standards stand after it."
    )
    CSS_PATH = "plan.tcss"

    class Made(Message):
        """A plan is worked out, for an assessment as it was judged."""

        def __init__(self, assessment: Assessment, evaluation: Evaluation, plan: Plan) -> None:
            super().__init__()
            self.assessment = assessment
            self.evaluation = evaluation
            self.plan = plan

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._planning = False
        self._drawn = False
        self._tried: frozenset[str] = frozenset()

    def body(self) -> Iterable[Widget]:
        """Capacity, three things, phases and curve."""
        yield Vertical(
            CapacityBar(self.session.assessment.plan),
            ThreeThings(),
            WhatIf(),
            Horizontal(
                RowList(id="phases"),
                VerticalScroll(Curve(self.session.library.policy), id="side", can_focus=False),
                id="columns",
            ),
            classes="body",
        )

    def on_mount(self) -> None:
        """Show the plan for the capacity that is saved."""
        self.query_one("#phases", RowList).focus()

    def laid_out(self) -> None:
        """Columns depend on the width."""
        width, height = self.app.size
        self.set_class(self.has_class("medium") and height >= SIDE_ROWS, "curve-below")
        self.query_one(CapacityBar).lay_out(width)
        self.query_one(ThreeThings).styles.min_height = self._rows_above
        self._draw()

    @property
    def _rows_above(self) -> int:
        """Rows that the three things take, and so what stands in their place."""
        width, height = self.app.size
        return 4 if height < TALL or width - 4 < CARDS_FROM else 6

    # --- working the plan out --------------------------------------------------------------------------------

    def judged(self) -> None:
        """Show the plan, or have it worked out away from the keys; until then the last one stays."""
        plan = self.session.plan_in_hand()
        if plan is not None:
            self.planned = Planned(self.session.library, self.session.assessment, self.session.evaluation(), plan)
        elif not self._planning:
            self._planning = True
            self.set_timer(PATIENCE, self._say_planning)
            self._work_out(self.session.assessment, self.session.evaluation())
        self._draw()

    # Described, or Textual writes all of the arguments down as text, on the keys' own time.
    @work(thread=True, group="plan", description="plan")
    def _work_out(self, assessment: Assessment, evaluation: Evaluation) -> None:
        # Frozen values go in and come out; the session is touched by the keys' thread alone.
        plan = make_plan(self.session.library, assessment, evaluation)
        self.post_message(self.Made(assessment, evaluation, plan))

    @on(Made)
    def _made(self, event: Made) -> None:
        self._planning = False
        self.session.keep_plan(event.evaluation, event.assessment.plan, event.plan)
        self.judged()

    def _say_planning(self) -> None:
        if self._planning:
            plan = self.planned.plan if self.planned else None
            self.query_one(CapacityBar).show(self.session.assessment.plan, plan, busy=True)

    # --- what is shown ---------------------------------------------------------------------------------------

    def _draw(self) -> None:
        planned = self.planned
        if planned is None:
            return
        plan, provisional = planned.plan, planned.evaluation.provisional
        self.query_one(CapacityBar).show(self.session.assessment.plan, plan)
        three = self.query_one(ThreeThings)
        three.styles.min_height = self._rows_above if plan.three_things else 1
        three.show(plan, compact=self.app.size.height < TALL, provisional=provisional)
        self.query_one(Curve).show(_curve(planned))
        ticked, needed = self._think(planned)
        phases = self.query_one("#phases", RowList)
        look = Look(
            glyphs=self.posture_app.glyphs,
            width=phases.scrollable_content_region.width or self.app.size.width - 4,
            narrow=self.narrow or self.has_class("medium"),
            ticked=frozenset(ticked),
            needed=frozenset(needed),
        )
        # Status and owner as they are now, even where the plan that follows from them is not there yet.
        now = Planned(planned.library, self.session.assessment, planned.evaluation, plan)
        self._fill(phases, plan_rows(now, look))

    def _fill(self, phases: RowList, rows: Sequence[Row]) -> None:
        keys = [row.key for row in rows if row.key is not None]
        wanted = self.wanted if self.wanted in keys else None
        if wanted is None and phases.key not in keys:
            # Where the row went away, the cursor stays at its height; at first it is on the first action.
            wanted = next((key for key in keys if ":" not in key), None) if not self._drawn else self.near(keys)
        self.keys, self._drawn = keys, True
        phases.show(rows, wanted)
        if wanted == self.wanted:
            self.wanted = None

    def _think(self, planned: Planned) -> tuple[Sequence[str], Sequence[str]]:
        """Show what the tried actions would bring in the place of the three things; their ids, and what they need."""
        found = None
        if self._tried:
            found = simulated(self._tried, planned.plan, planned.evaluation, planned.library.policy)
        three, thought = self.query_one(ThreeThings), self.query_one(WhatIf)
        three.display, thought.display = found is None, found is not None
        if found is None:
            self._tried = frozenset()
            return (), ()
        self._tried = frozenset(found.ticked)
        titles = {step.id: step.valued.action.title for step in planned.plan.roadmap}
        caps: Mapping[str, str] = {cap.id: cap.why or cap.id for cap in planned.library.policy.caps}
        thought.show(Thought(found, planned.evaluation, titles, caps), self._rows_above)
        return found.ticked, found.needed

    def action_think(self) -> None:
        """What if the action under the cursor were done, too?"""
        name, planned = self.here(), self.ready()
        if planned is None or name is None:
            return
        if planned.plan.step(name) is None:
            self.tell("Only an action that is still to be done can be tried.")
            return
        self._tried ^= {name}
        self._draw()

    def action_forget(self) -> None:
        """Nothing is tried any more."""
        self._tried = frozenset()
        self._draw()

    # --- capacity --------------------------------------------------------------------------------------------

    @on(CapacityBar.Typed)
    def _typed(self, event: CapacityBar.Typed) -> None:
        self.session.set_plan(event.settings)
        self.call_after_refresh(self.settle)

    @on(CapacityBar.Left)
    def _left(self) -> None:
        self.query_one("#phases").focus()

    def action_hours(self) -> None:
        """To the hours a week."""
        self.query_one(CapacityBar).begin()

    def action_leave(self) -> None:
        """Out of the fields, forget what was tried, else back."""
        if isinstance(self.focused, Input):
            self.query_one("#phases").focus()
        elif self._tried:
            self.action_forget()
        else:
            self.dismiss()


def _curve(planned: Planned) -> list[CurvePoint]:
    """Posture after each step of the year, with the ends of the phases named."""
    evaluation = planned.evaluation
    spent = Fraction(0)
    found = [CurvePoint(spent, evaluation.posture.point if evaluation.posture else Fraction(0))]
    for phase in planned.plan.phases:
        for step in phase.steps:
            spent += step.valued.hours
            found.append(CurvePoint(spent, max(found[-1].posture, min(step.after.posture, phase.after.posture))))
        if phase.steps:
            reached = posture_words(phase.after.posture, phase.after.grade, provisional=evaluation.provisional)
            found[-1] = CurvePoint(spent, phase.after.posture, f"day {phase.days}  {reached}")
    return found
