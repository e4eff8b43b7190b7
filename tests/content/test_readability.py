"""The reading grade: syllables as a dictionary has them, and the formula worked out by hand."""

from fractions import Fraction

import pytest

from posture.content.readability import grade, syllables_in

SPOKEN = {
    1: ("the", "phone", "used", "asked", "wires", "stop", "lock", "through", "who"),
    2: (
        "patient",
        "password",
        "tables",
        "table",
        "people",
        "question",
        "practice",
        "being",
        "trying",
        "device",
        "boxes",
    ),
    3: ("computer", "provider", "medical", "created", "encrypted", "quarantine", "usual", "video"),
    4: ("identity", "society", "reliable"),
    5: ("administrator", "university"),
}


@pytest.mark.parametrize(("word", "number"), [(word, number) for number, words in SPOKEN.items() for word in words])
def test_syllables_are_as_spoken(word: str, number: int) -> None:
    assert syllables_in(word) == number
    assert syllables_in(word.capitalize()) == number


def test_an_abbreviation_is_one_word_of_one_syllable() -> None:
    assert [syllables_in(word) for word in ("MFA", "EHR", "BAA", "VPN")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("texts", "words", "sentences", "syllables"),
    [
        (["The cat sat on the mat."], 6, 1, 6),
        (["The cat sat on the mat. The patient waits."], 9, 2, 10),
        (["The cat sat", "on the mat"], 6, 2, 6),
        (["The cat sat\non the mat"], 6, 2, 6),
        (["The clinic's phone, 12 times: it rings!"], 6, 2, 7),
        (["The cat sat on `Get-EXOMailbox -ResultSize Unlimited` the [mat](https://example.org/a/page)."], 6, 1, 6),
        (["It is worth 2.5 cats"], 4, 1, 4),
    ],
)
def test_the_grade_is_by_words_sentences_and_syllables(
    texts: list[str], words: int, sentences: int, syllables: int
) -> None:
    expected = (
        Fraction("0.39") * Fraction(words, sentences)
        + Fraction("11.8") * Fraction(syllables, words)
        - Fraction("15.59")
    )
    assert grade(texts) == expected


@pytest.mark.parametrize("text", ["", " \n", "12 345", "…", "`only --code`"])
def test_without_a_word_there_is_no_grade(text: str) -> None:
    assert grade([text]) is None
