"""Help for the screen one is on: what it is for, every key, and what the signs mean."""

from textual.screen import Screen

from posture.model.control import Answer
from posture.report.wording import answer_word
from posture.ui.commands import EVERYWHERE, Command
from posture.ui.glyphs import Glyphs
from posture.ui.screens.page import PageScreen


class HelpScreen(PageScreen):
    """A page made from the commands of a screen."""

    def __init__(self, about: Screen[object], glyphs: Glyphs) -> None:
        commands: tuple[Command, ...] = getattr(about, "COMMANDS_HERE", ())
        words: str = getattr(about, "HELP_WORDS", "")
        lines = [words, "", "KEYS", ""]
        lines += [f"{command.shown:<12} {command.help}" for command in (*commands, *EVERYWHERE)]
        lines += ["", "SIGNS", ""]
        lines += [f"{glyphs.answers[answer]}  {answer_word(answer)}" for answer in Answer]
        at_least, declared, could_be, missing = glyphs.stairs
        lines += [
            f"{glyphs.unanswered}  Not answered yet",
            f"{glyphs.flagged}  Flagged",
            f"{glyphs.cap}  A gap that holds the grade now    {glyphs.possible_cap}  one that could",
            f"{at_least}  at least   {declared}  as declared   {could_be}  could be   {missing}  missing",
        ]
        super().__init__("Help", "\n".join(line for line in lines))
