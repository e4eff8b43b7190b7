"""From parsed TOML to a model, or to a list of every problem, worded for a person with an editor open."""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from posture.toml.positions import Path
from posture.toml.problems import Problem, and_more, did_you_mean
from posture.toml.reading import TomlFile

M = TypeVar("M", bound=BaseModel)

_WANTED = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "mapping_type": "must be a table",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "date_type": "must be a date such as 2026-11-23, without quotes",
    "datetime_type": "must be a date with a time such as 2026-11-23T14:02:07Z, without quotes",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}


def validated(file: TomlFile, model: type[M], told: int | None = None) -> tuple[M | None, list[Problem]]:
    """The file as a model, or None and all its problems: with `told` so many, and one that counts the rest."""
    try:
        return model.model_validate(dict(file.data)), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    except (RecursionError, OverflowError) as error:
        return None, [file.problem((), f"can't be read: {error}")]
    grouped: dict[tuple[Path, str], list[ErrorDetails]] = {}
    for detail in details:
        # A value that fits no member of a union is one problem, however many members there are.
        # Keys that are missing from one table stand at one place, and are each a problem.
        missing = str(detail["loc"][-1]) if detail["type"] == "missing" else ""
        grouped.setdefault((_known_part(file.data, detail["loc"]), missing), []).append(detail)
    # Of a list that may stand where others may, what is wrong with its elements says more than that it is a list.
    within = {path[:length] for path, _ in grouped for length in range(len(path)) if isinstance(path[length], int)}
    groups = [(path, of_path) for (path, _), of_path in grouped.items() if len(of_path) == 1 or path not in within]
    groups.sort(key=lambda group: file.position(group[0]))
    problems = sorted({_problem(file, model, path, of_path) for path, of_path in groups[:told]})
    if told is not None and (rest := groups[told:]):
        problems.append(and_more(file.problem(rest[0][0], ""), len(rest)))
    return None, problems


def _problem(file: TomlFile, model: type[BaseModel], path: Path, details: Sequence[ErrorDetails]) -> Problem:
    detail = details[0]
    kind, given = detail["type"], detail["input"]
    if kind == "missing":
        wanted = str(detail["loc"][-1])
        return file.problem(path, f"the key {wanted!r} is missing")
    if kind == "extra_forbidden":
        wrong = str(detail["loc"][-1])
        return file.problem(path, f"unknown key {wrong!r}", did_you_mean(wrong, _keys_at(model, path[:-1])))
    if kind in ("enum", "literal_error"):
        expected = _expected(detail)
        hint = did_you_mean(given, expected) if isinstance(given, str) else "known are " + ", ".join(expected)
        return file.problem(path, f"can't be {_shown(given)}", hint)
    if isinstance(given, float) and any(one["type"] == "int_type" for one in details):
        return file.problem(path, f"{_WANTED['int_type']}, not {_shown(given)}")
    names = list(dict.fromkeys(_WANTED[one["type"]] for one in details if one["type"] in _WANTED))
    if len(names) > 1:
        names[1:] = [name.removeprefix("must be ") for name in names[1:]]
        return file.problem(path, f"{', '.join(names[:-1])} or {names[-1]}, not {_shown(given)}")
    return file.problem(path, _message(detail))


def _message(detail: ErrorDetails) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind in _WANTED:
        return f"{_WANTED[kind]}, not {_shown(given)}" if given not in ("", [], ()) else _WANTED[kind]
    if kind == "string_pattern_mismatch":
        return f"{_shown(given)} is no valid id: up to 64 of a-z, 0-9 and - (facts: _), a letter or digit first"
    if kind == "string_too_long":
        return f"must have at most {context.get('max_length')} characters"
    bounds = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt", "less_than": "lt"}
    if kind in bounds:
        word = {"ge": "at least", "le": "at most", "gt": "above", "lt": "below"}[bounds[kind]]
        return f"must be {word} {context.get(bounds[kind])}, not {_shown(given)}"
    if kind == "value_error":
        return str(context.get("error", detail["msg"]))
    return detail["msg"][:1].lower() + detail["msg"][1:]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:39] + "…")
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    return str(value)[:40]


def _expected(detail: ErrorDetails) -> list[str]:
    # pydantic words the choices as 'a', 'b' or 'c'.
    text = str(detail.get("ctx", {}).get("expected", ""))
    return [word.strip("'") for word in text.replace(" or ", ", ").split(", ")]


def _known_part(data: Mapping[str, Any], path: tuple[int | str, ...]) -> Path:
    """The path without what pydantic adds for members of unions; an unknown last key is kept."""
    known: list[int | str] = []
    node: Any = data
    for part in path:
        in_table = isinstance(node, dict) and part in node
        in_list = isinstance(node, list) and isinstance(part, int) and part < len(node)
        if in_table or in_list:
            node = node[part]
            known.append(part)
    return tuple(known)


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that the model knows at a path."""
    current: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int) or current is None:
            continue
        fields = {field.alias or name: field.annotation for name, field in current.model_fields.items()}
        if part in fields:
            current = next(_models_in(fields[part]), None)
    if current is None:
        return []
    return [field.alias or name for name, field in current.model_fields.items()]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is not None:
        for argument in typing.get_args(annotation):
            yield from _models_in(argument)
