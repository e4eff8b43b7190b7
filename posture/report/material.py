"""What a report is made from."""

from dataclasses import dataclass

from posture.assess.evaluate import Evaluation
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class ReportInput:
    """An assessment, how it was judged and what was planned, and with which posture.

    Attributes:
        version: Version of posture, printed in the report.
    """

    library: Library
    assessment: Assessment
    evaluation: Evaluation
    plan: Plan
    version: str
