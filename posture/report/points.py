"""Points as they are printed: what each control and checklist brings and leaves open adds up to the total shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from posture.assess.evaluate import Evaluation
from posture.report.wording import share_out, shown


@dataclass(frozen=True, slots=True)
class Shares:
    """A total in whole tenths, its parts by checklist, and theirs by control; controls that don't apply have none."""

    total: Fraction
    checklists: Mapping[str, Fraction]
    controls: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Points:
    """What is in place and what is missing, in points; together 100."""

    in_place: Shares
    missing: Shares


def printed_points(evaluation: Evaluation) -> Points | None:
    """Points per checklist and control as they are printed; None where there is nothing to score."""
    if evaluation.implementation is None:
        return None
    total = shown(evaluation.implementation.point)
    return Points(
        in_place=_shares(evaluation, total, {s.id: s.points for s in evaluation.controls if s.points is not None}),
        missing=_shares(evaluation, 100 - total, {s.id: s.lost for s in evaluation.controls if s.lost is not None}),
    )


def _shares(evaluation: Evaluation, total: Fraction, exact: Mapping[str, Fraction]) -> Shares:
    """Shared out twice, over the checklists and then within each, so that every printed column adds up."""
    members: dict[str, list[str]] = {entry.id: [] for entry in evaluation.checklists}
    for score in evaluation.controls:
        if score.id in exact:
            members[score.item.checklist.id].append(score.id)
    sums = [sum((exact[name] for name in names), Fraction(0)) for names in members.values()]
    checklists = dict(zip(members, share_out(sums, total), strict=True))
    controls: dict[str, Fraction] = {}
    for checklist_id, names in members.items():
        own = share_out([exact[name] for name in names], checklists[checklist_id])
        controls.update(zip(names, own, strict=True))
    return Shares(total, checklists, controls)
