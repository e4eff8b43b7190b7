"""Where things are kept. Asked at call time, never at import; nothing is created here."""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

HOME_VARIABLE: Final = "POSTURE_HOME"

_NOT_SLUG = re.compile(r"[^a-z0-9]+")

# Names that Windows keeps for devices, whatever the suffix.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\Z|-)")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one workspace."""

    root: Path

    @property
    def clinics(self) -> Path:
        """One folder for each clinic, one file in it for each assessment."""
        return self.root / "clinics"

    @property
    def exports(self) -> Path:
        """Reports, unless another folder is named."""
        return self.root / "exports"

    @property
    def checklists(self) -> Path:
        """The user's own checklists, joined with the built-in ones."""
        return self.root / "checklists"

    @property
    def content(self) -> Path:
        """A copy of every checklist file that an assessment was scored with, named by its hash."""
        return self.root / "content"


def workspace(named: str | None = None, environment: Mapping[str, str] | None = None) -> Places:
    """The workspace: as named, else POSTURE_HOME, else the user's data folder."""
    environment = os.environ if environment is None else environment
    chosen = named or environment.get(HOME_VARIABLE)
    if chosen:
        # Not Path.expanduser, which fails for a user that does not exist; the shell leaves such a name as it is.
        return Places(Path(os.path.expanduser(chosen)).absolute())
    return Places(Path(platformdirs.user_data_dir("posture", appauthor=False)))


def cache_folder() -> Path:
    """Where parsed checklists are kept so that the next start is quicker; nothing of a clinic is in it."""
    return Path(platformdirs.user_cache_dir("posture", appauthor=False)) / "checklists"


def slug(name: str, fallback: str = "clinic") -> str:
    """A name as one part of a path: a-z, 0-9 and -, at most 48 characters, nothing that any system reserves."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = _NOT_SLUG.sub("-", plain).strip("-")[:48].strip("-")
    if not found or _RESERVED.match(found):
        found = f"{fallback}-{found}".strip("-")
    return found
