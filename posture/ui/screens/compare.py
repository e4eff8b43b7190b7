"""Compare: two visits of a clinic side by side, why posture moved, and the line over all visits."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from posture.errors import PostureError
from posture.session import Session
from posture.store.workspace import assessment_paths
from posture.ui.commands import Command
from posture.ui.comparing import LINE_LIMIT, Compared, Side, compared, posture_of, sides
from posture.ui.screens.base import TALL, PostureScreen
from posture.ui.screens.dialogs import Words
from posture.ui.screens.page import PageScreen
from posture.ui.text import Span
from posture.ui.widgets.change_rows import both_answers, change_rows, line_words, moved_line, part_lines, side_words
from posture.ui.widgets.row_list import RowList
from posture.ui.widgets.title_bar import Title

COMMANDS: tuple[Command, ...] = (
    Command("enter", "answers", "answers", "What was said then and now", footer=True, label="Enter", palette=False),
    Command("left", "step(-1)", "earlier", "An earlier visit with the one before it", footer=True),
    Command("right", "step(1)", "later", "A later visit with the one before it", footer=True),
    Command("b", "base", "older", "Compare with a visit further back", footer=True),
    Command("escape", "leave", "back", "Back", footer=True),
)


class CompareScreen(PostureScreen):
    """Two visits of one clinic."""

    COMMANDS_HERE = COMMANDS
    CSS_PATH = "compare.tcss"
    HELP_WORDS: ClassVar[str] = (
        "Why posture moved, in four parts that add up: the checklists changed, other controls apply, the clinic's "
        "answers and proof changed, and caps hold back more or less. Each visit counts as of its own day. "
        "The line has one sign for each visit; the two that are compared are bright."
    )

    class Found(Message):
        """The visits of the clinic."""

        def __init__(self, sides: tuple[Side, ...]) -> None:
            super().__init__()
            self.sides = sides

    class Ready(Message):
        """Two visits were compared."""

        def __init__(self, result: Compared) -> None:
            super().__init__()
            self.result = result

    class Drawn(Message):
        """The posture at each visit is known."""

        def __init__(self, points: Sequence[Fraction | None]) -> None:
            super().__init__()
            self.points = points

    class Refused(Message):
        """Something can't be read."""

        def __init__(self, error: PostureError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, visits: Session | Sequence[Path], chosen: Path | None = None) -> None:
        """Compare visits of one clinic.

        Args:
            visits: Their files, the newest first; or a session, whose visits are those beside its file.
            chosen: The later one of the two; the newest where none is named.
        """
        super().__init__()
        if isinstance(visits, Session):
            self._clinic: str | None = visits.assessment.clinic
            self._paths: Sequence[Path] = assessment_paths(visits.path.parent)
            chosen = chosen or visits.path
        else:
            self._clinic, self._paths = None, visits
        self._chosen = chosen
        self._sides: tuple[Side, ...] = ()
        self._old = self._new = 0
        self._result: Compared | None = None
        self._points: Sequence[Fraction | None] = ()

    def body(self) -> Iterable[Widget]:
        """The two, the parts, the line; and every control that changed."""
        left = Vertical(Words(id="parts"), Words(id="line"), id="why")
        yield Vertical(Words(id="moved"), Horizontal(left, RowList(id="changes"), id="columns"), classes="body")

    def on_mount(self) -> None:
        """Look which visits there are."""
        self.title_bar.show(Title(subject=self._clinic or "", detail="compare"))
        self._look()

    @property
    def _today(self) -> date:
        return self.posture_app.clock().astimezone().date()

    # --- away from the keys --------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, exit_on_error=False, group="visits")
    def _look(self) -> None:
        self.post_message(self.Found(sides(self._paths, self._clinic)))

    @work(thread=True, exclusive=True, exit_on_error=False, group="comparing")
    def _compare(self, old: Side, new: Side) -> None:
        try:
            result = compared(old, new, self.posture_app.library, self._today)
        except PostureError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Ready(result))

    @work(thread=True, exclusive=True, exit_on_error=False, group="line")
    def _draw(self, shown: tuple[Side, ...]) -> None:
        worker, points = get_current_worker(), []
        for side in shown:
            if worker.is_cancelled:
                return
            points.append(posture_of(side, self.posture_app.library, self._today))
        self.post_message(self.Drawn(points))

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self.query_one("#moved", Words).say([Span("These two can't be compared.", "coral")])
        self.query_one("#parts", Words).say()
        self.query_one("#changes", RowList).show(())
        self.complain(event.error)

    @on(Found)
    def _found(self, event: Found) -> None:
        self._sides = event.sides
        if event.sides:
            self.title_bar.show(Title(subject=event.sides[-1].clinic, detail="compare"))
        if len(event.sides) < 2:
            self.query_one("#moved", Words).say(
                [Span("There is one visit so far, and nothing to compare it with.", "soft")]
            )
            return
        paths = [side.path for side in event.sides]
        self._new = max(1, paths.index(self._chosen) if self._chosen in paths else len(paths) - 1)
        self._old = self._new - 1
        self._begin()
        self._draw(event.sides[-LINE_LIMIT:])

    def _begin(self) -> None:
        self._result = None
        old, new = self._sides[self._old], self._sides[self._new]
        self.query_one("#moved", Words).say([*side_words(old, new, self.posture_app.glyphs)])
        self._compare(old, new)
        self._show_line()

    @on(Ready)
    def _ready(self, event: Ready) -> None:
        if (event.result.old, event.result.new) == (self._sides[self._old], self._sides[self._new]):
            self._result = event.result
            self._show()
            self.query_one("#changes").focus()

    @on(Drawn)
    def _drawn(self, event: Drawn) -> None:
        self._points = event.points
        self._show_line()

    # --- what is shown -------------------------------------------------------------------------------------------

    def laid_out(self) -> None:
        """Columns depend on the width."""
        self._show()
        self._show_line()

    def _show(self) -> None:
        if self._result is None:
            return
        glyphs = self.posture_app.glyphs
        self.query_one("#moved", Words).say(moved_line(self._result, glyphs))
        self.query_one("#parts", Words).say(*part_lines(self._result))
        rows = change_rows(self._result.trend, glyphs)
        changes = self.query_one("#changes", RowList)
        first = next((row.key for row in rows if row.key is not None), None)
        changes.show(rows, changes.key if any(row.key == changes.key for row in rows) and changes.key else first or "")

    def _show_line(self) -> None:
        if len(self._sides) > 1:
            skipped = max(0, len(self._sides) - LINE_LIMIT)
            compared_two = (self._old - skipped, self._new - skipped)
            shown = self._sides[skipped:]
            lines = line_words(shown, self._points, compared_two, self.posture_app.glyphs)
            self.query_one("#line", Words).say(*(lines[:1] if self.app.size.height < TALL else lines))

    # --- going about ---------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """The visit before or after, with the one before it."""
        if len(self._sides) < 2:
            return
        new = self._new + by
        if not 1 <= new < len(self._sides):
            self.tell("This is the first visit that has one before it." if by < 0 else "This is the newest visit.")
            return
        self._new, self._old = new, new - 1
        self._begin()

    def action_base(self) -> None:
        """The later of the two stays; the earlier one goes one visit back, and after the first begins anew."""
        if len(self._sides) > 2:
            self._old = self._old - 1 if self._old > 0 else self._new - 1
            self._begin()
        else:
            self.tell("There are two visits so far.")

    def action_answers(self) -> None:
        """What was said then and now, at the control under the cursor."""
        key = self.query_one("#changes", RowList).key
        if self._result is not None and key is not None:
            change = next((one for one in self._result.trend.controls if one.id == key), None)
            if change is not None:
                self.app.push_screen(PageScreen(*both_answers(change, self._result)))

    @on(RowList.Chosen, "#changes")
    def _chosen_row(self) -> None:
        self.action_answers()

    def action_leave(self) -> None:
        """Back."""
        self.dismiss()
