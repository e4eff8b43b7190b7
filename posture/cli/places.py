"""The command that says where things are kept. It loads none of them."""

from argparse import Namespace

from posture.cli.output import columns, say
from posture.content.place import builtin_folder
from posture.errors import ExitCode
from posture.store.paths import cache_folder, workspace


def where(arguments: Namespace) -> int:
    """`posture where`."""
    found = workspace(arguments.workspace)
    rows = [
        ("workspace", str(found.root)),
        ("clinics", str(found.clinics)),
        ("exports", str(found.exports)),
        ("own checklists", str(found.checklists)),
        ("built-in checklists", str(builtin_folder())),
        ("parsed checklists", str(cache_folder())),
    ]
    for line in columns(rows):
        say(line)
    return ExitCode.DONE
