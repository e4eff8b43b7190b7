"""Files of an older format, brought up to this one in memory; the file itself is copied before it is written anew.

A new format takes one step here, from the one before it, and a file of the old one among the tests' fixtures.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from posture.model.assessment import SCHEMA_VERSION

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""From the table of one format to that of the next. Dates may be dates, as in TOML, or texts, as in a history."""

STEPS: Final[Mapping[int, Step]] = {}
"""The step away from each older format, by its number. Format 1 is the first."""


def format_of(table: Mapping[str, Any]) -> int | None:
    """The format that a table says it has; None if it says nothing that can be one."""
    version = table.get("schema_version")
    return version if isinstance(version, int) and not isinstance(version, bool) else None


def migrated(table: Mapping[str, Any], steps: Mapping[int, Step] | None = None) -> dict[str, Any]:
    """A table in today's format. One whose format nobody knows is left as it is, for the model to complain about."""
    steps = STEPS if steps is None else steps
    current = dict(table)
    while (version := format_of(current)) is not None and version < SCHEMA_VERSION and version in steps:
        current = {**steps[version](current), "schema_version": version + 1}
    return current
