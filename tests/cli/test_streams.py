"""stdout is data, stderr is narration, and the exit code tells one kind of failure from another."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import posture as package
from tests.cli.shell import AS_OF, GOLDEN, Shell, toml, tree

ROOT = Path(__file__).parents[2]


def program(
    *words: str | bytes, environment: dict[str, str] | None = None, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """`python -m posture` as a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "posture", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=120,
    )


# --- a process of its own --------------------------------------------------------------------------------------------


def test_the_program_prints_its_version() -> None:
    done = program("--version")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"posture {package.__version__}\n", b"")


def test_without_a_terminal_the_program_alone_says_what_else_there_is(workspace: Path) -> None:
    done = program()
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"needs a terminal" in done.stderr
    assert b"posture demo --plain" in done.stderr
    assert not workspace.exists()


def test_json_is_all_that_stands_on_stdout_whatever_the_locale() -> None:
    words = ("score", str(GOLDEN / "a.toml"), "--json", "--as-of", AS_OF, "--checklists", str(GOLDEN / "checklists"))
    done = program(*words, environment={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert json.loads(done.stdout)["posture"] == {"low": 20.2, "point": 35.1, "high": 48.7}


def test_a_name_that_the_terminal_has_no_letters_for_stops_nothing(workspace: Path) -> None:
    words = ("new", "--clinic", "Praxis Dr. Müller 医院", "--checklists", str(GOLDEN / "checklists"))
    done = program(*words, environment={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    path = Path(done.stdout.decode().strip())
    assert path.is_relative_to(workspace / "clinics")
    assert toml(path)["clinic"] == "Praxis Dr. Müller 医院"


@pytest.mark.skipif(os.name == "nt", reason="Windows gives no bytes to a program, only text")
def test_a_name_in_another_encoding_than_the_terminal_s_is_kept_or_refused_as_wrong_use() -> None:
    """Latin-1 typed into a UTF-8 terminal."""
    done = program("new", "--clinic", "\xc9t\xe9".encode("latin-1"), "--checklists", str(GOLDEN / "checklists"))
    assert b"wrong in posture itself" not in done.stderr
    assert done.returncode in (0, 2)


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = program("where", stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_output_that_a_full_disk_refuses_is_told_with_exit_code_3() -> None:
    with Path("/dev/full").open("wb") as full:
        done = program("where", stdout=full.fileno())
    assert done.returncode == 3
    assert b"disk is full" in done.stderr
    assert b"Exception ignored" not in done.stderr


# --- in this process -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("answer", "patching", "partly"),
        ("answer", "patching", "mostly"),  # as it is already
        ("action", "call-list", "--status", "done"),
        ("action", "call-list"),
        ("accept", "patching", "--reason", "old machine", "--until", "2027-01-31"),
    ],
)
def test_a_command_that_changes_the_file_prints_its_path_alone(
    golden: Shell, file: Path, words: tuple[str, ...]
) -> None:
    result = golden(words[0], str(file), *words[1:])
    assert result.path == file
    assert len(result.err.splitlines()) == 1


def test_new_and_export_print_the_paths_that_they_wrote(golden: Shell, workspace: Path, file: Path) -> None:
    new = golden("new", "--clinic", "Riverside")
    assert new.path.is_file()
    assert new.path.is_relative_to(workspace / "clinics")
    export = golden("export", str(file), "--all")
    assert export.code == 0
    paths = [Path(line) for line in export.lines]
    assert paths
    assert set(paths) == {path for path in (workspace / "exports").rglob("*") if path.is_file()}
    assert "Golden Clinic: " in export.err


def test_export_writes_into_the_folder_named(golden: Shell, file: Path, tmp_path: Path) -> None:
    export = golden("export", str(file), "--format", "markdown", "-o", str(tmp_path / "out" / "deep"))
    assert export.path == tmp_path / "out" / "deep" / "report.md"
    assert export.path.read_text(encoding="utf-8").startswith("#")


@pytest.mark.parametrize("words", [("score",), ("plan",), ("score", "--json"), ("plan", "--exact")])
def test_judging_narrates_nothing_and_changes_nothing(
    golden: Shell, workspace: Path, file: Path, words: tuple[str, ...]
) -> None:
    before = file.read_bytes()
    result = golden(words[0], str(file), *words[1:])
    assert (result.code, result.err) == (0, "")
    assert result.out.strip()
    assert file.read_bytes() == before
    assert tree(workspace) == {}


@pytest.mark.parametrize("words", [("score",), ("plan",)])
def test_the_same_question_gives_the_same_bytes(golden: Shell, words: tuple[str, ...]) -> None:
    words = (*words, str(GOLDEN / "a.toml"), "--as-of", AS_OF)
    assert golden(*words).out == golden(*words).out
    assert golden(*words, "--json").out == golden(*words, "--json").out


def test_plain_score_shows_posture_with_its_range_and_what_caps_it(golden: Shell) -> None:
    out = golden("score", str(GOLDEN / "a.toml"), "--as-of", AS_OF).out
    assert "35.1 E (at least 20.2 · could be 48.7)" in out
    assert "86.4 %" in out  # of the weight answered
    assert "47.4 %" in out  # confirmed
    assert "No better than grade C: Cap no-email-mfa" in out
    assert "No better than grade B: Cap untested-restore" in out
    assert "no-usable-backup" not in out  # fires in the low reading only


def test_plain_plan_shows_three_things_with_what_they_need_first(golden: Shell) -> None:
    out = golden("plan", str(GOLDEN / "a.toml"), "--as-of", AS_OF, "--first-week", "4").out
    first, second, third = (out.index(f"{number}. ") for number in (1, 2, 3))
    assert "enable-email-mfa" in out[first:second]
    assert "first: list mailboxes" in out[first:second]
    assert "offline-backup" in out[second:third]
    assert "restore-drill" in out[third:]
    assert "first: offline backup" in out[third:]
    assert "52.1 D" in out


def test_plain_budget_names_the_set_and_its_proof(golden: Shell) -> None:
    out = golden("plan", str(GOLDEN / "a.toml"), "--as-of", AS_OF, "--hours", "4", "--dollars", "0").out
    assert {line.strip() for line in out.splitlines()} >= {"list-mailboxes", "enable-email-mfa"}
    assert "auto-update" not in out
    assert "proven" in out


@pytest.mark.parametrize(
    ("threshold", "code"), [("0", 0), ("35", 0), ("35.1", 0), ("35.16", 0), ("35.2", 1), ("36", 1), ("100", 1)]
)
def test_fail_under_compares_the_exact_posture(golden: Shell, threshold: str, code: int) -> None:
    """2075/59 is 35.169…"""
    words = ("score", str(GOLDEN / "a.toml"), "--as-of", AS_OF, "--json", "--fail-under", threshold)
    result = golden(*words)
    assert result.code == code
    assert result.json["posture"]["point"] == 35.1
    assert bool(result.err) == bool(code)


def test_where_says_where_everything_is_kept(posture: Shell, workspace: Path) -> None:
    result = posture("where")
    assert (result.code, result.err) == (0, "")
    for place in (workspace, workspace / "clinics", workspace / "exports", workspace / "checklists"):
        assert any(line.endswith(f"  {place}") for line in result.lines), place
    assert not workspace.exists()


def test_help_names_every_command_and_every_command_has_help_of_its_own(posture: Shell) -> None:
    result = posture("--help")
    assert result.code == 0
    for command in ("demo", "new", "answer", "fact", "action", "accept", "score", "plan", "export", "check", "where"):
        assert f"\n    {command} " in result.out
        own = posture(command, "--help")
        assert own.code == 0
        assert "--workspace" in own.out
        assert "--checklists" in own.out


def test_bare_posture_without_a_terminal_is_wrong_use(posture: Shell, workspace: Path) -> None:
    result = posture()
    assert (result.code, result.out) == (2, "")
    assert "demo --plain" in result.err
    assert not workspace.exists()
