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
        fence = "```"
        lines = [words, "", "## Keys", "", fence]
        lines += [f"{command.shown:<11}{command.help}" for command in (*commands, *EVERYWHERE) if command.help]
        lines += [fence, "", "## Signs", "", fence]
        lines += [f"{glyphs.answers[answer]}  {answer_word(answer)}" for answer in Answer]
        at_least, declared, could_be, missing = glyphs.stairs
        lines += [
            f"{glyphs.unanswered}  Not answered yet",
            f"{glyphs.flagged}  Flagged",
            f"{glyphs.cap}  A gap that holds the grade now",
            f"{glyphs.possible_cap}  A gap that could hold it",
            f"{at_least}  At least   {declared}  As declared   {could_be}  Could be   {missing}  Missing",
            fence,
        ]
        super().__init__("Help", "\n".join(lines))
