"""An assessment in hand, told: reports, for whom they are, and where they go."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from posture import __version__
from posture.assess.evaluate import evaluate
from posture.errors import PostureError, StoreRefused
from posture.model.assessment import Assessment
from posture.session.judging import Judging
from posture.store import verifying, workspace
from posture.store.assessments import Saved
from posture.store.atomic import make_folder, write_whole
from posture.store.paths import Places

if TYPE_CHECKING:
    from posture.report.formats import ReportInput
    from posture.report.material import Audience, MadeFrom, Visit


class Reporting(Judging):
    """Reports of an assessment, with what its clinic said before."""

    places: Places
    path: Path
    base: Saved | None
    unsaved: bool

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

    def made_from(self) -> "MadeFrom | None":
        """The saved file that the answers stand in, and the head of its history; None where they are not saved."""
        from posture.report.material import MadeFrom  # noqa: PLC0415 - as in `plan`

        if self.base is None or self.unsaved:
            return None
        last = None
        with suppress(StoreRefused):  # what can't be read is no head
            last = verifying.last_entry(self.path)
        if last is None or last.of != self.assessment.id:
            return MadeFrom(self.base.sha256)
        return MadeFrom(self.base.sha256, last.n, last.seal, last.file == self.base.sha256)

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
        template: Path | None = None,
    ) -> tuple[Path, ...]:
        """Write reports, each file whole and private, and return their paths.

        Args:
            formats: Names of formats.
            folder: Where to; the workspace's own folder for this assessment where none is named.
            as_of: The day as of which it is judged.
            audience: For whom; None for everybody, one part after the other.
            redact: Put stand-ins for names, notes and whatever leads to people or machines.
            template: A folder with templates of one's own, for the formats that have templates.

        Raises:
            PostureError: A template can't be used.
            WrongUse: There is no such format, or none of them has templates.
            StoreRefused: The disk or the system refuses.
        """
        from posture.filling.file import free_path  # noqa: PLC0415 - as in `plan`
        from posture.report import sheet  # noqa: PLC0415 - as in `plan`
        from posture.report.formats import HAND_OUT_PREFIX, render  # noqa: PLC0415 - as in `plan`

        whole = replace(self.report(as_of, audience), earlier=self.earlier(as_of), made_from=self.made_from())
        report = self._told(whole, redact)
        if template is not None:
            from posture.session.own_templates import read_look  # noqa: PLC0415 - only who has templates pays for it

            report = replace(report, look=read_look(template))
        rendered = {name: data for one in formats for name, data in render(one, report).items()}
        target = Path(folder) if folder is not None else self.export_folder(redact=redact)
        make_folder(target)
        # Whoever fills in a sheet or a card may do it where it was written; that is never covered up.
        by_hand = (sheet.FILE_PREFIX, HAND_OUT_PREFIX)
        paths = tuple(free_path(target / name) if name.startswith(by_hand) else target / name for name in rendered)
        for path, data in zip(paths, rendered.values(), strict=True):
            write_whole(path, data)
        return paths
