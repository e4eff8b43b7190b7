"""How hard a text is to read: the Flesch-Kincaid grade, the years of school that it asks for.

Grade = 0.39 · words per sentence + 11.8 · syllables per word − 15.59 (Kincaid and others, US Navy, 1975). Syllables
are counted by rule, not looked up, so a single word may be off by one; over a paragraph that evens out. Of a text of
few words the grade says little.
"""

import re
from collections.abc import Iterable
from fractions import Fraction

_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\]\([^)]*\)")
_SENTENCE_END = re.compile(r"[.!?:;](?=\s|$)|\n")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$")
_SPOKEN_END = re.compile(r"(?:[^aeiouy]les?|[td]ed|[sxzcg]es|[cs]hes)$")

# Two vowels that are spoken apart, where the word is not one of those that end in -tion, -cial and the like.
_APART = re.compile(r"(?<![tcsg])i[ao](?!us)|ideo|iet|(?<=cr)eat|(?<![qg])ua|ying|eing")


def grade(texts: Iterable[str]) -> Fraction | None:
    """The grade of several texts together, each of them at least one sentence; None where there is no word."""
    words = sentences = syllables = 0
    for text in texts:
        for sentence in _SENTENCE_END.split(_plain(text)):
            found = _WORD.findall(sentence)
            words += len(found)
            sentences += bool(found)
            syllables += sum(map(syllables_in, found))
    if not words:
        return None
    per_sentence, per_word = Fraction(words, sentences), Fraction(syllables, words)
    return Fraction(39, 100) * per_sentence + Fraction(118, 10) * per_word - Fraction(1559, 100)


def syllables_in(word: str) -> int:
    """Syllables of an English word, by rule; an abbreviation such as EHR counts as one word of one syllable."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    if _SILENT_END.search(word) and not _SPOKEN_END.search(word):
        count -= 1
    return max(1, count)


def _plain(text: str) -> str:
    """The words that a reader reads: without code and the addresses of links."""
    return _LINK.sub("]", _CODE.sub(" ", text))
