"""What there is for the plan: hours a week, dollars this year, and the first day; wrong ones are named in place."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from posture.model.assessment import PlanSettings
from posture.plan.plan import DEFAULT_HOURS_PER_WEEK, Plan
from posture.report.wording import day, dollars, hours
from posture.ui.screens.dialogs import Words
from posture.ui.text import Line, Span
from posture.ui.widgets.fields import EdgeField

LIMITS = {"week": "Hours a week go from 0 to 10,000.", "money": "Dollars go from 0 to 1,000,000,000."}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

LABELS = (("week", "Hours a week", "Hours"), ("money", "Dollars this year", "Dollars"), ("start", "From", "From"))


class WrongField(ValueError):
    """A field holds what can't be.

    Attributes:
        field: Its id.
        words: What is wrong, for people.
        half: It may only be half typed.
    """

    def __init__(self, field: str, words: str, *, half: bool) -> None:
        super().__init__(words)
        self.field = field
        self.words = words
        self.half = half


def typed_number(text: str, field: str) -> float | None:
    """A number as it was typed; None where nothing was.

    Raises:
        WrongField: It is no number.
    """
    try:
        return float(text) if text.strip() else None
    except ValueError:
        raise WrongField(field, "A number is written like 6 or 2.5.", half=True) from None


def typed_day(text: str, field: str) -> date | None:
    """A day as it was typed; None where nothing was.

    Raises:
        WrongField: It is not written so, or no calendar has it.
    """
    text = text.strip()
    if not text:
        return None
    if not _DAY.fullmatch(text):
        raise WrongField(field, "The start date is written like 2026-11-30.", half=len(text) < len("2026-11-30"))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongField(field, f"No calendar has the day {text}.", half=False) from None


def settings_typed(typed: Mapping[str, str], old: PlanSettings) -> PlanSettings:
    """The settings with what the fields say; all else stays as it was.

    Raises:
        WrongField: One of them can't be used.
    """
    new: dict[str, object] = {
        "hours_per_week": typed_number(typed["week"], "week"),
        "year_dollars": typed_number(typed["money"], "money"),
        "start": typed_day(typed["start"], "start"),
    }
    if new["hours_per_week"] != old.hours_per_week:
        new["first_week"] = None  # what was saved belongs to the other number of hours
    try:
        return PlanSettings(**{**{name: getattr(old, name) for name in PlanSettings.model_fields}, **new})
    except ValidationError as error:
        field = "week" if "hours_per_week" in str(error.errors()[0]["loc"]) else "money"
        raise WrongField(field, LIMITS[field], half=False) from None


def number_words(value: float | None) -> str:
    """A number as a field holds it."""
    return "" if value is None else str(int(value)) if value == int(value) else f"{value:g}"


def _grouped(text: str) -> str:
    try:
        return f"{int(text):,}"
    except ValueError:
        return text


def _day_words(text: str) -> str:
    try:
        return day(typed_day(text, "start") or date.min)
    except WrongField:
        return text


class CapacityBar(Vertical):
    """The fields in one row, what fits into them at its end, and below it what is wrong."""

    DEFAULT_CSS = """
    CapacityBar { height: 2; }
    CapacityBar Horizontal { height: 1; }
    CapacityBar Words { width: auto; height: 1; }
    CapacityBar EdgeField { margin: 0 2 0 1; }
    CapacityBar #fits { width: 1fr; }
    CapacityBar #wrong { width: 1fr; }
    """

    class Typed(Message):
        """Something was typed that can be planned with.

        Attributes:
            settings: The settings with it.
        """

        def __init__(self, settings: PlanSettings) -> None:
            super().__init__()
            self.settings = settings

    class Left(Message):
        """The last field was left with Enter."""

    def __init__(self, settings: PlanSettings) -> None:
        super().__init__()
        self._settings = settings
        self._fits: Plan | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        """The fields as they are saved."""
        settings = self._settings
        fields = {
            "week": EdgeField(
                number_words(settings.hours_per_week), 8, id="week", most=6, empty=f"{DEFAULT_HOURS_PER_WEEK}"
            ),
            "money": EdgeField(number_words(settings.year_dollars), 10, id="money", empty="no limit", shown=_grouped),
            "start": EdgeField(
                settings.start.isoformat() if settings.start else "",
                13,
                id="start",
                kind="text",
                most=10,
                empty="today",
                shown=_day_words,
            ),
        }
        with Horizontal(), self.prevent(Input.Changed):
            for name, label, _ in LABELS:
                yield Words([Span(label, "soft")], id=f"label-{name}")
                yield fields[name]
            yield Words(id="fits")
        yield Words(id="wrong")

    def lay_out(self, width: int) -> None:
        """Shorter labels where there is little room."""
        for name, label, short in LABELS:
            wide = width >= 100 or (width >= 80 and name == "week")
            self.query_one(f"#label-{name}", Words).say([Span(label if wide else short, "soft")])
        self._say_fits()

    def begin(self) -> None:
        """To the hours a week."""
        self.query_one("#week").focus()

    def show(self, settings: PlanSettings, plan: Plan | None, *, busy: bool = False) -> None:
        """Show what of a plan fits; `settings` are those that what is typed is compared with.

        Args:
            settings: The settings as they are now.
            plan: What there is to say about them; None while that is not known.
            busy: A newer plan is being worked out.
        """
        self._settings, self._fits, self._busy = settings, plan, busy
        self._say_fits()

    def _say_fits(self) -> None:
        words = self.query_one("#fits", Words)
        room, plan = words.size.width, self._fits
        said: Line = ()
        if self._busy:
            said = [Span("planning …", "faint")]
        elif plan is not None:
            fitting = [step.valued for step in plan.roadmap if step.phase is not None]
            work = sum((valued.hours for valued in fitting), Fraction(0))
            money = sum((valued.dollars for valued in fitting), Fraction(0))
            counted = f"{len(fitting)} of {len(plan.roadmap)}"
            for text in (f"{counted} actions fit · {hours(work)} · {dollars(money)}", f"{counted} fit", ""):
                if len(text) <= room:
                    said = [Span(text, "faint")]
                    break
        length = sum(len(part.text) for part in said)
        words.say([Span(" " * max(0, room - length)), *said])

    # --- typing ----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """What fits stands at the right edge."""
        self.call_after_refresh(self._say_fits)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look(leaving=False)

    @on(Input.Blurred)
    def _blurred(self, event: Input.Blurred) -> None:
        event.stop()
        self._look(leaving=True)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        names = [name for name, _, _ in LABELS]
        place = names.index(event.input.id or "start")
        if not self._look(leaving=True):
            return
        if place + 1 < len(names):
            self.query_one(f"#{names[place + 1]}").focus()
        else:
            self.post_message(self.Left())

    def _look(self, *, leaving: bool) -> bool:
        """Say what is wrong, or hand on what was typed; half typed things are left in peace until they are left."""
        wrong = self.query_one("#wrong", Words)
        fields = {name: self.query_one(f"#{name}", EdgeField) for name, _, _ in LABELS}
        for field in fields.values():
            field.remove_class("wrong")
        try:
            settings = settings_typed({name: field.value for name, field in fields.items()}, self._settings)
        except WrongField as error:
            if leaving or not error.half:
                fields[error.field].add_class("wrong")
                wrong.say([Span(error.words, "coral")])
            return False
        wrong.say()
        if settings != self._settings:
            self._settings = settings
            self.post_message(self.Typed(settings))
        return True
