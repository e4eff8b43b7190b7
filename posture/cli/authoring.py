"""Commands for authors of checklists."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from posture.cli.opening import places
from posture.cli.output import narrate, say, say_json
from posture.content.library import BUILTIN, Assembled, assemble, assemble_file
from posture.content.lint import lint
from posture.content.schema import DIRECTIVE, MODELS, schema_text
from posture.errors import ExitCode
from posture.model.override import OverriddenControl
from posture.session import load_library
from posture.store.atomic import make_folder, write_whole
from posture.toml.problems import Problem


def check(arguments: Namespace) -> int:
    """`posture check`."""
    as_of = arguments.as_of or datetime.now(UTC).astimezone().date()
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


def _assembled(arguments: Namespace) -> list[Assembled]:
    """What to check: the paths named, else the folders named with --checklists, else what is in use."""
    if not arguments.paths:
        return [load_library(places(arguments), arguments.checklists)]
    found = []
    for name in arguments.paths:
        path = Path(name)
        if path.is_dir() or name == BUILTIN or not path.exists():
            found.append(assemble([name]))
        else:
            found.append(assemble_file(path))
    return found
