"""An assessment in hand: looking things up in it, changing it, and taking changes back. Nothing is read or written."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from typing import Final

from posture.assess.applicability import chosen_checklists
from posture.clock import Clock
from posture.errors import WrongUse
from posture.model.action import ActionText
from posture.model.assessment import Acceptance, ActionState, Assessment, Evidence, Method, PlanSettings, Response
from posture.model.clinic import Fact
from posture.model.control import Answer, Control, FactValue
from posture.model.library import Library
from posture.store.fingerprint import file_sha256
from posture.store.paths import slug
from posture.toml.problems import did_you_mean

UNDO_LIMIT: Final = 1_000


def no_such(kind: str, wrong: str, known: Iterable[str]) -> WrongUse:
    """What is said of an id that there is not; the nearest one is named."""
    return WrongUse(f"There is no {kind} {wrong!r}", "", did_you_mean(wrong, known).capitalize())


class Editing:
    """Changes to an assessment, each of which makes a new frozen one that can be taken back."""

    library: Library
    assessment: Assessment
    clock: Clock
    unsaved: bool
    _past: list[Assessment]
    _future: list[Assessment]

    @property
    def today(self) -> date:
        """The user's day."""
        return self.clock().astimezone().date()

    def control(self, control_id: str) -> Control:
        """A control of this assessment's checklists.

        Raises:
            WrongUse: There is none with this id; the message names the nearest.
        """
        found = {
            control.id: control
            for checklist in chosen_checklists(self.library, self.assessment)
            for control in checklist.controls
        }
        if control_id not in found:
            raise no_such("control", control_id, found)
        return found[control_id]

    def fact(self, fact_id: str) -> Fact:
        """A fact of the library.

        Raises:
            WrongUse: There is none with this id; the message names the nearest.
        """
        if fact_id not in self.library.fact_by_id:
            raise no_such("fact", fact_id, self.library.fact_by_id)
        return self.library.fact_by_id[fact_id]

    def answer(self, control_id: str, answer: Answer | None, *, reason: str = "", by: str | None = None) -> None:
        """Answer a control, or clear its answer with None. Notes, evidence and flags stay.

        Raises:
            WrongUse: There is no such control; or `na` without a reason, or where it is not allowed.
        """
        control = self.control(control_id)
        if answer is Answer.NA and not control.na_allowed:
            raise WrongUse(
                f"{control_id} applies to every clinic", "", "Answer it with another level, or with unknown."
            )
        if answer is Answer.NA and not reason.strip():
            raise WrongUse("Needs a reason: why does this not apply here?", control_id, "Say it with --reason.")
        self._respond(
            control_id,
            answer=answer,
            reason=reason if answer is Answer.NA else "",
            **({} if by is None else {"by": by}),
        )

    def confirm(self, control_id: str, *, by: str | None = None) -> None:
        """Say that the answer to a control holds as of now; all that was said stays, only who and when is new.

        Raises:
            WrongUse: There is no such control, or no answer to confirm.
        """
        self.control(control_id)
        old = self.assessment.response(control_id)
        if old.answer is None:
            raise WrongUse("There is no answer to confirm yet", control_id, "Answer it first.")
        values = {name: getattr(old, name) for name in Response.model_fields}
        said = {"at": self.clock(), **({} if by is None else {"by": by})}
        self._become(self.assessment.with_response(control_id, Response.model_validate({**values, **said})))

    def answer_not_applicable(self, control_ids: Iterable[str], reason: str, *, by: str | None = None) -> int:
        """Answer several controls with "doesn't apply", in one step and for one reason.

        Controls where that is not allowed keep what they have.

        Returns:
            How many were answered.

        Raises:
            WrongUse: There is no such control, or the reason is empty.
        """
        if not reason.strip():
            raise WrongUse("A reason is needed: why does this not apply here?")
        changed, answered = self.assessment, 0
        for control_id in control_ids:
            if self.control(control_id).na_allowed:
                old = changed.response(control_id)
                who = {} if by is None else {"by": by}
                values = {name: getattr(old, name) for name in Response.model_fields}
                new = {**values, **who, "answer": Answer.NA, "reason": reason, "at": self.clock()}
                changed = changed.with_response(control_id, Response.model_validate(new))
                answered += 1
        self._become(changed)
        return answered

    def note(self, control_id: str, note: str) -> None:
        """Replace the note of a control.

        Raises:
            WrongUse: There is no such control.
        """
        self.control(control_id)
        self._respond(control_id, note=note)

    def flag(self, control_id: str, flagged: bool) -> None:
        """Flag a control, or take the flag away.

        Raises:
            WrongUse: There is no such control.
        """
        self.control(control_id)
        self._respond(control_id, flagged=flagged)

    def set_evidence(self, control_id: str, evidence: Iterable[Evidence]) -> None:
        """Replace the evidence of a control.

        Raises:
            WrongUse: There is no such control.
        """
        self.control(control_id)
        self._respond(control_id, evidence=tuple(evidence))

    def add_evidence(self, control_id: str, method: Method, reference: str, collected: date) -> None:
        """Add what was looked at. Where the reference is the path of a file, the file's hash is kept with it.

        Raises:
            WrongUse: There is no such control.
            StoreRefused: The file can't be read, or is too large to be hashed.
        """
        self.control(control_id)
        seen = Evidence(method=method, reference=reference, collected=collected, sha256=file_sha256(reference))
        self.set_evidence(control_id, (*self.assessment.response(control_id).evidence, seen))

    def accept(self, control_id: str, acceptance: Acceptance | None) -> None:
        """Accept the gap at a control until a day, or take that back.

        Raises:
            WrongUse: There is no such control.
        """
        self.control(control_id)
        self._respond(control_id, accepted=acceptance)

    def _respond(self, control_id: str, **changes: object) -> None:
        old = self.assessment.response(control_id)
        values = {name: getattr(old, name) for name in Response.model_fields}
        now, answering = self.clock(), "answer" in changes
        # The same answer on a later day confirms it; a note beside an answer says nothing about when it was given.
        confirms = answering and old.at is not None and old.at.date() < now.date()
        same = all(values[name] == value for name, value in changes.items())
        if same and old.answer is not None and not confirms:
            return
        at = now if answering or old.answer is None else old.at
        response = Response.model_validate({**values, **changes, "at": at})
        self._become(self.assessment.with_response(control_id, response))

    def set_facts(self, facts: Mapping[str, FactValue]) -> None:
        """Set exactly these facts."""
        self._become(self.assessment.with_facts(facts))

    def set_action(self, action_id: str, state: ActionState) -> None:
        """Set status, owner, due date and reason of an action.

        Raises:
            WrongUse: There is no such action; the message names the nearest.
        """
        known = {*self.library.action_by_id, *self.assessment.own_actions}
        if action_id not in known:
            raise no_such("action", action_id, known)
        self._become(self.assessment.with_action_state(action_id, state))

    def add_own_action(self, action: ActionText) -> str:
        """Add an action of the clinic's own, and return the id that it got from its title.

        Raises:
            WrongUse: It closes a gap at a control that there is not, or falls to a role that there is not.
        """
        for closes in action.closes:
            self.control(closes.control)
        if action.role is not None and action.role not in self.library.role_by_id:
            raise no_such("role", action.role, self.library.role_by_id)
        # No checklist names its actions like this, so a later one never takes the place of what a clinic wrote.
        wanted = f"own-{slug(action.title, 'action')}"
        taken = {*self.library.action_by_id, *self.assessment.own_actions, *self.assessment.actions}
        numbered = (f"{wanted}-{number}" for number in count(2))
        name = wanted if wanted not in taken else next(one for one in numbered if one not in taken)
        self._become(self.assessment.with_own_actions({**self.assessment.own_actions, name: action}))
        return name

    def remove_own_action(self, action_id: str) -> None:
        """Remove an action of the clinic's own, with what was said about it.

        Raises:
            WrongUse: The clinic has none with this id.
        """
        own = dict(self.assessment.own_actions)
        if own.pop(action_id, None) is None:
            raise no_such("action of the clinic's own", action_id, own)
        self._become(self.assessment.with_own_actions(own))

    def set_plan(self, plan: PlanSettings) -> None:
        """Set the capacity for the plan."""
        self._become(self.assessment.with_plan(plan))

    def take_over(self, assessment: Assessment) -> None:
        """Go on with another state of this assessment, such as one with a question sheet merged in; one undo step."""
        self._become(assessment)

    def _become(self, assessment: Assessment) -> None:
        if assessment == self.assessment:
            return
        self._past = [*self._past[-UNDO_LIMIT + 1 :], self.assessment]
        self._future = []
        self.assessment = assessment
        self.unsaved = True

    def undo(self) -> bool:
        """Take the last change back; False if there is none."""
        if not self._past:
            return False
        self._future.append(self.assessment)
        self.assessment = self._past.pop()
        self.unsaved = True
        return True

    def redo(self) -> bool:
        """Make the last undone change again; False if there is none."""
        if not self._future:
            return False
        self._past.append(self.assessment)
        self.assessment = self._future.pop()
        self.unsaved = True
        return True
