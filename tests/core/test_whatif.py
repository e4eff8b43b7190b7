"""What would be if, on the golden assessment A: worked out by hand from the table of actions in scoring.md 6."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from posture.assess.evaluate import Evaluation
from posture.plan.budget import DoesNotFit, best_within
from posture.plan.roadmap import roadmap
from posture.plan.value import Valued, valued_actions
from posture.plan.whatif import after_choice, insisting, least_effort, posture_by_hours
from tests.core.packs import Pack

Golden = dict[str, Pack]


@pytest.fixture
def evaluation(golden: Golden) -> Evaluation:
    return golden["a"].evaluate()


@pytest.fixture
def order(golden: Golden, evaluation: Evaluation) -> Sequence[Valued]:
    return roadmap(valued_actions(golden["a"].library, golden["a"].assessment, evaluation))


def test_a_choice_leads_where_its_actions_lead(golden: Golden, evaluation: Evaluation, order: Sequence[Valued]) -> None:
    after = after_choice(best_within(order, 8, 0), order, evaluation, golden["a"].library.policy)
    assert after.posture == Fraction(2075 + 1000, 59)
    assert after.grade == "D"


def test_least_effort_to_a_grade(golden: Golden, evaluation: Evaluation, order: Sequence[Valued]) -> None:
    reached = least_effort("D", order, None, evaluation, golden["a"].library.policy)
    # D begins at 40 = 2360/59. Best for 2 h is auto-update: 2275/59. For 3 h it is auto-update and call-list: 2455/59.
    assert reached is not None
    assert set(reached.choice.ids) == {"auto-update", "call-list"}
    assert reached.choice.half_hours == 6
    assert reached.after.posture == Fraction(2455, 59)


def test_a_grade_that_is_out_of_reach_is_said_to_be(
    golden: Golden, evaluation: Evaluation, order: Sequence[Valued]
) -> None:
    # Without money there are mfa, auto-update, call-list and tabletop: (2075 + 1000 + 200 + 300)/59 = 60.6, grade C
    reached = least_effort("C", order, 0, evaluation, golden["a"].library.policy)
    assert reached is not None
    assert reached.after.posture == Fraction(3575, 59)
    assert least_effort("B", order, 0, evaluation, golden["a"].library.policy) is None


def test_posture_against_hours_has_a_step_wherever_an_hour_more_buys_more(
    golden: Golden, evaluation: Evaluation, order: Sequence[Valued]
) -> None:
    steps = posture_by_hours(order, 12, 0, evaluation, golden["a"].library.policy)
    # Without money, in 1/59 points by half hours: call-list 180 for 2, auto-update 200 for 4, both 380 for 6,
    # mfa with its list 2000 for 8, with call-list 2180 for 10, with auto-update 2200 for 12.
    found: list[tuple[object, ...]] = [
        (step.choice.half_hours, step.choice.value * 59, step.after.posture * 59) for step in steps
    ]
    assert [row for row in found if row[0]] == [
        (2, 180, 2255),
        (4, 200, 2275),
        (6, 380, 2455),
        (8, 2000, 3075),
        (10, 2180, 3255),
        (12, 2200, 3275),
    ]


def test_insisting_on_an_action_costs_what_the_best_choice_with_it_is_worth_less(order: Sequence[Valued]) -> None:
    answer = insisting("tabletop", order, 20, 60_000)
    # free: list, mfa and offline-backup, 2600/59; with tabletop: list, mfa, call-list, tabletop, auto-update, 2500/59
    assert answer.free.value == Fraction(2600, 59)
    assert set(answer.forced.ids) == {"list-mailboxes", "enable-email-mfa", "call-list", "tabletop", "auto-update"}
    assert answer.cost == Fraction(100, 59)


def test_insisting_on_what_is_chosen_anyway_costs_nothing(order: Sequence[Valued]) -> None:
    assert insisting("enable-email-mfa", order, 20, 60_000).cost == 0


def test_insisting_on_what_the_money_does_not_buy_is_refused(order: Sequence[Valued]) -> None:
    with pytest.raises(DoesNotFit, match="endpoint-detection"):
        insisting("endpoint-detection", order, 20, 60_000)
