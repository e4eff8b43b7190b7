"""Folders of content -> one library. Built-in, a workspace's own, and folders named on the command line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from posture.content.duplicates import duplicate_problems
from posture.content.loader import Folder, Loaded, load_checklist_file, load_folder
from posture.content.overrides import overridden, override_problems
from posture.content.place import builtin_folder
from posture.content.references import (
    Known,
    checklist_problems,
    circle_problems,
    framework_problems,
    idle_problems,
    in_circles,
    known_ids,
    placed_actions,
    policy_problems,
    revived_problems,
    share_problems,
    successor_problems,
)
from posture.errors import ContentError
from posture.model.checklist import Checklist
from posture.model.clinic import Fact
from posture.model.control import Condition
from posture.model.library import Library, LoadedChecklist, RetiredId
from posture.model.policy import Policy
from posture.toml.cache import ParsedCache
from posture.toml.problems import Problem, capped

BUILTIN: Final = "builtin"
"""Stands for the checklists that come with posture, wherever a folder can be named."""

T = TypeVar("T")


@dataclass(frozen=True)
class Assembled:
    """The good content of some folders, and the problems of all of it.

    Attributes:
        library: None only if the policy can't be used: without it there is nothing to score with.
        files: The file of each checklist in the library, by id.
    """

    library: Library | None
    problems: tuple[Problem, ...]
    folders: tuple[Folder, ...]

    @property
    def checklists(self) -> tuple[Loaded[Checklist], ...]:
        """All valid checklists, with their files, in the order of the folders."""
        return tuple(loaded for folder in self.folders for loaded in folder.checklists)


def assemble(places: Sequence[Path | str], cache: ParsedCache | None = None) -> Assembled:
    """Load folders (or `"builtin"`) and join them. Each problem is reported; one bad file never hides the good ones.

    Args:
        places: The folders.
        cache: Where parsed files are kept; None to parse each.
    """
    folders = [
        load_folder(builtin_folder(), builtin=True, cache=cache)
        if place == BUILTIN
        else load_folder(Path(place), cache=cache)
        for place in places
    ]
    return join(folders, cache)


def assemble_file(path: Path) -> Assembled:
    """Load a single checklist beside the built-in ones; a file of `common/` or `frameworks/` with its whole folder."""
    part = path.resolve().parent
    folder = part.parent if part.name in ("common", "frameworks") else part
    if folder == builtin_folder().resolve():
        return assemble([BUILTIN])  # it is one of them; beside itself every id would stand twice
    own = load_checklist_file(path) if folder == part else load_folder(path.parent.parent)
    return join([load_folder(builtin_folder(), builtin=True), own])


def join(folders: Sequence[Folder], cache: ParsedCache | None = None) -> Assembled:
    """Join loaded folders. What none of them has of `common/` comes from the built-in one."""
    inherited = None
    if not any(folder.builtin for folder in folders):
        inherited = load_folder(builtin_folder(), builtin=True, cache=cache)
    checklists = [loaded for folder in folders for loaded in folder.checklists]
    facts, inherited_facts = _facts(folders, inherited)
    roles = _rows(folders, inherited, lambda f: f.roles.value.roles if f.roles else None)
    scenarios = _rows(folders, inherited, lambda f: f.threats.value.scenarios if f.threats else None)
    known = known_ids(folders, facts, [role.id for role in roles], [scenario.id for scenario in scenarios])
    policy, own_policy = _policy(folders, inherited, known.controls)
    actions = placed_actions(folders)
    circular = in_circles(placed.action for placed in actions)
    overrides = [folder.overrides for folder in folders if folder.overrides]
    between = [
        *duplicate_problems(folders),
        *_reference_problems(folders, known),
        *(policy_problems(own_policy, known) if own_policy else ()),
        *override_problems(overrides, checklists, known),
        *share_problems(actions),
        *idle_problems(actions),
        *circle_problems(actions, circular),
        *revived_problems(checklists, _retired_ids(folders, inherited)),
    ]
    problems = [*(problem for folder in folders for problem in folder.problems), *capped(between)]
    library = None
    if policy is not None:
        loaded, changed = overridden(_loaded(folders, circular), overrides, circular)
        if inherited_facts:
            facts = _facts_in_use(facts, [one.checklist for one in loaded])
        library = Library(
            loaded=loaded,
            facts=facts,
            roles=roles,
            scenarios=scenarios,
            policy=policy,
            frameworks=_first_of_each(
                [loaded.value for folder in folders for loaded in folder.frameworks], lambda f: f.id
            ),
            retired=_retired(folders, inherited, known.controls | known.actions),
            overridden=changed,
        )
    return Assembled(library, tuple(sorted(set(problems))), tuple(folders))


def _reference_problems(folders: Sequence[Folder], known: Known) -> Iterator[Problem]:
    for folder in folders:
        for checklist in folder.checklists:
            yield from checklist_problems(checklist, known)
        for framework in folder.frameworks:
            yield from framework_problems(framework, known)
        if folder.retired:
            yield from successor_problems(folder.retired, known)


def require(assembled: Assembled) -> Library:
    """The library.

    Raises:
        ContentError: There is no policy to score with.
    """
    if assembled.library is None:
        lines = "\n".join(str(problem) for problem in assembled.problems[:20])
        raise ContentError("The policy can't be used, so nothing can be scored", lines, "Mend common/policy.toml.")
    return assembled.library


def _loaded(folders: Iterable[Folder], circular: set[str]) -> tuple[LoadedChecklist, ...]:
    """Checklists in walking order, each id once; ids of controls and actions likewise."""
    seen: set[str] = set()
    controls: set[str] = set()
    actions: set[str] = set(circular)
    found = []
    for folder in folders:
        for loaded in folder.checklists:
            if loaded.value.id in seen:
                continue
            seen.add(loaded.value.id)
            checklist = loaded.value.model_copy(
                update={
                    "controls": _not_seen(loaded.value.controls, controls),
                    "actions": _not_seen(loaded.value.actions, actions),
                }
            )
            file = loaded.file
            found.append(
                LoadedChecklist(checklist=checklist, sha256=file.sha256, builtin=folder.builtin, file=file.name)
            )
    return tuple(sorted(found, key=lambda one: (one.checklist.order, one.checklist.id)))


def _not_seen(entries: Iterable[T], seen: set[str]) -> tuple[T, ...]:
    kept = []
    for entry in entries:
        identity: str = getattr(entry, "id")  # noqa: B009 - controls and actions share only this
        if identity not in seen:
            seen.add(identity)
            kept.append(entry)
    return tuple(kept)


def _first_of_each(entries: Iterable[T], identity: Callable[[T], str]) -> tuple[T, ...]:
    found: dict[str, T] = {}
    for entry in entries:
        found.setdefault(identity(entry), entry)
    return tuple(found.values())


def _rows(
    folders: Sequence[Folder], inherited: Folder | None, pick: Callable[[Folder], tuple[T, ...] | None]
) -> tuple[T, ...]:
    """Entries of one common file over all folders; the built-in ones where no folder has the file."""
    own = [rows for folder in folders if (rows := pick(folder)) is not None]
    if not own and inherited is not None:
        own = [pick(inherited) or ()]
    return _first_of_each([row for rows in own for row in rows], lambda row: str(getattr(row, "id", "")))


def _facts(folders: Sequence[Folder], inherited: Folder | None) -> tuple[tuple[Fact, ...], bool]:
    own = any(folder.facts for folder in folders)
    return _rows(folders, inherited, lambda f: f.facts.value.facts if f.facts else None), not own


def _facts_in_use(facts: Iterable[Fact], checklists: Iterable[Checklist]) -> tuple[Fact, ...]:
    used: set[str] = set()
    for checklist in checklists:
        for control in checklist.controls:
            conditions: Iterator[Condition] = iter(control.applies_when)
            used |= {condition.fact for condition in conditions}
            used |= {condition.fact for check in control.checks for condition in check.when}
        if any(action.hours.per_staff or action.dollars.per_staff for action in checklist.actions):
            used.add("staff")
    return tuple(fact for fact in facts if fact.id in used)


def _policy(
    folders: Sequence[Folder], inherited: Folder | None, controls: frozenset[str]
) -> tuple[Policy | None, Loaded[Policy] | None]:
    """The policy to score with, and the named folder's own one, whose references must be right."""
    given = [folder for folder in folders if folder.has_policy_file]
    if given:
        chosen = given[-1].policy
        if chosen is None:
            return None, None
        if given[-1].builtin and any(not folder.builtin for folder in folders):
            return _fitting(chosen.value, controls), None
        return _fitting(chosen.value, controls), chosen
    if inherited is None or inherited.policy is None:
        return None, None
    return _fitting(inherited.policy.value, controls), None


def _fitting(policy: Policy, controls: frozenset[str]) -> Policy:
    """The policy without caps that fit nothing here."""
    caps = []
    for cap in policy.caps:
        named = tuple(control for control in cap.controls if control in controls)
        if named:
            caps.append(cap.model_copy(update={"controls": named}))
    return policy.model_copy(update={"caps": tuple(caps)})


def _retired_ids(folders: Sequence[Folder], inherited: Folder | None) -> tuple[RetiredId, ...]:
    return _rows(folders, inherited, lambda f: f.retired.value.retired if f.retired else None)


def _retired(folders: Sequence[Folder], inherited: Folder | None, ids: frozenset[str]) -> tuple[RetiredId, ...]:
    entries = _retired_ids(folders, inherited)
    return tuple(entry for entry in entries if entry.successor is None or entry.successor in ids)
