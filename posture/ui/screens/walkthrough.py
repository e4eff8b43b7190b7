"""The walkthrough: one control after the other, one key an answer."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from posture.assess.applicability import Item, items
from posture.errors import PostureError
from posture.model.assessment import Evidence
from posture.model.control import Answer
from posture.session import Session
from posture.ui.cards import card_of, meanings, pages_together
from posture.ui.commands import Command
from posture.ui.screens.base import AssessmentScreen
from posture.ui.screens.clinic import ClinicScreen
from posture.ui.screens.dialogs import EvidenceDialog, EvidenceForm, LineDialog, NoteDialog
from posture.ui.screens.find import FindDialog
from posture.ui.screens.page import PageScreen
from posture.ui.screens.plan import PlanScreen
from posture.ui.screens.report import ReportScreen
from posture.ui.screens.results import ResultsScreen
from posture.ui.text import plain
from posture.ui.widgets.answer_picker import AnswerPicker, Choices
from posture.ui.widgets.control_card import TABS, CardFoot, CardHead, Detail, DetailScroll, Tabs
from posture.ui.widgets.control_list import CHECKLIST_KEY, ControlList, Group, grouped
from posture.ui.widgets.row_list import RowList
from posture.ui.working_page import working_page

COMMANDS: tuple[Command, ...] = (
    Command("1", "answer(1)", "answer", "Answer: in place", footer=True, label="1-6", palette=False),
    Command("2", "answer(2)", "mostly", "Answer: mostly", palette=False),
    Command("3", "answer(3)", "partly", "Answer: partly", palette=False),
    Command("4", "answer(4)", "not", "Answer: not in place", palette=False),
    Command("5", "answer(5)", "don't know", "Answer: don't know; goes on the question sheet", palette=False),
    Command("6", "answer(6)", "doesn't apply", "Answer: doesn't apply, with a reason", palette=False),
    Command("n", "note", "note", "Write a note to this control", footer=True),
    Command("e", "evidence", "evidence", "Record what was looked at", footer=True),
    Command("slash", "find", "find", "Find a control by a word", footer=True),
    Command("r", "results", "results", "See the results", footer=True),
    Command("p", "plan", "plan", "See the plan", footer=True),
    Command("right", "step(1)", "next", "Next control"),
    Command("left", "step(-1)", "back", "Previous control"),
    Command("o", "next_open", "open", "Next control without an answer"),
    Command("tab", "tab(1)", "tab", "Why, how to check, how to fix, frameworks", label="Tab", palette=False),
    Command("shift+tab", "tab(-1)", "tab", "The tab before", label="Shift+Tab", palette=False),
    Command("space", "read", "read", "Read all about this control on a page of its own", label="Space"),
    Command("v", "working", "working", "How this control counts, number by number"),
    Command("f", "flag", "flag", "Flag this control, or take the flag away"),
    Command("backspace", "clear", "clear", "Take the answer away", label="Backspace"),
    Command("u", "undo", "undo", "Undo the last change"),
    Command("ctrl+y", "redo", "redo", "Make the undone change again", label="Ctrl+Y"),
    Command("l", "list", "list", "Go to the list of controls, and back"),
    Command("w", "write", "report", "Write the report"),
    Command("i", "clinic", "facts", "Facts about the clinic"),
    Command("ctrl+down", "scroll(1)", "scroll", "Scroll the text", label="Ctrl+↓", palette=False),
    Command("ctrl+up", "scroll(-1)", "scroll", "Scroll the text back", label="Ctrl+↑", palette=False),
    Command("escape", "home", "home", "Back to the list of clinics"),
)


class WalkthroughScreen(AssessmentScreen):
    """List and card; at small widths the card alone, with the list over it."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "Press the digit of the answer that fits best; the next control follows by itself, and everything is saved "
        "at once. Don't know is a real answer. Nothing here is final: go back with the arrow keys, undo with u."
    )

    CSS_PATH = "walkthrough.tcss"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._groups: list[Group] = []
        self._current = ""
        self._tab = 0
        self._shown = ("", 0)

    def body(self) -> Iterable[Widget]:
        """List and card."""
        with Horizontal(classes="body"):
            yield ControlList()
            with Vertical(id="card"):
                yield CardHead()
                yield AnswerPicker()
                yield Tabs()
                with DetailScroll():
                    yield Detail()
                yield CardFoot()

    def on_mount(self) -> None:
        """Begin at the first open control."""
        self._regroup()
        first = next((item for item in self._items if not item.answered), self._items[0] if self._items else None)
        if first is not None:
            self._current = first.control.id
        self.query_one(Tabs).can_focus = False
        self.query_one(AnswerPicker).focus()
        self.show_title()
        self._show_current()

    # --- what is shown ---------------------------------------------------------------------------------------

    def _regroup(self) -> None:
        titles = {checklist.id: checklist.title for checklist in self.session.library.checklists}
        self._groups = grouped(items(self.session.library, self.session.assessment), titles)
        self._items = [item for group in self._groups for item in group.items]

    def judged(self) -> None:
        """Answers may have changed elsewhere."""
        if self._current:
            self._regroup()
            if self._item is None and self._items:
                self._current = self._items[0].control.id
            self._show_current()

    def laid_out(self) -> None:
        """The card has another shape."""
        if self._current:
            self._show_current()

    @property
    def _item(self) -> Item | None:
        return next((item for item in self._items if item.control.id == self._current), None)

    def _show_current(self) -> None:
        item = self._item
        if item is None:
            return
        group = next(group for group in self._groups if item in group.items)
        number = [one.control.id for one in group.items].index(self._current) + 1
        card = card_of(item, self.session, f"{group.title}  {number} of {len(group.items)}")
        narrow = self.narrow
        self.query_one("#card").border_title = None if narrow else plain(card.place)
        self.query_one(CardHead).show(card, narrow=narrow)
        self.query_one(AnswerPicker).offer(
            Choices(self._current, meanings(item), item.response.answer, not item.control.na_allowed)
        )
        self._fit()
        self.query_one(Detail).show(card.pages[self._tab])
        shown = (self._current, self._tab)
        if shown != self._shown:
            self._shown = shown
            self.query_one(DetailScroll).scroll_home(animate=False)
        self.query_one(CardFoot).show(card, narrow=narrow)
        self.query_one(ControlList).fill(self._groups, self._current)

    def _fit(self) -> None:
        """Make room for the answers: without the tabs where that is enough, else each answer on one row."""
        card = self.query_one("#card")
        width = self.app.size.width - 4 if self.narrow else card.content_size.width
        others = len(self.query_one(CardHead).lines(width)) + len(self.query_one(CardFoot).lines(width))
        frame = 3 if self.narrow else 9  # title and keys; beside the list also margins, border and padding
        room = self.app.size.height - others - frame
        needed = self.query_one(AnswerPicker).rows_needed(width)
        tabs = 3 if self.narrow else 5
        self.set_class(needed + tabs > room, "tight")
        self.query_one(AnswerPicker).squeeze(needed > room)

    # --- answering -------------------------------------------------------------------------------------------

    def action_answer(self, number: int) -> None:
        """Answer with a digit."""
        self.query_one(AnswerPicker).pick(number)

    @on(AnswerPicker.Picked)
    def _picked(self, event: AnswerPicker.Picked) -> None:
        item = self._item
        if item is None or event.control_id != self._current:
            return
        if event.answer is not Answer.NA:
            self._answer(event.answer, "")
        elif not item.control.na_allowed:
            self.tell("This applies to every clinic. Choose another answer, or 5 if nobody knows.")
        else:
            dialog = LineDialog(
                f"{self.session.assessment.clinic}",
                "Why does this not apply here?",
                item.response.reason,
                "The reason stands in the report.",
            )
            self.app.push_screen(dialog, self._not_applicable)

    def _not_applicable(self, reason: str | None) -> None:
        if reason is not None:
            self._answer(Answer.NA, reason)

    def _answer(self, answer: Answer, reason: str) -> None:
        answered = self._current
        try:
            self.session.answer(answered, answer, reason=reason)
        except PostureError as error:
            self.complain(error)
            return
        # Paint first: the mark, then the next control; saving and judging follow in the same breath.
        self._regroup()
        place = [item.control.id for item in self._items].index(answered)
        last = place + 1 == len(self._items)
        if not last:
            self._current = self._items[place + 1].control.id
        self._show_current()
        self.call_after_refresh(self.settle)
        open_ones = sum(1 for item in self._items if not item.answered)
        if not open_ones:
            self.tell("Every question has an answer. r shows the results, p the plan.")
        elif last:
            self.tell(f"This was the last one. {open_ones} are still open: o goes to the next of them.")

    def action_clear(self) -> None:
        """Take the answer of this control away."""
        if self._current:
            self.session.answer(self._current, None)
            self._changed()

    def _changed(self) -> None:
        self._regroup()
        self._show_current()
        self.call_after_refresh(self.settle)

    # --- going about -----------------------------------------------------------------------------------------

    def _go_to(self, control_id: str) -> None:
        if control_id != self._current:
            self._current = control_id
            self._show_current()

    def action_step(self, by: int) -> None:
        """The next or the previous control."""
        ids = [item.control.id for item in self._items]
        if self._current in ids and 0 <= ids.index(self._current) + by < len(ids):
            self._go_to(ids[ids.index(self._current) + by])

    def action_next_open(self) -> None:
        """The next control without an answer, from here on and then from the start."""
        ids = [item.control.id for item in self._items]
        place = ids.index(self._current) if self._current in ids else -1
        later = [item for item in (*self._items[place + 1 :], *self._items[: place + 1]) if not item.answered]
        if later:
            self._go_to(later[0].control.id)
        else:
            self.tell("Nothing is open. r shows the results.")

    @on(RowList.Moved, "ControlList")
    def _list_moved(self, event: RowList.Moved) -> None:
        if not event.key.startswith(CHECKLIST_KEY):
            self._go_to(event.key)

    @on(RowList.Chosen, "ControlList")
    def _list_chosen(self, event: RowList.Chosen) -> None:
        if event.key.startswith(CHECKLIST_KEY):
            name = event.key.removeprefix(CHECKLIST_KEY)
            group = next(group for group in self._groups if group.id == name)
            first = next((item for item in group.items if not item.answered), group.items[0])
            self._go_to(first.control.id)
        else:
            self._leave_list()

    def action_list(self) -> None:
        """To the list, or back to the card."""
        controls = self.query_one(ControlList)
        if controls.has_focus:
            self._leave_list()
        else:
            self.add_class("listing")
            controls.focus()

    def _leave_list(self) -> None:
        self.remove_class("listing")
        self.query_one(AnswerPicker).focus()

    def action_home(self) -> None:
        """Out of the list, else back to the clinics."""
        if self.has_class("listing"):
            self._leave_list()
        else:
            self.save_now()
            self.dismiss()

    def action_find(self) -> None:
        """Find a control by a word."""
        self.app.push_screen(FindDialog(self._items, self.session.assessment.clinic), self._found)

    def _found(self, control_id: str | None) -> None:
        if control_id is not None:
            self._go_to(control_id)

    # --- reading ---------------------------------------------------------------------------------------------

    @on(Tabs.Opened)
    def _tab_opened(self, event: Tabs.Opened) -> None:
        self._open_tab(event.index)

    def action_tab(self, by: int) -> None:
        """The next tab or the one before."""
        self._open_tab((self._tab + by) % len(TABS))

    def _open_tab(self, index: int) -> None:
        self._tab = index
        self.query_one(Tabs).activate(index)
        self._show_current()

    def action_scroll(self, by: int) -> None:
        """Scroll the text of the tab."""
        self.query_one(DetailScroll).scroll_relative(y=3 * by, animate=False)

    def action_read(self) -> None:
        """All about this control on a page of its own."""
        item = self._item
        if item is not None:
            card = card_of(item, self.session, item.checklist.title)
            self.app.push_screen(PageScreen(card.title, pages_together(card)))

    def action_working(self) -> None:
        """How this control counts."""
        if self._current:
            self.app.push_screen(PageScreen(*working_page(self.session, "control", self._current)))

    # --- note, evidence, flag --------------------------------------------------------------------------------

    def action_note(self) -> None:
        """Write a note."""
        item = self._item
        if item is not None:
            dialog = NoteDialog(self.session.assessment.clinic, item.control.title, item.response.note)
            self.app.push_screen(dialog, self._noted)

    def _noted(self, note: str | None) -> None:
        if note is not None:
            self.session.note(self._current, note)
            self._changed()

    def action_evidence(self) -> None:
        """Record what was looked at."""
        item = self._item
        if item is not None:
            heading = f"Evidence · {self.session.assessment.clinic}"
            form = EvidenceForm(heading, item.control.title, self.session.today, item.response.evidence)
            self.app.push_screen(EvidenceDialog(form), self._seen)

    def _seen(self, evidence: tuple[Evidence, ...] | None) -> None:
        if evidence is not None:
            self.session.set_evidence(self._current, evidence)
            self._changed()

    def action_flag(self) -> None:
        """Flag this control, or take the flag away."""
        item = self._item
        if item is not None:
            self.session.flag(self._current, not item.response.flagged)
            self._changed()

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
        changed = [
            item.control.id
            for item in self._items
            if before.response(item.control.id) != after.response(item.control.id)
        ]
        if changed:
            self._current = changed[0]
        self._changed()

    # --- other screens ---------------------------------------------------------------------------------------

    def action_results(self) -> None:
        """See the results."""
        self.app.push_screen(ResultsScreen(self.session), self._found)

    def action_plan(self) -> None:
        """See the plan."""
        self.app.push_screen(PlanScreen(self.session))

    def action_write(self) -> None:
        """Write the report."""
        self.app.push_screen(ReportScreen(self.session))

    def action_clinic(self) -> None:
        """Facts about the clinic."""
        self.app.push_screen(ClinicScreen.of(self.session))
