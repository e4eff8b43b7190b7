"""A disk that refuses at any call of a save with its history: not acknowledged, nothing lost, the next one heals."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from posture.errors import PostureError, StoreRefused
from posture.model.assessment import Assessment, Response
from posture.store import history, journal, saving
from posture.store.assessments import Saved, read
from posture.store.journal import history_path
from posture.store.verifying import verify

NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)
CODES = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EACCES]
CALLS = ("open", "write", "fsync", "replace", "ftruncate")
MOST = 40


@pytest.fixture
def saved(tmp_path: Path, assessment: Assessment) -> Saved:
    base = saving.save(tmp_path / "clinic" / "a.toml", assessment, None, NOW)
    return saving.save(base.path, assessment.with_response("a", Response(note="x")), base, NOW)


@contextmanager
def refusing(number: int, code: int, monkeypatch: pytest.MonkeyPatch, *, for_good: bool) -> Iterator[list[str]]:
    """Have the system refuse the nth of the calls that change a disk, alone or with all after it."""
    made: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever the system call takes
            if name != "open" or words[1] & (os.O_WRONLY | os.O_RDWR):
                made.append(name)
                if len(made) - 1 == number or (for_good and len(made) > number):
                    raise OSError(code, os.strerror(code))
            return real(*words, **more)

        return call

    with monkeypatch.context() as disk:
        for name in CALLS:
            disk.setattr(os, name, counted(name, getattr(os, name)))
        yield made


def noted(assessment: Assessment, note: str) -> Assessment:
    return assessment.with_response("a", Response(note=note))


def bytes_of(path: Path) -> tuple[bytes, bytes | None]:
    return path.read_bytes(), history.read(path)


def damages(saved: Saved, code: int, monkeypatch: pytest.MonkeyPatch, *, for_good: bool) -> tuple[list[str], int]:
    """What is wrong after a save was refused at its 1st, 2nd, … call; and how many times it was refused."""
    found: list[str] = []
    refused = 0
    path, base = saved.path, saved
    for number in range(MOST):
        before = bytes_of(path)
        later = noted(base.assessment, f"later {number}")
        with refusing(number, code, monkeypatch, for_good=for_good) as made:
            try:
                base = saving.save(path, later, base, NOW)
            except StoreRefused as error:
                refused += 1
                if not error.message:
                    found.append(f"{number}: no place is named")
            else:
                if len(made) <= number:
                    return found, refused
        file, kept = bytes_of(path)
        in_place = read(path).assessment == later
        if not in_place and file != before[0]:
            found.append(f"{number}, {made[-1]}: the file is neither old nor new")
        if not in_place and not for_good and kept != before[1]:
            found.append(f"{number}, {made[-1]}: the history tells of what was refused")
        if [name for name in os.listdir(path.parent) if name.endswith(".tmp") or name.endswith(".lock")]:
            found.append(f"{number}: something is left behind")
        base = saving.save(path, noted(base.assessment, f"again {number}"), read(path), NOW)
        if problems := verify(path).problems:
            found.append(f"{number}: not healed: {problems[0]}")
    raise AssertionError("no save got through")


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
def test_a_save_refused_at_any_call_leaves_file_and_history_as_they_were(
    code: int, for_good: bool, saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, refused = damages(saved, code, monkeypatch, for_good=for_good)
    assert found == []
    assert refused >= 6  # open, write, fsync of the history; open, write, fsync, replace of the file


def test_the_control_that_leaves_the_line_of_a_refused_save_is_caught(
    saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal.Journal, "take_back", lambda _: None)
    found, _ = damages(saved, errno.ENOSPC, monkeypatch, for_good=False)
    assert any("the history tells of what was refused" in one for one in found)


def test_a_disk_that_refuses_for_hours_does_not_make_the_history_grow(
    saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(saved.path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "replace", full)
        for number in range(20):
            with pytest.raises(StoreRefused, match="The disk is full"):
                saving.save(saved.path, noted(saved.assessment, str(number)), saved, NOW)
    assert bytes_of(saved.path) == before


def test_a_first_save_counts_although_its_history_can_not_begin_yet(
    tmp_path: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"

    def refusing_histories(_: Path) -> None:
        raise StoreRefused("The disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(journal, "opened", refusing_histories)
        base = saving.save(path, assessment, None, NOW)
    assert read(path).assessment == assessment
    saving.save(path, noted(assessment, "x"), base, NOW)
    assert verify(path).problems == ()
    assert verify(path).revisions == 2


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_ctrl_c_in_the_middle_leaves_file_and_history_as_they_were(
    call: str, saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_of(saved.path)
    real = getattr(os, call)
    calls: list[object] = []

    def interrupted(*words: object) -> object:
        calls.append(words)
        if call == "replace" or len(calls) > 1:  # the first of the others is the history's own
            raise KeyboardInterrupt
        return real(*words)

    with monkeypatch.context() as keyboard:
        keyboard.setattr(os, call, interrupted)
        with pytest.raises(KeyboardInterrupt):
            saving.save(saved.path, noted(saved.assessment, "y"), saved, NOW)
    assert bytes_of(saved.path) == before
    assert sorted(os.listdir(saved.path.parent)) == ["a.history", "a.toml"]


def test_packing_that_is_refused_refuses_no_save(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "PACK_STEP", 1)
    monkeypatch.setattr(journal, "_WORTH_PACKING", 1)
    packing: list[Path] = []

    def full(path: Path, data: bytes) -> None:
        packing.append(path)
        raise StoreRefused("The disk is full", str(path), f"{len(data)} bytes")

    with monkeypatch.context() as disk:
        disk.setattr(journal, "write_whole", full)
        base = saving.save(saved.path, noted(saved.assessment, "y"), saved, NOW)
    assert packing == [history_path(saved.path)]
    assert verify(saved.path).problems == ()
    saving.save(saved.path, noted(saved.assessment, "z"), base, NOW)
    assert (history.read(saved.path) or b"").startswith(b'{"packed":')


def test_what_can_not_be_read_is_told(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(journal, "regular_bytes", broken)
    with pytest.raises(PostureError) as caught:
        verify(saved.path)
    assert str(history_path(saved.path)) in caught.value.message
    assert caught.value.hint
