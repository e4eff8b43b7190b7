"""Why an action is not in the plan, or not finished within the year, in sentences."""

from collections.abc import Iterable, Mapping

from posture.model.text import one_line
from posture.plan.absence import Absence, WhyAbsent, WhyLate
from posture.plan.explain import ActionWorking
from posture.plan.value import candidates
from posture.report import wording
from posture.report.material import ReportInput
from posture.report.wording import one_decimal
from posture.report.working import amount, distinct, named

_PLAIN: Mapping[WhyAbsent, str] = {
    "done": "It is done. What it brought is in the answers.",
    "nothing scored": "There is nothing to score, so there is nothing to plan.",
    "avoided": "The settings of the plan leave it out.",
    "nothing to gain": "There is nothing to gain by it now, and nothing in the plan needs it.",
}


def absence_lines(material: ReportInput, working: ActionWorking) -> Iterable[str]:
    """Why an action is not in the roadmap; nothing where it is."""
    absent = working.absent
    if absent is None:
        return
    plain = _PLAIN.get(absent.why)
    if plain is not None:
        yield plain
        return
    actions = candidates(material.library, material.assessment)
    other = named(actions[absent.other].title, absent.other) if absent.other in actions else "another action"
    if absent.why == "declined":
        reason = material.assessment.action_state(working.action.id).reason
        yield f"It is declined. Reason: {wording.sentence(one_line(reason))}"
    elif absent.why == "blocked" and absent.other is not None:
        reason = wording.sentence(one_line(material.assessment.action_state(absent.other).reason))
        yield f"It needs {other}, and that is declined. Reason: {reason}"
    elif absent.why == "other done":
        yield f"It is an alternative to {other}, and that is done. Only one of them is needed."
    elif absent.why == "gave way":
        yield f"It is an alternative to {other}, and only one of them is needed. {_choice(absent)}"
    elif absent.why == "needed gave way":
        needed = named(actions[absent.needed].title, absent.needed) if absent.needed in actions else "an action"
        yield f"It needs {needed}. That is an alternative to {other}, and only one of them is needed. {_choice(absent)}"
    elif absent.why == "accepted":
        yield from _accepted(material, working)


def _choice(absent: Absence) -> str:
    """Why one of two alternatives was taken."""
    if absent.started:
        return "The other one is being done already."
    if absent.rate is None or absent.other_rate is None or absent.rate == absent.other_rate:
        return "Both bring as many urgent points an hour; the other one comes first by name."
    own, other = distinct(absent.rate, absent.other_rate)
    return (
        f"The other one brings more urgent points an hour: {other}, against {own}, "
        "counting the hours of what must be done first."
    )


def _accepted(material: ReportInput, working: ActionWorking) -> Iterable[str]:
    yield "What it would close is accepted for now, so the plan leaves it alone."
    accepted = {finding.score.id: finding.accepted for finding in material.evaluation.findings if finding.accepted}
    for target in working.targets:
        acceptance = accepted.get(target.control_id)
        if acceptance is not None:
            title = one_line(material.library.control_by_id[target.control_id].title)
            reason = wording.sentence(one_line(acceptance.reason))
            yield f"“{title}” is accepted until {wording.day(acceptance.until)}. Reason: {reason}"


def late_lines(material: ReportInput, working: ActionWorking) -> Iterable[str]:
    """Why a step of the plan is not finished by the last horizon; nothing where it is."""
    days = wording.count(material.library.policy.phases.days[-1], "day")
    plain: Mapping[WhyLate, str] = {
        "hours": "There are no hours for it.",
        "after": f"That is after the {days} that the plan looks ahead.",
    }
    if working.late is not None and working.late in plain:
        yield plain[working.late]
    if working.year is None:
        return
    year = working.year
    money = "no limit on money" if year.dollars is None else wording.dollars(year.dollars)
    yield (
        f"The {days} of the plan have {wording.hours(year.hours)} and {money}. All steps together take "
        f"{wording.hours(year.hours_wanted)} and {wording.dollars(year.dollars_wanted)}, so some have to wait."
    )
    if year.cost is None:
        yield "With what it needs first, and what is being done already, this one does not fit in at all."
    elif year.cost == 0:
        yield "The hours and money are used for others that are worth as much. To insist on this one costs nothing."
    else:
        cost = amount(year.cost) if year.certain else f"about {one_decimal(year.cost)}"
        yield f"Others bring more. To insist on this one would cost the plan {cost} urgent points."
