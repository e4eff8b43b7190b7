"""When the disk refuses: what was saved stays whole, nothing is left behind, and a person is told what to do."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posture.content.library import assemble, require
from posture.errors import ExitCode, StoreRefused
from posture.model.assessment import Assessment, Response
from posture.session import open_session
from posture.store import atomic
from posture.store.assessments import dumps, read, write
from posture.store.atomic import make_folder, write_whole
from posture.store.paths import Places

GOLDEN = Path(__file__).parent.parent / "golden"

TITLES = {
    errno.ENOSPC: "The disk is full",
    errno.EIO: "The disk reports an error",
    errno.EROFS: "The disk is read-only",
    errno.EACCES: "You may not write here",
    errno.EDQUOT: "Your disk quota is used up",
}


@pytest.fixture
def saved(tmp_path: Path, assessment: Assessment) -> tuple[Path, str]:
    path = tmp_path / "clinic" / "a.toml"
    return path, write(path, assessment, None)


@pytest.fixture
def later(assessment: Assessment) -> Assessment:
    return assessment.with_response("a", Response(note="later"))


def failing(code: int, call: str) -> Callable[..., Any]:
    """A call to the system that is refused; `open` only where it is to write, as a full or locked disk does."""
    real = getattr(os, call)

    def refusing(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the system call takes
        if call == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR):
            return real(*arguments, **options)
        raise OSError(code, os.strerror(code))

    return refusing


@pytest.mark.parametrize("code", TITLES, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_a_refused_save_leaves_the_old_answers_and_nothing_else(
    call: str, code: int, saved: tuple[Path, str], later: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sha = saved
    before = path.read_bytes()
    with monkeypatch.context() as disk:
        disk.setattr(os, call, failing(code, call))
        with pytest.raises(StoreRefused) as caught:
            write(path, later, sha)
    assert caught.value.title == TITLES[code]
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.REFUSED
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["a.toml"]
    write(path, later, sha)  # as soon as the disk takes it again
    assert read(path).assessment == later


@pytest.mark.parametrize("code", TITLES, ids=errno.errorcode.get)
@pytest.mark.parametrize("calls", [["open"], ["write"], ["fsync"], ["link", "open"], ["link", "replace"]], ids="+".join)
def test_a_refused_first_save_leaves_no_file(
    calls: list[str], code: int, tmp_path: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    with monkeypatch.context() as disk:
        for call in calls:
            disk.setattr(os, call, failing(code, call))
        with pytest.raises(StoreRefused) as caught:
            write(folder / "a.toml", assessment, None)
    assert caught.value.title == TITLES[code]
    assert os.listdir(folder) == []


def test_without_hard_links_a_first_save_still_never_overwrites(
    tmp_path: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EPERM, "link"))
    path = tmp_path / "clinic" / "a.toml"
    write(path, assessment, None)
    assert read(path).assessment == assessment
    with pytest.raises(StoreRefused, match="There is such a file already"):
        write(path, assessment.with_response("a", Response(note="x")), None)
    assert read(path).assessment == assessment
    assert os.listdir(path.parent) == ["a.toml"]


def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all(
    saved: tuple[Path, str], later: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:7])))
    write(*(saved[0], later, saved[1]))
    assert saved[0].read_bytes() == dumps(later)


def test_a_disk_that_fills_up_half_way_leaves_the_old_answers(
    saved: tuple[Path, str], later: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sha = saved
    before = path.read_bytes()
    real, room = os.write, [100]

    def until_full(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        done = real(descriptor, bytes(data[: room[0]]))
        room[0] -= done
        return done

    monkeypatch.setattr(os, "write", until_full)
    with pytest.raises(StoreRefused, match="The disk is full"):
        write(path, later, sha)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["a.toml"]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_ctrl_c_in_the_middle_of_a_save_leaves_no_temporary_file(
    call: str, saved: tuple[Path, str], later: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sha = saved
    before = path.read_bytes()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, call, interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(path, later, sha)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["a.toml"]


def second_call_fails(real: Callable[[int], None], code: int) -> Callable[[int], None]:
    """The file's own fsync goes through, the folder's does not."""
    calls = []

    def call(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 1:
            raise OSError(code, os.strerror(code))
        real(descriptor)

    return call


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP], ids=errno.errorcode.get)
def test_a_network_disk_that_cannot_sync_folders_is_good_enough(
    code: int, saved: tuple[Path, str], later: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sha = saved
    monkeypatch.setattr(os, "fsync", second_call_fails(os.fsync, code))
    write(path, later, sha)
    assert read(path).assessment == later


def test_after_a_folder_failed_to_sync_once_later_answers_are_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clinic" / "a.toml"
    path.parent.mkdir()
    path.write_bytes((GOLDEN / "a.toml").read_bytes())
    session = open_session(path, require(assemble([GOLDEN / "checklists"])), Places(tmp_path))
    session.note("patching", "asked")
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", second_call_fails(os.fsync, errno.EIO))
        with pytest.raises(StoreRefused, match="The disk reports an error"):
            session.save()
    session.note("patching", "asked again")
    session.save()
    assert read(path).assessment.responses["patching"].note == "asked again"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions of this kind mean nothing on Windows")
def test_a_folder_that_may_be_written_but_not_listed_is_good_enough(
    ordinary_user: Path, assessment: Assessment, later: Assessment
) -> None:
    folder = ordinary_user / "drop"
    folder.mkdir()
    folder.chmod(0o300)
    sha = write(folder / "a.toml", assessment, None)
    write(folder / "a.toml", later, sha)
    assert read(folder / "a.toml").assessment == later


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions of this kind mean nothing on Windows")
def test_a_folder_or_file_without_permission_is_told(ordinary_user: Path, assessment: Assessment) -> None:
    folder = ordinary_user / "clinic"
    sha = write(folder / "a.toml", assessment, None)
    folder.chmod(0o500)
    for change in (
        lambda: write(folder / "a.toml", assessment.with_response("a", Response(note="x")), sha),
        lambda: write(folder / "new.toml", assessment, None),
        lambda: make_folder(folder / "deeper"),
    ):
        with pytest.raises(StoreRefused) as caught:
            change()
        assert caught.value.title == "You may not write here"
    assert os.listdir(folder) == ["a.toml"]
    assert read(folder / "a.toml").assessment == assessment
    (folder / "a.toml").chmod(0)
    with pytest.raises(StoreRefused) as caught:
        read(folder / "a.toml")
    assert caught.value.title == "You may not read this"
    folder.chmod(0)
    with pytest.raises(StoreRefused):
        make_folder(folder / "deeper" / "still")
    folder.chmod(0o700)


def test_a_folder_that_went_away_is_told(saved: tuple[Path, str], later: Assessment) -> None:
    path, sha = saved
    path.unlink()
    path.parent.rmdir()
    with pytest.raises(StoreRefused) as caught:
        write(path, later, sha)
    assert caught.value.title == "The folder is gone"


def test_a_path_that_no_disk_can_hold_is_told(tmp_path: Path, assessment: Assessment) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreRefused, match="A part of the path is a file, not a folder"):
        write(tmp_path / "file" / "sub" / "a.toml", assessment, None)
    with pytest.raises(StoreRefused, match="The name is too long for this disk"):
        write(tmp_path / ("x" * 300 + ".toml"), assessment, None)
    with pytest.raises(StoreRefused, match="The name is too long for this disk"):
        write(tmp_path / ("x" * 300) / "a.toml", assessment, None)


class HeldError(PermissionError):
    """What Windows raises while another program, such as a virus scanner, holds a file."""

    winerror = 32


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_file_that_a_scanner_holds_for_a_moment_is_saved_all_the_same(
    winerror: int, saved: tuple[Path, str], later: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sha = saved
    real, calls = os.replace, []

    def held(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) < 4:
            error = HeldError(errno.EACCES, "held")
            error.winerror = winerror
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    write(path, later, sha)
    assert len(calls) == 4
    assert read(path).assessment == later
    assert os.listdir(path.parent) == ["a.toml"]


def test_a_file_that_stays_held_is_given_up_after_a_while(
    saved: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = saved
    before = path.read_bytes()
    pauses: list[float] = []

    def held(*_: object) -> None:
        raise HeldError(errno.EACCES, "held")

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(atomic._replace, "__defaults__", (pauses.append,))
    with pytest.raises(StoreRefused):
        write_whole(path, b"new")
    assert 1 < sum(pauses) < 3
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["a.toml"]


def test_a_refusal_that_is_no_scanner_is_not_tried_again(
    saved: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def refused(*_: object) -> None:
        calls.append(1)
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(StoreRefused, match="You may not write here"):
        write_whole(saved[0], b"new")
    assert calls == [1]
