"""Overrides: a control of another checklist is asked or weighed otherwise, with a reason, and the hash says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posture.content.library import BUILTIN, assemble, require
from posture.model.control import Level
from posture.model.library import Library

HEAD = "schema_version = 1\n\n[[overrides]]\n"
PHONE = HEAD + 'control = "phone-lock"\nreason = "Two phones were stolen here"\n'


@pytest.fixture
def override(good: Path) -> Callable[[str], Path]:
    """Write the file of overrides of the good folder."""

    def write(text: str) -> Path:
        path = good / "common" / "overrides.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def joined(good: Path) -> Callable[[], Library]:
    """The library of the good folder; nothing is wrong in it."""

    def join() -> Library:
        assembled = assemble([good])
        assert assembled.problems == ()
        return require(assembled)

    return join


def test_only_what_is_named_changes(override: Callable[[str], Path], joined: Callable[[], Library]) -> None:
    before = joined().control_by_id
    override(PHONE + 'likelihood = "very-high"\nminutes = 9\nquestion = "Does every phone lock itself?"\n')
    after = joined().control_by_id
    phone = after["phone-lock"]
    assert (phone.likelihood, phone.minutes, phone.question) == (Level.VERY_HIGH, 9, "Does every phone lock itself?")
    same = {"likelihood": Level.LOW, "minutes": 5, "question": before["phone-lock"].question}
    assert phone.model_copy(update=same) == before["phone-lock"]
    assert {name: one for name, one in after.items() if name != "phone-lock"} == {
        name: one for name, one in before.items() if name != "phone-lock"
    }


def test_ways_to_find_out_are_added(override: Callable[[str], Path], joined: Callable[[], Library]) -> None:
    override(PHONE + 'checks = [{ how = "Ask at the desk", proof = "A note" }]\n')
    assert [check.how for check in joined().control_by_id["phone-lock"].checks] == ["Look", "Ask at the desk"]


ACTION = '[[overrides.actions]]\nid = "new-phones"\ntitle = "Buy phones"\ncloses = [{ control = "phone-lock" }]\n'
HOURS = "hours = { base = 1 }\n"


def test_another_action_takes_the_place_of_one(override: Callable[[str], Path], joined: Callable[[], Library]) -> None:
    override(PHONE + 'without = ["phone-lock"]\n' + ACTION + HOURS)
    library = joined()
    assert [action.id for action in library.checklist_by_id["phones"].actions] == ["new-phones"]


def test_an_action_that_something_needs_stays_and_closes_nothing(
    override: Callable[[str], Path], joined: Callable[[], Library]
) -> None:
    override(PHONE + 'without = ["phone-lock"]\n' + ACTION + HOURS + 'requires = ["phone-lock"]\n')
    actions = {action.id: action for action in joined().checklist_by_id["phones"].actions}
    assert list(actions) == ["phone-lock", "new-phones"]
    assert actions["phone-lock"].closes == ()


def test_what_was_only_needed_for_what_is_gone_is_gone_as_well(
    good: Path, override: Callable[[str], Path], joined: Callable[[], Library]
) -> None:
    path = good / "phones.toml"
    text = path.read_text(encoding="utf-8").replace("share = 100", "share = 60")
    more = '[[actions]]\nid = "b"\ntitle = "B"\ncloses = [{ control = "phone-lock", share = 40 }]\n'
    path.write_text(text + more + HOURS + 'requires = ["phone-lock"]\n', encoding="utf-8")
    override(PHONE + 'without = ["phone-lock", "b"]\n' + ACTION + HOURS)
    assert [action.id for action in joined().checklist_by_id["phones"].actions] == ["new-phones"]


def test_the_hash_tells_the_checklist_from_its_file_and_the_reason_does_not_count(
    override: Callable[[str], Path], joined: Callable[[], Library]
) -> None:
    file = joined().sha256_by_checklist
    override(PHONE + "minutes = 9\n")
    nine = joined().sha256_by_checklist
    override(PHONE.replace("Two", "Three") + "# a comment\nminutes = 9\n")
    again = joined().sha256_by_checklist
    override(PHONE + "minutes = 8\n")
    eight = joined().sha256_by_checklist
    assert nine == again
    assert len({file["phones"], nine["phones"], eight["phones"]}) == 3
    assert {nine["mail"], eight["mail"]} == {file["mail"]}
    override(PHONE + "minutes = 5\n")  # as it is anyway
    assert joined().sha256_by_checklist == file


def test_the_library_says_what_was_changed_where_and_why(
    override: Callable[[str], Path], joined: Callable[[], Library]
) -> None:
    path = override(PHONE + 'minutes = 9\nimpact = "low"\n')
    (only,) = joined().overridden
    assert (only.control, only.file, only.reason) == ("phone-lock", str(path), "Two phones were stolen here")
    assert set(only.changes) == {"minutes", "impact"}


def test_a_folder_beside_the_built_in_ones_changes_these(tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "overrides.toml").write_text(
        HEAD + 'control = "email-dmarc"\nreason = "Forged twice"\nlikelihood = "very-high"\n', encoding="utf-8"
    )
    plain, changed = require(assemble([BUILTIN])), require(assemble([BUILTIN, tmp_path]))
    assert changed.control_by_id["email-dmarc"].likelihood is Level.VERY_HIGH
    assert {
        name for name, sha256 in changed.sha256_by_checklist.items() if sha256 != plain.sha256_by_checklist[name]
    } == {"email-filtering"}
    assert changed.checklists[0].id == plain.checklists[0].id


# What is written below the head, the line of the problem in the file, and what is told after it.
WRONG = {
    "unknown control": (
        'control = "phone-lok"\nreason = "r"\nminutes = 1\n',
        4,
        "overrides.0.control: there is no control 'phone-lok'; did you mean 'phone-lock'?",
    ),
    "no reason": ('control = "phone-lock"\nminutes = 1\n', 3, "overrides.0: the key 'reason' is missing"),
    "empty reason": (
        'control = "phone-lock"\nreason = ""\nminutes = 1\n',
        5,
        "overrides.0.reason: must not be empty",
    ),
    "nothing": (
        'control = "phone-lock"\nreason = "r"\n',
        3,
        "overrides.0: changes nothing; name what is other than in the checklist",
    ),
    "what can't be changed": (
        'control = "phone-lock"\nreason = "r"\ncredit = "strict"\n',
        6,
        "overrides.0.credit: unknown key 'credit'",
    ),
    "unknown role": (
        'control = "phone-lock"\nreason = "r"\nask = "managr"\n',
        6,
        "overrides.0.ask: there is no role 'managr'; did you mean 'manager'?",
    ),
    "unknown fact of a check": (
        'control = "phone-lock"\nreason = "r"\nchecks = [{ how = "x", when = [{ fact = "staf", at_least = 2 }] }]\n',
        6,
        "overrides.0.checks.0.when.0.fact: there is no fact 'staf'; did you mean 'staff'?",
    ),
    "without what does not close it": (
        'control = "phone-lock"\nreason = "r"\nwithout = ["filter-mail"]\n',
        6,
        "overrides.0.without.0: there is no action that closes 'phone-lock' and is called 'filter-mail'; "
        "known are phone-lock",
    ),
    "shares over the whole": (
        'control = "phone-lock"\nreason = "r"\n' + ACTION + HOURS,
        9,
        "overrides.0.actions.new-phones.closes.0: the shares of 'phone-lock' add up to 200 per cent; "
        "at most 100, or name an `alternative`",
    ),
    "action that stands twice": (
        'control = "phone-lock"\nreason = "r"\nwithout = ["phone-lock"]\n'
        + ACTION.replace("new-phones", "filter-mail")
        + HOURS,
        8,
        "overrides.0.actions.filter-mail.id: the action 'filter-mail' stands already in {mail}:78; "
        "ids are never used twice",
    ),
    "twice": (
        'control = "phone-lock"\nreason = "r"\nminutes = 1\n[[overrides]]\n'
        'control = "phone-lock"\nreason = "r"\nminutes = 2\n',
        8,
        "overrides.1.control: the override of 'phone-lock' stands already in {here}:4; ids are never used twice",
    ),
}


@pytest.mark.parametrize(("text", "line", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_override_is_told_with_its_line(
    text: str, line: int, words: str, good: Path, override: Callable[[str], Path]
) -> None:
    path = override(HEAD + text)
    words = words.replace("{mail}", str(good / "mail.toml")).replace("{here}", str(path))
    assert [str(problem) for problem in assemble([good]).problems] == [f"{path}:{line}: {words}"]
