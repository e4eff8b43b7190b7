"""JSON Schema of our files, generated from the models, for editors that complete and check while somebody types.

A schema knows types, lengths, ids and keys. What files say about each other only `posture check` can tell.
"""

import inspect
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from posture.model.assessment import Assessment
from posture.model.checklist import Checklist
from posture.model.clinic import Facts, Roles
from posture.model.framework import Framework
from posture.model.library import Retired
from posture.model.override import Overrides
from posture.model.policy import Policy
from posture.model.threat import Threats

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "checklist": Checklist,
    "framework": Framework,
    "facts": Facts,
    "roles": Roles,
    "threats": Threats,
    "policy": Policy,
    "retired": Retired,
    "overrides": Overrides,
    "assessment": Assessment,
}
"""The model of each kind of file; a schema's file is named after the kind."""

DIRECTIVE: Final = "#:schema"
"""How the first line of a TOML file names its schema, for taplo and the editors that build on it."""

# "    name: text", as docstrings describe attributes, with further lines of the text indented deeper.
_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
_MARKUP = re.compile(r"``?([^`]+)``?")


def schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of file, as JSON holds it."""
    made = MODELS[kind].model_json_schema(schema_generator=_Schema)
    made.pop("description", None)
    described = {"title": f"posture: {kind}", "description": _summary(MODELS[kind])}
    return {"$schema": GenerateJsonSchema.schema_dialect, **described, **made, "title": described["title"]}


def schema_text(kind: str) -> str:
    """The schema as a file: indented, with a line end at the end."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


class _Schema(GenerateJsonSchema):
    """Says what the models' docstrings say, and nothing that TOML can't write."""

    def model_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's own type is private to its core
        """The schema of one model, with a description of each of its keys."""
        made = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        made["description"] = _summary(model)
        texts = _attributes(model)
        for name, field in model.model_fields.items():
            key = field.alias or name
            entry = made["properties"][key] = _without_null(made["properties"][key])
            entry.pop("title", None)
            if text := texts.get(name):
                entry["description"] = text
        return made


def _without_null(entry: dict[str, Any]) -> dict[str, Any]:
    """A key's schema without the null that stands for a key which is not there: TOML has none."""
    if entry.get("default", ...) is None:
        del entry["default"]
    choices = [choice for choice in entry.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        del entry["anyOf"]
        return {**choices[0], **entry}
    if choices:
        entry["anyOf"] = choices
    return entry


def _summary(model: type[BaseModel]) -> str:
    return _plain(inspect.getdoc(model) or "").partition("\n\nAttributes:")[0].replace("\n", " ")


def _attributes(model: type[BaseModel]) -> dict[str, str]:
    """What the docstrings of a model and its bases say about each field."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel and "__doc__" in vars(base):
            _, _, section = (inspect.getdoc(base) or "").partition("Attributes:\n")
            found |= {name: " ".join(_plain(text).split()) for name, text in _ATTRIBUTE.findall(section)}
    return found


def _plain(text: str) -> str:
    return _MARKUP.sub(r"`\1`", text)
