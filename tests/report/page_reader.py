"""A page as a test reads it: its elements with their attributes, and its text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    path: tuple[str, ...]
    text: str = ""


@dataclass
class Page:
    elements: list[Element] = field(default_factory=list)

    @property
    def structure(self) -> list[tuple[str, ...]]:
        """Every element with what it stands in; nothing of what is said."""
        return [element.path for element in self.elements]

    @property
    def text(self) -> str:
        return "\n".join(element.text for element in self.elements)

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def one(self, tag: str) -> Element:
        (found,) = self.all(tag)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[Element] = []
        self.errors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        path = (*(element.tag for element in self.open), tag)
        element = Element(tag, {name: value or "" for name, value in attrs}, path)
        self.page.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.errors.append(f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def handle_comment(self, data: str) -> None:
        self.errors.append(f"a comment: {data[:40]}")


def read_page(source: str) -> Page:
    """Read a page strictly: every element is closed where it was opened, and there are no comments."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    assert not reader.errors, reader.errors[:3]
    assert not reader.open
    return reader.page
