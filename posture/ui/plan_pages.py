"""Pages of the plan in plain words: a phase, and what it costs to insist on an action."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor

from posture.assess.frameworks import Status
from posture.errors import PostureError
from posture.model.text import one_line
from posture.plan.budget import DoesNotFit
from posture.plan.plan import Phase, Plan
from posture.plan.roadmap import choosable, closure
from posture.plan.value import Valued, valued_actions
from posture.plan.whatif import Insisting, after_choice, insisting
from posture.report import wording
from posture.report.todo import done_by
from posture.ui.widgets.phases import Planned, overloads, phase_name, role_words

LISTED = 8
"""How many actions are named one by one."""


def phase_page(planned: Planned, phase: Phase) -> tuple[str, str]:
    """Title and text of the page about a phase."""
    evaluation, plan = planned.evaluation, planned.plan
    after = wording.posture_words(phase.after.posture, phase.after.grade, provisional=evaluation.provisional)
    held = phase.after.posture < phase.after.implementation
    lines = [
        f"{wording.count(len(phase.steps), 'action')}, {wording.hours(phase.hours)} and "
        f"{wording.dollars(phase.dollars)} in this phase. It ends on {done_by(plan.start, Fraction(phase.days))}.",
        "",
        f"Posture is {after} then.",
    ]
    if held:
        lines += ["", f"{wording.one_decimal(phase.after.implementation)} are in place then, and these gaps hold it:"]
        whys = {cap.id: cap.why or cap.id for cap in planned.library.policy.caps}
        lines += [f"- {one_line(whys[name])}" for name in phase.after.caps]
    lines += ["", "## Who does it", *_people(planned, phase)]
    lines += ["", "## Threats", *_threats(planned, phase)]
    lines += ["", "## Standards, met by then", *_standards(planned, phase)]
    return phase_name(phase.days), "\n".join(lines)


def _people(planned: Planned, phase: Phase) -> Iterable[str]:
    for load in phase.roles:
        has = "" if load.available is None else f", of {wording.hours(load.available)} that there are"
        who = one_line(role_words(planned.library, load.role))
        sooner = "" if load.until_then == load.hours else f"; {wording.hours(load.until_then)} since the start"
        yield f"- {who}: {wording.hours(load.hours)}{sooner}{has}"
    for words in overloads(planned.library, phase):
        yield from ("", one_line(words))


def _threats(planned: Planned, phase: Phase) -> Iterable[str]:
    now = {threat.scenario.id: threat for threat in planned.evaluation.threats}
    for then in phase.threats:
        threat = now[then.id]
        if threat.score is None or then.score is None or then.label is None:
            continue
        before, after = wording.one_decimal(threat.score.point), wording.one_decimal(then.score)
        change = after if before == after else f"{before} → {after}"
        yield f"- {one_line(threat.scenario.title)}: {change}, {wording.LABEL_WORDS[then.label]}"


def _standards(planned: Planned, phase: Phase) -> Iterable[str]:
    for status, then in zip(planned.evaluation.frameworks, phase.frameworks, strict=True):
        if then.of:
            now = status.count(Status.MET)
            yield f"- {one_line(status.framework.title)}: {then.met} of {then.of}, {now} now"


def insist_page(planned: Planned, action_id: str) -> str:
    """What it costs to insist on an action, with the year's hours and dollars. Takes a second where they are short."""
    library, plan, settings = planned.library, planned.plan, planned.assessment.plan
    actions = valued_actions(library, planned.assessment, planned.evaluation)
    half_hours = floor(2 * plan.capacity.worked_until(Fraction(library.policy.phases.days[-1])))
    cents = None if plan.dollars is None else floor(100 * plan.dollars)
    order = choosable(actions, [action_id])
    # What was begun and fits is done in any case; the plan does the same.
    begun = [name for name, valued in actions.items() if valued.status == "doing" and name in plan.year]
    must = closure({*begun, *settings.must} & plan.year, actions)
    budget = f"{wording.hours(Fraction(half_hours, 2))} and {_money(plan)}"
    needed = [valued for valued in order if valued.id in closure([action_id], actions)]
    title = actions[action_id].action.title if action_id in actions else action_id
    lines = [f"## {one_line(title)}", "", *_price(needed, action_id), "", f"The year has {budget}."]
    try:
        found = insisting(action_id, order, half_hours, cents, must - {action_id}, settings.avoid)
    except DoesNotFit:
        lines += ["", "It does not fit, even alone with what it needs and what is being done already."]
        return "\n".join(lines)
    except PostureError as error:
        return "\n".join([*lines, "", f"It can't be insisted on. {one_line(str(error))}"])
    return "\n".join([*lines, "", *_cost(planned, found, order, action_id)])


def _money(plan: Plan) -> str:
    return "no limit on money" if plan.dollars is None else wording.dollars(plan.dollars)


def _price(needed: Sequence[Valued], action_id: str) -> Iterable[str]:
    work = sum((valued.hours for valued in needed), Fraction(0))
    money = sum((valued.dollars for valued in needed), Fraction(0))
    others = [valued for valued in needed if valued.id != action_id]
    what = "It takes" if not others else "With what it needs first it takes"
    yield f"{what} {wording.hours(work)} and {wording.dollars(money)}."
    if others:
        yield from ("", "Needed first:", *_named(others))


def _cost(planned: Planned, found: Insisting, order: Sequence[Valued], action_id: str) -> Iterable[str]:
    free, forced = set(found.free.ids), set(found.forced.ids)
    in_plan = action_id in planned.plan.year
    certain = "" if found.free.optimal and found.forced.optimal else "about "
    if found.cost <= 0:
        yield "Insisting on it costs nothing."
        if in_plan:
            yield "The plan has it in the year already."
        elif forced != free:
            yield "What has to wait for it is worth no more."
    else:
        yield f"Insisting on it costs the plan {certain}{wording.one_decimal_up(found.cost)} urgent points."
        yield "Urgent points count double what holds the grade down, and more what helps where the clinic is weakest."
    out = [valued for valued in order if valued.id in free - forced]
    comes = [valued for valued in order if valued.id in forced - free and valued.id != action_id]
    if out:
        yield from ("", "These have to wait for it:", *_named(out))
    if comes:
        yield from ("", "These come into the year with it:", *_named(comes))
    yield from ("", _where_it_leads(planned, found, order))


def _where_it_leads(planned: Planned, found: Insisting, order: Sequence[Valued]) -> str:
    evaluation, policy = planned.evaluation, planned.library.policy
    without, with_it = (
        wording.posture_words(after.posture, after.grade, provisional=evaluation.provisional)
        for after in (after_choice(choice, order, evaluation, policy) for choice in (found.free, found.forced))
    )
    if without == with_it:
        return f"After the year posture is {with_it}, with it or without."
    return f"After the year posture is {with_it} with it, and {without} with the best year without insisting."


def _named(actions: Sequence[Valued]) -> Iterable[str]:
    for valued in actions[:LISTED]:
        price = f"{wording.hours(valued.hours)}, {wording.dollars(valued.dollars)}"
        yield f"- {one_line(valued.action.title)} ({price})"
    if len(actions) > LISTED:
        yield f"- and {len(actions) - LISTED:,} more"
