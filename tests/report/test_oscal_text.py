"""OSCAL: what a person wrote comes back as it was written, adds nothing, and reaches no terminal as a command."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.text import one_line
from posture.report.formats import render
from posture.report.oscal_values import moment
from tests.report.hostile import MARKUP, NASTY, answers, everywhere, lines_of
from tests.report.oscal_reader import MARKDOWN, Written, by_control, prop, said, texts, written

if TYPE_CHECKING:
    from tests.report.conftest import Pack

OWN = [
    "x^2^",
    "{{ insert: param, p }}",
    "\\^ and \\{{",
    '{"a": 1}',
    '"}],"poam-items":[',
    "\x00\x1b[2J\x9b1m",
    "a\u2028b\u202ec",
    "😀 ﷽ ñ",
]


def shape(value: object) -> object:
    """Which keys, how many entries, and of what kind; ids and texts differ."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def made(pack: "Pack", text: str) -> Written:
    return written(pack.material(responses=answers(pack, text, text), **everywhere(text)))


@pytest.fixture(scope="module")
def harmless(pack: "Pack") -> object:
    """The shape of both files where every text is a plain word."""
    found = made(pack, "plain")
    return shape([found.results, found.poam])


def check(pack: "Pack", harmless: object, text: str) -> None:
    found = made(pack, text)
    assert shape([found.results, found.poam]) == harmless
    lines = lines_of(text)
    # Markdown: a note keeps its lines, and nothing of it is markup.
    remarks = found.finding("patching")["remarks"]
    assert [line for line in said(remarks).split("\n") if line] == lines
    inline = {child.type for token in MARKDOWN.parse(remarks) for child in token.children or ()}
    assert inline <= {"text", "softbreak"}
    # Plain: a name is exactly itself, on one line.
    assert one_line(text) in {one["name"] for one in found.poam["metadata"]["parties"]}
    (accepted,) = found.risk("endpoint-detection")["remediations"]
    assert [line for line in said(accepted["description"]).split("\n") if line] == lines
    evidence = next(one for one in found.result["observations"] if prop(one, "control") == "patching")
    assert [line for line in said(evidence["description"]).split("\n") if line] == lines
    own = by_control(found.poam["risks"])["patching"]["remediations"]
    assert " / ".join(lines) in [said(one["title"]) for one in own]


@pytest.mark.parametrize("text", [*NASTY, *OWN])
def test_a_nasty_text_changes_no_structure_and_comes_back(pack: "Pack", harmless: object, text: str) -> None:
    check(pack, harmless, text)


# Seen to fail when `prose` escaped nothing.
@given(text=MARKUP.filter(lambda text: bool(lines_of(text))))
@settings(max_examples=25, deadline=None)
def test_any_markup_changes_no_structure_and_comes_back(pack: "Pack", harmless: object, text: str) -> None:
    check(pack, harmless, text)


@pytest.mark.parametrize("text", [*NASTY, *OWN])
def test_no_mark_that_commands_or_reorders_is_in_either_file(pack: "Pack", text: str) -> None:
    said_by_all = pack.material(lambda _f, _o: text, responses=answers(pack, text, text), **everywhere(text))
    for data in render("oscal", said_by_all).values():
        document = data.decode("utf-8")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", document)
    found = made(pack, text)
    for said_there in texts([found.results, found.poam]):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said_there)


def test_superscripts_and_parameters_of_oscal_are_text_too(pack: "Pack") -> None:
    remarks = made(pack, "x^2^ {{ insert: param, p }}").finding("patching")["remarks"]
    assert remarks == r"x\^2\^ \{\{ insert: param, p }}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 11, 23), "2026-11-23T00:00:00Z"),
        (date(1, 1, 1), "1900-01-01T00:00:00Z"),
        (date(9999, 12, 31), "2999-12-31T00:00:00Z"),
        (date(1996, 2, 29), "1996-02-28T00:00:00Z"),
        (date(2024, 2, 29), "2024-02-29T00:00:00Z"),
        (datetime(2026, 11, 23, 1, 2, 3), "2026-11-23T01:02:03Z"),  # noqa: DTZ001 — files hold such moments
        (datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC), "2026-11-23T01:02:03Z"),
        (datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=2))), "2026-11-22T23:30:00Z"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2))), "1900-01-01T00:00:00Z"),
    ],
)
def test_a_moment_is_said_in_utc_or_as_near_as_oscal_can_say_it(value: date, expected: str) -> None:
    assert moment(value) == expected


def test_a_day_that_oscal_cannot_say_is_said_in_words(pack: "Pack") -> None:
    seen = {"method": "examine", "reference": "a charter", "collected": date(1215, 6, 15)}
    found = written(pack.material(responses={**pack.responses, "patching": {"answer": "mostly", "evidence": [seen]}}))
    observed = next(one for one in found.result["observations"] if prop(one, "control") == "patching")
    assert observed["remarks"] == "Collected on 15 Jun 1215."


@given(day=st.dates())
@settings(max_examples=200, deadline=None)
def test_every_day_fits_the_pattern_of_the_schema(day: date) -> None:
    year, rest = moment(day)[:4], moment(day)[4:10]
    assert 1900 <= int(year) <= 2999
    assert rest != "-02-29" or int(year) >= 2000
