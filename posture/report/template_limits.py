"""What a stranger's template may take, for the process that renders it and for the one that watches it."""

from typing import Final

SECONDS: Final = 5
MEMORY: Final = 256 * 2**20
OUTPUT: Final = 10 * 2**20
"""Bytes of memory, and of what comes out."""

READY: Final = b"\n"
"""Said once the limits stand: from here on the seconds count."""
