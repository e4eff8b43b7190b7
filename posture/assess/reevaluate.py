"""Judging again after a change: only what the change touches. What it does not touch is the very same value as before.

The result equals that of `evaluate`. Only sums over all answers, and lists of them, are made anew.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from posture.assess.applicability import item_of
from posture.assess.caps import CapStatus, cap_status
from posture.assess.evaluate import Evaluation, Parts, evaluate, summed_up
from posture.assess.frameworks import FrameworkStatus, RequirementStatus, held, status_of
from posture.assess.readiness import ThreatReadiness, links_against, scenario_readiness
from posture.assess.scoring import ChecklistScore, ControlScore, checklist_score, control_score, earned_by
from posture.model.assessment import Assessment
from posture.model.library import Library


def reevaluated(before: Evaluation, library: Library, old: Assessment, new: Assessment, as_of: date) -> Evaluation:
    """The evaluation of an assessment, from that of another one that differs from it in some answers or facts.

    Args:
        before: The evaluation of `old` with the same library.
        library: What both are scored with.
        old: The assessment before the change.
        new: The assessment after it.
        as_of: The day of the reading. For another day than before, or other checklists, everything is judged again.

    Raises:
        PostureError: The assessment names a checklist that the library does not have.
    """
    if as_of != before.as_of or old.checklists != new.checklists:
        return evaluate(library, new, as_of)
    touched = frozenset(_touched(before, old, new))
    scores = _scores(before.controls, touched, library, new, as_of)
    by_id = {score.id: score for score in scores}
    parts = Parts(
        caps=_caps(before.caps, touched, by_id, library),
        checklists=_checklists(before.checklists, touched, by_id, library),
        threats=_threats(before.threats, touched, by_id, library),
        frameworks=_frameworks(before.frameworks, touched, by_id, library),
    )
    return summed_up(scores, new, as_of, library.policy, parts)


def _touched(before: Evaluation, old: Assessment, new: Assessment) -> Iterator[str]:
    """The controls whose response changed, and those for which a changed fact decides whether they apply."""
    facts = {name for name in {*old.facts, *new.facts} if not _same_fact(old, new, name)}
    for score in before.controls:
        # By identity: a change keeps what it does not touch, and equal responses may still be written differently.
        answered = old.response(score.id) is not new.response(score.id)
        if answered or (facts and any(one.fact in facts for one in score.item.control.applies_when)):
            yield score.id


def _same_fact(old: Assessment, new: Assessment, name: str) -> bool:
    was, now = old.facts.get(name), new.facts.get(name)
    # In Python True == 1; in a questionnaire they are different answers.
    return type(was) is type(now) and was == now


def _scores(
    scores: tuple[ControlScore, ...], touched: Collection[str], library: Library, assessment: Assessment, as_of: date
) -> tuple[ControlScore, ...]:
    found = []
    for score in scores:
        item, earned = score.item, score.credit
        if score.id in touched:
            item = item_of(item.control, item.checklist, assessment)
            earned = earned_by(item, library.policy, as_of)
        found.append((score, item, earned))
    total = sum(score.weight for score, _, earned in found if earned is not None)
    same_total = total == sum(score.weight for score in scores if score.credit is not None)
    return tuple(
        # Everybody's points change with the weight of all that applies.
        score if same_total and score.id not in touched else control_score(item, score.weight, earned, total)
        for score, item, earned in found
    )


def _caps(
    statuses: tuple[CapStatus, ...], touched: Collection[str], scores: Mapping[str, ControlScore], library: Library
) -> tuple[CapStatus, ...]:
    return tuple(
        cap_status(status.cap, scores, library.policy)
        if any(name in touched for name in status.cap.controls)
        else status
        for status in statuses
    )


def _checklists(
    entries: tuple[ChecklistScore, ...], touched: Collection[str], scores: Mapping[str, ControlScore], library: Library
) -> tuple[ChecklistScore, ...]:
    homes = {scores[name].item.checklist.id for name in touched}
    return tuple(
        checklist_score(entry.id, [scores[control.id] for control in library.checklist_by_id[entry.id].controls])
        if entry.id in homes
        else entry
        for entry in entries
    )


def _threats(
    threats: tuple[ThreatReadiness, ...], touched: Collection[str], scores: Mapping[str, ControlScore], library: Library
) -> tuple[ThreatReadiness, ...]:
    answered = {threat.scenario for name in touched for threat in scores[name].item.control.threats}
    return tuple(
        _readiness(threat, scores, library) if threat.scenario.id in answered else threat for threat in threats
    )


def _readiness(threat: ThreatReadiness, scores: Mapping[str, ControlScore], library: Library) -> ThreatReadiness:
    scenario = threat.scenario
    controls = library.controls_against.get(scenario.id, ())
    credits = {
        control.id: credit
        for control in controls
        if control.id in scores and (credit := scores[control.id].credit) is not None
    }
    return scenario_readiness(scenario, links_against(scenario.id, controls, library.policy), credits)


def _frameworks(
    statuses: tuple[FrameworkStatus, ...],
    touched: Collection[str],
    scores: Mapping[str, ControlScore],
    library: Library,
) -> tuple[FrameworkStatus, ...]:
    again = {place for name in touched for place in library.requirements_of.get(name, ())}
    concerned = {framework for framework, _ in again}

    def judged(status: FrameworkStatus) -> FrameworkStatus:
        return FrameworkStatus(
            status.framework,
            tuple(
                _requirement(entry, scores) if (status.framework.id, entry.requirement.id) in again else entry
                for entry in status.requirements
            ),
        )

    return tuple(judged(status) if status.framework.id in concerned else status for status in statuses)


def _requirement(entry: RequirementStatus, scores: Mapping[str, ControlScore]) -> RequirementStatus:
    mapped = {one.control: held(scores[one.control]) for one in entry.requirement.maps if one.control in scores}
    return RequirementStatus(entry.requirement, status_of(entry.requirement, mapped))
