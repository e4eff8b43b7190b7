"""The command that writes reports."""

from argparse import Namespace

from posture.cli.opening import session
from posture.cli.output import narrate, say
from posture.errors import ExitCode
from posture.report.formats import FORMATS
from posture.report.wording import headline


def export(arguments: Namespace) -> int:
    """`posture export`."""
    opened = session(arguments)
    names = list(FORMATS) if arguments.all else arguments.format or ["markdown"]
    written = opened.export(names, folder=arguments.output, as_of=arguments.as_of, audience=arguments.audience)
    narrate(f"{opened.assessment.clinic}: {headline(opened.evaluation(arguments.as_of))}")
    for path in written:
        say(str(path))
    return ExitCode.DONE
