"""A control in sentences: what was answered, why it weighs what it weighs, what it earns and what depends on it."""

from collections.abc import Iterable
from fractions import Fraction

from posture.assess.applicability import na_is_refused
from posture.assess.explain import ControlWorking, control_working
from posture.assess.findings import acceptance
from posture.assess.scoring import ControlScore
from posture.model.control import Answer
from posture.model.text import one_line
from posture.plan.value import candidates
from posture.report import wording
from posture.report.answers import evidence_row
from posture.report.facts import facts_against
from posture.report.held_back import outcome_words
from posture.report.material import ReportInput
from posture.report.posture_working import BASIS_WORDS, scale_words
from posture.report.wording import one_decimal
from posture.report.working import (
    CUT,
    LEVEL_WORDS,
    Section,
    amount,
    answer_of,
    bullets,
    fine,
    named,
    quoted,
    section,
)

_LOWER = {Answer.IMPLEMENTED: "mostly", Answer.MOSTLY: "partly", Answer.PARTLY: "not in place"}


def control_sections(material: ReportInput, control_id: str) -> tuple[Section, ...]:
    """A control of the assessment taken apart.

    Raises:
        KeyError: The assessment has no such control.
    """
    working = control_working(material.library, material.assessment, material.evaluation, control_id)
    score = working.score
    title = named(score.item.control.title, control_id)
    found = [section(title, _answer(material, score)), section("Why it weighs what it weighs", _weight(working))]
    if score.credit is None:
        found.append(section("Why it does not count", _excluded(material, working)))
    else:
        found.append(section("What it earns", _earned(material, working)))
        found.append(section("At least, and could be", _readings(working)))
        found.append(section("If it were in place", _raised(material, working)))
    found.append(section("What looks at it", (*_caps(working), *_threats(material, score))))
    if score.credit is not None:
        found.append(section("What closes the gap", _closers(material, score)))
    found.append(section("Where it comes from", _sources(material, score)))
    return tuple(entry for entry in found if entry.lines)


def _answer(material: ReportInput, score: ControlScore) -> Iterable[str]:
    item, response = score.item, score.item.response
    yield f"A control of the checklist {quoted(item.checklist.title)}. Its question: {one_line(item.control.question)}"
    if response.answer is None:
        yield "Nobody has answered it yet. It counts as “don't know”."
    else:
        who = f", says {one_line(response.by)}" if response.by.strip() else ""
        when = f" ({wording.moment(response.at)})" if response.at else ""
        yield f"The answer is {quoted(wording.answer_word(response.answer))}{who}{when}."
    if na_is_refused(item.control, response):
        why = "no reason is given" if item.control.na_allowed else "this applies to every clinic"
        yield f"It counts as “don't know”, because {why}."
    meaning = item.control.answers.of(response.answer) if response.answer else ""
    if meaning.strip():
        yield f"That means: {wording.sentence(one_line(meaning))}"
    if response.note.strip():
        yield f"The note says: {wording.sentence(one_line(response.note))}"
    for evidence in response.evidence:
        row = evidence_row(evidence, item.control, material.evaluation.as_of)
        yield from bullets([f"{row.method}: {one_line(row.reference)}, {row.collected}: {row.state}"])
    yield from _accepted(material, score)


def _accepted(material: ReportInput, score: ControlScore) -> Iterable[str]:
    accepted = score.item.response.accepted
    if accepted is None or not score.lost or score.item.answer is Answer.IMPLEMENTED:
        return
    until, reason = wording.day(accepted.until), wording.sentence(one_line(accepted.reason))
    if acceptance(score.item.response, material.evaluation.as_of):
        yield f"The gap is accepted until {until}. It earns nothing, and the plan leaves it alone. Reason: {reason}"
    else:
        yield f"The gap was accepted until {until}. That is over, so the plan counts it again. Reason then: {reason}"


def _weight(working: ControlWorking) -> Iterable[str]:
    control, weight = working.score.item.control, working.score.weight
    likely, bad, level = (LEVEL_WORDS[one] for one in (control.likelihood, control.impact, working.level))
    yield (
        f"If it were missing in a typical small clinic, harm would have a {likely} likelihood and a {bad} impact. "
        f"Together that is a {level} risk, and a {level} risk weighs {weight:,}."
    )
    if working.score.credit is not None:
        share = wording.per_cent(Fraction(100 * weight, working.weight))
        yield f"All controls that apply weigh {working.weight:,}. This one is {weight:,} of that, {share}."


def _excluded(material: ReportInput, working: ControlWorking) -> Iterable[str]:
    item, weight = working.score.item, working.score.weight
    if item.excluded == "fact":
        against = facts_against(material, item.control.applies_when)
        yield f"It does not apply to this clinic: {wording.sentence(one_line(against))}"
        yield f"So its weight of {weight:,} is out of the score, whatever was answered."
        return
    yield f"It was said not to apply, because: {wording.sentence(one_line(item.response.reason))}"
    yield f"So its weight of {weight:,} is out of the score."
    now = material.evaluation.implementation
    if working.if_counted is not None:
        place = f", instead of {one_decimal(now.point)}" if now else ""
        yield f"If it counted as not in place, {one_decimal(working.if_counted)} of 100 would be in place{place}."


