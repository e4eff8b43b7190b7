"""The command that plans an assessment; it changes nothing but, on request, the capacity and wishes."""

from argparse import Namespace
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from math import floor

from posture.assess.evaluate import Evaluation
from posture.cli.opening import session
from posture.cli.output import narrate, say, say_json
from posture.cli.plain import say_choice, say_frontier, say_insisting, say_plan
from posture.errors import ExitCode, PostureError, WrongUse
from posture.model.assessment import PlanSettings
from posture.plan.budget import Choice, best_within
from posture.plan.roadmap import choosable
from posture.plan.value import Valued, valued_actions
from posture.plan.whatif import Insisting, Reached, insisting, least_effort, posture_by_hours
from posture.report.records import (
    Record,
    budget_record,
    frontier_record,
    insist_record,
    plan_record,
)
from posture.report.wording import headline
from posture.session import Session
from posture.toml.problems import did_you_mean

MOST_HOURS = 10_000
"""Hours a week that a plan can have."""


def plan(arguments: Namespace) -> int:
    """`posture plan`."""
    opened = session(arguments)
    settings = _settings(arguments, opened.assessment.plan, [role.id for role in opened.library.roles])
    evaluation = opened.evaluation(arguments.as_of)
    # Everything is worked out before anything is saved or said: a refusal leaves no half-done work behind.
    asked = _Asked(arguments, opened, evaluation)
    made = opened.plan(arguments.as_of, settings)
    if arguments.save:
        opened.set_plan(settings)
        opened.save()
        narrate(f"Saved in {opened.path}")
    if arguments.json or arguments.exact:
        say_json({**plan_record(evaluation, made, exact=arguments.exact), **asked.record()})
        return ExitCode.DONE
    say(headline(evaluation))
    if not asked.say():
        say_plan(opened, evaluation, made)
    return ExitCode.DONE


def _settings(arguments: Namespace, saved: PlanSettings, roles: Collection[str]) -> PlanSettings:
    names = ("start", "hours_per_week", "first_week", "year_dollars")
    for name in ("hours_per_week", "first_week"):
        if (getattr(arguments, name) or 0) > MOST_HOURS:
            raise WrongUse(f"--{name.replace('_', '-')} can be at most {MOST_HOURS:,}")
    values = {name: getattr(saved, name) for name in PlanSettings.model_fields}
    if arguments.hours_per_week is not None:
        values["first_week"] = None  # what was saved belongs to the other number of hours
    given = {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}
    if arguments.save:  # what is only asked about a budget changes no plan
        given |= {name: tuple(getattr(arguments, name)) for name in ("must", "avoid") if getattr(arguments, name)}
    if arguments.role_hours:
        given["role_hours"] = {**saved.role_hours, **_role_hours(arguments.role_hours, roles)}
    return PlanSettings(**{**values, **given})


def _role_hours(words: Iterable[str], roles: Collection[str]) -> dict[str, float]:
    hours = {}
    for word in words:
        role, separator, number = word.partition("=")
        if not separator:
            raise WrongUse(f"{word!r} is not ROLE=HOURS", "", "For example --role-hours it-provider=2")
        if role not in roles:
            raise WrongUse(f"There is no role {role!r}", "", did_you_mean(role, roles).capitalize())
        try:
            hours[role] = float(number)
        except ValueError as error:
            raise WrongUse(f"{number!r} is not a number of hours", "", f"For example {role}=2") from error
        if not 0 <= hours[role] <= MOST_HOURS:
            raise WrongUse(f"--role-hours can be from 0 to {MOST_HOURS:,}")
    return hours


class _Asked:
    """What the budget options of the command line ask, answered once."""

    def __init__(self, arguments: Namespace, opened: Session, evaluation: Evaluation) -> None:
        self._arguments = arguments
        self._evaluation = evaluation
        self._policy = opened.library.policy
        wanted = [*arguments.must, *([arguments.insist] if arguments.insist else [])]
        actions = valued_actions(opened.library, opened.assessment, evaluation)
        _check_names([*wanted, *arguments.avoid], actions)
        self._grade = _grade(arguments.reach, [grade.grade for grade in self._policy.grades])
        self._order: Sequence[Valued] = choosable(actions, wanted) if evaluation.implementation else ()
        everything = sum(valued.half_hours for valued in self._order)
        hours, dollars = arguments.hours, arguments.dollars
        self._half_hours = everything if hours is None else min(everything, floor(2 * Fraction(str(hours))))
        self._cents = None if dollars is None else floor(100 * Fraction(str(dollars)))
        self._choice = self._chosen()
        self._frontier = self._asked_frontier() if arguments.frontier else ()
        self._insisting = self._asked_insisting() if arguments.insist else None

    def _chosen(self) -> Choice | None:
        arguments = self._arguments
        if self._grade is not None:
            reached = least_effort(self._grade, self._order, self._cents, self._evaluation, self._policy)
            if reached is None:
                raise PostureError(
                    f"Grade {self._grade} is out of reach with these actions",
                    "",
                    "posture explain says which caps and gaps are in the way.",
                )
            return reached.choice
        asked = (arguments.hours, arguments.dollars, arguments.must or None, arguments.avoid or None)
        if all(value is None for value in asked):
            return None
        return best_within(self._order, self._half_hours, self._cents, arguments.must, arguments.avoid)

    def record(self) -> Record:
        """The keys that the options add to the JSON of a plan."""
        arguments, exact = self._arguments, self._arguments.exact
        choice = self._choice
        added: Record = {"budget": None}
        if choice is not None:
            hours = Fraction(choice.half_hours, 2) if self._grade else _fraction(arguments.hours)
            added["budget"] = budget_record(choice, hours, _fraction(arguments.dollars), exact=exact)
        if arguments.frontier:
            added["frontier"] = frontier_record(self._frontier, exact=exact)
        if self._insisting is not None:
            added["insist"] = insist_record(arguments.insist, self._insisting, exact=exact)
        return added

    def say(self) -> bool:
        """Say what was asked in plain text; False if nothing was."""
        arguments = self._arguments
        if self._choice is not None:
            say_choice(self._choice, _fraction(arguments.hours), _fraction(arguments.dollars), self._grade)
        if arguments.frontier:
            say_frontier(self._frontier, provisional=self._evaluation.provisional)
        if self._insisting is not None:
            say_insisting(arguments.insist, self._insisting)
        return self._choice is not None or arguments.frontier or self._insisting is not None

    def _asked_frontier(self) -> tuple[Reached, ...]:
        return posture_by_hours(self._order, self._half_hours, self._cents, self._evaluation, self._policy)

    def _asked_insisting(self) -> Insisting:
        arguments = self._arguments
        return insisting(arguments.insist, self._order, self._half_hours, self._cents, arguments.must, arguments.avoid)


def _fraction(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(str(number))


def _check_names(names: Iterable[str], actions: dict[str, Valued]) -> None:
    for name in names:
        if name not in actions:
            raise WrongUse(f"There is no open action {name!r}", "", did_you_mean(name, actions).capitalize())


def _grade(wanted: str | None, grades: list[str]) -> str | None:
    if wanted is None:
        return None
    if wanted.upper() not in grades:
        raise WrongUse(f"There is no grade {wanted!r}", "", f"Grades are {', '.join(grades)}.")
    return wanted.upper()
