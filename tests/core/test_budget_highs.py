"""The best set within a budget against HiGHS, a mixed integer solver; runs only where scipy is installed.

The cases are those of scoring.md 3.3: one to three gaps for each action, half an hour to forty hours, half of them
free of cost, one in eight worth nothing itself, three in ten with a prerequisite, some of these with two.
"""

from random import Random
from typing import Any

import pytest

from posture.plan.forest import Task
from posture.plan.knapsack import best_set

np: Any = pytest.importorskip("numpy")
optimize: Any = pytest.importorskip("scipy.optimize")

WEIGHTS = (1, 2, 5, 8, 10)
CREDITS_LEFT = (25, 60, 100)
SHARES = (40, 60, 100, 100)
FACTORS = (100, 100, 150, 200)

Question = tuple[list[Task], int, int]


def task(random: Random, place: int, second: float, grouped: float) -> Task:
    gaps = 0 if random.random() < 0.12 else random.randint(1, 3)
    parts = (WEIGHTS, CREDITS_LEFT, SHARES, FACTORS)
    values = [[random.choice(part) for part in parts] for _ in range(gaps)]
    needs = random.sample(range(place), min(place, 1 + (random.random() < second))) if random.random() < 0.3 else []
    return Task(
        place=place,
        value=sum(weight * lost * share * factor for weight, lost, share, factor in values),
        half_hours=round(80 ** random.random()),
        cents=0 if random.random() < 0.5 else 100 * round(100 * 80 ** random.random()),
        needs=tuple(needs),
        group=f"group-{random.randrange(4)}" if random.random() < grouped else None,
    )


def question(seed: int) -> Question:
    """Up to 60 tasks; a fifth of the cases without a limit of money, some with alternatives."""
    random = Random(seed)
    second, grouped = random.choice((0, 0, 0.3, 0.6)), random.choice((0, 0, 0.1))
    tasks = [task(random, place, second, grouped) for place in range(random.randint(1, 60))]
    hours_share, money_share = random.choice((0.1, 0.25, 0.5)), random.choice((1, 0.05, 0.15, 0.25, 0.5))
    half_hours = int(hours_share * sum(one.half_hours for one in tasks))
    return tasks, half_hours, int(money_share * sum(one.cents for one in tasks))


def by_highs(tasks: list[Task], half_hours: int, cents: int) -> int:
    """The value of the best set, in exact whole numbers from the set that HiGHS chose."""
    count = len(tasks)
    rows = [[one.half_hours for one in tasks], [one.cents for one in tasks]]
    limits = [half_hours, cents]
    for one in tasks:
        for need in one.needs:
            rows.append([(i == one.place) - (i == need) for i in range(count)])
            limits.append(0)
    for group in {one.group for one in tasks} - {None}:
        rows.append([int(one.group == group) for one in tasks])
        limits.append(1)
    found = optimize.milp(
        -np.array([one.value for one in tasks], dtype=float),
        constraints=optimize.LinearConstraint(np.array(rows, dtype=float), -np.inf, limits),
        integrality=np.ones(count),
        bounds=optimize.Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    assert found.success
    return sum(one.value for one, taken in zip(tasks, found.x, strict=True) if taken > 0.5)


def check(seed: int) -> bool:
    """Compare one case; whether ours was proven."""
    tasks, half_hours, cents = question(seed)
    best = best_set(tasks, half_hours, cents, 60_000)
    value = sum(tasks[place].value for place in best.places)
    highest = by_highs(tasks, half_hours, cents)
    assert value <= best.bound
    if value == best.bound:
        assert value == highest, f"seed {seed}: {value} is not {highest}"
    else:
        assert value <= highest <= best.bound, f"seed {seed}: {highest} is not in {value} … {best.bound}"
    return value == best.bound


@pytest.mark.parametrize("seed", range(120))
def test_nothing_that_highs_finds_is_worth_more(seed: int) -> None:
    # Seen to fail with tables one half hour short, and with the price of a group left out of their bound.
    check(seed)
