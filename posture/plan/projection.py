"""Where finished actions lead: implementation, posture, caps and readiness after each of them (point reading)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from posture.assess.caps import fires, grade_of, lowest_ceiling
from posture.assess.evaluate import Evaluation
from posture.assess.frameworks import Held, Status, framework_statuses, held
from posture.assess.readiness import Label, Link, combined, label, links, stage_scores
from posture.model.control import Answer
from posture.model.policy import Policy
from posture.plan.value import Closing, Valued


@dataclass(frozen=True, slots=True)
class Projected:
    """What an assessment would show after some actions.

    Attributes:
        caps: Ids of the caps that still fire.
    """

    implementation: Fraction
    posture: Fraction
    grade: str
    caps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectedThreat:
    """Readiness for one scenario after some actions; `score` is None where nothing answers it."""

    id: str
    score: Fraction | None
    label: Label | None


@dataclass(frozen=True, slots=True)
class ProjectedFramework:
    """How many requirements of an outside standard are met after some actions.

    Attributes:
        of: Requirements that the checklists ask about and that apply.
    """

    id: str
    met: int
    of: int


class Projection:
    """Adds up finished actions, one after the other. Each closes its share of the gap as it was at the start."""

    def __init__(self, evaluation: Evaluation, policy: Policy) -> None:
        if evaluation.implementation is None:
            raise ValueError("nothing to score, so nothing to project")
        self._policy = policy
        self._evaluation = evaluation
        self._at_start = evaluation.implementation.point
        scored = [score for score in evaluation.controls if score.credit is not None]
        self._controls = {score.id: score.item.control for score in scored}
        self._start = {score.id: score.credit.point for score in scored if score.credit is not None}
        self._rises: dict[tuple[str, str], Fraction] = {}
        self.restart()

    def restart(self) -> None:
        """Back to where nothing is finished."""
        self._implementation = self._at_start
        self._credits: dict[str, Fraction | int] = dict(self._start)

    def finish(self, valued: Valued) -> None:
        """Count an action as finished."""
        for closing in valued.closings:
            now, rise = self._credits[closing.control_id], self._rise(valued.id, closing)
            if now + rise <= 100:
                self._credits[closing.control_id] = now + rise
                self._implementation += closing.gain
            else:
                # Alternatives and a clinic's own actions may promise more than the whole gap; 100 is all there is.
                self._credits[closing.control_id] = 100
                self._implementation += closing.gain * (100 - now) / rise

    def _rise(self, action_id: str, closing: Closing) -> Fraction:
        """Per cent of credit that an action adds to a control; worked out once, since a frontier asks very often."""
        key = action_id, closing.control_id
        if key not in self._rises:
            self._rises[key] = (100 - self._start[closing.control_id]) * closing.share / 100
        return self._rises[key]

    @cached_property
    def _links(self) -> Mapping[str, tuple[Link, ...]]:
        return links(self._controls.values(), self._policy)

    def now(self) -> Projected:
        """What the assessment would show."""
        named = {
            name: (self._controls[name], self._credits[name])
            for cap in self._policy.caps
            for name in cap.controls
            if name in self._controls
        }
        firing = [cap for cap in self._policy.caps if fires(cap, named, self._policy)]
        posture = min(self._implementation, Fraction(lowest_ceiling(firing, self._policy)))
        return Projected(
            implementation=self._implementation,
            posture=posture,
            grade=grade_of(posture, self._policy),
            caps=tuple(cap.id for cap in firing),
        )

    def threats(self) -> tuple[ProjectedThreat, ...]:
        """Readiness for every scenario."""
        found = []
        for threat in self._evaluation.threats:
            stages = stage_scores(self._links.get(threat.scenario.id, ()), self._credits)
            score = combined(stages) if stages else None
            found.append(ProjectedThreat(threat.scenario.id, score, None if score is None else label(score)))
        return tuple(found)

    def frameworks(self) -> tuple[ProjectedFramework, ...]:
        """What every framework would show. A closed gap counts as in place, a gap closed in part as partly."""
        statuses = framework_statuses([status.framework for status in self._evaluation.frameworks], self._held())
        open_to_us = {Status.MET, Status.PARTLY, Status.UNKNOWN, Status.NOT_MET}
        return tuple(
            ProjectedFramework(
                id=status.framework.id,
                met=status.count(Status.MET),
                of=sum(status.count(entry) for entry in open_to_us),
            )
            for status in statuses
        )

    def _held(self) -> Mapping[str, Held]:
        found = {}
        for score in self._evaluation.controls:
            now = self._credits.get(score.id)
            if now is None or now == self._start[score.id]:
                found[score.id] = held(score)
            else:
                found[score.id] = Held(Answer.IMPLEMENTED if now >= 100 else Answer.PARTLY, earns=True)
        return found


def after_all(
    actions: Iterable[Valued], evaluation: Evaluation, policy: Policy
) -> tuple[Projected, Mapping[str, ProjectedThreat]]:
    """What the assessment would show, and readiness by scenario, after all of some actions."""
    projection = Projection(evaluation, policy)
    for valued in actions:
        projection.finish(valued)
    return projection.now(), {threat.id: threat for threat in projection.threats()}
