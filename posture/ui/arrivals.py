"""What comes from elsewhere, in words: the answers of a question sheet, and changes made in another window."""

from collections.abc import Sequence

from posture.assess.merge import Conflict, Place
from posture.filling.proposals import Change, Proposals
from posture.model.assessment import ActionState, Response
from posture.report.wording import ACTION_STATUS_WORDS, answer_word, count
from posture.session import Session
from posture.ui.screens.taking import Arrival, Coming

_TABLES = {
    "facts": "Fact about the clinic",
    "own_actions": "Action of the clinic's own",
    "plan": "Capacity of the plan",
    "assessor": "Assessor",
    "clinic": "Name of the clinic",
    "checklists": "Checklists",
}


def sheet_arrival(proposals: Proposals, clinic: str) -> Arrival:
    """What a question sheet would change. What the assessment answers otherwise by now is not ticked."""
    coming = [_change(change, ticked=True) for change in proposals.changes]
    coming += [_change(change, ticked=False) for change in proposals.conflicts]
    words = [f"{count(len(proposals.changes), 'answer')} to take over"]
    words += [f"{len(proposals.conflicts)} answered otherwise here by now"] if proposals.conflicts else []
    words += [f"{proposals.same} the same already"] if proposals.same else []
    words += [f"{proposals.blank} not filled in"] if proposals.blank else []
    return Arrival(
        heading=f"From a question sheet · {clinic}",
        words=("; ".join(words) + ".",),
        coming=tuple(coming),
        problems=tuple(f"line {problem.line}: {problem.message}" for problem in proposals.problems),
    )


def _change(change: Change, *, ticked: bool) -> Coming:
    said = change.after
    if change.changes_answer and change.response.by:
        said += f", says {change.response.by}"
    if change.note:
        said += f" · note: {change.note}"
    return Coming(change.control_id, change.item.control.title, change.before, said, ticked)


def conflict_arrival(session: Session, conflicts: Sequence[Conflict]) -> Arrival:
    """What was changed here and elsewhere, each in another way. Nothing is ticked: what was answered here stays."""
    return Arrival(
        heading=f"Changed elsewhere too · {session.assessment.clinic}",
        words=(
            "Another window or computer changed this assessment. What does not contradict is joined.",
            "Tick what is to stand as it was said there; the rest stays as it was said here.",
        ),
        coming=tuple(
            Coming(
                key=place_key(conflict.place),
                title=_title(session, conflict.place),
                here=_in_words(conflict.ours),
                there=_in_words(conflict.theirs),
                ticked=False,
            )
            for conflict in conflicts
        ),
    )


def place_key(place: Place) -> str:
    """A place as the key of a row."""
    return f"{place.table}:{place.id}"


def _title(session: Session, place: Place) -> str:
    if place.table == "responses":
        control = session.library.control_by_id.get(place.id)
        return control.title if control else place.id
    if place.table == "actions":
        own = {action.id: action for action in session.assessment.own}
        action = session.library.action_by_id.get(place.id) or own.get(place.id)
        return action.title if action else place.id
    table = _TABLES.get(place.table, place.table)
    return f"{table}: {place.id}" if place.id else table


def _in_words(side: object) -> str:
    if isinstance(side, Response):
        kept = [answer_word(side.answer), side.reason, f"note: {side.note}" if side.note else ""]
        kept += [count(len(side.evidence), "proof")] if side.evidence else []
        return " · ".join(part for part in kept if part)
    if isinstance(side, ActionState):
        kept = [ACTION_STATUS_WORDS[side.status], side.owner, side.due.isoformat() if side.due else ""]
        return " · ".join(part for part in kept if part)
    return str(side) if isinstance(side, str | int | float) else "changed"
