"""What a session keeps beside its answers: checklists, other people's changes, and a tidy folder."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from posture.content.library import assemble, require
from posture.errors import StoreRefused
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.model.library import Library
from posture.session import NewAssessment, Session, new_session, open_session
from posture.store import assessments, saving, workspace
from posture.store.assessments import ChangedElsewhere, dumps, read
from posture.store.paths import Places

GOLDEN = Path(__file__).parent.parent / "golden" / "checklists"
NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def library() -> Library:
    return require(assemble([GOLDEN]))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "workspace")


@pytest.fixture
def session(places: Places, library: Library) -> Session:
    found = new_session(NewAssessment(clinic="Riverside"), library, places, clock=lambda: NOW)
    found.save()
    return found


def elsewhere(session: Session, control: str, answer: Answer = Answer.PARTLY) -> Assessment:
    """Another program answers a control and saves."""
    base = read(session.path)
    changed = base.assessment.with_response(control, Response(answer=answer, by="Ben"))
    return saving.save(session.path, changed, base, NOW).assessment


# --- checklists ------------------------------------------------------------------------------------------------------


def kept(places: Places) -> dict[str, str]:
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in places.content.glob("*")}


def test_a_copy_of_each_checklist_is_kept_under_its_hash_with_the_first_save(places: Places, session: Session) -> None:
    wanted = {ref.sha256 for ref in session.assessment.checklists}
    assert set(kept(places)) == wanted
    assert all(name == sha256 for name, sha256 in kept(places).items())


def test_only_what_an_assessment_is_made_with_is_kept(places: Places, library: Library) -> None:
    new_session(NewAssessment(clinic="X", checklists=("people",)), library, places, clock=lambda: NOW).save()
    assert len(kept(places)) == 1


def test_a_checklist_that_has_changed_is_kept_beside_the_older_one(tmp_path: Path, places: Places) -> None:
    copytree(GOLDEN, tmp_path / "own")
    before = require(assemble([tmp_path / "own"]))
    session = new_session(NewAssessment(clinic="X"), before, places, clock=lambda: NOW)
    session.save()
    old = set(kept(places))
    people = tmp_path / "own" / "people.toml"
    people.write_bytes(b"# a new version\n" + people.read_bytes())
    again = open_session(session.path, require(assemble([tmp_path / "own"])), places, clock=lambda: NOW)
    again.note("patching", "x")
    again.save()
    assert set(kept(places)) - old == {hashlib.sha256(people.read_bytes()).hexdigest()}


def test_a_checklist_that_is_not_any_more_what_was_read_is_not_kept(tmp_path: Path, places: Places) -> None:
    copytree(GOLDEN, tmp_path / "own")
    library = require(assemble([tmp_path / "own"]))
    (tmp_path / "own" / "people.toml").write_bytes(b"# other\n")
    (tmp_path / "own" / "devices.toml").unlink()
    new_session(NewAssessment(clinic="X"), library, places, clock=lambda: NOW).save()
    assert len(kept(places)) == len(library.loaded) - 2


def test_an_assessment_outside_the_workspace_leaves_nothing_in_it(
    tmp_path: Path, places: Places, library: Library
) -> None:
    wanted = NewAssessment(clinic="X")
    new_session(wanted, library, places, path=tmp_path / "stick" / "a.toml", clock=lambda: NOW).save()
    assert not places.root.exists()


def test_a_checklist_that_can_not_be_kept_refuses_no_answer_and_is_kept_next_time(
    places: Places, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = new_session(NewAssessment(clinic="X"), library, places, clock=lambda: NOW)

    def full(*_: object) -> None:
        raise StoreRefused("The disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(workspace, "keep_content", full)
        session.save()
    assert read(session.path).assessment == session.assessment
    assert kept(places) == {}
    session.note("patching", "x")
    session.save()
    assert len(kept(places)) == len(library.loaded)


# --- a tidy folder ---------------------------------------------------------------------------------------------------


def test_what_a_killed_program_left_is_swept_when_an_assessment_is_opened_or_begun(
    places: Places, library: Library, session: Session
) -> None:
    folder = session.path.parent
    old, young = folder / ".posture-0123456789abcdef.tmp", folder / ".posture-fedcba9876543210.tmp"
    for begun in (False, True):
        old.write_bytes(b"half")
        young.write_bytes(b"another window is just writing this")
        os.utime(old, (1_000, 1_000))
        if begun:
            new_session(NewAssessment(clinic="Riverside"), library, places)
        else:
            open_session(session.path, library, places)
        assert not old.exists()
        assert young.exists()


def test_a_name_of_which_a_history_is_left_is_not_given_again(
    places: Places, library: Library, session: Session
) -> None:
    session.path.unlink()  # and its history stays
    again = new_session(NewAssessment(clinic="Riverside"), library, places, clock=lambda: NOW)
    assert again.path.name == "2026-11-23-2.toml"


# --- two at once -----------------------------------------------------------------------------------------------------


def test_what_others_answered_meanwhile_is_taken_in_and_told(session: Session) -> None:
    session.answer("patching", Answer.MOSTLY)
    elsewhere(session, "email-mfa")
    with pytest.raises(ChangedElsewhere):
        session.save()
    found = session.join()
    assert ([place.id for place in found.taken], found.conflicts) == (["email-mfa"], ())
    session.save()
    there = read(session.path).assessment
    assert (there.response("patching").answer, there.response("email-mfa").answer) == (Answer.MOSTLY, Answer.PARTLY)
    assert there == session.assessment


def test_while_a_conflict_is_left_nothing_is_taken_and_nothing_written(session: Session) -> None:
    session.answer("patching", Answer.MOSTLY)
    theirs = elsewhere(session, "patching")
    elsewhere(session, "email-mfa")
    before = session.assessment
    (conflict,) = session.join().conflicts
    assert (conflict.place.table, conflict.place.id) == ("responses", "patching")
    assert conflict.theirs == theirs.responses["patching"]
    assert session.assessment is before
    with pytest.raises(ChangedElsewhere):
        session.save()
    session.join({conflict.place: "theirs"})
    session.save()
    there = read(session.path).assessment
    assert (there.response("patching").by, there.response("email-mfa").by) == ("Ben", "Ben")


def test_undo_after_that_takes_back_our_own_answers_and_none_of_theirs(session: Session) -> None:
    session.answer("patching", Answer.MOSTLY)
    session.answer("restore-test", Answer.NOT)
    elsewhere(session, "email-mfa")
    session.join()
    session.save()
    for left in (["patching"], []):
        assert session.undo()
        session.save()
        assert [key for key in read(session.path).assessment.responses if key != "email-mfa"] == left
        assert read(session.path).assessment.response("email-mfa").by == "Ben"
    assert session.redo()
    assert set(session.assessment.responses) == {"patching", "email-mfa"}


def test_another_clinics_file_in_its_place_is_never_joined(session: Session) -> None:
    session.answer("patching", Answer.MOSTLY)
    other = session.assessment.model_copy(update={"id": f"{7:032}", "clinic": "Other"})
    session.path.write_bytes(dumps(other))
    before = session.assessment
    with pytest.raises(ChangedElsewhere, match="of Other now"):
        session.join()
    assert session.assessment is before
    assert session.path.read_bytes() == dumps(other)


def test_a_session_whose_file_went_away_writes_it_again(session: Session) -> None:
    session.answer("patching", Answer.MOSTLY)
    session.path.unlink()
    session.save()
    assert assessments.read(session.path).assessment == session.assessment
