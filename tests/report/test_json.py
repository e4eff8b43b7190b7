"""`report.json`: the shape that its schema promises, and every text exactly as it was written."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.text import clean
from posture.report import document
from posture.report.document import SCHEMA_FILE, ReportDocument, schema_text
from posture.report.formats import ReportInput, render
from posture.report.json_report import document as document_of
from posture.report.material import Visit
from tests.report.hostile import NASTY, answers, everywhere

if TYPE_CHECKING:
    from tests.report.conftest import Pack

SCHEMA = Path(document.__file__).with_name(SCHEMA_FILE)


def record(material: ReportInput) -> dict[str, Any]:
    data = render("json", material)["report.json"]
    data.decode("ascii")
    found: dict[str, Any] = json.loads(data)
    return found


def shape(value: object) -> object:
    """The structure of a value: which keys and how many entries, and of what kind each of them is."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def test_the_published_schema_is_that_of_the_types() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(schema_text()), "run `make samples`"


@pytest.mark.parametrize("kind", ["whole", "without answers", "nothing to score", "with an earlier one"])
def test_a_report_keeps_to_the_published_schema(pack: "Pack", kind: str) -> None:
    before = Visit(date(2026, 5, 20), None, None, provisional=True)
    material = {
        "whole": pack.material(),
        "without answers": pack.material(responses={}, facts={}),
        "nothing to score": pack.material(checklists=[{"id": "facility"}]),
        "with an earlier one": replace(pack.material(), earlier=(before,)),
    }[kind]
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(schema).validate(record(material))


def test_the_schema_refuses_what_is_no_report(pack: "Pack") -> None:
    valid = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8"))).is_valid
    whole = record(pack.material())
    assert valid(whole)
    assert not valid({**whole, "surprise": 1})
    assert not valid({**whole, "result": {**whole["result"], "grade": 4}})
    assert not valid({key: value for key, value in whole.items() if key != "plan"})


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_changes_no_structure_and_comes_back_exactly(pack: "Pack", text: str) -> None:
    def made(said: str) -> dict[str, Any]:
        return record(pack.material(responses=answers(pack, said, said), **everywhere(said)))

    assert shape(made(text)) == shape(made("plain"))
    rows = {row["id"]: row for row in made(text)["controls"]}
    assert rows["patching"]["note"] == clean(text)
    assert rows["patching"]["evidence"][0]["reference"] == clean(text)
    assert made(text)["assessor"] == clean(text)


@given(note=st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_a_report_is_read_again_as_the_value_that_was_written(pack: "Pack", note: str) -> None:
    material = pack.material(responses={**pack.responses, "patching": {"answer": "mostly", "note": note}})
    assert ReportDocument.model_validate_json(render("json", material)["report.json"]) == document_of(material)


def test_it_says_the_numbers_of_the_report(pack: "Pack") -> None:
    material = pack.material()
    found = record(material)
    assert found["result"]["posture"] == {"low": 20.2, "point": 35.1, "high": 48.7}
    assert found["result"]["grade"] == "E"
    assert [row["id"] for row in found["controls"]] == [
        score.id for score in material.evaluation.controls if score.credit is not None
    ]
    assert [row["id"] for row in found["plan"]["actions"]] == [step.id for step in material.plan.roadmap]
    assert sum(row["points"] for row in found["controls"]) == pytest.approx(35.1)
    assert found["excluded"] == [
        {
            "id": "server-room-lock",
            "checklist": "facility",
            "title": "Server room lock",
            "because": "answer",
            "reason": "No on-site servers; EHR is hosted",
            "by": "",
            "note": "",
        }
    ]


def test_what_is_kept_and_not_counted_is_there_too(pack: "Pack") -> None:
    responses = {**pack.responses, "gone": {"answer": "partly", "note": "old"}}
    (kept,) = record(pack.material(responses=responses))["kept"]
    assert (kept["id"], kept["answer"], kept["note"]) == ("gone", "partly", "old")
