"""Archives: a clinic goes into one file and comes back byte for byte; what is hostile or damaged comes not at all."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.errors import DamagedFile, PostureError, StoreRefused, WrongUse
from posture.model.assessment import Assessment, ChecklistRef
from posture.store import clinics, container, removal, saving
from posture.store.archive import ARRIVING, archive, is_archive, unarchive
from posture.store.clinics import Clinic, clinic_in, find
from posture.store.paths import Places
from posture.store.workspace import keep_content

AT = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)
CHECKLIST = b'title = "Email filtering"\n'
SHA256 = hashlib.sha256(CHECKLIST).hexdigest()
ID = "0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a"


def visit(number: int, clinic: str = "Riverside Family Clinic", sha256: str = SHA256) -> Assessment:
    return Assessment(
        schema_version=1,
        id=f"{ID}{number:02d}",
        clinic=clinic,
        started=AT.date(),
        checklists=(ChecklistRef(id="email-filtering", sha256=sha256),),
    )


def lay_out(
    places: Places, folder: str = "riverside", clinic: str = "Riverside Family Clinic", first: int = 1
) -> Clinic:
    """A clinic with two visits, saved twice each, a copy of a damaged file, and the checklist that it names."""
    for number in (first, first + 1):
        path = places.clinics / folder / f"2026-11-{number:02d}.toml"
        saved = saving.save(path, visit(number, clinic), None, AT)
        changed = saved.assessment.model_copy(update={"assessor": "Ana"})
        saving.save(path, changed, saved, AT)
    (places.clinics / folder / "2026-11-01.toml.damaged").write_bytes(b"\xff\x00 torn")
    keep_content(places, CHECKLIST)
    return clinic_in(places.clinics / folder)


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def here(tmp_path: Path) -> Places:
    return Places(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Places:
    return Places(tmp_path / "there")


@pytest.fixture
def file(here: Places, tmp_path: Path) -> Path:
    return archive(here, lay_out(here), tmp_path / "out" / "riverside.posture").path


# --- there and back --------------------------------------------------------------------------------------------------


def test_a_clinic_comes_back_byte_for_byte(here: Places, there: Places, file: Path) -> None:
    clinic = unarchive(there, file)
    assert clinic.name == "Riverside Family Clinic"
    assert tree(clinic.folder) == tree(here.clinics / "riverside")
    assert [path.name for path in clinic.paths] == ["2026-11-02.toml", "2026-11-01.toml"]
    assert (there.content / f"{SHA256}.toml").read_bytes() == CHECKLIST
    assert find(there, "Riverside Family Clinic") == clinic


def test_the_same_clinic_gives_the_same_bytes(here: Places, tmp_path: Path, file: Path) -> None:
    again = archive(here, clinic_in(here.clinics / "riverside"), tmp_path / "again.posture").path
    assert again.read_bytes() == file.read_bytes()


def test_a_text_editor_shows_the_answers(file: Path) -> None:
    assert b'\nclinic = "Riverside Family Clinic"\nassessor = "Ana"\n' in file.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_everything_that_is_written_is_private(
    here: Places, there: Places, tmp_path: Path, umask: Callable[[int], None], mask: int
) -> None:
    umask(mask)
    written = archive(here, lay_out(here), tmp_path / "new" / "x.posture").path
    unarchive(there, written)
    assert written.stat().st_mode & 0o777 == 0o600
    for path in there.root.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_locks_and_temporary_files_are_not_taken_along_and_foreign_ones_are_told(here: Places, tmp_path: Path) -> None:
    clinic = lay_out(here)
    for name in (".2026-11-01.lock", ".posture-0123456789abcdef.tmp", "photo.jpg"):
        (clinic.folder / name).write_bytes(b"x")
    (clinic.folder / "letters").mkdir()
    (clinic.folder / "secret.history").symlink_to("/etc/hostname")
    written = archive(here, clinic, tmp_path / "x.posture")
    assert written.left_out == ("letters", "photo.jpg", "secret.history")
    assert b"photo" not in written.path.read_bytes()


# --- nothing is overwritten, nothing is merged -----------------------------------------------------------------------


def test_an_archive_that_exists_stays(here: Places, file: Path) -> None:
    file.write_bytes(b"mine")
    with pytest.raises(StoreRefused, match="such a file already"):
        archive(here, clinic_in(here.clinics / "riverside"), file)
    assert file.read_bytes() == b"mine"


def test_an_archive_is_not_put_where_deleting_the_clinic_deletes_it(here: Places) -> None:
    clinic = lay_out(here)
    reports = here.exports / "riverside-2026-11-01"
    reports.mkdir(parents=True)
    for folder in (clinic.folder, here.clinics, reports):
        with pytest.raises(WrongUse):
            archive(here, clinic, folder / "x.posture")
        assert not (folder / "x.posture").exists()


def test_a_clinic_that_is_there_already_is_left_alone(there: Places, file: Path) -> None:
    unarchive(there, file)
    before = tree(there.root)
    with pytest.raises(StoreRefused, match="here already") as refusal:
        unarchive(there, file)
    assert "nothing merged" in refusal.value.message
    assert tree(there.root) == before


def test_a_clinic_of_this_name_with_other_visits_is_left_alone(there: Places, file: Path) -> None:
    lay_out(there, "elsewhere", "riverside  family clinic", first=11)
    before = tree(there.root)
    with pytest.raises(StoreRefused, match="clinic is here already"):
        unarchive(there, file)
    assert tree(there.root) == before


def test_the_same_assessments_under_another_name_are_left_alone(there: Places, file: Path) -> None:
    clinic = unarchive(there, file)
    clinics.rename(there, clinic, "Another Name", AT)
    with pytest.raises(StoreRefused, match="assessments are here already"):
        unarchive(there, file)


def test_two_clinics_in_one_folder_are_not_archived(here: Places, tmp_path: Path) -> None:
    clinic = lay_out(here)
    saving.save(clinic.folder / "2026-01-01.toml", visit(9, "Harbor Street Dental"), None, AT)
    with pytest.raises(StoreRefused, match="two clinics"):
        archive(here, clinic_in(clinic.folder), tmp_path / "x.posture")
    assert not (tmp_path / "x.posture").exists()


# --- hostile and damaged ---------------------------------------------------------------------------------------------


def text_of(*entries: tuple[str, bytes], clinic: str = '"Riverside Family Clinic"') -> bytes:
    """An archive as anybody could write it: right in every hash and length, whatever its names are."""
    body = b"posture archive 1\n" + f"clinic {clinic}\n".encode()
    for name, data in entries:
        body += f"file {len(data)} {hashlib.sha256(data).hexdigest()} {name}\n".encode() + data + b"\n"
    return body + f"end {len(entries)} {hashlib.sha256(body).hexdigest()}\n".encode()


def good(number: int = 1, clinic: str = "Riverside Family Clinic") -> bytes:
    return f'schema_version = 1\nid = "{ID}{number:02d}"\nclinic = "{clinic}"\nchecklists = []\n'.encode()


NAMES = [
    *("../2026-11-01.toml", "/etc/x.toml", "a/b.toml", "a\\b.toml", "..", ".", "C:x.toml", "x.toml:x", "\\\\h\\x.toml"),
    *(".hidden.toml", "-o.toml", "con.toml", "NUL.history", "x.toml ", "x.toml.", "x.exe", "x.toml.exe", "desktop.ini"),
    *("x\x1b]2;a\x07.toml", "x\u202etxt.toml", "x\x00.toml", "x\r.toml", "x*.toml", "x?.toml", "e\u0301.toml"),
    "a" * 300 + ".toml",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_writes_nothing(there: Places, tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.posture"
    path.write_bytes(text_of(("2026-11-01.toml", good()), (name, good(2))))
    before = tree(tmp_path)
    with pytest.raises(DamagedFile):
        unarchive(there, path)
    assert tree(tmp_path) == before


def test_names_that_are_one_on_some_disks_are_refused(there: Places, tmp_path: Path) -> None:
    path = tmp_path / "x.posture"
    path.write_bytes(text_of(("a.toml", good()), ("A.toml", good(2))))
    with pytest.raises(DamagedFile, match="twice"):
        unarchive(there, path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"posture archive 1\n",
        b"posture archive 2\nclinic \"x\"\n",
        b"posture archive 1\r\nclinic \"x\"\r\n",
        text_of(),
        text_of(("2026-11-01.toml", b"not TOML")),
        text_of(("2026-11-01.history", b"")),
        text_of(("2026-11-01.toml", good(clinic="Harbor"))),
        text_of(("1.toml", good()), ("2.toml", good(2, "Harbor Street Dental"))),
        text_of(("1.toml", good()), ("2.toml", b"checklists = []\n" + good(2, "Harbor")[:-16])),
        text_of(("2026-11-01.toml", good()), clinic='""'),
        text_of(("2026-11-01.toml", good()), clinic="7"),
        text_of(("2026-11-01.toml", good()), clinic="[" * 900),
        text_of(("2026-11-01.toml", good())) + b"more",
        b"posture archive 1\nfile 999999999 " + b"0" * 64 + b" x.toml\n",
        b"posture archive 1\n" + b"#" * 100_000,
        b"posture archive 1\n" + b"#\n" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_archive_of_one_clinic_writes_nothing(there: Places, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.posture"
    path.write_bytes(data)
    with pytest.raises(DamagedFile):
        unarchive(there, path)
    assert not there.root.exists()


def test_very_many_files_are_refused(there: Places, tmp_path: Path) -> None:
    path = tmp_path / "x.posture"
    path.write_bytes(text_of(*((f"{number}.history", b"") for number in range(container.FILES_LIMIT + 1))))
    with pytest.raises(DamagedFile, match="more than"):
        unarchive(there, path)
    assert not there.root.exists()


def test_a_checklist_that_no_assessment_names_is_not_kept(there: Places, tmp_path: Path) -> None:
    data = container.dumps(container.Archive("Riverside Family Clinic", {"1.toml": good()}, {SHA256: CHECKLIST}))
    (tmp_path / "x.posture").write_bytes(data)
    unarchive(there, tmp_path / "x.posture")
    assert not there.content.exists()


@given(where=st.integers(0, 10**6), byte=st.integers(1, 255))
@settings(max_examples=100)
def test_no_changed_byte_goes_unseen(where: int, byte: int) -> None:
    data = bytearray(
        container.dumps(container.Archive("R", {"1.toml": good(), "1.history": b"\x00\xff"}, {SHA256: CHECKLIST}))
    )
    data[where % len(data)] ^= byte
    with pytest.raises(DamagedFile):
        container.loads(bytes(data), "x")


@given(where=st.integers(0, 10**6))
@settings(max_examples=60)
def test_no_missing_end_goes_unseen(where: int) -> None:
    data = container.dumps(container.Archive("R", {"1.toml": good()}))
    with pytest.raises(DamagedFile):
        container.loads(data[: where % len(data)], "x")


@given(files=st.dictionaries(st.from_regex(r"\A[0-9a-z][0-9a-z ]{0,20}\.(toml|history)\Z"), st.binary(max_size=200)))
@settings(max_examples=60)
def test_whatever_bytes_go_in_come_out(files: dict[str, bytes]) -> None:
    stored = container.Archive('Ünïcode \\ "x"\n', files)
    assert container.loads(container.dumps(stored), "x") == stored


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_a_folder_and_nothing_are_refused(there: Places, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "missing"):
        assert not is_archive(path)
        with pytest.raises(PostureError):
            unarchive(there, path)


# --- interrupted -----------------------------------------------------------------------------------------------------


def test_a_clinic_arrives_whole_or_not_at_all(there: Places, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [2]

    def refuse_third(*_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StoreRefused("The disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("posture.store.archive.write_whole", refuse_third)
        with pytest.raises(StoreRefused):
            unarchive(there, file)
    assert list(there.clinics.iterdir()) == []
    assert unarchive(there, file).name == "Riverside Family Clinic"


def test_what_a_killed_program_left_is_no_clinic_and_goes_away_later(there: Places, file: Path) -> None:
    half = there.clinics / f"{ARRIVING}0123"
    half.mkdir(parents=True)
    (half / "2026-11-01.toml").write_bytes(good())
    unarchive(there, file)
    assert [clinic.folder.name for clinic in clinics.clinics(there)] == ["riverside-family-clinic"]
    written = half.stat().st_mtime
    removal.finish(there, written + 60)
    assert half.exists()
    removal.finish(there, written + 7_200)
    assert not half.exists()
