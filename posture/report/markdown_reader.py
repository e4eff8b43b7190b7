"""Our own Markdown read back, for the formats that are made from it. HTML, links and images in it are text."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@cache
def reader() -> MarkdownIt:
    """Markdown with tables; nothing that a person wrote can become more than text."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    return made.disable(["html_block", "html_inline", "link", "image", "autolink", "reference"])


def blocks(markdown: str) -> list[list[Token]]:
    """The blocks of a document, each with all that is inside it."""
    found: list[list[Token]] = []
    for token in reader().parse(markdown):
        if token.level == 0 and token.nesting >= 0:
            found.append([])
        found[-1].append(token)
    return found
