"""What both faces do with an assessment: open, answer, note, undo, save, evaluate, plan, export.

The only place that joins core and edges. It draws nothing, prints nothing and asks nothing.
"""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from posture import __version__
from posture.assess.applicability import chosen_checklists
from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.merge import Merged, Place, Side, merged
from posture.assess.quality import QualityFinding, quality_findings
from posture.assess.reevaluate import reevaluated
from posture.clock import Clock, system_clock
from posture.content import library as content
from posture.content.library import BUILTIN, Assembled
from posture.errors import PostureError, StoreRefused, WrongUse
from posture.model.action import ActionText
from posture.model.assessment import (
    SCHEMA_VERSION,
    Acceptance,
    ActionState,
    Assessment,
    ChecklistRef,
    Evidence,
    Method,
    PlanSettings,
    Response,
)
from posture.model.clinic import Fact
from posture.model.control import Answer, Control, FactValue
from posture.model.library import Library
from posture.model.text import clean, one_line
from posture.store import assessments, saving, workspace
from posture.store.assessments import ChangedElsewhere, Saved
from posture.store.atomic import make_folder, sweep, write_whole
from posture.store.fingerprint import file_sha256
from posture.store.paths import Places, cache_folder, slug
from posture.toml.cache import ParsedCache
from posture.toml.problems import did_you_mean

if TYPE_CHECKING:
    from posture.plan.plan import Plan
    from posture.report.formats import ReportInput
    from posture.report.material import Audience, Visit

UNDO_LIMIT: Final = 1_000

STALE_SECONDS: Final = 3_600
"""Age of a temporary file from which a program that was killed must have left it."""


def load_library(places: Places, named: Sequence[str] = ()) -> Assembled:
    """The content to work with: the folders named, or the built-in checklists joined with the workspace's own."""
    cache = ParsedCache(cache_folder())
    if named:
        return content.assemble(named, cache)
    own = [str(places.checklists)] if places.checklists.is_dir() else []
    return content.assemble([BUILTIN, *own], cache)


