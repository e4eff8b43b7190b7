"""What content files say about each other: ids that occur twice, references that lead nowhere, circles."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from posture.content.loader import Folder, Loaded
from posture.model.action import Action
from posture.model.checklist import Checklist
from posture.model.clinic import Fact
from posture.model.control import Condition
from posture.model.framework import Framework
from posture.model.library import Retired, RetiredId
from posture.model.override import Override
from posture.model.policy import Policy
from posture.toml.positions import Path
from posture.toml.problems import Problem, did_you_mean
from posture.toml.reading import TomlFile

HINTS_LIMIT: Final = 1_000
"""Unknown ids of one file for which the nearest name is looked for."""


@dataclass(frozen=True)
class Known:
    """The ids that exist, by kind. Where a file could not be parsed, ids of its kinds can't be known.

    Attributes:
        complete: Every checklist could be parsed, so all ids of controls and actions are here.
        broken: Stems of files of `common/` that can't be used; nothing is said against ids of their kinds.
        hints: How many unknown ids each file had so far.
    """

    controls: frozenset[str]
    actions: frozenset[str]
    facts: dict[str, Fact]
    roles: frozenset[str]
    scenarios: frozenset[str]
    complete: bool
    broken: frozenset[str] = frozenset()
    hints: Counter[str] = field(default_factory=Counter, compare=False)

    def unknown(self, file: TomlFile, path: Path, kind: str, wrong: str, names: Iterable[str]) -> Problem:
        """The problem of an id that leads nowhere."""
        # Looking for the nearest name takes nearly all the time in a file of wrong ones, most of which are not shown.
        self.hints[file.name] += 1
        hint = did_you_mean(wrong, names) if self.hints[file.name] <= HINTS_LIMIT else ""
        return file.problem(path, f"there is no {kind} {wrong!r}", hint)


def duplicates(entries: Iterable[tuple[str, TomlFile, Path]], kind: str) -> Iterator[Problem]:
    """A problem for each id that stands a second time within its kind, naming the first place."""
    first: dict[str, tuple[TomlFile, Path]] = {}
    for identity, file, path in entries:
        if identity in first:
            other, other_path = first[identity]
            place = f"{other.name}:{other.position(other_path).line}"
            yield file.problem(path, f"the {kind} {identity!r} stands already in {place}", "ids are never used twice")
        else:
            first[identity] = (file, path)


def checklist_problems(loaded: Loaded[Checklist], known: Known) -> Iterator[Problem]:
    """References of one checklist that lead nowhere."""
    file, checklist = loaded.file, loaded.value
    sections = {section.id for section in checklist.sections}
    for index, control in enumerate(checklist.controls):
        here: Path = ("controls", index)
        if control.section is not None and control.section not in sections:
            yield known.unknown(file, (*here, "section"), "section", control.section, sections)
        if control.ask is not None and not known_role(control.ask, known):
            yield known.unknown(file, (*here, "ask"), "role", control.ask, known.roles)
        for number, link in enumerate(control.threats):
            if link.scenario not in known.scenarios and "threats" not in known.broken:
                path = (*here, "threats", number, "scenario")
                yield known.unknown(file, path, "threat scenario", link.scenario, known.scenarios)
        yield from condition_problems(file, (*here, "applies_when"), control.applies_when, known)
        for number, check in enumerate(control.checks):
            yield from condition_problems(file, (*here, "checks", number, "when"), check.when, known)
    for index, action in enumerate(checklist.actions):
        yield from action_problems(file, ("actions", index), action, known)


def known_role(name: str, known: Known) -> bool:
    """Whether a role exists, as far as that can be said."""
    return name in known.roles or "roles" in known.broken


def action_problems(file: TomlFile, here: Path, action: Action, known: Known) -> Iterator[Problem]:
    """References of one action that lead nowhere."""
    if action.role is not None and not known_role(action.role, known):
        yield known.unknown(file, (*here, "role"), "role", action.role, known.roles)
    if not known.complete:
        return
    for number, closes in enumerate(action.closes):
        if closes.control not in known.controls:
            yield known.unknown(file, (*here, "closes", number, "control"), "control", closes.control, known.controls)
    for number, need in enumerate(action.requires):
        if need not in known.actions:
            yield known.unknown(file, (*here, "requires", number), "action", need, known.actions)


def condition_problems(file: TomlFile, here: Path, conditions: Sequence[Condition], known: Known) -> Iterator[Problem]:
    """Conditions on facts that are not there, or that the fact can't fulfil."""
    for number, condition in enumerate(conditions):
        path = (*here, number)
        fact = known.facts.get(condition.fact)
        if fact is None:
            if "facts" not in known.broken:
                yield known.unknown(file, (*path, "fact"), "fact", condition.fact, known.facts)
            continue
        wanted = {
            "bool": condition.equals is not None and isinstance(condition.equals, bool),
            "number": condition.at_least is not None or _whole(condition.equals) or _all(_whole, condition.among),
            "choice": isinstance(condition.equals, str) or _all(_text, condition.among) or condition.has is not None,
            "many": condition.has is not None or _all(_text, condition.among) or isinstance(condition.equals, str),
        }[fact.type]
        if not wanted:
            yield file.problem(path, f"this test does not fit the fact {fact.id!r}, which is of type {fact.type}")
        choices = {choice.id for choice in fact.choices}
        values = (condition.has, condition.equals, *(condition.among or ()))
        if fact.type in ("choice", "many"):
            for value in values:
                if isinstance(value, str) and value not in choices:
                    yield known.unknown(file, path, f"choice of {fact.id}", value, choices)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _all(test: Callable[[object], bool], values: Sequence[object] | None) -> bool:
    return bool(values) and all(test(value) for value in values or ())


