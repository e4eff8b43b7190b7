"""One wrong thing in one file is one problem, with the file, the line, the key and what was probably meant."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posture.content.library import assemble

Spoil = Callable[[str, str, str], int]

POLICY = "common/policy.toml"
HOUSE = "frameworks/house.toml"
ID = "is no valid id: up to 64 of a-z, 0-9 and - (facts: _), a letter or digit first"

# The file, what stands there, what is put there instead with § at the line to be named, what is told after file:line.
KEYS = {
    "unknown": (
        "mail.toml",
        "minutes = 3\n",
        "§minuts = 3\n",
        "controls.mail-dmarc.minuts: unknown key 'minuts'; did you mean 'minutes'?",
    ),
    "unknown at the top": (
        "mail.toml",
        "order = 10\n",
        "§ordre = 10\n",
        "ordre: unknown key 'ordre'; did you mean 'order'?",
    ),
    "unknown of an action": (
        "mail.toml",
        "dollars = { base = 10 }",
        "§dolars = { base = 10 }",
        "actions.publish-dmarc.dolars: unknown key 'dolars'; did you mean 'dollars'?",
    ),
    "unknown in an inline table": (
        "mail.toml",
        "per_staff = 0.5",
        "§per_head = 0.5",
        "actions.publish-dmarc.hours.per_head: unknown key 'per_head'; known are base, per_staff",
    ),
    "unknown of a condition": (
        "mail.toml",
        "is = true",
        "§equals = true",
        "controls.mail-dmarc.applies_when.0.equals: unknown key 'equals'; known are at_least, fact, has, in, is",
    ),
    "unknown of the answer texts": (
        "mail.toml",
        'partly = "It says none"',
        '§partial = "It says none"',
        "controls.mail-dmarc.answers.partial: unknown key 'partial'; did you mean 'partly'?",
    ),
    "unknown of the policy": (
        POLICY,
        "[strengths]\n",
        "[strengths]\n§weak = 3\n",
        "strengths.weak: unknown key 'weak'; known are decisive, minor, moderate, strong",
    ),
    "unknown of a framework": (
        HOUSE,
        'title = "House rules"\n',
        'title = "House rules"\n§licens = "free"\n',
        "licens: unknown key 'licens'; did you mean 'licence'?",
    ),
    "missing": (
        "phones.toml",
        '[[controls]]\nid = "phone-lock"\nsection = "lock"\ntitle = "Phones lock themselves"\n',
        '§[[controls]]\nid = "phone-lock"\nsection = "lock"\n',
        "controls.phone-lock: the key 'title' is missing",
    ),
    "missing in an inline table": (
        "mail.toml",
        '[{ scenario = "phishing", stage = "prevent", layer = "identity", ',
        '[§{ scenario = "phishing", stage = "prevent", ',
        "controls.mail-dmarc.threats.0: the key 'layer' is missing",
    ),
    "missing version": ("phones.toml", "schema_version = 1\n", "", "the key 'schema_version' is missing"),
}

VALUES = {
    "text for a number": (
        "mail.toml",
        "minutes = 3\n",
        '§minutes = "3"\n',
        "controls.mail-dmarc.minutes: must be a whole number, not '3'",
    ),
    "number for a text": ("mail.toml", 'title = "Mail"\n', "§title = 3\n", "title: must be text, not 3"),
    "text for a list": (
        "mail.toml",
        'sources = ["RFC 7489"]',
        '§sources = "RFC 7489"',
        "controls.mail-dmarc.sources: must be a list, not 'RFC 7489'",
    ),
    "text for a date": (
        "phones.toml",
        "last_verified = 2026-11-23",
        '§last_verified = "2026-11-23"',
        "controls.phone-lock.last_verified: must be a date such as 2026-11-23, without quotes, not '2026-11-23'",
    ),
    "empty text": ("mail.toml", 'title = "Mail"\n', '§title = ""\n', "title: must not be empty"),
    "id": (
        "phones.toml",
        '[[sections]]\nid = "lock"',
        '[[sections]]\nid = "lock"\ntitle = "L"\n\n[[sections]]\n§id = "Un Lock"',
        f"sections.Un Lock.id: 'Un Lock' {ID}",
    ),
    "level": (
        "mail.toml",
        'impact = "moderate"',
        '§impact = "moderat"',
        "controls.mail-dmarc.impact: can't be 'moderat'; did you mean 'moderate'?",
    ),
    "stage": (
        "mail.toml",
        'stage = "detect"',
        '§stage = "before"',
        "controls.mail-filter.threats.0.stage: can't be 'before'; known are detect, prevent, recover, respond",
    ),
    "credit": (
        "mail.toml",
        "evidence_days = 365",
        '§credit = "Strict"',
        "controls.mail-dmarc.credit: can't be 'Strict'; did you mean 'strict'?",
    ),
    "relation": (
        HOUSE,
        'relation = "equal"',
        '§relation = "equals"',
        "requirements.1.a(2).maps.0.relation: can't be 'equals'; did you mean 'equal'?",
    ),
    "share over 100": (
        "phones.toml",
        "share = 100",
        "§share = 101",
        "actions.phone-lock.closes.0.share: must be at most 100, not 101",
    ),
    "no days": (
        "mail.toml",
        "evidence_days = 365",
        "§evidence_days = 0",
        "controls.mail-dmarc.evidence_days: must be at least 1, not 0",
    ),
    "no hours": (
        "phones.toml",
        "hours = { base = 1 }",
        "§hours = { base = 0 }",
        "actions.phone-lock.hours: an action takes some time: base or per_staff must be above 0",
    ),
    "two tests": (
        "mail.toml",
        '[{ fact = "own_domain", is = true }]',
        '[§{ fact = "own_domain", is = true, in = [true] }]',
        "controls.mail-dmarc.applies_when.0: give exactly one of is, in, has, at_least",
    ),
    "mapped and outside": (
        HOUSE,
        '[[requirements]]\nid = "2"',
        '§[[requirements]]\nid = "2"\nmaps = [{ control = "phone-lock", relation = "equal" }]',
        "requirements.2: a requirement is either mapped or outside, not both",
    ),
    "credits that rise": (
        POLICY,
        "strict = { implemented = 100, mostly = 50",
        "§strict = { implemented = 100, mostly = 10",
        "credits.strict: credits must not rise from implemented to not",
    ),
    "no weight": (
        POLICY,
        "very-low = 1\n",
        "§very-low = 0\n",
        "weights.very-low: must be at least 1, not 0",
    ),
    "phases that fall": (POLICY, "[phases]\ndays = [7, 30,", "§[phases]\ndays = [30, 7,", "phases: days must rise"),
    "grades that rise": (
        POLICY,
        "from = 40",
        "from = 80",
        "grades go from best to worst, each from a lower number, the last from 0",
    ),
    "cap that can't fire": (
        POLICY,
        '[[caps]]\nid = "no-dmarc"\ncontrols = ["mail-dmarc"]\nbelow = "partly"',
        '§[[caps]]\nid = "no-dmarc"\ncontrols = ["mail-dmarc"]\nbelow = "not"',
        "caps.no-dmarc: below must be implemented, mostly or partly",
    ),
}

FILES = {
    "checklist's name": (
        "phones.toml",
        'id = "phones"',
        '§id = "telephones"',
        "id: 'telephones' is not the name of the file; write 'phones' or rename the file",
    ),
    "framework's name": (
        HOUSE,
        'id = "house"',
        '§id = "home"',
        "id: 'home' is not the name of the file; write 'house' or rename the file",
    ),
    "syntax": ("phones.toml", "order = 20\n", "§order = = 20\n", "is not valid TOML: invalid value"),
    "same key twice": (
        "phones.toml",
        "order = 20\n",
        "order = 20\n§order = 30\n",
        "is not valid TOML: cannot overwrite a value",
    ),
    "newer posture": (
        "phones.toml",
        "schema_version = 1",
        "§schema_version = 2",
        "schema_version: is written for a newer posture (format 2; this one reads up to 1); use a newer posture",
    ),
}

ALL = [pytest.param(*case, id=name) for cases in (KEYS, VALUES, FILES) for name, case in cases.items()]


@pytest.mark.parametrize(("file", "old", "new", "told"), ALL)
def test_one_wrong_thing_is_one_problem_with_its_line(
    file: str, old: str, new: str, told: str, spoil: Spoil, problems: Callable[[], list[str]]
) -> None:
    line = spoil(file, old, new)
    assert problems() == [f"{file}:{line}: {told}"]


def test_several_wrong_things_are_all_told_in_the_order_of_files_and_lines(
    spoil: Spoil, problems: Callable[[], list[str]]
) -> None:
    second = spoil("phones.toml", 'likelihood = "low"', '§likelihood = "lo"')
    first = spoil("phones.toml", "order = 20", '§order = "20"')
    spoil("common/retired.toml", "schema_version = 1", "schema_version = 0")
    assert problems() == [
        "common/retired.toml:1: schema_version: must be at least 1, not 0",
        f"phones.toml:{first}: order: must be a whole number, not '20'",
        f"phones.toml:{second}: controls.phone-lock.likelihood: can't be 'lo'; did you mean 'low'?",
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem(good: Path, problems: Callable[[], list[str]]) -> None:
    for path in good.rglob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems() == []
    path = good / "phones.toml"
    path.write_bytes(path.read_bytes().replace(b"minutes = 5", b"minuts = 5"))
    assert problems() == ["phones.toml:19: controls.phone-lock.minuts: unknown key 'minuts'; did you mean 'minutes'?"]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-16", "phones.toml:1: is saved as UTF-16; save it as UTF-8"),
        ("latin-1", "phones.toml:3: has a byte that is not UTF-8; save the file as UTF-8"),
    ],
)
def test_other_encodings_are_told(
    encoding: str, told: str, good: Path, spoil: Spoil, problems: Callable[[], list[str]]
) -> None:
    spoil("phones.toml", 'title = "Phones"', 'title = "Téléphones"')
    path = good / "phones.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert problems() == [told]


def test_a_file_that_common_does_not_know_is_told(good: Path, problems: Callable[[], list[str]]) -> None:
    (good / "common" / "fact.toml").write_text("x = 1\n", encoding="utf-8")
    assert problems() == ["common/fact.toml:1: is no file of common/; did you mean 'facts'?"]


def test_hidden_files_and_other_files_are_left_alone(good: Path, problems: Callable[[], list[str]]) -> None:
    for name in (".#mail.toml", ".posture-1.tmp", "README.md", "mail.toml~", "frameworks/.x.toml", "common/.x.toml"):
        (good / name).write_text("= not ours", encoding="utf-8")
    assert problems() == []


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_folder_that_is_none_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = [str(problem) for problem in assemble([tmp_path / name]).problems]
    assert told == [f"{tmp_path / name}:1: there is no such folder of checklists"]


def test_an_empty_folder_has_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    assembled = assemble([tmp_path / "own"])
    assert assembled.problems == ()
    assert assembled.library is not None
    assert assembled.library.checklists == ()
