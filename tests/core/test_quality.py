"""Quality rules: one table of what makes each rule speak, and of what is so near to it that it must stay silent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.assess.quality import RULES, QualityFinding, quality_findings
from posture.model.action import Action
from posture.model.assessment import ActionState
from posture.model.control import Control
from posture.model.library import RetiredId
from tests.core.packs import AS_OF, PROOF, Pack, action, assessment, checklist, control, library
from tests.core.random_packs import FUTURE, STALE, TALK, packs, shuffled

YESTERDAY, TOMORROW = AS_OF - timedelta(days=1), AS_OF + timedelta(days=1)

Given = Mapping[str, object]


def findings(judged: Pack) -> tuple[QualityFinding, ...]:
    return quality_findings(judged.library, judged.assessment, judged.evaluate())


def subjects(judged: Pack, rule: str) -> list[str | None]:
    return [found.control_id or found.action_id for found in findings(judged) if found.id == rule]


def message(judged: Pack, rule: str) -> str:
    (found,) = (found for found in findings(judged) if found.id == rule)
    return found.message


def seen(days_ago: int) -> Given:
    return {**PROOF, "collected": AS_OF - timedelta(days=days_ago)}


def asking(controls: Iterable[Control], responses: Given, doing: Iterable[Action] = (), **assessed: object) -> Pack:
    """A pack of one checklist."""
    return Pack(library([checklist("main", controls, doing)]), assessment(["main"], responses, **assessed))


def one(given: object, asked: Given | None = None, **assessed: object) -> Pack:
    """A pack of one control, `a`."""
    return asking([control("a", **(asked or {}))], {"a": given}, (), **assessed)


def evidenced(answer: str, *evidence: Given) -> Pack:
    return one({"answer": answer, "evidence": list(evidence)})


IF_SERVER = {"applies_when": [{"fact": "server", "is": True}]}
NO_SERVER = {"server": False}
NA = {"answer": "na", "reason": "none here"}


def several(given_to: Iterable[object]) -> Pack:
    """A pack of as many equal controls as there are responses."""
    responses = {f"c{i}": given for i, given in enumerate(given_to)}
    return asking([control(name) for name in responses], responses)


def noted(*notes: str) -> Pack:
    return several([{"answer": "not", "note": note} for note in notes])


def at(days_ago: int, answer: str = "not") -> Given:
    return {"answer": answer, "at": datetime.combine(AS_OF - timedelta(days=days_ago), time(9), UTC)}


def acted(
    actions: Iterable[Action], answers: Given, state: Given | None = None, done: Iterable[str] | None = None
) -> Pack:
    """A pack with actions, those named (all where none is named) done, or all in the state given."""
    actions = tuple(actions)
    names = [one.id for one in actions] if done is None else list(done)
    states = {name: {"reason": "said so", **(state or {"status": "done"})} for name in names}
    return asking([control(name) for name in answers], answers, actions, actions=states)


def accepted(days: int, answer: object = "not") -> Given:
    given = answer if isinstance(answer, dict) else {"answer": answer}
    return {**given, "accepted": {"reason": "too dear", "until": AS_OF + timedelta(days=days)}}


ALL = action("all", ("a", 100))
SOME = action("some", ("a", 60))
REST = action("rest", ("a", 40))
RESTORE = action("restore", ("a", 100), requires=["order"])
ORDER = action("order", requires=["backup"])
BACKUP = action("backup", ("b", 100))
OTHER_WAY = action("other-way", ("a", 100))

TABLE: dict[str, list[tuple[str, Pack, list[str | None]]]] = {
    "na-not-allowed": [
        ("with a reason", one(NA, {"na_allowed": False}), ["a"]),
        ("without a reason", one("na", {"na_allowed": False}), ["a"]),
        ("allowed", one(NA), []),
        ("switched off by a fact", one(NA, {"na_allowed": False, **IF_SERVER}, facts=NO_SERVER), []),
    ],
    "na-without-reason": [
        ("no reason", one("na"), ["a"]),
        ("a blank reason", one({"answer": "na", "reason": "  "}), ["a"]),
        ("a reason", one(NA), []),
        ("not allowed, which a reason would not mend", one("na", {"na_allowed": False}), []),
        ("switched off by a fact", one("na", IF_SERVER, facts=NO_SERVER), []),
    ],
    "contradicting-answers": [
        ("does not apply, the fact says it does", one(NA, IF_SERVER, facts={"server": True}), ["a"]),
        ("does not apply, the fact is not set", one(NA, IF_SERVER), []),
        ("does not apply, no fact decides", one(NA), []),
        (
            "does not apply, the fact leaves room",
            one(NA, {"applies_when": [{"fact": "mail", "in": ["m365", "google"]}]}, facts={"mail": "m365"}),
            [],
        ),
        ("refused as not applicable", one("na", IF_SERVER, facts={"server": True}), []),
        ("partly there, ruled out by the fact", one("partly", IF_SERVER, facts=NO_SERVER), ["a"]),
        ("not there, ruled out by the fact", one("not", IF_SERVER, facts=NO_SERVER), []),
        ("restored without a backup", acted([RESTORE, ORDER, BACKUP], {"a": "implemented", "b": "not"}), ["a"]),
        ("restored with half a backup", acted([RESTORE, ORDER, BACKUP], {"a": "implemented", "b": "partly"}), []),
        ("half restored without a backup", acted([RESTORE, ORDER, BACKUP], {"a": "mostly", "b": "not"}), []),
        (
            "another way to restore needs no backup",
            acted([RESTORE, ORDER, BACKUP, OTHER_WAY], {"a": "implemented", "b": "not"}),
            [],
        ),
    ],
    "na-over-20-percent": [
        ("a quarter", several([NA, "not", "not", "not"]), [None]),
        ("everything", several([NA]), [None]),
        ("a fifth", several([NA, "not", "not", "not", "not"]), []),
        ("refused answers", several(["na", "na", "not"]), []),
        ("by a fact", one("not", IF_SERVER, facts=NO_SERVER), []),
    ],
    "stale-evidence": [
        ("too old", evidenced("implemented", STALE), ["a"]),
        ("the first day on which it is too old", evidenced("partly", seen(365)), ["a"]),
        ("the last day on which it counts", evidenced("partly", seen(364)), []),
        ("newer proof beside it", evidenced("implemented", STALE, PROOF), []),
        ("nothing to prove", evidenced("not", STALE), []),
        ("an old talk", evidenced("implemented", {**STALE, "method": "interview"}), []),
        ("none", evidenced("implemented"), []),
    ],
    "answers-older-than-a-year": [
        ("a year and a day", one(at(366)), ["a"]),
        ("a year", one(at(365)), []),
        ("without a date, of an old assessment", one("not", started=AS_OF - timedelta(days=366)), ["a"]),
        ("without a date, of a new assessment", one("not", started=AS_OF), []),
        ("new, in an old assessment", one(at(1), started=AS_OF - timedelta(days=366)), []),
        ("an old don't know", one(at(366, "unknown")), []),
        ("an old note without an answer", one({**at(366), "answer": None, "note": "later"}), []),
        ("switched off by a fact", one(at(366), IF_SERVER, facts=NO_SERVER), []),
    ],
    "same-note-everywhere": [
        ("five times", noted(*["as agreed"] * 5), [None]),
        ("five times, typed differently", noted(*["as agreed", " as  agreed"] * 2, "as\nagreed"), [None]),
        ("four times", noted(*["as agreed"] * 4, "seen"), []),
        ("five notes", noted("a", "b", "c", "d", "e"), []),
        ("no notes", noted(*[" "] * 5), []),
    ],
    "action-done-but-control-unchanged": [
        ("closes it fully", acted([ALL], {"a": "mostly"}), ["all"]),
        ("not known", acted([ALL], {"a": "unknown"}), ["all"]),
        ("closes a part, and nothing shows", acted([SOME], {"a": "not"}), ["some"]),
        ("both parts, and only a part shows", acted([SOME, REST], {"a": "partly"}), ["rest", "some"]),
        ("one part, which shows", acted([SOME, REST], {"a": "partly"}, done=["some"]), []),
        (
            "alternatives do not add up",
            acted([action(f"way-{i}", ("a", 60), alternative="either") for i in (1, 2)], {"a": "partly"}),
            [],
        ),
        ("in place", acted([ALL], {"a": "implemented"}), []),
        ("one of two shows", acted([action("two", ("a", 100), ("b", 100))], {"a": "implemented", "b": "not"}), []),
        ("does not apply", acted([ALL], {"a": NA}), []),
        ("still being done", acted([ALL], {"a": "not"}, {"status": "doing"}), []),
        ("closes nothing", acted([action("think")], {"a": "not"}), []),
    ],
    "due-date-past": [
        ("yesterday", acted([ALL], {"a": "not"}, {"due": YESTERDAY}), ["all"]),
        ("yesterday, being done", acted([ALL], {"a": "not"}, {"due": YESTERDAY, "status": "doing"}), ["all"]),
        ("today", acted([ALL], {"a": "not"}, {"due": AS_OF}), []),
        ("done", acted([ALL], {"a": "not"}, {"due": YESTERDAY, "status": "done"}), []),
        ("declined", acted([ALL], {"a": "not"}, {"due": YESTERDAY, "status": "declined"}), []),
        ("no date", acted([ALL], {"a": "not"}, {"status": "doing"}), []),
    ],
    "accepted-risk-expired": [
        ("until yesterday", one(accepted(-1)), ["a"]),
        ("until today", one(accepted(0)), []),
        ("closed since", one(accepted(-1, "implemented")), []),
        ("does not apply any more", one(accepted(-1, NA)), []),
    ],
    "implemented-without-evidence": [
        ("nothing recorded", evidenced("implemented"), ["a"]),
        ("only a talk", evidenced("implemented", TALK), ["a"]),
        ("only dated in the future", evidenced("implemented", FUTURE), ["a"]),
        ("proof", evidenced("implemented", PROOF), []),
        ("old proof, which has a rule of its own", evidenced("implemented", STALE), []),
        ("mostly", evidenced("mostly"), []),
        ("switched off by a fact", one("implemented", IF_SERVER, facts=NO_SERVER), []),
    ],
    "retired-response": [
        ("nobody has it", asking([control("a")], {"a": "not", "ghost": "not"}), ["ghost"]),
        ("everybody has it", one("not"), []),
        (
            "another checklist has it, which is not walked here",
            Pack(
                library([checklist("main", [control("a")]), checklist("more", [control("b")])]),
                assessment(["main"], {"b": "not"}),
            ),
            [],
        ),
    ],
}
ROWS = [(rule, judged, where, case) for rule, rows in TABLE.items() for case, judged, where in rows]


@pytest.mark.parametrize(
    ("rule", "judged", "where"), [row[:3] for row in ROWS], ids=[f"{rule}: {case}" for rule, _, _, case in ROWS]
)
def test_what_a_rule_finds(rule: str, judged: Pack, where: list[str | None]) -> None:
    assert subjects(judged, rule) == where


def test_the_table_has_every_rule_speaking_and_silent() -> None:
    assert [rule.id for rule in RULES] == list(TABLE)
    for rule, rows in TABLE.items():
        assert {bool(where) for _, _, where in rows} == {True, False}, rule


def test_severest_first() -> None:
    order = [rule.severity for rule in RULES]
    assert order == sorted(order, key=("error", "warning", "note").index)
    refused = several(["na", NA, {"answer": "implemented", "note": "x"}])
    assert [found.severity for found in findings(refused)] == ["error", "warning", "note"]


def test_an_honest_assessment_has_nothing_to_complain_about() -> None:
    given = {"answer": "implemented", "evidence": [PROOF], "note": "looked at", **at(3, "implemented")}
    assert findings(several([given, "not", "unknown", {}])) == ()


def test_an_own_action_is_looked_at_too() -> None:
    own = {"paint": {"title": "Paint", "closes": [{"control": "a"}], "hours": {"base": 1}}}
    judged = one("not", own_actions=own, actions={"paint": {"status": "done", "due": YESTERDAY}})
    assert subjects(judged, "action-done-but-control-unchanged") == ["paint"]


def test_messages_say_how_much_and_since_when() -> None:
    assert "25.0 %" in message(several([NA, "not", "not", "not"]), "na-over-20-percent")
    assert "1 day ago" in message(acted([ALL], {"a": "not"}, {"due": YESTERDAY}), "due-date-past")
    assert "3 days ago" in message(acted([ALL], {"a": "not"}, {"due": AS_OF - timedelta(days=3)}), "due-date-past")
    assert (AS_OF - timedelta(days=400)).isoformat() in message(evidenced("mostly", STALE), "stale-evidence")
    assert "5 controls" in message(noted(*["as agreed"] * 5), "same-note-everywhere")


def test_a_share_just_over_the_limit_is_not_shown_as_the_limit() -> None:
    heavy = control("heavy", likelihood="very-low", impact="very-low")
    weights = {"very-low": 20_001, "low": 79_999, "moderate": 79_999, "high": 79_999, "very-high": 79_999}
    judged = asking([heavy, control("rest")], {"heavy": NA, "rest": "not"}).with_policy(weights=weights)
    assert "20.1 %" in message(judged, "na-over-20-percent")


def test_a_long_note_is_cut_in_the_message() -> None:
    assert len(message(noted(*["word " * 2_000] * 5), "same-note-everywhere")) < 250


def test_a_retired_control_names_its_successor() -> None:
    judged = asking([control("a")], {"ghost": "not"})
    judged = judged.with_library(retired=(RetiredId(id="ghost", reason="split", successor="a"),))
    assert "a took its place" in message(judged, "retired-response")


def test_a_contradiction_names_the_fact_or_the_control_that_speaks_against_it() -> None:
    assert "“server”" in message(one(NA, IF_SERVER, facts={"server": True}), "contradicting-answers")
    both = acted([RESTORE, ORDER, BACKUP], {"a": "implemented", "b": "not"})
    assert " b." in message(both, "contradicting-answers")


def test_controls_stand_in_the_order_of_the_checklists() -> None:
    judged = asking([control(name) for name in "zma"], dict.fromkeys("amz", "implemented"))
    assert [one.control_id for one in findings(judged)] == ["z", "m", "a"]


# Seen to fail: with actions walked in the order of the file.
@given(judged=packs(with_actions=True), random=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_files_changes_no_finding(judged: Pack, random: Random) -> None:
    states = {name: ActionState(status="doing", due=YESTERDAY) for name in judged.library.action_by_id}
    judged = replace(judged, assessment=judged.assessment.model_copy(update={"actions": states}))
    mixed = shuffled(judged, random)
    assert findings(judged) == findings(judged)
    told, told_mixed = (
        [(found.id, found.control_id, found.action_id) for found in findings(pack)] for pack in (judged, mixed)
    )
    assert sorted(map(str, told_mixed)) == sorted(map(str, told))
    # Actions have no order of their own, so that of their ids.
    assert [one for one in told_mixed if one[2]] == [one for one in told if one[2]]


# Seen to fail: with refused answers that two rules find, and with those found by none that lack a reason as well.
@given(judged=packs(with_actions=True), data=st.data())
@settings(max_examples=60, deadline=None)
def test_findings_are_about_what_is_there_and_every_refused_answer_has_one(judged: Pack, data: st.DataObject) -> None:
    for one in judged.controls:
        judged = judged.answered(one.id, data.draw(st.sampled_from(("na", NA, "not"))))
    found = findings(judged)
    assert {one.control_id for one in found} <= {*(one.id for one in judged.controls), None}
    assert {one.action_id for one in found} <= {*judged.library.action_by_id, None}
    items = [score.item for score in judged.evaluate().controls]
    refused = [item.control.id for item in items if item.applies and item.response.answer == "na"]
    assert sorted(str(one.control_id) for one in found if one.severity == "error") == sorted(refused)
