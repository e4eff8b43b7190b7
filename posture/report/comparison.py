"""Two assessments compared, as numbers are printed: every printed part adds up to the total that is printed with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from posture.assess.evaluate import MODEL, Evaluation
from posture.assess.trend import Change, Kind, Trend
from posture.report import records, wording
from posture.report.records import Record

PARTS: Final = ("catalogue", "scope", "answers", "caps")
"""The parts of a change, in the order in which they are told; each the name of an attribute of `Change`."""

PART_WORDS: Final[Mapping[str, str]] = {
    "catalogue": "The checklists changed",
    "scope": "What applies here changed",
    "answers": "The clinic's answers and proof changed",
    "caps": "What caps hold back changed",
}

KIND_WORDS: Final[Mapping[Kind, str]] = {
    "fixed": "Fixed",
    "improved": "Improved",
    "regressed": "Regressed",
    "new": "New in the checklists",
    "gone": "No longer in the checklists",
    "in-scope": "Applies now, did not before",
    "out-of-scope": "Applied before, does not now",
    "unchanged": "Unchanged",
}


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """A change in whole tenths of a point, as printed: the parts add up to `posture`, the controls to `answers`.

    Attributes:
        parts: By name, in the order of `PARTS`.
        controls: By id; those without points of their own are left out.
    """

    posture: Fraction
    parts: Mapping[str, Fraction]
    controls: Mapping[str, Fraction]


def share_out_signed(values: Sequence[Fraction], total: Fraction) -> tuple[Fraction, ...]:
    """Gains and losses in whole tenths that add up to the total as it is shown.

    Each is cut toward zero, as a single number is; what then is left of the total, or too much, moves the parts that
    were cut most, by a tenth each (largest remainder; `wording.share_out` does the same where nothing is negative).
    A part of whole tenths stays as it is.

    Args:
        values: The exact parts.
        total: What they add up to, exactly or as shown one level above.
    """
    tenths = [int(10 * value) for value in values]
    left = int(10 * total) - sum(tenths)
    step = 1 if left > 0 else -1
    cut = [step * (10 * value - tenth) for value, tenth in zip(values, tenths, strict=True)]
    most_cut = sorted((index for index in range(len(values)) if cut[index] > 0), key=lambda index: -cut[index])
    if abs(left) > len(most_cut):
        raise ValueError(f"{len(values)} parts of {sum(values, Fraction(0))} do not make {total}")
    for index in most_cut[: abs(left)]:
        tenths[index] += step
    return tuple(Fraction(tenth, 10) for tenth in tenths)


def printed_change(change: Change, controls: Mapping[str, Fraction]) -> PrintedChange:
    """A change as it is printed, with the points of its controls (exact, by id)."""
    posture = wording.shown(change.posture)
    parts = dict(zip(PARTS, share_out_signed(change.parts, posture), strict=True))
    shares = share_out_signed(tuple(controls.values()), parts["answers"])
    return PrintedChange(posture, parts, dict(zip(controls, shares, strict=True)))


def printed_point(trend: Trend) -> PrintedChange | None:
    """The change as declared; None where one of the two has nothing to score."""
    exact = {change.id: change.points for change in trend.controls if change.points is not None}
    return printed_change(trend.point, exact) if trend.point else None


def printed_low(trend: Trend) -> PrintedChange | None:
    """The change of what evidence shows; None where one of the two has nothing to score."""
    exact = {change.id: change.low for change in trend.controls if change.low is not None}
    return printed_change(trend.low, exact) if trend.low else None


def compare_record(trend: Trend, *, exact: bool = False) -> Record:
    """What `posture compare --json` prints; a part and a control's points are null where there is nothing to score."""
    point = printed_point(trend)
    points = {change.id: change.points for change in trend.controls} if exact else point.controls if point else {}
    return {
        "model": MODEL,
        "old": _side(trend.old, exact),
        "new": _side(trend.new, exact),
        "change": _change(trend.point, point, exact),
        "low": _change(trend.low, printed_low(trend), exact),
        "controls": [
            {"id": change.id, "kind": change.kind, "points": _number(points.get(change.id), exact)}
            for change in trend.controls
        ],
    }


def _side(evaluation: Evaluation, exact: bool) -> Record:
    return {
        "as_of": evaluation.as_of.isoformat(),
        "posture": records.shown(evaluation.posture.point if evaluation.posture else None, exact),
        "grade": evaluation.grade,
    }


def _change(change: Change | None, printed: PrintedChange | None, exact: bool) -> Record:
    if change is None or printed is None:
        return dict.fromkeys(("posture", *PARTS))
    if exact:
        values = {"posture": change.posture, **dict(zip(PARTS, change.parts, strict=True))}
    else:
        values = {"posture": printed.posture, **printed.parts}
    return {name: _number(value, exact) for name, value in values.items()}


def _number(value: Fraction | None, exact: bool) -> float | str | None:
    if value is None:
        return None
    # What is printed is in tenths already: nothing is cut a second time.
    return str(value) if exact else float(value)
