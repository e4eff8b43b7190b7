"""A file that evidence refers to is hashed, never copied; words are words."""

import hashlib
import os
from pathlib import Path

import pytest

from posture.errors import StoreRefused
from posture.store import fingerprint
from posture.store.fingerprint import file_sha256


def test_a_file_is_known_by_its_bytes_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "policy page.png"
    path.write_bytes(b"\x89PNG" * 700_000)
    before = path.stat()
    assert file_sha256(str(path)) == hashlib.sha256(b"\x89PNG" * 700_000).hexdigest()
    assert (path.stat().st_mtime_ns, path.stat().st_mode) == (before.st_mtime_ns, before.st_mode)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["home", "policy page.png"]


def test_a_path_below_home_is_found(tmp_path: Path) -> None:
    (tmp_path / "home" / "log.txt").write_text("x")
    assert file_sha256("~/log.txt") == hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    "words",
    ["screenshot of the policy page", "", ".", "/", "no/such/file", "\x00", "a" * 100_000, "~nobody-here/x"],
)
def test_words_have_no_hash(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_sha256(words) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert file_sha256(str(tmp_path / "pipe")) is None


def test_a_file_that_would_keep_people_waiting_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "LARGEST", 10)
    (tmp_path / "large").write_bytes(b"x" * 11)
    with pytest.raises(StoreRefused, match="too large") as caught:
        file_sha256(str(tmp_path / "large"))
    assert caught.value.hint
