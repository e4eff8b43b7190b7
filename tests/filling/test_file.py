"""The file that comes back: any encoding a word processor writes, and whatever else somebody attaches instead."""

import os
from pathlib import Path

import pytest

from posture.errors import DamagedFile, ExitCode, PostureError
from posture.filling.file import SIZE_LIMIT, load_sheet, refuse_other
from posture.model.control import Answer
from tests.filling.sheets import Filled, blank, fill_in, house, visit

IDS = ("email-mfa", "patching")
TEXT = fill_in(blank(house(IDS), visit()), {"patching": Filled(Answer.MOSTLY, "für später")}, by="Zoë")


def saved(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "sheet.md"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le with a mark"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_as_editors_save_it(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = TEXT.replace("\n", line_end)
    data = ("\ufeff" + text).encode("utf-16-le") if "mark" in encoding else text.encode(encoding)
    entry = load_sheet(saved(tmp_path, data)).entries[1]
    assert (entry.control_id, entry.note, entry.by) == ("patching", "für später", "Zoë")
    assert [box.answer for box in entry.ticked] == [Answer.MOSTLY]


def refusal(path: Path) -> PostureError:
    with pytest.raises(PostureError) as caught:
        load_sheet(path)
    assert str(path) in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (TEXT.encode("cp1252", "replace"), "UTF-8"),
        (b"PK\x03\x04\xff\xfe", "word processor"),
        (b"%PDF-1.7\n\xe2\xe3", "word processor"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "not a question sheet"),
        (b"A letter.\n", "not a question sheet"),
        (b"\x00" * 100, "not a question sheet"),
        (b"x" * (SIZE_LIMIT + 1), "too large"),
    ],
)
def test_anything_else_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    error = refusal(saved(tmp_path, data))
    assert words in f"{error.title} {error.message} {error.hint}"
    assert error.exit_code is ExitCode.NO


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.md").exit_code is ExitCode.REFUSED
    assert "folder" in refusal(tmp_path).title
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        refusal(tmp_path / "pipe")


def test_a_line_of_the_largest_size_takes_no_time_to_speak_of(tmp_path: Path) -> None:
    # The limit of the suite would catch an expression that backtracks.
    for piece in (b"> ", b"### ", b"[ ", b"- [", b"Note (", b"* ", b"Question 1 of 1: ", b"_"):
        load = piece * ((SIZE_LIMIT - 200) // len(piece))
        path = saved(tmp_path, b"### Question 1 of 1: patching\n" + load)
        assert load_sheet(path).entries[0].control_id == "patching"


def test_the_sheet_of_another_clinic_is_refused(tmp_path: Path) -> None:
    sheet = load_sheet(saved(tmp_path, TEXT.encode()))
    refuse_other(sheet, visit())
    later = visit(id="00000000-0000-4000-8000-000000000002", previous="00000000-0000-4000-8000-000000000001")
    refuse_other(sheet, later)
    other = visit(id="00000000-0000-4000-8000-000000000003", clinic="Hill Clinic")
    with pytest.raises(DamagedFile) as caught:
        refuse_other(sheet, other)
    line = next(number for number, text in enumerate(TEXT.split("\n"), 1) if text.startswith("Assessment: "))
    assert f"sheet.md:{line}" in caught.value.message
    assert "Hill Clinic" in caught.value.message
    without = TEXT.replace("Assessment: 00000000", "Assessment: \nWas: 0")
    refuse_other(load_sheet(saved(tmp_path, without.encode())), other)
