"""From bytes to parsed TOML: what loads, what is refused with its line, and that no file costs more than a message."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from posture.toml.reading import (
    DEEPEST_KEY,
    DEEPEST_NESTING,
    TABLES_LIMIT,
    VALUES_LIMIT,
    TomlFile,
    UnreadableError,
    parse,
    read_file,
)

LIMIT = 8 * 2**20

# Run in a process of its own, so that a file that hangs or eats the memory fails one test and not the whole run.
CHILD = """
import json, sys
from pathlib import Path
from posture.toml.reading import UnreadableError, read_file
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
except ImportError:
    pass
try:
    read_file(Path(sys.argv[1]), 8 * 2**20)
except UnreadableError as error:
    print(json.dumps([error.problem.line, str(error.problem)]))
except OSError as error:
    print(json.dumps([0, type(error).__name__]))
else:
    print(json.dumps([0, "read"]))
"""


def read_in_child(path: Path) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, timeout=20, check=False
    )
    assert run.returncode == 0, run.stderr[-500:]
    line, words = json.loads(run.stdout)
    return line, words


def refusal(data: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        parse(data, LIMIT, "x.toml")
    return caught.value


def loaded(data: bytes) -> TomlFile:
    return parse(data, LIMIT, "x.toml")


def test_byte_order_mark_and_windows_line_ends_change_nothing_but_the_hash() -> None:
    plain = b'a = 1\n[t]\nlong = """\nx\ny"""\nb = 2\n'
    windows = b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")
    assert loaded(windows).data == loaded(plain).data == {"a": 1, "t": {"long": "x\ny", "b": 2}}
    assert loaded(windows).position(("t", "b")) == loaded(plain).position(("t", "b")) == (6, 1)
    assert loaded(windows).sha256 == hashlib.sha256(windows).hexdigest()


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a = 1\nb = = 2\n", 2, 5, "is not valid TOML: invalid value"),
        (b"a = 1\n\nb = [1,\n2\n", 5, 1, "is not valid TOML: unclosed array at the end of the file"),
        (b'a = 1\nb = "x', 2, 1, "is not valid TOML: unterminated string at the end of the file"),
        (b"a = 1\na = 2\n", 2, 6, "is not valid TOML: cannot overwrite a value"),
        (b"a = 1\r\nb = = 2\r\n", 2, 5, "is not valid TOML: invalid value"),
        (b"a = 1\nb = 2026-02-30\n", 2, 5, "is not valid TOML: invalid date or datetime"),
        (b"a = '\x00'\n", 1, 6, "is not valid TOML: found invalid character '\\x00'"),
        (b'a = "x"\nb = "caf\xe9"\n', 2, 9, "has a byte that is not UTF-8"),
        (b"\xff\xfea\x00", 1, 1, "is saved as UTF-16"),
        (b"\xfe\xff\x00a", 1, 1, "is saved as UTF-16"),
    ],
)
def test_text_that_is_not_toml_is_refused_with_its_line(data: bytes, line: int, column: int, message: str) -> None:
    problem = refusal(data).problem
    assert (problem.file, problem.line, problem.column) == ("x.toml", line, column)
    assert problem.message == message


@pytest.mark.parametrize("data", [b"\xff\xfea\x00", b"a = '\xe9'"])
def test_other_encodings_are_told_to_be_utf_8(data: bytes) -> None:
    assert "UTF-8" in refusal(data).problem.hint


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    data = b"# " + b"x" * (2**20 - 3) + b"\n"
    assert parse(data, 2**20, "x.toml").data == {}
    with pytest.raises(UnreadableError, match=r"^x.toml:1: is larger than 1 MiB$"):
        parse(data + b"\n", 2**20, "x.toml")


def test_a_file_beyond_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole of a terabyte, which takes no space
    assert read_in_child(path) == (1, f"{path}:1: is larger than 8 MiB")


def test_nesting_and_key_parts_are_allowed_up_to_their_bounds() -> None:
    nested = b"x = " + b"[" * DEEPEST_NESTING + b"]" * DEEPEST_NESTING
    dotted = b".".join([b"k"] * DEEPEST_KEY) + b" = 1"
    assert list(loaded(nested).data) == ["x"]
    assert list(loaded(dotted).data) == ["k"]
    assert f"more than {DEEPEST_NESTING}" in str(refusal(b"x = [" + nested[4:] + b"]"))
    assert f"more than {DEEPEST_KEY} parts" in str(refusal(b"k." + dotted))


@pytest.mark.parametrize(
    "text",
    [
        'x = "' + "[" * 100 + '"',
        "x = '" + "{" * 100 + "'",
        'x = """\n' + "[[\n" * 100 + '\\"""["""',
        "x = '''\n" + "[[\n" * 100 + "''['''",
        "# " + "[" * 100 + "\nx = 1",
        'x = "' + "a." * 100 + '"',
        "x = 1 # " + "a." * 100,
        "x = [" + "1.5, " * 100 + "]",
        "[[x]]\n" * 100,
        f'x = "{"9" * 5000}"',
    ],
)
def test_brackets_dots_and_digits_in_texts_and_comments_are_no_nesting(text: str) -> None:
    assert list(loaded(text.encode()).data) == ["x"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"a = 1\n" + b"[[x]]\n" * TABLES_LIMIT, 0, ""),
        (b"a = 1\n" + b"[[x]]\n" * (TABLES_LIMIT + 1), TABLES_LIMIT + 2, "has more than 20,000 tables"),
        (b"x = [\n" + b"{},\n" * (TABLES_LIMIT + 1) + b"]", TABLES_LIMIT + 2, "has more than 20,000 tables"),
        (b'x = "' + b"{" * (TABLES_LIMIT + 1) + b'"', 0, ""),
        (b"x = [" + b"1," * (VALUES_LIMIT - 1) + b"]", 0, ""),
        (b"x = [" + b"1," * VALUES_LIMIT + b"]", 1, "has more than 400,000 keys and values"),
        (b"# " + b"1,=" * VALUES_LIMIT + b"\nx = 1", 0, ""),
    ],
    ids=["tables", "a table more", "inline tables", "braces in a text", "values", "a value more", "a comment"],
)
def test_a_file_holds_so_many_tables_and_values_and_no_more(text: bytes, line: int, words: str) -> None:
    if not words:
        assert "x" in loaded(text).data
        return
    assert str(refusal(text)) == f"x.toml:{line}: {words}"


