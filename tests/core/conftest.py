"""The golden pack of scoring.md 6, as files and as the values that they must give."""

import json
from pathlib import Path
from typing import Any

import pytest

from posture.content.library import assemble, require
from posture.store.assessments import read
from tests.core.packs import Pack

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="session")
def golden() -> dict[str, Pack]:
    """The two golden assessments by letter, read from their files."""
    content = require(assemble([GOLDEN / "checklists"]))
    return {letter: Pack(content, read(GOLDEN / f"{letter}.toml").assessment) for letter in "ab"}


@pytest.fixture(scope="session")
def expected() -> Any:  # noqa: ANN401 - JSON has no narrower type
    """What the golden assessments must give."""
    return json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
