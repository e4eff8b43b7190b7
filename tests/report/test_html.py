"""The HTML report: one page that says what the Markdown says, loads nothing, and runs nothing."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from posture.assess.scoring import Readings
from posture.report.formats import ReportInput, render
from posture.report.material import Audience, Visit
from posture.report.page import css_text
from posture.ui.theme import PALETTES
from tests.report.hostile import AUTHORS, NASTY, answers, everywhere, lines_of, plain
from tests.report.page_reader import Page, read_page

if TYPE_CHECKING:
    from tests.report.conftest import Pack

EARLIER = Visit(date(2026, 5, 20), Readings(Fraction(0), Fraction(0), Fraction(100)), "E", provisional=True)

HEADINGS = ("h1", "h2", "h3", "h4", "h5")

Say = Callable[[str, str], str]


def html(material: ReportInput) -> str:
    return render("html", material)["report.html"].decode()


def hostile(pack: "Pack", text: str, note: str, say: Say) -> Page:
    source = html(pack.material(say, responses=answers(pack, text, note), **everywhere(text)))
    assert "\u202e" not in source
    assert "\x1b" not in source
    return read_page(source)


# --- nothing from outside, nothing that runs ---------------------------------------------------------------------


def check_harmless(page: Page) -> None:
    allowed = {
        "html", "head", "meta", "title", "style", "body", "main", "nav", "section", "h1", "h2", "h3", "h4", "h5", "p",
        "ul", "ol", "li", "a", "div", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "code", "pre", "br",
        "figure", "figcaption", "svg", "rect", "line", "circle", "text",
    }  # fmt: skip
    assert {element.tag for element in page.elements} <= allowed
    for element in page.elements:
        assert set(element.attributes) <= {
            "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "role", "scope", "data-label",
            "aria-label", "start", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "text-anchor",
        }, element  # fmt: skip
        assert element.attributes.get("href", "#").startswith("#")


def test_the_policy_allows_nothing_but_the_page_s_own_style(pack: "Pack") -> None:
    page = read_page(html(pack.material()))
    (policy,) = [meta.attributes["content"] for meta in page.all("meta") if "http-equiv" in meta.attributes]
    digest = base64.b64encode(hashlib.sha256(page.one("style").text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    # The policy counts only for what comes after it.
    order = [element.tag for element in page.elements]
    assert order.index("style") > [*order].index("meta")
    assert not re.search(r"url\(|@import|expression", page.one("style").text)


def test_there_is_nothing_that_runs_loads_or_leads_elsewhere(pack: "Pack") -> None:
    check_harmless(read_page(html(pack.material())))


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_in_every_field_changes_no_element(pack: "Pack", text: str) -> None:
    page = hostile(pack, text, text, lambda field, old: old if field in AUTHORS else text)
    tame = hostile(pack, "plain", plain(text), lambda field, old: old if field in AUTHORS else "plain")
    check_harmless(page)
    assert page.structure == tame.structure
    for line in lines_of(text):
        assert line in page.text


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_of_an_author_adds_only_text_lists_code_and_emphasis(pack: "Pack", text: str) -> None:
    check_harmless(read_page(html(pack.material(lambda field, old: text if field in AUTHORS else old))))


@given(text=st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_one_string_of_a_style_sheet(text: str) -> None:
    # CSS Syntax 3: a backslash and up to six hexadecimal digits are one character; nothing else is left but letters.
    assert re.fullmatch(r'"(?:[A-Za-z0-9 ]|\\[0-9a-f]{6})*"', css_text(text))


def test_the_clinic_and_the_date_stand_on_every_printed_sheet(pack: "Pack") -> None:
    style = read_page(html(pack.material(clinic="O'Brien & Söhne"))).one("style").text
    assert 'content: "O\\000027Brien \\000026 S\\0000f6hne"' in style
    assert 'content: "23 Nov 2026"' in style


# --- what it says ------------------------------------------------------------------------------------------------


def test_it_says_what_the_markdown_says(pack: "Pack") -> None:
    material = pack.material()
    tokens = MarkdownIt("commonmark").enable("table").parse(pack.markdown())
    said = [
        "".join(child.content if child.type != "softbreak" else "\n" for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]
    shown = [element.text.strip() for element in read_page(html(material)).elements]
    # Drawn instead: the table of checklists, whose numbers stand in another table too, and the line of grades.
    drawn = {"At least", "Score", "Could be", "Answered"}
    missing = [text for text in said if text not in shown and text not in drawn and " of " not in text[:5]]
    assert missing == ["Grades: A from 90, B from 75, C from 60, D from 40, E below that."]


def test_every_heading_of_the_contents_can_be_reached(pack: "Pack") -> None:
    page = read_page(html(pack.material()))
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    links = {link.attributes["href"].removeprefix("#"): link.text for link in page.all("a")}
    headings = {element.attributes["id"]: element.text for element in page.elements if element.tag in ("h2", "h3")}
    assert links == headings


def test_headings_never_skip_a_level(pack: "Pack") -> None:
    levels = [int(element.tag[1]) for element in read_page(html(pack.material())).elements if element.tag in HEADINGS]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_chart_has_its_words(pack: "Pack") -> None:
    page = read_page(html(pack.material()))
    captions = [caption.text for caption in page.all("figcaption")]
    pictures = page.all("svg")
    assert all(picture.attributes["role"] == "img" for picture in pictures)
    for start in ("Posture", "Each checklist", "How prepared the clinic is", "Posture against hours of work"):
        assert any(caption.startswith(start) for caption in captions)
    labels = {picture.attributes["aria-label"] for picture in pictures}
    assert "Posture 35.1 of 100, grade E: at least 20.2, could be 48.7." in labels
    assert any(label.startswith("Each checklist: Accounts ") for label in labels)
    assert any("Phishing" in label and "prevent" in label for label in labels)
    assert any(label.startswith("Posture against hours of work: day 7: ") for label in labels)


def test_a_trend_is_drawn_where_there_is_an_earlier_assessment(pack: "Pack") -> None:
    material = pack.material()
    assert "Posture at each assessment" not in html(material)
    page = read_page(html(replace(material, earlier=(EARLIER,))))
    (label,) = {each.attributes["aria-label"] for each in page.all("svg") if "at each" in each.attributes["aria-label"]}
    assert label.endswith("23 Nov 2026 35.1 E (at least 20.2 · could be 48.7).")
    assert "20 May 2026 0.0 provisional (at least 0.0 · could be 100.0);" in label


@pytest.mark.parametrize("checklists", [[{"id": "facility"}], []])
def test_nothing_to_score_is_a_page_without_charts(pack: "Pack", checklists: list[dict[str, str]]) -> None:
    page = read_page(html(pack.material(checklists=checklists)))
    assert page.all("h2")
    assert {caption.text.split(",")[0] for caption in page.all("figcaption")} <= {"How prepared the clinic is"}


def test_an_assessment_without_answers_names_no_grade_in_a_chart(pack: "Pack") -> None:
    page = read_page(html(pack.material(responses={})))
    labels = [picture.attributes["aria-label"] for picture in page.all("svg")]
    assert "Posture 0.0 of 100: at least 0.0, could be 100.0." in labels
    assert not any(re.search(r"grade [A-E]\b", label) for label in labels)


# --- how it looks ------------------------------------------------------------------------------------------------


def test_the_colours_are_those_of_the_light_theme(pack: "Pack") -> None:
    style = read_page(html(pack.material())).one("style").text
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style.split("}")[0]))
    assert colours == {role: colour for role, colour in PALETTES["posture-light"].items() if role in colours}
    assert len(colours) == 14


def test_a_cell_of_a_card_says_the_name_of_its_column(pack: "Pack") -> None:
    page = read_page(html(pack.material()))
    assert all("data-label" in cell.attributes for cell in page.all("td"))
    assert {cell.attributes["role"] for cell in page.all("td")} == {"cell"}
    assert {cell.attributes["scope"] for cell in page.all("th")} == {"col"}


@pytest.mark.parametrize(
    ("audience", "parts"),
    [
        ("owner", ["For the owner"]),
        ("it", ["For the person who carries it out"]),
        ("auditor", ["For an auditor or insurer"]),
        (None, ["For the owner", "For the person who carries it out", "For an auditor or insurer"]),
    ],
)
def test_each_reader_gets_a_part(pack: "Pack", audience: Audience | None, parts: list[str]) -> None:
    page = read_page(html(replace(pack.material(), audience=audience)))
    assert [heading.text for heading in page.all("h2")] == parts
    check_harmless(page)
