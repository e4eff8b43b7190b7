"""Commands that judge an assessment and change nothing: score and plan."""

from argparse import Namespace
from fractions import Fraction
from math import floor

from posture.assess.evaluate import Evaluation
from posture.cli.opening import session
from posture.cli.output import narrate, say, say_json
from posture.cli.plain import say_plan, say_score
from posture.errors import ExitCode, WrongUse
from posture.model.assessment import PlanSettings
from posture.plan.budget import Choice, best_within
from posture.plan.roadmap import roadmap
from posture.plan.value import valued_actions
from posture.report.records import Record, plain, plan_record, score_record, shown, shown_up
from posture.report.wording import dollars, headline, one_decimal_up, points
from posture.session import Session
from posture.toml.problems import did_you_mean


def score(arguments: Namespace) -> int:
    """`posture score`."""
    evaluation = session(arguments).evaluation(arguments.as_of)
    if arguments.json or arguments.exact:
        say_json(score_record(evaluation, exact=arguments.exact))
    else:
        say_score(evaluation)
    under = arguments.fail_under
    if under is not None and (evaluation.posture is None or evaluation.posture.point < Fraction(str(under))):
        narrate(f"posture: under {under:g}")
        return ExitCode.NO
    return ExitCode.DONE


def plan(arguments: Namespace) -> int:
    """`posture plan`."""
    opened = session(arguments)
    settings = _settings(arguments, opened.assessment.plan)
    if arguments.save:
        opened.set_plan(settings)
        opened.save()
        narrate(f"Saved in {opened.path}")
    made = opened.plan(arguments.as_of, settings)
    evaluation = opened.evaluation(arguments.as_of)
    choice = _choice(arguments, opened, evaluation)
    if arguments.json or arguments.exact:
        budget = _budget_record(arguments, choice) if choice else None
        if budget is not None and choice is not None:
            budget["value"] = shown(choice.value, arguments.exact)
            budget["gap"] = shown_up(choice.gap, arguments.exact)
        say_json(plan_record(evaluation, made, exact=arguments.exact, budget=budget))
        return ExitCode.DONE
    say(headline(evaluation))
    if choice is not None:
        _say_choice(arguments, choice)
    else:
        say_plan(opened, evaluation, made)
    return ExitCode.DONE


def _settings(arguments: Namespace, saved: PlanSettings) -> PlanSettings:
    given = {
        "start": arguments.start,
        "hours_per_week": arguments.hours_per_week,
        "first_week": arguments.first_week,
        "year_dollars": arguments.year_dollars,
    }
    values = {name: getattr(saved, name) for name in PlanSettings.model_fields}
    if arguments.hours_per_week is not None:
        values["first_week"] = None  # what was saved belongs to the other number of hours
    return PlanSettings(**{**values, **{name: value for name, value in given.items() if value is not None}})


def _choice(arguments: Namespace, opened: Session, evaluation: Evaluation) -> Choice | None:
    asked = (arguments.hours, arguments.dollars, arguments.must or None, arguments.avoid or None)
    if all(value is None for value in asked):
        return None
    actions = valued_actions(opened.library, opened.assessment, evaluation)
    for name in (*arguments.must, *arguments.avoid):
        if name not in actions:
            raise WrongUse(f"There is no open action {name!r}", "", did_you_mean(name, actions).capitalize())
    order = roadmap(actions)
    total = sum(valued.half_hours for valued in order)
    half_hours = total if arguments.hours is None else floor(2 * Fraction(str(arguments.hours)))
    cents = None if arguments.dollars is None else floor(100 * Fraction(str(arguments.dollars)))
    return best_within(order, half_hours, cents, must=arguments.must, avoid=arguments.avoid)


def _budget_record(arguments: Namespace, choice: Choice) -> Record:
    return {
        "hours": None if arguments.hours is None else plain(Fraction(str(arguments.hours))),
        "dollars": None if arguments.dollars is None else plain(Fraction(str(arguments.dollars))),
        "actions": list(choice.ids),
        "value": None,
        "optimal": choice.optimal,
        "gap": None,
    }


def _say_choice(arguments: Namespace, choice: Choice) -> None:
    limits = []
    if arguments.hours is not None:
        limits.append(f"{arguments.hours:g} h")
    if arguments.dollars is not None:
        limits.append(dollars(Fraction(str(arguments.dollars))))
    within = " and ".join(limits) or "no limit"
    say(f"Within {within}: {points(choice.value)} urgency-weighted points")
    for name in choice.ids:
        say(f"  {name}")
    if choice.optimal:
        say("No other choice within these limits is worth more (proven).")
    else:
        say(f"At most {one_decimal_up(choice.gap)} points better is possible.")
