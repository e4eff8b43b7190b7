"""The plan as CSV for GitHub issues.

GitHub has no importer of its own for CSV. The columns are those that the free tool github-csv-tools documents, in the
readme of gavinr/github-csv-tools: `title`, `body`, `labels` (separated by commas), `state` and `milestone`. Assignees
must be GitHub users, which an assessment does not know: the owner stands in the body. In GitHub Projects the titles
can be pasted.
"""

import re
from typing import Final

from posture.report.escape import block
from posture.report.light import numbered
from posture.report.material import ReportInput
from posture.report.rows import ActionRow, action_rows
from posture.report.spreadsheet import Value, csv_bytes
from posture.report.tickets import beginning, end, phase_name

_CALL: Final = re.compile(r"[@#](?=\w)")
_APART: Final = "\u200c"
"""A mark without width that is kept: it ends what GitHub takes for a name or number."""

HEADING: Final = ("title", "body", "labels", "state", "milestone")


def render(material: ReportInput) -> dict[str, bytes]:
    """One file with a row for each action."""
    return {"plan-github.csv": csv_bytes(HEADING, (_row(row) for row in action_rows(material)))}


def _row(row: ActionRow) -> tuple[Value, ...]:
    labels = ["posture", *(["quick win"] if row.quick_win else []), *(["doing"] if row.status == "doing" else [])]
    return (row.title, _body(row), ",".join(labels), "open", phase_name(row))


def _body(row: ActionRow) -> str:
    """The action as Markdown, which is what GitHub reads."""
    owner = f"Owner: {row.owner}" if row.owner else ""
    parts = (_plain(owner), _plain(beginning(row)), numbered(row.steps), _plain(end(row)))
    return "\n\n".join(part for part in parts if part)


def _plain(text: str) -> str:
    """Text that calls nobody and points at no other issue: GitHub looks for both even behind a backslash."""
    return _CALL.sub(f"\\g<0>{_APART}", block(text))
