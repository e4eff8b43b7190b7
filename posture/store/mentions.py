"""Which checklist copies the files of a clinic name: by every hash that stands in them, rather too many than one less.

A copy is deleted only when no hash like its own is left anywhere, so whatever looks like one counts.
"""

import re
from pathlib import Path
from typing import Final

from posture.store.assessments import SIZE_LIMIT
from posture.store.journal import LIMIT
from posture.store.lines import PACKED, BrokenLine, unpack
from posture.toml.reading import regular_bytes

_HASH: Final = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def hashes(data: bytes) -> set[str]:
    """Every SHA-256 that stands in some text."""
    return {found.decode() for found in _HASH.findall(data)}


def mentioned(path: Path) -> set[str]:
    """Every SHA-256 that stands in an assessment.

    Raises:
        OSError: It can't be read.
    """
    return hashes(regular_bytes(path, SIZE_LIMIT))


def mentioned_in_history(path: Path) -> set[str]:
    """Every SHA-256 that stands in a history, packed or not; of a damaged part as it stands.

    Raises:
        OSError: It can't be read.
    """
    found: set[str] = set()
    for line in regular_bytes(path, LIMIT).split(b"\n"):
        found |= hashes(line)
        if line.startswith(PACKED):
            try:
                for one in unpack(line):
                    found |= hashes(one)
            except BrokenLine:
                continue
    return found


def mentioned_in_folder(folder: Path) -> set[str]:
    """Every SHA-256 that stands in the files of a clinic.

    Raises:
        OSError: One of them can't be read.
    """
    found: set[str] = set()
    for entry in folder.iterdir():
        if entry.is_file():
            found |= mentioned_in_history(entry) if entry.suffix == ".history" else mentioned(entry)
    return found
