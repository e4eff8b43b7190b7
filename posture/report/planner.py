"""The plan as CSV for Microsoft Planner.

Microsoft documents no import of CSV into Planner, only the export. The columns are those of "Add multiple tasks in
Planner" in the documentation of the free tool CLI for Microsoft 365 (pnp/cli-microsoft365): `TaskName`,
`Description`, `PlanID`, `BucketName`, `StartDateTime`, `AssignedToUserNames`, and its `DueDateTime`, all times in ISO
8601. PlanID and AssignedToUserNames are empty: neither the plan nor anybody's sign-in name stands in an assessment,
and the owner stands in the description. A bucket must be in the plan already; the phases are their names.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from posture.report import wording
from posture.report.material import ReportInput
from posture.report.rows import ActionRow, action_rows
from posture.report.spreadsheet import Value, csv_bytes
from posture.report.tickets import day_time, description, phase_name

HEADING: Final = (
    "TaskName", "Description", "PlanID", "BucketName", "StartDateTime", "DueDateTime", "AssignedToUserNames",
)  # fmt: skip


def render(material: ReportInput) -> dict[str, bytes]:
    """One file with a row for each action."""
    starts = _starts(material)
    rows = (_row(row, starts.get(row.id)) for row in action_rows(material))
    return {"plan-planner.csv": csv_bytes(HEADING, rows)}


def _starts(material: ReportInput) -> Mapping[str, date | None]:
    """The day on which work on each action begins, if the plan is kept."""
    begun = {step.id: step.slot.start for step in material.plan.roadmap}
    return {
        name: None if days is None else wording.days_after(material.plan.start, int(days))
        for name, days in begun.items()
    }


def _row(row: ActionRow, start: date | None) -> tuple[Value, ...]:
    # A day that the clinic set may be before the one on which the plan would begin; Planner takes no such pair.
    begins = None if start is None or (row.day is not None and start > row.day) else start
    owner = f"Owner: {row.owner}\n\n" if row.owner else ""
    return (row.title, owner + description(row), "", phase_name(row), day_time(begins), day_time(row.day), "")
