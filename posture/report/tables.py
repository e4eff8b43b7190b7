"""Findings and plan as CSV, for spreadsheets and for whatever reads them.

Trello and Microsoft Planner: no fixed layout for CSV was found in what they publish. What brings a table in asks which
column is which, and the headings here say it (`Action`, `Due`, `Owner`, `Steps`). Excel opens both files as they are.
"""

from collections.abc import Callable, Mapping
from typing import Final

from posture.report import wording
from posture.report.material import ReportInput
from posture.report.rows import ActionRow, ControlRow, EvidenceRow, action_rows, control_rows
from posture.report.spreadsheet import Value, csv_bytes, several


def _looked_at(row: EvidenceRow) -> str:
    return f"{wording.METHOD_WORDS[row.method]}: {row.reference}, {row.collected}, {row.state}"


FINDINGS: Final[Mapping[str, Callable[[ControlRow], Value]]] = {
    "Id": lambda row: row.id,
    "Checklist": lambda row: row.checklist_title,
    "Control": lambda row: row.title,
    "Question": lambda row: row.question,
    "Answer": lambda row: row.answer_words,
    "What that means here": lambda row: row.meaning,
    "Proof": lambda row: row.proof,
    "Weight": lambda row: row.weight,
    "Points in place": lambda row: row.points,
    "Points missing": lambda row: row.missing,
    "Ask": lambda row: row.ask,
    "Said by": lambda row: row.by,
    "When": lambda row: row.at.isoformat() if row.at else "",
    "Marked": lambda row: "yes" if row.flagged else "",
    "Note": lambda row: row.note,
    "Reason": lambda row: row.reason,
    "Accepted until": lambda row: str(row.accepted_until or ""),
    "Accepted because": lambda row: row.accepted_reason,
    "Accepted by": lambda row: row.accepted_by,
    "Looked at": lambda row: several(map(_looked_at, row.evidence)),
    "Actions": lambda row: several(row.actions),
    "Standards": lambda row: several(row.requirements),
}

PLAN: Final[Mapping[str, Callable[[ActionRow], Value]]] = {
    "No": lambda row: row.number,
    "Id": lambda row: row.id,
    "Action": lambda row: row.title,
    "Who": lambda row: row.role,
    "Owner": lambda row: row.owner,
    "Status": lambda row: wording.ACTION_STATUS_WORDS[row.status],
    "Due": lambda row: str(row.due or ""),
    "Planned finish": lambda row: str(row.finish or ""),
    "Phase": lambda row: row.phase,
    "Hours": lambda row: row.hours,
    "Dollars": lambda row: row.dollars,
    "Days of waiting": lambda row: row.waiting_days,
    "Points": lambda row: row.gain,
    "Posture after": lambda row: row.posture_after,
    "Quick win": lambda row: "yes" if row.quick_win else "",
    "Needs first": lambda row: several(row.first),
    "Closes": lambda row: several(row.closes),
    "Check first": lambda row: several(row.check_first),
    "Steps": lambda row: several(f"{number}. {step}" for number, step in enumerate(row.steps, 1)),
    "Keep as proof": lambda row: row.proof,
    "Why not within the year": lambda row: row.later,
}


def render(material: ReportInput) -> dict[str, bytes]:
    """What is missing, and what to do about it: a file each."""
    findings = [row for row in control_rows(material) if row.is_finding]
    return {
        "findings.csv": csv_bytes(
            tuple(FINDINGS), ([column(row) for column in FINDINGS.values()] for row in findings), mark=True
        ),
        "plan.csv": csv_bytes(
            tuple(PLAN), ([column(row) for column in PLAN.values()] for row in action_rows(material)), mark=True
        ),
    }
