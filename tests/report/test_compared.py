"""A comparison as a report: whatever the clinic, a checklist or a control is called, it is shown, and nothing more."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from posture.assess.trend import Visit, trend
from posture.report.compared import Compared, render
from tests.report.hostile import NASTY, lines_of
from tests.report.page_reader import read_page

if TYPE_CHECKING:
    from tests.report.conftest import Pack

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def compared(pack: "Pack", words: str) -> Compared:
    def say(field: str, old: str) -> str:
        return words if field in {"clinic", "control title", "checklist title"} else old

    old = pack.material(say)
    new = pack.material(say, responses={**pack.responses, "email-mfa": {"answer": "implemented", "note": words}})
    found = trend(*(Visit(each.library, each.assessment, pack.as_of) for each in (old, new)))
    return Compared(found, old.assessment, new.assessment, (f"a caution: {words}",), "1.2.3")


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_changes_no_structure(pack: "Pack", text: str) -> None:
    (source,) = (data.decode() for data in render(compared(pack, text), "markdown").values())
    (harmless,) = (data.decode() for data in render(compared(pack, "plain"), "markdown").values())
    tokens, others = READER.parse(source), READER.parse(harmless)
    assert [(token.type, token.tag) for token in tokens] == [(token.type, token.tag) for token in others]
    shown = "\n".join(child.content for token in tokens for child in token.children or ())
    whole = "\n".join("".join(child.content for child in token.children or ()) for token in tokens)
    assert " / ".join(lines_of(text)) in whole, shown
    assert "\x1b" not in source
    assert "\u202e" not in source


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_is_text_on_the_page(pack: "Pack", text: str) -> None:
    (page,) = (read_page(data.decode()) for data in render(compared(pack, text), "html").values())
    (harmless,) = (read_page(data.decode()) for data in render(compared(pack, "plain"), "html").values())
    assert [element.tag for element in page.elements] == [element.tag for element in harmless.elements]


def test_the_same_comparison_gives_the_same_bytes(pack: "Pack") -> None:
    told = compared(pack, "plain")
    for form in ("markdown", "html"):
        assert render(told, form) == render(replace(told), form)
