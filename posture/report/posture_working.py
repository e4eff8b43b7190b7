"""Posture in sentences: what is in place, what is held back, what the range rests on."""

from collections.abc import Iterable
from fractions import Fraction

from posture.assess.confidence import PROVISIONAL_BELOW
from posture.assess.evaluate import MODEL, Evaluation
from posture.assess.explain import Basis, PostureWorking, posture_working
from posture.assess.scoring import ControlScore
from posture.report import wording
from posture.report.held_back import cap_why, grade_words, held_there, posture_words
from posture.report.material import ReportInput
from posture.report.points import Points, printed_points
from posture.report.wording import one_decimal
from posture.report.working import (
    LEVEL_WORDS,
    LISTED,
    Section,
    answer_of,
    bullets,
    fine,
    less,
    named,
    section,
    some,
)

BASIS_WORDS: dict[Basis, str] = {
    "no proof": "No proof is recorded",
    "hearsay": "Only somebody's word is recorded",
    "out of date": "The proof is out of date",
    "dated later": "The proof is dated after this day",
}
"""Why an answer counts one level lower in the low reading."""


_NAMED = 5
"""How many open questions are named."""


def posture_sections(material: ReportInput) -> tuple[Section, ...]:
    """Posture taken apart."""
    evaluation = material.evaluation
    working = posture_working(evaluation, material.library.policy)
    points = printed_points(evaluation)
    if working is None or points is None:
        why = "No control of this assessment applies, so there is nothing to score."
        return (section("Posture: nothing to score", (why,)), *_not_applicable(material))
    return (
        section(f"Posture {wording.headline(evaluation)}", _headline(material, working)),
        section(f"How {one_decimal(points.in_place.total)} in place comes about", _in_place(material, working, points)),
        section("Checklist by checklist", _checklists(material, points)),
        section("The largest gaps", _gaps(evaluation, points)),
        _low(evaluation, working),
        _high(evaluation, working),
        section("How sure this is", _sureness(evaluation, working)),
        *_not_applicable(material),
        *_caps(material),
        *_threats(evaluation),
        section("Where the numbers come from", _sources(material)),
    )


def _headline(material: ReportInput, working: PostureWorking) -> Iterable[str]:
    evaluation = material.evaluation
    if evaluation.implementation is None or evaluation.posture is None:
        return
    posture = evaluation.posture.point
    day = wording.day(evaluation.as_of)
    yield f"Posture says how much of what these checklists ask is in place on {day}, from 0 to 100."
    yield posture_words(evaluation.implementation.point, posture, working.point)
    if working.point.held_back:
        yield from bullets(f"{cap_why(cap)} [{cap.id}]" for cap in working.point.caps)
    if evaluation.provisional:
        share = wording.per_cent(evaluation.answered or 0)
        yield f"There is no grade yet: {share} of the weight is answered, and a grade takes {PROVISIONAL_BELOW} %."
    else:
        grade = next(entry for entry in material.library.policy.grades if entry.grade == evaluation.grade)
        yield grade_words(grade, working.better, posture, working.point)


def _in_place(material: ReportInput, working: PostureWorking, points: Points) -> Iterable[str]:
    evaluation, total = material.evaluation, points.in_place.total
    yield "Each control has a weight: how much harm could come if it were missing. What is in place earns its weight."
    earned, weight = fine(working.earned), f"{working.weight:,}"
    yield (
        f"{_apply(evaluation.applicable)} {weight}, and {earned} of that is in place: "
        f"{earned} of {weight} is {one_decimal(total)} of 100."
    )
    shown = wording.parts([group.points for group in working.answers], total)
    yield from bullets(
        f"{wording.answer_word(group.answer)}: {wording.count(group.controls, 'control')}, "
        f"{fine(group.earned)} of {group.weight:,} by weight, {part} points"
        for group, part in zip(working.answers, shown, strict=True)
    )
    yield from scale_words(material, (score for score in evaluation.controls if score.credit is not None))
    if working.open:
        yield "What nobody knows counts 0 % until it is known."


def _apply(number: int) -> str:
    return "1 control applies. It weighs" if number == 1 else f"{number:,} controls apply. Together they weigh"


