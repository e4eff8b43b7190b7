"""`posture doctor`: each thing that can be amiss is found, and told without a clinic's data and with what mends it."""

import io
import json
import os
import shutil
import subprocess
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from posture.cli import doctor
from posture.cli.main import run
from posture.sample import lay_out
from posture.store import health
from posture.store.paths import Places

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)

only_with_modes = pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A workspace with the sample clinic."""
    found = Places(tmp_path / "workspace")
    lay_out(found)
    return found


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Exit code and all that `posture doctor …` prints."""

    def say(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["doctor", *words])
        return code, "".join(capsys.readouterr())

    return say


def test_nothing_is_amiss_where_nothing_is(places: Places, said: Callable[..., tuple[int, str]]) -> None:
    code, out = said()
    assert (code, "TO DO" in out) == (0, False), out
    for name in ("posture ", "Python ", "textual ", "pydantic ", "jinja2 "):
        assert name in " ".join(out.split())
    assert str(places.root) in out


def test_an_empty_computer_is_fine_and_stays_empty(tmp_path: Path, said: Callable[..., tuple[int, str]]) -> None:
    code, out = said()
    assert code == 0, out
    # Read checklists may be kept for next time, in the folder for caches; nothing of anybody's.
    assert [path for path in tmp_path.rglob("*") if path.is_file() and ".cache" not in path.parts] == []
    assert not (tmp_path / "workspace").exists()


def test_json_says_the_same_and_counts_for_the_exit_code(
    places: Places, said: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    code, plain = said()
    assert run(["doctor", "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["model"] == "posture-doctor/1"
    assert {one["state"] for one in told["findings"]} <= {"ok", "do", "unknown"}
    for one in told["findings"]:
        assert one["about"] in plain
        assert bool(one["todo"]) == (one["state"] == "do")
    places.clinics.chmod(0o777)
    assert run(["doctor", "--json"]) == (1 if os.name != "nt" else 0)


@only_with_modes
def test_the_command_it_names_mends_the_permissions(places: Places, said: Callable[..., tuple[int, str]]) -> None:
    file = next(places.clinics.rglob("*.toml"))
    file.chmod(0o644)
    places.clinics.chmod(0o755)
    code, out = said()
    assert code == 1
    assert "1 folder (wider than 0700) and 1 file (wider than 0600)" in " ".join(out.split())
    command = next(line.split("-> ", 1)[1] for line in out.splitlines() if "-> chmod" in line)
    subprocess.run(command, shell=True, check=True)
    code, out = said()
    assert code == 0, out
    assert (file.stat().st_mode & 0o777, places.clinics.stat().st_mode & 0o777) == (0o600, 0o700)


def test_it_fits_into_80_columns_but_for_commands_and_paths(
    places: Places, said: Callable[..., tuple[int, str]]
) -> None:
    places.root.chmod(0o777)
    (places.root / ".stfolder").mkdir()
    code, out = said("--workspace", str(places.root))
    assert code == 1
    assert [line for line in out.splitlines() if len(line) > 80 and str(places.root) not in line] == []


@only_with_modes
def test_the_command_works_with_a_name_that_a_shell_would_misread(tmp_path: Path) -> None:
    places = Places(tmp_path / "-a $(touch pwned); 'b")
    lay_out(places)
    places.root.chmod(0o777)
    found = health.permissions(places)
    subprocess.run(found.todo, shell=True, check=True, cwd=tmp_path)
    assert health.permissions(places).state == "ok"
    assert not (tmp_path / "pwned").exists()


@only_with_modes
def test_a_link_is_not_followed_out_of_the_workspace(places: Places, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o777)
    (outside / "wide").touch(0o666)
    outside.chmod(0o777)
    (places.clinics / "link").symlink_to(outside)
    assert health.permissions(places).state == "ok"


@pytest.mark.parametrize(
    "above",
    ["OneDrive", "OneDrive - Riverside Clinic", "onedrive-personal", "Dropbox", "Dropbox (Work)", "Mobile Documents",
     "iCloudDrive", "Google Drive", "GoogleDrive-ana@example.org", "My Drive", "Nextcloud", "Box Sync", "CloudStorage"],
)  # fmt: skip
def test_a_synced_folder_is_known_by_its_name(tmp_path: Path, above: str) -> None:
    found = health.synced(Places(tmp_path / above / "posture"), {})
    assert found.state == "do"
    assert "POSTURE_HOME" in found.todo


@pytest.mark.parametrize("above", ["documents", "boxes", "mydrive", "clouds", "dropped", "drive"])
def test_other_folders_are_not_called_synced(tmp_path: Path, above: str) -> None:
    assert health.synced(Places(tmp_path / above / "posture"), {}).state == "ok"


def test_a_synced_folder_is_known_by_what_the_program_leaves_or_sets_and_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a" / ".stfolder").mkdir(parents=True)
    assert "Syncthing" in health.synced(Places(tmp_path / "a" / "deep" / "posture"), {}).found
    there = Places(tmp_path / "b" / "posture")
    assert "OneDrive" in health.synced(there, {"OneDrive": str(tmp_path / "b")}).found
    assert health.synced(there, {"OneDrive": str(tmp_path / "c")}).state == "ok"
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")
    assert "Dropbox" in health.synced(Places(tmp_path / "plain" / "posture"), {}).found


@pytest.mark.parametrize(
    "name",
    ["2026-11-23 (conflicted copy 2026-11-24).toml", "2026-11-23.sync-conflict-20261124-101112-ABC.toml",
     "2026-11-23 (Ana's conflicted copy).toml", "2026-11-23 (case conflict).toml"],
)  # fmt: skip
def test_conflicted_copies_are_counted(places: Places, name: str) -> None:
    assert health.copies(places).state == "ok"
    shutil.copy(next(places.clinics.rglob("*.toml")), next(places.clinics.iterdir()) / name)
    assert health.copies(places).state == "do"


def test_a_clinic_called_conflict_is_none(places: Places) -> None:
    (places.clinics / "conflict-lane-clinic").mkdir(mode=0o700)
    assert health.copies(places).state == "ok"


def test_a_disk_that_fills_up_is_told(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**40, 2**40, 99 * 2**20))
    assert health.space(places).state == "do"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**40, 0, 101 * 2**20))
    assert health.space(places).state == "ok"


