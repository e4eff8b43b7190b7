"""The history beside an assessment: every state comes back, who and when are told, and nothing of it is ever lost."""

import os
import random
import stat
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from posture.errors import DamagedFile, StoreRefused, WrongUse
from posture.model.assessment import ActionState, Assessment, PlanSettings, Response
from posture.model.control import Answer
from posture.store import history, journal, saving
from posture.store.assessments import Saved, dumps, read
from posture.store.history import Flaw
from posture.store.journal import history_path
from posture.store.telling import Change, Revision, revisions
from posture.store.verifying import verify

NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


class Book:
    """An assessment that is saved again and again, and what its file held after each save."""

    def __init__(self, path: Path, assessment: Assessment) -> None:
        self.path = path
        self.at = NOW
        self.base: Saved | None = None
        self.files: list[bytes] = []
        self.save(assessment)

    def save(self, assessment: Assessment) -> None:
        self.at += timedelta(minutes=1)
        self.base = saving.save(self.path, assessment, self.base, self.at)
        self.files.append(self.path.read_bytes())

    def note(self, control: str, note: str) -> None:
        self.save(self.now.with_response(control, replace_note(self.now, control, note, self.at)))

    @property
    def now(self) -> Assessment:
        assert self.base
        return self.base.assessment

    @property
    def told(self) -> list[Revision]:
        found = list(revisions(history.walk(self.data)))
        assert not [one for one in found if isinstance(one, Flaw)]
        return [one for one in found if isinstance(one, Revision)]

    @property
    def data(self) -> bytes:
        data = history.read(self.path)
        assert data is not None
        return data

    def reopen(self) -> None:
        self.base = read(self.path)


def replace_note(assessment: Assessment, control: str, note: str, at: datetime) -> Response:
    return assessment.response(control).model_copy(update={"note": note, "at": at})


@pytest.fixture
def book(tmp_path: Path, assessment: Assessment) -> Book:
    return Book(tmp_path / "clinic" / "a.toml", assessment)


def test_every_state_comes_back_byte_for_byte(book: Book) -> None:
    one = book.now.with_response("training-yearly", Response(answer=Answer.MOSTLY, by="Ana", at=NOW))
    book.save(one)
    book.save(one.with_facts({"staff": 1, "own_domain": False, "devices": ("windows",)}))
    book.save(book.now.with_facts({"staff": True, "own_domain": False}))  # which equals 1 in Python
    book.save(book.now.with_action_state("publish-dmarc", ActionState()))
    book.save(book.now.with_plan(PlanSettings(start=date(2026, 12, 1))))
    book.save(book.now.model_copy(update={"clinic": "Riverside", "assessor": "", "started": None}))
    book.save(book.now.with_response("email-dmarc", Response()))
    book.save(one)  # all of it undone, and each response in its place again
    assert [dumps(state) for n in range(1, 10) if (state := history.state_at(book.data, n))] == book.files
    assert history.state_at(book.data, 10) is None


def test_it_is_told_who_answered_what_and_when(book: Book) -> None:
    dmarc = book.now.responses["email-dmarc"]
    answered = dmarc.model_copy(update={"answer": Answer.IMPLEMENTED, "by": "Ben", "at": NOW, "note": ""})
    book.save(book.now.with_response("email-dmarc", answered))
    book.save(book.now.with_facts({**book.now.facts, "staff": 9}))
    begun, told, facts = book.told
    assert (begun.n, begun.kind, begun.answers, begun.clinic) == (1, "begun", 3, "Riverside Family Clinic")
    assert begun.at == NOW + timedelta(minutes=1)
    at = "2026-11-23T14:02:07+00:00"
    note = dmarc.note
    assert told.changes == (
        Change("answer", "email-dmarc", "partly", "implemented", "Ben", at),
        Change("note", "email-dmarc", note, None, "Ben", at),
    )
    assert facts.changes == (Change("fact", "staff", 8, 9),)


def test_a_save_without_a_change_adds_nothing(book: Book) -> None:
    before = book.data
    book.save(book.now)
    assert book.data == before


