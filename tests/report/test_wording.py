"""Numbers and words as people see them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.assess.caps import grade_of
from posture.assess.scoring import Readings
from posture.model.control import Answer
from posture.report import wording

if TYPE_CHECKING:
    from tests.report.conftest import Pack

amounts = st.fractions(min_value=0, max_value=1000, max_denominator=997)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(7496, 100), "74.9"),
        (Fraction(59999, 1000), "59.9"),
        (Fraction(0), "0.0"),
        (100, "100.0"),
        (Fraction(1, 3), "0.3"),
        (Fraction(-618, 100), "−6.1"),
    ],
)
def test_one_decimal_is_cut_never_rounded_up(value: Fraction | int, shown: str) -> None:
    assert wording.one_decimal(value) == shown


@given(amounts)
def test_a_shown_number_is_the_exact_one_or_less_than_a_tenth_below_it(value: Fraction) -> None:
    shown = Fraction(wording.one_decimal(value).replace(",", ""))
    assert shown <= value < shown + Fraction(1, 10)
    assert wording.shown(value) == shown
    up = Fraction(wording.one_decimal_up(value).replace(",", ""))
    assert value <= up < value + Fraction(1, 10)


def test_a_number_just_below_a_grade_shows_neither_that_grade_nor_its_number(pack: "Pack") -> None:
    material = pack.material()
    posture = Fraction(7496, 100)
    evaluation = replace(
        material.evaluation,
        posture=Readings(posture, posture, posture),
        grade=grade_of(posture, material.library.policy),
    )
    assert wording.headline(evaluation) == "74.9 C (at least 74.9 · could be 74.9)"


def test_the_headline_of_the_golden_clinic(pack: "Pack") -> None:
    evaluation = pack.material().evaluation
    assert wording.headline(evaluation) == "35.1 E (at least 20.2 · could be 48.7)"
    assert wording.headline(replace(evaluation, provisional=True)) == (
        "35.1 provisional (at least 20.2 · could be 48.7)"
    )
    assert wording.headline(replace(evaluation, posture=None)) == "nothing to score"


@given(st.lists(amounts, min_size=1, max_size=30))
def test_shown_parts_make_the_shown_total(values: list[Fraction]) -> None:
    total = sum(values, Fraction(0))
    parts = wording.parts(values, total)
    assert sum(Fraction(part.replace(",", "")) for part in parts) == Fraction(
        wording.one_decimal(total).replace(",", "")
    )
    for part, value in zip(parts, values, strict=True):
        assert abs(Fraction(part.replace(",", "")) - value) < Fraction(1, 10)


@given(st.lists(st.lists(amounts, min_size=1, max_size=8), min_size=1, max_size=8))
def test_parts_of_parts_make_the_shown_parts(groups: list[list[Fraction]]) -> None:
    sums = [sum(group, Fraction(0)) for group in groups]
    for group, part in zip(groups, wording.share_out(sums, sum(sums, Fraction(0))), strict=True):
        assert sum(wording.share_out(group, part)) == part


def test_largest_remainder_gives_the_missing_tenth_to_the_part_that_was_cut_most() -> None:
    thirds = [Fraction(10, 3), Fraction(10, 3) + Fraction(1, 50), Fraction(10, 3) - Fraction(1, 50)]
    assert wording.parts(thirds, Fraction(10)) == ("3.3", "3.4", "3.3")


def test_parts_that_can_not_make_a_total_are_refused() -> None:
    with pytest.raises(ValueError, match="do not make"):
        wording.parts([Fraction(1), Fraction(2)], Fraction(9))


@pytest.mark.parametrize(
    ("value", "shown"), [(Fraction(6), "6 h"), (Fraction(3, 2), "1.5 h"), (0, "0 h"), (1234, "1,234 h")]
)
def test_hours(value: Fraction | int, shown: str) -> None:
    assert wording.hours(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(1000, "$1,000"), (0, "$0"), (Fraction(25, 2), "$12.50"), (Fraction(1, 1000), "$0.01")]
)
def test_dollars(value: Fraction | int, shown: str) -> None:
    assert wording.dollars(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(Fraction(61, 10), "+6.1"), (0, "0.0"), (Fraction(-2), "−2.0"), (Fraction(1, 90), "+0.0")]
)
def test_points_carry_their_sign(value: Fraction | int, shown: str) -> None:
    assert wording.points(value) == shown


def test_days_and_times_need_no_locale_and_no_time_zone() -> None:
    assert wording.day(date(2026, 11, 3)) == "3 Nov 2026"
    assert wording.moment(datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)) == "23 Nov 2026, 14:02 UTC"
    elsewhere = timezone(timedelta(hours=-5))
    assert wording.moment(datetime(2026, 11, 23, 23, 30, tzinfo=elsewhere)) == "24 Nov 2026, 04:30 UTC"
    assert wording.moment(datetime(2026, 11, 23, 9, 5)) == "23 Nov 2026, 09:05"  # noqa: DTZ001 - a time without zone


def test_the_ends_of_the_calendar() -> None:
    early = timezone(timedelta(hours=10))
    assert wording.moment(datetime(1, 1, 1, 3, 0, tzinfo=early)) == "1 Jan 1, 03:00 +1000"
    assert wording.days_after(date(9999, 12, 30), Fraction(1, 2)) == date(9999, 12, 31)
    assert wording.days_after(date(9999, 12, 31), 1) is None


def test_every_answer_has_its_word_and_glyph() -> None:
    assert [wording.answer_word(answer) for answer in (*Answer, None)] == [
        "In place", "Mostly", "Partly", "Not in place", "Don't know", "Doesn't apply", "Not answered"
    ]  # fmt: skip
    assert [wording.answer_glyph(answer) for answer in (*Answer, None)] == ["●", "◕", "◔", "✕", "?", "–", "○"]


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "no actions"), (1, "1 action"), (3, "3 actions"), (1500, "1,500 actions")]
)
def test_counts(number: int, shown: str) -> None:
    assert wording.count(number, "action") == shown


def test_listings_and_sentences() -> None:
    assert wording.listing([]) == ""
    assert wording.listing(["a"]) == "a"
    assert wording.listing(["a", "b", "c"], "or") == "a, b or c"
    assert wording.sentence(" Nobody knows ") == "Nobody knows."
    assert wording.sentence("Why?") == "Why?"
