"""Clinics as a whole: finding one by its name, giving it another, and deleting it so that nothing of it stays."""

from pathlib import Path

import pytest

from posture.errors import PostureError, StoreRefused, WrongUse
from posture.store import assessments, clinics, removal, saving
from posture.store.clinics import clinic_in, find, rename
from posture.store.history import ending, read
from posture.store.paths import Places
from posture.store.workspace import keep_content, new_path
from tests.store.test_archive import AT, CHECKLIST, SHA256, lay_out, tree, visit


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "workspace")


# --- by name ---------------------------------------------------------------------------------------------------------


def test_a_clinic_is_found_by_its_name_or_its_folder(places: Places) -> None:
    clinic = lay_out(places)
    assert find(places, "Riverside Family Clinic") == clinic
    assert find(places, "riverside") == clinic


def test_a_wrong_name_names_the_nearest(places: Places) -> None:
    lay_out(places)
    with pytest.raises(WrongUse, match="no clinic") as refusal:
        find(places, "Riverside Family Clinc")
    assert "riverside family clinic" in refusal.value.hint.lower()


def test_of_two_clinics_of_one_name_the_folder_decides(places: Places) -> None:
    lay_out(places)
    other = lay_out(places, "other", first=11)
    with pytest.raises(WrongUse, match="more than one"):
        find(places, "Riverside Family Clinic")
    assert find(places, "other") == other


def test_a_name_written_by_hand_in_another_order_is_found(places: Places) -> None:
    folder = places.clinics / "x"
    folder.mkdir(parents=True)
    id_line = 'id = "0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11"'
    (folder / "2026-11-23.toml").write_text(f'schema_version = 1\nchecklists = []\n{id_line}\nclinic = "By Hand"\n')
    assert find(places, "By Hand").folder == folder


# --- another name ----------------------------------------------------------------------------------------------------


def test_a_rename_reaches_every_visit_the_folder_and_the_reports(places: Places) -> None:
    clinic = lay_out(places)
    reports = places.exports / "riverside-2026-11-01"
    reports.mkdir(parents=True)
    renamed = rename(places, clinic, "  Lakeside   Pediatrics ", AT)
    assert renamed.folder == places.clinics / "lakeside-pediatrics"
    for path in renamed.paths:
        assert assessments.read(path).assessment.clinic == "Lakeside Pediatrics"
        history = read(path)
        assert history is not None
        assert ending(history).flaws == ()
    assert not clinic.folder.exists()
    assert [entry.name for entry in places.exports.iterdir()] == ["lakeside-pediatrics-2026-11-01"]
    assert new_path(places, "Lakeside Pediatrics", AT.date()).parent == renamed.folder


def test_a_rename_to_a_name_alike_keeps_the_folder(places: Places) -> None:
    clinic = lay_out(places)
    assert rename(places, clinic, "Riverside!", AT).folder == clinic.folder


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "HARBOR street dental"])
def test_a_name_that_is_none_or_another_clinic_s_changes_nothing(places: Places, name: str) -> None:
    clinic = lay_out(places)
    lay_out(places, "harbor", "Harbor Street Dental", first=11)
    before = tree(places.root)
    with pytest.raises(WrongUse):
        rename(places, clinic, name, AT)
    assert tree(places.root) == before


def test_a_damaged_visit_stops_a_rename_before_anything_changed(places: Places) -> None:
    clinic = lay_out(places)
    clinic.paths[-1].write_bytes(b"torn")
    before = tree(places.root)
    with pytest.raises(PostureError):
        rename(places, clinic, "Lakeside", AT)
    assert tree(places.root) == before


