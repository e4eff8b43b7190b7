"""A history as a person asks for it: who answered what and when, and what differs between two states."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from posture.model.assessment import Response
from posture.store.changes import State
from posture.store.history import Flaw, Step
from posture.store.lines import Entry, Kind

_TABLES: Final[Mapping[str, str]] = {"facts": "fact", "actions": "action", "own_actions": "own action"}
_WHO_AND_WHEN: Final = ("by", "at")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is other than before.

    Attributes:
        what: A part of a response (answer, note, evidence, …), fact, action, own action, or a key of the assessment.
        id: Of the control, fact or action; empty for what is of the assessment itself.
        before: As JSON has it; None where there was nothing.
        by: Who said so; of a response only.
        at: When it was said, as the file has it; of a response only.
    """

    what: str
    id: str
    before: Any
    after: Any
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision with what changed in it; `changes` is None where a flaw before it hides them.

    Attributes:
        of: The earlier revision that was brought back or found again, if any.
        clinic: Whose it is.
        answers: How many controls have an answer after it.
        seal: Its seal: noted elsewhere, it proves later that nothing up to here was changed.
    """

    n: int
    at: datetime
    kind: Kind
    of: int | None
    clinic: str
    answers: int
    changes: tuple[Change, ...] | None
    seal: str


def revisions(told: Iterable[Step | Flaw]) -> Iterator[Revision | Flaw]:
    """The revisions of what a history tells, in their order, and its flaws where they stand."""
    for found in told:
        if isinstance(found, Flaw):
            yield found
            continue
        changes = None
        if found.after is not None:
            changes = () if found.entry.kind == "begun" else _changes(found.before, found.after)
        yield _revision(found.entry, found.after or {}, changes)


def _revision(entry: Entry, after: State, changes: tuple[Change, ...] | None) -> Revision:
    responses = after.get("responses", {})
    answers = sum(1 for one in responses.values() if one.get("answer")) if isinstance(responses, dict) else 0
    clinic = str(after.get("clinic", ""))
    return Revision(entry.n, entry.at, entry.kind, entry.revision, clinic, answers, changes, entry.seal)


def _changes(before: State | None, after: State) -> tuple[Change, ...] | None:
    return None if before is None else tuple(differences(before, after))


def differences(before: State, after: State) -> Iterator[Change]:
    """Each thing that is other in the later of two states. Who and when are told beside what was said."""
    for table in ("responses", *_TABLES):
        old, new = _table(before, table), _table(after, table)
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) is new.get(key) or old.get(key) == new.get(key):
                continue
            if table == "responses":
                yield from _of_response(key, old.get(key) or {}, new.get(key) or {})
            else:
                yield Change(_TABLES[table], key, old.get(key), new.get(key))
    for key in dict.fromkeys([*before, *after]):
        if key != "responses" and key not in _TABLES and before.get(key) != after.get(key):
            yield Change(key, "", before.get(key), after.get(key))


def _table(state: State, name: str) -> dict[str, Any]:
    found = state.get(name, {})
    return found if isinstance(found, dict) else {}


def _of_response(control: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    who = str(new.get("by", "")), str(new.get("at", ""))
    other = [name for name in Response.model_fields if old.get(name) != new.get(name)]
    said = [name for name in other if name not in _WHO_AND_WHEN] or other
    for name in said:
        yield Change(name, control, old.get(name), new.get(name), *who)
