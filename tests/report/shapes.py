"""What of a file stays the same whatever words stand in it: its structure, by the ending of its name.

A file of another ending has no shape here, so a new format can't be left out of the tests that ask for one.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from tests.report.pdf_reader import tags

_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shape(name: str, data: bytes) -> object:
    """The structure of a file."""
    return _SHAPES[name.rpartition(".")[2]](data)


def _markdown(data: bytes) -> object:
    tokens = _READER.parse(data.decode())
    inside = sorted({child.type for token in tokens for child in token.children or ()})
    return [(token.type, token.tag, token.level) for token in tokens], inside


def _html(data: bytes) -> object:
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[object] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            # Which class a table has depends on how wide its words are.
            self.found.append((tag, sorted(name for name, _ in attrs if name != "class")))

        def handle_endtag(self, tag: str) -> None:
            self.found.append(tag)

        def handle_comment(self, data: str) -> None:
            self.found.append(("comment", data))

    tags_of = Tags()
    tags_of.feed(data.decode())
    tags_of.close()
    return tags_of.found


def _csv(data: bytes) -> object:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    return rows[0], [len(row) for row in rows]


def _json(data: bytes) -> object:
    def of(value: object) -> object:
        if isinstance(value, dict):
            return {key: of(inner) for key, inner in value.items()}
        return [of(inner) for inner in value] if isinstance(value, list) else type(value).__name__

    return of(json.loads(data))


def _calendar(data: bytes) -> object:
    unfolded = data.decode().replace("\r\n ", "")
    assert "\n" not in unfolded.replace("\r\n", "")
    return [line.partition(":")[0] for line in unfolded.split("\r\n")]


_SHAPES: Mapping[str, Callable[[bytes], object]] = {
    "md": _markdown,
    "html": _html,
    "csv": _csv,
    "json": _json,
    "ics": _calendar,
    "pdf": tags,
}
