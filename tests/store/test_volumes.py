"""A history of several files: every state comes back, a closed file that is changed or gone is said by its name."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from posture.errors import WrongUse
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.store import archive, clinics, history, journal, removal, saving, volumes
from posture.store.assessments import Saved, dumps, read
from posture.store.changes import as_assessment
from posture.store.history import Flaw, Step
from posture.store.paths import Places
from posture.store.verifying import verify

NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


def answered(assessment: Assessment, number: int) -> Assessment:
    response = Response(answer=Answer.PARTLY, note=f"note {number}", at=NOW)
    return assessment.with_response(f"control-{number % 5}", response)


def save_on(base: Saved, times: int) -> Saved:
    for number in range(times, 0, -1):
        at = NOW + timedelta(minutes=number)
        base = saving.save(base.path, answered(base.assessment, number), base, at)
    return base


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a history is full after a few saves."""
    monkeypatch.setattr(journal, "FULL", 4_000)


@pytest.fixture
def saved(small: None, tmp_path: Path, assessment: Assessment) -> Saved:
    """An assessment with 31 revisions or more in several files."""
    del small
    path = tmp_path / "clinics" / "riverside" / "2026-11-23.toml"
    found = save_on(saving.save(path, assessment, None, NOW), 30)
    assert len(names(found.path)) >= 4
    return found


def names(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir() if entry.suffix == ".history")


def steps(path: Path) -> list[Step]:
    return [found for found in volumes.told(path) if isinstance(found, Step)]


def volume(saved: Saved, number: int) -> Path:
    return saved.path.with_name(f"{saved.path.stem}.{number}.history")


def test_every_state_of_every_file_comes_back_in_one_chain(saved: Saved, assessment: Assessment) -> None:
    found = steps(saved.path)
    assert [step.entry.n for step in found] == list(range(1, len(found) + 1))
    expected = [assessment]
    for number in range(30):
        expected.append(answered(expected[-1], 30 - number))
    told = [dumps(as_assessment(step.after)) for step in found if step.after and step.entry.kind != "begun"]
    assert told == [dumps(one) for one in expected[1:]]
    verdict = verify(saved.path)
    assert verdict.problems == ()
    assert (verdict.revisions, verdict.began and verdict.began.n) == (len(found), 1)


def test_a_revision_of_a_closed_file_is_brought_back_even_when_the_assessment_is_gone(saved: Saved) -> None:
    wanted = steps(saved.path)[2]
    assert wanted.after
    assert wanted.entry.seal.encode() in volume(saved, 1).read_bytes()
    saved.path.unlink()
    restored = saving.restore(saved.path, 3, NOW)
    assert dumps(restored.assessment) == dumps(as_assessment(wanted.after))
    assert verify(saved.path).problems == ()
    with pytest.raises(WrongUse, match=r"Its revisions are 1 to \d+"):
        saving.restore(saved.path, 9_999, NOW)


def test_a_closed_file_that_is_gone_is_said_by_its_name(saved: Saved) -> None:
    for gone, first in ((1, 1), (2, None)):
        kept = volume(saved, gone).read_bytes()
        volume(saved, gone).unlink()
        problems = verify(saved.path).problems
        assert len(problems) == 1
        assert problems[0].startswith(f"{volume(saved, gone)}: revision {first or ''}")
        assert "missing: this file is gone" in problems[0]
        volume(saved, gone).write_bytes(kept)
    assert verify(saved.path).problems == ()


def test_the_states_after_a_closed_file_that_is_gone_can_still_be_read(saved: Saved) -> None:
    all_of_them = {step.entry.n: step.after for step in steps(saved.path)}
    volume(saved, 2).unlink()
    left = steps(saved.path)
    assert 0 < len(left) < len(all_of_them)
    assert all(step.after == all_of_them[step.entry.n] for step in left)


@pytest.mark.parametrize("how", ["byte", "end", "line", "emptied", "swapped"])
def test_a_closed_file_that_was_tampered_with_is_said_by_its_name(saved: Saved, how: str) -> None:
    victim = volume(saved, 2)
    data = victim.read_bytes()
    lines = data.splitlines(keepends=True)
    if how == "byte":
        middle = len(data) // 2
        victim.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    elif how == "end":
        victim.write_bytes(b"".join(lines[:-1]))
    elif how == "line":
        victim.write_bytes(b"".join((lines[0], *lines[2:])))
    elif how == "emptied":
        victim.write_bytes(b"")
    else:
        victim.write_bytes(volume(saved, 1).read_bytes())
    problems = verify(saved.path).problems
    assert problems
    assert problems[0].startswith(str(victim))


