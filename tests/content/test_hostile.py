"""A folder full of hostile files costs a message for each and hides nothing good; hostile texts are only texts."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from posture.content.library import assemble, require
from posture.content.loader import FILES_LIMIT, load_checklist_file

GOOD = Path(__file__).parent / "good"

# In a process of its own, with bounds: a file that hangs or eats the memory must not take the tests with it.
CHILD = """
import json, sys
from posture.content.library import assemble
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
except ImportError:
    pass
assembled = assemble([sys.argv[1]])
problems = [[problem.file, problem.line, str(problem)] for problem in assembled.problems]
json.dump([problems, [one.id for one in assembled.library.checklists]], sys.stdout)
"""

HEAD = b'schema_version = 1\nid = "x"\ntitle = "X"\n'

# What is in the file, and the line and the words that tell it.
BOMBS: dict[str, tuple[bytes, int, str]] = {
    "arrays": (b"[" * 2_048, 1, "nests more than 32 arrays or tables"),
    "binary": (bytes(range(256)) * 40, 2, "has a byte that is not UTF-8"),
    "deep-tables": (HEAD + b"[[" + b".".join([b"a"] * 20_000) + b"]]\n", 4, "has a key of more than 64 parts"),
    "dotted-key": (HEAD + b".".join([b"a"] * 20_000) + b" = 1\n", 4, "has a key of more than 64 parts"),
    "hexadecimal": (HEAD + b"order = 0x" + b"f" * 6_000 + b"\n", 4, "has a number of more than 64 digits"),
    "html": (b"<!doctype html>\n<p>Sign in</p>\n", 1, "is not valid TOML: invalid statement"),
    "inline-tables": (b"x = " + b"{x=" * 3_000, 1, "nests more than 32 arrays or tables"),
    "long-number": (HEAD + b"order = " + b"9" * 5_000 + b"\n", 4, "has a number of more than 64 digits"),
    "nothing": (b"", 1, "the key 'id' is missing"),
    "quotes": (HEAD + b'summary = "' + b'\\"' * 200_000, 4, "is not valid TOML: unterminated string"),
    "triple-quotes": (HEAD + b'\\"""\n' * 100_000, 4, "is not valid TOML: invalid statement"),
    "unknown-keys": (HEAD + b"".join(b"k%d = 1\n" % n for n in range(2_000)), 4, "k0: unknown key 'k0'"),
    "utf-16": ("schema_version = 1\n".encode("utf-16"), 1, "is saved as UTF-16; save it as UTF-8"),
    "zeros": (bytes(4_096), 1, "is not valid TOML"),
}
SPECIAL = {
    "circle": "can't be read: Too many levels of symbolic links",
    "dangling": "can't be read: No such file or directory",
    "device": "is not a regular file",
    "folder": "can't be read: Is a directory",
    "huge": "is larger than 8 MiB",
    "pipe": "is not a regular file",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    for path in GOOD.rglob("*.toml"):
        target = folder / path.relative_to(GOOD)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    for name, (data, _, _) in BOMBS.items():
        (folder / f"{name}.toml").write_bytes(data)
        (folder / "frameworks" / f"{name}.toml").write_bytes(data)
    (folder / "circle.toml").symlink_to("circle.toml")
    (folder / "dangling.toml").symlink_to("nowhere.toml")
    (folder / "device.toml").symlink_to("/dev/zero")
    (folder / "folder.toml").mkdir()
    os.mkfifo(folder / "pipe.toml")
    with (folder / "huge.toml").open("wb") as file:
        file.truncate(2**40)
    return folder


@pytest.fixture(scope="module")
def found(hostile: Path) -> tuple[list[tuple[str, int, str]], list[str]]:
    """The problems and the good checklists of the hostile folder."""
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(hostile)], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr[-500:]
    problems, checklists = json.loads(run.stdout)
    return [(file, line, told) for file, line, told in problems], checklists


pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with pipes and devices")


