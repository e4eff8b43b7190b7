"""The results: posture with its range, what caps it, checklists, threats, what to answer and what to prove first."""

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from posture.assess.caps import ceiling
from posture.assess.confidence import Lead
from posture.assess.evaluate import Evaluation
from posture.assess.frameworks import FrameworkStatus, Status
from posture.model.control import Answer
from posture.report.wording import one_decimal
from posture.session import Session
from posture.ui.commands import Command
from posture.ui.glyphs import Glyphs, answer_glyph, answer_role
from posture.ui.screens.base import FULL, AssessmentScreen
from posture.ui.screens.compare import CompareScreen
from posture.ui.screens.page import PageScreen
from posture.ui.standing_pages import checklist_page, framework_page, weaknesses_page
from posture.ui.text import Span, span
from posture.ui.widgets.heat_map import CELL, NARROW_CELL, heat_heading, heat_rows
from posture.ui.widgets.range_bar import range_bar
from posture.ui.widgets.row_list import Row, RowList
from posture.ui.widgets.verdict import Caps, Headline
from posture.ui.working_page import posture_page, working_page

COMMANDS: tuple[Command, ...] = (
    Command("enter", "choose", "working", "The working, or the question", footer=True, label="Enter", palette=False),
    Command("tab", "part(1)", "next part", "The next part of the results", footer=True, label="Tab"),
    Command("p", "plan", "plan", "See the plan", footer=True),
    Command("w", "write", "report", "Write the report", footer=True),
    Command("escape", "leave", "back", "Back to the questions", footer=True),
    Command("v", "working", "posture", "How posture comes about, number by number"),
    Command("c", "caps", "caps", "What holds the grade down, and what lifts it"),
    Command("l", "weaknesses", "look again", "What weakens this assessment: old proof, old answers, contradictions"),
    Command("m", "compare", "compare", "What changed since the last visit, and why posture moved"),
    Command("shift+tab", "part(-1)", "part before", "The part before", label="Shift+Tab"),
)

LEADS = 5
PARTS = ("checklists", "threats", "answer", "proof", "frameworks")
STRIP_ORDER = (Status.MET, Status.PARTLY, Status.UNKNOWN, Status.NOT_MET, Status.NA, Status.NOT_COVERED)