def scale_words(material: ReportInput, scores: Iterable[ControlScore]) -> Iterable[str]:
    """What each level counts, on the scales that some controls use."""
    modes = {score.item.control.credit for score in scores}
    credits = material.library.policy.credits
    if "graded" in modes:
        scale = credits.graded
        yield (
            f"In place counts {scale.implemented} %, mostly {scale.mostly} %, partly {scale.partly} %, "
            f"not in place {scale.not_} %."
        )
    if "strict" in modes:
        scale = credits.strict
        yield (
            f"Where one hole defeats the purpose, mostly counts {scale.mostly} % and partly {scale.partly} %; "
            f"in place counts {scale.implemented} %, not in place {scale.not_} %."
        )


def _checklists(material: ReportInput, points: Points) -> Iterable[str]:
    evaluation = material.evaluation
    for entry in evaluation.checklists:
        title = named(material.library.checklist_by_id[entry.id].title, entry.id)
        if entry.score is None:
            yield from bullets([f"{title}: nothing in it applies"])
            continue
        own = [s for s in evaluation.controls if s.item.checklist.id == entry.id and s.credit is not None]
        weight = sum(score.weight for score in own)
        earned = Fraction(sum(score.weight * score.credit.point for score in own if score.credit), 100)
        in_place, missing = points.in_place.checklists[entry.id], points.missing.checklists[entry.id]
        yield from bullets(
            [
                f"{title}: {one_decimal(in_place)} points in place, {one_decimal(missing)} missing; "
                f"{fine(earned)} of {weight:,} by weight, which is {one_decimal(entry.score.point)} of 100"
            ]
        )
    total, open_ = one_decimal(points.in_place.total), one_decimal(points.missing.total)
    yield f"Together: {total} points in place and {open_} missing, 100 in all."


def _gaps(evaluation: Evaluation, points: Points) -> Iterable[str]:
    gaps = sorted((score for score in evaluation.controls if score.lost), key=lambda score: -(score.lost or 0))
    if not gaps:
        yield "Nothing is missing."
        return
    shown = points.missing.controls
    yield from bullets(
        f"{named(score.item.control.title, score.id)}: {one_decimal(shown[score.id])} points missing; "
        f"weight {score.weight:,}, {answer_of(score)}"
        for score in gaps[:LISTED]
    )
    rest = len(gaps) - LISTED
    if rest > 0:
        left = points.missing.total - sum((shown[score.id] for score in gaps[:LISTED]), Fraction(0))
        yield from bullets([f"{wording.count(rest, 'more gap')}: {one_decimal(left)} points missing together"])


def _low(evaluation: Evaluation, working: PostureWorking) -> Section:
    implementation, posture = evaluation.implementation, evaluation.posture
    if implementation is None or posture is None:
        return Section("", ())
    lines = ["This counts only what current proof shows. An answer without current proof counts one level lower."]
    groups = [group for group in working.unproven if group.points]
    if not groups:
        lines.append("Nothing that counts as in place lacks current proof, so this takes nothing away.")
    else:
        place, low = one_decimal(implementation.point), one_decimal(implementation.low)
        lost = wording.shown(implementation.point) - wording.shown(implementation.low)
        lines.append(f"{place} of 100 is in place as declared. Less {one_decimal(lost)}, {low} is left:")
        shown = wording.parts([group.points for group in groups], lost)
        lines += bullets(
            f"{BASIS_WORDS[group.basis]}: {wording.count(group.controls, 'answer')}, {part} points"
            for group, part in zip(groups, shown, strict=True)
        )
    lines.append(held_there(implementation.low, posture.low, working.low))
    return section(f"At least {one_decimal(posture.low)}", lines)


