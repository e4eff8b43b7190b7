"""What is kept beside an answer: note, evidence, flag, who said so; and taking changes back."""

from collections.abc import Callable, Sequence
from pathlib import Path

from posture.assess.applicability import Item
from posture.assess.walk import walk
from posture.errors import PostureError
from posture.filling.file import load_sheet, refuse_other
from posture.filling.proposals import Proposals, applied, propose
from posture.report.wording import count
from posture.session import Session
from posture.ui.arrivals import sheet_arrival
from posture.ui.screens.base import AssessmentScreen
from posture.ui.screens.dialogs import EvidenceDialog, EvidenceForm, LineDialog, NoteDialog, Seen
from posture.ui.screens.taking import TakingDialog


class EditingScreen(AssessmentScreen):
    """A screen with one control in hand. It says which, and shows again what changed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.current = ""
        self.items: Sequence[Item] = ()
        self.told_by: str | None = None

    @property
    def item(self) -> Item | None:
        """The control in hand with its response."""
        return next((item for item in self.items if item.control.id == self.current), None)

    def changed(self) -> None:
        """Show what was changed, then save and judge it."""
        raise NotImplementedError

    def action_note(self) -> None:
        """Write a note."""
        item = self.item
        if item is not None:
            dialog = NoteDialog(self.session.assessment.clinic, item.control.title, item.response.note)
            self.app.push_screen(dialog, self._noted)

    def _noted(self, note: str | None) -> None:
        if note is not None:
            self.session.note(self.current, note)
            self.changed()

    def action_evidence(self) -> None:
        """Record what was looked at."""
        item = self.item
        if item is not None:
            heading = f"Evidence · {self.session.assessment.clinic}"
            form = EvidenceForm(heading, item.control.title, self.session.today, item.response.evidence)
            self.app.push_screen(EvidenceDialog(form), self._seen)

    def _seen(self, seen: Seen | None) -> None:
        if seen is None:
            return
        session, name = self.session, self.current
        try:
            if seen.collected is None:
                session.set_evidence(name, session.assessment.response(name).evidence[:-1])
            else:
                session.add_evidence(name, seen.method, seen.reference, seen.collected)
        except PostureError as error:
            self.complain(error)
            return
        self.changed()

    def action_flag(self) -> None:
        """Flag this control, or take the flag away."""
        item = self.item
        if item is not None:
            self.session.flag(self.current, not item.response.flagged)
            self.changed()

    def action_undo(self) -> None:
        """Undo the last change, and go to where it was made."""
        self._travel(self.session.undo, "There is nothing to undo.")

    def action_redo(self) -> None:
        """Make the undone change again."""
        self._travel(self.session.redo, "There is nothing to do again.")

    def _travel(self, move: Callable[[], bool], otherwise: str) -> None:
        before = self.session.assessment
        if not move():
            self.tell(otherwise)
            return
        after = self.session.assessment
        names = {**before.responses, **after.responses}
        changed = [name for name in names if before.response(name) != after.response(name)]
        here = [item.control.id for item in self.items if item.control.id in changed]
        if changed and self.current not in changed:
            self.current = (here or changed)[0]
        self.changed()

    def action_sheet(self) -> None:
        """Read a question sheet back."""
        dialog = LineDialog(
            self.session.assessment.clinic,
            "Which question sheet came back?",
            hint="A path such as ~/Downloads/question-sheet-owner.md. You see what it changes before it does.",
        )
        self.app.push_screen(dialog, self._sheet_named)

    def _sheet_named(self, name: str | None) -> None:
        if name is None:
            return
        session = self.session
        try:
            sheet = load_sheet(Path(name).expanduser())
            refuse_other(sheet, session.assessment)
            proposals = propose(sheet, session.library, session.assessment, session.today)
        except PostureError as error:
            self.complain(error)
            return
        dialog = TakingDialog(sheet_arrival(proposals, session.assessment.clinic))
        self.app.push_screen(dialog, lambda taken: self._take_over(proposals, taken))

    def _take_over(self, proposals: Proposals, taken: frozenset[str] | None) -> None:
        wanted = [one for one in (*proposals.changes, *proposals.conflicts) if taken and one.control_id in taken]
        if wanted:
            session = self.session
            session.take_over(applied(session.assessment, wanted, session.clock()))
            self.changed()
            self.tell(f"{count(len(wanted), 'answer')} taken over. u takes them back.")

    def action_told_by(self) -> None:
        """Who answers from now on."""
        dialog = LineDialog(
            self.session.assessment.clinic,
            "Who tells you the answers from now on?",
            self.told_by or "",
            "A name or a role; it stands beside each answer. Empty: nobody is named.",
            optional=True,
        )
        self.app.push_screen(dialog, self._told_by)

    def _told_by(self, name: str | None) -> None:
        if name is not None:
            self.told_by = name or None
            self.laid_out()

    # --- what does not apply as a whole ----------------------------------------------------------------------

    def action_section_na(self) -> None:
        """Answer the whole section of this control with "doesn't apply"."""
        item = self.item
        if item is None:
            return
        if not item.control.section:
            self.action_checklist_na()
            return
        own = item.checklist
        title = next((one.title for one in own.sections if one.id == item.control.section), item.control.section)
        self._ask_not_applicable(title, {one.id for one in own.controls if one.section == item.control.section})

    def action_checklist_na(self) -> None:
        """Answer the whole checklist of this control with "doesn't apply"."""
        item = self.item
        if item is not None:
            self._ask_not_applicable(item.checklist.title, {one.id for one in item.checklist.controls})

    def _ask_not_applicable(self, title: str, names: set[str]) -> None:
        groups = walk(self.session.library, self.session.assessment)
        asked = [item for group in groups for item in group.items if item.control.id in names]
        allowed = [item for item in asked if item.control.na_allowed]
        if not allowed:
            self.tell(f"{title}: every question here applies to every clinic.")
            return
        answered, kept = sum(1 for item in allowed if item.answered), len(asked) - len(allowed)
        parts = [f"Sets {count(len(allowed), 'question')} to “doesn't apply”"]
        parts += [f"{answered} of them {'has' if answered == 1 else 'have'} an answer already"] if answered else []
        parts += [f"{kept} can't be set and {'stays as it is' if kept == 1 else 'stay as they are'}"] if kept else []
        dialog = LineDialog(
            self.session.assessment.clinic,
            f"{title}: why does none of this apply here?",
            hint=", ".join(parts) + ". u takes it back.",
        )
        ids = [item.control.id for item in allowed]
        self.app.push_screen(dialog, lambda reason: self._none_applies(ids, reason))

    def _none_applies(self, names: list[str], reason: str | None) -> None:
        if reason is not None:
            answered = self.session.answer_not_applicable(names, reason, by=self.told_by)
            self.changed()
            self.tell(f"{count(answered, 'question')} set to “doesn't apply”. u takes it back.")