def policy_problems(loaded: Loaded[Policy], known: Known) -> Iterator[Problem]:
    """Caps that name controls or grades that do not exist."""
    grades = {grade.grade for grade in loaded.value.grades}
    yield from duplicates(
        ((cap.id, loaded.file, ("caps", index)) for index, cap in enumerate(loaded.value.caps)), "cap"
    )
    for index, cap in enumerate(loaded.value.caps):
        if cap.max_grade not in grades:
            yield known.unknown(loaded.file, ("caps", index, "max_grade"), "grade", cap.max_grade, grades)
        if known.complete:
            for number, control in enumerate(cap.controls):
                if control not in known.controls:
                    path = ("caps", index, "controls", number)
                    yield known.unknown(loaded.file, path, "control", control, known.controls)


def framework_problems(loaded: Loaded[Framework], known: Known) -> Iterator[Problem]:
    """Requirements that stand twice, and mappings to controls that do not exist."""
    requirements = loaded.value.requirements
    yield from duplicates(
        ((entry.id, loaded.file, ("requirements", index)) for index, entry in enumerate(requirements)),
        "requirement",
    )
    if known.complete:
        for index, entry in enumerate(requirements):
            for number, mapped in enumerate(entry.maps):
                if mapped.control not in known.controls:
                    path = ("requirements", index, "maps", number, "control")
                    yield known.unknown(loaded.file, path, "control", mapped.control, known.controls)


class PlacedAction(NamedTuple):
    """An action with the place where it is written."""

    action: Action
    file: TomlFile
    path: Path


def placed_actions(folders: Sequence[Folder]) -> list[PlacedAction]:
    """Every action of some folders as it is with the overrides: those of checklists, then those that overrides add."""
    written = _written_actions(folders)
    kept = still_there(
        [placed.action for placed in written], [override for folder in folders for override in overrides_of(folder)]
    )
    return [
        PlacedAction(action, file, path)
        for action, (_, file, path) in zip(kept, written, strict=True)
        if action is not None
    ]


def overrides_of(folder: Folder) -> tuple[Override, ...]:
    """The overrides of one folder."""
    return folder.overrides.value.overrides if folder.overrides else ()


def still_there(actions: Sequence[Action], overrides: Iterable[Override]) -> list[Action | None]:
    """The actions without what they do not close here; None where one closes nothing then and no other requires it."""
    gone = {(action, override.control) for override in overrides for action in override.without}
    found: list[Action | None] = []
    for action in actions:
        closes = tuple(entry for entry in action.closes if (action.id, entry.control) not in gone)
        found.append(action if len(closes) == len(action.closes) else action.model_copy(update={"closes": closes}))
    idle = {action.id for action in found if action and not action.closes} & {action for action, _ in gone}
    while True:
        required = {need for action in found if action for need in action.requires}
        if not idle - required:
            return found
        found = [None if action and action.id in idle - required else action for action in found]
        idle &= required


