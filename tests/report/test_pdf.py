"""The PDF: what is on it, that nobody's words become a program, and that the process which sets it reaches nothing."""

import json
import os
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from posture.errors import PostureError, WrongUse
from posture.report import pdf
from posture.report.apart import command
from posture.report.formats import render
from posture.report.look import Brand, Look
from posture.report.markdown_reader import blocks
from tests.report.hostile import AUTHORS, answers, everywhere, lines_of, plain
from tests.report.pdf_reader import headings, reader, squeezed, tags, text_of

if TYPE_CHECKING:
    from tests.report.conftest import Pack

TYPST = (
    '#panic("x")', '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *', "$x^2$ *b* _i_ `raw` = heading",
    '"]) #while true {}', "<label> @label // gone /* gone", "\\u{202e} \\ ~ -- --- ... - + / term: x",
    "https://x.example #[x] #(1+1)", '\\", "kind": "logo"}', "#sys.inputs.report",
)  # fmt: skip


PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" + b"\x7a\x1f\x5c" * 2)),
        (b"IEND", b""),
    )
)
"""Two pixels."""


def made(pack: "Pack", *arguments: Any, **changes: Any) -> bytes:  # noqa: ANN401 - handed on
    return render("pdf", pack.material(*arguments, **changes))["report.pdf"]


def test_it_is_a_tagged_pdf_that_says_so_with_title_language_and_day(pack: "Pack") -> None:
    found = reader(made(pack))
    assert "'/Marked': True" in str(found.root_object["/MarkInfo"])
    assert str(found.root_object["/Lang"]) == "en"
    assert found.metadata is not None
    assert found.metadata.title == "Security assessment of Golden Clinic"
    assert str(found.metadata["/CreationDate"]).startswith("D:20261123")
    assert found.xmp_metadata is not None
    assert found.xmp_metadata.rdf_root.toxml().count("pdfuaid:part>1<") == 1


def test_it_has_the_headings_and_tables_of_the_markdown_and_the_charts(pack: "Pack") -> None:
    data = made(pack)
    wanted = [block for block in blocks(pack.markdown()) if block[0].type == "heading_open"]
    assert headings(data) == [block[1].content.replace("\\", "") for block in wanted]
    # What is a chart here is a table there; every other table stands in both.
    charts = sum(tag == "/Figure" for tag in tags(data))
    assert charts == 4  # posture, checklists, hours, threats; there is no earlier visit
    words = text_of(data)
    for figure in ("Each checklist", "Posture against hours of work", "How prepared the clinic is, stage by stage."):
        assert figure in words


def test_every_page_names_clinic_day_and_its_number(pack: "Pack") -> None:
    pages = reader(made(pack)).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        words = page.extract_text()
        assert "Golden Clinic 23 Nov 2026" in words
        assert f"{number} / {len(pages)}" in words


def test_the_owner_s_part_of_the_sample_is_two_pages(tmp_path: Path) -> None:
    from posture.content.library import BUILTIN, assemble, require  # noqa: PLC0415 - this test alone needs them
    from posture.sample import open_sample, sample_workspace  # noqa: PLC0415

    with sample_workspace() as where:
        session = open_sample(require(assemble([BUILTIN])), where)
        (path,) = session.export(["pdf"], folder=tmp_path, audience="owner")
    assert len(reader(path.read_bytes()).pages) == 2


@pytest.mark.parametrize("text", [" ".join(TYPST), "\n\n".join(TYPST)], ids=["line", "paragraphs"])
def test_what_typst_would_calculate_is_text(pack: "Pack", text: str) -> None:
    def of(said: str, note: str) -> bytes:
        def say(field: str, old: str) -> str:
            return old if field in AUTHORS else said

        return made(pack, say, responses=answers(pack, said, note), **everywhere(said))

    data = of(text, text)
    assert tags(data) == tags(of("plain", plain(text)))
    words = squeezed(text_of(data))
    for line in lines_of(text):
        assert squeezed(line) in words