class ResultsScreen(AssessmentScreen):
    """Two columns side by side, or one part after the other where there is little room."""

    COMMANDS_HERE = COMMANDS
    PLAIN_TITLE = True
    HELP_WORDS: ClassVar[str] = (
        "The large number is posture as declared. At least counts only what evidence shows; could be counts every open "
        "question as if it turned out well. It is not a probability. A cap is a gap so serious that it holds the grade."
    )
    CSS_PATH = "results.tcss"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._part = 0

    def body(self) -> Iterable[Widget]:
        """Headline, caps, and the parts."""
        left = Vertical(RowList(id="checklists"), RowList(id="answer"), classes="left")
        right = Vertical(RowList(id="threats"), RowList(id="proof"), classes="right")
        yield Vertical(
            Headline(self.session.library.policy),
            Caps(),
            Horizontal(left, right, id="columns"),
            RowList(id="frameworks"),
            classes="body",
        )

    def on_mount(self) -> None:
        """Show what is known."""
        self.judged()
        checklists = self.query_one("#checklists", RowList)
        checklists.focus()
        checklists.action_edge(-1)

    def laid_out(self) -> None:
        """Columns depend on the width."""
        self.judged()

    def judged(self) -> None:
        """Show the evaluation."""
        evaluation = self.session.evaluation()
        self.query_one(Headline).show(evaluation)
        self.query_one(Caps).show(evaluation, self.session.library.policy)
        self._show_checklists(evaluation)
        self._show_threats(evaluation)
        glyphs = self.posture_app.glyphs
        self._show_leads("answer", "Answer these first", "adds to the range", evaluation.answer_first, glyphs)
        self._show_leads("proof", "Find proof for these", "raises “at least”", evaluation.find_proof, glyphs)
        self._show_frameworks(evaluation, glyphs)
        self._show_part()

    def _show_checklists(self, evaluation: Evaluation) -> None:
        titles = {checklist.id: checklist.title for checklist in self.session.library.checklists}
        width = self.app.size.width
        bar = 10 if width >= FULL else (20 if self.narrow else 8)
        ranged = bar != 8
        head = [Span("at least–could be ", "faint")] if ranged else []
        rows = [Row(None, [Span("Checklists", "text bold")], head)]
        glyphs = self.posture_app.glyphs
        for entry in evaluation.checklists:
            right = [*range_bar(entry.score, bar, glyphs)]
            if entry.score is not None:
                right.append(Span(f"{one_decimal(entry.score.point):>6}", "text"))
                if ranged:
                    reach = f"{int(entry.score.low)}{glyphs.dash}{int(entry.score.high)}"
                    right.append(Span(f"{reach:>7} ", "faint"))
            rows.append(Row(f"checklist:{entry.id}", [span(titles[entry.id], "soft")], right))
        self.query_one("#checklists", RowList).show(rows)

    def _show_threats(self, evaluation: Evaluation) -> None:
        glyphs = self.posture_app.glyphs
        cell = CELL if self.app.size.width >= FULL or self.narrow else NARROW_CELL
        name = 23 if cell == CELL else 22
        heading = Row(None, heat_heading(name, cell))
        rows = heat_rows(evaluation.threats, name, cell, glyphs)
        self.query_one("#threats", RowList).show([heading, *rows])

    def _show_leads(self, part: str, title: str, head: str, leads: tuple[Lead, ...], glyphs: Glyphs) -> None:
        rows = [Row(None, [Span(title, "text bold")], [Span(f"{head} ", "faint")])]
        for lead in leads[: LEADS if not self.narrow else 12]:
            item = lead.score.item
            answer = item.response.answer
            left = [
                Span(answer_glyph(glyphs, answer), answer_role(answer)),
                Span(" "),
                span(item.control.title, "soft"),
            ]
            word = "up to " if part == "answer" else "+"
            rows.append(
                Row(item.control.id, left, [Span(word, "faint"), Span(f"{one_decimal(lead.worth):>4} ", "text")])
            )
        if not leads:
            said = "Every question has an answer." if part == "answer" else "Every answer rests on proof."
            rows.append(Row(None, [Span(said, "soft")]))
        self.query_one(f"#{part}", RowList).show(rows)

    def _show_frameworks(self, evaluation: Evaluation, glyphs: Glyphs) -> None:
        rows = [Row(None, [Span("Frameworks", "text bold")], [Span("requirements met ", "faint")])]
        for status in evaluation.frameworks:
            for group in _few(status):
                rows.append(self._framework_row(status, group, glyphs))
        if len(rows) == 1:
            rows.append(Row(None, [Span("No framework is loaded.", "soft")]))
        self.query_one("#frameworks", RowList).show(rows)

    def _framework_row(self, status: FrameworkStatus, group: str | None, glyphs: Glyphs) -> Row:
        entries = [entry for entry in status.requirements if group is None or entry.requirement.group == group]
        met = sum(1 for entry in entries if entry.status is Status.MET)
        name = status.framework.title if group is None else f"{status.framework.title}, {group.lower()}"
        strip: list[Span] = []
        if len(entries) <= 22:
            for wanted in STRIP_ORDER:
                number = sum(1 for entry in entries if entry.status is wanted)
                answer = _SIGNS[wanted]
                strip.append(Span(answer_glyph(glyphs, answer) * number, answer_role(answer)))
            strip.append(Span("  "))
        return Row(
            f"framework:{status.framework.id}:{group}",
            [span(name, "soft")],
            [*strip, Span(f"{met:>3}", "text bold"), Span(f" of {len(entries):>3} met ", "faint")],
        )

    # --- going about -----------------------------------------------------------------------------------------

    def _show_part(self) -> None:
        for index, part in enumerate(PARTS):
            self.query_one(f"#{part}").set_class(index == self._part, "here")
        self.query_one("#columns").set_class(PARTS[self._part] in ("checklists", "answer"), "left-here")
        self.query_one("#columns").set_class(PARTS[self._part] in ("threats", "proof"), "right-here")

    def action_part(self, by: int) -> None:
        """The next part, or the one before."""
        focused = next((index for index, part in enumerate(PARTS) if self.query_one(f"#{part}").has_focus), self._part)
        self._part = (focused + by) % len(PARTS)
        self._show_part()
        rows = self.query_one(f"#{PARTS[self._part]}", RowList)
        rows.focus()
        if rows.key is None:
            rows.action_edge(-1)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        kind, _, name = event.key.partition(":")
        if not name:
            self.dismiss(event.key)
        elif kind == "threat":
            self.app.push_screen(PageScreen(*working_page(self.session, "threat", name)))
        elif kind == "framework":
            self.app.push_screen(PageScreen(*framework_page(self.session, name.partition(":")[0])))
        else:
            self.app.push_screen(PageScreen(*checklist_page(self.session, name)))

    def action_working(self) -> None:
        """How posture comes about."""
        self.app.push_screen(PageScreen(*posture_page(self.session)))

    def action_weaknesses(self) -> None:
        """What weakens the assessment itself."""
        self.app.push_screen(PageScreen(*weaknesses_page(self.session)))

    def action_compare(self) -> None:
        """What changed since the last visit."""
        if self.session.last_visit() is None:
            self.tell("There is no earlier visit of this clinic to compare with.")
            return
        self.save_now()
        self.app.push_screen(CompareScreen(self.session))

    def action_caps(self) -> None:
        """What holds the grade down, the hardest first."""
        policy = self.session.library.policy
        firing = [status.cap for status in self.session.evaluation().caps if status.point]
        if not firing:
            self.tell("No caps hold this score.")
            return
        hardest = min(firing, key=lambda cap: ceiling(cap.max_grade, policy))
        self.app.push_screen(PageScreen(*working_page(self.session, "cap", hardest.id)))

    def action_plan(self) -> None:
        """See the plan."""
        from posture.ui.screens.plan import PlanScreen  # noqa: PLC0415 - each of the two leads to the other

        self.app.push_screen(PlanScreen(self.session))

    def action_write(self) -> None:
        """Write the report."""
        from posture.ui.screens.report import ReportScreen  # noqa: PLC0415 - as above

        self.app.push_screen(ReportScreen(self.session))

    def action_leave(self) -> None:
        """Back to the questions."""
        self.dismiss()


_SIGNS = {
    Status.MET: Answer.IMPLEMENTED,
    Status.PARTLY: Answer.PARTLY,
    Status.UNKNOWN: Answer.UNKNOWN,
    Status.NOT_MET: Answer.NOT,
    Status.NA: Answer.NA,
    Status.NOT_COVERED: None,
}


def _few(status: FrameworkStatus) -> tuple[str | None, ...]:
    """The groups of a framework where they are few (essential, enhanced), else the framework as a whole."""
    return status.groups if 1 < len(status.groups) <= 2 else (None,)