def test_what_belongs_to_another_assessment_is_left_out(saved: Saved, assessment: Assessment) -> None:
    count = len(steps(saved.path))
    other = assessment.model_copy(update={"id": f"{7:032}", "clinic": "Harbor"})
    foreign = saving.save(saved.path.with_name("other.toml"), other, None, NOW)
    (saved.path.with_name("other.history")).rename(volume(saved, 99))
    volume(saved, 98).write_bytes(b"my own notes\n")
    assert len(steps(saved.path)) == count
    assert verify(saved.path).problems == ()
    # And the next one that is closed gets a number after all of them, so that numbers keep telling the order.
    save_on(read(saved.path), 12)
    assert volume(saved, 100).exists()
    assert verify(saved.path).problems == ()
    foreign.path.unlink()


def test_a_new_assessment_in_the_place_of_a_deleted_one_begins_anew(saved: Saved, assessment: Assessment) -> None:
    saved.path.unlink()
    other = assessment.model_copy(update={"id": f"{7:032}", "clinic": "Harbor"})
    fresh = saving.save(saved.path, other, None, NOW)
    assert [step.entry.n for step in steps(fresh.path)] == [1]
    assert verify(fresh.path).problems == ()


def test_killed_between_closing_one_file_and_beginning_the_next_the_chain_goes_on(saved: Saved) -> None:
    # All that was done by then is the renaming.
    count = len(steps(saved.path))
    number = journal.set_aside(journal.history_path(saved.path))
    assert number
    assert len(steps(saved.path)) == count
    assert verify(saved.path).problems == ()
    save_on(saved, 7)
    numbers = [step.entry.n for step in steps(saved.path)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= count + 3
    assert verify(saved.path).problems == ()


def test_a_full_file_whose_last_line_is_damaged_is_still_followed_on(saved: Saved) -> None:
    book = journal.history_path(saved.path)
    for times in range(1, 20):
        if book.stat().st_size >= journal.FULL:
            break
        saved = save_on(saved, times)
    data = book.read_bytes()
    book.write_bytes(data[:-20] + b"#" + data[-19:])
    before = len([found for found in volumes.told(saved.path) if isinstance(found, Flaw)])
    assert before == 1
    save_on(saved, 3)
    problems = verify(saved.path).problems
    assert len(problems) == 1
    assert "its seal does not fit" in problems[0] or "not a line of a history" in problems[0]


def test_archive_and_delete_take_all_files_along(saved: Saved, tmp_path: Path) -> None:
    here, there = Places(tmp_path), Places(tmp_path / "other")
    before = {name: (saved.path.parent / name).read_bytes() for name in names(saved.path)}
    clinic = clinics.find(here, "Riverside Family Clinic")
    archive.archive(here, clinic, tmp_path / "a.posture")
    arrived = archive.unarchive(there, tmp_path / "a.posture")
    assert {name: (arrived.folder / name).read_bytes() for name in names(arrived.paths[0])} == before
    assert verify(arrived.paths[0]).problems == ()
    removal.delete(here, clinic)
    assert not [name for _, _, files in os.walk(here.clinics) for name in files]


def test_one_file_is_in_memory_at_a_time(saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each file is asked for only after the one before was told.
    asked: list[Path] = []
    whole = journal.read

    def noted(path: Path) -> bytes | None:
        asked.append(path)
        return whole(path)

    found = volumes.told(saved.path)
    next(found)
    monkeypatch.setattr(journal, "read", noted)
    next(found)
    assert asked == []
    assert list(found)
    assert len(asked) == len(set(asked)) == len(names(saved.path)) - 1


def test_one_file_alone_is_read_as_before(small: None, tmp_path: Path, assessment: Assessment) -> None:
    del small
    path = saving.save(tmp_path / "a.toml", assessment, None, NOW).path
    data = history.read(path)
    assert data
    assert list(volumes.told(path)) == list(history.walk(data))
