"""What the command line accepts. Parsing only; importing this costs nothing of the product."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from posture import __version__
from posture.errors import WrongUse
from posture.toml.problems import did_you_mean


class Parser(argparse.ArgumentParser):
    """A parser whose complaints name the nearest right word, and that leaves showing them to `main`."""

    def error(self, message: str) -> NoReturn:
        """Turn a complaint into our own kind of error."""
        hint = ""
        for wrong, known in self._wrong_words(message):
            hint = did_you_mean(wrong, known).capitalize()
        raise WrongUse(message[:1].upper() + message[1:], hint, f"{self.prog} --help says what there is.")

    def _wrong_words(self, message: str) -> list[tuple[str, list[str]]]:
        words = message.split()
        if message.startswith("unrecognized arguments:"):
            options = [option for action in self._actions for option in action.option_strings]
            return [(words[2], [option for option in options if option.startswith("--")])]
        if "invalid choice:" in message and "(choose from" in message:
            wrong = message.split("invalid choice: ", 1)[1].split(" (choose from", 1)[0].strip("'")
            known = message.split("(choose from ", 1)[1].rstrip(")").replace("'", "").split(", ")
            return [(wrong, known)]
        return []


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, its one line of help, its arguments, and where the function is that carries it out.

    The function is named, not imported, so that a command costs only what it uses.
    """

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    module: str
    function: str


def build(commands: tuple[Command, ...]) -> Parser:
    """The whole parser."""
    parser = Parser(
        prog="posture",
        description="Find out how well a small clinic is protected, and leave with a plan. "
        "Without a command: the terminal interface.",
        epilog="Nothing leaves this computer. Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 refused by disk.",
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"posture {__version__}")
    _places(parser)
    parser.set_defaults(command=None, workspace=None, checklists=[])
    subparsers = parser.add_subparsers(metavar="COMMAND", title="commands", parser_class=Parser)
    for command in commands:
        sub = subparsers.add_parser(
            command.name, help=command.help, description=_sentence(command.help), allow_abbrev=False
        )
        command.arguments(sub)
        _places(sub)
        sub.set_defaults(command=command)
    return parser


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder with your clinics (else POSTURE_HOME)",
    )
    parser.add_argument(
        "--checklists",
        metavar="DIR",
        action="append",
        default=argparse.SUPPRESS,
        help="take the checklists of this folder instead; repeat to join several; 'builtin' names the built-in ones",
    )
