"""A cap in sentences: what makes it fire, what it takes away, and what lifts it."""

from collections.abc import Iterable

from posture.assess.caps import CapStatus
from posture.assess.explain_cap import CapControl, CapWorking, cap_working
from posture.report import wording
from posture.report.held_back import cap_names, cap_why, outcome_words, posture_words
from posture.report.material import ReportInput
from posture.report.wording import one_decimal
from posture.report.working import Section, answer_of, bullets, control_name, less, named, section


def cap_sections(material: ReportInput, cap_id: str) -> tuple[Section, ...]:
    """A cap of the policy taken apart.

    Raises:
        KeyError: There is no such cap.
    """
    working = cap_working(material.library, material.assessment, material.evaluation, cap_id)
    status = {status.cap.id: status for status in material.evaluation.caps}[cap_id]
    cap = status.cap
    title = f"The cap {cap.id}: no better than grade {cap.max_grade}"
    if working is None:
        return (section(title, (cap_why(cap), "No control applies, so there is nothing that it could hold back.")),)
    found = [
        section(title, (cap_why(cap), _rule(working), *_readings(status))),
        section("What it looks at", _controls(material, working)),
        section("What it does to posture", _effect(material, working)),
        section("What lifts it", _lifts(material, working)),
    ]
    return tuple(entry for entry in found if entry.lines)


def _rule(working: CapWorking) -> str:
    cap = working.status.cap
    level = wording.ANSWER_WORDS[cap.below].lower()
    if len(cap.controls) == 1:
        words = f"It fires while its control counts less than “{level}”"
    else:
        which = "any one" if cap.any else "every one"
        words = f"It fires while {which} of its {len(cap.controls)} controls that applies counts less than “{level}”"
    if working.better is None:
        return f"{words}. Grade {cap.max_grade} is the best, so it takes nothing away."
    grade = working.better
    return f"{words}. Then posture can't rise above {working.ceiling}: grade {grade.grade} starts at {grade.start}."


def _readings(status: CapStatus) -> Iterable[str]:
    words = {True: "fires", False: "does not fire"}
    if status.low == status.point == status.high:
        yield f"It {words[status.point]} now, whatever proof or open questions would show."
        return
    yield f"It {words[status.point]} now, by what is declared."
    if status.low != status.point:
        yield f"If only proof counts, it {words[status.low]}."
    if status.high != status.point:
        yield f"If every open question turned out well, it {'would fire' if status.high else 'would not fire'}."


def _controls(material: ReportInput, working: CapWorking) -> Iterable[str]:
    level = wording.ANSWER_WORDS[working.status.cap.below].lower()
    return bullets(_control(material, control, level) for control in working.controls)


def _control(material: ReportInput, control: CapControl, level: str) -> str:
    name = control_name(material.library, control.id)
    if control.score is None:
        return f"{name}: not asked in this assessment"
    if control.score.credit is None:
        return f"{name}: does not apply, so it can't make the cap fire"
    words = "below that" if control.below else "that or better"
    return (
        f"{name}: {answer_of(control.score)} counts {control.score.credit.point} %; "
        f"“{level}” counts {control.needed} %. It is {words}."
    )


def _effect(material: ReportInput, working: CapWorking) -> Iterable[str]:
    evaluation = material.evaluation
    if evaluation.implementation is None or evaluation.posture is None:
        return
    yield posture_words(evaluation.implementation.point, evaluation.posture.point, working.point)
    if not working.status.point:
        yield "This cap does not fire, so it takes nothing away."
        return
    now, limit = evaluation.posture.point, working.ceiling
    others = [cap for cap in working.point.caps if cap != working.status.cap]
    if working.alone:
        gained = less(now + working.alone, now)
        more = "less than 0.1 more" if gained == "0.0" else f"{gained} more"
        yield f"Without this cap posture would be {one_decimal(now + working.alone)}, {more}."
    elif working.better is None:
        yield "This cap allows every posture."
    elif others:
        yield f"Without this cap posture would be the same, because of {cap_names(others)}."
    else:
        yield f"Without this cap posture would be the same now. It counts once more than {limit} of 100 is in place."


def _lifts(material: ReportInput, working: CapWorking) -> Iterable[str]:
    if not working.status.point:
        yield "It does not fire, so there is nothing to lift."
        return
    level = wording.ANSWER_WORDS[working.status.cap.below].lower()
    ways = len(working.lifts)
    if ways > 1:
        yield f"Each of these {ways} ways is enough:"
    for lift in working.lifts:
        names = wording.listing([control_name(material.library, name) for name in lift.controls])
        these = "this is" if len(lift.controls) == 1 else "these are"
        yield f"It no longer fires once {these} at least “{level}”: {names}."
        yield from outcome_words(material.evaluation, lift.outcome)
    yield from _actions(material, working)


def _actions(material: ReportInput, working: CapWorking) -> Iterable[str]:
    """The steps of the plan that work on what makes it fire."""
    wanted = {name for lift in working.lifts for name in lift.controls}
    found = [
        named(step.valued.action.title, step.id)
        for step in material.plan.roadmap
        if any(closing.control_id in wanted for closing in step.valued.closings)
    ]
    if found:
        yield f"In the plan this is the work of {wording.listing(found)}."
