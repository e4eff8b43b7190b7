"""Every test runs away from the machine: a home of its own, no colours forced, no animation, nothing of the user's."""

import os
from pathlib import Path

import pytest

# Read by Textual when it is imported, so set before anything imports it.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
for _name in ("NO_COLOR", "POSTURE_ASCII", "POSTURE_DEBUG", "COLORTERM"):
    os.environ.pop(_name, None)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test can see or touch the real home or workspace."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("POSTURE_HOME", str(tmp_path / "workspace"))
