"""Lines: nothing is lost by wrapping, nothing is wider than the screen."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from posture.ui.light import light_lines
from posture.ui.text import Span, cut, spread, width_of, wrap

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Mn", "Me")), max_size=60)


@given(st.lists(WORDS, max_size=12), st.integers(4, 90))
def test_wrapping_keeps_every_character_and_stays_within_the_width(words: list[str], width: int) -> None:
    # Seen to fail when `_fitting` kept one character too many, and when the last line was dropped.
    lines = wrap(" ".join(words), width)
    assert "".join("".join(lines).split()) == "".join("".join(words).split())
    assert all(cell_len(line) <= width for line in lines)


@given(st.text(max_size=80), st.text(max_size=10), st.integers(0, 60))
def test_a_spread_line_fills_the_width_and_keeps_its_right_part(left: str, right: str, width: int) -> None:
    # Seen to fail when the right part was cut instead of the left one.
    clean = "".join(character for character in right if character.isascii() and character.isprintable())
    line = spread([Span(left.replace("\n", " "))], [Span(clean)], width)
    assert "".join(part.text for part in line).endswith(clean)


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_cut_line_fits(text: str, width: int) -> None:
    # Seen to fail when the ellipsis was added without leaving room for it.
    assert width_of(cut([Span(text)], width)) <= max(width, 1)


def test_a_line_that_fits_is_left_alone() -> None:
    assert cut([Span("abc"), Span("de")], 5) == [Span("abc"), Span("de")]


def test_numbered_steps_hang_and_code_stands_out() -> None:
    lines = light_lines("Do this:\n1. Open `gpedit.msc` and look for the policy\n2. Close it", 24)
    texts = ["".join(part.text for part in line) for line in lines]
    assert texts[0] == "Do this:"
    assert texts[1].startswith("1. Open gpedit.msc")
    assert texts[2].startswith("   ")
    assert any(part.text == "gpedit.msc" and part.role == "text" for line in lines for part in line)


@given(st.text(st.characters(exclude_characters="`"), max_size=300), st.integers(8, 76))
def test_light_markdown_loses_no_letter_and_stays_within_the_width(text: str, width: int) -> None:
    # Seen to fail when the last paragraph was not yielded.
    lines = light_lines(text, width)
    drawn = "".join(part.text for line in lines for part in line)
    letters = [character for character in text if character.isascii() and character.isalpha()]
    # Marks that are made visible, <U+202E>, add letters of their own.
    assert len([character for character in drawn if character.isascii() and character.isalpha()]) >= len(letters)
    assert all(width_of(line) <= max(width, 14) for line in lines)


def test_a_fence_without_an_end_hides_nothing() -> None:
    drawn = "\n".join("".join(part.text for part in line) for line in light_lines("before\n```\ncommand --x", 40))
    assert "before" in drawn
    assert "command --x" in drawn