def test_the_good_checklists_are_all_there(found: tuple[list[tuple[str, int, str]], list[str]]) -> None:
    assert found[1] == ["mail", "phones"]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_told_with_its_line(
    name: str, hostile: Path, found: tuple[list[tuple[str, int, str]], list[str]]
) -> None:
    _, line, words = BOMBS[name]
    for path in (hostile / f"{name}.toml", hostile / "frameworks" / f"{name}.toml"):
        told = [(at, text) for file, at, text in found[0] if file == str(path)]
        assert told
        if "unknown" in name or name == "nothing":  # one problem for each key; a framework asks for less
            assert any(text.startswith(f"{path}:{line}: {words}") for at, text in told if at == line)
        else:
            assert len(told) == 1
            assert told[0][0] == line
            assert told[0][1].startswith(f"{path}:{line}: {words}")
        assert max(len(text) for _, text in told) < len(str(path)) + 250


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_no_file_is_told_and_not_waited_for(
    name: str, hostile: Path, found: tuple[list[tuple[str, int, str]], list[str]]
) -> None:
    path = hostile / f"{name}.toml"
    assert [text for file, _, text in found[0] if file == str(path)] == [f"{path}:1: {SPECIAL[name]}"]


def test_no_other_file_is_blamed(found: tuple[list[tuple[str, int, str]], list[str]]) -> None:
    blamed = {Path(file).stem for file, _, _ in found[0]}
    assert blamed == {*BOMBS, *SPECIAL}


def test_a_folder_of_very_many_files_is_told_and_not_read(tmp_path: Path) -> None:
    for number in range(FILES_LIMIT + 1):
        (tmp_path / f"{number}.toml").touch()
    told = [str(problem) for problem in assemble([tmp_path]).problems]
    assert told == [f"{tmp_path}:1: holds more than 2000 files"]


TEXTS = {
    "brackets": ("[/foo] [/] [@click=app.boom('x')]more[/]", None),
    "html": ("<img src=x onerror=alert(1)><script>boom()</script>&amp;", None),
    "template": ("{{ 7 * 7 }} {% for x in y %} ${HOME} %s %(a)s {0}", None),
    "table": ("a | b\n--- | ---\n`c` | *d* _e_ # f", None),
    "formula": ("=cmd|'/c calc'!A1", None),
    "arabic": ("عيادة النهر — مرحبا", None),
    "emoji": ("👩🏽\u200d⚕️ 🏥 \U0001f3f3\ufe0f\u200d\U0001f308", None),
    "reordered": ("\u202eevil\u202c", None),
    "long line": ("word " * 10_000, None),
    "long word": ("x" * 50_000, None),
    "lines": ("\n" * 5_000 + "end", None),
    "escape": ("\x1b]52;c;QQ==\x1b\\", "^[]52;c;QQ==^[\\"),
    "c1": ("\x9b2J\x00\x7f", "<U+009B>2J^@^?"),
}


def replaced(node: Any, text: str) -> Any:  # noqa: ANN401 - any part of a parsed file
    """A parsed checklist with every text that people read replaced."""
    if isinstance(node, list):
        return [text if isinstance(one, str) and " " in one else replaced(one, text) for one in node]
    if not isinstance(node, dict):
        return node
    readable = {"title", "summary", "question", "why", "how", "proof", "implemented", "mostly", "partly", "not"}
    return {key: text if key in readable else replaced(value, text) for key, value in node.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_load_and_stay_as_they_are_but_for_control_codes(name: str, tmp_path: Path) -> None:
    text, kept = TEXTS[name]
    table = replaced(tomllib.loads((GOOD / "mail.toml").read_text(encoding="utf-8")), text)
    (tmp_path / "mail.toml").write_text(tomli_w.dumps(table), encoding="utf-8")
    folder = load_checklist_file(tmp_path / "mail.toml")
    assert folder.problems == []
    checklist = folder.checklists[0].value
    control, action = checklist.controls[0], checklist.actions[0]
    read = [checklist.title, checklist.summary, control.title, control.question, control.why, control.answers.not_]
    read += [control.checks[0].how, control.checks[0].proof, action.title, action.steps[0], checklist.sections[0].title]
    assert set(read) == {text if kept is None else kept}


def test_1500_controls_load(tmp_path: Path) -> None:
    text = 'schema_version = 1\nid = "large"\ntitle = "Large"\n'
    for number in range(1_500):
        text += f'[[controls]]\nid = "c-{number}"\ntitle = "T"\nquestion = "Q?"\nlikelihood = "low"\nimpact = "low"\n'
        text += f'[[actions]]\nid = "a-{number}"\ntitle = "T"\nhours = {{ base = 1 }}\n'
        text += f'closes = [{{ control = "c-{number}" }}]\n' + (f'requires = ["a-{number - 1}"]\n' if number else "")
    (tmp_path / "large.toml").write_text(text, encoding="utf-8")
    assembled = assemble([tmp_path])
    assert assembled.problems == ()
    assert len(require(assembled).control_by_id) == len(require(assembled).action_by_id) == 1_500
