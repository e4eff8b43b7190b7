"""What a template can print, as Markdown for its authors: made from the types, so that it can't say anything else."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from typing import Any, Final, get_args, get_origin, get_type_hints

from posture.report.context import Report
from posture.report.figures import Figures
from posture.report.handout import HandOut

BEGIN: Final = "<!-- context: written by `make tables` -->"
END: Final = "<!-- end of the context -->"

_SPACES: Final = re.compile(r"\s+")
_ATTRIBUTE: Final = re.compile(r"^ {4,8}(?P<name>\w+): (?P<words>.*(?:\n {9,}.*)*)", re.MULTILINE)
_WORDS: Final = {str: "text", int: "whole number", bool: "true or false"}

# The data of charts: a template names a chart, and never draws one.
_NOT_FOR_TEMPLATES: Final = (Figures,)


def classes() -> tuple[type[Any], ...]:
    """Every type of value that a template meets, each once, from the outside in."""
    found: dict[type[Any], None] = {}
    queue: list[type[Any]] = [Report, HandOut]
    while queue:
        one = queue.pop(0)
        if one in found or one in _NOT_FOR_TEMPLATES:
            continue
        found[one] = None
        queue += [kind for hint in get_type_hints(one).values() for kind in _kinds(hint) if is_dataclass(kind)]
    return tuple(found)


def context_text() -> str:
    """Tables of all that a template can print."""
    return "\n".join(line for one in classes() for line in _table(one)).rstrip("\n")


def with_context(page: str) -> str:
    """A page with the tables written again between the two marks.

    Raises:
        ValueError: The marks are not in it, each once and in order.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in tail:
        raise ValueError(f"the page must have {BEGIN} and {END}, each once")
    return f"{head}{BEGIN}\n\n{context_text()}\n\n{END}{tail}"


def _table(one: type[Any]) -> Iterator[str]:
    summary, _, rest = (inspect.getdoc(one) or "").partition("\n\n")
    told = {name: _SPACES.sub(" ", words) for name, words in _attributes(rest)}
    hints = get_type_hints(one)
    yield f"### {one.__name__}"
    yield ""
    yield _cell(summary)
    yield ""
    yield "| Name | What it is | |"
    yield "|---|---|---|"
    for entry in _fields(one):
        yield f"| `{entry.name}` | {_type(hints[entry.name])} | {_cell(told.get(entry.name, ''))} |"
    yield ""


def _fields(one: type[Any]) -> tuple[Field[Any], ...]:
    return tuple(entry for entry in fields(one) if get_type_hints(one)[entry.name] not in _NOT_FOR_TEMPLATES)


def _attributes(rest: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(rest.partition("Attributes:\n")[2]):
        yield found["name"], found["words"]


def _kinds(hint: Any) -> Iterator[type[Any]]:  # noqa: ANN401 - what a hint is, Python itself does not say
    if get_origin(hint) is None:
        yield hint
    else:
        for part in get_args(hint):
            yield from _kinds(part)


def _type(hint: Any) -> str:  # noqa: ANN401 - as above
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0])}"
    if is_dataclass(hint):
        name = getattr(hint, "__name__", "")
        return f"[{name}](#{name.lower()})"
    if hint not in _WORDS:
        raise TypeError(f"a template prints text and whole numbers, not {hint}")
    return _WORDS[hint]


def _cell(text: str) -> str:
    return _SPACES.sub(" ", text).replace("|", "\\|").replace("<", "\\<").strip()
