"""A report as the tree that the PDF is set from: Markdown read back into blocks, and pictures as SVG.

The tree is JSON: text stays text, and no letter of it ever stands in a program. What the blocks look like says
`templates/report.typ`.
"""

import base64
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from importlib import resources
from typing import Any, Final

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from posture.model.text import one_line
from posture.report.charts import Chart
from posture.report.look import Brand
from posture.report.markdown_reader import blocks
from posture.report.table_html import dressed

Node = dict[str, Any]
"""A block: `kind` says which, the rest is its content. A piece of a line is text, or a list of what it is and text."""

WIDTH: Final = 800
"""Of a picture, in pixels of its own; on paper it is as wide as the text."""

_TONES: Final = ("good", "mid", "bad")
"""Classes of a cell that give it a colour."""

_LONGEST_WORD: Final = 18
"""Longer words, a hash for instance, may be cut, so that no column pushes the others off the page."""

_CUT_EVERY: Final = 8
_MAY_BE_CUT: Final = "\u200b"
"""A mark without width; one that somebody typed is named in words long before."""

_VARIABLE: Final = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
_RULE: Final = re.compile(r"^(?:text|rect|line|circle)\.[a-z.-]+ \{[^}]*\}$", re.MULTILINE)
_LENGTH: Final = re.compile(r"(\d*\.?\d+)rem")
_OPENING: Final = re.compile(r'<svg[^>]* height="(\d+)"[^>]*>')
_PIXELS: Final = 16


def document(markdown: str, charts: Mapping[str, Chart], brand: Brand) -> list[Node]:
    """The blocks of a report; a chart stands where its mark does, the logo before everything."""
    found = [_logo(brand)] if brand.logo else []
    style = _style(brand.accent)
    for tokens in blocks(markdown):
        chart = charts.get(tokens[1].content) if tokens[0].type == "paragraph_open" else None
        if chart is None:
            found += _blocks(SyntaxTreeNode(_with_classes(tokens)).children)
        elif chart.pictures:
            svg = _drawn(chart.pictures[0], style)
            found.append({"kind": "chart", "svg": svg, "alt": one_line(chart.label), "caption": chart.caption})
    return found


def _with_classes(tokens: Sequence[Token]) -> Sequence[Token]:
    return dressed(tokens) if tokens[0].type == "table_open" else tokens


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> list[Node]:
    return [_KINDS[node.type](node) for node in nodes if node.type in _KINDS]


def _heading(node: SyntaxTreeNode) -> Node:
    return {"kind": "heading", "level": int(node.tag[1:]), "line": _line(node)}


def _paragraph(node: SyntaxTreeNode) -> Node:
    return {"kind": "paragraph", "line": _line(node), "tight": node.hidden}


def _list(node: SyntaxTreeNode) -> Node:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    return {"kind": "list", "start": start, "items": [_blocks(item.children) for item in node.children]}


def _quote(node: SyntaxTreeNode) -> Node:
    return {"kind": "quote", "blocks": _blocks(node.children)}


def _code(node: SyntaxTreeNode) -> Node:
    return {"kind": "code", "text": _breakable(node.content.rstrip("\n"))}


def _table(node: SyntaxTreeNode) -> Node:
    rows = [[_cell(cell) for cell in row.children] for part in node.children for row in part.children]
    return {"kind": "table", "head": rows[0], "rows": rows[1:]}


def _cell(node: SyntaxTreeNode) -> Node:
    classes = str(node.attrs.get("class", "")).split()
    return {"line": _line(node), "number": "num" in classes, "tone": next((c for c in classes if c in _TONES), "")}


_KINDS: Final[Mapping[str, Callable[[SyntaxTreeNode], Node]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list,
    "ordered_list": _list,
    "table": _table,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "hr": lambda _: {"kind": "rule"},
}


def _line(node: SyntaxTreeNode) -> list[Any]:
    """The pieces of a line."""
    return [piece for inline in node.children for child in inline.children for piece in _pieces(child)]


def _pieces(node: SyntaxTreeNode) -> Iterator[Any]:
    match node.type:
        case "text" | "text_special":
            yield _breakable(node.content)
        case "softbreak":
            yield " "
        case "hardbreak":
            yield ["break"]
        case "code_inline":
            yield ["code", _breakable(node.content)]
        case "em" | "strong":
            yield [node.type, [piece for child in node.children for piece in _pieces(child)]]
        case _:
            yield _breakable(node.content)


def _breakable(text: str) -> str:
    """Text in which long words may be cut between two lines."""
    return re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", _cut, text)


def _cut(match: re.Match[str]) -> str:
    word = match[0]
    return _MAY_BE_CUT.join(word[at : at + _CUT_EVERY] for at in range(0, len(word), _CUT_EVERY))


def _drawn(picture: str, style: str) -> str:
    """A picture of the web page as one that stands alone: a width, and its colours in itself."""
    return _OPENING.sub(
        lambda found: (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{found[1]}" '
            f'viewBox="0 0 {WIDTH} {found[1]}"><style>{style}</style>'
        ),
        picture,
        count=1,
    )


def _logo(brand: Brand) -> Node:
    width, height = struct.unpack(">II", brand.logo[16:24])
    data = base64.b64encode(brand.logo).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )
    return {"kind": "logo", "svg": svg, "alt": one_line(brand.name) or "Logo"}


@cache
def _style(accent: str) -> str:
    """The rules for pictures in the style sheet of the web page, in what a standing picture understands."""
    sheet = (resources.files("posture.report") / "templates" / "report.css").read_text(encoding="utf-8")
    colours = {**dict(_VARIABLE.findall(sheet)), **({"accent": accent} if accent else {})}
    rules = "\n".join(_RULE.findall(sheet))
    rules = re.sub(r"var\(--([a-z-]+)\)", lambda found: colours[found[1]], rules)
    rules = _LENGTH.sub(lambda found: f"{float(found[1]) * _PIXELS:g}px", rules)
    base = f"text {{ font-family: 'Libertinus Serif'; font-size: 16px; fill: {colours['text']}; }}"
    return escape(f"{base}\n{rules}", quote=False)
