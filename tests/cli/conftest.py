"""The command line in this process, in a folder of its own. What no test changes is read, and built, only once."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from posture.cli import arguments
from posture.content import loader
from posture.toml.cache import ParsedCache
from tests.cli.shell import GOLDEN, Shell

_once = cache(loader.load_folder)
_build = cache(arguments.build)


def _load_folder(path: Path, *, builtin: bool = False, cache: ParsedCache | None = None) -> loader.Folder:
    if builtin or path == GOLDEN / "checklists":
        return _once(path, builtin=builtin)
    return loader.load_folder(path, builtin=builtin, cache=cache)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative paths and temporary folders stay in the test's own folder; no path leads out of it."""
    for name in ("here", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr("posture.cli.main.build", _build)
    monkeypatch.setattr("posture.content.library.load_folder", _load_folder)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Where POSTURE_HOME points."""
    return tmp_path / "workspace"


@pytest.fixture
def posture(capsys: pytest.CaptureFixture[str]) -> Shell:
    """`posture …`, with the built-in checklists."""
    return Shell(capsys)


@pytest.fixture
def golden(posture: Shell) -> Shell:
    """`posture … --checklists tests/golden/checklists`."""
    return posture.with_checklists(GOLDEN / "checklists")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of the golden assessment A, to change."""
    return Path(shutil.copy(GOLDEN / "a.toml", tmp_path / "here" / "a.toml"))
