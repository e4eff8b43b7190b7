"""Folders joined: what is inherited, what is left out, which of two wins, and that good files survive bad ones."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from posture.content.library import BUILTIN, Assembled, assemble, assemble_file, require
from posture.content.place import builtin_folder
from posture.errors import ContentError

Spoil = Callable[[str, str, str], int]

CHECKLIST = """schema_version = 1
id = "{name}"
title = "Own"

[[controls]]
id = "{name}-control"
title = "A"
question = "A?"
ask = "practice-manager"
likelihood = "low"
impact = "low"
threats = [{{ scenario = "phishing", stage = "prevent", layer = "own", strength = "minor" }}]

[[actions]]
id = "{name}-action"
title = "Do it"
closes = [{{ control = "{name}-control" }}]
role = "it-provider"
hours = {{ base = 1, per_staff = {per_staff} }}
"""


def checklist(folder: Path, name: str, per_staff: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(CHECKLIST.format(name=name, per_staff=per_staff), encoding="utf-8")
    return path


def told(assembled: Assembled) -> list[str]:
    return [str(problem) for problem in assembled.problems]


def test_a_folder_without_common_inherits_it_and_leaves_out_what_fits_nothing(tmp_path: Path) -> None:
    checklist(tmp_path / "own", "own")
    assembled = assemble([tmp_path / "own"])
    builtin = require(assemble([BUILTIN]))
    library = require(assembled)
    assert told(assembled) == []
    assert [one.id for one in library.checklists] == ["own"]
    assert library.roles == builtin.roles
    assert library.scenarios == builtin.scenarios
    assert library.policy.model_copy(update={"caps": ()}) == builtin.policy.model_copy(update={"caps": ()})
    assert library.policy.caps == ()  # every built-in cap names built-in controls
    assert builtin.policy.caps
    assert library.facts == ()  # none is asked for
    assert library.frameworks == ()
    assert not [entry for entry in library.retired if entry.successor]


def test_only_the_facts_that_are_used_are_inherited(tmp_path: Path) -> None:
    checklist(tmp_path / "own", "own", per_staff=1)
    assert [fact.id for fact in require(assemble([tmp_path / "own"])).facts] == ["staff"]


def test_a_cap_is_inherited_for_those_of_its_controls_that_are_there(tmp_path: Path) -> None:
    builtin = require(assemble([BUILTIN]))
    cap = builtin.policy.caps[0]
    path = checklist(tmp_path / "own", "own")
    text = path.read_text(encoding="utf-8").replace("own-control", cap.controls[0])
    path.write_text(text, encoding="utf-8")
    caps = require(assemble([tmp_path / "own"])).policy.caps
    assert cap.id in [one.id for one in caps]
    assert {name for one in caps for name in one.controls} == {cap.controls[0]}


def test_a_folder_is_joined_with_the_built_in_ones(tmp_path: Path) -> None:
    checklist(tmp_path / "own", "own")
    assembled = assemble([BUILTIN, tmp_path / "own"])
    builtin, library = require(assemble([BUILTIN])), require(assembled)
    assert told(assembled) == []
    assert {one.id for one in library.checklists} == {one.id for one in builtin.checklists} | {"own"}
    assert (library.policy, library.facts, library.frameworks) == (builtin.policy, builtin.facts, builtin.frameworks)
    assert {one.checklist.id: one.builtin for one in library.loaded}["own"] is False
    assert library.loaded[-1].checklist.id == "own"  # its order is 1000 where none is given


def test_several_folders_are_joined_and_may_refer_to_each_other(tmp_path: Path) -> None:
    checklist(tmp_path / "one", "one")
    path = checklist(tmp_path / "two", "two")
    path.write_text(path.read_text(encoding="utf-8") + 'requires = ["one-action"]\n', encoding="utf-8")
    assembled = assemble([tmp_path / "one", tmp_path / "two"])
    assert told(assembled) == []
    assert set(require(assembled).action_by_id) == {"one-action", "two-action"}
    assert told(assemble([tmp_path / "two"])) == [
        f"{path}:20: actions.two-action.requires.0: there is no action 'one-action'; did you mean 'two-action'?"
    ]


def grade_from(folder: Path, lowest: int) -> None:
    """A policy of a folder's own that differs in where its best grade begins."""
    (folder / "common").mkdir(parents=True)
    text = (builtin_folder() / "common" / "policy.toml").read_text(encoding="utf-8")
    head = text.partition("[[caps]]")[0].partition("[[grades]]")[0]
    grades = f'[[grades]]\ngrade = "A"\nfrom = {lowest}\n[[grades]]\ngrade = "B"\nfrom = 0\n'
    (folder / "common" / "policy.toml").write_text(head + grades, encoding="utf-8")


def best(assembled: Assembled) -> int:
    return require(assembled).policy.grades[0].start


def test_the_last_policy_wins(tmp_path: Path) -> None:
    for name, lowest in (("one", 61), ("two", 62)):
        checklist(tmp_path / name, name)
        grade_from(tmp_path / name, lowest)
    checklist(tmp_path / "three", "three")
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    assert best(assemble([one, two])) == 62
    assert best(assemble([two, one])) == 61
    assert best(assemble([one, three])) == 61  # one that has none does not count
    assert best(assemble([BUILTIN, one])) == 61
    assert best(assemble([one, BUILTIN])) == best(assemble([BUILTIN]))


