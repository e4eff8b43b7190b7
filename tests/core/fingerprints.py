"""An evaluation as plain tables by id, so that two can be compared whatever order their packs were written in."""

from collections.abc import Mapping

from posture.assess.evaluate import Evaluation
from posture.assess.scoring import Readings

Table = dict[str, object]


def readings(evaluation: Evaluation) -> dict[str, Readings]:
    """Every number that has three readings, by a name; what has nothing to score is left out."""
    found = {
        "implementation": evaluation.implementation,
        "posture": evaluation.posture,
        **{f"domain {entry.id}": entry.score for entry in evaluation.checklists},
        **{f"threat {entry.scenario.id}": entry.score for entry in evaluation.threats},
    }
    return {name: value for name, value in found.items() if value is not None}


def fingerprint(evaluation: Evaluation) -> Table:
    """All that the evaluation says, by id."""
    return {
        "readings": readings(evaluation),
        "grade": (evaluation.grade, evaluation.provisional, evaluation.held_back),
        "confidence": (evaluation.answered, evaluation.confirmed, evaluation.confidence),
        "caps": {one.cap.id: (one.low, one.point, one.high, frozenset(one.controls)) for one in evaluation.caps},
        "controls": {one.id: (one.weight, one.credit, one.points, one.lost) for one in evaluation.controls},
        "threats": {one.scenario.id: (dict(one.stages), one.weakest, one.label) for one in evaluation.threats},
        "frameworks": statuses(evaluation),
        "not applicable": evaluation.not_applicable,
        "findings": {one.score.id: one.accepted for one in evaluation.findings},
        "answer first": sorted((-lead.worth, lead.score.id) for lead in evaluation.answer_first),
        "find proof": sorted((-lead.worth, lead.score.id) for lead in evaluation.find_proof),
        "unscored": sorted(evaluation.unscored),
    }


def statuses(evaluation: Evaluation) -> dict[str, str]:
    """Framework statuses by requirement id."""
    return {entry.requirement.id: entry.status.value for frame in evaluation.frameworks for entry in frame.requirements}


def without(table: Mapping[str, object], *names: str) -> Table:
    return {name: value for name, value in table.items() if name not in names}