def test_a_rename_that_was_interrupted_is_completed_by_the_next(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = lay_out(places)
    real, calls = saving.save, []

    def full_at_the_second(*words: object) -> object:
        calls.append(words)
        if len(calls) == 2:
            raise StoreRefused("The disk is full")
        return real(*words)  # type: ignore[arg-type]  # handed on as they came

    with monkeypatch.context() as broken:
        broken.setattr("posture.store.clinics.saving.save", full_at_the_second)
        with pytest.raises(StoreRefused):
            rename(places, clinic, "Lakeside", AT)
    renamed = rename(places, clinic_in(clinic.folder), "Lakeside", AT)
    assert {assessments.read(path).assessment.clinic for path in renamed.paths} == {"Lakeside"}
    assert renamed.folder.name == "lakeside"


# --- away ------------------------------------------------------------------------------------------------------------


def test_nothing_of_a_deleted_clinic_stays(places: Places) -> None:
    clinic = lay_out(places)
    for name in (".2026-11-01.lock", ".posture-00.tmp", "2026-11-01.1.history", "photo.jpg", "sub/x.toml"):
        (clinic.folder / name).parent.mkdir(exist_ok=True)
        (clinic.folder / name).write_bytes(b"x")
    for name in ("riverside-2026-11-01", "riverside-2026-11-02", "riverside-2024-01-31-2"):
        (places.exports / name).mkdir(parents=True)
        (places.exports / name / "report.md").write_bytes(b"x")
    removal.delete(places, clinic)
    assert tree(places.root) == {}
    assert clinics.clinics(places) == []


def test_nothing_of_another_clinic_goes(places: Places, tmp_path: Path) -> None:
    clinic = lay_out(places)
    lay_out(places, "riverside-2", "Riverside II", first=11)
    lay_out(places, "river", "River", first=21)
    odd = places.clinics / "riverside-2026"
    saving.save(odd / "11-23.toml", visit(31, "Odd"), None, AT)
    for name in ("riverside-2-2026-11-11", "river-2026-11-21", "riverside-2026-11-23", "riversides-2026-11-01", "mine"):
        (places.exports / name).mkdir(parents=True)
        (places.exports / name / "report.md").write_bytes(b"x")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep").write_bytes(b"x")
    (clinic.folder / "link").symlink_to(outside)
    before = tree(places.root)
    removal.delete(places, clinic)
    assert tree(places.root) == {
        name: data for name, data in before.items() if not name.startswith("clinics/riverside/")
    }
    assert (outside / "keep").exists()


def test_a_checklist_copy_stays_while_another_clinic_names_it(places: Places) -> None:
    alone = keep_content(places, b"only mine")
    clinic = lay_out(places)
    saving.save(clinic.folder / "2026-11-05.toml", visit(5, sha256=alone.stem), None, AT)
    lay_out(places, "other", "Other", first=11)
    removal.delete(places, clinic_in(clinic.folder))
    assert [path.read_bytes() for path in places.content.iterdir()] == [CHECKLIST]
    removal.delete(places, find(places, "Other"))
    assert list(places.content.iterdir()) == []


def test_a_checklist_copy_stays_that_only_a_history_names(places: Places) -> None:
    clinic = lay_out(places)
    other = places.clinics / "other" / "2026-11-11.toml"
    saved = saving.save(other, visit(11, "Other"), None, AT)
    saving.save(other, saved.assessment.model_copy(update={"checklists": ()}), saved, AT)
    removal.delete(places, clinic)
    assert (places.content / f"{SHA256}.toml").exists()


def test_a_folder_with_two_clinics_or_a_link_is_not_deleted(places: Places, tmp_path: Path) -> None:
    clinic = lay_out(places)
    saving.save(clinic.folder / "2026-01-01.toml", visit(9, "Harbor Street Dental"), None, AT)
    elsewhere = tmp_path / "elsewhere"
    saving.save(elsewhere / "2026-01-01.toml", visit(10, "Elsewhere"), None, AT)
    (places.clinics / "link").symlink_to(elsewhere)
    before = tree(tmp_path)
    for name in ("riverside", "link"):
        with pytest.raises(StoreRefused):
            removal.delete(places, find(places, name))
    assert tree(tmp_path) == before


def test_a_deletion_that_was_interrupted_is_finished_later(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = lay_out(places)
    real = removal._remove

    def killed(path: Path) -> None:
        if path.name.startswith(removal.LEAVING) and path.exists():
            raise KeyboardInterrupt
        real(path)

    with monkeypatch.context() as broken:
        broken.setattr("posture.store.removal._remove", killed)
        with pytest.raises(KeyboardInterrupt):
            removal.delete(places, clinic)
    assert clinics.clinics(places) == []
    removal.finish(places, 0)
    assert tree(places.root) == {}


def test_a_clinic_that_the_system_does_not_let_go_is_still_there(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = lay_out(places)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr("posture.store.atomic.os.rename", refuse)
        with pytest.raises(StoreRefused):
            removal.delete(places, clinic)
    assert find(places, "Riverside Family Clinic") == clinic
