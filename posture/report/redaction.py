"""A report for strangers: stand-ins take the place of names, notes and whatever leads to people or machines.

It is done once, on what every format is made from, so that no format can forget it. Answers, days and scores stay.
What can't be known stays too: the name of somebody who is named nowhere else, in a reason that somebody wrote.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, cast

from posture.assess.evaluate import evaluate
from posture.model.assessment import ActionState, Assessment, Evidence, Response
from posture.model.checklist import Checklist
from posture.model.library import Library, LoadedChecklist
from posture.plan.plan import make_plan
from posture.report.material import ReportInput
from posture.report.pseudonyms import Pseudonyms

_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

CLINIC, PERSON, NOTE, EVIDENCE = "Clinic", "Person", "Note", "Evidence"


def redacted(material: ReportInput) -> ReportInput:
    """The same report about nobody in particular."""
    library, assessment = material.library, material.assessment
    stand_ins = Pseudonyms({role.title for role in library.roles}, _vocabulary(library))
    stand_ins.know(CLINIC, [assessment.clinic])
    stand_ins.know(PERSON, _people(material))
    content = _library(library, stand_ins)
    told = _assessment(material, stand_ins)
    evaluation = evaluate(content, told, material.evaluation.as_of)
    plan = make_plan(content, told, evaluation)
    judged = replace(material, library=content, assessment=told, evaluation=evaluation, plan=plan)
    # The hash of the file would lead back to it.
    return replace(judged, redacted=True, made_from=None)


def _vocabulary(library: Library) -> frozenset[str]:
    """The words of the checklists that come with posture, in small letters."""
    texts = (
        text
        for loaded in library.loaded
        if loaded.builtin
        for control in loaded.checklist.controls
        for text in (control.title, control.question, control.why)
    )
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold()))


def _responses(material: ReportInput) -> Iterator[tuple[str, Response]]:
    """Every response in the order of the report."""
    responses = material.assessment.responses
    order = dict.fromkeys([*(score.id for score in material.evaluation.controls), *responses])
    return ((name, responses[name]) for name in order if name in responses)


def _people(material: ReportInput) -> Iterator[str]:
    yield material.assessment.assessor
    for _, response in _responses(material):
        yield response.by
        if response.accepted:
            yield response.accepted.by
    for state in material.assessment.actions.values():
        yield state.owner


# --- the assessment ----------------------------------------------------------------------------------------------


def _assessment(material: ReportInput, stand_ins: Pseudonyms) -> Assessment:
    old, library = material.assessment, material.library
    own = {name: f"own-action-{number}" for number, name in enumerate(old.own_actions, 1)}
    known = {*library.control_by_id, *(entry.id for entry in library.retired)}
    strange = (name for name, _ in _responses(material) if name not in known)
    # What no checklist has is named by whoever wrote the file.
    renamed = {name: f"response-{number}" for number, name in enumerate(strange, 1)}
    responses = {renamed.get(name, name): _response(each, stand_ins) for name, each in _responses(material)}
    values: dict[str, Any] = {name: getattr(old, name) for name in Assessment.model_fields}
    values |= {
        "clinic": stand_ins.stand_in(CLINIC, old.clinic),
        "assessor": stand_ins.person(old.assessor),
        "checklists": tuple(ref.model_copy(update={"version": stand_ins.text(ref.version)}) for ref in old.checklists),
        "facts": {stand_ins.text(name): _deep(value, stand_ins) for name, value in old.facts.items()},
        "responses": responses,
        "actions": {_action_name(name, own, library, at): _state(state, stand_ins)
                    for at, (name, state) in enumerate(old.actions.items(), 1)},
        "own_actions": {
            own[name]: {**cast("dict[str, Any]", _deep(action.model_dump(), stand_ins)),
                        "requires": tuple(own.get(need, need) for need in action.requires)}
            for name, action in old.own_actions.items()
        },
        "plan": old.plan.model_copy(update={
            "must": tuple(own.get(name, name) for name in old.plan.must),
            "avoid": tuple(own.get(name, name) for name in old.plan.avoid),
        }),
    }  # fmt: skip
    return Assessment.model_validate(values)


def _action_name(name: str, own: dict[str, str], library: Library, number: int) -> str:
    if name in own:
        return own[name]
    return name if name in library.action_by_id else f"action-{number}"


def _response(old: Response, stand_ins: Pseudonyms) -> Response:
    values: dict[str, Any] = {name: getattr(old, name) for name in Response.model_fields}
    values |= {
        "note": stand_ins.stand_in(NOTE, old.note),
        "reason": stand_ins.text(old.reason),
        "by": stand_ins.person(old.by),
        # A hash leads to the file that it is of.
        "evidence": tuple(
            Evidence(
                method=each.method, reference=stand_ins.stand_in(EVIDENCE, each.reference), collected=each.collected
            )
            for each in old.evidence
        ),
    }
    if old.accepted:
        reason, by = stand_ins.text(old.accepted.reason), stand_ins.person(old.accepted.by)
        values["accepted"] = old.accepted.model_copy(update={"reason": reason, "by": by})
    return Response.model_validate(values)


def _state(old: ActionState, stand_ins: Pseudonyms) -> ActionState:
    return old.model_copy(update={"owner": stand_ins.person(old.owner), "reason": stand_ins.text(old.reason)})


# --- the clinic's own checklists ---------------------------------------------------------------------------------


def _library(library: Library, stand_ins: Pseudonyms) -> Library:
    """The library; a checklist that did not come with posture may name the clinic, its people and its machines."""
    values = {name: getattr(library, name) for name in Library.model_fields}
    loaded = tuple(one if one.builtin else _loaded(one, stand_ins) for one in library.loaded)
    return Library.model_validate({**values, "loaded": loaded})


def _loaded(old: LoadedChecklist, stand_ins: Pseudonyms) -> LoadedChecklist:
    told = _deep(old.checklist.model_dump(by_alias=True), stand_ins)
    return LoadedChecklist(checklist=Checklist.model_validate(told), sha256=old.sha256, builtin=old.builtin)


def _deep(value: object, stand_ins: Pseudonyms) -> object:
    """Every text in a value told without what must not be read; ids and levels hold nothing of the kind."""
    if isinstance(value, str):
        return value if _ID.fullmatch(value) else stand_ins.text(value)
    if isinstance(value, dict):
        return {key: _deep(each, stand_ins) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(_deep(each, stand_ins) for each in value)
    return value
