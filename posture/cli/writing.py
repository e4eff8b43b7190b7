"""Commands that write reports, and the one that says where things are."""

from argparse import Namespace

from posture.cli.opening import places, session
from posture.cli.output import columns, narrate, say
from posture.content.library import builtin_folder
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


def where(arguments: Namespace) -> int:
    """`posture where`."""
    found = places(arguments)
    rows = [
        ("workspace", str(found.root)),
        ("clinics", str(found.clinics)),
        ("exports", str(found.exports)),
        ("own checklists", str(found.checklists)),
        ("built-in checklists", str(builtin_folder())),
    ]
    for line in columns(rows):
        say(line)
    return ExitCode.DONE