def _written_actions(folders: Sequence[Folder]) -> list[PlacedAction]:
    found = []
    for folder in folders:
        for loaded in folder.checklists:
            entries = enumerate(loaded.value.actions)
            found += [PlacedAction(action, loaded.file, ("actions", index)) for index, action in entries]
    for folder in folders:
        if folder.overrides is None:
            continue
        file = folder.overrides.file
        for index, override in enumerate(overrides_of(folder)):
            entries = enumerate(override.actions)
            found += [PlacedAction(action, file, ("overrides", index, "actions", number)) for number, action in entries]
    return found


def share_problems(actions: Iterable[PlacedAction]) -> Iterator[Problem]:
    """Controls whose actions together promise more than the whole gap (alternatives aside)."""
    totals: dict[str, int] = {}
    for action, file, path in actions:
        for number, closes in enumerate(action.closes):
            if action.alternative is not None:
                continue
            totals[closes.control] = totals.get(closes.control, 0) + closes.share
            if totals[closes.control] > 100:
                yield file.problem(
                    (*path, "closes", number),
                    f"the shares of {closes.control!r} add up to {totals[closes.control]} per cent",
                    "at most 100, or name an `alternative`",
                )


def idle_problems(actions: Sequence[PlacedAction]) -> Iterator[Problem]:
    """Actions that close nothing and that no other action requires."""
    required = {need for placed in actions for need in placed.action.requires}
    for action, file, path in actions:
        if not action.closes and action.id not in required:
            yield file.problem(path, "closes nothing and no other action requires it", "give it `closes`")


def in_circles(actions: Iterable[Action]) -> set[str]:
    """Ids of actions that can never be done, because what they require leads back to them or to a circle."""
    needs = {action.id: set(action.requires) for action in actions}
    needs = {name: needed & needs.keys() for name, needed in needs.items()}
    while ready := {name for name, needed in needs.items() if not needed}:
        needs = {name: needed - ready for name, needed in needs.items() if name not in ready}
    return set(needs)


def circle_problems(actions: Iterable[PlacedAction], circular: set[str]) -> Iterator[Problem]:
    """A problem for each action in or behind a circle."""
    for action, file, path in actions:
        if action.id in circular:
            others = ", ".join(sorted(set(action.requires) & circular))
            yield file.problem((*path, "requires"), f"leads in a circle, over {others}", "what is done first?")


def successor_problems(loaded: Loaded[Retired], known: Known) -> Iterator[Problem]:
    """Retired ids whose successor is not there."""
    if not known.complete:
        return
    for index, entry in enumerate(loaded.value.retired):
        ids = {"control": known.controls, "action": known.actions}.get(entry.kind, known.controls | known.actions)
        if entry.successor is not None and entry.successor not in ids:
            yield known.unknown(loaded.file, ("retired", index, "successor"), entry.kind, entry.successor, ids)


def revived_problems(checklists: Iterable[Loaded[Checklist]], retired: Iterable[RetiredId]) -> Iterator[Problem]:
    """Ids of controls and actions that are used although they retired: answers to the old ones are kept under them."""
    reasons = {(entry.kind, entry.id): entry.reason for entry in retired}
    for loaded in checklists:
        controls = [("control", index, control.id) for index, control in enumerate(loaded.value.controls)]
        actions = [("action", index, action.id) for index, action in enumerate(loaded.value.actions)]
        for kind, index, name in (*controls, *actions):
            if (kind, name) in reasons:
                message = f"the id {name!r} is retired: {reasons[kind, name]}"
                yield loaded.file.problem((f"{kind}s", index, "id"), message, "ids are never used again")


def known_ids(
    folders: Sequence[Folder], facts: Iterable[Fact], roles: Iterable[str], scenarios: Iterable[str]
) -> Known:
    """What exists over all folders, with ids guessed from files that are not valid."""
    guessed = {identity for folder in folders for identity in folder.guessed_ids}

    def over(pick: Callable[[Checklist], Iterable[str]]) -> frozenset[str]:
        return frozenset(guessed).union(*(pick(loaded.value) for folder in folders for loaded in folder.checklists))

    return Known(
        controls=over(lambda checklist: [control.id for control in checklist.controls]),
        actions=frozenset(guessed).union(placed.action.id for placed in _written_actions(folders)),
        facts={fact.id: fact for fact in facts},
        roles=frozenset(roles),
        scenarios=frozenset(scenarios),
        complete=not any(folder.unparsed for folder in folders),
        broken=frozenset(stem for folder in folders for stem in folder.broken_common),
    )
