"""The plan: capacity at the top, three things, phases with where they lead, and the curve."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import ClassVar

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from posture.errors import PostureError
from posture.model.assessment import ActionState, ActionStatus, PlanSettings
from posture.plan.plan import Phase, Plan, Step
from posture.report.wording import day, dollars, hours, points, posture_words
from posture.ui.commands import Command
from posture.ui.screens.base import TALL, AssessmentScreen
from posture.ui.screens.dialogs import LineDialog, Words
from posture.ui.screens.page import PageScreen
from posture.ui.text import Line, Span, padded, span, spread
from posture.ui.widgets.curve import Curve, CurvePoint
from posture.ui.widgets.row_list import BLANK, Row, RowList
from posture.ui.widgets.three_things import ThreeThings
from posture.ui.working_page import action_page

COMMANDS: tuple[Command, ...] = (
    Command("space", "tick", "status", "To do, being done, done: the next status", footer=True, label="Space"),
    Command(
        "enter", "details", "details", "Steps, costs, and why it stands here", footer=True, label="Enter", palette=False
    ),
    Command("h", "hours", "hours", "Type the hours a week and the dollars", footer=True),
    Command("o", "owner", "owner", "Who sees to this action", footer=True),
    Command("d", "due", "due", "By when this action is to be done", footer=True),
    Command("w", "write", "report", "Write the report", footer=True),
    Command("x", "decline", "decline", "Decline this action, with a reason"),
    Command("r", "results", "results", "See the results"),
    Command("escape", "leave", "back", "Out of the fields, else back"),
)

PHASE_NAMES = {7: "First week", 30: "By day 30", 90: "By day 90", 365: "By day 365"}
NEXT_STATUS: dict[ActionStatus, ActionStatus] = {"open": "doing", "doing": "done", "done": "open", "declined": "open"}


class PlanScreen(AssessmentScreen):
    """Phases beside the curve; the curve below them where there is little room."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "Actions stand in the order that leaves the least risk open. Type how many hours a week there are, and the "
        "plan follows. Points are what an action adds before caps; behind each phase is where you stand then."
    )
    CSS_PATH = "plan.tcss"

    def body(self) -> Iterable[Widget]:
        """Capacity, three things, phases and curve."""
        week = Input(id="week", type="number", max_length=6)
        money = Input(id="money", type="number", max_length=9, placeholder="no limit")
        for field in (week, money):
            field.cursor_blink = False
        yield Vertical(
            Horizontal(
                Words([Span("Hours a week", "soft")]),
                week,
                Words([Span("Dollars this year", "soft")]),
                money,
                Words(id="fits"),
                id="capacity",
            ),
            ThreeThings(),
            Horizontal(
                RowList(id="phases"),
                VerticalScroll(Curve(self.session.library.policy), id="side", can_focus=False),
                id="columns",
            ),
            classes="body",
        )

    def on_mount(self) -> None:
        """Show the plan for the capacity that is saved."""
        settings = self.session.assessment.plan
        plan = self.session.plan()
        with self.prevent(Input.Changed):
            self.query_one("#week", Input).value = _number(plan.capacity.per_week)
            if settings.year_dollars is not None:
                self.query_one("#money", Input).value = _number(Fraction(str(settings.year_dollars)))
        self.judged()
        phases = self.query_one("#phases", RowList)
        phases.focus()
        phases.action_edge(-1)

    def laid_out(self) -> None:
        """Columns depend on the width."""
        self.judged()

    # --- what is shown ---------------------------------------------------------------------------------------

    def judged(self) -> None:
        """Show the plan."""
        plan = self.session.plan()
        low = self.app.size.height < TALL
        provisional = self.session.evaluation().provisional
        self.query_one(ThreeThings).show(plan, compact=low, provisional=provisional)
        self.query_one("#phases", RowList).show(self._rows(plan))
        self.query_one("#fits", Words).say(self._fits(plan))
        self.query_one(Curve).show(_curve(plan, self._now(), provisional=provisional))

    def _now(self) -> Fraction:
        posture = self.session.evaluation().posture
        return posture.point if posture else Fraction(0)

    def _fits(self, plan: Plan) -> Line:
        fitting = [step for step in plan.roadmap if step.phase is not None]
        work = sum((step.valued.hours for step in fitting), Fraction(0))
        money = sum((step.valued.dollars for step in fitting), Fraction(0))
        words = f"{len(fitting)} of {len(plan.roadmap)} actions fit · {hours(work)} · {dollars(money)}"
        room = self.query_one("#fits", Words).size.width
        if room <= len(words):
            words = f"{len(fitting)} of {len(plan.roadmap)} fit"
        return spread((), [Span(words, "faint")], max(room, len(words)))

    def _rows(self, plan: Plan) -> list[Row]:
        rows: list[Row] = []
        for phase in plan.phases:
            if not phase.steps:
                continue
            if rows:
                rows.append(BLANK)
            name = PHASE_NAMES.get(phase.days, f"By day {phase.days}")
            rows.append(
                Row(
                    None,
                    [Span(name, "text bold")],
                    [
                        *padded([(hours(phase.hours), -7, "faint"), (dollars(phase.dollars), -8, "faint")]),
                        Span(f" {self.posture_app.glyphs.arrow} ", "faint"),
                        Span(f"{self._after(phase):>7}", "text bold"),
                    ],
                )
            )
            rows += [self._row(step) for step in phase.steps]
        later = [step for step in plan.roadmap if step.phase is None]
        if later:
            rows += [BLANK, Row(None, [Span("Beyond the year", "text bold")])]
            rows += [self._row(step) for step in later]
        if plan.done:
            rows += [BLANK, Row(None, [Span("Done", "text bold")])]
            rows += [self._done_row(name) for name in plan.done]
        return rows or [Row(None, [Span("Nothing is left to do.", "soft")])]

    def _after(self, phase: Phase) -> str:
        provisional = self.session.evaluation().provisional
        return posture_words(phase.after.posture, phase.after.grade, provisional=provisional)

    def _row(self, step: Step) -> Row:
        glyphs = self.posture_app.glyphs
        valued = step.valued
        state = self.session.assessment.action_state(step.id)
        sign, role = (glyphs.doing, "accent") if valued.status == "doing" else (glyphs.todo, "faint")
        who = state.owner or self.session.library.role_title(valued.action.role)
        left = [Span(f" {sign} ", role), span(valued.action.title, "soft")]
        cells = [
            (hours(valued.hours), -7, "text"),
            (dollars(valued.dollars), -8, "text"),
            (points(valued.gain), -7, "text"),
            ("", 3, "text"),
        ]
        if not self.narrow:
            due = day(state.due).rsplit(" ", 1)[0] + " " if state.due else ""
            cells.insert(0, (f"{due}{who}", 18, "faint"))
        return Row(step.id, left, padded(cells))

    def _done_row(self, name: str) -> Row:
        glyphs = self.posture_app.glyphs
        action = self.session.library.action_by_id.get(name)
        title = action.title if action else name
        return Row(name, [Span(f" {glyphs.done} ", "accent"), span(title, "faint")])

    # --- capacity --------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self) -> None:
        settings = self._typed_settings()
        if settings is not None and settings != self.session.assessment.plan:
            self.session.set_plan(settings)
            self.call_after_refresh(self.settle)

    def _typed_settings(self) -> PlanSettings | None:
        old = self.session.assessment.plan
        week, money = (self.query_one(name, Input).value.strip() for name in ("#week", "#money"))
        try:
            per_week = float(week) if week else None
            year = float(money) if money else None
            changed = per_week != old.hours_per_week
            values = {name: getattr(old, name) for name in PlanSettings.model_fields}
            values |= {"hours_per_week": per_week, "year_dollars": year}
            if changed:
                values["first_week"] = None
            return PlanSettings(**values)
        except ValueError:
            return None  # half-typed; the plan follows when it is a number

    @on(Input.Submitted)
    def _done_typing(self, event: Input.Submitted) -> None:
        if event.input.id == "week":
            self.query_one("#money").focus()
        else:
            self.query_one("#phases").focus()

    def action_hours(self) -> None:
        """To the hours a week."""
        self.query_one("#week").focus()

    # --- actions ---------------------------------------------------------------------------------------------

    def _here(self) -> str | None:
        return self.query_one("#phases", RowList).key

    def _set(self, name: str, **changes: object) -> None:
        old = self.session.assessment.action_state(name)
        values = {field: getattr(old, field) for field in ActionState.model_fields}
        try:
            self.session.set_action(name, ActionState.model_validate({**values, **changes}))
        except PostureError as error:
            self.complain(error)
            return
        self.settle()

    def action_tick(self) -> None:
        """The next status of the action under the cursor."""
        name = self._here()
        if name is not None:
            now = self.session.assessment.action_state(name).status
            self._set(name, status=NEXT_STATUS[now])

    def action_owner(self) -> None:
        """Who sees to it."""
        name = self._here()
        if name is not None:
            state = self.session.assessment.action_state(name)
            dialog = LineDialog(self.session.assessment.clinic, "Who sees to this?", state.owner)
            self.app.push_screen(dialog, lambda owner: self._set(name, owner=owner) if owner is not None else None)

    def action_due(self) -> None:
        """By when."""
        name = self._here()
        if name is None:
            return
        state = self.session.assessment.action_state(name)
        text = (state.due or self.session.today + timedelta(days=30)).isoformat()
        dialog = LineDialog(
            self.session.assessment.clinic, "By when is it to be done?", text, "Written like 2026-11-23."
        )
        self.app.push_screen(dialog, lambda typed: self._due(name, typed))

    def _due(self, name: str, typed: str | None) -> None:
        if typed is None:
            return
        try:
            self._set(name, due=date.fromisoformat(typed))
        except ValueError:
            self.tell("The date is written like 2026-11-23. Nothing was changed.")

    def action_decline(self) -> None:
        """Decline it, with a reason."""
        name = self._here()
        if name is not None:
            dialog = LineDialog(
                self.session.assessment.clinic, "Why is this action declined?", "", "The reason stands in the report."
            )
            self.app.push_screen(
                dialog, lambda why: self._set(name, status="declined", reason=why) if why is not None else None
            )

    @on(RowList.Chosen, "#phases")
    def _chosen(self) -> None:
        self.action_details()

    def action_details(self) -> None:
        """Steps, costs, and why it stands where it does."""
        name = self._here()
        if name is not None:
            title, text = action_page(self.session, name)
            self.app.push_screen(PageScreen(title, text))

    def action_write(self) -> None:
        """Write the report."""
        from posture.ui.screens.report import ReportScreen  # noqa: PLC0415 - screens lead to each other

        self.app.push_screen(ReportScreen(self.session))

    def action_results(self) -> None:
        """See the results."""
        from posture.ui.screens.results import ResultsScreen  # noqa: PLC0415 - as above

        self.app.push_screen(ResultsScreen(self.session))

    def action_leave(self) -> None:
        """Out of the fields, else back."""
        if isinstance(self.focused, Input):
            self.query_one("#phases").focus()
        else:
            self.dismiss()


def _number(value: Fraction) -> str:
    return str(int(value)) if value.denominator == 1 else f"{float(value):g}"


def _curve(plan: Plan, now: Fraction, *, provisional: bool) -> list[CurvePoint]:
    """Posture after each step of the year, with the ends of the phases named."""
    spent = Fraction(0)
    found = [CurvePoint(spent, now)]
    for phase in plan.phases:
        for step in phase.steps:
            spent += step.valued.hours
            found.append(CurvePoint(spent, max(found[-1].posture, min(step.after.posture, phase.after.posture))))
        if phase.steps:
            reached = posture_words(phase.after.posture, phase.after.grade, provisional=provisional)
            found[-1] = CurvePoint(spent, phase.after.posture, f"day {phase.days}  {reached}")
    return found
