"""What the command line accepts. Parsing only; importing this costs nothing of the product."""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from posture import __version__
from posture.errors import WrongUse
from posture.toml.problems import did_you_mean

_WRONG_CHOICE = re.compile(
    r"argument (?P<what>\S+): invalid choice: '(?P<wrong>.*)' \(choose from (?P<known>.*)\)", re.DOTALL
)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints name the nearest right word, and that leaves showing them to `main`."""

    def parse_known_args(  # type: ignore[override]  # the stubs have overloads for other kinds of namespaces
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Complain where the unknown word stands: only this parser knows which options there are."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Turn a complaint into our own kind of error."""
        hint = ""
        choice = _WRONG_CHOICE.fullmatch(message)
        if choice:
            wrong, known = choice["wrong"], choice["known"].replace("'", "").split(", ")
            message = f"there is no {choice['what'].lower()} {wrong!r}"
            hint = did_you_mean(wrong, known, listing=30)
        elif message.startswith("unrecognized arguments: "):
            wrong = message.removeprefix("unrecognized arguments: ").split(" ")[0]
            known = [option for action in self._actions for option in action.option_strings]
            hint = did_you_mean(wrong, [option for option in known if option.startswith("--")], listing=0)
        raise WrongUse(
            _sentence(message).rstrip("."), _sentence(hint) if hint else "", f"{self.prog} --help says what there is."
        )


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
    return text[:1].upper() + text[1:] + ("" if text.endswith("?") else ".")


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