def _earned(material: ReportInput, working: ControlWorking) -> Iterable[str]:
    score = working.score
    if score.credit is None or score.points is None or score.lost is None:
        return
    yield from scale_words(material, [score])
    earned, lost = (
        Fraction(score.weight * score.credit.point, 100),
        Fraction(score.weight * (100 - score.credit.point), 100),
    )
    yield (
        f"{quoted(answer_of(score).capitalize())} earns {score.credit.point} % of {score.weight:,}: {fine(earned)}. "
        f"That is {fine(earned)} of {working.weight:,}, or {one_decimal(score.points)} of 100 points."
    )
    if score.lost:
        yield f"{fine(lost)} of {working.weight:,} is missing, or {one_decimal(score.lost)} points. {CUT}"


def _readings(working: ControlWorking) -> Iterable[str]:
    score, credit = working.score, working.score.credit
    if credit is None or working.basis is None:
        return
    total = working.weight
    if working.basis == "open":
        most = one_decimal(Fraction(score.weight * credit.high, total))
        yield f"Nobody knows, so it counts 0 %. If it turned out well it would count {credit.high} %: {most} points."
        return
    reasons = {
        "proven": f"Current proof shows it, so it counts {credit.low} % in every reading.",
        "nothing claimed": "What is not in place needs no proof, so every reading is the same.",
    }
    if working.basis in reasons:
        yield reasons[working.basis]
        return
    low = one_decimal(Fraction(score.weight * credit.low, total))
    lower = _LOWER[score.item.answer]
    if credit.low == credit.point:
        yield f"{BASIS_WORDS[working.basis]}, but the next lower level, “{lower}”, counts {credit.low} % as well."
        return
    yield (
        f"{BASIS_WORDS[working.basis]}. So in the “at least” reading it counts one level lower, as “{lower}”: "
        f"{credit.low} % instead of {credit.point} %, {low} points instead of {one_decimal(score.points or 0)}."
    )
    yield "Somebody said what it is, so “could be” is the same as declared. Proof would lift “at least”."


def _raised(material: ReportInput, working: ControlWorking) -> Iterable[str]:
    now, then = material.evaluation, working.if_implemented
    if then is not None:
        yield from outcome_words(now, then)


def _caps(working: ControlWorking) -> Iterable[str]:
    for status in working.caps:
        level, grade = wording.ANSWER_WORDS[status.cap.below].lower(), status.cap.max_grade
        fires = "It fires now" if status.point else "It does not fire now"
        yield from bullets(
            [f"The cap [{status.cap.id}]: below “{level}”, no better than grade {grade} is possible. {fires}."]
        )


def _threats(material: ReportInput, score: ControlScore) -> Iterable[str]:
    strengths = material.library.policy.strengths
    for link in score.item.control.threats:
        scenario = material.library.scenario_by_id.get(link.scenario)
        if scenario is not None:
            yield from bullets(
                [
                    f"The threat {named(scenario.title, scenario.id)}: {wording.STAGE_WORDS[link.stage]}, "
                    f"{link.strength.value}, {strengths.of(link.strength)} %"
                ]
            )


def _closers(material: ReportInput, score: ControlScore) -> Iterable[str]:
    if not score.lost:
        yield "Nothing is missing."
        return
    places = {step.id: place for place, step in enumerate(material.plan.roadmap, start=1)}
    found = []
    for action in candidates(material.library, material.assessment).values():
        if all(closes.control != score.id for closes in action.closes):
            continue
        name = named(action.title, action.id)
        if action.id not in places:
            found.append((len(places) + 1, f"{name}: not in the plan"))
            continue
        valued = material.plan.roadmap[places[action.id] - 1].valued
        gain = sum((closing.gain for closing in valued.closings if closing.control_id == score.id), Fraction(0))
        brings = f"brings {amount(gain)} points here" if gain else "brings nothing here"
        costs = f"{wording.hours(valued.hours)} and {wording.dollars(valued.dollars)}"
        found.append((places[action.id], f"{name}: step {places[action.id]} of the plan, {brings} for {costs}"))
    if not found:
        yield "No action of these checklists closes it."
    yield from bullets(line for _, line in sorted(found))


def _sources(material: ReportInput, score: ControlScore) -> Iterable[str]:
    answered = [
        f"{one_line(status.framework.title)} {one_line(entry.requirement.id)} "
        f"({wording.FRAMEWORK_STATUS_WORDS[entry.status]})"
        for status in material.evaluation.frameworks
        for entry in status.requirements
        if any(mapped.control == score.id for mapped in entry.requirement.maps)
    ]
    if answered:
        yield f"It answers these requirements: {'; '.join(answered)}."
    if score.item.control.sources:
        yield f"Its author names these sources: {'; '.join(one_line(text) for text in score.item.control.sources)}."
    if score.item.control.last_verified:
        yield f"It was last checked against them on {wording.day(score.item.control.last_verified)}."
