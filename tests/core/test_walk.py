"""The order in which questions are asked, and which of them."""

import pytest

from posture.assess.walk import ANYBODY, FILTERS, ORDERS, Group, for_role, minutes_left, only, walk
from posture.model.clinic import Role
from tests.core.packs import Pack, assessment, checklist, control, library

ROLES = tuple(Role(id=name, title=title) for name, title in (("desk", "front desk"), ("it", "IT provider")))

ASKED = [
    checklist(
        "mail",
        [
            control("mail-it", ask="it", quick_check=True, minutes=5),
            control("mail-desk", ask="desk", minutes=10),
            control("mail-server", ask="it", applies_when=[{"fact": "server", "is": True}]),
        ],
    ),
    checklist("training", [control("train-nobody", minutes=2), control("train-it", ask="it", quick_check=True)]),
]


def pack(**responses: object) -> Pack:
    named = {name.replace("_", "-"): given for name, given in responses.items()}
    content = library(ASKED, roles=ROLES)
    return Pack(content, assessment(["mail", "training"], named, facts={"server": False}))


def shape(groups: tuple[Group, ...]) -> list[tuple[str, list[str]]]:
    return [(group.title, [item.control.id for item in group.items]) for group in groups]


def ids(groups: tuple[Group, ...]) -> list[str]:
    return [item.control.id for group in groups for item in group.items]


def test_by_checklist_as_the_checklists_stand_without_what_a_fact_switches_off() -> None:
    made = pack()
    assert shape(walk(made.library, made.assessment)) == [
        ("mail", ["mail-it", "mail-desk"]),
        ("training", ["train-nobody", "train-it"]),
    ]


def test_by_person_in_the_order_of_the_roles_and_last_what_anybody_may_answer() -> None:
    made = pack()
    groups = walk(made.library, made.assessment, "person")
    assert shape(groups) == [
        ("front desk", ["mail-desk"]),
        ("IT provider", ["mail-it", "train-it"]),
        ("anybody", ["train-nobody"]),
    ]
    assert [group.id for group in groups] == ["desk", "it", ANYBODY]


def test_a_role_that_is_not_known_has_a_group_of_its_own() -> None:
    content = library([checklist("mail", [control("a", ask="janitor"), control("b", ask="desk")])], roles=ROLES)
    assert shape(walk(content, assessment(["mail"]), "person")) == [("front desk", ["b"]), ("janitor", ["a"])]


def test_the_quick_check_is_one_group_of_the_most_telling() -> None:
    made = pack()
    assert [ids((group,)) for group in walk(made.library, made.assessment, "quick")] == [["mail-it", "train-it"]]


def test_without_a_telling_question_the_quick_check_is_empty() -> None:
    content = library([checklist("mail", [control("a")])])
    assert walk(content, assessment(["mail"]), "quick") == ()


@pytest.mark.parametrize("order", ["checklist", "person"])
def test_every_order_asks_every_question_once(golden: dict[str, Pack], order: str) -> None:
    for made in golden.values():
        applicable = {score.id for score in made.evaluate().controls if score.item.excluded != "fact"}
        found = ids(walk(made.library, made.assessment, order))  # type: ignore[arg-type]  # one of ORDERS
        assert len(found) == len(set(found))
        assert set(found) == applicable
    assert order in ORDERS


GIVEN = {
    "mail_it": "partly",
    "mail_desk": {"answer": "unknown", "flagged": True},
    "train_nobody": {"answer": "na", "reason": "no training"},
    "mail_server": "not",
}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("open", ["train-it"]),
        ("unknown", ["mail-desk"]),
        ("flagged", ["mail-desk"]),
        ("gaps", ["mail-it"]),
        ("changed", ["mail-it", "train-nobody"]),
    ],
)
def test_only_some_questions(wanted: str, expected: list[str]) -> None:
    made, earlier = pack(**GIVEN), pack(mail_desk="unknown", mail_it="not").assessment
    groups = walk(made.library, made.assessment)
    assert ids(only(groups, wanted, earlier)) == expected  # type: ignore[arg-type]  # one of FILTERS
    assert wanted in FILTERS


def test_a_not_applicable_that_does_not_count_is_unknown() -> None:
    made = pack(mail_it="na")
    assert ids(only(walk(made.library, made.assessment), "unknown")) == ["mail-it"]


def test_without_an_earlier_assessment_every_answer_is_a_change() -> None:
    made = pack(mail_it="implemented")
    assert ids(only(walk(made.library, made.assessment), "changed")) == ["mail-it"]


def test_one_person_across_the_checklists() -> None:
    made = pack()
    groups = walk(made.library, made.assessment)
    assert shape(for_role(groups, "it")) == [("mail", ["mail-it"]), ("training", ["train-it"])]
    assert ids(for_role(groups, ANYBODY)) == ["train-nobody"]
    assert for_role(groups, "owner") == ()


def test_how_far_and_how_long() -> None:
    made = pack(mail_it="unknown")
    mail, training = walk(made.library, made.assessment)
    assert (mail.answered, len(mail.items), mail.minutes) == (1, 2, 15)
    assert minutes_left((mail, training)) == 1, "three questions of 20 seconds"
    assert minutes_left(()) == 0