def test_a_clock_that_can_not_be_right_is_told(places: Places) -> None:
    assert health.clock(places, datetime(1970, 1, 1, tzinfo=UTC)).state == "do"
    assert health.clock(places, datetime.now(UTC) + timedelta(days=1)).state == "ok"
    file = next(places.clinics.rglob("*.toml"))
    os.utime(file, ((NOW + timedelta(days=30)).timestamp(),) * 2)
    for path in (*places.clinics.rglob("*"), places.clinics):
        if path != file:
            os.utime(path, (NOW.timestamp(),) * 2)
    assert health.clock(places, NOW).state == "do"
    assert health.clock(places, NOW + timedelta(days=30)).state == "ok"


def test_a_saved_file_that_can_not_be_read_is_counted_and_not_named(places: Places) -> None:
    file = next(places.clinics.rglob("*.toml"))
    file.write_bytes(b"\x00")
    found = health.saved_files(places)
    assert (found.state, found.found) == ("do", "1 assessment can't be read")
    assert file.parent.name not in found.found + found.todo


def test_a_workspace_that_can_not_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert health.folder(Places(tmp_path / "file")).state == "do"
    assert health.folder(Places(tmp_path / "file" / "below")).state == "do"
    assert health.folder(Places(tmp_path / "new" / "below")).state == "ok"


def test_checklists_with_problems_are_told(places: Places, said: Callable[..., tuple[int, str]]) -> None:
    places.checklists.mkdir(mode=0o700)
    (places.checklists / "mine.toml").write_text("id = 7\n", encoding="utf-8")
    (places.checklists / "mine.toml").chmod(0o600)
    code, out = said()
    assert code == 1
    assert "posture check" in out


