"""The plan as CSV for GitHub issues.

GitHub has no importer of its own for CSV. The columns are those that the free tool github-csv-tools documents, in the
readme of gavinr/github-csv-tools: `title`, `body`, `labels` (separated by commas), `state` and `milestone`. Assignees
must be GitHub users, which an assessment does not know: the owner stands in the body. In GitHub Projects the titles
can be pasted.
"""

from typing import Final

from posture.report.markdown_ticket import markdown_description
from posture.report.material import ReportInput
from posture.report.rows import ActionRow, action_rows
from posture.report.spreadsheet import Value, csv_bytes
from posture.report.tickets import phase_name

HEADING: Final = ("title", "body", "labels", "state", "milestone")


def render(material: ReportInput) -> dict[str, bytes]:
    """One file with a row for each action."""
    return {"plan-github.csv": csv_bytes(HEADING, (_row(row) for row in action_rows(material)))}


def _row(row: ActionRow) -> tuple[Value, ...]:
    labels = ["posture", *(["quick win"] if row.quick_win else []), *(["doing"] if row.status == "doing" else [])]
    return (row.title, markdown_description(row), ",".join(labels), "open", phase_name(row))
