"""Every number taken apart into answers, weights and rules, in plain sentences; for the command line and the screens.

Each function gives sections of one-line sentences. Nothing here is Markdown, and nothing needs a template.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from posture.plan.value import candidates
from posture.report.action_working import action_sections
from posture.report.cap_working import cap_sections
from posture.report.control_working import control_sections
from posture.report.material import ReportInput
from posture.report.posture_working import posture_sections
from posture.report.scales_working import sensitivity_sections
from posture.report.threat_working import threat_sections
from posture.report.working import Section

__all__ = [
    "KINDS",
    "Kind",
    "Section",
    "action_sections",
    "as_lines",
    "cap_sections",
    "control_sections",
    "explained",
    "known_ids",
    "posture_sections",
    "sensitivity_sections",
    "threat_sections",
]

Kind = Literal["control", "action", "cap", "threat"]

KINDS: Final[tuple[Kind, ...]] = ("control", "action", "cap", "threat")
"""What has an id and can be explained, in the order in which an id without its kind is looked for."""


def known_ids(material: ReportInput) -> Mapping[Kind, tuple[str, ...]]:
    """The ids that can be explained, by kind."""
    return {
        "control": tuple(score.id for score in material.evaluation.controls),
        "action": tuple(candidates(material.library, material.assessment)),
        "cap": tuple(status.cap.id for status in material.evaluation.caps),
        "threat": tuple(threat.scenario.id for threat in material.evaluation.threats),
    }


def explained(material: ReportInput, kind: Kind, name: str) -> tuple[Section, ...]:
    """One control, action, cap or threat taken apart.

    Raises:
        KeyError: There is none of this kind with this id.
    """
    sections = {
        "control": control_sections,
        "action": action_sections,
        "cap": cap_sections,
        "threat": threat_sections,
    }
    return sections[kind](material, name)


def as_lines(sections: Iterable[Section]) -> tuple[str, ...]:
    """Sections as plain lines: each heading, its sentences indented, and an empty line between sections."""
    lines: list[str] = []
    for entry in sections:
        lines += ["", entry.title] if lines else [entry.title]
        lines += [f"  {line}" for line in entry.lines]
    return tuple(lines)
