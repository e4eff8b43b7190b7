"""The commands that write reports, and the templates to start own ones from."""

import shlex
from argparse import Namespace
from pathlib import Path

from posture.cli.opening import session
from posture.cli.output import narrate, say
from posture.errors import ExitCode, WrongUse
from posture.report.formats import FORMATS, WITH_TEMPLATES, available
from posture.report.patient_data import suspicions
from posture.report.wording import headline, listing
from posture.session.own_templates import write_templates
from posture.store import signing


def export(arguments: Namespace) -> int:
    """`posture export`."""
    opened = session(arguments)
    names = _formats(arguments)
    if arguments.template is not None and not set(names) & set(WITH_TEMPLATES):
        raise WrongUse(
            "None of these formats has templates",
            ", ".join(names),
            f"Take {listing(WITH_TEMPLATES, 'or')} with --template.",
        )
    for found in suspicions(opened.assessment):
        narrate(f"posture: {found.place} looks as if it held patient data ({found.kind}). None is needed: take it out.")
    written = opened.export(
        names,
        folder=arguments.output,
        as_of=arguments.as_of,
        audience=arguments.audience,
        redact=arguments.redact,
        template=Path(arguments.template) if arguments.template is not None else None,
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


def _formats(arguments: Namespace) -> list[str]:
    """The names of the formats that are asked for."""
    if not arguments.all:
        return list(dict.fromkeys([*arguments.format, *(["pdf"] if arguments.pdf else [])])) or ["markdown"]
    left_out = [] if arguments.pdf else [one for one in FORMATS.values() if not available(one.name)]
    for one in left_out:
        narrate(f"posture: {', '.join(one.files)} is left out: it needs the extra posture[{one.name}].")
    return [name for name in FORMATS if FORMATS[name] not in left_out]


def templates(arguments: Namespace) -> int:
    """`posture templates`."""
    folder = Path(arguments.output)
    for path in write_templates(folder):
        say(str(path))
    narrate(f"Change what is to be different, and say: posture export FILE --template {shlex.quote(str(folder))}")
    narrate("A template that is taken out of the folder is the built-in one again.")
    return ExitCode.DONE