@dataclass
class Session:
    """One open assessment. Every change makes a new frozen assessment; `save` puts it on disk durably.

    Attributes:
        library: What it is scored with.
        places: The workspace.
        path: Its file.
        assessment: As it is now.
        base: The file as it was read or written last; None while it was never written.
        saved_at: When it was last saved durably; None while it was not saved in this session.
        keep: False for the sample clinic: nothing is ever written.
    """

    library: Library
    places: Places
    path: Path
    assessment: Assessment
    base: Saved | None
    clock: Clock = system_clock
    keep: bool = True
    saved_at: datetime | None = None
    unsaved: bool = False
    _content_kept: bool = False
    _past: list[Assessment] = field(default_factory=list)
    _future: list[Assessment] = field(default_factory=list)
    _evaluation: tuple[Assessment, date, Evaluation] | None = None
    _plan: "tuple[Evaluation, PlanSettings, Plan] | None" = None

    # --- judgement -------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The user's day."""
        return self.clock().astimezone().date()

    def evaluation(self, as_of: date | None = None) -> Evaluation:
        """The assessment judged as of a day (today where none is given)."""
        day = as_of or self.today
        if self._evaluation is None:
            self._evaluation = (self.assessment, day, evaluate(self.library, self.assessment, day))
        judged, judged_on, evaluation = self._evaluation
        if judged is not self.assessment or judged_on != day:
            evaluation = reevaluated(evaluation, self.library, judged, self.assessment, day)
            self._evaluation = (self.assessment, day, evaluation)
        return evaluation

    def quality(self, as_of: date | None = None) -> tuple[QualityFinding, ...]:
        """What weakens the assessment as of a day, today unless said otherwise."""
        return quality_findings(self.library, self.assessment, self.evaluation(as_of))

    def plan(self, as_of: date | None = None, settings: PlanSettings | None = None) -> "Plan":
        """The plan for the assessment as of a day, with its own settings or with others."""
        from posture.plan.plan import make_plan  # noqa: PLC0415 - a score is shown without it

        evaluation = self.evaluation(as_of)
        settings = settings or self.assessment.plan
        if self._plan is None or self._plan[0] is not evaluation or self._plan[1] != settings:
            self._plan = (
                evaluation,
                settings,
                make_plan(self.library, self.assessment, evaluation, settings),
            )
        return self._plan[2]

    def plan_in_hand(self) -> "Plan | None":
        """The plan for today, if it is worked out already."""
        known = self._plan
        fits = known is not None and known[0] is self.evaluation() and known[1] == self.assessment.plan
        return known[2] if known is not None and fits else None

    def keep_plan(self, evaluation: Evaluation, settings: PlanSettings, plan: "Plan") -> None:
        """Keep a plan that was worked out elsewhere, away from the keys."""
        self._plan = (evaluation, settings, plan)

    # --- looking up ------------------------------------------------------------------------------------------

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
            raise _no_such("control", control_id, found)
        return found[control_id]

    def fact(self, fact_id: str) -> Fact:
        """A fact of the library.

        Raises:
            WrongUse: There is none with this id; the message names the nearest.
        """
        if fact_id not in self.library.fact_by_id:
            raise _no_such("fact", fact_id, self.library.fact_by_id)
        return self.library.fact_by_id[fact_id]

    # --- changes ---------------------------------------------------------------------------------------------

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
            raise _no_such("action", action_id, known)
        self._become(self.assessment.with_action_state(action_id, state))

    def add_own_action(self, action: ActionText) -> str:
        """Add an action of the clinic's own, and return the id that it got from its title.

        Raises:
            WrongUse: It closes a gap at a control that there is not, or falls to a role that there is not.
        """
        for closes in action.closes:
            self.control(closes.control)
        if action.role is not None and action.role not in self.library.role_by_id:
            raise _no_such("role", action.role, self.library.role_by_id)
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
            raise _no_such("action of the clinic's own", action_id, own)
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

    # --- saving ----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Put the assessment on disk, whole and durably, if anything changed.

        Raises:
            ChangedElsewhere: Another program changed the file; it is left alone, and this session keeps its answers.
            StoreRefused: The disk or the system refuses; the file is as it was, and this session keeps its answers.
        """
        if not self.unsaved and self.base is not None:
            return
        if self.keep:
            try:
                self.base = saving.save(self.path, self.assessment, self.base, self.clock())
            except ChangedElsewhere:
                raise
            except StoreRefused:
                # The bytes may be in place although the disk would not vouch for them: then they are ours.
                if own := assessments.own_bytes(self.path, self.assessment):
                    self.base = Saved(self.path, self.assessment, own)
                raise
            self._keep_content()
        self.unsaved = False
        self.saved_at = self.clock()

    def _keep_content(self) -> None:
        """Keep the checklists of an assessment of the workspace as they are now, once for each session."""
        if self._content_kept or not self.path.absolute().is_relative_to(self.places.root):
            return
        chosen = {ref.id for ref in self.assessment.checklists}
        with contextlib.suppress(StoreRefused):  # the answers are safe; the next save tries this again
            for loaded in self.library.loaded:
                if loaded.checklist.id in chosen and loaded.file:
                    workspace.keep_checklist(self.places, Path(loaded.file), loaded.sha256)
            self._content_kept = True

    def join(self, settled: Mapping[Place, Side] | None = None) -> Merged:
        """Take in what another program changed in the file since it was read here; `save` comes after.

        While a conflict is left that is not `settled`, nothing is taken: ask, and call this again.

        Raises:
            ChangedElsewhere: There is another assessment in its place now.
            DamagedFile: What is there now can't be read.
            StoreRefused: It is gone, unreadable, or written by a newer posture.
        """
        theirs = assessments.read(self.path)
        if theirs.assessment.id != self.assessment.id:
            raise ChangedElsewhere(
                "Another assessment is in the place of this one",
                f"{self.path} is of {theirs.assessment.clinic} now. It was not overwritten.",
                "Open it again to see what is in it.",
            )
        base = (self.base or theirs).assessment
        joined = merged(base, self.assessment, theirs.assessment, settled)
        if joined.conflicts:
            return joined
        # To undo takes back what was done here, and leaves what others did.
        self._past, self._future = (
            [merged(base, one, theirs.assessment, settled).assessment for one in states]
            for states in (self._past, self._future)
        )
        self.assessment, self.base = joined.assessment, theirs
        self.unsaved = self.assessment != theirs.assessment
        return joined

    def save_beside(self) -> None:
        """Go on in a new file beside this one, because the old one now holds somebody else's answers.

        Raises:
            StoreRefused: The disk or the system refuses.
        """
        for number in range(2, 10_000):
            path = self.path.with_name(f"{self.path.stem}-{number}.toml")
            if not path.exists():
                break
        self.path, self.base = path, None
        self.save()

    # --- reports ---------------------------------------------------------------------------------------------

    def report(self, as_of: date | None = None, audience: "Audience | None" = None) -> "ReportInput":
        """All that a report is made from, but for the clinic's earlier assessments."""
        from posture.report.material import ReportInput  # noqa: PLC0415 - as in `plan`

        return ReportInput(
            library=self.library,
            assessment=self.assessment,
            evaluation=self.evaluation(as_of),
            plan=self.plan(as_of),
            version=__version__,
            audience=audience,
        )

    def last_visit(self) -> Assessment | None:
        """The assessment that this one continues, if it lies in the same folder and can be read."""
        wanted = self.assessment.previous
        found = workspace.assessment_with_id(self.path.parent, wanted) if wanted else None
        return found.assessment if found else None

    def earlier(self, as_of: date | None = None) -> "tuple[Visit, ...]":
        """The assessments that this one goes on from, the oldest first, each judged as of its own day.

        They are looked for beside its file; what is not there, or can't be read, ends the search.
        """
        from posture.report.material import Visit  # noqa: PLC0415 - as in `plan`

        found: list[Visit] = []
        wanted, before = self.assessment.previous, as_of or self.today
        while wanted is not None:
            saved = workspace.assessment_with_id(self.path.parent, wanted)
            started = saved.assessment.started if saved else None
            if saved is None or started is None or started >= before:
                break
            try:
                then = evaluate(self.library, saved.assessment, started)
            except PostureError:  # it names a checklist that is not loaded any more
                break
            found.insert(0, Visit(started, then.posture, then.grade, then.provisional))
            wanted, before = saved.assessment.previous, started
        return tuple(found)

    def preview(self, audience: "Audience | None" = None, *, redact: bool = False) -> str:
        """The Markdown report as text."""
        from posture.report.formats import render  # noqa: PLC0415 - as in `plan`

        files = render("markdown", self._told(self.report(audience=audience), redact))
        return "\n".join(data.decode() for data in files.values())

    @staticmethod
    def _told(report: "ReportInput", redact: bool) -> "ReportInput":
        """A report as it may be told: whole, or about nobody in particular."""
        if not redact:
            return report
        from posture.report.redaction import redacted  # noqa: PLC0415 - as in `plan`

        return redacted(report)

    def export_folder(self, *, redact: bool = False) -> Path:
        """Where reports go unless another folder is named; that of a redacted one does not name the clinic."""
        if redact:
            day = self.assessment.started or self.today
            return self.places.exports / f"redacted-{self.assessment.id[:8]}-{day.isoformat()}"
        return workspace.export_folder(self.places, Saved(self.path, self.assessment, ""))

    def export(
        self,
        formats: Sequence[str],
        *,
        folder: str | Path | None = None,
        as_of: date | None = None,
        audience: "Audience | None" = None,
        redact: bool = False,
    ) -> tuple[Path, ...]:
        """Write reports, each file whole and private, and return their paths.

        Args:
            formats: Names of formats.
            folder: Where to; the workspace's own folder for this assessment where none is named.
            as_of: The day as of which it is judged.
            audience: For whom; None for everybody, one part after the other.
            redact: Put stand-ins for names, notes and whatever leads to people or machines.

        Raises:
            WrongUse: There is no such format.
            StoreRefused: The disk or the system refuses.
        """
        from posture.filling.file import free_path  # noqa: PLC0415 - as in `plan`
        from posture.report import sheet  # noqa: PLC0415 - as in `plan`
        from posture.report.formats import render  # noqa: PLC0415 - as in `plan`

        report = self._told(replace(self.report(as_of, audience), earlier=self.earlier(as_of)), redact)
        rendered = {name: data for one in formats for name, data in render(one, report).items()}
        target = Path(folder) if folder is not None else self.export_folder(redact=redact)
        make_folder(target)
        # Whoever fills in a sheet may do it where it was written; that is never covered up.
        paths = tuple(
            free_path(target / name) if name.startswith(sheet.FILE_PREFIX) else target / name for name in rendered
        )
        for path, data in zip(paths, rendered.values(), strict=True):
            write_whole(path, data)
        return paths


