"""What content says about other content: ids used twice, names of nothing, shares, circles, actions without use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posture.content.library import assemble

Spoil = Callable[[str, str, str], int]

POLICY = "common/policy.toml"
HOUSE = "frameworks/house.toml"
ONCE = "ids are never used twice"

ANOTHER = """[[controls]]
§id = "{}"
title = "Another"
question = "Another?"
likelihood = "low"
impact = "low"

[[actions]]
"""

# The file, what stands there, what is put there instead with § at the line to be named, what is told after file:line.
TWICE = {
    "control in a file": (
        "phones.toml",
        "[[actions]]\n",
        ANOTHER.format("phone-lock"),
        f"controls.phone-lock.id: the control 'phone-lock' stands already in phones.toml:13; {ONCE}",
    ),
    "control over files": (
        "phones.toml",
        "[[actions]]\n",
        ANOTHER.format("mail-dmarc"),
        f"controls.mail-dmarc.id: the control 'mail-dmarc' stands already in mail.toml:14; {ONCE}",
    ),
    "action": (
        "phones.toml",
        'id = "phone-lock"\ntitle = "Lock the phones"',
        '§id = "list-senders"\ntitle = "Lock the phones"',
        f"actions.list-senders.id: the action 'list-senders' stands already in mail.toml:58; {ONCE}",
    ),
    "section": (
        "mail.toml",
        "[[sections]]\n",
        '[[sections]]\nid = "identity"\ntitle = "Again"\n\n[[sections]]\n§',
        f"sections.identity.id: the section 'identity' stands already in mail.toml:10; {ONCE}",
    ),
    "requirement": (
        HOUSE,
        '[[requirements]]\nid = "2"',
        '§[[requirements]]\nid = "1.a(2)"',
        f"requirements.1.a(2): the requirement '1.a(2)' stands already in {HOUSE}:5; {ONCE}",
    ),
    "cap": (
        POLICY,
        "[[caps]]\n",
        '[[caps]]\nid = "no-dmarc"\ncontrols = ["mail-dmarc"]\nbelow = "mostly"\nmax_grade = "C"\n\n§[[caps]]\n',
        f"caps.no-dmarc: the cap 'no-dmarc' stands already in {POLICY}:35; {ONCE}",
    ),
    "role": (
        "common/roles.toml",
        "}]",
        '}, §{ id = "manager", title = "Boss" }]',
        f"roles.manager: the role 'manager' stands already in common/roles.toml:2; {ONCE}",
    ),
    "scenario": (
        "common/threats.toml",
        '[[scenarios]]\nid = "theft"',
        '[[scenarios]]\nid = "theft"\ntitle = "T"\n\n§[[scenarios]]\nid = "theft"',
        f"scenarios.theft: the scenario 'theft' stands already in common/threats.toml:8; {ONCE}",
    ),
    "fact": (
        "common/facts.toml",
        '[[facts]]\nid = "staff"',
        '[[facts]]\nid = "staff"\ntitle = "S"\nquestion = "?"\ntype = "number"\n\n§[[facts]]\nid = "staff"',
        f"facts.staff: the fact 'staff' stands already in common/facts.toml:23; {ONCE}",
    ),
}

NOWHERE = {
    "section": (
        "phones.toml",
        'section = "lock"',
        '§section = "lok"',
        "controls.phone-lock.section: there is no section 'lok'; did you mean 'lock'?",
    ),
    "role to ask": (
        "phones.toml",
        'ask = "manager"',
        '§ask = "manger"',
        "controls.phone-lock.ask: there is no role 'manger'; did you mean 'manager'?",
    ),
    "role to do it": (
        "phones.toml",
        'role = "manager"',
        '§role = "nurse"',
        "actions.phone-lock.role: there is no role 'nurse'; known are it-provider, manager",
    ),
    "scenario": (
        "phones.toml",
        'scenario = "theft"',
        '§scenario = "thefts"',
        "controls.phone-lock.threats.0.scenario: there is no threat scenario 'thefts'; did you mean 'theft'?",
    ),
    "fact": (
        "mail.toml",
        'fact = "own_domain"',
        '§fact = "own_domian"',
        "controls.mail-dmarc.applies_when.0.fact: there is no fact 'own_domian'; did you mean 'own_domain'?",
    ),
    "fact of a check": (
        "mail.toml",
        'fact = "mail_platform"',
        '§fact = "platform"',
        "controls.mail-dmarc.checks.0.when.0.fact: there is no fact 'platform'; did you mean 'mail_platform'?",
    ),
    "choice": (
        "mail.toml",
        '["hosted", "on-site"]',
        '§["hosted", "onsite"]',
        "controls.mail-filter.applies_when.1: there is no choice of ehr 'onsite'; did you mean 'on-site'?",
    ),
    "choice of many": (
        "mail.toml",
        'has = "microsoft-365"',
        '§has = "yahoo"',
        "controls.mail-dmarc.checks.0.when.0: there is no choice of mail_platform 'yahoo'; "
        "known are google, microsoft-365",
    ),
    "control to close": (
        "phones.toml",
        'control = "phone-lock"',
        '§control = "phone-lok"',
        "actions.phone-lock.closes.0.control: there is no control 'phone-lok'; did you mean 'phone-lock'?",
    ),
    "action to do first": (
        "mail.toml",
        'requires = ["list-senders"]',
        '§requires = ["list-senders", "lst-senders"]',
        "actions.publish-dmarc.requires.1: there is no action 'lst-senders'; did you mean 'list-senders'?",
    ),
    "control of a cap": (
        POLICY,
        'controls = ["mail-dmarc"]',
        '§controls = ["mail-dmrc"]',
        "caps.no-dmarc.controls.0: there is no control 'mail-dmrc'; did you mean 'mail-dmarc'?",
    ),
    "grade of a cap": (
        POLICY,
        'max_grade = "B"',
        '§max_grade = "F"',
        "caps.no-dmarc.max_grade: there is no grade 'F'; known are A, B, C",
    ),
    "control of a framework": (
        HOUSE,
        'control = "mail-filter"',
        '§control = "mail-filtr"',
        "requirements.1.a(2).maps.1.control: there is no control 'mail-filtr'; did you mean 'mail-filter'?",
    ),
}

UNFIT = "this test does not fit the fact"
TESTS = {
    "text for yes or no": (
        "mail.toml",
        "is = true",
        '§is = "true"',
        f"controls.mail-dmarc.applies_when.0: {UNFIT} 'own_domain', which is of type bool",
    ),
    "yes for a number": (
        "mail.toml",
        "at_least = 3",
        "§is = true",
        f"controls.mail-filter.applies_when.0: {UNFIT} 'staff', which is of type number",
    ),
    "texts for a number": (
        "mail.toml",
        "at_least = 3",
        '§in = ["three"]',
        f"controls.mail-filter.applies_when.0: {UNFIT} 'staff', which is of type number",
    ),
    "number for a choice": (
        "mail.toml",
        'in = ["hosted", "on-site"]',
        "§at_least = 1",
        f"controls.mail-filter.applies_when.1: {UNFIT} 'ehr', which is of type choice",
    ),
    "numbers for a choice": (
        "mail.toml",
        'in = ["hosted", "on-site"]',
        "§in = [1, 2]",
        f"controls.mail-filter.applies_when.1: {UNFIT} 'ehr', which is of type choice",
    ),
}

ACTIONS = {
    "shares over the whole": (
        "mail.toml",
        'closes = [{ control = "mail-filter" }]',
        '§closes = [{ control = "mail-filter" }, { control = "mail-dmarc", share = 1 }]',
        "actions.filter-mail.closes.1: the shares of 'mail-dmarc' add up to 101 per cent; "
        "at most 100, or name an `alternative`",
    ),
    "no use": (
        "phones.toml",
        "[[actions]]\n",
        '§[[actions]]\nid = "idle"\ntitle = "Wait"\nhours = { base = 1 }\n\n[[actions]]\n',
        "actions.idle: closes nothing and no other action requires it; give it `closes`",
    ),
    "circle of one": (
        "phones.toml",
        'role = "manager"',
        '§requires = ["phone-lock"]\nrole = "manager"',
        "actions.phone-lock.requires: leads in a circle, over phone-lock; what is done first?",
    ),
}

ALL = [
    pytest.param(*case, id=f"{kind}: {name}")
    for kind, cases in {"twice": TWICE, "nowhere": NOWHERE, "test": TESTS, "action": ACTIONS}.items()
    for name, case in cases.items()
]


@pytest.mark.parametrize(("file", "old", "new", "told"), ALL)
def test_one_wrong_thing_is_one_problem_with_its_line(
    file: str, old: str, new: str, told: str, spoil: Spoil, problems: Callable[[], list[str]]
) -> None:
    line = spoil(file, old, new)
    assert problems() == [f"{file}:{line}: {told}"]


def test_alternatives_may_promise_the_whole_each(spoil: Spoil, problems: Callable[[], list[str]]) -> None:
    spoil(
        "phones.toml",
        "[[actions]]\n",
        '[[actions]]\nid = "new-phones"\ntitle = "Buy phones that lock"\nalternative = "phones"\nhours = { base = 1 }\n'
        'closes = [{ control = "phone-lock", share = 100 }]\n\n[[actions]]\nalternative = "phones"\n',
    )
    assert problems() == []


def test_a_circle_over_files_is_told_at_each_action_in_it_and_behind_it(
    good: Path, spoil: Spoil, problems: Callable[[], list[str]]
) -> None:
    spoil("phones.toml", 'role = "manager"', 'requires = ["filter-mail"]\nrole = "manager"')
    spoil("mail.toml", 'closes = [{ control = "mail-filter" }]', 'closes = []\nrequires = ["list-senders"]')
    spoil("mail.toml", "closes = []\nrole", 'requires = ["filter-mail"]\nrole')
    told = problems()
    assert [line.split(": ", 1)[1] for line in told if "circle" in line] == [
        "actions.list-senders.requires: leads in a circle, over filter-mail; what is done first?",
        "actions.publish-dmarc.requires: leads in a circle, over list-senders; what is done first?",
        "actions.filter-mail.requires: leads in a circle, over list-senders; what is done first?",
        "actions.phone-lock.requires: leads in a circle, over filter-mail; what is done first?",
    ]
    library = assemble([good]).library
    assert library
    assert library.action_by_id == {}


def test_a_checklist_of_the_same_name_in_two_folders_is_told_and_the_first_is_used(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    text = (good / "phones.toml").read_text(encoding="utf-8").replace("phone-lock", "phone-lock-2")
    (other / "phones.toml").write_text(text.replace("Phones lock themselves", "Second"), encoding="utf-8")
    assembled = assemble([good, other])
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in assembled.problems] == [
        f"other/phones.toml:2: id: the checklist 'phones' stands already in own/phones.toml:2; {ONCE}"
    ]
    assert assembled.library
    assert assembled.library.checklist_by_id["phones"].controls[0].title == "Phones lock themselves"


def test_an_error_in_a_checklist_brings_no_others_with_it(spoil: Spoil, problems: Callable[[], list[str]]) -> None:
    # Cap, framework and actions name controls of a file that can't be used now.
    line = spoil("mail.toml", "minutes = 3\n", '§minutes = "3"\n')
    assert problems() == [f"mail.toml:{line}: controls.mail-dmarc.minutes: must be a whole number, not '3'"]
    spoil("mail.toml", 'minutes = "3"', "minutes = = 3")
    assert problems() == [f"mail.toml:{line}: is not valid TOML: invalid value"]


@pytest.mark.parametrize("name", ["facts", "roles", "threats"])
def test_an_error_in_a_common_file_brings_no_others_with_it(
    name: str, good: Path, problems: Callable[[], list[str]]
) -> None:
    path = good / "common" / f"{name}.toml"
    path.write_text("x = = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert problems() == [f"common/{name}.toml:1: is not valid TOML: invalid value"]


def test_of_very_many_wrong_references_the_first_are_told_and_the_rest_counted(
    good: Path, problems: Callable[[], list[str]]
) -> None:
    path = good / "phones.toml"
    lines = path.read_text(encoding="utf-8").count("\n")
    action = '[[actions]]\nid = "a{}"\ntitle = "A"\nhours = {{ base = 1 }}\ncloses = [{{ control = "nothing" }}]\n'
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(action.format(number) for number in range(300)))
    # The shares of the control that is not there add up as well: from the second action on each has two problems.
    found = problems()
    assert len(found) == 201
    assert found[-1] == f"phones.toml:{lines + 5 * 101}: and 399 more problems from here on"


def test_an_id_that_retired_is_not_used_again(good: Path, spoil: Spoil, problems: Callable[[], list[str]]) -> None:
    spoil("common/retired.toml", '"mail-spf"', '"phone-lock"')
    line = (good / "phones.toml").read_text(encoding="utf-8").split("\n").index('id = "phone-lock"') + 1
    words = "controls.phone-lock.id: the id 'phone-lock' is retired: Asked elsewhere; ids are never used again"
    assert problems() == [f"phones.toml:{line}: {words}"]


def test_an_action_that_retired_does_not_speak_against_a_control_of_the_same_id(
    spoil: Spoil, problems: Callable[[], list[str]]
) -> None:
    spoil("common/retired.toml", 'id = "mail-spf"', 'kind = "action", id = "mail-filter"')
    spoil("common/retired.toml", 'successor = "mail-dmarc"', 'successor = "filter-mail"')
    assert problems() == []


def test_a_successor_that_is_not_there_is_told(spoil: Spoil, problems: Callable[[], list[str]]) -> None:
    line = spoil("common/retired.toml", 'successor = "mail-dmarc"', '§successor = "mail-dmark"')
    assert problems() == [
        f"common/retired.toml:{line}: retired.mail-spf.successor: there is no control 'mail-dmark'; "
        "did you mean 'mail-dmarc'?"
    ]


def test_the_nearest_name_is_not_looked_for_behind_what_is_told(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []

    def look(wrong: str, _names: object) -> str:
        looked.append(wrong)
        return ""

    monkeypatch.setattr("posture.content.references.did_you_mean", look)
    with (good / "phones.toml").open("a", encoding="utf-8") as file:
        for number in range(1_500):
            file.write(f'[[actions]]\nid = "a{number}"\ntitle = "A"\nrole = "r{number}"\nhours = {{ base = 1 }}\n')
    assemble([good])
    assert len(looked) == 1_000
