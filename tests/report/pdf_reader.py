"""A PDF read back: its text, its headings, and the tree of tags that a screen reader follows."""

import io
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

_MAY_BE_CUT = "\u200b"


def reader(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=True)


def text_of(data: bytes) -> str:
    """All text of all pages, without the marks at which a long word may be cut."""
    return "\n".join(page.extract_text() for page in reader(data).pages).replace(_MAY_BE_CUT, "")


def squeezed(text: str) -> str:
    """Text without blanks and line ends: where a line ends on paper says nothing."""
    return re.sub(r"\s+", "", text)


def headings(data: bytes) -> list[str]:
    """The titles of the outline, in their order."""

    def walk(entries: list[object]) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                yield str(getattr(entry, "title", ""))

    return [*walk(list(reader(data).outline))]


def tags(data: bytes) -> list[str]:
    """The names of the tags, in the order of reading."""

    def walk(found: PdfObject | None) -> Iterator[str]:
        there = found.get_object() if found is not None else None
        if isinstance(there, ArrayObject):
            for each in there:
                yield from walk(each)
        elif isinstance(there, DictionaryObject) and "/S" in there:
            yield str(there["/S"])
            yield from walk(there.get("/K"))

    tree = reader(data).root_object["/StructTreeRoot"].get_object()
    assert isinstance(tree, DictionaryObject)
    return [*walk(tree["/K"])]
