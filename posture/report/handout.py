"""Staff hand-outs: the card that says whom to call, and the card for the first hour, each on one page.

What they tell people to do stands in their templates, in the words of the checklist "Reporting protocols". From the
clinic come which lines it needs, what is missing before the card is any good, and the incident number, if it is known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from posture.assess.applicability import Item
from posture.model.control import Answer, FactValue
from posture.report.markdown import filled
from posture.report.material import ReportInput
from posture.report.todo import Task, todo
from posture.report.wording import day

FILES: Final = ("hand-out-who-to-call.md", "hand-out-first-hour.md")

NUMBER_CONTROL: Final = "one-number-to-call"
NO_BLAME_CONTROL: Final = "no-blame-rule"
CALL_CONTROLS: Final = frozenset(
    {
        NUMBER_CONTROL,
        "offline-contacts",
        "insurer-lawyer-first",
        "law-enforcement-contacts",
        "shutdown-authority",
        "downtime-declared",
    }
)
HOUR_CONTROLS: Final = frozenset({NUMBER_CONTROL, "first-hour-card", NO_BLAME_CONTROL, "incident-examples"})
"""The controls that a card is about: what is missing of them stands below it."""

MOST_TASKS: Final = 3
"""Of more, a card would not fit on its page."""

# A telephone number of ten digits or more: whatever is shorter may be a year, a room or an extension.
_PHONE: Final = re.compile(r"(?<![\w.$-])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Missing:
    """An action without which a card is not ready.

    Attributes:
        who: Its owner, else the role that does it; may be empty.
        due: May be empty.
    """

    title: str
    who: str
    due: str


@dataclass(frozen=True, slots=True)
class HandOut:
    """The context of a hand-out's template.

    Attributes:
        number: The number to call, from the note on it; empty where it is not known, or people lack it.
        windows: Computers of the clinic run Windows, as far as is known; `mac` likewise.
        it_provider: There is one, as far as is known: only a "no" takes a line off a card. The others likewise.
        no_blame: The rule that nobody is punished for reporting a slip is in place; a card promises nothing else.
        before_calls: What is missing before "who to call" can be hung up; `before_hour` for the first-hour card.
        more_calls: How many more actions there are than those; `more_hour` likewise.
    """

    clinic: str
    date: str
    number: str
    windows: bool
    mac: bool
    it_provider: bool
    ehr: bool
    e_prescribing: bool
    medical_devices: bool
    no_blame: bool
    before_calls: tuple[Missing, ...]
    more_calls: int
    before_hour: tuple[Missing, ...]
    more_hour: int


def render(material: ReportInput) -> dict[str, bytes]:
    """Both cards as Markdown files in UTF-8."""
    context = hand_out(material)
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    values["brand"] = material.look.brand.name
    return {name: filled(f"{name}.jinja", values, look=material.look).encode() for name in FILES}


def hand_out(material: ReportInput) -> HandOut:
    """What the cards say of this clinic."""
    assessment = material.assessment
    items = {score.id: score.item for score in material.evaluation.controls}
    computers = assessment.facts.get("computers")
    calls, hour = (_missing(material, controls) for controls in (CALL_CONTROLS, HOUR_CONTROLS))
    return HandOut(
        clinic=assessment.clinic,
        date=day(material.evaluation.as_of),
        number=_number(items.get(NUMBER_CONTROL)),
        windows=_among("windows", computers),
        mac=_among("macos", computers),
        it_provider=assessment.facts.get("it_provider") is not False,
        ehr=assessment.facts.get("ehr_hosting") != "none",
        e_prescribing=assessment.facts.get("e_prescribing") is not False,
        medical_devices=assessment.facts.get("medical_devices") is not False,
        no_blame=_answered(items.get(NO_BLAME_CONTROL), Answer.IMPLEMENTED),
        before_calls=calls[:MOST_TASKS],
        more_calls=max(0, len(calls) - MOST_TASKS),
        before_hour=hour[:MOST_TASKS],
        more_hour=max(0, len(hour) - MOST_TASKS),
    )


def _answered(item: Item | None, *answers: Answer) -> bool:
    return item is not None and item.applies and item.answer in answers


def _among(choice: str, value: FactValue | None) -> bool:
    # A fact that is not set hides nothing.
    return choice in value if isinstance(value, (str, tuple)) else True


def _number(item: Item | None) -> str:
    """The one telephone number in the note on it. Two of them, or an answer that it does not work: nobody can tell."""
    if item is None or not _answered(item, Answer.IMPLEMENTED, Answer.MOSTLY):
        return ""
    found = {" ".join(number.split()) for number in _PHONE.findall(item.response.note)}
    return found.pop() if len(found) == 1 else ""


def _missing(material: ReportInput, controls: Iterable[str]) -> tuple[Missing, ...]:
    """What is still to do about some controls, in the order of the plan."""
    about = set(controls)
    known = {**material.library.action_by_id, **{action.id: action for action in material.assessment.own}}
    return tuple(
        _as_missing(task)
        for task in todo(material).tasks
        if any(each.control in about for each in known[task.id].closes)
    )


def _as_missing(task: Task) -> Missing:
    return Missing(task.title, task.owner or task.role, task.due)
