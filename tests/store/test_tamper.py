"""Whatever is changed in a saved file or its history is found, and the first bad place is named."""

import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posture.errors import PostureError
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.store import history, journal, saving
from posture.store.assessments import read
from posture.store.history import Flaw, Step
from posture.store.journal import history_path
from posture.store.lines import sealed
from posture.store.verifying import verify

NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


def kept(path: Path, assessment: Assessment, saves: int) -> Path:
    base = saving.save(path, assessment, None, NOW)
    for number in range(saves):
        response = Response(answer=Answer.MOSTLY, note=f"Seen «{number}»", by="Ana", at=NOW)
        base = saving.save(path, base.assessment.with_response(f"c-{number % 3}", response), base, NOW)
    return path


@pytest.fixture
def path(tmp_path: Path, assessment: Assessment) -> Path:
    return kept(tmp_path / "a.toml", assessment, 4)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    empty = Assessment(schema_version=1, id=f"{0:032}", clinic="C", checklists=())
    data = history.read(kept(tmp_path_factory.mktemp("small") / "a.toml", empty, 3))
    assert data is not None
    assert len(data) < 3_000
    return data


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    empty = Assessment(schema_version=1, id=f"{0:032}", clinic="C", checklists=())
    path = kept(tmp_path_factory.mktemp("packed") / "a.toml", empty, 9)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(journal, "_WORTH_PACKING", 0)
        journal.compact(history_path(path))
    return history_path(path).read_bytes()


def flaws(data: bytes) -> list[Flaw]:
    return [found for found in history.walk(data) if isinstance(found, Flaw)]


def line_at(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def unsealed_flaws(data: bytes) -> bool:
    """The control: whether a reader that only asks for lines of JSON with the right numbers finds anything."""
    try:
        numbers = [json.loads(line)["n"] for line in data.splitlines()]
    except (ValueError, KeyError, TypeError):
        return True
    return numbers != list(range(1, len(numbers) + 1))


def bytes_changed(data: bytes, lots: random.Random) -> Iterator[tuple[int, bytes]]:
    """Every byte of a history changed to another one, each in its turn."""
    for place, old in enumerate(data):
        new = lots.randrange(255)
        changed = bytearray(data)
        changed[place] = new + (new >= old)
        yield place, bytes(changed)


def test_the_control_that_reads_lines_without_seals_is_caught_blind(small: bytes) -> None:
    unseen = [place for place, changed in bytes_changed(small, random.Random(1)) if not unsealed_flaws(changed)]
    assert len(unseen) > len(small) / 5


@pytest.mark.parametrize("form", ["small", "packed"])
def test_any_single_byte_changed_is_found_and_its_line_named_first(form: str, request: pytest.FixtureRequest) -> None:
    data: bytes = request.getfixturevalue(form)
    assert flaws(data) == []
    for place, changed in bytes_changed(data, random.Random(23)):
        found = flaws(changed)
        assert found, place
        assert found[0].line == line_at(data, place), place


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lots=st.randoms(use_true_random=False), how=st.sampled_from(["drop", "swap", "twice", "insert", "cut", "empty"]))
def test_lines_dropped_moved_repeated_or_added_are_found(small: bytes, lots: random.Random, how: str) -> None:
    lines = small.splitlines(keepends=True)
    # The last line is the assessment's business: what is missing at the end does not fit the file, see below.
    place = lots.randrange(len(lines) - 1)
    if how == "drop":
        del lines[place]
    elif how == "swap":
        lines[place], lines[place + 1] = lines[place + 1], lines[place]
    elif how == "twice":
        lines.insert(place, lines[place])
    elif how == "insert":
        lines.insert(place, lots.choice([b"{}\n", b"# a remark\n", lines[-1]]))
    elif how == "cut":
        lines[place] = lines[place][: lots.randrange(1, len(lines[place]) - 1)] + b"\n"
    else:
        lines.insert(place, b"\n")
    found = flaws(b"".join(lines))
    assert found
    assert found[0].line <= place + 2


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400) | st.text(max_size=100).map(str.encode))
def test_any_bytes_whatever_are_told_as_flaws_and_nothing_worse(data: bytes) -> None:
    assert not [found for found in history.walk(data) if isinstance(found, Step)]
    assert bool(flaws(data)) == bool(data)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('answer = "mostly"', 'answer = "implemented"', "c-0 answer"),
        ('answer = "partly"', 'answer = "implemented"', "email-dmarc answer"),
        ("Seen «3»", "Seen «4»", "c-0 note"),
        ("Says p=none.", "Says p=reject.", "email-dmarc note"),
        ('by = "Ana"', 'by = "Ann"', "c-0 by"),
        ("at = 2026-11-23 14:02:07", "at = 2026-11-22 14:02:07", "email-dmarc at"),
        ("collected = 2026-11-20", "collected = 2026-11-21", "email-dmarc evidence"),
        ("until = 2027-05-31", "until = 2028-05-31", "email-banner accepted"),
        ("flagged = true\n", "", "email-dmarc flagged"),
        ("staff = 8", "staff = 9", "staff fact"),
        ("due = 2026-12-15", "due = 2026-12-16", "publish-dmarc action"),
        ("started = 2026-11-23", "started = 2026-11-24", " started"),
        ('clinic = "Riverside Family Clinic"', 'clinic = "Riverside"', " clinic"),
        ("hours_per_week = 6", "hours_per_week = 7", " plan"),
    ],
)
def test_a_changed_answer_note_or_date_of_the_file_is_found_and_named(
    path: Path, old: str, new: str, said: str
) -> None:
    assert verify(path).problems == ()
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = verify(path)
    assert found.problems == (f"{path}: it was changed outside posture after revision 5",)
    assert [f"{change.id} {change.what}" for change in found.changes] == [said]


