"""What posture is for, while there is no clinic yet."""

from posture.ui.text import Line, Span
from posture.ui.widgets.canvas import Canvas
from posture.ui.widgets.row_list import Row

WORDS = (
    "Answer what you know, one key at a time. You get a posture",
    "score, what it rests on, and a plan that fits your hours and",
    "money. Stop at any point: nothing is lost.",
)


class Welcome(Canvas):
    """The staircase with its four words, and a few lines."""

    DEFAULT_CSS = "Welcome { width: 60; height: auto; }"

    def lines(self, width: int) -> list[Line]:
        """All of it."""
        at_least, declared, could_be, missing = self.glyphs.stairs
        parts = (15, 18, 18, width - 51)
        return [
            [
                Span(at_least * parts[0], "accent"),
                Span(declared * parts[1], "fill"),
                Span(could_be * parts[2], "fill"),
                Span(missing * parts[3], "line"),
            ],
            [
                Span("at least".ljust(parts[0]), "faint"),
                Span("as declared".ljust(parts[1]), "faint"),
                Span("could be".ljust(parts[2]), "faint"),
                Span("missing", "faint"),
            ],
            (),
            [Span("Find out where your clinic stands", "text bold")],
            (),
            *([Span(words, "soft")] for words in WORDS),
            (),
        ]


def doors() -> list[Row]:
    """The ways in."""
    ways = (
        ("n", "Start with your clinic", "a few facts first"),
        ("d", "Look around", "with a sample clinic"),
        ("o", "Open a file", "from another computer"),
    )
    return [
        Row(key, [Span(f"  {key}   ", "text bold"), Span(f"{title:<26}", "text"), Span(words, "faint")])
        for key, title, words in ways
    ]
