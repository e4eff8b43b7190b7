"""Overrides of controls: what is wrong with them, and the checklists as they are with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from posture.content.loader import Loaded
from posture.content.references import (
    Known,
    action_problems,
    condition_problems,
    duplicates,
    known_role,
    still_there,
)
from posture.model.action import Action
from posture.model.checklist import Checklist
from posture.model.control import Control
from posture.model.library import LoadedChecklist
from posture.model.override import OverriddenControl, Override, Overrides
from posture.toml.positions import Path
from posture.toml.problems import Problem


def override_problems(
    files: Sequence[Loaded[Overrides]], checklists: Iterable[Loaded[Checklist]], known: Known
) -> Iterator[Problem]:
    """Overrides of what is not there, that change nothing, or that change a control a second time."""
    closing: dict[str, set[str]] = {}
    for checklist in checklists:
        for action in checklist.value.actions:
            for entry in action.closes:
                closing.setdefault(entry.control, set()).add(action.id)
    yield from duplicates(
        (
            (override.control, loaded.file, ("overrides", index, "control"))
            for loaded in files
            for index, override in enumerate(loaded.value.overrides)
        ),
        "override of",
    )
    for loaded in files:
        for index, override in enumerate(loaded.value.overrides):
            here: Path = ("overrides", index)
            yield from _problems(loaded, here, override, known)
            closed_by = closing.get(override.control, set())
            for number, name in enumerate(override.without):
                if known.complete and override.control in known.controls and name not in closed_by:
                    kind = f"action that closes {override.control!r} and is called"
                    yield known.unknown(loaded.file, (*here, "without", number), kind, name, closed_by)


def _problems(loaded: Loaded[Overrides], here: Path, override: Override, known: Known) -> Iterator[Problem]:
    file = loaded.file
    if known.complete and override.control not in known.controls:
        yield known.unknown(file, (*here, "control"), "control", override.control, known.controls)
    if not override.changes:
        yield file.problem(here, "changes nothing", "name what is other than in the checklist")
    if override.ask is not None and not known_role(override.ask, known):
        yield known.unknown(file, (*here, "ask"), "role", override.ask, known.roles)
    for number, check in enumerate(override.checks):
        yield from condition_problems(file, (*here, "checks", number, "when"), check.when, known)
    for number, action in enumerate(override.actions):
        yield from action_problems(file, (*here, "actions", number), action, known)


def overridden(
    checklists: Sequence[LoadedChecklist], files: Iterable[Loaded[Overrides]], circular: Iterable[str]
) -> tuple[tuple[LoadedChecklist, ...], tuple[OverriddenControl, ...]]:
    """The checklists with the overrides in them, and which controls were changed. Of two for one the first counts.

    Args:
        checklists: As their files have them.
        files: The files of overrides, in order.
        circular: Ids of actions that can never be done.
    """
    found: dict[str, tuple[Override, str]] = {}
    for loaded in files:
        for override in loaded.value.overrides:
            found.setdefault(override.control, (override, loaded.file.name))
    if not found:
        return tuple(checklists), ()
    there = {control.id for one in checklists for control in one.checklist.controls}
    found = {name: entry for name, entry in found.items() if name in there}
    overrides = {name: override for name, (override, _) in found.items()}
    actions = [action for one in checklists for action in one.checklist.actions]
    added = [action for override in overrides.values() for action in override.actions]
    kept = {action.id: action for action in still_there([*actions, *added], overrides.values()) if action is not None}
    taken = {action.id for action in actions}.union(circular)
    changed = tuple(
        OverriddenControl(control=name, file=file, changes=override.changes, reason=override.reason)
        for name, (override, file) in found.items()
    )
    return tuple(_loaded(one, overrides, kept, taken) for one in checklists), changed


def _loaded(
    loaded: LoadedChecklist, overrides: Mapping[str, Override], kept: Mapping[str, Action], taken: set[str]
) -> LoadedChecklist:
    """The checklist with its overrides; where they change it, under a hash that tells it from its file."""
    before = loaded.checklist
    added = []
    for override in (overrides[control.id] for control in before.controls if control.id in overrides):
        for action in override.actions:
            if action.id not in taken:
                taken.add(action.id)
                added.append(action)
    after = before.model_copy(
        update={
            "controls": tuple(
                _control(control, overrides[control.id]) if control.id in overrides else control
                for control in before.controls
            ),
            "actions": (*(kept[action.id] for action in before.actions if action.id in kept), *added),
        }
    )
    if after == before:
        return loaded
    told = after.model_dump_json(by_alias=True, exclude_defaults=True)
    return loaded.model_copy(
        update={"checklist": after, "sha256": sha256(f"{loaded.sha256}\n{told}".encode()).hexdigest()}
    )


def _control(control: Control, override: Override) -> Control:
    changes: dict[str, Any] = {
        name: getattr(override, name) for name in override.changes if name in Control.model_fields and name != "checks"
    }
    return control.model_copy(update={**changes, "checks": (*control.checks, *override.checks)})
