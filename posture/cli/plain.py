"""Scores and plans as plain text: for a pipe, a screen reader, or whoever has no terminal to draw on."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from posture.assess.evaluate import Evaluation
from posture.assess.quality import RULES, QualityFinding
from posture.cli.output import columns, say
from posture.report.wording import (
    count,
    day,
    dollars,
    headline,
    hours,
    one_decimal,
    one_decimal_up,
    overload_words,
    points,
    posture_words,
)

if TYPE_CHECKING:
    from posture.plan.budget import Choice
    from posture.plan.plan import Plan
    from posture.plan.whatif import Insisting, Reached
    from posture.session import Session

_SHOWN_WARNINGS: Final = 8


def say_score(evaluation: Evaluation) -> None:
    """Posture with its range, what caps it, checklists and threats."""
    say(headline(evaluation))
    if evaluation.implementation is None or evaluation.answered is None or evaluation.confirmed is None:
        return
    known, proven = one_decimal(evaluation.answered), one_decimal(evaluation.confirmed)
    say(
        f"{evaluation.answers} of {evaluation.applicable} controls answered; "
        f"{known} % of the weight known, {proven} % confirmed; confidence {evaluation.confidence}"
    )
    if evaluation.held_back:
        place, held = one_decimal(evaluation.implementation.point), one_decimal(evaluation.held_back)
        say(f"In place is {place}; {held} of it wait behind what follows.")
    say_caps(evaluation)
    say()
    rows: list[tuple[str, ...]] = [("checklist", "at least", "declared", "could be", "answered")]
    for entry in evaluation.checklists:
        numbers = ("–", "–", "–")
        if entry.score:
            numbers = (one_decimal(entry.score.low), one_decimal(entry.score.point), one_decimal(entry.score.high))
        rows.append((entry.id, *numbers, f"{entry.answered}/{entry.applicable}"))
    _say_table(rows, frozenset({1, 2, 3, 4}))
    say()
    rows = [("threat", "ready", "", "weakest stage")]
    for threat in evaluation.threats:
        ready = one_decimal(threat.score.point) if threat.score else "–"
        rows.append((threat.scenario.id, ready, threat.label or "not covered", "".join(threat.weakest[:1])))
    _say_table(rows, frozenset({1}))


def say_quality(findings: Sequence[QualityFinding]) -> None:
    """What weakens the assessment: the first warnings one by one, notes by their rule."""
    urgent = [found for found in findings if found.severity != "note"]
    notes = Counter(found.id for found in findings if found.severity == "note")
    if not findings:
        return
    say()
    say("Worth a look:")
    for found in urgent[:_SHOWN_WARNINGS]:
        about = found.control_id or found.action_id
        say(f"- {about}: {found.message}" if about else f"- {found.message}")
    if len(urgent) > _SHOWN_WARNINGS:
        say(f"- and {len(urgent) - _SHOWN_WARNINGS} more (the report lists them all)")
    for rule in RULES:
        if notes[rule.id]:
            say(f"- {count(notes[rule.id], 'control')}: {rule.summary}")


def say_caps(evaluation: Evaluation) -> None:
    """What holds the grade down now."""
    for status in evaluation.caps:
        if status.point:
            why = status.cap.why or status.cap.id
            say(f"No better than grade {status.cap.max_grade}: {why} ({', '.join(status.controls)})")


def say_plan(session: "Session", evaluation: Evaluation, plan: "Plan") -> None:
    """Three things, then the phases with where they lead."""
    provisional = evaluation.provisional
    say(f"Plan from {day(plan.start)}, {hours(plan.capacity.per_week)} a week")
    say()
    say_three_things(session, plan)
    for phase in plan.phases:
        if phase.steps:
            say()
            costs = f"{hours(phase.hours)}, {dollars(phase.dollars)}"
            after = posture_words(phase.after.posture, phase.after.grade, provisional=provisional)
            say(f"By day {phase.days}: {costs} -> {after}")
            for load in phase.roles:
                if load.overloaded and load.role is not None and load.available is not None:
                    who = session.library.role_title(load.role)
                    say(f"  {overload_words(who, load.until_then, load.available)}")
            _say_table(
                [
                    (f"  {step.id}", hours(step.valued.hours), dollars(step.valued.dollars), points(step.valued.gain))
                    for step in phase.steps
                ],
                frozenset({1, 2, 3}),
            )
    later = sum(1 for step in plan.roadmap if step.phase is None)
    if later:
        say()
        say(f"{count(later, 'more action')} {'does' if later == 1 else 'do'} not fit into the year.")


def say_three_things(session: "Session", plan: "Plan") -> None:
    """The three things, each with what it needs first."""
    if not plan.three_things:
        say("Nothing is left to do.")
        return
    say("If you do only three things:")
    for number, name in enumerate(plan.three_things, 1):
        step = plan.step(name)
        if step is None:
            continue
        valued = step.valued
        role = session.library.role_title(valued.action.role)
        costs = (role, hours(valued.hours), dollars(valued.dollars), f"{points(valued.gain)} points")
        say(f"{number}. {valued.action.title} [{valued.id}]")
        say(f"   {', '.join(part for part in costs if part)}")
        for need in valued.action.requires:
            needed = plan.step(need)
            if needed is not None:
                say(f"   first: {needed.valued.action.title} ({hours(needed.valued.hours)})")


def _say_table(rows: list[tuple[str, ...]], right: frozenset[int]) -> None:
    for line in columns(rows, right):
        say(line)


def say_choice(choice: "Choice", limit: Fraction | None, money: Fraction | None, grade: str | None) -> None:
    """The best set within a budget, or the least effort to a grade, with its proof."""
    limits = [hours(limit)] if limit is not None and grade is None else []
    limits += [dollars(money)] if money is not None else []
    costs = f"{hours(Fraction(choice.half_hours, 2))} and {dollars(Fraction(choice.cents, 100))}"
    if grade is not None:
        say(f"Grade {grade} takes {costs}:")
    else:
        say(f"Within {' and '.join(limits) or 'no limit'}: {points(choice.value)} urgent points for {costs}")
    for name in choice.ids:
        say(f"  {name}")
    if choice.optimal:
        say("No other choice within these limits is worth more (proven).")
    else:
        say(f"At most {one_decimal_up(choice.gap)} urgent points better is possible.")


def say_frontier(reached: "Sequence[Reached]", *, provisional: bool) -> None:
    """Posture against hours: what each number of hours buys at best."""
    rows: list[tuple[str, ...]] = [("hours", "dollars", "urgent points", "posture then")]
    for one in reached:
        after = posture_words(one.after.posture, one.after.grade, provisional=provisional)
        work, money = Fraction(one.choice.half_hours, 2), Fraction(one.choice.cents, 100)
        rows.append((hours(work), dollars(money), points(one.choice.value), after))
    _say_table(rows, frozenset({0, 1, 2, 3}))


def say_insisting(name: str, found: "Insisting") -> None:
    """What insisting on an action costs."""
    if found.cost == 0:
        say(f"Insisting on {name} costs nothing: it is in a best choice.")
        return
    lost = sorted(set(found.free.ids) - set(found.forced.ids))
    say(f"Insisting on {name} loses {one_decimal(found.cost)} urgent points.")
    if lost:
        say(f"Without it there is room for: {', '.join(lost)}")
