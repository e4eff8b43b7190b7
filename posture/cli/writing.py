"""The command that writes reports."""

from argparse import Namespace
from pathlib import Path

from posture.cli.opening import session
from posture.cli.output import narrate, say
from posture.errors import ExitCode
from posture.report.formats import FORMATS
from posture.report.patient_data import suspicions
from posture.report.wording import headline
from posture.store import signing


def export(arguments: Namespace) -> int:
    """`posture export`."""
    opened = session(arguments)
    names = list(FORMATS) if arguments.all else arguments.format or ["markdown"]
    for found in suspicions(opened.assessment):
        narrate(f"posture: {found.place} looks as if it held patient data ({found.kind}). None is needed: take it out.")
    written = opened.export(
        names, folder=arguments.output, as_of=arguments.as_of, audience=arguments.audience, redact=arguments.redact
    )
    name = "Redacted" if arguments.redact else opened.assessment.clinic
    narrate(f"{name}: {headline(opened.evaluation(arguments.as_of))}")
    for path in written:
        say(str(path))
    if arguments.sign is not None:
        for path in written:
            say(str(signing.sign(path, Path(arguments.sign))))
        narrate(
            f"To check one: ssh-keygen -Y check-novalidate -n {signing.NAMESPACE} -s FILE{signing.SUFFIX} < FILE "
            "(ssh-keygen -Y verify also says whose it is)."
        )
    return ExitCode.DONE
