"""Commands for authors of checklists."""

import shlex
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

from posture.cli.opening import places
from posture.cli.output import narrate, say, say_json
from posture.content.library import BUILTIN, Assembled, assemble, assemble_file, require
from posture.content.lint import lint
from posture.content.schema import DIRECTIVE, MODELS, schema_text
from posture.content.starter import starting_text
from posture.content.tables import tables
from posture.errors import ExitCode, StoreRefused, WrongUse
from posture.model.override import OverriddenControl
from posture.session import load_library
from posture.store.atomic import make_folder, write_whole
from posture.store.paths import slug
from posture.toml.problems import Problem


def check(arguments: Namespace) -> int:
    """`posture check`."""
    if arguments.table:
        for assembled in _assembled(arguments):
            say(tables(require(assembled)))
        return ExitCode.DONE
    as_of = arguments.as_of or _today()
    problems: list[Problem] = []
    overridden: list[OverriddenControl] = []
    counted = 0
    for assembled in _assembled(arguments):
        problems += assembled.problems
        counted += sum(len(loaded.value.controls) for loaded in assembled.checklists)
        overridden += assembled.library.overridden if assembled.library else ()
        if arguments.strict:
            problems += lint(assembled, as_of)
    problems = sorted(set(problems))
    if arguments.json:
        say_json([{name: getattr(problem, name) for name in Problem.__dataclass_fields__} for problem in problems])
    else:
        for problem in problems:
            say(str(problem))
    for one in overridden:
        narrate(f"{one.file} changes {one.control}: {', '.join(one.changes)}. {one.reason}")
    errors = sum(1 for problem in problems if problem.severity == "error")
    warnings = len(problems) - errors
    narrate(f"{counted} controls read, {errors} errors, {warnings} warnings")
    return ExitCode.NO if errors else ExitCode.DONE


def new_checklist(arguments: Namespace) -> int:
    """`posture new-checklist`."""
    identity: str = arguments.id
    if slug(identity, "checklist") != identity:
        raise WrongUse(
            f"{identity!r} can't be the id of a checklist",
            "It has up to 48 of a-z and 0-9, with a - between words, and is no name that Windows keeps for itself.",
            f"How about {slug(identity, 'checklist')}?",
        )
    path = Path(arguments.output) if arguments.output else places(arguments).checklists / f"{identity}.toml"
    if path.name != f"{identity}.toml":
        raise WrongUse("A checklist's file is called after its id", str(path), f"Call it {identity}.toml.")
    there = {loaded.value.id: loaded.file.name for loaded in _in_use(arguments).checklists}
    if identity in there and not path.exists():
        raise WrongUse(f"There is a checklist {identity!r} already", there[identity], "Choose another id.")
    make_folder(path.parent)
    try:
        write_whole(path, starting_text(identity, _today()).encode(), replace=False)
    except FileExistsError as error:
        raise StoreRefused(
            "There is such a file already", str(path), "Choose another id; nothing was overwritten."
        ) from error
    say(str(path))
    narrate(f"Edit it, then say: posture check --strict {shlex.quote(str(path))}")
    narrate(f"For an editor that completes and explains: posture schema -o {shlex.quote(str(path.parent / 'schema'))}")
    return ExitCode.DONE


def schema(arguments: Namespace) -> int:
    """`posture schema`."""
    folder = Path(arguments.output or "schema")
    make_folder(folder)
    for kind in MODELS:
        path = folder / f"{kind}.json"
        write_whole(path, schema_text(kind).encode())
        say(str(path))
    narrate(f"Name one in the first line of a TOML file: {DIRECTIVE} ./{folder.name}/checklist.json")
    return ExitCode.DONE


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _in_use(arguments: Namespace) -> Assembled:
    return load_library(places(arguments), arguments.checklists)


def _assembled(arguments: Namespace) -> list[Assembled]:
    """What to check: the paths named, else the folders named with --checklists, else what is in use."""
    if not arguments.paths:
        return [_in_use(arguments)]
    found = []
    for name in arguments.paths:
        path = Path(name)
        if path.is_dir() or name == BUILTIN or not path.exists():
            found.append(assemble([name]))
        else:
            found.append(assemble_file(path))
    return found
