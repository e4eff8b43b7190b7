"""The light Markdown of checklists -> Markdown that holds nothing else.

Checklists can come from strangers. Paragraphs, lists, code and emphasis are kept; links, images, headings, quotes,
tables and HTML are never recognised, so that their source is shown as the text that it is.
"""

import re
from collections.abc import Iterable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from posture.model.text import visible
from posture.report.escape import Markdown, block, inside, line_start

# What is not enabled does not exist for this parser; nothing has to be taken out afterwards.
_PARSER: Final = MarkdownIt("zero").enable(
    ["list", "fence", "backticks", "emphasis", "balance_pairs", "fragments_join", "escape", "newline"]
)

# The parser gives up on deeper lists and drops what stands in them, and no instruction is that long: such a text is
# shown as it was written.
_DEEPEST: Final = 16
_LONGEST: Final = 20_000

_BACKTICKS: Final = re.compile("`+")
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


def light(text: str) -> Markdown:
    """An author's Markdown, reduced to paragraphs, lists, code and emphasis."""
    if len(text) > _LONGEST:
        return block(text)
    tokens = _PARSER.parse(visible(text))
    if any(part.level >= _DEEPEST for token in tokens for part in (token, *(token.children or ()))):
        return block(text)
    # Of markup around nothing, `- - -`, nothing would be left.
    return Markdown(_blocks(SyntaxTreeNode(tokens).children)) or block(text)


def numbered(texts: Iterable[str]) -> Markdown:
    """Texts in an author's Markdown as a numbered list."""
    items = [body for text in texts if (body := light(text))]
    return Markdown("\n".join(_item(f"{number}. ", body) for number, body in enumerate(items, start=1)))


def _item(marker: str, body: str) -> str:
    first, *rest = body.split("\n")
    indent = " " * len(marker)
    return "\n".join([(marker + first).rstrip(), *(indent + line if line else "" for line in rest)])


def _blocks(nodes: Iterable[SyntaxTreeNode], *, tight: bool = False) -> str:
    rendered = [text for node in nodes if (text := _block(node))]
    return ("\n" if tight else "\n\n").join(rendered)


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "fence":
        return _fence(node.content)
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node)
    return "\n\n".join(filter(None, (_paragraph(child) for child in node.children)))


def _list(node: SyntaxTreeNode) -> str:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    # A paragraph of a tight list is hidden: its items stand without blank lines between them.
    tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
    items = []
    for index, item in enumerate(node.children):
        # CommonMark takes at most nine digits.
        marker = "- " if start is None else f"{(start + index) % 10**9}. "
        # Markers alone on a line could be taken for a rule.
        if body := _blocks(item.children, tight=tight):
            items.append(_item(marker, body))
    return ("\n" if tight else "\n\n").join(items)


def _fence(content: str) -> str:
    code = _BLANK_LINES.sub("\n\n", content).strip("\n")
    lines = [line.rstrip() for line in code.split("\n")]
    marks = "`" * max(3, _longest(code) + 1)
    return "\n".join([marks, *lines, marks])


def _longest(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def _code(content: str) -> str:
    marks = "`" * (_longest(content) + 1)
    # A space at each end is taken away by every reader, so where the text has its own, or a backtick, one is added.
    own = content[:1] in ("`", " ") or content[-1:] in ("`", " ")
    space = " " if own and content.strip(" ") else ""
    return f"{marks}{space}{content}{space}{marks}"


def _paragraph(inline: SyntaxTreeNode) -> str:
    out: list[str] = []
    _spans(inline.children, out)
    lines = (line.strip() for line in "".join(out).split("\n"))
    return "\n".join(line_start(line) for line in lines if line)


def _spans(nodes: Iterable[SyntaxTreeNode], out: list[str]) -> None:
    text = ""
    for node in nodes:
        if node.type == "text":
            text += node.content
            continue
        out.append(_plain(text))
        text = ""
        if node.type == "code_inline":
            out.append(_code(node.content))
        elif node.type in ("em", "strong"):
            _emphasis(node, out)
        else:
            out.append("\n")
    out.append(_plain(text))


def _plain(text: str) -> str:
    return inside(re.sub(r"\s+", " ", text))


def _emphasis(node: SyntaxTreeNode, out: list[str]) -> None:
    # Marks straight after other marks could be read together with them; then the words stand without emphasis.
    marks = "*" if node.type == "em" else "**"
    if "".join(out[-2:]).endswith("*"):
        marks = ""
    out.append(marks)
    _spans(node.children, out)
    out.append(marks)