BOMBS = {
    "dotted key": (b"a = 1\n" + b".".join([b"k"] * 20_000) + b" = 1\n", 2, "has a key of more than 64 parts"),
    "quoted dotted key": (b'\n\n"k"' + b'."k"' * 20_000 + b" = 1\n", 3, "has a key of more than 64 parts"),
    "dotted header": (b"[" + b".".join([b"k"] * 20_000) + b"]\n", 1, "has a key of more than 64 parts"),
    "dotted key under a long text": (
        b"a = \"\"\"\none\ntwo\n\"\"\"\nb = '''\n'''\n" + b"k." * 20_000 + b"k = 1\n",
        7,
        "has a key of more than 64 parts",
    ),
    "arrays": (b"x = " + b"[" * 2_000, 1, "nests more than 32 arrays or tables"),
    "closed arrays": (b"x = " + b"[" * 2_000 + b"]" * 2_000, 1, "nests more than 32 arrays or tables"),
    "headers": (b"[" * 2_000, 1, "nests more than 32 arrays or tables"),
    "inline tables": (b"x = " + b"{a = " * 2_000 + b"1" + b"}" * 2_000, 1, "nests more than 32 arrays or tables"),
    "long number": (b"a = 1\nx = " + b"9" * 5_000 + b"\n", 2, "has a number of more than 64 digits"),
    # Hexadecimal numbers have no bound in the parser, and can't be printed afterwards.
    "long hexadecimal number": (b"a = 1\nx = -1\ny = 0x" + b"f" * 6_000, 3, "has a number of more than 64 digits"),
    "many half numbers": (b"x = [" + b"1_" * 500_000, 1, "has a number of more than 64 digits"),
    # Quotes that never close: each of them is a place from which to look for an end that is not there.
    "escaped quotes": (b'x = "' + b'\\"' * 200_000, 1, "is not valid TOML: unterminated string"),
    "escaped triple quotes": (b'\\"""\n' * 100_000, 1, "is not valid TOML: invalid statement"),
    "triple quotes": (b"x = " + b'"' * 400_001, 1, "is not valid TOML"),
    "single quotes": (b"x = " + b"'''a''" * 100_000, 1, "is not valid TOML"),
    "nothing but newlines": (b"\t\n" * 200_000 + b"=", 200_001, "is not valid TOML"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_text_costs_one_message_with_its_line(name: str, tmp_path: Path) -> None:
    data, line, words = BOMBS[name]
    path = tmp_path / "x.toml"
    path.write_bytes(data)
    found_line, found = read_in_child(path)
    assert found_line == line
    assert found.startswith(f"{path}:{line}: {words}")
    assert len(found) < len(str(path)) + 200


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.toml")
    assert read_in_child(tmp_path / "x.toml") == (1, f"{tmp_path / 'x.toml'}:1: is not a regular file")


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a system with devices")
def test_a_device_is_refused_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.toml").symlink_to("/dev/zero")
    assert read_in_child(tmp_path / "x.toml") == (1, f"{tmp_path / 'x.toml'}:1: is not a regular file")


def test_missing_files_link_circles_and_folders_are_left_to_the_caller(tmp_path: Path) -> None:
    (tmp_path / "circle.toml").symlink_to("circle.toml")
    (tmp_path / "nowhere.toml").symlink_to("gone.toml")
    with pytest.raises(OSError, match="circle"):
        read_file(tmp_path / "circle.toml", LIMIT)
    for name in ("nowhere.toml", "missing.toml"):
        with pytest.raises(FileNotFoundError):
            read_file(tmp_path / name, LIMIT)
    with pytest.raises(IsADirectoryError):
        read_file(tmp_path, LIMIT)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc to count open files")
def test_refused_files_are_closed_again(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"=")
    os.mkfifo(tmp_path / "pipe.toml")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        for path in (tmp_path, tmp_path / "bad.toml", tmp_path / "pipe.toml"):
            with pytest.raises((OSError, UnreadableError)):
                read_file(path, LIMIT)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_problem_names_entries_by_their_id() -> None:
    file = loaded(b'[[controls]]\nid = "a"\n[[controls]]\nid = "b"\n[[controls.checks]]\nhow = "x"\nmore = 1\n')
    assert str(file.problem(("controls", 1, "checks", 0, "more"), "is odd", "take it out")) == (
        "x.toml:7: controls.b.checks.0.more: is odd; take it out"
    )
    assert str(file.problem((), "is odd", warning=True)) == "x.toml:1: warning: is odd"
