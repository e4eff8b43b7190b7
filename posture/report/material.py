"""What a report is made from."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from posture.assess.evaluate import Evaluation
from posture.assess.scoring import Readings
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.plan.plan import Plan
from posture.report.look import PLAIN, Look

Audience = Literal["owner", "it", "auditor"]
"""Who a report is for: the owner of the clinic, the person who carries the plan out, an auditor or insurer."""

AUDIENCES: Final[tuple[Audience, ...]] = ("owner", "it", "auditor")


@dataclass(frozen=True, slots=True)
class Visit:
    """How an earlier assessment of the clinic was judged as of its own day; nothing of what was said then."""

    as_of: date
    posture: Readings | None
    grade: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """The file that an assessment was read from, so that it can be told from any other one later.

    Attributes:
        sha256: Hash of the file.
        revision: Number of the last revision of its history; None where no history is kept.
        seal: Seal of that revision; empty where there is none.
        fits: That revision tells of this very file.
    """

    sha256: str
    revision: int | None = None
    seal: str = ""
    fits: bool = False


@dataclass(frozen=True, slots=True)
class ReportInput:
    """An assessment, how it was judged and what was planned, and with which posture.

    Attributes:
        version: Version of posture, printed in the report.
        audience: For whom the report is; None for all of them, one after the other.
        earlier: The clinic's earlier assessments, the oldest first.
        look: Own templates and the name, colour and logo of who prepares the report.
        made_from: The saved file; None where the answers were not saved, and in a redacted report.
        redacted: Stand-ins have taken the place of names, notes and whatever leads to people or machines.
    """

    library: Library
    assessment: Assessment
    evaluation: Evaluation
    plan: Plan
    version: str
    audience: Audience | None = None
    earlier: tuple[Visit, ...] = ()
    redacted: bool = False
    look: Look = PLAIN
    made_from: MadeFrom | None = None