@pytest.mark.parametrize(
    ("environment", "size", "state"),
    [
        ({"TERM": "xterm-256color"}, (80, 24), "ok"),
        ({"TERM": "xterm-256color"}, (60, 20), "ok"),
        ({"TERM": "xterm-256color"}, (59, 24), "do"),
        ({"TERM": "xterm-256color"}, (80, 19), "do"),
        ({"TERM": "dumb"}, (80, 24), "do"),
        ({}, (80, 24), "do"),
        ({"TERM": "dumb"}, None, "unknown"),
    ],
)
def test_the_terminal_is_looked_at(environment: dict[str, str], size: tuple[int, int] | None, state: str) -> None:
    assert doctor.terminal(environment, size).state == state


def test_it_asks_for_as_much_room_as_the_interface_does() -> None:
    from posture.ui.app import SMALLEST  # noqa: PLC0415 - Textual is not needed for the others

    assert doctor.SMALLEST == SMALLEST


@pytest.mark.parametrize(("encoding", "state"), [("utf-8", "ok"), ("ascii", "do"), ("cp1252", "do")])
def test_an_encoding_that_lacks_letters_is_told(encoding: str, state: str) -> None:
    assert doctor.letters({"LANG": "C"}, io.TextIOWrapper(io.BytesIO(), encoding=encoding)).state == state


def test_colours_are_named_and_never_something_to_do() -> None:
    assert "256" in doctor.colours({"TERM": "xterm-256color"}).found
    assert "16 million" in doctor.colours({"TERM": "xterm", "COLORTERM": "truecolor"}).found
    assert "NO_COLOR" in doctor.colours({"TERM": "xterm-256color", "NO_COLOR": "1"}).found
    assert {doctor.colours(one).state for one in ({}, {"TERM": "linux"}, {"NO_COLOR": "1"})} == {"ok"}


def test_a_variable_that_writes_down_what_is_typed_is_told() -> None:
    assert doctor.developing({"TEXTUAL_LOG": "x"}).state == "do"
    assert doctor.developing({"TEXTUAL": "devtools,debug"}).state == "do"
    assert doctor.developing({}).state == "ok"


@pytest.mark.parametrize(
    ("number", "wanted", "right"),
    [
        ("8.2.8", "<9,>=8.2", True), ("9.0", "<9,>=8.2", False), ("8.1.99", "<9,>=8.2", False),
        ("8.2", ">=8.2.0", True),
        ("10.0", ">=9", True), ("missing", "<9,>=8.2", False), ("3.1.6", "", True), ("9.0.0", "<9", False),
    ],
)  # fmt: skip
def test_versions_are_compared_as_numbers(number: str, wanted: str, right: bool) -> None:
    assert doctor.fits(number, wanted) == right


def test_a_package_that_is_missing_or_too_new_is_named() -> None:
    found = doctor.packages(["textual<9,>=8.2", "jinja2<4,>=3.1"], {"textual": "9.1", "jinja2": "3.1.6"})
    assert found.state == "do"
    assert "textual is 9.1" in found.found
    assert "jinja2" not in found.found
    assert doctor.packages(["textual<9,>=8.2"], {"textual": "missing"}).state == "do"


def test_what_it_says_names_no_clinic(places: Places, said: Callable[..., tuple[int, str]]) -> None:
    """Not even when everything is amiss: it is made to be passed on."""
    for path in places.clinics.rglob("*"):
        path.chmod(0o777)
    folder = next(places.clinics.iterdir())
    text = next(folder.glob("*.toml")).read_text(encoding="utf-8")
    clinic = next(line for line in text.splitlines() if line.startswith("clinic")).split('"')[1]
    (folder / "2026-01-01 (conflicted copy).toml").write_bytes(b"\x00")
    for words in ((), ("--json",)):
        code, out = said(*words)
        assert code == 1
        assert clinic not in out
        assert folder.name not in out
        assert ".toml" not in out
