"""Whatever stands on the command line: an exit code of ours, one message, no traceback, nothing a terminal obeys."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.cli.shell import Shell, toml

LONG: Final = "x" * 3_000

# What a word can be, by what is expected there. A path that is too long has a test of its own, as have bytes that are
# no text.
HOSTILE: Final = {
    "text": (
        "", " ", "-", "--", "-rf", "\x1b[2J\x1b]0;pwned\x07\x9b2J\x90q\x9c\x7f\x08", "\u202egnp.exe\u2028\u2029\ufeff",
        "[@click=app.bell]%s%n{0}[/]", "🏥e\u0301" * 50, LONG, "../../a=b=c", "'\"\\\n[responses]",
    ),
    "number": (
        "", "-1", "-0", "0.1", "1e308", "1e-308", "nan", "-inf", "9" * 400, "0x10", "１２", "1,5",
        "999999999", "\x1b[m",
    ),
    "date": (
        "", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-11-23T10:00", "2026-W48-1", "now", "\x1b[m",
        "-1", LONG,
    ),
    "path": (
        "", "folder", "fifo", "dangling", "loop", "/dev/zero", "/proc/self/nothing", "junk\x1b[1m.toml", "-rf",
        "a.toml/x", "missing\x9b\u202e", "\udcff",
    ),
    "folder": ("", "fifo", "loop", "/dev/null", "missing\x1b[1m\u202e", "\udcff"),
}  # fmt: skip

# Of every command a line that works: what stands at each place, and what each option takes.
PLACES: Final = {
    "new": (("--clinic=X", "text"),),
    "answer": (("FILE", "path"), ("patching", "text"), ("partly", "text")),
    "fact": (("FILE", "path"), ("staff=", "text")),
    "action": (("FILE", "path"), ("call-list", "text")),
    "accept": (("FILE", "path"), ("patching", "text"), ("--reason=r", "text"), ("--until=2027-01-01", "date")),
    "score": (("FILE", "path"),),
    "plan": (("FILE", "path"),),
    "export": (("FILE", "path"),),
    "check": (("folder", "path"),),
    "where": (),
}
OPTIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "new": {
        "text": ("--clinic", "--assessor", "--fact", "--checklist"),
        "path": ("--from", "--output"),
    },
    "answer": {"text": ("--note", "--reason", "--by", "--evidence", "--method"), "date": ("--collected",)},
    "action": {"text": ("--status", "--owner", "--reason"), "date": ("--due",)},
    "accept": {"text": ("--by",)},
    "score": {"date": ("--as-of",), "number": ("--fail-under",)},
    "plan": {
        "date": ("--as-of", "--start"),
        "number": ("--hours-per-week", "--first-week", "--year-dollars", "--hours", "--dollars"),
        "text": ("--must", "--avoid"),
    },
    "export": {"text": ("--format",), "date": ("--as-of",), "path": ("--output",)},
    "check": {"date": ("--as-of",)},
}

# What stands on the line besides, after the command alone.
REST: Final = (
    (), ("",), ("-",), ("--",), ("--", "-rf"), ("-\x1b[1m",), ("--\x1b[31m\u202e",), ("--=x",), ("-o",), ("--json=1",),
    ("@/etc/passwd",), ("--" + LONG,), ("🏥",), ("-1",), ("--workspace",), ("--checklists",), ("%s", "{x}"),
)  # fmt: skip


def lines(command: str) -> Iterator[tuple[str, ...]]:
    places = PLACES[command]
    works = (command, *(right for right, _ in places))
    for index, (_, kind) in enumerate(places, 1):
        for word in HOSTILE[kind]:
            yield (*works[:index], word, *works[index + 1 :])
    for kind, options in {**OPTIONS.get(command, {}), "folder": ("--workspace", "--checklists")}.items():
        words = [word for word in HOSTILE[kind] if word != "--"]  # that one has a test of its own
        yield from ((*works, f"{option}={word}") for option in options for word in words)
    for rest in REST:
        yield (command, *rest)


@pytest.fixture
def odd_places(file: Path) -> Path:
    """Beside an assessment, in the current folder: what a path can lead to."""
    here = file.parent
    (here / "folder").mkdir()
    (here / "dangling").symlink_to(here / "nowhere")
    (here / "loop").symlink_to(here / "loop")
    (here / "junk\x1b[1m.toml").write_text("\x1b]0;pwned\x07 = [", encoding="utf-8")
    os.mkfifo(here / "fifo")
    return here


@pytest.mark.skipif(os.name == "nt", reason="there are no such places there")
@pytest.mark.parametrize("command", PLACES)
def test_no_command_line_whatever_leads_to_a_fault(golden: Shell, file: Path, odd_places: Path, command: str) -> None:
    clinic = toml(file)["clinic"]
    said = [golden(*(str(file) if word == "FILE" else word for word in line)) for line in lines(command)]
    assert [fault for result in said for fault in result.faults] == []
    assert {result.code for result in said} & {1, 2, 3}, "some of it was refused"
    if command not in ("where", "fact"):  # no words, and no facts in the golden pack
        assert 0 in {result.code for result in said}, "and some of it can be done"
    # What was saved of all that can be read again, and judged.
    assert toml(file)["clinic"] == clinic
    assert golden("score", str(file)).code == 0
    assert [path.name for path in odd_places.iterdir() if ".posture-" in path.name] == []


@pytest.mark.parametrize(
    "words",
    [
        ("new", "--clinic=--"),
        ("new", "--clinic=X", "--fact=--"),
        ("answer", "FILE", "patching", "partly", "--note=--"),
        ("action", "FILE", "call-list", "--owner=--"),
        ("accept", "FILE", "patching", "--reason=--", "--until=2027-01-01"),
        ("plan", "FILE", "--must=--"),
        ("export", "FILE", "--format=--"),
    ],
    ids=" ".join,
)
def test_two_dashes_are_a_value_like_any_other(golden: Shell, file: Path, words: tuple[str, ...]) -> None:
    """Some versions of argparse take them out of every value, and leave an empty list."""
    result = golden(*(str(file) if word == "FILE" else word for word in words))
    assert result.faults == []
    assert result.code in (0, 2)


def test_no_line_of_the_demo_whatever_leads_to_a_fault(posture: Shell) -> None:
    said = [posture("demo", *rest) for rest in REST if rest]
    assert [fault for result in said for fault in result.faults] == []
    assert {result.code for result in said} == {2}


def test_no_word_in_place_of_a_command_leads_to_a_fault(posture: Shell) -> None:
    said = [posture(*words) for words in ((word, *rest) for word in HOSTILE["text"] for rest in ((), ("x",)))]
    assert [fault for result in said for fault in result.faults] == []
    assert {result.code for result in said} == {2}


@pytest.mark.skipif(os.name == "nt", reason="arguments are text there")
@pytest.mark.parametrize(
    "words",
    [
        ("new", "--clinic=\udce9"),
        ("new", "--clinic=X", "--assessor=\udce9"),
        ("answer", "FILE", "patching", "partly", "--note=\udce9t\udce9"),
        ("answer", "FILE", "patching", "partly", "--by=\udce9"),
        ("answer", "FILE", "patching", "partly", "--evidence=\udce9"),
        ("answer", "FILE", "patching", "na", "--reason=\udce9"),
        ("action", "FILE", "call-list", "--owner=\udce9"),
        ("accept", "FILE", "patching", "--reason=\udce9", "--until=2027-01-01"),
        ("answer", "FILE", "\udce9", "partly"),
        ("export", "FILE", "--format=\udce9"),
    ],
    ids=ascii,
)
def test_bytes_that_are_no_text_are_kept_in_sight_or_refused(golden: Shell, file: Path, words: tuple[str, ...]) -> None:
    """A Latin-1 é in a UTF-8 terminal reaches a program as a lone surrogate."""
    result = golden(*(str(file) if word == "FILE" else word for word in words))
    assert result.faults == []
    assert result.code in (0, 2)
    assert golden("score", str(file)).code == 0
