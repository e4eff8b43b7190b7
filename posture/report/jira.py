"""The plan as CSV for Jira's importer.

What Atlassian documents ("Importing data from CSV", "Create issues using the CSV importer"): a heading row without
punctuation; `Summary` is the one column that must be there; every row has every column; text over several lines
stands in quotes; a field with several values is a column for each, all with the same heading; estimates are in
seconds. Which column becomes which field is asked when importing, and so is the format of dates, here `yyyy-MM-dd`.
Labels have no blanks. An assignee must be a user that Jira knows, so the clinic's words for an owner stand in a
column of their own. Without an administrator's rights an import is limited to 250 rows.
"""

from typing import Final

from posture.report import wording
from posture.report.material import ReportInput
from posture.report.rows import ActionRow, action_rows
from posture.report.spreadsheet import Value, csv_bytes
from posture.report.tickets import description, phase_name

HEADING: Final = (
    "Summary", "Issue Type", "Status", "Priority", "Due Date", "Original Estimate", "Labels", "Labels", "Labels",
    "Owner", "External Id", "Description",
)  # fmt: skip

_STATUS: Final = {"open": "To Do", "doing": "In Progress"}


def render(material: ReportInput) -> dict[str, bytes]:
    """One file with a row for each action."""
    first = set(material.plan.three_things)
    rows = ([*_row(row, urgent=row.id in first)] for row in action_rows(material))
    return {"plan-jira.csv": csv_bytes(HEADING, rows)}


def _row(row: ActionRow, *, urgent: bool) -> tuple[Value, ...]:
    priority = "High" if urgent else "Low" if row.phase is None else "Medium"
    return (
        row.title,
        "Task",
        _STATUS.get(row.status, wording.ACTION_STATUS_WORDS[row.status]),
        priority,
        str(row.day or ""),
        int(row.hours * 3_600),
        "posture",
        phase_name(row).lower().replace(" ", "-"),
        "quick-win" if row.quick_win else "",
        row.owner or row.role,
        row.id,
        description(row),
    )