def _no_such(kind: str, wrong: str, known: Iterable[str]) -> WrongUse:
    return WrongUse(f"There is no {kind} {wrong!r}", "", did_you_mean(wrong, known).capitalize())


def open_session(
    path: Path, library: Library, places: Places, *, clock: Clock = system_clock, keep: bool = True
) -> Session:
    """Open an assessment file.

    Raises:
        DamagedFile: It is not an assessment.
        StoreRefused: It is missing, unreadable, or written by a newer posture.
        PostureError: It names a checklist that is not loaded.
    """
    saved = assessments.read(path)
    chosen_checklists(library, saved.assessment)
    if keep:
        sweep(path.parent, STALE_SECONDS, system_clock().timestamp())
    return Session(library, places, path, saved.assessment, saved, clock=clock, keep=keep)


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """What is known before the first question.

    Attributes:
        checklists: Ids of the checklists to walk; all that are loaded where none is named.
        previous: The assessment that this one goes on from: its answers are carried over.
    """

    clinic: str
    assessor: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    checklists: tuple[str, ...] = ()
    previous: Saved | None = None


def _refuse_another_clinic(name: str, earlier: str) -> None:
    """What one clinic said is never put into another one's file, however alike their names are."""
    if clean(name) != earlier:
        raise WrongUse(
            "The earlier assessment is of another clinic",
            f"It is of {one_line(earlier)!r}, and not of {one_line(name)!r}. None of its answers was carried over.",
            "Name the clinic as it is written there; the home screen can give a clinic another name (r).",
        )


