"""The light Markdown of checklists as lines: paragraphs, headings, lists, code. All else is shown as it stands."""

import re
from collections.abc import Iterator

from posture.ui.text import Line, Span, chunks, wrap

_ITEM = re.compile(r"(\s*)(\d+[.)]|[-*])\s+(.*)")
_CODE = re.compile(r"`([^`]+)`")
_FENCE = "```"
_HEADING = re.compile(r"#{1,4}\s+(.*)")


def light_lines(text: str, width: int) -> list[Line]:
    """Text as lines of at most `width` cells; list items hang, code stands in the text colour."""
    lines: list[Line] = []
    fenced = False
    for paragraph in _blocks(text):
        if paragraph.strip().startswith(_FENCE):
            fenced = not fenced
            continue
        if fenced:
            lines += [[Span(f"  {line}", "text")] for line in chunks(paragraph, max(1, width - 2))]
            continue
        heading = _HEADING.fullmatch(paragraph)
        item = _ITEM.fullmatch(paragraph)
        if heading:
            lines += [[Span(line, "text bold")] for line in wrap(heading[1], width)]
        elif item:
            indent, marker, content = item.groups()
            lead = " " * min(len(indent), 6) + f"{marker} "
            for number, line in enumerate(wrap(content, max(8, width - len(lead)))):
                start = Span(lead if number == 0 else " " * len(lead), "faint")
                lines.append([start, *_with_code(line)])
        else:
            lines += [_with_code(line) for line in wrap(paragraph, width)]
    while lines and not any(part.text.strip() for part in lines[-1]):
        lines.pop()
    return lines


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, list items and lines of code, one string each; soft line breaks of a paragraph are joined."""
    current: list[str] = []
    fenced = False
    for line in text.strip("\n").split("\n"):
        starts_fence = line.strip().startswith(_FENCE)
        alone = not line.strip() or _HEADING.fullmatch(line) is not None
        if fenced or starts_fence or alone or _ITEM.fullmatch(line):
            if current:
                yield " ".join(current)
                current = []
            if fenced or starts_fence or alone:
                yield line
                fenced = fenced != starts_fence
                continue
        current.append(line.rstrip() if not current else line.strip())
    if current:
        yield " ".join(current)


def _with_code(line: str) -> list[Span]:
    spans: list[Span] = []
    end = 0
    for match in _CODE.finditer(line):
        spans += [Span(line[end : match.start()], "soft"), Span(match[1], "text")]
        end = match.end()
    return [*spans, Span(line[end:], "soft")]
