"""Forms in front of the plan: an action of the clinic's own, and the hours that each role has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from posture.model.action import ActionText, Closes, Dollars, Hours
from posture.model.assessment import PlanSettings
from posture.model.clinic import Role
from posture.ui.screens.dialogs import Words, keys
from posture.ui.screens.plan_dialogs import Gap
from posture.ui.text import Span, plain, span
from posture.ui.widgets.capacity import WrongField, number_words, typed_number
from posture.ui.widgets.fields import Choice, EdgeField
from posture.ui.widgets.row_list import Row, RowList

MOST_HOURS = 10_000
"""Hours a week that any role can have."""


@dataclass(frozen=True, slots=True)
class OwnForm:
    """What the dialog about an own action begins with: the clinic, its open gaps, and the one to begin with."""

    heading: str
    gaps: tuple[Gap, ...]
    here: str
    roles: tuple[Role, ...]


class OwnActionDialog(ModalScreen[ActionText | None]):
    """An action of the clinic's own: what is done, which gap that closes, and what it takes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    DEFAULT_CSS = """
    OwnActionDialog RowList { height: 5; }
    OwnActionDialog Horizontal { height: 1; margin-top: 1; }
    OwnActionDialog #who { margin-top: 0; }
    OwnActionDialog Horizontal Words { width: auto; }
    OwnActionDialog EdgeField { margin: 0 3 0 1; }
    """

    def __init__(self, form: OwnForm) -> None:
        super().__init__()
        self._form = form

    def compose(self) -> ComposeResult:
        """Title, gap, hours, dollars, role, keys."""
        form = self._form
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(f"An action of your own · {form.heading}")
            yield Words([Span("What is to be done, as an order", "faint")])
            title = Input(id="title", max_length=70)
            title.cursor_blink = False
            yield title
            yield Words((), [Span("Which gap does that close?", "faint")])
            yield RowList()
            with Horizontal():
                yield Words([Span("Hours", "faint")])
                yield EdgeField("", 8, id="hours", most=6)
                yield Words([Span("Dollars", "faint")])
                yield EdgeField("", 11, id="dollars", most=8, empty="0")
            with Horizontal(id="who"):
                yield Words([Span("Who   ", "faint")])
                yield Choice([("", "nobody named"), *((role.id, role.title) for role in form.roles)], id="role")
            yield Words([Span(" ")], id="trouble")
            yield Words(keys(("Enter", "add it"), ("Tab", "next field"), ("Esc", "leave")))

    def on_mount(self) -> None:
        """Begin with what is to be done."""
        rows = [Row(gap.control_id, [span(gap.title, "soft")]) for gap in self._form.gaps]
        self.query_one(RowList).show(rows, self._form.here)
        self.query_one("#title").focus()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.query_one("#hours").focus()

    @on(Choice.Submitted)
    @on(Input.Submitted)
    def _send(self) -> None:
        """Add it, if everything is said."""
        title = self.query_one("#title", Input).value.strip()
        gap = self.query_one(RowList).key
        trouble = ""
        try:
            hours = typed_number(self.query_one("#hours", Input).value, "hours")
            dollars = typed_number(self.query_one("#dollars", Input).value, "dollars")
        except WrongField as error:
            hours, dollars, trouble = None, None, error.words
        if not title:
            trouble = "Say what is to be done."
        elif not trouble and not hours:
            trouble = "Say how many hours it takes, half an hour at least."
        if trouble or gap is None or not hours:
            self._say(trouble or "There is no gap that it could close.")
            return
        role = self.query_one("#role", Choice).value or None
        try:
            action = ActionText(
                title=title,
                closes=(Closes(control=gap),),
                role=role,
                hours=Hours(base=hours),
                dollars=Dollars(base=dollars or 0),
            )
        except ValidationError:
            self._say("Hours go up to 10,000 and dollars to 10,000,000; neither is below 0.")
            return
        self.dismiss(action)

    def _say(self, trouble: str) -> None:
        self.query_one("#trouble", Words).say([Span(trouble, "coral")])

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


class RoleHoursDialog(ModalScreen[PlanSettings | None]):
    """How many hours the first week has, and how many a week each role has."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    DEFAULT_CSS = """
    RoleHoursDialog VerticalScroll { height: auto; max-height: 12; scrollbar-size-vertical: 1; }
    RoleHoursDialog Horizontal { height: 1; }
    RoleHoursDialog Words { height: auto; }
    """

    def __init__(self, heading: str, settings: PlanSettings, roles: Sequence[Role]) -> None:
        super().__init__()
        self._heading = heading
        self._settings = settings
        # A role that no checklist names any more keeps its hours.
        self._roles = [*roles]

    def compose(self) -> ComposeResult:
        """A line for each, keys."""
        settings = self._settings
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = plain(f"Hours a week by role · {self._heading}")
            yield Words([Span("Where the plan asks for more than a role has, it says so.", "faint")], ())
            with VerticalScroll(can_focus=False):
                for role in self._roles:
                    with Horizontal():
                        yield Words([span(role.title, "soft")])
                        held = settings.role_hours.get(role.id)
                        yield EdgeField(number_words(held), 16, most=6, empty="as needed")
                with Horizontal():
                    yield Words([Span("All of the first week", "soft")])
                    yield EdgeField(number_words(settings.first_week), 16, most=6, empty="twice a week's")
            yield Words([Span(" ")], id="trouble")
            yield Words(keys(("Enter", "keep"), ("Tab", "next"), ("Esc", "leave as it was")))

    def on_mount(self) -> None:
        """Begin with the first."""
        self.query(EdgeField).first().focus()

    def on_input_submitted(self) -> None:
        """Keep them, if each is a number that can be."""
        *by_role, first = self.query(EdgeField)
        known = {role.id for role in self._roles}
        hours: dict[str, float] = {name: held for name, held in self._settings.role_hours.items() if name not in known}
        try:
            for role, field in zip(self._roles, by_role, strict=True):
                typed = self._typed(field, role.title)
                if typed is not None:
                    hours[role.id] = typed
            first_week = self._typed(first, "the first week")
        except WrongField as error:
            self.query_one("#trouble", Words).say([span(error.words, "coral")])
            return
        self.dismiss(_changed(self._settings, {"role_hours": hours, "first_week": first_week}))

    def _typed(self, field: EdgeField, whose: str) -> float | None:
        typed = typed_number(field.value, "")
        if typed is not None and not 0 <= typed <= MOST_HOURS:
            raise WrongField("", f"Hours of {whose} go from 0 to {MOST_HOURS:,}.", half=False)
        return typed

    def action_leave(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


def _changed(settings: PlanSettings, changes: Mapping[str, object]) -> PlanSettings:
    return PlanSettings(**{**{name: getattr(settings, name) for name in PlanSettings.model_fields}, **changes})
