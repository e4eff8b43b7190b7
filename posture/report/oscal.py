"""OSCAL 1.2.1: assessment results and a plan of action and milestones, as two JSON files that belong together.

The ids of all that stands in them come from the assessment and what it is about, so that unchanged data keeps its ids
from one export to the next, and both files mean the same thing by the same id.
"""

import json

from posture.report.material import ReportInput
from posture.report.oscal_case import Case
from posture.report.oscal_observations import observations
from posture.report.oscal_poam import FILE_NAME as POAM_FILE
from posture.report.oscal_poam import plan_of_action
from posture.report.oscal_responses import homes
from posture.report.oscal_results import FILE_NAME as RESULTS_FILE
from posture.report.oscal_results import assessment_results
from posture.report.oscal_risks import risk
from posture.report.records import Record


def render(material: ReportInput) -> dict[str, bytes]:
    """Both files, in UTF-8."""
    case = Case(material)
    observed = {row.id: observations(case, row) for row in case.controls}
    where = homes(case)
    risks = {row.id: risk(case, row, observed[row.id], where) for row in case.gaps}
    return {
        RESULTS_FILE: _file(assessment_results(case, observed, risks)),
        POAM_FILE: _file(plan_of_action(case, observed, risks)),
    }


def _file(document: Record) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
