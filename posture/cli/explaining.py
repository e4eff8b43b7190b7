"""The command that takes every number apart: posture, or one control, action, cap or threat."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from shutil import get_terminal_size
from textwrap import wrap

from posture.cli.opening import session
from posture.cli.output import narrate, say
from posture.errors import ExitCode, WrongUse
from posture.model.library import Library
from posture.report.explanation import (
    KINDS,
    Kind,
    as_lines,
    explained,
    known_ids,
    posture_sections,
    sensitivity_sections,
)
from posture.toml.problems import did_you_mean

_LISTS = "posture explain FILE alone names gaps, caps and threats with their ids; posture plan FILE names actions."


def explain(arguments: Namespace) -> int:
    """`posture explain`."""
    opened = session(arguments)
    material = opened.report(arguments.as_of)
    if arguments.subject is None:
        sections = posture_sections(material)
    else:
        known = known_ids(material)
        kind, name = _subject(arguments.subject, known, opened.library)
        sections = explained(material, kind, name)
        _tell_others(arguments.subject, kind, name, known)
    if arguments.sensitivity:
        sections = (*sections, *sensitivity_sections(material))
    for line in _fitted(as_lines(sections)):
        say(line)
    return ExitCode.DONE


def _subject(wanted: str, known: Mapping[Kind, tuple[str, ...]], library: Library) -> tuple[Kind, str]:
    """What the command line names: KIND:ID, or an ID alone, which is looked for kind by kind.

    Raises:
        WrongUse: There is none; the message names the nearest of all kinds.
    """
    before, colon, after = wanted.partition(":")
    name = after if colon else wanted
    kinds = [kind for kind in KINDS if kind == before] if colon else list(KINDS)
    if not kinds:
        raise WrongUse(f"There is no kind {before!r}", "", did_you_mean(before, KINDS).capitalize())
    for kind in kinds:
        if name in known[kind]:
            return kind, name
    what = kinds[0] if colon else "control, action, cap or threat"
    raise WrongUse(f"There is no {what} {name!r} here", _outside(name, known, library), _hint(name, kinds[0], known))


def _outside(name: str, known: Mapping[Kind, tuple[str, ...]], library: Library) -> str:
    checklist = library.checklist_of.get(name)
    if checklist is None or name in known["control"]:
        return ""
    return f"It is a control of {checklist.id!r}, which this assessment does not use."


def _hint(wrong: str, first: Kind, known: Mapping[Kind, tuple[str, ...]]) -> str:
    """The same id of another kind, or the nearest id of all kinds, those of one kind first where two are as near."""
    elsewhere = [f"{kind}:{wrong}" for kind in KINDS if wrong in known[kind]]
    kinds = sorted(KINDS, key=lambda kind: kind != first)
    hint = did_you_mean(wrong, elsewhere or [name for kind in kinds for name in known[kind]])
    return f"{hint[0].upper()}{hint[1:]}" if hint else _LISTS


def _tell_others(asked: str, kind: Kind, name: str, known: Mapping[Kind, tuple[str, ...]]) -> None:
    """Say which other kinds have the same id, where the command line left that open."""
    others = [other for other in KINDS if other != kind and name in known[other]]
    if others and ":" not in asked:
        named = " and ".join(f"{other}:{name}" for other in others)
        narrate(f"This is the {kind}. The same id names {named} as well.")


def _fitted(lines: Iterable[str]) -> Iterable[str]:
    """Lines as they are for a pipe; on a terminal broken between words, the rest of a sentence indented further."""
    if not sys.stdout.isatty():
        yield from lines
        return
    width = max(40, get_terminal_size().columns)
    for line in lines:
        text = line.lstrip(" ")
        indent = " " * (len(line) - len(text))
        # A number and its sign stay together, and so does an id.
        broken = wrap(
            text.replace(" %", "\u00a0%"),
            width,
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_on_hyphens=False,
        )
        yield from (part.replace("\u00a0", " ") for part in broken or [""])
