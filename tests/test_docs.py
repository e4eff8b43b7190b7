"""README and docs/ are true: what they say to type works, and nothing that can be typed is kept from the reader.

How a page is written so that it can be tested stands in docs/developers.md, "These pages are tested".
"""

import argparse
import io
import re
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from posture.assess.confidence import PROVISIONAL_BELOW, confidence
from posture.assess.readiness import PARTLY, PREPARED
from posture.cli import arguments
from posture.cli.commands import COMMANDS
from posture.cli.main import run
from posture.content import loader
from posture.plan.budget import STATE_LIMIT
from posture.report.formats import FORMATS
from posture.report.material import AUDIENCES
from posture.toml.cache import ParsedCache

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"
PAGES = (README, *sorted(DOCS.glob("*.md")))
# Pages that name commands within their sentences, and are not walked through line by line.
MENTIONS = (
    *PAGES,
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "checklists/README.md")),
)

pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="the pages stand in the repository")

_FENCE = re.compile(r"^```(?P<kind>\S*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)#]*)(?:#[^)]*)?\)")
_BY_NAME = {command.name: command for command in COMMANDS}

_once = cache(loader.load_folder)


@dataclass(frozen=True)
class Line:
    """A command of a page, with what its comment says of it."""

    number: int
    text: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.text, comments=True)

    @property
    def _comment(self) -> str:
        return self.text.rpartition("# ")[2] if "# " in self.text else ""

    @property
    def code(self) -> int:
        said = re.match(r"exit (\d)\b", self._comment)
        return int(said[1]) if said else 0

    @property
    def shows(self) -> str:
        return self._comment.removeprefix("shows ") if self._comment.startswith("shows ") else ""


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def lines(page: Path) -> Iterator[Line]:
    text = page.read_text(encoding="utf-8")
    for block in _FENCE.finditer(text):
        if block["kind"] == "sh":
            first = text.count("\n", 0, block.start("body")) + 1
            for offset, line in enumerate(block["body"].splitlines()):
                if line.strip() and not line.startswith("#"):
                    yield Line(first + offset, line)


