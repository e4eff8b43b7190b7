"""Trend: why posture moved between two assessments, in parts that add up exactly (`posture-score/1`, 2.11).

Four steps lead from the old posture to the new one, each changing one thing:

1. *catalogue*: the old answers, with the old facts, on the new checklists. Weights, credits, conditions, and controls
   that came or went belong here; a control that the old answers don't know is unknown.
2. *scope*: the same answers where exactly the controls of the new assessment apply. A control that comes into scope
   counts with its old answer, or as unknown if that was "doesn't apply".
3. *answers*: the new answers and their evidence, control by control.
4. *caps*: what caps hold back now, against what they held back before; a changed list of caps shows here too.

The day: each assessment's evidence is judged on that assessment's own day. Steps 1 and 2 keep the old day; step 3
changes the day together with the evidence, so proof that became stale in between is a loss of step 3 under the low
reading. The point reading knows no day. Every step starts where the one before it ended, so the parts add up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from posture.assess.applicability import Item, items
from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.scoring import ControlScore, Readings, control_scores, implementation
from posture.model.assessment import Assessment
from posture.model.control import Answer
from posture.model.library import Library

Kind = Literal["fixed", "improved", "regressed", "new", "gone", "in-scope", "out-of-scope", "unchanged"]
"""What became of a control.

`fixed`: a gap before, implemented now. `improved`, `regressed`: earns more or less than before; what was implemented
and is not any more has regressed whatever it earns. `new`, `gone`: only the new or only the old checklists have it.
`in-scope`, `out-of-scope`: applies now and did not before, or the other way round. `unchanged`: none of these.
"""

KINDS: Final[tuple[Kind, ...]] = (
    "fixed", "improved", "regressed", "new", "gone", "in-scope", "out-of-scope", "unchanged",
)  # fmt: skip

_Pick = Callable[[Readings], Fraction]


@dataclass(frozen=True, slots=True)
class Visit:
    """One side of a comparison: an assessment, what it is scored with, and the day on which its evidence is judged."""

    library: Library
    assessment: Assessment
    as_of: date


@dataclass(frozen=True, slots=True)
class Change:
    """A change of posture in points; `catalogue`, `scope`, `answers` and `caps` add up to `posture` exactly.

    Attributes:
        caps: Above 0 where caps hold back less than before.
    """

    posture: Fraction
    catalogue: Fraction
    scope: Fraction
    answers: Fraction
    caps: Fraction

    @property
    def parts(self) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """The four parts in the order of the steps."""
        return self.catalogue, self.scope, self.answers, self.caps


@dataclass(frozen=True, slots=True)
class ControlChange:
    """What became of one control.

    Attributes:
        before: As the old assessment had it; None where its checklists did not have the control.
        after: As the new assessment has it; None where its checklists do not have the control.
        points: Its part of `answers` in points of posture, as declared; None where it does not apply now.
        low: The same under the low reading: evidence added, or gone stale.
    """

    id: str
    kind: Kind
    before: Item | None
    after: Item | None
    points: Fraction | None
    low: Fraction | None

    @property
    def title(self) -> str:
        """The control's title; its id where no checklist has it any more."""
        item = self.after or self.before
        return item.control.title if item else self.id


@dataclass(frozen=True, slots=True)
class Trend:
    """Two assessments compared.

    Attributes:
        point: Why posture moved, as declared; None where one of the two has nothing to score.
        low: Why it moved when only what evidence shows is counted; None where one of the two has nothing to score.
        controls: Every control of either, those of the new checklists first, in the order in which they are walked.
    """

    old: Evaluation
    new: Evaluation
    point: Change | None
    low: Change | None
    controls: tuple[ControlChange, ...]

    def of(self, kind: Kind) -> tuple[ControlChange, ...]:
        """The controls of one kind."""
        return tuple(change for change in self.controls if change.kind == kind)


def own_day(assessment: Assessment) -> date | None:
    """The day that an assessment speaks of: that of its last response, or the one on which it began if that is later.

    Dates as they are written, whatever the time zone, so that the same file gives the same day everywhere. Answers
    carried over from an earlier assessment are older than its beginning and do not count. None where nothing is dated.
    """
    days = [response.at.date() for response in assessment.responses.values() if response.at is not None]
    if assessment.started is not None:
        days.append(assessment.started)
    return max(days, default=None)


