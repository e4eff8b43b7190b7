"""From the words of the command line to an exit code. Nothing goes past here as a traceback."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from posture.cli.arguments import build
from posture.cli.commands import COMMANDS
from posture.errors import ExitCode, PostureError, WrongUse


def run(words: Sequence[str]) -> int:
    """Carry out one command line and return its exit code."""
    # A clinic's name must not stop the program on a terminal that has no letters for it.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = int(_carry_out(words))
        print(end="", flush=True)  # a reader that has gone is met here, not when Python ends
        return code
    except PostureError as error:
        from posture.cli.output import complain  # noqa: PLC0415 - costs nothing while all goes well

        complain(error)
        return int(error.exit_code)
    except BrokenPipeError:
        _close_stdout()  # the reader of a pipe has seen enough
        return int(ExitCode.DONE)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Most files refuse with a PostureError; what comes here is a path that no system takes, or stdout itself.
        if error.filename is None:
            _close_stdout()
        from posture.cli.output import complain  # noqa: PLC0415 - as above
        from posture.store.atomic import refused  # noqa: PLC0415 - as above

        complain(refused(error, Path(str(error.filename or "standard output"))))
        return int(ExitCode.REFUSED)
    except Exception as error:  # the last door: a user gets a sentence, never a traceback
        return _own_fault(error)


def _close_stdout() -> None:
    """Let nothing more go to stdout, or Python complains once more when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _carry_out(words: Sequence[str]) -> int:
    for word in words:
        if word.endswith("=--"):
            # Some versions of argparse make an empty list of such a value.
            raise WrongUse(f"{word!r} says nothing", "", "Say it in words, or leave the option out.")
    arguments = build(COMMANDS).parse_args(list(words))
    command = arguments.command
    module, function = ("interface", "start") if command is None else (command.module, command.function)
    carry_out: Callable[[Namespace], int] = getattr(import_module(f"posture.cli.{module}"), function)
    return carry_out(arguments)


def _own_fault(error: Exception) -> int:
    """Say that posture itself failed: where, but no value of anything, since values are a clinic's answers."""
    from posture.store.crash import words_for_user  # noqa: PLC0415 - costs nothing while all goes well

    sys.stderr.write(words_for_user(error))
    return int(ExitCode.NO)
