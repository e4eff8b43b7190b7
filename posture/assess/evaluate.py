"""Library + assessment + a day -> evaluation: everything that is judged, in one frozen value."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from posture.assess import caps
from posture.assess.applicability import chosen_checklists, items
from posture.assess.caps import CapStatus
from posture.assess.confidence import (
    PROVISIONAL_BELOW,
    Confidence,
    Lead,
    answer_first,
    confidence,
    find_proof,
)
from posture.assess.findings import Finding, findings
from posture.assess.frameworks import FrameworkStatus, framework_statuses, held
from posture.assess.readiness import ThreatReadiness, threat_readiness
from posture.assess.scoring import (
    ChecklistScore,
    ControlScore,
    NotApplicable,
    Readings,
    checklist_scores,
    control_scores,
    implementation,
    not_applicable,
    share,
)
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.model.policy import Policy

MODEL: Final = "posture-score/1"
"""Name of the model, printed wherever its numbers are."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an assessment says on a day. Numbers are exact; None means that there is nothing to score.

    Attributes:
        implementation: Weighted share in place, 0 to 100, under three readings.
        posture: Implementation after caps.
        held_back: Implementation minus posture (point reading), in points.
        grade: Of posture, point reading.
        provisional: Less than 60 % of the weight is answered; the letter is then withheld from people.
        answered: Share of weight with an answer other than unknown, in per cent.
        confirmed: Share of weight whose low and high readings agree, in per cent.
        unscored: Ids of responses to controls that none of the assessment's checklists has (any more).
    """

    as_of: date
    implementation: Readings | None
    posture: Readings | None
    held_back: Fraction | None
    grade: str | None
    provisional: bool
    answered: Fraction | None
    confirmed: Fraction | None
    confidence: Confidence | None
    caps: tuple[CapStatus, ...]
    checklists: tuple[ChecklistScore, ...]
    controls: tuple[ControlScore, ...]
    threats: tuple[ThreatReadiness, ...]
    frameworks: tuple[FrameworkStatus, ...]
    not_applicable: NotApplicable
    findings: tuple[Finding, ...]
    answer_first: tuple[Lead, ...]
    find_proof: tuple[Lead, ...]
    unscored: tuple[str, ...]

    @property
    def applicable(self) -> int:
        """How many controls apply."""
        return sum(entry.applicable for entry in self.checklists)

    @property
    def answers(self) -> int:
        """How many of the applicable controls have an answer, `don't know` included."""
        return sum(entry.answered for entry in self.checklists)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is judged one by one: each cap, checklist, threat and framework by itself."""

    caps: tuple[CapStatus, ...]
    checklists: tuple[ChecklistScore, ...]
    threats: tuple[ThreatReadiness, ...]
    frameworks: tuple[FrameworkStatus, ...]


def evaluate(library: Library, assessment: Assessment, as_of: date) -> Evaluation:
    """Judge an assessment as of a day.

    Raises:
        PostureError: The assessment names a checklist that the library does not have.
    """
    policy = library.policy
    scores = control_scores(items(library, assessment), policy, as_of)
    return summed_up(
        scores,
        assessment,
        as_of,
        policy,
        Parts(
            caps=caps.cap_statuses(scores, policy),
            checklists=checklist_scores(chosen_checklists(library, assessment), scores),
            threats=threat_readiness(library.scenarios, scores, policy),
            frameworks=framework_statuses(library.frameworks, {score.id: held(score) for score in scores}),
        ),
    )


def summed_up(
    scores: tuple[ControlScore, ...], assessment: Assessment, as_of: date, policy: Policy, parts: Parts
) -> Evaluation:
    """The whole from its parts: what each answer has a share in."""
    implemented = implementation(scores)
    after_caps = caps.posture(implemented, parts.caps, policy) if implemented else None
    answered, confirmed = share(scores, answered=True), share(scores, answered=False)
    known = {score.id for score in scores}
    return Evaluation(
        as_of=as_of,
        implementation=implemented,
        posture=after_caps,
        held_back=implemented.point - after_caps.point if implemented and after_caps else None,
        grade=caps.grade_of(after_caps.point, policy) if after_caps else None,
        provisional=answered is None or answered < PROVISIONAL_BELOW,
        answered=answered,
        confirmed=confirmed,
        confidence=confidence(answered, confirmed) if answered is not None and confirmed is not None else None,
        caps=parts.caps,
        checklists=parts.checklists,
        controls=scores,
        threats=parts.threats,
        frameworks=parts.frameworks,
        not_applicable=not_applicable(scores),
        findings=findings(scores, as_of),
        answer_first=answer_first(scores),
        find_proof=find_proof(scores),
        unscored=tuple(name for name in assessment.responses if name not in known),
    )
