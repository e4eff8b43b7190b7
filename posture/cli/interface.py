"""Commands that open the terminal interface, and what is done instead where there is no terminal."""

import os
import sys
from argparse import Namespace
from pathlib import Path

from posture.cli.opening import library, places
from posture.cli.output import narrate, say
from posture.cli.plain import say_caps, say_three_things
from posture.errors import ExitCode, WrongUse
from posture.report.wording import day, headline
from posture.sample import open_sample, sample_workspace
from posture.store.paths import Places


def has_terminal() -> bool:
    """Whether there is a terminal that can be drawn on."""
    # Textual draws on stderr, so all three have to be the terminal.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"


def start(arguments: Namespace) -> int:
    """`posture` alone: the terminal interface."""
    if not has_terminal():
        raise WrongUse(
            "posture needs a terminal to draw on, and there is none here",
            "",
            "Every step has a command of its own: posture --help. `posture demo --plain` shows the main job.",
        )
    return _run(arguments, places(arguments))


def _run(arguments: Namespace, where: Places, *, sample: bool = False) -> int:
    from posture.ui.app import PostureApp  # noqa: PLC0415 - only here is the interface needed

    app = PostureApp(
        where, lambda: library(arguments), opened=(lambda loaded: open_sample(loaded, where)) if sample else None
    )
    result = app.run()
    # A crash has a return code of its own, and no result.
    return app.return_code or result or ExitCode.DONE


def demo(arguments: Namespace) -> int:
    """`posture demo`: the sample clinic; nothing of the user's own is touched."""
    with sample_workspace() as where:
        if arguments.plain or not has_terminal():
            return _plain_demo(arguments, where)
        code = _run(arguments, where, sample=True)
    if where.exports.is_dir():
        narrate(f"The sample's reports are in {where.exports}")
    return code


def _plain_demo(arguments: Namespace, where: Places) -> int:
    session = open_sample(library(arguments), where)
    evaluation = session.evaluation()
    say(f"{session.assessment.clinic} (a sample), {day(evaluation.as_of)}")
    say(f"Posture {headline(evaluation)}")
    say_caps(evaluation)
    say()
    say_three_things(session, session.plan())
    say()
    written = session.export(["markdown"], folder=Path(arguments.output) if arguments.output else None)
    say(f"Report written: {written[0]}")
    return ExitCode.DONE
