"""An action in sentences: what it brings and costs, why it stands where it does in the plan, or why it does not."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from posture.assess.caps import ceiling
from posture.model.text import one_line
from posture.plan.explain import ActionWorking, Done, Target, action_working
from posture.plan.place import Block, Placed
from posture.plan.value import Closing, staff_number
from posture.report import wording
from posture.report.absence import absence_lines, late_lines
from posture.report.material import ReportInput
from posture.report.todo import done_by
from posture.report.working import (
    CUT,
    Section,
    amount,
    bullets,
    change,
    checkable,
    control_name,
    distinct,
    fine,
    named,
    section,
    times,
)


def action_sections(material: ReportInput, action_id: str) -> tuple[Section, ...]:
    """An action taken apart.

    Raises:
        KeyError: There is no such action.
    """
    working = action_working(material.library, material.assessment, material.evaluation, material.plan, action_id)
    title = named(working.action.title, action_id)
    found = [
        section(title, _state(material, working)),
        section("What it brings", _brings(material, working)),
        section("How urgent that is", _urgent(material, working)),
        section("What it takes", _costs(material, working)),
        section("What must be done first", () if working.status == "done" else _needs(working)),
    ]
    if working.placed:
        found.append(section("Why it stands there", _place(working, working.placed)))
        found.append(section("When it is finished", _when(material, working, working.placed)))
    else:
        found.append(section("Why it is not in the plan", absence_lines(material, working)))
    if working.now:
        found.append(section("If it were done now", _now(material, working.now)))
    return tuple(entry for entry in found if entry.lines)


def _state(material: ReportInput, working: ActionWorking) -> Iterable[str]:
    state = material.assessment.action_state(working.action.id)
    place = working.placed
    where = f"Step {place.place:,} of {place.of:,} of the plan" if place else "Not in the plan"
    yield f"{where}. Its state is “{wording.ACTION_STATUS_WORDS[state.status]}”."
    if state.owner.strip():
        yield f"It belongs to {one_line(state.owner)}."
    if state.due:
        yield f"It is due on {wording.day(state.due)}."


def _brings(material: ReportInput, working: ActionWorking) -> Iterable[str]:
    valued = working.valued
    total = sum(score.weight for score in material.evaluation.controls if score.credit is not None)
    gains = [target.closing.gain if target.closing else Fraction(0) for target in working.targets]
    shown = wording.parts(gains, sum(gains, Fraction(0)))
    yield from bullets(
        _target(material, target, part, total) for target, part in zip(working.targets, shown, strict=True)
    )
    if valued is not None and valued.gain:
        if len(working.targets) > 1:
            yield f"Together it brings {amount(valued.gain)} points in place."
        yield CUT
    elif working.placed and working.placed.serves:
        titles = {step.id: step.valued.action.title for step in material.plan.roadmap}
        names = wording.listing([named(titles[name], name) for name in working.placed.serves])
        yield f"It brings no points itself. It makes others possible: {names}."
    elif not working.targets:
        yield "It closes no gap itself. It is there for what needs it."


def _target(material: ReportInput, target: Target, part: str, total: int) -> str:
    name = control_name(material.library, target.control_id)
    closing = target.closing
    if closing is not None:
        more = "" if closing.share == target.share else f", more than its usual {target.share} %, as others are done"
        weight = _by_weight(closing.gain, total)
        words = f"{name}: closes {fine(closing.share)} % of what is missing{more}. "
        points = amount(closing.gain) if part == "0.0" else part
        words += f"That is {weight} of {total:,} by weight, {points} points."
        if closing.check_first:
            words += " Nobody knows the answer yet, so check first: there may be less to do, or nothing."
        return words
    reasons = {
        "gap": "something is missing, but this brings nothing more",
        "accepted": "the gap is accepted for now, so closing it brings nothing",
        "in place": "nothing is missing",
        "does not apply": "does not apply here",
        "not asked": "not asked in this assessment",
    }
    return f"{name}: {reasons[target.state]}"


def _by_weight(points: Fraction, total: int) -> str:
    """Points of 100 as the weight that they are of all weight, such that one can be worked out from the other."""
    return checkable((points * total / 100,), lambda weights: 100 * weights[0] / total)[0]


def _urgent(material: ReportInput, working: ActionWorking) -> Iterable[str]:
    valued = working.valued
    if valued is None or not valued.gain:
        return
    urgent = [closing for closing in valued.closings if closing.factor > 100]
    if not urgent:
        yield "Nothing in it counts for more than its points."
    for closing in urgent:
        name = control_name(material.library, closing.control_id)
        value = closing.gain * closing.factor / 100
        total = sum(score.weight for score in material.evaluation.controls if score.credit is not None)
        weight, urgent_weight = _by_weight(closing.gain, total), _by_weight(value, total)
        yield (
            f"{name} counts {times(closing.factor)}, {_reason(material, closing)}: {weight} becomes "
            f"{urgent_weight} of {total:,}, {amount(value)} points."
        )
    yield (
        f"For the order of the plan it is worth {amount(valued.value)} urgent points. "
        "The score itself counts plain points."
    )


def _reason(material: ReportInput, closing: Closing) -> str:
    evaluation = material.evaluation
    caps = [status.cap for status in evaluation.caps if status.point and closing.control_id in status.controls]
    if caps:
        limit = min(ceiling(cap.max_grade, material.library.policy) for cap in caps)
        return f"because posture can't rise above {limit} without it"
    links = {(link.scenario, link.stage) for link in material.library.control_by_id[closing.control_id].threats}
    threats = [
        f"{one_line(threat.scenario.title)} ({wording.STAGE_WORDS[stage]})"
        for threat in evaluation.threats
        if threat.label == "exposed"
        for stage in threat.weakest
        if (threat.scenario.id, stage) in links
    ]
    return f"because it helps where the clinic is exposed and weakest: {wording.listing(threats)}"


def _costs(material: ReportInput, working: ActionWorking) -> Iterable[str]:
    valued, action = working.valued, working.action
    if valued is None:
        return
    staff = staff_number(material.assessment)
    who = one_line(material.library.role_title(action.role))
    costs = f"{wording.hours(valued.hours)} and {wording.dollars(valued.dollars)} in the first year."
    yield f"{who}: {costs}" if who else costs
    if valued.staff_missing:
        yield "It grows with the staff, and how many work here is not recorded; so the base alone is counted."
    elif staff is not None:
        if action.hours.per_staff:
            yield (
                f"The hours are {action.hours.base:g} and {action.hours.per_staff:g} for each of {staff:,} people, "
                "rounded up to half an hour."
            )
        if action.dollars.per_staff:
            base, each = action.dollars.base, action.dollars.per_staff
            yield f"The dollars are {base:g} and {each:g} for each of {staff:,} people."
    if action.lead_days:
        days = wording.count(action.lead_days, "day")
        yield f"It takes at least {days} from start to end, because something is waited for."
    if valued.value:
        value, hours = checkable((valued.value, valued.hours), lambda both: both[0] / both[1], shown=2)
        yield f"{value} urgent points in {hours} h are {fine(valued.value / valued.hours)} an hour."


def _needs(working: ActionWorking) -> Iterable[str]:
    if not working.needs:
        yield "Nothing: it can be begun at once."
    for need in working.needs:
        if need.action is None:
            yield from bullets([f"[{need.id}]: no checklist here has it, so it counts as done"])
        else:
            yield from bullets(
                [f"{named(need.action.title, need.id)}: {wording.ACTION_STATUS_WORDS[need.status].lower()}"]
            )


def _place(working: ActionWorking, place: Placed) -> Iterable[str]:
    yield (
        "First comes what brings most urgent points an hour, counted together with what must be done before it. "
        "That leaves the least risk open over time."
    )
    if place.block.started:
        yield "What is being done already, and what that needs, comes before everything else."
    near = [block for block in (place.block, place.before, place.after) if block is not None]
    rates = dict(zip((block.place for block in near), distinct(*(block.ratio for block in near)), strict=True))
    own = rates[place.block.place]
    if len(place.block.steps) == 1:
        yield f"By itself it is worth {own} urgent points an hour."
    else:
        others = wording.listing(_steps(place.block, leave_out=working.action.id))
        value, hours = checkable(
            (place.block.value, place.block.hours),
            lambda both: both[0] / both[1],
            shown=max(2, len(own.partition(".")[2])),
        )
        yield f"It is counted together with {others}: {value} urgent points in {hours} h, {own} an hour."
    for words, block in (("before", place.before), ("after", place.after)):
        if block is None:
            yield f"Nothing comes {words} that."
        else:
            started = ", being done already" if block.started else ""
            yield f"{words.capitalize()} that: {wording.listing(_steps(block))}, {rates[block.place]} an hour{started}."


def _steps(block: Block, leave_out: str = "") -> Sequence[str]:
    return [
        f"step {place:,} ({named(step.valued.action.title, step.id)})"
        for place, step in enumerate(block.steps, start=block.place)
        if step.id != leave_out
    ]


def _when(material: ReportInput, working: ActionWorking, place: Placed) -> Iterable[str]:
    finish = place.step.slot.finish
    if working.late != "year" and finish is not None:
        week, day = wording.hours(material.plan.capacity.per_week), done_by(material.plan.start, finish)
        yield f"At {week} a week it is finished by {day}."
    if place.step.phase is not None:
        yield f"That is within the first {wording.count(place.step.phase, 'day')}."
    yield from late_lines(material, working)


def _now(material: ReportInput, done: Done) -> Iterable[str]:
    if len(done.actions) > 1:
        yield "This counts it together with what must be done first."
    provisional = material.evaluation.provisional
    before, after = done.before, done.after
    yield f"In place: {change(before.implementation, after.implementation)}."
    old = wording.posture_words(before.posture, before.grade, provisional=provisional)
    new = wording.posture_words(after.posture, after.grade, provisional=provisional)
    yield f"Posture: {old} → {new}." if old != new else f"Posture stays at {old}."
    lifted = [name for name in before.caps if name not in after.caps]
    if lifted:
        yield f"No longer firing: {wording.listing(lifted)}."
    if after.caps:
        yield f"Still firing: {wording.listing(after.caps)}."
    for threat in material.evaluation.threats:
        was, then = done.threats_before[threat.scenario.id], done.threats_after[threat.scenario.id]
        if was.score is None or then.score is None or was.score == then.score or not was.label or not then.label:
            continue
        label = wording.LABEL_WORDS[then.label]
        labels = label if was.label == then.label else f"{wording.LABEL_WORDS[was.label]} → {label}"
        name = named(threat.scenario.title, threat.scenario.id)
        yield from bullets([f"{name}: {change(was.score, then.score)}, {labels}"])
