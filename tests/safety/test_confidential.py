"""What a clinic has said stays where it belongs, and only its owner can read it, whichever command has run."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from posture.cli.commands import COMMANDS
from posture.model.assessment import Assessment
from posture.store.paths import slug
from tests.safety.every_command import Canaries, Scene, carry_out, typed_texts

# Commands that are not about a clinic have no business with what any of them said.
ABOUT_NO_CLINIC = frozenset(
    {"where", "doctor", "check", "quick-check", "schema", "new-checklist", "demo", "templates", "--help"}
)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Two clinics; temporary files and the present folder are the test's own."""
    for name in ("temporary", "here"):
        (tmp_path / name).mkdir(mode=0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "here")
    return Scene(tmp_path)


def wider(root: Path) -> Iterator[str]:
    """Every file and folder below one that somebody else may read, with its mode. The temporary home is not ours."""
    for path in sorted(root.rglob("*")):
        if path.name in ("home", ".cache", "temporary", "here") or path.is_symlink():
            continue
        mode, most = path.stat().st_mode & 0o777, 0o700 if path.is_dir() else 0o600
        if mode & ~most:
            yield f"{path.relative_to(root)} {mode:04o}"


def leaks(root: Path, canaries: Canaries, allowed: tuple[Path, ...]) -> list[str]:
    """Files below one that hold, or are named after, what a clinic said, but for those in folders where it belongs."""
    found = []
    for path in sorted(root.rglob("*")):
        if any(path == folder or path.is_relative_to(folder) for folder in allowed):
            continue
        heard = canaries.heard(path.name) + (canaries.heard(path.read_bytes()) if path.is_file() else [])
        if heard:
            found.append(f"{path.relative_to(root)}: {', '.join(heard)}")
    return found


def test_every_text_that_can_be_typed_has_a_canary(scene: Scene) -> None:
    """Or what follows would not look for it."""
    scene.lay_out()
    assert set(scene.first.places) == typed_texts(Assessment.model_json_schema())
    assert set(scene.first.places) == set(scene.first.heard(scene.file.read_bytes()))
    assert set(scene.second.places) == set(scene.second.heard(scene.other.read_bytes()))


def test_every_command_is_among_those_carried_out(scene: Scene) -> None:
    scene.lay_out()
    assert {name for name, _, _ in scene.lines()} == {command.name for command in COMMANDS}


@pytest.mark.skipif(os.name == "nt", reason="modes mean nothing there")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077], ids=oct)
def test_whatever_a_command_writes_is_its_owner_s_alone(scene: Scene, mask: int) -> None:
    """Seen to fail with FILE_MODE 0o644, and with FOLDER_MODE 0o755."""
    scene.every_format = mask == 0
    before = os.umask(mask)
    try:
        (scene.root / "control.txt").touch()
        scene.lay_out()
        for done in scene.carry_out():
            assert done.code == 0, (done.words, done.err)
            assert list(wider(scene.root)) == (["control.txt 0666"] if mask == 0 else
                                               ["control.txt 0644"] if mask == 0o022 else []), done.words  # fmt: skip
    finally:
        os.umask(before)


def test_what_a_clinic_said_stays_with_that_clinic(scene: Scene) -> None:
    """Of the clinic that a command is about nothing goes beside its own files; of the other one nothing is said."""
    scene.lay_out()
    folder = scene.workspace / "clinics" / scene.file.parent.name
    own = (folder, scene.workspace / "exports", scene.written, scene.root / "second workspace")
    others = scene.workspace / "clinics" / scene.other.parent.name
    kept = {path: path.read_bytes() for path in others.rglob("*") if path.is_file()}
    heard = set()
    for done in scene.carry_out():
        assert done.code == 0, (done.words, done.err)
        said = done.out + done.err
        assert scene.second.heard(said) == [], done.words
        if done.words[0] in ABOUT_NO_CLINIC:
            assert scene.first.heard(said) == [], done.words
        heard |= set(scene.first.heard(said))
        again = tuple(scene.workspace.glob(f"clinics/{slug(scene.first.any)}*"))
        assert leaks(scene.root, scene.first, (*own, *again)) == [], done.words
        assert leaks(scene.root, scene.second, (others,)) == [], done.words
        assert {path: path.read_bytes() for path in others.rglob("*") if path.is_file()} == kept, done.words
        assert list((scene.root / "temporary").iterdir()) == [], done.words
    assert "Assessment.clinic" in heard  # or nothing was listened to
    # The last command has deleted the clinic: the workspace knows nothing of it any more.
    assert leaks(scene.workspace, scene.first, ()) == []


def test_a_redacted_report_keeps_no_more_than_reasons_and_titles(scene: Scene) -> None:
    """Reasons and own actions are what a report is about; names that are known stand in them no more."""
    scene.lay_out()
    for words, most in (
        (("--format", "json"), set(scene.first.places)),
        (("--all", "--redact"), {"Response.reason", "Acceptance.reason", "ActionState.reason", "ActionText.title"}),
    ):
        folder = scene.written / "-".join(("report", *words))
        done = carry_out(("export", str(scene.file), "-o", str(folder), *words))
        assert done.code == 0, done.err
        heard = {place for path in folder.iterdir() for place in scene.first.heard(path.read_bytes())}
        assert heard <= most
        assert "Response.reason" in heard
        assert ("Response.note" in heard) == ("--redact" not in words)
        assert "Assessment.clinic" not in scene.first.heard(done.out + done.err) or "--redact" not in words


def test_help_and_wrong_use_name_no_clinic(scene: Scene) -> None:
    scene.lay_out()
    for words in (("--help",), ("score",), ("score", "--wrong"), ("answers",), ("export", "nothing.toml")):
        done = carry_out(words)
        assert scene.first.heard(done.out + done.err) == []


@pytest.mark.parametrize("command", ["score", "export", "answer", "history"])
def test_a_crash_in_any_of_it_says_nothing_of_the_clinic(
    scene: Scene, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.lay_out()
    note = scene.first.places["Response.note"]
    monkeypatch.setenv("POSTURE_DEBUG", "1")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"could not handle {scene.file.read_text(encoding='utf-8')}")

    for name in (
        "posture.session.Session.evaluation",
        "posture.session.Session.save",
        "posture.store.telling.revisions",
    ):
        monkeypatch.setattr(name, broken)
    words = {"answer": (str(scene.file), scene.controls[3], "partly", "--note", note)}.get(command, (str(scene.file),))
    done = carry_out((command, *words))
    assert done.code == 1
    assert "wrong in posture itself" in done.err
    assert scene.first.heard(done.out + done.err) == []
    (report,) = (scene.root / "temporary").iterdir()
    assert "RuntimeError" in report.read_text(encoding="utf-8")
    assert leaks(scene.root, scene.first, (scene.file.parent,)) == []


def test_a_leak_would_be_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of all of the above: a command that writes a note where it does not belong."""
    scene.lay_out()

    def leaky(_: str = "") -> None:
        (scene.root / "temporary" / "log").write_text(scene.second.places["Response.note"].upper(), encoding="utf-8")

    monkeypatch.setattr("posture.cli.places.say", leaky)
    carry_out(("where",))
    assert leaks(scene.root, scene.second, (scene.other.parent,)) == ["temporary/log: Response.note"]
