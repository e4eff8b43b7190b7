"""OSCAL: both files are what NIST's schemas ask for, and every reference in them leads somewhere, whatever is said."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.assessment import Assessment
from posture.report.formats import ReportInput
from tests.core.packs import AS_OF
from tests.core.packs import Pack as CorePack
from tests.core.random_packs import packs
from tests.report.golden import golden, material_of
from tests.report.hostile import MARKUP, NASTY, answers, everywhere
from tests.report.oscal_reader import files, objectives_of, problems, records, schema, unresolved, written

if TYPE_CHECKING:
    from tests.report.conftest import Pack

DAYS = st.one_of(st.dates(), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
NAMES = st.sampled_from(["", "  ", "Ann", "Bo\u202e", "日本 é", "x" * 300])


def check(material: ReportInput) -> None:
    """The schemas find nothing wrong, no id is given twice, and no reference leads nowhere."""
    assert problems(material) == []
    found = written(material)
    objectives = objectives_of(found.results)
    for document in (found.results, found.poam):
        ids = Counter(one["uuid"] for one in records(document) if "uuid" in one)
        assert [name for name, times in ids.items() if times > 1] == []
        assert unresolved(document, objectives) == set()


@pytest.mark.parametrize("kind", ["whole", "no answer", "nothing to score", "no checklist", "no gap", "no actions"])
def test_both_files_keep_to_the_official_schemas(pack: "Pack", kind: str) -> None:
    everything_good = {name: {"answer": "implemented"} for name in pack.responses}
    material: Callable[[], ReportInput] = {
        "whole": pack.material,
        "no answer": lambda: pack.material(responses={}, facts={}, assessor=""),
        "nothing to score": lambda: pack.material(checklists=[{"id": "facility"}]),
        "no checklist": lambda: pack.material(checklists=[]),
        "no gap": lambda: pack.material(responses=everything_good),
        "no actions": lambda: pack.material(plan={"hours_per_week": 0.0}),
    }[kind]
    check(material())


@pytest.mark.parametrize("letter", ["a", "b"])
def test_the_golden_assessments_keep_to_them_too(letter: str) -> None:
    check(golden(letter))


def test_the_schemas_refuse_what_is_not_oscal(pack: "Pack") -> None:
    # Without this a schema that compiles to "anything goes" would pass every test above.
    results, poam = files(pack.material())
    for name, document in (("assessment-results", results), ("poam", poam)):
        assert schema(name).is_valid(document)
        (root,) = document
        assert not schema(name).is_valid({root: {**document[root], "surprise": 1}})
        assert not schema(name).is_valid({root: {**document[root], "uuid": "x"}})
        assert not schema(name).is_valid(
            {root: {**document[root], "metadata": {**document[root]["metadata"], "version": " "}}}
        )


@pytest.mark.parametrize("text", [*NASTY, "   ", "{{ insert: param, x }}", "x^2^", "\x00\x07\x9b"])
def test_any_text_in_any_field_keeps_to_them(pack: "Pack", text: str) -> None:
    say = text if text.strip() else "x" + text
    check(pack.material(lambda _field, _old: say, responses=answers(pack, say, text), **everywhere(say)))


# Seen to fail when `words` did not fall back on a dash, and when `line` kept line ends.
@given(text=MARKUP.filter(lambda text: bool(text.strip())))
@settings(max_examples=15, deadline=None)
def test_any_markup_in_any_field_keeps_to_them(pack: "Pack", text: str) -> None:
    check(pack.material(lambda _field, _old: text, responses=answers(pack, text, text), **everywhere(text)))


def _told(draw: st.DrawFn, pack: CorePack) -> Assessment:
    """The pack's assessment with days, names and files of any kind in it."""
    old = pack.assessment
    responses: dict[str, Any] = {name: one.model_dump() for name, one in old.responses.items()}
    for response in responses.values():
        response["by"] = draw(NAMES)
        response["at"] = draw(st.none() | st.datetimes(timezones=st.none() | st.timezones()))
        if draw(st.booleans()):
            seen = {"method": draw(st.sampled_from(["examine", "test", "interview"])), "reference": "a file: v1/é"}
            extra = {**seen, "collected": draw(DAYS), "sha256": draw(st.sampled_from([None, "a" * 64]))}
            response["evidence"] = (*response["evidence"], extra, extra)
        if response["accepted"] and draw(st.booleans()):
            response["accepted"] = {**response["accepted"], "until": draw(DAYS), "by": draw(NAMES)}
    states = {name: {**one.model_dump(), "due": draw(st.none() | DAYS)} for name, one in old.actions.items()}
    own = {"title": "Own", "hours": {"base": 1}, "closes": [{"control": "c0", "share": 50}] * 2, "requires": ["do-a"]}
    values = {name: getattr(old, name) for name in Assessment.model_fields}
    return Assessment.model_validate(
        {
            **values,
            "responses": responses,
            "actions": {name: {**one, "owner": draw(NAMES)} for name, one in states.items()},
            "own_actions": draw(st.sampled_from([{}, {"2-own": own}])),
            "started": draw(st.none() | DAYS),
            "plan": {"start": draw(st.none() | DAYS), "hours_per_week": draw(st.sampled_from([0, 0.5, 5.0]))},
        }
    )


@st.composite
def told_packs(draw: st.DrawFn) -> CorePack:
    made = draw(packs(with_actions=True))
    return replace(made, assessment=_told(draw, made), as_of=draw(st.one_of(st.just(AS_OF), DAYS)))


# Seen to fail when tasks of one action had one id, when closed gaps listed an action twice, when a prerequisite that
# closes nothing was left out, and when the days 0001-01-01 and 1996-02-29 were written as they are.
@given(made=told_packs())
@settings(max_examples=40, deadline=None)
def test_any_assessment_keeps_to_them(made: CorePack) -> None:
    check(material_of(made))
