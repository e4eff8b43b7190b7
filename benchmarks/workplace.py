"""A workspace with one answered assessment, apart from the user's own, for what is measured as a whole program."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posture.sample import lay_out
from posture.store import assessments
from posture.store.paths import HOME_VARIABLE, Places

_WITHOUT: Final = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPROFILEIMPORTTIME"}
"""Settings of this process that would slow what is started down."""


@dataclass(frozen=True)
class Workplace:
    """Where programs run.

    Attributes:
        clinic: The name that the interface lists.
        file: The sample clinic's newest assessment.
        environment: For programs that shall find it.
    """

    root: Path
    clinic: str
    file: Path
    environment: Mapping[str, str]


@contextmanager
def workplace() -> Iterator[Workplace]:
    """A workspace that goes away at the end."""
    with tempfile.TemporaryDirectory(prefix="posture-bench-") as folder:
        root = Path(folder)
        file = lay_out(Places(root))
        environment = {name: value for name, value in os.environ.items() if name not in _WITHOUT}
        clinic = assessments.read(file).assessment.clinic
        yield Workplace(root, clinic, file, {**environment, HOME_VARIABLE: folder})
