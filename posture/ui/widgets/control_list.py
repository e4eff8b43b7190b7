"""The list of controls beside the card: the checklist one is in, open; the others with how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posture.assess.applicability import Item
from posture.ui.glyphs import answer_glyph, answer_role
from posture.ui.text import Span, span
from posture.ui.widgets.row_list import BLANK, Row, RowList

CHECKLIST_KEY = "checklist:"


@dataclass(frozen=True, slots=True)
class Group:
    """A checklist with its items that apply, or were taken out by an answer."""

    id: str
    title: str
    items: Sequence[Item]

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return sum(1 for item in self.items if item.answered)


class ControlList(RowList):
    """One row for each control of the open checklist, one for each other checklist."""

    def fill(self, groups: Sequence[Group], current: str) -> None:
        """Show the groups with the current control's open."""
        rows: list[Row] = []
        for group in groups:
            opened = any(item.control.id == current for item in group.items)
            count = [Span(str(group.answered), "text"), Span(f"/{len(group.items)} ", "faint")]
            if opened:
                if rows:
                    rows.append(BLANK)
                rows.append(Row(None, [span(group.title, "text bold")], count))
                rows += [self.row(item) for item in group.items]
                rows.append(BLANK)
            else:
                rows.append(Row(f"{CHECKLIST_KEY}{group.id}", [span(group.title, "soft")], count))
        self.show(rows, current)

    def row(self, item: Item) -> Row:
        """The row of a control."""
        answer = item.response.answer
        left = [
            Span(answer_glyph(self.glyphs, answer), answer_role(answer)),
            Span(" "),
            span(item.control.title, "text" if answer is None else "soft"),
        ]
        right = [Span(f"{self.glyphs.flagged} ", "sand")] if item.response.flagged else []
        return Row(item.control.id, left, right)


def grouped(items: Sequence[Item], titles: Mapping[str, str]) -> list[Group]:
    """Items by checklist, in order; those that a fact takes out are not asked."""
    found: dict[str, list[Item]] = {}
    for item in items:
        if item.excluded != "fact":
            found.setdefault(item.checklist.id, []).append(item)
    return [Group(name, titles[name], own) for name, own in found.items()]
