"""The list of controls beside the card: the group one is in, open; the others with how far they are."""

from collections.abc import Sequence

from posture.assess.applicability import Item
from posture.assess.walk import Group
from posture.ui.glyphs import answer_glyph, answer_role
from posture.ui.text import Span, span
from posture.ui.widgets.row_list import BLANK, Row, RowList

GROUP_KEY = "group:"


class ControlList(RowList):
    """One row for each control of the open group, one for each other group; groups are checklists or people."""

    def fill(self, groups: Sequence[Group], current: str, *, limit: str = "", foot: Sequence[str] = ()) -> None:
        """Show the groups with the current control's open.

        Args:
            groups: As the route has them.
            current: Id of the control on the card.
            limit: What the questions are limited to; empty for all.
            foot: Lines under the list.
        """
        rows: list[Row] = [Row(None, [Span(limit, "sand")]), BLANK] if limit else []
        for group in groups:
            opened = any(item.control.id == current for item in group.items)
            count = [Span(str(group.answered), "text"), Span(f"/{len(group.items)} ", "faint")]
            if opened:
                if rows and rows[-1] is not BLANK:
                    rows.append(BLANK)
                rows.append(Row(None, [span(group.title, "text bold")], count))
                rows += [self.row(item) for item in group.items]
                rows.append(BLANK)
            else:
                rows.append(Row(f"{GROUP_KEY}{group.id}", [span(group.title, "soft")], count))
        if rows and rows[-1] is not BLANK:
            rows.append(BLANK)
        rows += [Row(None, [span(line, "faint")]) for line in foot]
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
