"""The card of one control: what is asked, what it is good for, how to check and to fix it, and what is on file."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual import events
from textual.containers import VerticalScroll
from textual.message import Message

from posture.ui.light import light_lines
from posture.ui.text import Line, Span, cut, span, spread, width_of, wrapped
from posture.ui.widgets.canvas import Canvas

TABS = ("Why", "How to check", "How to fix", "Frameworks")

TEXT_WIDTH = 76
"""Running text is never wider."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says about a control.

    Attributes:
        place: Checklist and number, `Email filtering  5 of 14`.
        meta: Who to ask, and how long it takes.
        weight: How much it counts.
        pages: Text of each tab, light Markdown.
        answered: When and by whom it was answered; empty while it is not.
        evidence: What was looked at, in a few words.
    """

    place: str = ""
    title: str = ""
    meta: str = ""
    weight: str = ""
    question: str = ""
    pages: tuple[str, ...] = ("",) * len(TABS)
    answered: str = ""
    note: str = ""
    evidence: str = ""
    flagged: bool = False


@dataclass
class Shown:
    """A card and how much room it has."""

    card: Card = field(default_factory=Card)
    narrow: bool = False


class CardPart(Canvas):
    """A part of the card; it is drawn anew only for another card or another room."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()

    def show(self, card: Card, *, narrow: bool) -> None:
        """Show another card."""
        if self._shown != Shown(card, narrow):
            self._shown = Shown(card, narrow)
            self.redraw()


class CardHead(CardPart):
    """Title, meta and question."""

    def lines(self, width: int) -> Sequence[Line]:
        """The head, with place and meta on top where the card has no border."""
        card, narrow = self._shown.card, self._shown.narrow
        flag = [Span(self.glyphs.flagged, "sand"), Span(" flagged", "faint")] if card.flagged else []
        title = wrapped(card.title, width - width_of(flag) - 2, "text bold")
        title[0] = spread(title[0], flag, width, self.glyphs.ellipsis)
        question = wrapped(card.question, width, "text")
        if narrow:
            right = [Span("l", "text bold"), Span(" list", "faint")]
            place, _, number = card.place.partition("  ")
            left = [span(place, "soft"), Span(f"  {number} {self.glyphs.dot} ", "faint"), span(card.meta, "faint")]
            return [spread(left, right, width, self.glyphs.ellipsis), (), *title, *question, ()]
        return [*title, [span(f"{card.meta} · {card.weight}", "faint")], (), *question, ()]


class Tabs(Canvas):
    """The tabs of the card, with a rule under the active one."""

    def __init__(self) -> None:
        super().__init__()
        self.active = 0

    def activate(self, index: int) -> None:
        """Make a tab the active one."""
        self.active = index
        self.redraw(layout=False)

    def lines(self, width: int) -> Sequence[Line]:
        """Names and rule."""
        names: list[Span] = []
        rule: list[Span] = []
        for index, name in enumerate(TABS):
            active = index == self.active
            names.append(Span(name, "text bold" if active else "soft"))
            names.append(Span("   "))
            rule.append(
                Span((self.glyphs.active if active else self.glyphs.rule) * len(name), "accent" if active else "line")
            )
            rule.append(Span(self.glyphs.rule * 3, "line"))
        left = width - width_of(rule)
        return (cut(names, width), [*cut(rule, width, ""), Span(self.glyphs.rule * max(0, left), "line")])

    class Opened(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def on_click(self, event: events.Click) -> None:
        """Say which tab was clicked."""
        column = 0
        for index, name in enumerate(TABS):
            if column <= event.x < column + len(name):
                self.post_message(self.Opened(index))
            column += len(name) + 3


class Detail(Canvas):
    """The text of the active tab."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def show(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.redraw()

    def lines(self, width: int) -> Sequence[Line]:
        """The text, wrapped."""
        return light_lines(self._text, min(width - 1, TEXT_WIDTH))


class DetailScroll(VerticalScroll, can_focus=False):
    """The window onto the text of the active tab."""

    DEFAULT_CSS = "DetailScroll { height: 1fr; min-height: 1; scrollbar-size-vertical: 1; }"


class CardFoot(CardPart):
    """What is on file: answered when and by whom, note, evidence."""

    def lines(self, width: int) -> Sequence[Line]:
        """One row where there is little room, otherwise a rule and three rows."""
        card = self._shown.card
        note = [span(card.note, "soft")] if card.note else [Span("none", "faint")]
        if self._shown.narrow:
            right = [span(card.evidence, "faint")]
            return [spread([Span("Note ", "faint"), *note], right, width, self.glyphs.ellipsis)]
        rows = [
            ("Answered", [span(card.answered or "not yet", "soft" if card.answered else "faint")]),
            ("Note", note),
            ("Evidence", [span(card.evidence, "soft")]),
        ]
        return [
            [Span(self.glyphs.rule * width, "line")],
            *(cut([Span(f"{name:<10}", "faint"), *text], width, self.glyphs.ellipsis) for name, text in rows),
        ]