def _high(evaluation: Evaluation, working: PostureWorking) -> Section:
    implementation, posture = evaluation.implementation, evaluation.posture
    if implementation is None or posture is None:
        return Section("", ())
    lines = ["This counts what is declared, and every open question as if it turned out well."]
    if not working.open:
        lines.append("No question is open, so this adds nothing.")
    else:
        names = [named(score.item.control.title, score.id) for score in working.open]
        weight = sum(score.weight for score in working.open)
        more = less(implementation.high, implementation.point)
        verb = "question is" if len(names) == 1 else "questions are"
        lines.append(
            f"{len(names):,} {verb} open, {weight:,} of {working.weight:,} by weight. "
            f"{one_decimal(implementation.point)} in place and {more} more would make "
            f"{one_decimal(implementation.high)} of 100."
        )
        lines.append(f"Open: {some(names, _NAMED, 'question')}.")
    lines.append(held_there(implementation.high, posture.high, working.high))
    return section(f"Could be {one_decimal(posture.high)}", lines)


def _sureness(evaluation: Evaluation, working: PostureWorking) -> Iterable[str]:
    if evaluation.answered is None or evaluation.confirmed is None or evaluation.confidence is None:
        return
    weight = f"{working.weight:,}"
    yield (
        f"Answered: {working.answered:,} of {weight} by weight, {wording.per_cent(evaluation.answered)}. "
        "“Don't know” is not counted here."
    )
    yield (
        f"Confirmed: {working.confirmed:,} of {weight} by weight, {wording.per_cent(evaluation.confirmed)}. "
        "That is what has current proof, or is known not to be in place."
    )
    yield (
        f"Confidence is {evaluation.confidence}. High takes 95 % answered and 70 % confirmed; "
        "medium takes 85 % answered and 40 % confirmed."
    )


def _not_applicable(material: ReportInput) -> Iterable[Section]:
    guard = material.evaluation.not_applicable
    lines = []
    if guard.by_answer:
        lines.append(f"By answer, with a reason: {wording.count(guard.by_answer, 'control')}.")
    if guard.by_answer and guard.weight_share is not None and guard.if_counted is not None:
        lines.append(
            f"That takes {wording.per_cent(guard.weight_share)} of the weight out of the score. If it counted as not "
            f"in place, {one_decimal(guard.if_counted)} of 100 would be in place."
        )
    if guard.by_fact:
        lines.append(f"Because of a fact about the clinic: {wording.count(guard.by_fact, 'control')}.")
    if lines:
        yield section("What does not apply", lines)


def _caps(material: ReportInput) -> Iterable[Section]:
    caps = material.evaluation.caps
    if not caps:
        return
    firing = [status.cap for status in caps if status.point]
    lines = ["A cap is a critical failure that holds the grade down, whatever else is good."]
    lines += bullets(f"{cap_why(cap)} [{cap.id}] No better than grade {cap.max_grade}." for cap in firing)
    quiet = len(caps) - len(firing)
    lines.append(f"{len(firing)} of {len(caps)} fire now." if firing else f"None of {quiet} fires now.")
    yield section("Caps", lines)


def _threats(evaluation: Evaluation) -> Iterable[Section]:
    lines = []
    for threat in evaluation.threats:
        name = named(threat.scenario.title, threat.scenario.id)
        if threat.score is None or threat.label is None:
            lines.append(f"{name}: not covered by these checklists")
            continue
        words = f"{name}: {one_decimal(threat.score.point)}, {wording.LABEL_WORDS[threat.label]}"
        complete = all(value == 100 for value in threat.stages.values())
        weakest = "" if complete else f"; weakest at {wording.STAGE_WORDS[threat.weakest[0]]}"
        lines.append(words + weakest)
    if lines:
        yield section("How ready the clinic is, threat by threat", bullets(lines))


def _sources(material: ReportInput) -> Iterable[str]:
    weights = material.library.policy.weights
    scale = ", ".join(f"{words} {weights.of(level)}" for level, words in LEVEL_WORDS.items())
    yield f"The model is {MODEL}. Credits, weights and caps are the judgement of the checklists' authors."
    yield (
        "A control's weight comes from how likely harm is without it, and how bad that would be; the two make a level "
        f"of risk as in NIST SP 800-30 Rev. 1, table I-2. Weight by risk: {scale}."
    )
    yield (
        "Shown numbers are cut to one decimal, never rounded up. Parts are shared out so that they add up; each is "
        "less than a tenth from its exact value."
    )
    yield "This is a self-assessment. It is not the probability of an attack."
