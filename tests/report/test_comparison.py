"""Gains and losses as they are printed: whatever their signs, they add up to the total that is printed."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.report.comparison import share_out_signed
from posture.report.wording import share_out, shown

NONE, TENTH = Fraction(0), Fraction(1, 10)

# Of 59 as well as of 600: tenths that are hit exactly, and some that never are.
fractions = st.builds(Fraction, st.integers(-6_000, 6_000), st.sampled_from((59, 600)))
values = st.lists(fractions, min_size=1, max_size=8)


# Seen to fail: with what is left over kept back, and with all of it given to the first part.
@given(parts=values)
@settings(max_examples=100, deadline=None)
def test_parts_add_up_and_each_is_less_than_a_tenth_off(parts: list[Fraction]) -> None:
    total = sum(parts, Fraction(0))
    printed = share_out_signed(parts, total)
    assert sum(printed) == shown(total)
    for exact, given_out in zip(parts, printed, strict=True):
        assert (given_out * 10).denominator == 1
        assert abs(given_out - exact) < TENTH


# Seen to fail: with parts cut downward instead of toward zero, and with the largest part moved first.
@given(parts=values)
@settings(max_examples=100, deadline=None)
def test_losses_are_printed_as_gains_of_the_other_way_round(parts: list[Fraction]) -> None:
    total = sum(parts, Fraction(0))
    turned = share_out_signed([-part for part in parts], -total)
    assert turned == tuple(-part for part in share_out_signed(parts, total))


# Seen to fail: with parts rounded to the nearest tenth, and with what is left over given to those that were cut least.
@given(parts=values)
@settings(max_examples=100, deadline=None)
def test_gains_alone_are_shared_out_as_everywhere_else(parts: list[Fraction]) -> None:
    parts = [abs(part) for part in parts]
    total = sum(parts, Fraction(0))
    assert share_out_signed(parts, total) == share_out(parts, total)


def test_a_part_of_nothing_stays_nothing() -> None:
    printed = share_out_signed([Fraction(0), Fraction(1, 20), Fraction(0), Fraction(1, 20)], TENTH)
    assert printed == (NONE, TENTH, NONE, NONE)


def test_too_much_is_taken_from_what_was_cut_most() -> None:
    # 0.10 - 0.05 - 0.04 = 0.01, shown as 0.0: one of the losses must show.
    printed = share_out_signed([TENTH, Fraction(-5, 100), Fraction(-4, 100)], Fraction(1, 100))
    assert printed == (TENTH, -TENTH, NONE)


def test_parts_of_another_total_are_refused() -> None:
    with pytest.raises(ValueError, match="do not make"):
        share_out_signed([Fraction(1), Fraction(2)], Fraction(4))
