"""Reads the two OSCAL files as another program would: by schema, by id and by reference, never by our own code."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from markdown_it import MarkdownIt

from posture.report.formats import ReportInput, render

Record = dict[str, Any]

SCHEMAS = Path(__file__).parent / "oscal"
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Written:
    """Both files, read."""

    results: Record
    poam: Record

    @property
    def result(self) -> Record:
        (only,) = self.results["results"]
        found: Record = only
        return found

    def risk(self, control: str) -> Record:
        return by_control(self.poam["risks"])[control]

    def finding(self, control: str) -> Record:
        return by_control(self.result["findings"])[control]


def files(material: ReportInput) -> tuple[Record, Record]:
    made = render("oscal", material)
    results, poam = (
        json.loads(made[name].decode("utf-8")) for name in ("oscal-assessment-results.json", "oscal-poam.json")
    )
    return results, poam


def written(material: ReportInput) -> Written:
    results, poam = files(material)
    return Written(results["assessment-results"], poam["plan-of-action-and-milestones"])


@cache
def schema(name: str) -> jsonschema_rs.Validator:
    text = gzip.decompress((SCHEMAS / f"oscal_{name}_schema.json.gz").read_bytes())
    return jsonschema_rs.validator_for(json.loads(text), validate_formats=True)


def problems(material: ReportInput) -> list[str]:
    """What the official schemas find wrong."""
    results, poam = files(material)
    return [
        f"{name} {'/'.join(map(str, error.instance_path))}: {error.message}"
        for name, document in (("assessment-results", results), ("poam", poam))
        for error in schema(name).iter_errors(document)
    ]


def records(value: object) -> Iterator[Record]:
    """Every object in a value, from the outside in."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from records(each)
    elif isinstance(value, list):
        for each in value:
            yield from records(each)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def prop(record: Record, name: str) -> str | None:
    return next((one["value"] for one in record.get("props", ()) if one["name"] == name), None)


def by_control(found: list[Record]) -> dict[str, Record]:
    return {str(prop(one, "control")): one for one in found}


def said(markdown: str) -> str:
    """The text that a reader of Markdown shows, a line for each of its lines."""
    return "\n".join(
        "".join("\n" if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ())
        for token in MARKDOWN.parse(markdown)
        if token.type == "inline"
    )


def unresolved(document: Record, objectives: set[str]) -> set[tuple[str, str]]:
    """References that lead nowhere, as (kind, id); a target of a finding must be one of these objectives."""
    everything = list(records(document))
    metadata = document["metadata"]
    assets = next(one["assessment-assets"] for one in everything if "assessment-assets" in one)
    known = {
        "href": {f"#{one['uuid']}" for one in document["back-matter"]["resources"]},
        "observation-uuid": _ids(everything, "observations"),
        "risk-uuid": _ids(everything, "risks"),
        "finding-uuid": _ids(everything, "findings"),
        "task-uuid": _ids(everything, "tasks"),
        "party": {one["uuid"] for one in metadata["parties"]},
        "role-id": {one["id"] for one in metadata["roles"]},
        "tool": {one["uuid"] for one in assets["components"]},
        "component-uuid": _ids(everything, "components"),
        "target-id": objectives,
        "objective-id": objectives,
    }
    return {(kind, name) for kind, name in _references(everything) if name not in known[kind]}


def _ids(everything: list[Record], kind: str) -> set[str]:
    return {one["uuid"] for record in everything for one in record.get(kind, ()) if isinstance(one, dict)}


def _references(everything: list[Record]) -> Iterator[tuple[str, str]]:
    for record in everything:
        for kind in ("observation-uuid", "risk-uuid", "finding-uuid", "task-uuid", "component-uuid", "role-id",
                     "target-id", "objective-id"):  # fmt: skip
            if kind in record:
                yield kind, record[kind]
        if str(record.get("href", "")).startswith("#"):
            yield "href", record["href"]
        if "actor-uuid" in record:
            yield record["type"], record["actor-uuid"]
        if "subject-uuid" in record:
            yield f"{record['type']}-uuid", record["subject-uuid"]
        for party in record.get("party-uuids", ()):
            yield "party", party


def objectives_of(results: Record) -> set[str]:
    local = results.get("local-definitions", {}).get("objectives-and-methods", ())
    return {part["id"] for one in local for part in one["parts"]}
