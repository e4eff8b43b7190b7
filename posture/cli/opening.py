"""What most commands begin with: the workspace, the library, and an open assessment."""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from posture.cli.output import narrate
from posture.content.library import Assembled, require
from posture.errors import WrongUse
from posture.model.clinic import Fact
from posture.model.control import FactValue
from posture.model.library import Library
from posture.session import Session, load_library, open_session
from posture.store.paths import Places, workspace
from posture.toml.problems import did_you_mean


def places(arguments: Namespace) -> Places:
    """The workspace that the command line names."""
    return workspace(arguments.workspace)


def library(arguments: Namespace) -> Library:
    """The content that the command line names; problems in it are told, and do not stop the rest."""
    assembled = load_library(places(arguments), arguments.checklists)
    tell_problems(assembled)
    return require(assembled)


def tell_problems(assembled: Assembled) -> None:
    """Say on stderr how many problems the content has, and the first few."""
    problems = [problem for problem in assembled.problems if problem.severity == "error"]
    if problems:
        narrate(f"posture: {len(problems)} problems in the checklists; `posture check` lists them all:")
        for problem in problems[:3]:
            narrate(f"  {problem}")


def session(arguments: Namespace) -> Session:
    """The assessment that the command line names, open."""
    return open_session(Path(arguments.file), library(arguments), places(arguments))


def parsed_facts(pairs: Iterable[str], known: Library) -> dict[str, FactValue | None]:
    """KEY=VALUE words as facts; an empty value is None.

    Raises:
        WrongUse: A key or value that does not exist; the message names the nearest.
    """
    found: dict[str, FactValue | None] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise WrongUse(f"{pair!r} is not of the form KEY=VALUE")
        fact = known.fact_by_id.get(key)
        if fact is None:
            raise WrongUse(f"There is no fact {key!r}", "", did_you_mean(key, known.fact_by_id).capitalize())
        found[key] = _fact_value(fact, value) if value else None
    return found


_TRUE = frozenset({"true", "yes", "y", "1"})
_FALSE = frozenset({"false", "no", "n", "0"})


def _fact_value(fact: Fact, value: str) -> FactValue:
    if fact.type == "bool":
        if value.lower() in _TRUE | _FALSE:
            return value.lower() in _TRUE
        raise WrongUse(f"{fact.id} is yes or no, not {value!r}")
    if fact.type == "number":
        if value.isdecimal() and len(value) <= 9:
            return int(value)
        raise WrongUse(f"{fact.id} is a whole number from 0, not {value!r}")
    choices = [choice.id for choice in fact.choices]
    chosen = value.split(",") if fact.type == "many" else [value]
    for choice in chosen:
        if choice not in choices:
            raise WrongUse(f"{fact.id} can't be {choice!r}", "", did_you_mean(choice, choices).capitalize())
    return tuple(dict.fromkeys(chosen)) if fact.type == "many" else value
