"""Parsed files that are kept: the same data, never stale, never damaged, and no harm where they can't be."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.content.library import BUILTIN, assemble
from posture.toml import cache as cache_module
from posture.toml.cache import ParsedCache
from posture.toml.reading import UnreadableError, read_file

LIMIT = 2**20

# What TOML can hold and JSON can give back, and what it can't.
plain: st.SearchStrategy[Any] = st.recursive(
    st.text() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def kept(tmp_path: Path) -> ParsedCache:
    return ParsedCache(tmp_path / "cache" / "checklists")


def only_entry(tmp_path: Path) -> Path:
    (entry,) = (tmp_path / "cache" / "checklists").iterdir()
    return entry


# Seen to fail: with datetimes kept as text, and with a table that has the mark of a day as its key.
@given(data=st.dictionaries(st.sampled_from(["a", "b", "\0date", "😀"]), plain, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_comes_out_is_what_went_in_or_nothing(
    data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = ParsedCache(tmp_path_factory.mktemp("cache"))
    cache.put("0" * 64, data)
    found = cache.get("0" * 64)
    if found is not None:
        assert repr(found) == repr(data), "types too: 1 is not true, a day is not a moment"


def test_days_come_back_as_days(kept: ParsedCache) -> None:
    kept.put("0" * 64, {"last_verified": date(2026, 11, 23), "on": [True, 1, 1.5]})
    assert repr(kept.get("0" * 64)) == repr({"last_verified": date(2026, 11, 23), "on": [True, 1, 1.5]})


def test_a_moment_is_not_kept_rather_than_bent(kept: ParsedCache) -> None:
    kept.put("0" * 64, {"at": datetime(2026, 11, 23, 14)})  # noqa: DTZ001 - TOML has local moments
    assert kept.get("0" * 64) is None


def test_a_changed_file_is_parsed_anew(tmp_path: Path, kept: ParsedCache) -> None:
    path = tmp_path / "a.toml"
    for number in (1, 2, 1):
        path.write_text(f"number = {number}\n")
        os.utime(path, (0, 0))  # not even its date tells
        file = read_file(path, LIMIT, cache=kept)
        assert file.data == {"number": number}
        assert file.sha256 == read_file(path, LIMIT).sha256


def test_the_second_read_does_not_parse(tmp_path: Path, kept: ParsedCache, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[table]\nkey = "value"\n')
    first = read_file(path, LIMIT, cache=kept)

    def no_parser(_: str) -> dict[str, Any]:
        raise AssertionError("parsed again")

    monkeypatch.setattr("posture.toml.reading.tomllib.loads", no_parser)
    second = read_file(path, LIMIT, cache=kept)
    assert second == first
    assert second.position(("table", "key")).line == 2


def test_a_file_with_a_mistake_is_told_every_time(tmp_path: Path, kept: ParsedCache) -> None:
    path = tmp_path / "a.toml"
    path.write_text("number = \n")
    for _ in range(2):
        with pytest.raises(UnreadableError):
            read_file(path, LIMIT, cache=kept)


@pytest.mark.parametrize("how", ["cut", "flipped", "empty", "other", "garbage"])
def test_a_damaged_entry_is_never_used(tmp_path: Path, kept: ParsedCache, how: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text('word = "right"\n')
    read_file(path, LIMIT, cache=kept)
    entry = only_entry(tmp_path)
    data = entry.read_bytes()
    entry.write_bytes(
        {
            "cut": data[:-3],
            "flipped": data.replace(b"right", b"wrong"),
            "empty": b"",
            "other": b"0" * 64 + b"\n{}",
            "garbage": b"\xff\xfe\x00" * 99,
        }[how]
    )
    assert read_file(path, LIMIT, cache=kept).data == {"word": "right"}


@pytest.mark.skipif(os.name == "nt", reason="file modes mean nothing on Windows")
def test_entries_are_private(tmp_path: Path, kept: ParsedCache) -> None:
    kept.put("0" * 64, {"a": 1})
    entry = only_entry(tmp_path)
    assert (entry.stat().st_mode & 0o777, entry.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_folder_that_can_t_be_made_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "a.toml").write_text("number = 1\n")
    cache = ParsedCache(tmp_path / "taken" / "cache")
    assert read_file(tmp_path / "a.toml", LIMIT, cache=cache).data == {"number": 1}


def test_old_entries_make_room(tmp_path: Path, kept: ParsedCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "MOST_ENTRIES", 6)
    for number in range(20):
        kept.put(f"{number:064}", {"number": number})
    assert len(list((tmp_path / "cache" / "checklists").iterdir())) <= 6
    assert kept.get(f"{19:064}") == {"number": 19}


def test_the_built_in_checklists_are_the_same_from_the_cache(kept: ParsedCache) -> None:
    parsed = assemble([BUILTIN]).library
    first, second = assemble([BUILTIN], kept).library, assemble([BUILTIN], kept).library
    assert parsed == first == second
