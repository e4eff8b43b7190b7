"""If what is ticked were done: posture, the threats that move, and what had to be done first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posture.assess.evaluate import Evaluation
from posture.report.wording import NO_NUMBER, count, dollars, hours, listing, one_decimal, posture_words
from posture.ui.simulation import Moved, Simulated
from posture.ui.text import Line, Span, cut, padded, span, spread
from posture.ui.widgets.canvas import Canvas

NAME = 22
"""Cells for the name of a threat."""

SHORT, LONG = NAME + 15, NAME + 34
"""Cells that a threat takes with its numbers, and with its words, too."""

NOTE = "This is not saved."

SHORT_LABELS = {"prepared": "prepared", "partly": "partly", "exposed": "exposed"}


@dataclass(frozen=True, slots=True)
class Thought:
    """What is shown: the simulation, what it starts from, and the titles of actions and caps."""

    found: Simulated
    evaluation: Evaluation
    titles: Mapping[str, str]
    caps: Mapping[str, str]


class WhatIf(Canvas):
    """Stands in the place of the three things, in as many rows, so that nothing below it jumps."""

    def __init__(self) -> None:
        super().__init__()
        self._thought: Thought | None = None
        self._rows = 0

    def show(self, thought: Thought, rows: int) -> None:
        """Show another thought in so many rows, at least three."""
        self._thought = thought
        self._rows = rows
        self.redraw()

    def lines(self, width: int) -> Sequence[Line]:
        """Heading, threats, and what else there is to say."""
        thought = self._thought
        if thought is None:
            return ()
        moved = thought.found.moved
        needed = self._needed(thought, width)
        columns = 2 if width >= 2 * SHORT else 1
        shown = moved[: columns * (self._rows - 2 - len(needed))]
        more = len(moved) - len(shown)
        rows = [
            self._heading(thought, width),
            *self._threats(shown, width, columns),
            *needed,
            self._note(thought, more, width),
        ]
        return [*rows, *[()] * (self._rows - len(rows))]

    def _heading(self, thought: Thought, width: int) -> Line:
        found, evaluation = thought.found, thought.evaluation
        posture, grade = evaluation.posture, evaluation.grade or ""
        before = after = NO_NUMBER
        if posture is not None:
            before = posture_words(posture.point, grade, provisional=evaluation.provisional)
            after = posture_words(found.after.posture, found.after.grade, provisional=evaluation.provisional)
        ticked = len(found.ticked)
        left = [Span(f"If {'this' if ticked == 1 else f'these {ticked}'} were done", "text bold")]
        price = f"{hours(found.hours)} {self.glyphs.dot} {dollars(found.dollars)}   "
        right = [
            Span(price if width >= 60 else "", "faint"),
            Span(before, "soft"),
            Span(f" {self.glyphs.arrow} ", "faint"),
            Span(after, "text bold"),
        ]
        return spread(left, right, width, self.glyphs.ellipsis)

    def _threats(self, shown: Sequence[Moved], width: int, columns: int) -> list[Line]:
        if not shown:
            return [[Span(" No threat moves.", "soft")]]
        words = width >= columns * LONG
        lines: list[Line] = []
        for start in range(0, len(shown), columns):
            line: list[Span] = []
            for entry in shown[start : start + columns]:
                line += [Span(" "), *self._threat(entry, words=words)]
            lines.append(cut(line, width, self.glyphs.ellipsis))
        return lines

    def _threat(self, entry: Moved, *, words: bool) -> list[Span]:
        label = SHORT_LABELS[entry.label_after]
        if entry.label_before != entry.label_after:
            label = f"{SHORT_LABELS[entry.label_before]} {self.glyphs.arrow} {label}"
        role = {"prepared": "accent", "partly": "sand", "exposed": "coral"}[entry.label_after]
        said = [(label, 18, role)] if words else []
        return [
            *padded([(entry.title, NAME, "soft"), (one_decimal(entry.before), -5, "text")]),
            Span(f" {self.glyphs.arrow} ", "faint"),
            *padded([(one_decimal(entry.after), -5, "text"), ("", 2, "text"), *said]),
        ]

    def _needed(self, thought: Thought, width: int) -> list[Line]:
        names = [thought.titles.get(name, name) for name in thought.found.needed]
        if not names:
            return []
        told = listing(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more"
        mark = [Span(" + ", "sand"), Span("needed first, counted in: ", "faint")]
        return [cut([*mark, span(told, "soft")], width, self.glyphs.ellipsis)]

    def _note(self, thought: Thought, more: int, width: int) -> Line:
        note = [Span(f" {NOTE} ", "faint"), Span("Esc", "text bold"), Span(" forgets it.", "faint")]
        right = self._held(thought) if width >= 100 else []
        if more:
            right = [*right, Span(f"{'   ' if right else ''}and {count(more, 'more threat')}", "faint")]
        return spread(note, right, width, self.glyphs.ellipsis)

    def _held(self, thought: Thought) -> list[Span]:
        found = thought.found
        if found.lifted:
            return [Span("No longer held back by: ", "faint"), span(thought.caps[found.lifted[0]][:40], "soft")]
        if found.after.posture < found.after.implementation:
            return [Span(f"{self.glyphs.cap} ", "coral"), Span("still held back", "faint")]
        return []
