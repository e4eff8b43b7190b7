"""All about an action on one page: what it costs and brings, why it stands where it does, and its steps."""

from collections.abc import Iterator

from posture.plan.plan import Plan, Step
from posture.report.wording import count, day, days_after, dollars, hours, one_decimal, points, posture_words
from posture.session import Session


def action_page(name: str, session: Session) -> tuple[str, str]:
    """Title and text of the page about an action."""
    plan = session.plan()
    step = plan.step(name)
    action = step.valued.action if step else session.library.action_by_id.get(name)
    if action is None:
        return name, "This action is not in the library any more."
    lines = list(_standing(step, plan, session)) if step else ["This action is done."]
    if action.steps:
        lines += ["", "## Steps", "", *(f"{number}. {words}" for number, words in enumerate(action.steps, 1))]
    if action.proof:
        lines += ["", "## Done when", "", action.proof]
    return action.title, "\n".join(lines)


def _standing(step: Step, plan: Plan, session: Session) -> Iterator[str]:
    valued = step.valued
    role = session.library.role_title(valued.action.role)
    costs = [role, hours(valued.hours), dollars(valued.dollars)]
    yield ", ".join(part for part in costs if part)
    if valued.staff_missing:
        yield ""
        yield "Its effort grows with the staff. Their number is not known, so only the base is counted."
    state = session.assessment.action_state(step.id)
    if state.owner or state.due:
        yield ""
        due = f"due {day(state.due)}" if state.due else ""
        yield ", ".join(part for part in (f"seen to by {state.owner}" if state.owner else "", due) if part)
    if step.slot.finish is not None:
        by = days_after(plan.start, step.slot.finish)
        if by is not None:
            yield ""
            yield f"Done by {day(by)} with {hours(plan.capacity.per_week)} a week."
    yield ""
    yield "## Why here"
    yield ""
    yield from _reasons(step, session)
    needs = [needed for name in valued.action.requires if (needed := plan.step(name)) is not None]
    if needs:
        yield ""
        yield "## First"
        yield ""
        yield from (f"- {needed.valued.action.title} ({hours(needed.valued.hours)})" for needed in needs)


def _reasons(step: Step, session: Session) -> Iterator[str]:
    valued = step.valued
    if not valued.closings:
        yield "It closes no gap by itself; other actions need it first."
        return
    provisional = session.evaluation().provisional
    after = posture_words(step.after.posture, step.after.grade, provisional=provisional)
    gaps = count(len(valued.closings), "gap")
    yield f"It closes {gaps} and brings {points(valued.gain)} points; posture is then {after}."
    yield ""
    for closing in valued.closings:
        control = session.library.control_by_id.get(closing.control_id)
        title = control.title if control else closing.control_id
        why = ""
        if closing.factor == session.library.policy.urgency.cap:
            why = " It counts double, because this gap holds the grade."
        elif closing.factor > 100:
            why = " It counts half as much again, because it is where an exposed threat is weakest."
        check = " Check first: nobody knows how it stands." if closing.check_first else ""
        yield f"- {title}: {points(closing.gain)} points.{why}{check}"
    per_hour = valued.value / valued.hours
    yield ""
    yield f"That is {one_decimal(per_hour)} urgent points an hour; the plan goes by this number."