@pytest.mark.skipif(os.name == "nt", reason="file modes mean nothing on Windows")
@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_a_history_is_private_whatever_the_umask_and_becomes_so_again(
    mask: int, umask: Callable[[int], None], book: Book
) -> None:
    umask(mask)
    path = history_path(book.path)
    path.unlink()
    book.note("a", "x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    book.note("a", "y")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_left_beside_the_two_files(book: Book) -> None:
    for number in range(5):
        book.note("a", str(number))
    assert sorted(os.listdir(book.path.parent)) == ["a.history", "a.toml"]


def test_an_assessment_made_by_hand_opens_and_its_history_begins_with_the_next_save(book: Book) -> None:
    history_path(book.path).unlink()
    book.path.write_bytes(b"# by hand\n" + book.path.read_bytes())
    book.reopen()
    book.note("a", "x")
    begun, changed = book.told
    assert (begun.kind, begun.answers, changed.kind) == ("begun", 3, "changed")
    assert [change.what for change in changed.changes or ()] == ["note"]
    assert verify(book.path).problems == ()


def test_a_change_by_an_editor_is_noted_as_such_at_the_next_save(book: Book) -> None:
    book.note("a", "x")
    text = book.path.read_text(encoding="utf-8")
    book.path.write_text(text.replace('answer = "not"', 'answer = "implemented"'), encoding="utf-8")
    book.reopen()
    book.note("a", "y")
    _, _, outside, changed = book.told
    assert (outside.kind, outside.of) == ("outside", None)
    assert outside.changes == (Change("answer", "email-banner", "not", "implemented"),)
    assert [change.id for change in changed.changes or ()] == ["a"]
    assert verify(book.path).outside == (3,)


def test_an_older_copy_put_back_is_noted_as_the_revision_that_it_is(book: Book) -> None:
    for note in ("x", "y", "z"):
        book.note("a", note)
    book.path.write_bytes(book.files[1])
    book.reopen()
    book.note("a", "new")
    outside = book.told[-2]
    assert (outside.kind, outside.of) == ("outside", 2)
    assert [(change.before, change.after) for change in outside.changes or ()] == [("z", "x")]


def test_a_save_cut_short_between_history_and_file_is_noted_and_goes_on_from_the_file(book: Book) -> None:
    book.note("a", "x")
    book.note("a", "never acknowledged")
    book.path.write_bytes(book.files[1])  # as a kill before the file is replaced leaves it
    assert "cut short" in " ".join(verify(book.path).problems)
    book.reopen()
    book.note("a", "y")
    assert [one.kind for one in book.told] == ["begun", "changed", "changed", "interrupted", "changed"]
    assert book.told[3].of == 2
    assert verify(book.path).problems == ()


@pytest.mark.parametrize("length", [1, 30, -1])
def test_a_line_that_was_cut_short_is_dropped_by_the_next_save(book: Book, length: int) -> None:
    book.note("a", "x")
    whole = book.data
    book.note("a", "never acknowledged")
    line = book.data.removeprefix(whole).removesuffix(b"\n")
    history_path(book.path).write_bytes(whole + line[:length])
    book.path.write_bytes(book.files[1])
    assert "cut short" in " ".join(verify(book.path).problems)
    book.reopen()
    book.note("a", "y")
    assert [one.kind for one in book.told] == ["begun", "changed", "changed"]
    assert book.data.startswith(whole)
    assert verify(book.path).problems == ()


def test_a_last_line_that_only_lost_its_end_is_kept(book: Book) -> None:
    book.note("a", "x")
    history_path(book.path).write_bytes(book.data.removesuffix(b"\n"))
    assert verify(book.path).problems == ()
    book.note("a", "y")
    assert [one.n for one in book.told] == [1, 2, 3]
    assert verify(book.path).problems == ()


@pytest.mark.parametrize("junk", [b"\n", b"{}\n", b"\x00\xff\n", b'{"packed":"x"}\n', b"[" * 9_000 + b"\n", b"\n\n"])
def test_a_history_that_ends_in_junk_keeps_no_answer_from_being_saved_and_the_junk_stays_in_sight(
    book: Book, junk: bytes
) -> None:
    book.note("a", "x")
    with history_path(book.path).open("ab") as file:
        file.write(junk)
    book.note("a", "y")
    book.note("a", "z")
    assert read(book.path).assessment.response("a").note == "z"
    assert junk in book.data
    assert f"{history_path(book.path)}:3: revision 3" in verify(book.path).problems[0]
    found = list(revisions(history.walk(book.data)))
    assert [one.kind for one in found if isinstance(one, Revision)] == [
        *("begun", "changed", "mended", "changed", "changed")
    ]
    last = history.state_at(book.data, 5)
    assert last is not None
    assert last.response("a").note == "z"


# --- bringing back ---------------------------------------------------------------------------------------------------


def test_a_state_is_brought_back_as_a_new_revision_and_no_later_one_is_lost(book: Book) -> None:
    for note in ("x", "y", "z"):
        book.note("a", note)
    before = book.data
    saving.restore(book.path, 2, NOW)
    assert book.path.read_bytes() == book.files[1]
    assert book.data.startswith(before)
    assert (book.told[-1].kind, book.told[-1].of, book.told[-1].n) == ("restored", 2, 5)
    saving.restore(book.path, 4, NOW)  # and forth again
    assert book.path.read_bytes() == book.files[3]
    assert verify(book.path).problems == ()


def test_to_bring_back_what_is_there_changes_nothing(book: Book) -> None:
    before = (book.data, book.path.stat().st_mtime_ns)
    saving.restore(book.path, 1, NOW)
    assert (book.data, book.path.stat().st_mtime_ns) == before


def test_a_damaged_assessment_is_brought_back_and_the_damaged_one_is_kept(book: Book) -> None:
    book.note("a", "x")
    for damage in (b"\x00" * 700, b"[[[", b"\x00" * 700):
        book.path.write_bytes(damage)
        saving.restore(book.path, 2, NOW)
        assert book.path.read_bytes() == book.files[1]
        assert verify(book.path).problems == ()
    kept = {path.name: path.read_bytes() for path in book.path.parent.glob("*.damaged*")}
    assert kept == {"a.toml.damaged": b"\x00" * 700, "a.toml.damaged-2": b"[[["}


def test_an_assessment_that_is_gone_is_brought_back(book: Book) -> None:
    book.note("a", "x")
    book.path.unlink()
    saving.restore(book.path, 1, NOW)
    assert book.path.read_bytes() == book.files[0]
    assert verify(book.path).problems == ()


def test_a_revision_that_does_not_exist_is_wrong_use_that_names_those_that_do(book: Book) -> None:
    book.note("a", "x")
    for number in (0, 3, 999):
        with pytest.raises(WrongUse) as caught:
            saving.restore(book.path, number, NOW)
        assert "1 to 2" in caught.value.hint
    history_path(book.path).unlink()
    with pytest.raises(WrongUse, match="No history"):
        saving.restore(book.path, 1, NOW)


def test_a_revision_hidden_by_damage_is_told_and_one_with_the_whole_state_after_it_comes_back(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "WHOLE_EVERY", 4)
    for number in range(6):
        book.note("a", str(number))
    lines = book.data.split(b"\n")
    lines[1] = lines[1].replace(b'"note":"0"', b'"note":"9"')
    history_path(book.path).write_bytes(b"\n".join(lines))
    with pytest.raises(DamagedFile, match="Revision 3 can't be brought back"):
        saving.restore(book.path, 3, NOW)
    for number in (1, 4, 5, 7):
        saving.restore(book.path, number, NOW)
        assert book.path.read_bytes() == book.files[number - 1]


# --- names, sizes, and other assessments -----------------------------------------------------------------------------


def test_a_history_of_another_assessment_is_put_aside_and_never_gone_on_with(book: Book) -> None:
    theirs = book.data
    other = book.now.model_copy(update={"id": f"{7:032}", "clinic": "Other"})
    book.path.unlink()
    saving.save(book.path, other, None, NOW)
    assert (book.path.parent / "a.1.history").read_bytes() == theirs
    assert [one.clinic for one in book.told] == ["Other"]
    book.path.write_bytes(book.files[0])  # copied over it
    assert "of another assessment" in verify(book.path).problems[0]
    book.reopen()
    book.note("a", "x")
    assert [one.clinic for one in book.told] == ["Riverside Family Clinic"] * 2
    assert (book.path.parent / "a.2.history").exists()


def test_a_history_goes_with_its_assessment_to_another_name(book: Book) -> None:
    book.note("a", "x")
    new = book.path.with_name("b.toml")
    book.path.rename(new)
    history_path(book.path).rename(history_path(new))
    book.path = new
    book.reopen()
    book.note("a", "y")
    assert [one.kind for one in book.told] == ["begun", "changed", "changed"]


def test_what_is_packed_comes_back_byte_for_byte(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "PACK_STEP", 2**14)
    monkeypatch.setattr(journal, "_WORTH_PACKING", 2**12)
    lots = random.Random(23)
    written = book.data
    for number in range(150):
        size = len(book.data)
        book.note(f"c-{number % 7}", "".join(lots.choices(string.ascii_letters, k=300)))
        fresh = book.data[size:] if len(book.data) > size else book.data[book.data.rfind(b"\n", 0, -1) + 1 :]
        written += fresh
    assert book.data.count(b'{"packed":') >= 3
    assert len(book.data) < len(written)
    assert b"".join(line + b"\n" for _, line in history._unpacked(book.data) if isinstance(line, bytes)) == written
    assert [dumps(state) for n in range(1, 152, 10) if (state := history.state_at(book.data, n))] == book.files[::10]
    assert verify(book.path).problems == ()


def test_a_history_that_is_full_is_closed_and_a_new_one_goes_on_with_the_numbers(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        book.note("a", str(number))
    seal = book.told[-1].seal
    monkeypatch.setattr(journal, "FULL", 1_000)
    book.note("a", "next")
    assert (book.path.parent / "a.1.history").is_file()
    begun, changed = book.told
    assert (begun.n, begun.kind, changed.n) == (6, "begun", 7)
    assert seal.encode() in book.data.split(b"\n")[0]
    assert verify(book.path).problems == ()


def test_a_history_beyond_any_size_is_not_read(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LIMIT", 100)
    with pytest.raises(StoreRefused, match="Something else is in the place of a history"):
        verify(book.path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes and links")
@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_what_is_no_history_is_told_and_neither_followed_nor_waited_for(book: Book, kind: str) -> None:
    victim, path = book.path.with_name("victim"), history_path(book.path)
    victim.write_bytes(b"mine\n")
    path.unlink()
    if kind == "link":
        path.symlink_to(victim)
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    before = book.path.read_bytes()
    with pytest.raises(StoreRefused) as caught:
        book.note("a", "x")
    assert caught.value.title == "Something else is in the place of a history"
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert (book.path.read_bytes(), victim.read_bytes()) == (before, b"mine\n")


def test_a_base_of_another_moment_is_never_written_over(book: Book) -> None:
    stale = book.base
    book.note("a", "x")
    before = book.data
    assert stale
    with pytest.raises(StoreRefused, match="changed elsewhere"):
        saving.save(book.path, stale.assessment.with_facts({}), replace(stale), NOW)
    assert book.data == before


def test_assessments_whose_names_differ_in_their_ends_only_have_a_history_each(
    tmp_path: Path, assessment: Assessment
) -> None:
    other = assessment.model_copy(update={"id": f"{7:032}"})
    books = [Book(tmp_path / "a.toml", assessment), Book(tmp_path / "a.txt", other)]
    for number in range(3):
        for book in books:
            book.note("a", str(number))
    assert sorted(os.listdir(tmp_path)) == ["a.history", "a.toml", "a.txt", "a.txt.history", "home"]
    assert [len(book.told) for book in books] == [4, 4]


def test_a_new_assessment_is_not_given_the_name_of_a_history(tmp_path: Path, assessment: Assessment) -> None:
    with pytest.raises(StoreRefused, match="This name is one of a history"):
        saving.save(tmp_path / "a.history", assessment, None, NOW)
    assert not (tmp_path / "a.history").exists()


@pytest.mark.parametrize("theirs", [b"ls -l\ncd\n", b"schema_version = 1\n", b"\x89PNG\r\n\x1a\n" * 9 + b"\n"])
def test_somebodys_own_file_in_the_place_of_a_history_is_kept_as_it_is(book: Book, theirs: bytes) -> None:
    history_path(book.path).write_bytes(theirs)
    book.note("a", "x")
    assert (book.path.parent / "a.1.history").read_bytes() == theirs
    assert [one.kind for one in book.told] == ["begun", "changed"]
