"""What weakens the assessment itself, in words: warnings one by one, notes counted by their rule."""

from collections import Counter
from dataclasses import dataclass

from posture.assess.quality import RULES, QualityFinding, quality_findings
from posture.report import wording
from posture.report.material import ReportInput


@dataclass(frozen=True, slots=True)
class WeaknessRow:
    """Something to look at again; `about` is a control or an action, or empty."""

    severity: str
    about: str
    message: str


@dataclass(frozen=True, slots=True)
class Weaknesses:
    """What the quality rules find; `notes` are sentences, one a rule."""

    rows: tuple[WeaknessRow, ...]
    notes: tuple[str, ...]


def weaknesses(material: ReportInput) -> Weaknesses:
    """Put the findings of the quality rules into words."""
    found = quality_findings(material.library, material.assessment, material.evaluation)
    counts = Counter(finding.id for finding in found if finding.severity == "note")
    return Weaknesses(
        rows=tuple(_row(material, finding) for finding in found if finding.severity != "note"),
        notes=tuple(
            f"{wording.count(counts[rule.id], 'control')}: {rule.summary}" for rule in RULES if counts[rule.id]
        ),
    )


def _row(material: ReportInput, finding: QualityFinding) -> WeaknessRow:
    controls = material.library.control_by_id
    actions = material.library.action_by_id | {action.id: action for action in material.assessment.own}
    about = ""
    if finding.control_id is not None:
        about = controls[finding.control_id].title if finding.control_id in controls else finding.control_id
    elif finding.action_id is not None:
        about = actions[finding.action_id].title if finding.action_id in actions else finding.action_id
    return WeaknessRow(wording.SEVERITY_WORDS[finding.severity], about, finding.message)