def inline(page: Path) -> Iterator[str]:
    """What stands in code style within sentences, where it begins like a command."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    yield from re.findall(r"`((?:posture|make)(?: [^`]+)?)`", text)


@cache
def options(command: str) -> frozenset[str]:
    parser = argparse.ArgumentParser()
    _BY_NAME[command].arguments(parser)
    own = [word for action in parser._actions for word in action.option_strings]
    return frozenset((*own, "--workspace", "--checklists"))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _load_folder(path: Path, *, builtin: bool = False, cache: ParsedCache | None = None) -> loader.Folder:
    return _once(path, builtin=True) if builtin else loader.load_folder(path, cache=cache)


class Reader:
    """Somebody who types what a page says, and puts what was printed where it says FILE, OLD, SHEET or SEAL."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._known: dict[str, str] = {}

    def types(self, line: Line) -> str:
        """What is wrong with a line; empty if it does as the page says."""
        words = [self._known.get(word, word) for word in line.words]
        if words[0] == "make":
            wrong = set(words[1:]) - make_targets()
            return f"no such target: {wrong}" if wrong or not words[1:] else ""
        if words[0] != "posture":
            return "a command that this test can't run"
        if {"FILE", "OLD", "SHEET", "SEAL"} & set(words):
            return "nothing has printed that yet"
        self._capsys.readouterr()
        try:
            code = run(words[1:])
        except SystemExit as asked:
            code = int(asked.code or 0)
        out, err = self._capsys.readouterr()
        printed = out.splitlines()
        if code != line.code:
            return f"exit code {code}, not {line.code}\n{err}"
        if " ".join(line.shows.split()) not in " ".join(out.split()):
            return f"does not show {line.shows!r}\n{out[:2000]}"
        if words[1] == "new":
            self._known.update({"OLD": self._known.get("FILE", "OLD"), "FILE": printed[-1]})
        if words[1] == "sheet" and printed:
            self._known["SHEET"] = printed[-1]
        if words[1] == "verify" and " with the seal " in out:
            self._known["SEAL"] = out.partition(" with the seal ")[2].split()[0]
        return ""


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_who_types_what_a_page_says_gets_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Seen to fail with a wrong control id, an option of another command, a wrong number after "shows", and no FILE.
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr("posture.content.library.load_folder", _load_folder)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    reader = Reader(capsys)
    wrong = [
        f"{name(page)}:{line.number}: {line.text}\n  {said}" for line in lines(page) if (said := reader.types(line))
    ]
    assert not wrong, "\n".join(wrong)
    assert list(lines(page)), "a page without a command to try"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_command_stands_in_a_block_that_is_not_tried(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for block in _FENCE.finditer(text):
        assert block["kind"] in {"sh", "text", "toml"}
        if block["kind"] != "sh":
            assert not re.search(r"^\W*(posture|make) ", block["body"], re.MULTILINE)
    # A block by indentation would not be seen as one.
    assert not re.search(r"^(?: {4}|\t) *(posture|make) ", _FENCE.sub("", text), re.MULTILINE)


@pytest.mark.parametrize("page", MENTIONS, ids=name)
def test_a_command_within_a_sentence_exists_with_its_options(page: Path) -> None:
    for said in inline(page):
        program, *words = said.split()
        if program == "make":
            assert {word for word in words if "=" not in word} <= make_targets(), said
        elif words and not words[0].startswith("-") and words[0] != "COMMAND":
            assert words[0] in _BY_NAME, said
            assert {word for word in words if word.startswith("-")} <= options(words[0]) | {"--help"}, said


def test_every_command_is_tried_on_some_page() -> None:
    tried = {line.words[1] for page in PAGES for line in lines(page) if line.words[0] == "posture"}
    assert set(_BY_NAME) - tried == set()


def test_every_option_is_named_on_some_page() -> None:
    told = "\n".join(page.read_text(encoding="utf-8") for page in (*PAGES, ROOT / "checklists/README.md"))
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", told))
    assert "-o" in named, "the pages say it instead of --output"
    known = {option for command in _BY_NAME for option in options(command) if option.startswith("--")}
    assert known - named - {"--output", "--help"} == set()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_says_something_of_every_argument(command: arguments.Command, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    assert all(action.help for action in parser._actions)
    with pytest.raises(SystemExit):
        run([command.name, "--help"])
    shown = capsys.readouterr().out
    assert all(option in shown for option in options(command.name) if option.startswith("--"))


def test_posture_help_lists_every_command_under_a_heading(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--help"])
    shown = capsys.readouterr().out
    listed, heading = {}, ""
    for line in shown.partition(f"\n{next(iter(arguments.HEADINGS.values()))}:")[2].splitlines():
        if line.endswith(":") and not line.startswith(" "):
            heading = line
        elif line.startswith("    ") and line.split()[0] in _BY_NAME:
            listed[line.split()[0]] = heading
    assert set(listed) == set(_BY_NAME)
    assert set(arguments.HEADINGS) <= set(_BY_NAME)
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_readme_links_to_every_page() -> None:
    linked = {(ROOT / link["target"]).resolve() for link in _LINK.finditer(README.read_text(encoding="utf-8"))}
    assert {page.resolve() for page in DOCS.glob("*.md")} <= linked


@pytest.mark.parametrize("page", MENTIONS, ids=name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for link in _LINK.finditer(page.read_text(encoding="utf-8")):
        if "://" not in link["target"]:
            assert (page.parent / link["target"]).exists(), link[0]


def test_every_picture_is_shown_somewhere() -> None:
    shown = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [path.name for path in DOCS.glob("*.png") if path.name not in shown] == []


def test_the_consultants_page_names_every_format_audience_and_file() -> None:
    page = (DOCS / "consultants.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+)` \|[^|]*\| (.*) \|$", page, re.MULTILINE)
    told = {found: tuple(re.findall("`([^`]+)`", files)) for found, files in rows}
    assert told == {one.name: one.files for one in FORMATS.values()}
    assert set(re.findall(r"^\|[^|]*\| `([a-z]+)` \|", page, re.MULTILINE)) == set(AUDIENCES)


def test_the_numbers_of_the_method_page_are_those_in_use() -> None:
    page = (DOCS / "auditors.md").read_text(encoding="utf-8")
    policy = tomllib.loads((ROOT / "checklists/common/policy.toml").read_text(encoding="utf-8"))
    for level, graded in policy["credits"]["graded"].items():
        assert re.search(
            rf"^\| {level} \|.*\| {graded} \| {policy['credits']['strict'][level]} \|$", page, re.MULTILINE
        )
    weights = " | ".join(str(policy["weights"][one]) for one in ("very-low", "low", "moderate", "high", "very-high"))
    assert f"| weight | {weights} |" in page
    assert ", ".join(f"{one} {number}" for one, number in policy["strengths"].items()) in page
    starts = {one["grade"]: one["from"] for one in policy["grades"]}
    assert f"A from {starts['A']}, B from {starts['B']}, C from {starts['C']}, D from {starts['D']}, else E" in page
    below = zip("BCDE", "ABCD", strict=True)
    assert ", ".join(f"{grade} {starts[better] - 1}" for grade, better in below) in page
    assert (policy["urgency"]["cap"], policy["urgency"]["weakest_stage"]) == (200, 150)
    assert "×2 if its control makes a cap fire, else ×1.5" in page
    assert f"less than {PROVISIONAL_BELOW} %" in page
    assert "High: answered ≥ 95 % and confirmed ≥ 70 %. Medium: ≥ 85 % and ≥ 40 %. Else low." in page
    edges = ((95, 70), (94, 100), (95, 69), (85, 40), (84, 100), (100, 39))
    tried = [confidence(Fraction(answered), Fraction(confirmed)) for answered, confirmed in edges]
    assert tried == ["high", "medium", "medium", "medium", "low", "low"]
    assert f"Prepared from {PREPARED}, partly prepared from {PARTLY}" in page
    assert f"{STATE_LIMIT:,} states" in page
