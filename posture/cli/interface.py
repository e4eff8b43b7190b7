"""Commands that open the terminal interface. The rest of posture is loaded after its first frame is painted."""

import gc
import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from posture.errors import ExitCode, WrongUse
from posture.store.paths import Places, workspace

if TYPE_CHECKING:
    from posture.model.library import Library
    from posture.session import Session


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
    return _run(arguments, workspace(arguments.workspace))


def demo(arguments: Namespace) -> int:
    """`posture demo`: the sample clinic; nothing of the user's own is touched."""
    if arguments.plain or not has_terminal():
        from posture.cli.plain_demo import plain_demo  # noqa: PLC0415 - the interface does without it

        return plain_demo(arguments)
    from posture.cli.output import narrate  # noqa: PLC0415 - not before the first frame
    from posture.sample import sample_workspace  # noqa: PLC0415 - as above

    with sample_workspace() as where:
        code = _run(arguments, where, sample=True)
    if where.exports.is_dir():
        narrate(f"The sample's reports are in {where.exports}")
    return code


def _run(arguments: Namespace, where: Places, *, sample: bool = False) -> int:
    # Nothing that is made while starting is garbage: collecting it would only delay the first frame and the exit.
    gc.disable()
    from posture.ui.app import PostureApp  # noqa: PLC0415 - only here is the interface needed

    def load() -> "Library":
        from posture.cli.opening import library  # noqa: PLC0415 - after the first frame

        loaded = library(arguments)
        gc.enable()
        gc.freeze()
        return loaded

    def first(loaded: "Library") -> "Session":
        from posture.sample import open_sample  # noqa: PLC0415 - after the first frame

        return open_sample(loaded, where)

    app = PostureApp(where, load, opened=first if sample else None)
    result = app.run()
    # A crash has a return code of its own, and no result.
    return app.return_code or result or ExitCode.DONE
