"""The exact plan against HiGHS, a mixed integer solver written in C++, on the same actions and the same budgets."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # it has no types

from benchmarks.measure import Line
from benchmarks.packs import ANSWERS, pack
from posture.assess.evaluate import evaluate
from posture.plan.budget import Choice, best_within
from posture.plan.roadmap import roadmap
from posture.plan.value import Valued, valued_actions

SIZES: Final = (60, 150, 300)
STRESS: Final = 500

BUDGETS: Final = ((0.1, None), (0.25, None), (0.25, 0.15), (0.5, 0.25))
"""Parts of all hours and of all dollars (scoring.md 3.3); None for no limit of money."""

SEEDS: Final = range(5)

HIGHS_TARGET: Final = 1.5
SECONDS_TARGET: Final = 1.0

# What HiGHS finds is compared with what we find; both sides work on whole numbers, HiGHS inside on floats.
_SLACK: Final = 1e-6

Question = tuple[Sequence[Valued], int, int | None]


def lines() -> Iterator[Line]:
    """Lines of the table."""
    for size in SIZES:
        ours: list[float] = []
        theirs: list[float] = []
        gaps: list[float] = []
        for number, question in enumerate(_questions(size)):
            choice, seconds, by_highs, of_highs = _in_turn(question, ours_first=number % 2 == 0)
            _compare(choice, by_highs)
            ours.append(1000 * seconds)
            theirs.append(1000 * of_highs)
            gaps.append(_gap(choice))
        yield _against_highs(size, ours, theirs)
        yield _slowest(f"slowest plan, {size} controls", ours, gaps)
    yield _with_nothing_in_place()


def _slowest(what: str, milliseconds: Sequence[float], gaps: Sequence[float]) -> Line:
    worst = max(milliseconds)
    proven = f"{gaps.count(0.0)} of {len(gaps)} proven, widest gap {100 * max(gaps):.2g} %"
    return Line(f"{what} ({proven})", "", "ms", (worst, worst), None, None, 1000 * SECONDS_TARGET)


def _with_nothing_in_place() -> Line:
    """The slowest of the largest questions: every action is worth something."""
    milliseconds: list[float] = []
    gaps: list[float] = []
    for question in _questions(STRESS, ("not",)):
        began = perf_counter()
        choice = best_within(*question)
        milliseconds.append(1000 * (perf_counter() - began))
        gaps.append(_gap(choice))
    return _slowest(f"slowest plan, {STRESS} controls, nothing in place", milliseconds, gaps)


def _gap(choice: Choice) -> float:
    """How much more than the choice another one could be worth at most, as a part of it."""
    return 0.0 if choice.optimal else float(choice.gap / choice.value)


def _against_highs(size: int, ours: list[float], theirs: list[float]) -> Line:
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    return Line(
        what=f"exact plan, {size} controls, {len(ours)} budgets",
        floor="HiGHS",
        unit="ms",
        ours=(median(ours), min(ours)),
        against=(median(theirs), min(theirs)),
        ratio=ratio,
        target=HIGHS_TARGET if size < max(SIZES) else None,
    )


def _questions(size: int, answers: Sequence[str] = ANSWERS) -> Iterator[Question]:
    for seed in SEEDS:
        one = pack(size, seed, answers)
        evaluation = evaluate(one.library, one.assessment, one.as_of)
        order = roadmap(valued_actions(one.library, one.assessment, evaluation))
        half_hours, cents = sum(valued.half_hours for valued in order), sum(valued.cents for valued in order)
        for hours_share, money_share in BUDGETS:
            yield order, int(hours_share * half_hours), None if money_share is None else int(money_share * cents)


def _in_turn(question: Question, *, ours_first: bool) -> tuple[Choice, float, float, float]:
    """Our choice and seconds, and value and seconds of HiGHS; who begins changes from question to question."""
    model = _model(question)
    if not ours_first:
        value, of_highs = _by_highs(model)
    began = perf_counter()
    choice = best_within(*question)
    seconds = perf_counter() - began
    if ours_first:
        value, of_highs = _by_highs(model)
    return choice, seconds, value, of_highs


def _model(question: Question) -> dict[str, Any]:
    """The question as a mixed integer program; making it is not timed."""
    order, half_hours, cents = question
    places = {valued.id: place for place, valued in enumerate(order)}
    rows = [[valued.half_hours for valued in order]]
    limits = [half_hours]
    if cents is not None:
        rows.append([valued.cents for valued in order])
        limits.append(cents)
    for valued in order:
        for need in valued.action.requires:
            if need in places:
                row = [0] * len(order)
                row[places[valued.id]], row[places[need]] = 1, -1
                rows.append(row)
                limits.append(0)
    return {
        "c": -np.array([float(valued.value) for valued in order]),
        "constraints": LinearConstraint(np.array(rows, dtype=float), -np.inf, limits),
        "integrality": np.ones(len(order)),
        "bounds": Bounds(0, 1),
        "options": {"mip_rel_gap": 0},
    }


def _by_highs(model: dict[str, Any]) -> tuple[float, float]:
    with _silent():
        began = perf_counter()
        found = milp(**model)
        seconds = perf_counter() - began
    return -float(found.fun), seconds


@contextmanager
def _silent() -> Iterator[None]:
    """HiGHS prints notes of its own past Python; they are not for our table."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _compare(choice: Choice, by_highs: float) -> None:
    """Complain where the two do not agree: a fast wrong answer is no result."""
    value = float(choice.value)
    if by_highs > value + float(choice.gap) + _SLACK or (choice.optimal and abs(by_highs - value) > _SLACK):
        raise AssertionError(f"HiGHS found {by_highs}, posture {value} with a gap of {float(choice.gap)}")
