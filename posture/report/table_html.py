"""Tables of a page: what a phone needs to show a row as a card, and what a screen reader then needs to read it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

_STACKED_FROM: Final = 4
"""From how many columns on a phone shows each row as a card."""

_NARROW: Final = 26
"""How many characters fit beside the first column on a phone."""

_LONGEST_WORD: Final = 18
"""Longer words, a hash for instance, may be cut anywhere; shorter ones keep a column as wide as they are."""

_ROLES: Final = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}

_GLYPHS: Final = {"●": "good", "◕": "good", "◔": "mid", "?": "mid", "✕": "bad", "○": "open"}
"""How an answer looks, by its glyph."""


def dressed(table: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a table with classes, roles, and the heading of its column at every cell."""
    headings = [after.content for token, after in pairwise(table) if token.type == "th_open"]
    stacked = len(headings) >= _STACKED_FROM and _width(table, len(headings)) > _NARROW
    column = 0
    for token, after in zip(table, [*table[1:], table[-1]], strict=True):
        if token.type == "tr_open":
            column = 0
        if token.type in _ROLES:
            # A browser forgets what a table is when its rows are shown as cards.
            token.attrs = {"role": _ROLES[token.type], **token.attrs}
        if token.type == "table_open" and stacked:
            token.attrSet("class", "stacked")
        if token.type in ("th_open", "td_open"):
            _dress_cell(token, after.content, headings[column])
            column += 1
    return table


def _width(table: Sequence[Token], columns: int) -> int:
    """How wide all columns but the first are together, in characters."""
    cells = [after.content for token, after in pairwise(table) if token.type in ("th_open", "td_open")]
    return sum(max(map(len, cells[column::columns])) for column in range(1, columns))


def _dress_cell(cell: Token, content: str, heading: str) -> None:
    # Alignment comes as a style, which the page's policy does not allow.
    classes = ["num"] if cell.attrs.pop("style", "") == "text-align:right" else []
    if cell.type == "th_open":
        cell.attrSet("scope", "col")
    else:
        if heading == "Answer" and content[:1] in _GLYPHS:
            classes.append(_GLYPHS[content[:1]])
        cell.attrSet("data-label", heading)
    if cell.type == "td_open":
        long = any(len(word) > _LONGEST_WORD for word in content.split())
        classes += ["long"] if long else ["id"] if heading == "Id" else []
    if classes:
        cell.attrSet("class", " ".join(classes))
