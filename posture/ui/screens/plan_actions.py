"""What can be done with a row of the plan: status, owner, day, risks, actions of one's own, and questions about it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from textual import on

from posture.errors import PostureError
from posture.model.action import ActionText
from posture.model.assessment import ActionState, ActionStatus, PlanSettings
from posture.plan.value import candidates
from posture.session import Session
from posture.ui.plan_pages import insist_page, phase_page
from posture.ui.screens.base import AssessmentScreen
from posture.ui.screens.dialogs import LineDialog
from posture.ui.screens.page import PageScreen
from posture.ui.screens.plan_dialogs import AcceptDialog, AcceptForm, Accepting, ConfirmDialog, Gap
from posture.ui.screens.plan_forms import OwnActionDialog, OwnForm, RoleHoursDialog
from posture.ui.screens.worked_page import WorkedPage
from posture.ui.widgets.capacity import WrongField, typed_day
from posture.ui.widgets.phases import GAP, PHASE, RISK, Planned
from posture.ui.widgets.row_list import RowList
from posture.ui.working_page import action_page, working_page

NEXT_STATUS: dict[ActionStatus, ActionStatus] = {"open": "doing", "doing": "done", "done": "open", "declined": "open"}

ACCEPTED_DAYS = 180
"""How long a risk is accepted unless another day is typed."""


class PlanActions(AssessmentScreen):
    """The part of the plan screen that acts on the row under the cursor."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.planned: Planned | None = None
        self.keys: Sequence[str] = ()
        self.wanted: str | None = None

    # --- where the cursor is ---------------------------------------------------------------------------------

    def here(self) -> str | None:
        """What the row under the cursor stands for."""
        return self.query_one("#phases", RowList).key

    def near(self, keys: Sequence[str]) -> str | None:
        """The row that stands now where the cursor was, or the last one before it."""
        last = self.here()
        place = self.keys.index(last) if last in self.keys else 0
        after = [key for key in self.keys[place:] if key in keys]
        before = [key for key in self.keys[:place] if key in keys]
        return next(iter([*after, *before[::-1], *keys]), None)

    def _action_here(self) -> str | None:
        """The id of the action under the cursor; a row of another kind says so."""
        name = self.here()
        if name is not None and ":" in name:
            self.tell("The cursor is on no action. ↑ ↓ move it.")
            return None
        return name

    def ready(self) -> Planned | None:
        """The plan that is shown; that there is none yet is said."""
        if self.planned is None:
            self.tell("The plan is being worked out. A moment.")
        return self.planned

    def _title(self, name: str) -> str:
        action = candidates(self.session.library, self.session.assessment).get(name)
        return action.title if action else name

    @property
    def _clinic(self) -> str:
        return self.session.assessment.clinic

    def _try_to(self, change: Callable[[], object]) -> None:
        """Make a change and save it, or say why it can't be made."""
        try:
            change()
        except PostureError as error:
            self.complain(error)
            return
        self.settle()

    # --- status, owner, day, decline -------------------------------------------------------------------------

    def _set(self, name: str, **changes: object) -> None:
        old = self.session.assessment.action_state(name)
        values = {field: getattr(old, field) for field in ActionState.model_fields}
        state = ActionState.model_validate({**values, **changes})
        self._try_to(lambda: self.session.set_action(name, state))

    def action_tick(self) -> None:
        """The next status of the action under the cursor."""
        name = self._action_here()
        if name is not None:
            self._set(name, status=NEXT_STATUS[self.session.assessment.action_state(name).status])

    def action_owner(self) -> None:
        """Who sees to it."""
        name = self._action_here()
        if name is not None:
            owner = self.session.assessment.action_state(name).owner
            dialog = LineDialog(self._clinic, "Who sees to this?", owner, self._title(name))
            self.app.push_screen(dialog, lambda typed: self._set(name, owner=typed) if typed is not None else None)

    def action_due(self) -> None:
        """By when."""
        name = self._action_here()
        if name is None:
            return
        state = self.session.assessment.action_state(name)
        text = (state.due or self.session.today + timedelta(days=30)).isoformat()
        dialog = LineDialog(self._clinic, "By when is it to be done?", text, "Written like 2026-11-23.")
        self.app.push_screen(dialog, lambda typed: self._due(name, typed))

    def _due(self, name: str, typed: str | None) -> None:
        try:
            due = typed_day(typed or "", "due")
        except WrongField as error:
            self.tell(f"{error.words.replace('start date', 'date')} Nothing was changed.")
            return
        if due is not None:
            self._set(name, due=due)

    def action_decline(self) -> None:
        """Decline it, with a reason."""
        name = self._action_here()
        if name is not None:
            dialog = LineDialog(self._clinic, "Why is this action declined?", "", "The reason stands in the report.")
            self.app.push_screen(
                dialog, lambda why: self._set(name, status="declined", reason=why) if why is not None else None
            )

    # --- accepting a risk ------------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Accept what the action under the cursor would close, or take that back."""
        if self.ready() is None:
            return
        found = self._gaps_here()
        if not found:
            self.tell("No open gap stands here, so there is no risk to accept.")
            return
        accepted = self.session.assessment.response(found[0].control_id).accepted
        now = accepted is not None and accepted.until >= self.session.today
        form = AcceptForm(
            heading=self._clinic,
            gaps=tuple(found),
            reason=accepted.reason if accepted and now else "",
            until=accepted.until if accepted and now else _days_on(self.session.today, ACCEPTED_DAYS),
            today=self.session.today,
            by=self.session.assessment.assessor,
            accepted=now,
        )
        self.app.push_screen(AcceptDialog(form), self._accept)

    def _gaps_here(self) -> list[Gap]:
        name, planned = self.here(), self.planned
        if name is None or planned is None or name.startswith(PHASE):
            return []
        controls = planned.library.control_by_id
        if name.startswith((GAP, RISK)):
            ids = [name.partition(":")[2]]
        else:
            step = planned.plan.step(name)
            ids = [closing.control_id for closing in step.valued.closings] if step else []
        return [Gap(one, controls[one].title) for one in ids if one in controls]

    def _accept(self, said: Accepting | None) -> None:
        def accept(said: Accepting) -> None:
            for one in said.control_ids:
                self.session.accept(one, said.acceptance)

        if said is not None:
            self._try_to(lambda: accept(said))

    # --- actions of the clinic's own -------------------------------------------------------------------------

    def action_add(self) -> None:
        """Add an action of one's own; it begins with the gap that the cursor is on."""
        if self.ready() is None:
            return
        findings = [
            finding.score
            for finding in self.session.evaluation().findings
            if finding.accepted is None and finding.score.lost
        ]
        if not findings:
            self.tell("Nothing is open, so there is nothing to do about.")
            return
        largest = sorted(findings, key=lambda score: -(score.lost or 0))
        gaps = tuple(Gap(score.id, score.item.control.title) for score in largest)
        ids = {gap.control_id for gap in gaps}
        here = next((gap.control_id for gap in self._gaps_here() if gap.control_id in ids), gaps[0].control_id)
        form = OwnForm(self._clinic, gaps, here, self.session.library.roles)
        self.app.push_screen(OwnActionDialog(form), self._add)

    def _add(self, action: ActionText | None) -> None:
        def add(action: ActionText) -> None:
            self.wanted = self.session.add_own_action(action)

        if action is not None:
            self._try_to(lambda: add(action))

    def action_remove(self) -> None:
        """Remove an action of one's own."""
        name = self._action_here()
        if name is None:
            return
        if name not in self.session.assessment.own_actions:
            self.tell("This action is of a checklist. x declines it.")
            return
        dialog = ConfirmDialog(
            self._clinic,
            f"Remove “{self._title(name)}”?",
            "Its status, owner and day go with it.",
            "remove",
        )
        self.app.push_screen(
            dialog, lambda sure: self._try_to(lambda: self.session.remove_own_action(name)) if sure else None
        )

    # --- roles -----------------------------------------------------------------------------------------------

    def action_role_hours(self) -> None:
        """Hours a week by role, and of the first week."""
        dialog = RoleHoursDialog(self._clinic, self.session.assessment.plan, self.session.library.roles)
        self.app.push_screen(dialog, self._keep_hours)

    def _keep_hours(self, settings: PlanSettings | None) -> None:
        if settings is not None:
            self._try_to(lambda: self.session.set_plan(settings))

    # --- questions -------------------------------------------------------------------------------------------

    @on(RowList.Chosen, "#phases")
    def _chosen(self) -> None:
        self.action_details()

    def action_details(self) -> None:
        """Of an action its steps, costs, and why it stands where it does; of a phase what it leads to."""
        name, planned, session = self.here(), self.ready(), self.session
        if name is None or planned is None:
            return
        kind, colon, rest = name.partition(":")
        if f"{kind}{colon}" == PHASE:
            phase = next(phase for phase in planned.plan.phases if phase.days == int(rest))
            self.app.push_screen(PageScreen(*phase_page(planned, phase)))
        elif colon:
            self.app.push_screen(PageScreen(*working_page(session, "control", rest)))
        else:
            self.app.push_screen(WorkedPage(self._title(name), lambda: action_page(session, name)[1]))

    def action_insist(self) -> None:
        """What if the clinic insists on the action under the cursor?"""
        name, planned = self._action_here(), self.ready()
        if name is None or planned is None:
            return
        if planned.plan.step(name) is None:
            self.tell("Only an action that is still to be done can be insisted on.")
            return
        self.app.push_screen(WorkedPage("What if you insist?", lambda: insist_page(planned, name)))

    # --- other screens ---------------------------------------------------------------------------------------

    def action_write(self) -> None:
        """Write the report."""
        from posture.ui.screens.report import ReportScreen  # noqa: PLC0415 - screens lead to each other

        self.app.push_screen(ReportScreen(self.session))

    def action_results(self) -> None:
        """See the results."""
        from posture.ui.screens.results import ResultsScreen  # noqa: PLC0415 - as above

        self.app.push_screen(ResultsScreen(self.session))


def _days_on(start: date, days: int) -> date:
    """So many days later, or the last day of the calendar."""
    return start + timedelta(days=days) if (date.max - start).days > days else date.max
