"""The calendar of the plan: one worker, so many hours a week, and lead times beside the work (scoring.md 3.5)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from posture.plan.schedule import Capacity, Slot, schedule
from posture.plan.value import Valued
from tests.core.packs import valued

Days = tuple[Fraction | None, Fraction | None]

brief = settings(max_examples=80, deadline=None)

# Hours in the first week and in each later one; those that run out are the hard case.
HOURS = st.sampled_from(
    [(Fraction(first), Fraction(later)) for first in ("4", "0", "1/2", "7") for later in ("0", "2", "40", "0")]
)


@st.composite
def orders(draw: st.DrawFn) -> list[Valued]:
    """Actions in an order in which each stands behind what it needs."""
    found: list[Valued] = []
    for i in range(draw(st.integers(1, 7))):
        half_hours, lead_days = draw(st.tuples(st.sampled_from((1, 2, 5, 16)), st.sampled_from((0, 0, 3, 30))))
        earlier = [one.id for one in found]
        needs = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
        found.append(valued(f"a{i}", half_hours, 1, needs, lead_days=lead_days))
    return found


def days(order: Sequence[Valued], first_week: int, per_week: int) -> Mapping[str, object]:
    slots = schedule(order, Capacity(Fraction(first_week), Fraction(per_week)))
    return {name: (slot.start, slot.finish) for name, slot in slots.items()}


def worked(day: Fraction, hours: Capacity) -> Fraction:
    """Hours that a clinic has from the start to a day, spread evenly over each week."""
    first, later = min(day, Fraction(7)), max(day - 7, Fraction(0))
    return hours.first_week * first / 7 + hours.per_week * later / 7


def dated(order: Sequence[Valued], hours: Capacity) -> list[tuple[Valued, Fraction, Fraction]]:
    slots = schedule(order, hours)
    assert slots.keys() == {one.id for one in order}
    found = []
    for one in order:
        slot = slots[one.id]
        assert (slot.start is None) == (slot.finish is None)
        if slot.start is not None and slot.finish is not None:
            found.append((one, slot.start, slot.finish))
    return sorted(found, key=lambda row: row[1])


# Q5. Seen to fail: with lead times that hold nothing up.
@given(order=orders(), weeks=HOURS)
@brief
def test_nothing_starts_before_what_it_needs_is_finished(order: list[Valued], weeks: tuple[Fraction, Fraction]) -> None:
    slots = schedule(order, Capacity(*weeks))
    for one in order:
        start = slots[one.id].start
        for need in one.action.requires:
            finish = slots[need].finish
            assert start is None or (finish is not None and finish <= start)


# Q5. Seen to fail: with the hours of the first week counted again in the later ones, and with the next action begun
# while one is worked on.
@given(order=orders(), weeks=HOURS)
@brief
def test_one_worker_never_works_more_hours_than_there_are(
    order: list[Valued], weeks: tuple[Fraction, Fraction]
) -> None:
    hours = Capacity(*weeks)
    rows = dated(order, hours)
    for one, start, finish in rows:
        assert worked(finish, hours) - worked(start, hours) >= one.hours
        assert finish >= start + one.action.lead_days
    for (one, start, _), (_, following, _) in pairwise(rows):
        assert worked(following, hours) - worked(start, hours) >= one.hours


def plain_calendar(order: Sequence[Valued], hours: Capacity) -> dict[str, Days]:
    """The rule again: the first that can be done is done; if none can yet, the day on which something is there."""
    found: dict[str, Days] = {one.id: (None, None) for one in order}
    there: dict[str, Fraction] = {}
    left, today = list(order), Fraction(0)
    while left:
        waits = {one.id: [there[need] for need in one.action.requires if need in there] for one in left}
        possible = [one for one in left if len(waits[one.id]) == len(one.action.requires)]
        if not possible:
            break
        today = max(today, min(max(waits[one.id], default=Fraction(0)) for one in possible))
        one = next(one for one in possible if max(waits[one.id], default=Fraction(0)) <= today)
        left.remove(one)
        until = worked(today, hours) + one.hours
        if until <= hours.first_week:
            free = 7 * until / hours.first_week
        elif hours.per_week:
            free = 7 + 7 * (until - hours.first_week) / hours.per_week
        else:
            continue
        there[one.id] = max(free, today + one.action.lead_days)
        found[one.id] = (today, there[one.id])
        today = free
    return found


# Seen to fail: with the last ready action taken first, with a day lost after each action, and with an end at the first
# action that never fits.
@given(order=orders(), weeks=HOURS)
@brief
def test_the_first_that_can_be_done_is_worked_on_and_nobody_idles(
    order: list[Valued], weeks: tuple[Fraction, Fraction]
) -> None:
    hours = Capacity(*weeks)
    slots = schedule(order, hours)
    assert {name: (slot.start, slot.finish) for name, slot in slots.items()} == plain_calendar(order, hours)


def test_work_fills_the_first_week_and_then_the_later_ones() -> None:
    order = [valued("a", 4, 1), valued("b", 8, 1), valued("c", 2, 1)]
    # 4 h in the first week, 2 h in each later one: 2 h by day 3.5, 6 h by day 14, 7 h by day 17.5
    half = Fraction(7, 2)
    assert days(order, 4, 2) == {"a": (0, half), "b": (half, 14), "c": (14, Fraction(35, 2))}


def test_waiting_runs_beside_other_work() -> None:
    order = [valued("order-it", 2, 1, lead_days=14), valued("fit-it", 2, 1, ["order-it"]), valued("other", 2, 1)]
    assert days(order, 7, 7) == {"order-it": (0, 14), "other": (1, 2), "fit-it": (14, 15)}


def test_idle_days_end_with_the_first_thing_that_is_there() -> None:
    order = [
        valued("slow", 2, 1, lead_days=20),
        valued("fast", 2, 1, lead_days=5),
        valued("after-slow", 2, 1, ["slow"]),
        valued("after-fast", 2, 1, ["fast"]),
    ]
    assert days(order, 7, 7) == {"slow": (0, 20), "fast": (1, 6), "after-fast": (6, 7), "after-slow": (20, 21)}


def test_a_wait_shorter_than_the_work_changes_nothing() -> None:
    assert days([valued("a", 14, 1, lead_days=3)], 7, 7) == {"a": (0, 7)}


def test_without_hours_nothing_is_ever_finished() -> None:
    assert schedule([valued("a", 1, 1)], Capacity(Fraction(0), Fraction(0))) == {"a": Slot(None, None)}


def test_with_hours_only_in_the_first_week_what_fits_is_finished() -> None:
    assert days([valued("a", 4, 1), valued("b", 4, 1), valued("c", 1, 1)], 4, 0) == {
        "a": (0, Fraction(7, 2)),
        "b": (Fraction(7, 2), 7),
        "c": (None, None),
    }


def test_without_hours_in_the_first_week_work_begins_with_the_second() -> None:
    assert days([valued("a", 2, 1)], 0, 1) == {"a": (0, 14)}


def test_an_action_is_passed_over_until_what_it_needs_is_finished() -> None:
    order = [valued("wait", 2, 1, lead_days=10), valued("after", 2, 1, ["wait"]), valued("long", 40, 1)]
    # `long` is begun on day 1 and is not interrupted when `after` becomes possible on day 10
    assert days(order, 7, 7) == {"wait": (0, 10), "long": (1, 21), "after": (21, 22)}


def test_what_never_can_be_finished_does_not_hold_up_what_can() -> None:
    # 4 h, all in the first week; `wait` takes 1 h and is there on day 5, when 8/7 h are left
    order = [valued("wait", 2, 1, lead_days=5), valued("big", 4, 1, ["wait"]), valued("small", 2, 1, ["wait"])]
    found = days(order, 4, 0)
    assert found["big"] == (None, None)
    assert found["small"] == (5, Fraction(27, 4))
