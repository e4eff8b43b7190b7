"""What if some actions were done: posture, grade and the threats that move. A thought; nothing of it is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from posture.assess.evaluate import Evaluation
from posture.assess.readiness import Label
from posture.model.policy import Policy
from posture.plan.plan import Plan
from posture.plan.projection import Projected, after_all
from posture.plan.roadmap import closure
from posture.report.wording import one_decimal


@dataclass(frozen=True, slots=True)
class Moved:
    """A threat that the clinic would be better prepared for."""

    title: str
    before: Fraction
    after: Fraction
    label_before: Label
    label_after: Label


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the assessment would show after some actions of the plan, and what these need first.

    Attributes:
        ticked: Ids of the actions, in the order of the plan.
        needed: Ids of those that must be done before them, in the same order; counted in.
        hours: Work of all of them; `dollars` likewise.
        after: What posture would be, and which caps would still fire.
        moved: The threats whose shown readiness changes, the largest change first.
        lifted: Ids of caps that would fire no longer.
    """

    ticked: tuple[str, ...]
    needed: tuple[str, ...]
    hours: Fraction
    dollars: Fraction
    after: Projected
    moved: tuple[Moved, ...]
    lifted: tuple[str, ...]


def simulated(names: Collection[str], plan: Plan, evaluation: Evaluation, policy: Policy) -> Simulated | None:
    """What the assessment would show if these actions of the plan were done; None where none of them is in it."""
    actions = {step.id: step.valued for step in plan.roadmap}
    ticked = tuple(name for name in actions if name in names)
    if not ticked:
        return None
    done = closure(ticked, actions)
    finished = [valued for name, valued in actions.items() if name in done]
    after, threats = after_all(finished, evaluation, policy)
    moved = []
    for threat in evaluation.threats:
        then, was = threats[threat.scenario.id], threat.score
        if was is None or then.score is None or threat.label is None or then.label is None:
            continue
        if one_decimal(was.point) != one_decimal(then.score):
            moved.append(Moved(threat.scenario.title, was.point, then.score, threat.label, then.label))
    return Simulated(
        ticked=ticked,
        needed=tuple(valued.id for valued in finished if valued.id not in ticked),
        hours=sum((valued.hours for valued in finished), Fraction(0)),
        dollars=sum((valued.dollars for valued in finished), Fraction(0)),
        after=after,
        moved=tuple(sorted(moved, key=lambda entry: entry.before - entry.after)),
        lifted=tuple(status.cap.id for status in evaluation.caps if status.point and status.cap.id not in after.caps),
    )
