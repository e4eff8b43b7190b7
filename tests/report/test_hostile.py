"""Whatever stands in any field: the report keeps the structure that it has with harmless words, and shows the text."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.report.hostile import AUTHORS, MARKUP, NASTY, answers, everywhere, lines_of, plain

if TYPE_CHECKING:
    from tests.report.conftest import Pack

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def report(pack: "Pack", text: str, note: str, say: Callable[[str, str], str]) -> list[Token]:
    source: str = pack.markdown(say, responses=answers(pack, text, note), **everywhere(text))
    assert "\u202e" not in source
    assert "\x1b" not in source
    return READER.parse(source)


def shape(tokens: list[Token]) -> list[tuple[str, str, int]]:
    return [(token.type, token.tag, token.level) for token in tokens]


def spans(tokens: list[Token]) -> set[str]:
    return {child.type for token in tokens for child in token.children or ()}


def said(tokens: list[Token]) -> str:
    """All text of a document, one line for each block and each line of a paragraph."""
    return "\n".join(
        "".join("\n" if child.type == "softbreak" else child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    )


def check_plain(pack: "Pack", text: str) -> None:
    """Every plain field holds the text; the structure is that of harmless words in all of them."""
    tokens = report(pack, text, text, lambda field, old: old if field in AUTHORS else text)
    harmless = report(pack, "plain", plain(text), lambda field, old: old if field in AUTHORS else "plain")
    assert shape(tokens) == shape(harmless)
    assert spans(tokens) == spans(harmless)
    assert " / ".join(lines_of(text)) in said(tokens)
    for line in lines_of(text):
        assert line in said(tokens)


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_in_every_plain_field(pack: "Pack", text: str) -> None:
    check_plain(pack, text)


@given(text=MARKUP.filter(lambda text: bool(lines_of(text))))
@settings(max_examples=40, deadline=None)
def test_any_markup_in_every_plain_field(pack: "Pack", text: str) -> None:
    check_plain(pack, text)


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_in_an_authors_field_adds_only_text_lists_code_and_emphasis(pack: "Pack", text: str) -> None:
    tokens = READER.parse(pack.markdown(lambda field, old: text if field in AUTHORS else old))
    harmless = READER.parse(pack.markdown())
    for kind in ("heading_open", "table_open", "tr_open", "blockquote_open", "hr", "html_block", "code_block"):
        assert sum(token.type == kind for token in tokens) == sum(token.type == kind for token in harmless)
    assert spans(tokens) <= {"text", "softbreak", "code_inline", "em_open", "em_close", "strong_open", "strong_close"}


def test_a_text_in_one_field_shows_in_the_place_of_that_field(pack: "Pack") -> None:
    # Each field says its own name, so that none is lost or swapped.
    source = pack.markdown(lambda field, text: f"{text} ({field})")
    for field in ("clinic", "assessor", "checklist title", "control title", "question", "why", "how", "check proof",
                  "action title", "step", "action proof", "level", "cap", "threat title", "harm", "framework title",
                  "publisher", "source", "requirement id", "requirement title", "outside", "fact title", "role",
                  "checklist version"):  # fmt: skip
        assert f"({field})" in source


def test_text_of_blanks_alone_breaks_nothing(pack: "Pack") -> None:
    blank = " \u00a0 "
    tokens = report(pack, blank, blank, lambda field, old: old if field in AUTHORS else blank)
    harmless = READER.parse(pack.markdown())
    assert [words for words in shape(tokens) if words[0] == "table_open"][:3] == [
        words for words in shape(harmless) if words[0] == "table_open"
    ][:3]
    assert spans(tokens) <= {"text", "softbreak"}
