"""What the tests of content share: a folder of content in which nothing is wrong, and a way to spoil it."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from posture.content import library
from posture.content.library import assemble
from posture.content.loader import Folder, load_folder
from posture.content.place import builtin_folder
from posture.toml.cache import ParsedCache

GOOD = Path(__file__).parent / "good"

Spoil = Callable[[str, str, str], int]


@cache
def _builtin() -> Folder:
    return load_folder(builtin_folder(), builtin=True)


@pytest.fixture(autouse=True)
def _built_in_content_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every test joins a small folder with the built-in one, which takes most of its time to read."""

    def load(path: Path, *, builtin: bool = False, cache: ParsedCache | None = None) -> Folder:
        return _builtin() if builtin else load_folder(path, cache=cache)

    monkeypatch.setattr(library, "load_folder", load)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A copy of the folder in which nothing is wrong."""
    folder = tmp_path / "own"
    shutil.copytree(GOOD, folder)
    return folder


@pytest.fixture
def spoil(good: Path) -> Spoil:
    """Replace a text of one file by another; returns the line at which the new text has a `§`, which is left out."""

    def replace(name: str, old: str, new: str) -> int:
        path = good / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        text = text.replace(old, new)
        path.write_text(text.replace("§", ""), encoding="utf-8")
        return text.partition("§")[0].count("\n") + 1 if "§" in text else 1

    return replace


@pytest.fixture
def problems(good: Path) -> Callable[[], list[str]]:
    """The problems of the folder as `posture check` tells them, with paths that begin at the folder."""

    def told() -> list[str]:
        return [str(problem).replace(f"{good}/", "") for problem in assemble([good]).problems]

    return told
