"""Ids that stand twice within one kind, over all folders that are joined."""

from collections.abc import Iterator, Sequence

from posture.content.loader import Folder
from posture.content.references import duplicates, placed_actions
from posture.toml.positions import Path
from posture.toml.problems import Problem
from posture.toml.reading import TomlFile


def duplicate_problems(folders: Sequence[Folder]) -> Iterator[Problem]:
    """A problem for each id that stands a second time within its kind, over all folders."""
    checklists = [loaded for folder in folders for loaded in folder.checklists]
    yield from duplicates(((one.value.id, one.file, ("id",)) for one in checklists), "checklist")
    yield from duplicates(
        (
            (control.id, one.file, ("controls", index, "id"))
            for one in checklists
            for index, control in enumerate(one.value.controls)
        ),
        "control",
    )
    yield from duplicates(
        ((action.id, file, (*path, "id")) for action, file, path in placed_actions(folders)), "action"
    )
    for one in checklists:
        sections = (
            (section.id, one.file, ("sections", index, "id")) for index, section in enumerate(one.value.sections)
        )
        yield from duplicates(sections, "section")
    frameworks = [loaded for folder in folders for loaded in folder.frameworks]
    yield from duplicates(((one.value.id, one.file, ("id",)) for one in frameworks), "framework")
    yield from _common_duplicates(folders)


def _common_duplicates(folders: Sequence[Folder]) -> Iterator[Problem]:
    facts: list[tuple[str, TomlFile, Path]] = []
    roles: list[tuple[str, TomlFile, Path]] = []
    scenarios: list[tuple[str, TomlFile, Path]] = []
    for folder in folders:
        if folder.facts:
            facts += [(fact.id, folder.facts.file, ("facts", n)) for n, fact in enumerate(folder.facts.value.facts)]
        if folder.roles:
            roles += [(role.id, folder.roles.file, ("roles", n)) for n, role in enumerate(folder.roles.value.roles)]
        if folder.threats:
            entries = enumerate(folder.threats.value.scenarios)
            scenarios += [(entry.id, folder.threats.file, ("scenarios", n)) for n, entry in entries]
    yield from duplicates(facts, "fact")
    yield from duplicates(roles, "role")
    yield from duplicates(scenarios, "scenario")
