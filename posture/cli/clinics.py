"""Commands about a clinic as a whole: into one file, out of one file, and away."""

import sys
from argparse import Namespace
from pathlib import Path

from posture.cli.opening import places
from posture.cli.output import narrate, say
from posture.errors import ExitCode, PostureError, WrongUse
from posture.model.text import one_line
from posture.report.wording import count, listing
from posture.store import archive as archives
from posture.store import clinics, removal
from posture.store.clinics import Clinic


def archive(arguments: Namespace) -> int:
    """`posture archive`."""
    where = places(arguments)
    clinic = clinics.find(where, arguments.clinic)
    written = archives.archive(where, clinic, Path(arguments.output))
    narrate(f"{one_line(clinic.name)}: {_assessments(clinic)}, {count(len(written.files), 'file')} in all.")
    if written.left_out:
        narrate(f"posture: left out, because posture did not make it: {listing(written.left_out)}")
    narrate("Whoever has this file can read every answer; keep it as you keep the clinic's other papers.")
    say(str(written.path))
    return ExitCode.DONE


def unarchive(arguments: Namespace) -> int:
    """`posture unarchive`."""
    clinic = archives.unarchive(places(arguments), Path(arguments.file))
    narrate(f"{one_line(clinic.name)}: {_assessments(clinic)} taken into the workspace.")
    for path in clinic.paths:
        say(str(path))
    return ExitCode.DONE


def delete(arguments: Namespace) -> int:
    """`posture delete`: only after the clinic's name was typed."""
    where = places(arguments)
    clinic = clinics.find(where, arguments.clinic)
    name = one_line(clinic.name)
    if arguments.yes_delete is None:
        _ask(clinic, name)
    elif one_line(arguments.yes_delete) != name:
        raise WrongUse(
            f"The name after --yes-delete is not {name!r}", "", "Say the clinic's whole name; nothing was deleted."
        )
    removed = removal.delete(where, clinic)
    narrate(f"{name} is deleted: {_assessments(clinic)}, with histories and reports. Copies elsewhere are untouched.")
    for path in removed:
        say(str(path))
    return ExitCode.DONE


def _ask(clinic: Clinic, name: str) -> None:
    narrate(f"This deletes {_assessments(clinic)} of {name}, with histories and reports. It can't be undone;")
    narrate("posture archive puts all of it into one file first. Type the clinic's name to delete it:")
    typed = sys.stdin.readline() if sys.stdin is not None else ""
    if one_line(typed) != name:
        said = "This is not the clinic's name" if typed.strip() else "No name was typed"
        raise PostureError(said, f"It is {name!r}. Nothing was deleted.")


def _assessments(clinic: Clinic) -> str:
    return count(len(clinic.paths), "assessment")
