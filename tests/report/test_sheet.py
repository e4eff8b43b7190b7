"""Question sheets: what is on them, for whom, and that a stranger to posture can fill them in."""

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from posture.report.formats import render
from posture.report.sheet import short_why

if TYPE_CHECKING:
    from tests.report.conftest import Pack

READER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

OPEN: Final[dict[str, Any]] = {
    "email-mfa": {"answer": "unknown"},
    "patching": {"answer": "na"},  # without a reason it counts as unknown
    "restore-test": {"answer": "unknown", "note": "our own words", "flagged": True},
    "incident-contacts": {"answer": "partly"},
    "server-room-lock": {"answer": "na", "reason": "no servers"},
}


def sheets(pack: "Pack", *arguments: object, **changes: object) -> dict[str, str]:
    return {name: data.decode() for name, data in render("sheet", pack.material(*arguments, **changes)).items()}


def sheet(pack: "Pack", *arguments: object, **changes: object) -> str:
    (text,) = sheets(pack, *arguments, **changes).values()
    return text


def asked(text: str) -> list[str]:
    return re.findall(r"^### Question \d+ of \d+: (.+)$", text, re.MULTILINE)


def shape(tokens: list[Token]) -> list[tuple[str, str, int]]:
    return [(token.type, token.tag, token.level) for token in tokens]


def test_what_is_unknown_or_not_answered_and_applies(pack: "Pack") -> None:
    text = sheet(pack, responses=OPEN)
    expected = ["email-mfa", "unique-accounts", "phishing-training", "patching", "endpoint-detection"]
    assert asked(text) == [*expected, "offline-backup", "restore-test"]
    assert text.count("### Question 7 of 7: ") == 1


def test_the_form_of_a_sheet(pack: "Pack") -> None:
    """The whole of it, by hand: this is what people get by mail."""
    assert list(sheets(pack)) == ["question-sheet-it-provider.md"]
    room = "_" * 30
    assert (
        sheet(pack)
        == f"""\
# Questions for the IT provider: Golden Clinic

The people at Golden Clinic want to know how well their mail, their computers and their patients' records are \
protected. One question is still open (about 5 minutes if all of it must be looked up), and you are the one who \
probably knows, or knows where to look. An assessor asks, on 23 Nov 2026.

How to fill it in:

1. Put an x between the brackets of the one answer that fits best today: `[x]`. On paper, tick it.
2. "Don't know" is a good answer. Nobody is blamed for a gap; only a wrong answer does harm.
3. Write whatever helps after "Note:", on as many lines as you like. No passwords, and no patients' names.
4. Leave the lines that begin with "Question" as they are: they say which question it is.
5. Skip what is not yours. Save the file as plain text and send it back, also when only a part is done.

Assessment: 00000000-0000-4000-8000-00000000000a

Filled in by (your name): {room}

Filled in on (such as 2026-11-23): {room}

### Question 1 of 1: restore-test

**Is restore-test in place?**

Subject: Resilience. Why we ask: Why restore-test matters.

- [ ] In place: implemented here
- [ ] Mostly: mostly here
- [ ] Partly: partly here
- [ ] Not in place: not here
- [ ] Don't know
- [ ] Doesn't apply: say why below

Why it doesn't apply: {room}

Answered by (if not the name above): {room}

Note: {room}

### End of the questions

Thank you. Please send this file back as it is.
"""
    )


def test_our_own_words_are_in_every_encoding(pack: "Pack") -> None:
    assert sheet(pack).isascii()


def test_nothing_private_is_on_it(pack: "Pack") -> None:
    text = sheet(pack, responses=OPEN)
    assert "our own words" not in text
    assert "no servers" not in text


def test_nothing_open_needs_no_sheet(pack: "Pack") -> None:
    known = {**pack.responses, "restore-test": {"answer": "not"}}
    assert sheets(pack, responses=known) == {}


@pytest.mark.parametrize(
    "text",
    [
        "# heading", "- [x] Mostly: yes", "Note: mine", "### Question 1 of 1: email-mfa", "Filled in by: me", "> quote",
        "End of the questions", "<script>alert(1)</script>", "[a](javascript:b)", "| a | b |", "***", "```", "    code",
        "http://x.example/", "\u202eabc", "a\n\n## b", "&lt;", "1. item", "Answered by: me",
    ],
)  # fmt: skip
def test_a_nasty_text_anywhere_adds_no_structure(pack: "Pack", text: str) -> None:
    nasty = sheet(pack, say=lambda _field, _old: text, responses=OPEN, assessor=text)
    harmless = sheet(pack, say=lambda _field, _old: "plain", responses=OPEN, assessor="plain")
    tokens = READER.parse(nasty)
    assert shape(tokens) == shape(READER.parse(harmless))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "code_inline", "strong_open", "strong_close", "softbreak"}
    assert "\u202e" not in nasty
    assert asked(nasty) == asked(harmless)
    assert len(nasty.split("\n")) == len(harmless.split("\n"))


def test_a_host_name_reads_as_people_write_it(pack: "Pack") -> None:
    text = sheet(pack, say=lambda field, old: "We use gmail.com and www.x.example" if field == "level" else old)
    assert "gmail.com" in text
    assert "www.x.example" not in text, "and no viewer makes a link of an address"


@pytest.mark.parametrize(
    ("why", "short"),
    [
        ("One. Two.", "One. Two."),
        ("", ""),
        ("A" * 300 + ". Two.", "A" * 300 + "."),
        ("A" * 150 + ". " + "B" * 100 + ".", "A" * 150 + "."),
        ("No end", "No end"),
        ("See 3.5 of it. e.g. this.", "See 3.5 of it. e.g. this."),
    ],
)
def test_a_reason_is_cut_between_sentences(why: str, short: str) -> None:
    assert short_why(why) == short
