"""What the command line accepts. Parsing only; importing this costs nothing of the product."""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from posture import __version__
from posture.errors import WrongUse
from posture.toml.problems import did_you_mean

_WRONG_CHOICE = re.compile(
    r"argument (?P<what>\S+): invalid choice: '(?P<wrong>.*)' \(choose from (?P<known>.*)\)", re.DOTALL
)

HEADINGS: Final = {
    "demo": "Look around, ask and answer",
    "score": "See where the clinic stands, and what to do first",
    "export": "Hand over and compare",
    "check": "Write checklists of your own",
    "history": "Look after what is kept",
    "where": "This computer",
}
"""What stands in `posture --help` above each of these commands."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints name the nearest right word, and that leaves showing them to `main`."""

    def parse_known_args(  # type: ignore[override]  # the stubs have overloads for other kinds of namespaces
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Complain where the unknown word stands: only this parser knows which options there are."""
        found, rest = super().parse_known_args(args, namespace)
        # An optional word that stands behind an option: argparse has taken it as left out by then.
        for action in self._get_positional_actions():
            if rest and action.nargs == "?" and getattr(found, action.dest) is action.default:
                setattr(found, action.dest, rest.pop(0) if not rest[0].startswith("-") else action.default)
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
        usage="posture [COMMAND] [OPTION ...]",
        description="Find out how well a small clinic is protected, and leave with a plan.\n"
        "posture alone opens the terminal interface; every step also has a command.",
        epilog=_listing(commands),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=f"posture {__version__}")
    _places(parser)
    parser.set_defaults(command=None, workspace=None, checklists=[])
    # The epilog lists the commands, in groups, which argparse itself can't.
    subparsers = parser.add_subparsers(
        metavar="COMMAND", prog="posture", help=argparse.SUPPRESS, required=False, parser_class=Parser
    )
    for command in commands:
        sub = subparsers.add_parser(command.name, description=_sentence(command.help), allow_abbrev=False)
        command.arguments(sub)
        _places(sub)
        sub.set_defaults(command=command)
    return parser


def _listing(commands: tuple[Command, ...]) -> str:
    """The commands under their headings, and what holds for all of them."""
    lines: list[str] = []
    for command in commands:
        if command.name in HEADINGS:
            lines += ["", f"{HEADINGS[command.name]}:"]
        lines.append(f"    {command.name:<14}{command.help}")
    return "\n".join(
        (
            *lines[1:],
            "",
            "posture COMMAND --help says what a command takes. Nothing leaves this computer.",
            "Exit codes: 0 done; 1 the answer is no; 2 wrong use; 3 the file or disk refused.",
        )
    )


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