def test_any_flipped_bit_of_the_file_is_found(path: Path) -> None:
    data = path.read_bytes()
    lots = random.Random(23)
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1 << lots.randrange(8)
        path.write_bytes(changed)
        try:
            assert verify(path).problems, place
        except PostureError:
            continue  # it is not even an assessment any more, which is told as well


def test_a_file_that_only_looks_otherwise_is_told_as_such(path: Path) -> None:
    path.write_bytes(b"# mine\n" + path.read_bytes())
    found = verify(path)
    assert "all that it says is the same" in found.problems[0]
    assert found.changes == ()


def test_a_history_that_ends_too_early_does_not_fit_the_file(path: Path) -> None:
    lines = history_path(path).read_bytes().splitlines(keepends=True)
    history_path(path).write_bytes(b"".join(lines[:-1]))
    found = verify(path)
    assert found.problems == (f"{path}: it was changed outside posture after revision 4",)
    history_path(path).write_bytes(b"")
    assert verify(path).problems
    history_path(path).unlink()
    assert "no history to compare with" in verify(path).problems[0]


def test_an_older_file_put_back_is_found(path: Path) -> None:
    older = path.read_bytes()
    base = read(path)
    for note in ("x", "y"):
        base = saving.save(path, base.assessment.with_response("a", Response(note=note)), base, NOW)
    path.write_bytes(older)
    assert "as after revision 5, not as after the last one, 7" in verify(path).problems[0]


def test_a_line_sealed_anew_after_a_change_is_found_at_the_next_one(path: Path) -> None:
    data = history_path(path).read_bytes().splitlines(keepends=True)
    fields = json.loads(data[1])
    fields["put"]["responses"]["c-0"]["answer"] = "implemented"
    del fields["seal"]
    data[1] = sealed(fields)
    history_path(path).write_bytes(b"".join(data))
    assert f"{history_path(path)}:3: " in verify(path).problems[0]
    assert re.search("does not follow on", verify(path).problems[0])


def test_a_last_line_sealed_anew_does_not_fit_the_file(path: Path) -> None:
    data = history_path(path).read_bytes().splitlines(keepends=True)
    fields = json.loads(data[-1])
    fields["put"]["responses"]["c-0"]["answer"] = "implemented"
    del fields["seal"]
    data[-1] = sealed(fields)
    history_path(path).write_bytes(b"".join(data))
    assert "does not tell what is in the file" in verify(path).problems[0]
