"""A list with a cursor: one row a line, refreshed one row at a time, the same everywhere.

Drawn by itself because it must answer a key within a frame at 1,500 rows, keep its place when rows change, and show
the cursor in the product's own way; Textual's lists parse markup or redraw themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from posture.ui.glyphs import Glyphs
from posture.ui.text import Line, Span, emphasised, spread, strip
from posture.ui.theme import Palette
from posture.ui.widgets.canvas import DrawingApp


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list.

    Attributes:
        key: What the row stands for; None for a heading or a blank, which the cursor passes over.
        left: Is cut where it does not fit.
        right: Stands at the right edge, whole.
        continues: The row belongs to the one above: it is lit with it and skipped by the cursor.
    """

    key: str | None
    left: Line = ()
    right: Line = ()
    continues: bool = False


BLANK = Row(None)


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor. Says `Moved` when the cursor is on another row, and `Chosen` when a row is entered."""

    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another row.

        Attributes:
            rows: The list.
            key: What the row stands for.
        """

        def __init__(self, rows: "RowList", key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "RowList":
            """The list, for `@on` with a selector."""
            return self.rows

    class Chosen(Moved):
        """A row was entered, by key or by mouse."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: Sequence[Row] = ()
        self._cursor: int | None = None

    @property
    def palette(self) -> Palette:
        """Styles of the current theme."""
        app: DrawingApp = self.app  # type: ignore[assignment]  # the application is ours; Textual types it as any App
        return app.palette

    @property
    def glyphs(self) -> Glyphs:
        """Signs that this terminal can show."""
        app: DrawingApp = self.app  # type: ignore[assignment]  # as above
        return app.glyphs

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def key(self) -> str | None:
        """What the row under the cursor stands for."""
        return self._rows[self._cursor].key if self._cursor is not None else None

    def show(self, rows: Sequence[Row], key: str | None = None) -> None:
        """Show other rows. The cursor goes to `key`, else stays on what it was on, else has no row."""
        wanted = key if key is not None else self.key
        if rows == self._rows and wanted == self.key:
            return
        same_height = len(rows) == len(self._rows)
        self._rows = rows
        self._cursor = next(
            (
                index
                for index, row in enumerate(rows)
                if row.key is not None and row.key == wanted and not row.continues
            ),
            None,
        )
        self.virtual_size = Size(0, len(rows))
        self.refresh(layout=not same_height)
        if self._cursor is not None:
            self.call_after_refresh(self._reveal)

    def replace(self, row: Row) -> None:
        """Show one row differently, in its place; a key that is not shown is no matter."""
        for index, old in enumerate(self._rows):
            if old.key == row.key and not old.continues:
                rows = list(self._rows)
                rows[index] = row
                self._rows = rows
                self._refresh_row(index)

    def put_cursor(self, key: str | None) -> None:
        """Move the cursor to a row, or to none, without a message."""
        old = self._cursor
        self._cursor = next(
            (
                index
                for index, row in enumerate(self._rows)
                if row.key is not None and row.key == key and not row.continues
            ),
            None,
        )
        for index in (old, self._cursor):
            if index is not None:
                self._refresh_row(index)
        if self._cursor is not None:
            self._reveal()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are, where the style sheet leaves the height open."""
        del container, viewport, width
        return len(self._rows)

    def _refresh_row(self, index: int) -> None:
        top = round(self.scroll_offset.y)
        for line in range(index, len(self._rows)):
            if line > index and not self._rows[line].continues:
                break
            self.refresh(Region(0, line - top, self.size.width, 1))

    def _reveal(self) -> None:
        if self._cursor is None or self.size.height == 0:
            return
        last = self._cursor
        while last + 1 < len(self._rows) and self._rows[last + 1].continues:
            last += 1
        # A heading above the first row of a group stays in sight with it.
        first = self._cursor
        while first > 0 and self._rows[first - 1].key is None and self._cursor - first < 1:
            first -= 1
        top = round(self.scroll_offset.y)
        if first < top:
            self.scroll_to(y=first, animate=False, force=True, immediate=True)
        elif last >= top + self.size.height:
            self.scroll_to(y=last - self.size.height + 1, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """One row, lit if the cursor is on it."""
        index = y + round(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        if index >= len(self._rows):
            return strip((), width, self.palette)
        row = self._rows[index]
        lit = self._is_lit(index)
        # Headings stand at the edge; the rows below leave one cell for the cursor.
        inset = 0 if row.key is None else 1
        content = spread(row.left, row.right, max(0, width - inset), self.glyphs.ellipsis)
        if inset == 0:
            return strip(content, width, self.palette)
        if not lit:
            return strip([Span(" "), *content], width, self.palette)
        mark = Span(self.glyphs.cursor, "accent" if self.has_focus else "faint")
        return strip([mark, *emphasised(content)], width, self.palette, back="raised")

    def _is_lit(self, index: int) -> bool:
        while index > 0 and self._rows[index].continues:
            index -= 1
        return index == self._cursor

    def on_focus(self) -> None:
        """The mark changes its colour."""
        self.refresh()

    def on_blur(self) -> None:
        """The mark changes its colour."""
        self.refresh()

    # --- moving ----------------------------------------------------------------------------------------------

    def _stops(self) -> list[int]:
        return [index for index, row in enumerate(self._rows) if row.key is not None and not row.continues]

    def _go(self, index: int) -> None:
        row = self._rows[index]
        if index != self._cursor and row.key is not None:
            self.put_cursor(row.key)
            self.post_message(self.Moved(self, row.key))

    def action_move(self, step: int) -> None:
        """Up or down by one row."""
        stops = self._stops()
        if not stops:
            return
        if self._cursor is None:
            self._go(stops[0] if step > 0 else stops[-1])
            return
        place = stops.index(self._cursor) + step
        if 0 <= place < len(stops):
            self._go(stops[place])
        elif place < 0:
            self.scroll_to(y=0, animate=False)

    def action_page(self, step: int) -> None:
        """Up or down by one screen."""
        stops = self._stops()
        if stops:
            here = self._cursor or 0
            target = here + step * max(1, self.size.height - 1)
            later = [index for index in stops if index >= target] if step > 0 else []
            earlier = [index for index in stops if index <= target]
            self._go(later[0] if later else (earlier[-1] if earlier else stops[-1 if step > 0 else 0]))

    def action_edge(self, side: int) -> None:
        """To the first or the last row."""
        stops = self._stops()
        if stops:
            self._go(stops[0] if side < 0 else stops[-1])

    def action_choose(self) -> None:
        """Enter the row under the cursor."""
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """Enter the row that was clicked."""
        index = event.y + round(self.scroll_offset.y)
        while 0 < index < len(self._rows) and self._rows[index].continues:
            index -= 1
        if 0 <= index < len(self._rows) and self._rows[index].key is not None:
            self._go(index)
            self.action_choose()
