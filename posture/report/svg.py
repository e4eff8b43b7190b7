"""Inline SVG from plain values: every text and attribute is escaped here, and lengths are exact.

Across, everything is in per cent of the width that there is; down, in pixels. So a chart fits a phone, a screen and
paper, and its words keep the size of text. Colours are classes of the style sheet.
"""

from html import escape
from typing import Final

from posture.model.text import one_line


class Svg(str):
    """SVG source that is safe to print as it stands."""

    __slots__ = ()


WHOLE: Final = 10_000
"""The width that there is, in hundredths of a per cent."""


def across(hundredths: int) -> str:
    """A length or place across, from hundredths of a per cent: 5270 is `52.7%`."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def shortened(text: str, most: int) -> str:
    """Text on one line, cut to so many characters; the whole of it stands in a table of the report."""
    text = one_line(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def words(text: str, x: int, y: int, style: str = "", anchor: str = "start") -> Svg:
    """A line of text whose foot stands at y; `anchor` says which part of it stands at x: start, middle or end."""
    return Svg(f'<text x="{across(x)}" y="{y}"{_style(style)}{_anchor(anchor)}>{escape(one_line(text))}</text>')


def box(x: int, y: int, width: int, height: int, style: str) -> Svg:
    """A filled rectangle; nothing where it has no width."""
    if width <= 0:
        return Svg("")
    return Svg(f'<rect x="{across(x)}" y="{y}" width="{across(width)}" height="{height}"{_style(style)}/>')


def line(x: tuple[int, int], y: tuple[int, int], style: str) -> Svg:
    """A line from one place to another."""
    return Svg(f'<line x1="{across(x[0])}" y1="{y[0]}" x2="{across(x[1])}" y2="{y[1]}"{_style(style)}/>')


def dot(x: int, y: int, style: str) -> Svg:
    """A point that is meant to be seen."""
    return Svg(f'<circle cx="{across(x)}" cy="{y}" r="4"{_style(style)}/>')


def picture(label: str, height: int, parts: list[Svg], style: str = "") -> Svg:
    """A whole picture. `label` says in words what it shows, for whoever can't see it."""
    named = f' role="img" aria-label="{escape(one_line(label))}"'
    return Svg(f'<svg{_style(style)} width="100%" height="{height}"{named}>{"".join(parts)}</svg>')


def _style(style: str) -> str:
    return f' class="{escape(style)}"' if style else ""


def _anchor(anchor: str) -> str:
    return "" if anchor == "start" else f' text-anchor="{escape(anchor)}"'
