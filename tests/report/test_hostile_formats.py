"""Every format there is: hostile words in every field leave the structure of each file as harmless ones do.

The formats are those of the registry, and a file whose structure nobody knows fails: none can be forgotten.
"""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from posture.assess.trend import Visit, trend
from posture.report import compared
from posture.report.formats import FORMATS, render
from tests.report.hostile import AUTHORS, NASTY, answers, everywhere, plain
from tests.report.pdf_reader import text_of
from tests.report.shapes import shape

if TYPE_CHECKING:
    from tests.report.conftest import Pack

SOME = (
    "# heading", "| a | b |", "a | b\n--- | ---\nc | d", "``` code", "</table>", "<!-- hidden",
    "[link](javascript:alert(1))", "one\n\n## two\n\nthree", "{{ 7 * 7 }}", "=1+1", "\x1b[31mred", "a\u2028# b",
    "END:VEVENT\r\nBEGIN:VEVENT", '","x":"', '#panic("x") $x$ \\',
)  # fmt: skip
"""One of each kind; Markdown, the web page, CSV, OSCAL and PDF have tests with all."""

# A PDF takes a while; what typst reads has tests of its own.
SLOW = {"pdf": ("one\n\n## two\n\nthree", '#panic("x") $x$ \\')}


def written(pack: "Pack", form: str, said: str, note: str) -> dict[str, bytes]:
    def say(field: str, old: str) -> str:
        return old if field in AUTHORS else said

    return render(form, pack.material(say, responses=answers(pack, said, note), **everywhere(said)))


@pytest.mark.parametrize("form", FORMATS)
def test_every_file_of_every_format_keeps_its_structure(pack: "Pack", form: str) -> None:
    for text in SLOW.get(form, SOME):
        hostile, harmless = written(pack, form, text, text), written(pack, form, "plain", plain(text))
        assert hostile.keys() == harmless.keys()
        for name, data in hostile.items():
            assert shape(name, data) == shape(name, harmless[name]), (name, text)
            words = text_of(data) if form == "pdf" else data.decode()
            assert "\x1b" not in words
            assert "\u202e" not in words


@pytest.mark.parametrize("form", compared.FORMATS)
def test_so_does_a_comparison(pack: "Pack", form: compared.FormatName) -> None:
    def made(said: str) -> dict[str, bytes]:
        def say(field: str, old: str) -> str:
            return old if field in AUTHORS else said

        old = pack.material(say, clinic=said, started=date(2025, 11, 23))
        new = pack.material(say, responses={**answers(pack, said, said), "restore-test": {"answer": "implemented"}})
        found = trend(*(Visit(one.library, one.assessment, one.evaluation.as_of) for one in (old, new)))
        told = compared.Compared(found, old.assessment, new.assessment, (f"caution {said}",), "1.2.3")
        return compared.render(told, form)

    harmless = made("plain")
    for text in (*SOME, *NASTY):
        for name, data in made(text).items():
            assert shape(name, data) == shape(name, harmless[name]), (name, text)
            assert "\x1b" not in data.decode()
            assert "\u202e" not in data.decode()


def test_a_file_of_an_unknown_kind_has_no_structure() -> None:
    with pytest.raises(KeyError):
        shape("report.xlsx", b"")


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("a.md", b"a\n", b"# a\n"),
        ("a.html", b"<p>a</p>", b"<p>a<b></b></p>"),
        ("a.csv", b"a,b\r\n1,2\r\n", b"a,b\r\n1,2\r\n3,4\r\n"),
        ("a.json", b'{"a": 1}', b'{"a": 1, "b": 2}'),
        ("a.ics", b"BEGIN:X\r\nEND:X\r\n", b"BEGIN:X\r\nA:1\r\nEND:X\r\n"),
    ],
)
def test_another_structure_is_noticed(name: str, one: bytes, other: bytes) -> None:
    assert shape(name, one) != shape(name, other)
