"""Text of any person is shown as it is: no viewer of CommonMark with tables finds markup in it."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from posture.model.text import visible
from posture.report.escape import Markdown, block, inside, line_start, markdown
from posture.report.light import light, numbered

NASTY = (
    "# heading", "#", "a #", "## x ##", "===", "---", "- - -", "* * *", "***", "___", "+", "-", "1.", "1)", "12. x",
    "- item", "* item", "+ item", "> quote", ">", "```", "~~~", "``` sh\nrm -rf\n```", "    code", "\tcode",
    "`code`", "``", "`", "a | b", "| a |\n| - |\n| b |", "a\n:-:", "|", "\\", "\\|", "\\\\|", "ends in \\",
    "a\\\nb", "two  \nlines",
    "[a](javascript:alert(1))", "![a](http://x.example/i.png)", "[a]: http://x.example", "[^1]", "[^1]: note",
    "[ ] task", "[[wiki]]", "<script>alert(1)</script>", "<!-- gone -->", "<b", "<https://x.example>",
    "<a@x.example>", "</td>", "&amp;", "&#35;", "&lt;b&gt;", "&copy", "*em*", "**strong**", "_em_", "__strong__",
    "snake_case_name", "~~gone~~", "http://x.example/a_b?c=*d*", "see https://x.example.", "www.x.example", "ftp://x.example",
    "a@x.example", "//host",
    "mailto:a@x.example", "$x$ and $y$", "$$\\alpha$$", "\u202eevil\u202c", "a\u200bb", "\ufeff#", "\u2028# x",
    "\U000e0041tag", "\x1b]52;c;QQ==\x1b\\", "\u00a0", "\u3000- x", "{{ 7*7 }}", "{% raw %}", ":::", ": definition",
    "Term\n: meaning", "first\n\nsecond\n\n# third", "=cmd|' /C calc'!A0", "é — “quotes” 日本語 🏥", "<?php ?>",
    "<![CDATA[x]]>",
)  # fmt: skip

MARKUP = st.text(alphabet=st.sampled_from("\\`*_{}[]()<>#+-.!|&~:@=\"'$^%/ \n\t09aBé\u202e\u00a0"), max_size=40)
ANY = st.text(max_size=60)

# With what many viewers add to CommonMark. Tables must be on: a pipe is harmless without them.
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

PLAIN = {"text", "softbreak"}
AUTHOR = PLAIN | {"code_inline", "em_open", "em_close", "strong_open", "strong_close"}
AUTHOR_BLOCKS = {"paragraph_open", "paragraph_close", "inline", "fence", "bullet_list_open", "bullet_list_close"} | {
    "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close"
}  # fmt: skip


def page(line: str, blocks: str) -> str:
    """The places of a report where text can stand."""
    return (
        f"# {line}\n\n{line}\nmore\n\n- {line}\n- Note: {line}\n\n1. {line}\n\n"
        f"| {line} | B |\n| --- | -: |\n| {line} | x |\n| y | {line} |\n\n{blocks}\n\nEnd: {line}\n"
    )


def shape(tokens: list[Token]) -> list[str]:
    return [f"{token.type} {token.level}" for token in tokens]


def said(tokens: list[Token]) -> list[str]:
    return [
        "".join("\n" if child.type == "softbreak" else child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]


def kinds(tokens: list[Token]) -> set[str]:
    return {child.type for token in tokens for child in token.children or ()}


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in visible(text).split("\n")]


def paragraphs_of(text: str) -> list[str]:
    joined = "\n".join(lines_of(text))
    return [part.strip("\n") for part in re.split(r"\n{2,}", joined) if part.strip("\n")]


def check_literal(text: str) -> None:
    one_line = " / ".join(line for line in lines_of(text) if line)
    if not one_line:
        return
    paragraphs = paragraphs_of(text)
    tokens = READER.parse(page(markdown(text), block(text)))
    harmless = READER.parse(page("harmless", "\n\n".join(["harmless"] * len(paragraphs))))
    assert shape(tokens) == shape(harmless)
    assert kinds(tokens) <= PLAIN
    expected = [
        one_line,
        f"{one_line}\nmore",
        one_line,
        f"Note: {one_line}",
        one_line,
        one_line,
        "B",
        one_line,
        "x",
        "y",
    ]
    assert said(tokens) == [*expected, one_line, *paragraphs, f"End: {one_line}"]


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_is_shown_as_it_is(text: str) -> None:
    check_literal(text)


@given(MARKUP)
@example("evil.com_[a](b)")
@example("a_`_b_")
def test_no_text_of_markup_characters_is_markup(text: str) -> None:
    check_literal(text)


@given(ANY)
def test_no_text_at_all_is_markup(text: str) -> None:
    check_literal(text)


@pytest.mark.parametrize(
    "text", ["http://x.example/a", "see www.x.example", "WWW.X.EXAMPLE", "a@x.example", "//x.example"]
)
def test_no_address_is_left_for_a_viewer_to_link(text: str) -> None:
    # GitHub's rules: a scheme with ://, www. before a name, and name@host; some viewers link any host.name as well.
    assert not re.search(r"://|www\.|\w@\w|\w\.[a-z]{2,}\b", markdown(text), re.IGNORECASE)


@pytest.mark.parametrize("text", NASTY)
def test_nothing_invisible_is_left(text: str) -> None:
    for source in (markdown(text), block(text), light(text)):
        assert not [c for c in source if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} and c != "\n"]


def test_direction_marks_are_spelled_out() -> None:
    assert markdown("a\u202eb") == r"a\<U+202E>b"


def test_what_is_no_markup_is_left_alone() -> None:
    for text in (
        "R&D at AT&T & Co.",
        "C:\\Users\\x",
        "snake_case",
        "5 < 6 > 4",
        "-5 and +6.1",
        "1.5 h",
        "Room #4",
        "costs $5",
    ):
        assert markdown(text) == text


def test_lines_become_one_line_or_stay_lines() -> None:
    assert markdown("one\ntwo\n\nthree\n") == "one / two / three"
    assert block("one\n# two\n\n\n  three  \n") == "one\n\\# two\n\nthree"


def test_escaped_text_is_marked_as_such() -> None:
    assert isinstance(markdown("x"), Markdown)
    assert isinstance(block("x"), Markdown)
    assert line_start(inside("# x")) == r"\# x"


def check_light(text: str) -> None:
    tokens = READER.parse(light(text))
    assert {token.type for token in tokens} <= AUTHOR_BLOCKS
    assert kinds(tokens) <= AUTHOR
    # Markup may go, words may not. Digits can be the numbers of a list, and letters the language of a fence.
    if "```" not in text and "~~~" not in text:
        shown = "".join(child.content for token in tokens for child in (token.children or ()))
        assert [c for c in shown if c.isalpha()] == [c for c in visible(text) if c.isalpha()]


@pytest.mark.parametrize("text", NASTY)
def test_an_authors_text_holds_only_what_is_allowed(text: str) -> None:
    check_light(text)


@given(MARKUP)
def test_no_authors_text_holds_more_than_is_allowed(text: str) -> None:
    check_light(text)


def test_an_authors_lists_code_and_emphasis_are_kept() -> None:
    source = "Do this:\n\n1. Run `a | b`, *slowly*\n2. Then **stop**\n\n   ```sh\n   ls <x>\n   ```\n\n- x\n- y"
    tokens = READER.parse(light(source))
    types = [token.type for token in tokens]
    assert types.count("list_item_open") == 4
    assert types.count("fence") == 1
    assert next(token.content for token in tokens if token.type == "fence") == "ls <x>\n"
    spans = [child for token in tokens for child in token.children or ()]
    assert [child.content for child in spans if child.type == "code_inline"] == ["a | b"]
    assert {"em_open", "strong_open"} <= {child.type for child in spans}


@pytest.mark.parametrize("code", ["a`b", "`a`", " a ", "a``b`", "x  y"])
def test_code_says_what_the_author_wrote(code: str) -> None:
    fence = "`" * 5
    tokens = READER.parse(light(f"Run {fence} {code} {fence} now"))
    assert [c.content for t in tokens for c in t.children or () if c.type == "code_inline"] == [code]


@pytest.mark.parametrize(
    "text", ["*a " * 2000 + "a* " * 2000, "\n".join("  " * n + "- x" for n in range(60)), "*" * 50_000]
)
def test_deep_or_long_markup_is_shown_as_text(text: str) -> None:
    assert kinds(READER.parse(light(text)[:2000])) <= PLAIN


def test_code_in_a_fence_can_not_end_the_fence() -> None:
    tokens = READER.parse(light("~~~\n```\n# x\n````\n~~~"))
    assert [(token.type, token.content) for token in tokens] == [("fence", "```\n# x\n````\n")]


def test_steps_are_one_list_whatever_they_hold() -> None:
    tokens = READER.parse(numbered(["one\n\nmore", " ", "- inner", *["step"] * 10]))
    top = [token for token in tokens if token.level == 0]
    assert [token.type for token in top] == ["ordered_list_open", "ordered_list_close"]
    assert sum(token.type == "list_item_open" and token.level == 1 for token in tokens) == 12
