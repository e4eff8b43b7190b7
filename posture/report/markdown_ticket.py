"""What a ticket for an action says in tools that read Markdown. It calls nobody, and points at no other ticket."""

import re
from typing import Final

from posture.report.escape import block
from posture.report.light import numbered
from posture.report.rows import ActionRow
from posture.report.tickets import beginning, end

_CALL: Final = re.compile(r"[@#](?=\w)")
_APART: Final = "\u200c"
"""A mark without width that is kept: it ends what such a tool takes for a name or number."""


def markdown_description(row: ActionRow) -> str:
    """An action with its owner, as Markdown."""
    owner = f"Owner: {row.owner}" if row.owner else ""
    parts = (_plain(owner), _plain(beginning(row)), numbered(row.steps), _plain(end(row)))
    return "\n\n".join(part for part in parts if part)


def _plain(text: str) -> str:
    """Text that calls nobody and points at nothing: GitHub looks for both even behind a backslash."""
    return _CALL.sub(f"\\g<0>{_APART}", block(text))
