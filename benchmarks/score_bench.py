"""Scoring: a full evaluation against the floor, and what one answer costs against judging everything."""

from collections.abc import Iterator
from typing import Final

from benchmarks.floor import judge
from benchmarks.measure import Line, Side, compared, grown, in_turns
from benchmarks.packs import Pack, pack
from posture.assess.evaluate import evaluate
from posture.assess.reevaluate import reevaluated
from posture.model.assessment import Response
from posture.model.control import Answer

SIZES: Final = (110, 300, 1_500)

FULL_TARGET: Final = 1 / 3


def lines() -> Iterator[Line]:
    """Lines of the table."""
    sides: dict[str, Side] = {}
    for size in SIZES:
        sides |= _sides(size, pack(size))
    times = in_turns(sides)
    for size in SIZES:
        ours, floor, again = (times[f"{side} {size}"] for side in ("full", "floor", "again"))
        yield compared(f"evaluation, {size} controls", ours, "in plain fractions", floor, FULL_TARGET)
        yield compared(f"after one answer, {size} controls", again, "full evaluation", ours)
    for what, side in (("evaluation", "full"), ("after one answer", "again")):
        yield grown(what, SIZES, [times[f"{side} {size}"] for size in SIZES])
    yield grown("the floor itself", SIZES, [times[f"floor {size}"] for size in SIZES], None)


def _sides(size: int, one: Pack) -> dict[str, Side]:
    before = evaluate(one.library, one.assessment, one.as_of)
    gap = next(finding.score for finding in before.findings if finding.score.item.answer is Answer.NOT)
    answered = one.assessment.with_response(gap.id, Response(answer=Answer.MOSTLY))
    return {
        f"full {size}": lambda: evaluate(one.library, answered, one.as_of),
        f"floor {size}": lambda: judge(one.library, answered, one.as_of),
        f"again {size}": lambda: reevaluated(before, one.library, one.assessment, answered, one.as_of),
    }
