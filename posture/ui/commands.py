"""A command is defined once: its key, its word in the footer, its line in help and palette, and its action."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done on a screen.

    Attributes:
        key: Key or keys, as Textual names them.
        action: Name of the action that the screen carries out.
        word: One or two words for the footer.
        help: A sentence for help and palette; empty where another command speaks for this one.
        footer: Shown in the footer; at most six are.
        label: How the key is written; the key itself where empty.
        palette: Offered in the command palette; keys that need a place on the screen are not.
    """

    key: str
    action: str
    word: str
    help: str
    footer: bool = False
    label: str = ""
    palette: bool = True

    @property
    def shown(self) -> str:
        """The key as it is written for people."""
        return self.label or _NAMES.get(self.key, self.key)


_NAMES = {"slash": "/", "f1": "F1", "ctrl+p": "Ctrl+P", "ctrl+q": "Ctrl+Q", "escape": "Esc", "left": "←", "right": "→"}

EVERYWHERE: tuple[Command, ...] = (
    Command("f1", "app.help_page", "help", "Help for the screen you are on"),
    Command("ctrl+p", "app.command_palette", "commands", "Find any command by its name", palette=False),
    Command("f2", "app.next_theme", "theme", "Next of the three themes: dark, light, high contrast", label="F2"),
    Command("ctrl+q", "app.leave", "quit", "Leave posture; every answer is saved already"),
)


def bindings(commands: Sequence[Command]) -> list[Binding]:
    """The commands as key bindings of Textual; none is shown by Textual itself."""
    return [Binding(command.key, command.action, command.word, show=False) for command in commands]
