"""The JSON Schemas: what is committed is what the models say, and each shipped file is valid by the one it names."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from posture.content.place import builtin_folder
from posture.content.schema import DIRECTIVE, MODELS, schema, schema_text

FOLDER = builtin_folder()
FILES = sorted(FOLDER.rglob("*.toml"))
GOLDEN = Path(__file__).parents[1] / "golden"


def names(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def plain(value: Any) -> Any:  # noqa: ANN401 - what TOML and JSON hold has no narrower type
    """What TOML holds, with dates as an editor hands them to a schema: as text."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def wrong(kind: str, text: str) -> list[str]:
    """What an editor would underline: the places, as paths."""
    validator = jsonschema_rs.Draft202012Validator(schema(kind), validate_formats=True)
    return ["/".join(map(str, error.instance_path)) for error in validator.iter_errors(plain(tomllib.loads(text)))]


@pytest.mark.parametrize("kind", MODELS)
def test_the_committed_schema_is_what_the_models_say(kind: str) -> None:
    committed = (FOLDER / "schema" / f"{kind}.json").read_text(encoding="utf-8")
    assert committed == schema_text(kind), "run `make tables`"


def test_no_schema_is_committed_that_no_model_stands_behind() -> None:
    assert {path.stem for path in (FOLDER / "schema").iterdir()} == set(MODELS)


@pytest.mark.parametrize("kind", MODELS)
def test_a_schema_is_one(kind: str) -> None:
    made = schema(kind)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(made)


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_shipped_file_is_valid_by_the_schema_that_its_first_line_names(path: Path) -> None:
    directive, _, named = path.read_text(encoding="utf-8").partition("\n")[0].partition(" ")
    assert directive == DIRECTIVE
    kind = {"checklists": "checklist", "frameworks": "framework"}.get(path.parent.name, path.stem)
    target = (path.parent / named).resolve()
    assert target == (FOLDER / "schema" / f"{kind}.json").resolve()
    validator = jsonschema_rs.Draft202012Validator(
        json.loads(target.read_text(encoding="utf-8")), validate_formats=True
    )
    found = [error.message for error in validator.iter_errors(plain(tomllib.loads(path.read_text(encoding="utf-8"))))]
    assert found == []


@pytest.mark.parametrize("name", ["a.toml", "b.toml"])
def test_a_saved_assessment_is_valid_by_its_schema(name: str) -> None:
    assert wrong("assessment", (GOLDEN / name).read_text(encoding="utf-8")) == []


CONTROL = 'id = "a"\ntitle = "A"\nquestion = "A?"\nlikelihood = "low"\nimpact = "low"\n'
HEAD = f'schema_version = 1\nid = "own"\ntitle = "Own"\n[[controls]]\n{CONTROL}'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD, None),
        (HEAD.replace('title = "Own"', 'titel = "Own"'), ""),
        (HEAD + "colour = 3\n", "controls/0"),
        (HEAD.replace('impact = "low"', 'impact = "lowish"'), "controls/0/impact"),
        (HEAD + 'minutes = "5"\n', "controls/0/minutes"),
        (HEAD + "last_verified = 2026-11-23\n", None),
        (HEAD + 'last_verified = "soon"\n', "controls/0/last_verified"),
        (HEAD + 'applies_when = [{ fact = "staff", equals = 3 }]\n', "controls/0/applies_when/0"),
        (HEAD + 'applies_when = [{ fact = "staff", is = 3 }]\n', None),
        (HEAD + 'answers = { not = "Nobody" }\n', None),
        (HEAD + 'answers = { no = "Nobody" }\n', "controls/0/answers"),
    ],
)
def test_an_editor_finds_the_place_of_what_is_wrong(text: str, place: str | None) -> None:
    found = wrong("checklist", text)
    assert set(found) == ({place} if place is not None else set())


def undescribed(node: dict[str, Any], here: str) -> Iterator[str]:
    for key, entry in node.get("properties", {}).items():
        if "description" not in entry:
            yield f"{here}.{key}"
    for name, entry in node.get("$defs", {}).items():
        yield from undescribed(entry, name)


@pytest.mark.parametrize("kind", ["checklist", "framework", "facts", "roles", "threats", "policy"])
def test_an_editor_can_say_what_each_key_means(kind: str) -> None:
    assert list(undescribed(schema(kind), kind)) == []


@pytest.mark.parametrize("kind", MODELS)
def test_an_unknown_key_is_wrong_wherever_it_stands(kind: str) -> None:
    made = schema(kind)
    tables = [made, *made.get("$defs", {}).values()]
    assert [table["title"] for table in tables if "properties" in table and table["additionalProperties"]] == []