def new_session(
    wanted: NewAssessment,
    library: Library,
    places: Places,
    *,
    path: Path | None = None,
    clock: Clock = system_clock,
) -> Session:
    """Begin an assessment. It is on disk only after `save`, which never overwrites a file.

    Raises:
        WrongUse: No name, a checklist that is not loaded, or answers to be carried over from another clinic.
        PostureError: No checklist is loaded at all.
    """
    if not wanted.clinic.strip():
        raise WrongUse("A clinic needs a name", "", "Say it with --clinic.")
    if wanted.previous is not None:
        _refuse_another_clinic(wanted.clinic.strip(), wanted.previous.assessment.clinic.strip())
    for name in wanted.checklists:
        if name not in library.checklist_by_id:
            raise _no_such("checklist", name, library.checklist_by_id)
    chosen = [loaded for loaded in library.loaded if not wanted.checklists or loaded.checklist.id in wanted.checklists]
    if not chosen:
        raise PostureError("No checklist is loaded", "", "Name a folder that holds some with --checklists.")
    today = clock().astimezone().date()
    old = wanted.previous.assessment if wanted.previous else None
    assessment = Assessment(
        schema_version=SCHEMA_VERSION,
        id=str(uuid4()),
        clinic=wanted.clinic.strip(),
        assessor=wanted.assessor,
        started=today,
        previous=old.id if old else None,
        checklists=tuple(
            ChecklistRef(id=one.checklist.id, version=one.checklist.version, sha256=one.sha256) for one in chosen
        ),
        facts={**(old.facts if old else {}), **wanted.facts},
        responses=dict(old.responses) if old else {},
        actions=dict(old.actions) if old else {},
        own_actions=dict(old.own_actions) if old else {},
        plan=old.plan if old else PlanSettings(),
    )
    target = path or workspace.new_path(places, assessment.clinic, today)
    sweep(target.parent, STALE_SECONDS, system_clock().timestamp())
    return Session(library, places, target, assessment, None, clock=clock, unsaved=True)