def test_a_policy_of_its_own_is_used_without_the_built_in_caps(good: Path) -> None:
    policy = require(assemble([good])).policy
    assert [grade.grade for grade in policy.grades] == ["A", "B", "C"]
    assert [cap.id for cap in policy.caps] == ["no-dmarc"]


def test_a_policy_that_cannot_be_used_is_told_and_nothing_is_scored_with_another(good: Path, spoil: Spoil) -> None:
    line = spoil("common/policy.toml", "moderate = 5", "§moderate = 0")
    assembled = assemble([BUILTIN, good])
    assert assembled.library is None
    with pytest.raises(ContentError) as caught:
        require(assembled)
    assert caught.value.title == "The policy can't be used, so nothing can be scored"
    place = f"{good}/common/policy.toml:{line}: weights.moderate: must be at least 1, not 0"
    assert place in caught.value.message
    assert caught.value.hint == "Mend common/policy.toml."


def test_facts_of_its_own_stand_beside_the_built_in_ones_when_joined(good: Path) -> None:
    library = require(assemble([BUILTIN, good]))
    builtin = require(assemble([BUILTIN]))
    assert {fact.id for fact in library.facts} == {fact.id for fact in builtin.facts} | {"ehr"}


def test_frameworks_come_only_from_what_is_named(good: Path) -> None:
    assert [one.id for one in require(assemble([good])).frameworks] == ["house"]
    shutil.rmtree(good / "frameworks")
    assert require(assemble([good])).frameworks == ()


def test_checklists_are_walked_in_their_order_whatever_their_names(good: Path, spoil: Spoil) -> None:
    assert [one.id for one in require(assemble([good])).checklists] == ["mail", "phones"]
    spoil("mail.toml", "order = 10", "order = 30")
    assert [one.id for one in require(assemble([good])).checklists] == ["phones", "mail"]


@pytest.mark.parametrize(
    "bad", [b"", b"= 1", b"\xff\xfe", b"x = [", b"schema_version = 1\nid = 3\n", b"\x00" * 100, b"[[controls]]\n"]
)
def test_one_bad_file_never_hides_the_good_ones(bad: bytes, good: Path) -> None:
    for name in ("aaa.toml", "zzz.toml", "frameworks/aaa.toml", "common/zzz.toml"):
        (good / name).write_bytes(bad)
    assembled = assemble([good])
    library = require(assembled)
    assert [one.id for one in library.checklists] == ["mail", "phones"]
    assert [one.id for one in library.frameworks] == ["house"]
    blamed = {Path(problem.file).name for problem in assembled.problems}
    assert blamed == {"aaa.toml", "zzz.toml"}


@pytest.mark.parametrize("name", ["facts", "policy", "retired", "roles", "threats"])
def test_a_bad_common_file_never_hides_the_checklists(name: str, good: Path) -> None:
    (good / "common" / f"{name}.toml").write_bytes(b"= 1")
    assembled = assemble([good])
    assert [loaded.value.id for loaded in assembled.checklists] == ["mail", "phones"]
    assert f"{good}/common/{name}.toml:1: is not valid TOML: invalid statement" in told(assembled)


def test_a_single_file_is_checked_beside_the_built_in_ones(tmp_path: Path) -> None:
    path = checklist(tmp_path, "own")
    assembled = assemble_file(path)
    assert told(assembled) == []
    assert "own" in require(assembled).checklist_by_id
    path.write_text(path.read_text(encoding="utf-8").replace('ask = "practice-manager"', "aks = 1"), encoding="utf-8")
    assert told(assemble_file(path)) == [f"{path}:9: controls.own-control.aks: unknown key 'aks'; did you mean 'ask'?"]


def test_a_single_file_that_is_a_built_in_one_is_not_its_own_double() -> None:
    assert told(assemble_file(builtin_folder() / "vendors.toml")) == []


def test_a_copy_of_a_built_in_file_is_told_to_use_ids_of_its_own(tmp_path: Path) -> None:
    shutil.copy(builtin_folder() / "vendors.toml", tmp_path / "vendors.toml")
    lines = told(assemble_file(tmp_path / "vendors.toml"))
    assert f"{tmp_path}/vendors.toml:4: id: the checklist 'vendors' stands already in " in lines[0]


@pytest.mark.parametrize("name", ["missing.toml", "folder.toml"])
def test_a_single_file_that_is_none_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    lines = told(assemble_file(tmp_path / name))
    assert len(lines) == 1
    assert lines[0].startswith(f"{tmp_path / name}:1: can't be read: ")


def test_a_retired_id_is_kept_unless_its_successor_is_not_there(good: Path, spoil: Spoil) -> None:
    assert [entry.id for entry in require(assemble([good])).retired] == ["mail-spf"]
    spoil("common/retired.toml", 'successor = "mail-dmarc"', 'successor = "mail-gone"')
    assert require(assemble([good])).retired == ()
