"""Text that anybody may have typed: what is kept of it, and what is shown.

Kept is everything but control codes; shown is everything but what would command a terminal or reorder a line.
"""

import re

# C0 but tab and newline, DEL, C1, and lone surrogates: a terminal obeys them, TOML and UTF-8 refuse some of them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# Marks that reorder or hide text: bidirectional controls, invisible separators and operators, tag characters.
# U+200C and U+200D stay: emoji and several scripts need them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def _caret(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return "^" + chr(code + 0x40)
    return "^?" if code == 0x7F else f"<U+{code:04X}>"


def clean(text: str) -> str:
    r"""Text as it is kept: control codes in caret notation (ESC as ``^[``), as Git 3 shows them.

    Line ends become ``\n``. Everything else, emoji and right-to-left text included, is kept exactly.
    """
    return _CONTROL.sub(_caret, text.replace("\r\n", "\n").replace("\r", "\n"))


def visible(text: str) -> str:
    """Text as it may be shown: like `clean`, and marks that reorder or hide text are named, ``<U+202E>``."""
    return _INVISIBLE.sub(lambda match: f"<U+{ord(match.group()):04X}>", clean(text))


def one_line(text: str) -> str:
    """Visible text on one line: every run of white space becomes one blank."""
    return " ".join(visible(text).split())