def test_an_author_s_words_are_no_program_either(pack: "Pack") -> None:
    data = made(pack, lambda field, old: "\n\n".join(TYPST) if field in AUTHORS else old)
    assert headings(data) == headings(made(pack))
    assert squeezed("#sys.inputs.report") in squeezed(text_of(data))


def test_letters_that_no_font_has_stand_as_their_numbers(pack: "Pack") -> None:
    note = "日 é ż Ω Ж א ✓ 🏥 " + "x" * 400
    responses = {**pack.responses, "patching": {"answer": "mostly", "note": note}}
    data = made(pack, lambda field, old: f"{old} 本" if field in ("checklist title", "clinic") else old,
                responses=responses)  # fmt: skip
    words = text_of(data)
    assert "<U+65E5> é ż Ω Ж א ✓ <U+1F3E5> xxx" in words
    assert "Golden Clinic <U+672C>" in words
    assert "Accounts <U+672C>" in words  # in a chart too
    assert squeezed(words).count("x" * 400) >= 1


def test_the_same_report_gives_the_same_bytes_wherever_it_is_made(
    pack: "Pack", monkeypatch: pytest.MonkeyPatch
) -> None:
    once = made(pack)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TYPST_FONT_PATHS", "/usr/share/fonts")
    assert made(pack) == once
    material = pack.material()
    later = replace(material, evaluation=replace(material.evaluation, as_of=date(2026, 12, 1)))
    assert render("pdf", later)["report.pdf"] != once


def test_a_consultant_s_name_colour_and_logo_are_on_it(pack: "Pack") -> None:
    material = pack.material()
    brand = Brand(name="Example Consulting", accent="#7a1f5c", logo=PNG)
    data = render("pdf", replace(material, look=Look(brand=brand)))["report.pdf"]
    found = reader(data).metadata
    assert found is not None
    assert found.author == "Example Consulting"
    assert tags(data).count("/Figure") == tags(made(pack)).count("/Figure") + 1


# --- the process ---------------------------------------------------------------------------------------------------


def attempt(program: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """What the process makes of another program than ours, in a folder of its own."""
    request = {"program": program, "report": {"a": "b"}, "timestamp": 1}
    return subprocess.run(
        command("posture.report.pdf_worker"), input=json.dumps(request).encode(), capture_output=True, cwd=folder,
        timeout=60, check=False,
    )  # fmt: skip


def test_the_process_sets_what_it_is_given(tmp_path: Path) -> None:
    done = attempt('#set document(title: "x")\n#json(bytes(sys.inputs.report)).a', tmp_path)
    assert done.stdout.startswith(b"%PDF-")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits; nothing of a report is a program in any case")
def test_even_a_program_of_somebody_else_could_open_nothing(tmp_path: Path) -> None:
    (tmp_path / "beside.txt").write_text("beside", encoding="utf-8")
    # The control: where nothing is limited, typst does read what lies in the folder.
    script = "import typst, sys; sys.stdout.buffer.write(typst.Compiler(b'#read(\"beside.txt\")', root='.').compile())"
    free = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert free.stdout.startswith(b"%PDF-")
    for program in ('#read("beside.txt")', '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *'):
        done = attempt(f'#set document(title: "x")\n{program}', tmp_path)
        assert done.returncode != 0
        assert done.stdout == b""


def test_a_program_that_never_ends_is_ended(pack: "Pack", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.01)  # less than Python needs to start
    with pytest.raises(PostureError, match="can't be set") as caught:
        made(pack)
    assert "report.html" in caught.value.hint


def test_without_the_extra_it_says_which_one(pack: "Pack", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)  # what Python takes for a package that is not there
    with pytest.raises(WrongUse) as caught:
        made(pack)
    assert 'pip install ".[pdf]"' in caught.value.hint
    assert "posture[pdf]" in caught.value.message