def trend(old: Visit, new: Visit) -> Trend:
    """Compare two assessments; controls are matched by id.

    Raises:
        PostureError: One of them names a checklist that its library does not have.
    """
    before = evaluate(old.library, old.assessment, old.as_of)
    after = evaluate(new.library, new.assessment, new.as_of)
    catalogue = _on_new_checklists(old, new)
    scoped = _in_new_scope(old, new, after.controls)

    def change(pick: _Pick) -> Change | None:
        return _change(before, after, catalogue, implementation(scoped), pick)

    return Trend(
        old=before,
        new=after,
        point=change(lambda readings: readings.point),
        low=change(lambda readings: readings.low),
        controls=tuple(_control_changes(before, after, scoped, old.assessment)),
    )


def _on_new_checklists(old: Visit, new: Visit) -> Readings | None:
    """Step 1. A response that the old checklists did not ask for counts: that it does is the checklists' doing."""
    moved = old.assessment.model_copy(update={"checklists": new.assessment.checklists})
    return implementation(control_scores(items(new.library, moved), new.library.policy, old.as_of))


def _in_new_scope(old: Visit, new: Visit, scores: Sequence[ControlScore]) -> tuple[ControlScore, ...]:
    """Step 2."""
    old_answers = [_with_old_answer(score.item, old.assessment) for score in scores]
    return control_scores(old_answers, new.library.policy, old.as_of)


def _with_old_answer(item: Item, old: Assessment) -> Item:
    response = old.response(item.control.id)
    answer = Answer.UNKNOWN if response.answer in (None, Answer.NA) else response.answer
    return replace(item, response=response, answer=answer)


def _change(
    before: Evaluation, after: Evaluation, catalogue: Readings | None, scoped: Readings | None, pick: _Pick
) -> Change | None:
    if before.implementation is None or before.posture is None:
        return None
    if after.implementation is None or after.posture is None or scoped is None:
        return None
    start, end = pick(before.implementation), pick(after.implementation)
    # Where nothing of the new checklists applied to the old clinic, step 1 has no number: all of it is scope.
    on_new = start if catalogue is None else pick(catalogue)
    in_scope = pick(scoped)
    held_before, held_after = start - pick(before.posture), end - pick(after.posture)
    return Change(
        posture=pick(after.posture) - pick(before.posture),
        catalogue=on_new - start,
        scope=in_scope - on_new,
        answers=end - in_scope,
        caps=held_before - held_after,
    )


def _control_changes(
    before: Evaluation, after: Evaluation, scoped: Sequence[ControlScore], old: Assessment
) -> Iterator[ControlChange]:
    earlier = {score.id: score.item for score in before.controls}
    total = sum(score.weight for score in after.controls if score.credit is not None)
    for then, now in zip(scoped, after.controls, strict=True):
        points = low = None
        if then.credit is not None and now.credit is not None:
            points = Fraction(now.weight * (now.credit.point - then.credit.point), total)
            low = Fraction(now.weight * (now.credit.low - then.credit.low), total)
        item = earlier.get(now.id)
        yield ControlChange(now.id, _kind(item, now.item, points), item, now.item, points, low)
    yield from _gone(earlier, before, old, {score.id for score in after.controls})


def _kind(before: Item | None, after: Item, points: Fraction | None) -> Kind:
    if before is None:
        return "new"
    if before.applies != after.applies:
        return "in-scope" if after.applies else "out-of-scope"
    if not after.applies or points is None:
        return "unchanged"
    was, is_now = (item.answer is Answer.IMPLEMENTED for item in (before, after))
    if was != is_now:
        return "fixed" if is_now else "regressed"
    # By what it earns, so that points never speak against the kind; unknown and not are both nothing in place.
    if points == 0:
        return "unchanged"
    return "improved" if points > 0 else "regressed"


def _gone(earlier: Mapping[str, Item], before: Evaluation, old: Assessment, known: set[str]) -> Iterator[ControlChange]:
    """Controls that only the old checklists have, and answers to controls that not even those have any more."""
    for name, item in earlier.items():
        if name not in known:
            yield ControlChange(name, "gone", item, None, None, None)
    for name in sorted(before.unscored):
        if name not in known and old.response(name).answer is not None:
            yield ControlChange(name, "gone", None, None, None, None)
