"""What turns one state of an assessment into the next, small enough to keep for every save, and how to apply it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from posture.model.assessment import Assessment
from posture.store.assessments import plain, table
from posture.store.migrations import migrated

State = dict[str, Any]
"""An assessment as JSON has it: tables, lists, texts (dates too), numbers, true and false."""


class UnfitChange(ValueError):
    """A change that does not fit the state before it, or a state that is no assessment."""


def whole(assessment: Assessment) -> State:
    """An assessment as a state."""
    return {name: _as_json(value) for name, value in table(assessment).items()}


def difference(old: Assessment, new: Assessment) -> dict[str, Any]:
    """What has to be `put`, what has to be `drop`ped and, where entries have moved, in which `order` they stand.

    Entries of tables (responses, facts, …) are changed one by one; everything else as a whole. Empty if nothing is new.
    """
    put: State = {}
    drop: dict[str, list[str]] = {}
    order: dict[str, list[str]] = {}
    for name in Assessment.model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if not isinstance(after, Mapping):
            if before != after:
                put[name] = plain(after) if after is not None else None
            continue
        fresh = {key: value for key, value in after.items() if key not in before or _differ(before[key], value)}
        gone = [key for key in before if key not in after]
        if fresh:
            put[name] = {key: plain(value) for key, value in fresh.items()}
        if gone:
            drop[name] = gone
        kept = [key for key in before if key in after]
        if [*kept, *(key for key in after if key not in before)] != list(after):
            order[name] = list(after)
    return {key: _as_json(value) for key, value in (("put", put), ("drop", drop), ("order", order)) if value}


def _differ(one: object, other: object) -> bool:
    # 1 equals true in Python, and not in a file.
    return one is not other and (type(one) is not type(other) or one != other)


def apply(state: State, change: Mapping[str, Any]) -> State:
    """The state after a change; the one before is left as it is.

    Raises:
        UnfitChange: The change does not fit; the state was another one.
    """
    after = dict(state)
    try:
        for name, keys in change.get("drop", {}).items():
            gone = set(keys)
            after[name] = {key: value for key, value in after[name].items() if key not in gone}
        for name, value in change.get("put", {}).items():
            is_entries = isinstance(value, dict) and name in _TABLES
            after[name] = {**after.get(name, {}), **value} if is_entries else value
        for name, keys in change.get("order", {}).items():
            after[name] = {key: after[name][key] for key in keys}
    except (AttributeError, KeyError, TypeError) as error:
        raise UnfitChange("does not fit the state before it") from error
    return after


_TABLES = frozenset({"facts", "responses", "actions", "own_actions"})


def as_assessment(state: Mapping[str, Any]) -> Assessment:
    """A state, of this format or an older one, as an assessment.

    Raises:
        UnfitChange: It is none.
    """
    try:
        return Assessment.model_validate_json(json.dumps(migrated(state)))
    except (ValidationError, ValueError, RecursionError) as error:
        raise UnfitChange("is not an assessment") from error


def _as_json(value: Any) -> Any:  # noqa: ANN401 - any value of a table
    if isinstance(value, dict):
        return {key: _as_json(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_as_json(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
