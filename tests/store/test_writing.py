"""A save is whole, private to the user's account, and never overwrites what it did not read."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from posture.errors import DamagedFile, ExitCode, StoreRefused
from posture.model.assessment import Assessment, Response
from posture.store import assessments
from posture.store.assessments import ChangedElsewhere, dumps, read, write
from posture.store.atomic import make_folder, sweep, write_whole

needs_modes = pytest.mark.skipif(os.name == "nt", reason="file modes mean nothing on Windows")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def noted(assessment: Assessment, note: str) -> Assessment:
    return assessment.with_response("a", Response(note=note))


@needs_modes
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_files_and_folders_are_private_whatever_the_umask(
    mask: int, umask: Callable[[int], None], tmp_path: Path, assessment: Assessment
) -> None:
    umask(mask)
    path = tmp_path / "work" / "clinics" / "riverside" / "a.toml"
    sha = write(path, assessment, None)
    assert mode(path) == 0o600
    write(path, noted(assessment, "x"), sha)
    assert mode(path) == 0o600
    assert {mode(folder) for folder in list(path.parents)[:3]} == {0o700}


@needs_modes
def test_a_file_is_private_from_its_first_byte(
    umask: Callable[[int], None], tmp_path: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    umask(0)
    seen: list[int] = []
    real = os.write

    def watched(descriptor: int, data: bytes) -> int:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", watched)
    write(tmp_path / "a.toml", assessment, None)
    assert seen
    assert set(seen) == {0o600}


@needs_modes
def test_saving_makes_a_file_private_that_was_open_to_others(tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "a.toml"
    sha = write(path, assessment, None)
    path.chmod(0o644)
    write(path, noted(assessment, "x"), sha)
    assert mode(path) == 0o600


@needs_modes
def test_folders_that_were_there_keep_their_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    make_folder(shared / "mine" / "deep")
    assert [mode(folder) for folder in (shared, shared / "mine", shared / "mine" / "deep")] == [0o755, 0o700, 0o700]


def test_nothing_but_the_file_is_left_after_saves(tmp_path: Path, assessment: Assessment) -> None:
    folder = tmp_path / "clinic"
    sha = write(folder / "a.toml", assessment, None)
    for number in range(5):
        sha = write(folder / "a.toml", noted(assessment, str(number)), sha)
    assert os.listdir(folder) == ["a.toml"]
    saved = read(folder / "a.toml")
    assert saved.assessment.responses["a"].note == "4"
    assert saved.sha256 == sha


@pytest.mark.parametrize("there", [b"", b"somebody's", None])
def test_a_new_assessment_never_overwrites(there: bytes | None, tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "clinic" / "a.toml"
    path.parent.mkdir()
    if there is None:
        path.symlink_to("nowhere.toml")
    else:
        path.write_bytes(there)
    with pytest.raises(StoreRefused) as caught:
        write(path, assessment, None)
    assert caught.value.title == "There is such a file already"
    assert str(path) in caught.value.message
    assert caught.value.exit_code is ExitCode.REFUSED
    assert os.listdir(path.parent) == ["a.toml"]
    if there is not None:
        assert path.read_bytes() == there


def test_a_file_changed_elsewhere_is_left_alone(tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "clinic" / "a.toml"
    sha = write(path, assessment, None)
    theirs = dumps(noted(assessment, "theirs"))
    path.write_bytes(theirs)
    with pytest.raises(ChangedElsewhere) as caught:
        write(path, noted(assessment, "mine"), sha)
    assert caught.value.title == "This file was changed elsewhere"
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert path.read_bytes() == theirs
    assert os.listdir(path.parent) == ["a.toml"]


def test_of_two_windows_the_second_to_save_is_told(tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "a.toml"
    write(path, assessment, None)
    one, two = read(path), read(path)
    again = write(path, noted(one.assessment, "one"), one.sha256)
    with pytest.raises(ChangedElsewhere):
        write(path, noted(two.assessment, "two"), two.sha256)
    write(path, noted(one.assessment, "one again"), again)
    assert read(path).assessment.responses["a"].note == "one again"


def test_a_file_that_was_moved_away_is_written_again(tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "a.toml"
    sha = write(path, assessment, None)
    path.rename(tmp_path / "b.toml")
    write(path, noted(assessment, "x"), sha)
    assert read(path).assessment.responses["a"].note == "x"
    assert read(tmp_path / "b.toml").assessment == assessment


def test_a_file_of_a_newer_posture_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('schema_version = 7\nid = 3\nnew_key = "x"\n', encoding="utf-8")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    with pytest.raises(StoreRefused) as caught:
        read(path)
    assert caught.value.title == "A newer posture wrote this file"
    assert caught.value.message == f"{path} has format 7; this posture reads up to 1. It was not touched."
    assert caught.value.exit_code is ExitCode.REFUSED
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_an_assessment_over_the_limit_is_never_written(
    tmp_path: Path, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert assessments.SIZE_LIMIT == 16 * 2**20
    monkeypatch.setattr(assessments, "SIZE_LIMIT", 2**20)
    path = tmp_path / "clinic" / "a.toml"
    sha = write(path, assessment, None)
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="larger than 1 MiB") as caught:
        write(path, noted(assessment, "x" * 2**20), sha)
    assert caught.value.title == "This assessment has grown too large"
    with pytest.raises(StoreRefused):
        write(tmp_path / "new" / "b.toml", noted(assessment, "x" * 2**20), None)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["a.toml"]
    assert not (tmp_path / "new").exists()


def test_a_file_over_the_limit_is_not_opened_as_an_assessment(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    with path.open("wb") as file:
        file.truncate(16 * 2**20 + 1)
    with pytest.raises(DamagedFile, match="is larger than 16 MiB"):
        read(path)


def test_what_cannot_be_an_assessment_is_told_plainly(tmp_path: Path) -> None:
    missing, folder, circle = tmp_path / "gone.toml", tmp_path / "dir.toml", tmp_path / "circle.toml"
    folder.mkdir()
    circle.symlink_to("circle.toml")
    (tmp_path / "dangling.toml").symlink_to("gone.toml")
    titles = {
        missing: "There is no such file",
        tmp_path / "dangling.toml": "There is no such file",
        folder: "This is a folder, not an assessment",
        circle: "Could not read a file",
    }
    for path, title in titles.items():
        with pytest.raises(StoreRefused) as caught:
            read(path)
        assert caught.value.title == title
        assert str(path) in caught.value.message


@needs_pipes
def test_a_pipe_in_the_place_of_an_assessment_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.toml")
    with pytest.raises(DamagedFile, match="is not a regular file"):
        read(tmp_path / "a.toml")


@needs_pipes
def test_a_pipe_in_the_place_of_an_assessment_is_never_written_to_nor_waited_for(
    tmp_path: Path, assessment: Assessment
) -> None:
    path = tmp_path / "a.toml"
    os.mkfifo(path)
    for expected in (None, "0" * 64):  # a new file, and one that was read here before
        with pytest.raises(StoreRefused):
            write(path, assessment, expected)
    assert assessments.own_bytes(path, assessment) is None
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_link_to_an_assessment_opens_it(tmp_path: Path, assessment: Assessment) -> None:
    write(tmp_path / "a.toml", assessment, None)
    (tmp_path / "link.toml").symlink_to("a.toml")
    assert read(tmp_path / "link.toml").assessment == assessment


def test_temporary_files_of_a_killed_program_are_swept_and_nothing_else(tmp_path: Path) -> None:
    names = [".posture-old.tmp", ".posture-young.tmp", "posture-old.tmp", ".posture-old.toml", "a.toml", "a.toml.tmp"]
    for name in names:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000, 1000))
    os.utime(tmp_path / ".posture-young.tmp", (1950, 1950))
    (tmp_path / ".posture-folder.tmp").mkdir()
    sweep(tmp_path, older_than=60, now=2000)
    left = {entry.name for entry in tmp_path.iterdir() if entry.name != "home"}
    assert left == {*names, ".posture-folder.tmp"} - {".posture-old.tmp"}
    sweep(tmp_path / "missing", older_than=0, now=2000)  # no folder, nothing to do


def test_a_save_leaves_the_temporary_files_of_others_alone(tmp_path: Path, assessment: Assessment) -> None:
    (tmp_path / ".posture-0123456789abcdef.tmp").write_bytes(b"another window is just writing this")
    write(tmp_path / "a.toml", assessment, None)
    write_whole(tmp_path / "b", b"x")
    assert (tmp_path / ".posture-0123456789abcdef.tmp").read_bytes() == b"another window is just writing this"
