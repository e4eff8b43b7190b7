"""One open assessment: kept durably, and joined with what others changed in its file meanwhile."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from posture.assess.evaluate import Evaluation
from posture.assess.merge import Merged, Place, Side, merged
from posture.clock import Clock, system_clock
from posture.errors import StoreRefused
from posture.model.assessment import Assessment, PlanSettings
from posture.model.library import Library
from posture.session.reporting import Reporting
from posture.store import assessments, saving, workspace
from posture.store.assessments import ChangedElsewhere, Saved
from posture.store.paths import Places

if TYPE_CHECKING:
    from posture.plan.plan import Plan


@dataclass
class Session(Reporting):
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
