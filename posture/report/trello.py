"""The plan as CSV for Trello cards.

Trello documents no import of CSV of its own. The columns are those that the free tool csv2trello documents, in the
readme of jamesgeddes/csv2trello, which reads them in this order: `name`, `description`, `due` as
`YYYY-MM-DDTHH:mm:ssZ`, and `completed`, `TRUE` or `FALSE`. It asks for the list that the cards go to. Members must be
users of Trello, which an assessment does not know: the owner stands in the description, which is Markdown.
"""

from typing import Final

from posture.report.markdown_ticket import markdown_description
from posture.report.material import ReportInput
from posture.report.rows import ActionRow, action_rows
from posture.report.spreadsheet import Value, csv_bytes
from posture.report.tickets import day_time

HEADING: Final = ("name", "description", "due", "completed")


def render(material: ReportInput) -> dict[str, bytes]:
    """One file with a row for each action."""
    return {"plan-trello.csv": csv_bytes(HEADING, (_row(row) for row in action_rows(material)))}


def _row(row: ActionRow) -> tuple[Value, ...]:
    # What is done stands in no plan.
    return (row.title, markdown_description(row), day_time(row.day), "FALSE")
