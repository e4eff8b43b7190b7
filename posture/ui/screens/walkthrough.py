"""The walkthrough: one control after the other, one key an answer."""

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from posture.assess.walk import Group
from posture.errors import PostureError
from posture.model.control import Answer
from posture.session import Session
from posture.ui.cards import card_of, meanings, pages_together
from posture.ui.commands import Command
from posture.ui.route import Route, offers, time_left
from posture.ui.screens.clinic import ClinicScreen
from posture.ui.screens.dialogs import LineDialog
from posture.ui.screens.editing import EditingScreen
from posture.ui.screens.find import FindDialog
from posture.ui.screens.page import PageScreen
from posture.ui.screens.plan import PlanScreen
from posture.ui.screens.report import ReportScreen
from posture.ui.screens.results import ResultsScreen
from posture.ui.screens.route import RouteDialog
from posture.ui.text import plain
from posture.ui.widgets.answer_picker import AnswerPicker, Choices
from posture.ui.widgets.control_card import TABS, CardFoot, CardHead, Detail, DetailScroll, Tabs
from posture.ui.widgets.control_list import GROUP_KEY, ControlList
from posture.ui.widgets.row_list import RowList
from posture.ui.working_page import working_page

COMMANDS: tuple[Command, ...] = (
    Command("1", "answer(1)", "answer", "Answer with a digit; the card says which", True, "1-6", palette=False),
    Command("2", "answer(2)", "mostly", "", palette=False),
    Command("3", "answer(3)", "partly", "", palette=False),
    Command("4", "answer(4)", "not", "", palette=False),
    Command("5", "answer(5)", "don't know", "", palette=False),
    Command("6", "answer(6)", "doesn't apply", "", palette=False),
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
    Command("s", "route", "show", "Which questions, in which order: by person, quick check, only what is open"),
    Command("b", "told_by", "told by", "Who tells you the answers from now on"),
    Command("x", "section_na", "section", "This whole section doesn't apply, for one reason"),
    Command("X", "checklist_na", "checklist", "This whole checklist doesn't apply, for one reason", label="Shift+X"),
    Command("a", "sheet", "sheet", "Take over the answers of a question sheet that came back"),
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

_TABS = 3
"""Rows of the tabs with one of text; Space opens the whole text."""

_AIRY_TABS = 6
"""The same with a blank row above and below, and two of text."""


class WalkthroughScreen(EditingScreen):
    """List and card; at small widths the card alone, with the list over it."""

    COMMANDS_HERE = COMMANDS
    HELP_WORDS: ClassVar[str] = (
        "Press the digit of the answer that fits best; the next control follows by itself, and everything is saved "
        "at once. Don't know is a real answer. Nothing here is final: go back with the arrow keys, undo with u."
    )

    CSS_PATH = "walkthrough.tcss"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._route = Route()
        self._groups: tuple[Group, ...] = ()
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
        self._begin()
        self.query_one(Tabs).can_focus = False
        self.query_one(AnswerPicker).focus()
        self.show_title()
        self._show_current()

    # --- what is shown ---------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """To the first open control of the route, or its first."""
        self._regroup()
        first = next((item for item in self.items if not item.answered), self.items[0] if self.items else None)
        if first is not None:
            self.current = first.control.id

    def _regroup(self) -> None:
        self._groups = self._route.groups(self.session)
        if self._route != Route() and self.current and not any(self._group_of(self.current)):
            # What is in hand is not on this way any more: an undone change, another fact.
            self._route = Route()
            self._groups = self._route.groups(self.session)
        self.items = [item for group in self._groups for item in group.items]

    def _group_of(self, control_id: str) -> list[Group]:
        return [group for group in self._groups if any(item.control.id == control_id for item in group.items)]

    def judged(self) -> None:
        """Answers may have changed elsewhere."""
        if self.current:
            self._regroup()
            if self.item is None and self.items:
                self.current = self.items[0].control.id
            self._show_current()

    def laid_out(self) -> None:
        """The card has another shape."""
        if self.current:
            self._show_current()

    def _show_current(self) -> None:
        item = self.item
        if item is None:
            return
        (group,) = self._group_of(self.current)
        number = [one.control.id for one in group.items].index(self.current) + 1
        card = card_of(item, self.session, f"{group.title}  {number} of {len(group.items)}")
        narrow = self.narrow
        self.query_one("#card").border_title = None if narrow else plain(card.place)
        self.query_one(CardHead).show(card, narrow=narrow)
        self.query_one(AnswerPicker).offer(
            Choices(self.current, meanings(item), item.response.answer, not item.control.na_allowed)
        )
        self._fit()
        self.query_one(Detail).show(card.pages[self._tab])
        shown = (self.current, self._tab)
        if shown != self._shown:
            self._shown = shown
            self.query_one(DetailScroll).scroll_home(animate=False)
        self.query_one(CardFoot).show(card, narrow=narrow)
        told = f"answers told by {self.told_by}" if self.told_by else ""
        foot = [line for line in (time_left(self._groups), told) if line]
        self.query_one(ControlList).fill(self._groups, self.current, limit=self._route.words, foot=foot)

    def _fit(self) -> None:
        """Make room for the answers: tabs without air, then no tabs at all, and then each answer on one row."""
        card = self.query_one("#card")
        width = self.app.size.width - 4 if self.narrow else card.content_size.width
        others = len(self.query_one(CardHead).lines(width)) + len(self.query_one(CardFoot).lines(width))
        frame = 3 if self.narrow else 9  # title and keys; beside the list also margins, border and padding
        room = self.app.size.height - others - frame
        needed = self.query_one(AnswerPicker).rows_needed(width)
        self.set_class(needed + _TABS > room, "tight")
        self.set_class(needed + _AIRY_TABS > room, "close")
        self.query_one(AnswerPicker).squeeze(needed > room)

    # --- answering -------------------------------------------------------------------------------------------

    def action_answer(self, number: int) -> None:
        """Answer with a digit."""
        self.query_one(AnswerPicker).pick(number)

    @on(AnswerPicker.Picked)
    def _picked(self, event: AnswerPicker.Picked) -> None:
        item = self.item
        if item is None or event.control_id != self.current:
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
        answered = self.current
        try:
            self.session.answer(answered, answer, reason=reason, by=self.told_by)
        except PostureError as error:
            self.complain(error)
            return
        # Paint first: the mark, then the next control; saving and judging follow in the same breath.
        self._regroup()
        place = [item.control.id for item in self.items].index(answered)
        last = place + 1 == len(self.items)
        if not last:
            self.current = self.items[place + 1].control.id
        self._show_current()
        self.call_after_refresh(self.settle)
        self._say_what_next(last=last)

    def _say_what_next(self, *, last: bool) -> None:
        open_ones = sum(1 for item in self.items if not item.answered)
        if not open_ones and self._route == Route():
            self.tell("Every question has an answer. r shows the results, p the plan.")
        elif not open_ones and (last or self._route.order == "quick"):
            self.tell("Every question here has an answer. r shows the results, s goes on with other questions.")
        elif last:
            self.tell(f"This was the last one. {open_ones} are still open: o goes to the next of them.")

    def action_clear(self) -> None:
        """Take the answer of this control away."""
        if self.current:
            self.session.answer(self.current, None)
            self.changed()

    def changed(self) -> None:
        """Show what was changed, then save and judge it."""
        self._regroup()
        self._show_current()
        self.call_after_refresh(self.settle)

    # --- going about -----------------------------------------------------------------------------------------

    def _go_to(self, control_id: str) -> None:
        if control_id != self.current:
            self.current = control_id
            self._show_current()

    def action_step(self, by: int) -> None:
        """The next or the previous control."""
        ids = [item.control.id for item in self.items]
        if self.current in ids and 0 <= ids.index(self.current) + by < len(ids):
            self._go_to(ids[ids.index(self.current) + by])

    def action_next_open(self) -> None:
        """The next control without an answer, from here on and then from the start."""
        ids = [item.control.id for item in self.items]
        place = ids.index(self.current) if self.current in ids else -1
        later = [item for item in (*self.items[place + 1 :], *self.items[: place + 1]) if not item.answered]
        if later:
            self._go_to(later[0].control.id)
        else:
            self.tell("Nothing is open. r shows the results.")

    def action_route(self) -> None:
        """Choose which questions, in which order."""
        self.app.push_screen(RouteDialog(self.session.assessment.clinic, offers(self.session)), self._routed)

    def _routed(self, route: Route | None) -> None:
        if route is not None:
            self._route, self.current = route, ""
            self._begin()
            self._show_current()

    @on(RowList.Moved, "ControlList")
    def _list_moved(self, event: RowList.Moved) -> None:
        if not event.key.startswith(GROUP_KEY):
            self._go_to(event.key)

    @on(RowList.Chosen, "ControlList")
    def _list_chosen(self, event: RowList.Chosen) -> None:
        if event.key.startswith(GROUP_KEY):
            name = event.key.removeprefix(GROUP_KEY)
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
        self.app.push_screen(FindDialog(self.items, self.session.assessment.clinic), self._found)

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
        item = self.item
        if item is not None:
            card = card_of(item, self.session, item.checklist.title)
            self.app.push_screen(PageScreen(card.title, pages_together(card)))

    def action_working(self) -> None:
        """How this control counts."""
        if self.current:
            self.app.push_screen(PageScreen(*working_page(self.session, "control", self.current)))

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
