"""What a sheet would change, and everything that speaks against taking it as it is: named, with its line."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from posture.filling.proposals import Proposals, applied
from posture.model.control import Answer
from posture.model.library import Library, RetiredId
from tests.filling.sheets import Filled, blank, compare, fill_in, house, told, visit

IDS = ("email-mfa", "patching", "restore-test")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CONTENT = house(IDS, email_mfa={"na_allowed": False})


def line_of(text: str, words: str, after: str = "") -> int:
    """The line of a sheet on which words stand, the first after others."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if after in line), 0)
    return next(number for number, line in enumerate(lines, 1) if number > start and words in line)


def filled(said: Mapping[str, Filled], by: str = "Sam", day: str = "", content: Library = CONTENT) -> str:
    return fill_in(blank(content, visit()), said, by, day)


def one(proposals: Proposals) -> tuple[str, str, str]:
    (change,) = proposals.changes
    return change.control_id, change.before, change.after


def test_an_answer_with_old_and_new_in_words() -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)})
    assert one(compare(text, CONTENT, visit())) == ("patching", "Not answered", "Mostly")
    assert one(compare(text, CONTENT, visit({"patching": "unknown"}))) == ("patching", "Don't know", "Mostly")


def test_a_reason_stands_with_not_applicable() -> None:
    text = filled({"patching": Filled(Answer.NA, reason="all hosted")})
    assert one(compare(text, CONTENT, visit())) == ("patching", "Not answered", "Doesn't apply (all hosted)")


def test_another_answer_by_now_is_a_conflict_and_changes_nothing_by_itself() -> None:
    text = filled({"patching": Filled(Answer.MOSTLY, "theirs"), "restore-test": Filled(Answer.NOT)})
    now = visit({"patching": {"answer": "implemented", "note": "ours", "by": "Ann"}})
    found = compare(text, CONTENT, now)
    assert one(found) == ("restore-test", "Not answered", "Not in place")
    (conflict,) = found.conflicts
    assert (conflict.control_id, conflict.before, conflict.after) == ("patching", "In place", "Mostly")
    assert conflict.line == line_of(text, "Question 2 of 3")
    taken = applied(now, found.conflicts, NOW).response("patching")
    assert (taken.answer, taken.note, taken.by) == (Answer.MOSTLY, "ours\n\ntheirs", "Sam")


def test_to_know_by_now_and_not_to_know_on_the_sheet_is_a_conflict_too() -> None:
    text = filled({"patching": Filled(Answer.UNKNOWN)})
    assert len(compare(text, CONTENT, visit({"patching": "partly"})).conflicts) == 1
    assert one(compare(text, CONTENT, visit())) == ("patching", "Not answered", "Don't know")


@pytest.mark.parametrize("answer", [{"answer": "na", "reason": "hosted"}, {"answer": "not"}])
def test_the_same_answer_is_no_change(answer: dict[str, str]) -> None:
    said = Filled(Answer(answer["answer"]), reason=answer.get("reason", ""))
    found = compare(filled({"patching": said}), CONTENT, visit({"patching": {**answer, "by": "Ann"}}))
    assert (found.changes, found.conflicts, found.problems, found.same) == ((), (), (), 1)


def test_a_note_alone_leaves_the_answer_and_who_gave_it() -> None:
    now = visit({"patching": {"answer": "mostly", "by": "Ann"}})
    found = compare(filled({"patching": Filled(note="see the list")}), CONTENT, now)
    kept = applied(now, found.changes, NOW).response("patching")
    assert (kept.answer, kept.by, kept.note) == (Answer.MOSTLY, "Ann", "see the list")
    assert not found.changes[0].changes_answer


def test_evidence_flag_and_acceptance_stay() -> None:
    seen = {"reference": "a photo", "collected": date(2026, 11, 1)}
    accepted = {"reason": "for now", "until": date(2027, 1, 1)}
    now = visit({"patching": {"answer": "unknown", "evidence": [seen], "flagged": True, "accepted": accepted}})
    found = compare(filled({"patching": Filled(Answer.PARTLY)}), CONTENT, now)
    kept = applied(now, found.changes, NOW).response("patching")
    assert (kept.answer, kept.flagged, kept.evidence[0].reference) == (Answer.PARTLY, True, "a photo")
    assert kept.accepted is not None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026/11/2", "2026-11-02"),
        ("20 Nov 2026", "2026-11-20"),
        ("November 20, 2026", "2026-11-20"),
        ("2026-11-23", "2026-11-23"),
        ("", "2026-11-23"),
    ],
)
def test_the_day_on_which_it_was_said_is_kept(written: str, kept: str) -> None:
    found = compare(filled({"patching": Filled(Answer.PARTLY)}, day=written), CONTENT, visit())
    at = applied(visit(), found.changes, NOW).response("patching").at
    assert found.problems == ()
    assert at is not None
    assert at.date().isoformat() == kept


@pytest.mark.parametrize("written", ["11/12/2026", "yesterday", "2026-13-40", "2026-11-24", "31 Nov 2026", "0000-1-1"])
def test_a_day_that_can_t_be_read_or_is_still_to_come_is_named_and_today_kept(written: str) -> None:
    text = filled({"patching": Filled(Answer.PARTLY)}, day=written)
    found = compare(text, CONTENT, visit())
    assert applied(visit(), found.changes, NOW).response("patching").at == NOW
    assert told(found)[0].startswith(f"sheet.md:{line_of(text, 'Filled in on')}: warning: ")
    assert written in told(found)[0]


def test_a_sheet_without_a_name_says_so_once() -> None:
    text = filled({"patching": Filled(Answer.PARTLY), "restore-test": Filled(Answer.NOT)}, by="")
    found = compare(text, CONTENT, visit())
    assert [line.split(": ")[0] for line in told(found)] == [f"sheet.md:{line_of(text, 'Filled in by')}"]
    assert "who filled it in" in told(found)[0]
    assert len(found.changes) == 2
    named = fill_in(blank(CONTENT, visit()), {"patching": Filled(Answer.PARTLY, by="Kim")})
    assert compare(named, CONTENT, visit()).problems == ()


def refused(text: str, where: int, *words: str, content: Library = CONTENT, facts: object = None) -> None:
    """One error, in a line, with words; and nothing is changed."""
    found = compare(text, content, visit(facts=facts or {}))
    assert found.changes == ()
    assert [problem.severity for problem in found.problems if problem.severity == "error"] == ["error"]
    (problem,) = found.errors
    assert str(problem).startswith(f"sheet.md:{where}: ")
    for word in words:
        assert word in str(problem)


def test_two_ticks() -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)})
    lines = text.split("\n")
    partly = line_of(text, "[ ] Partly", after="patching")
    lines[partly - 1] = lines[partly - 1].replace("[ ]", "[X]")
    refused("\n".join(lines), partly, "patching", f"“Mostly” (line {partly - 1})", f"“Partly” (line {partly})")


@pytest.mark.parametrize("mark", ["?", "-", "maybe", "x?"])
def test_a_box_of_which_nobody_can_tell(mark: str) -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)}).replace("[x]", f"[{mark}]")
    refused(text, line_of(text, f"- [{mark}]"), "patching", "Mostly", "ticked")


@pytest.mark.parametrize("mark", ["x", "X", " x ", "✓", "✔", "yes", "X ", "\u00a0x"])
def test_all_ways_to_tick_a_box(mark: str) -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)}).replace("[x]", f"[{mark}]")
    assert one(compare(text, CONTENT, visit()))[2] == "Mostly"


@pytest.mark.parametrize("mark", ["", "  ", "\u00a0", "_", "no"])
def test_all_ways_to_leave_a_box_empty(mark: str) -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)}).replace("[ ]", f"[{mark}]")
    assert one(compare(text, CONTENT, visit()))[2] == "Mostly"


def test_a_question_that_is_not_asked_here_names_the_nearest() -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)}).replace(": patching", ": patchin")
    refused(text, line_of(text, ": patchin"), "patchin", "no question of this assessment", "did you mean 'patching'?")


def test_a_question_that_was_retired_names_what_took_its_place() -> None:
    content = CONTENT.model_copy(update={"retired": (RetiredId(id="old-one", reason="r", successor="patching"),)})
    text = filled({"patching": Filled(Answer.MOSTLY)}).replace(": patching", ": old-one")
    refused(text, line_of(text, ": old-one"), "old-one", "patching took its place", content=content)


def test_a_question_that_does_not_apply_any_more() -> None:
    conditional = house(IDS, patching={"applies_when": [{"fact": "computers", "is": True}]})
    text = filled({"patching": Filled(Answer.MOSTLY)}, content=conditional)
    where = line_of(text, ": patching")
    refused(text, where, "patching", "does not apply", content=conditional, facts={"computers": False})


def test_not_applicable_without_a_reason() -> None:
    text = filled({"patching": Filled(Answer.NA)})
    refused(text, line_of(text, "- [x]"), "patching", "reason")


def test_not_applicable_where_everybody_must() -> None:
    text = filled({}).replace("- [ ] Don't know", "- [ ] Don't know\n- [x] Doesn't apply: we are small", 1)
    refused(text, line_of(text, "- [x]"), "email-mfa", "applies to every clinic")


def test_a_reason_without_its_tick_is_not_lost_unseen() -> None:
    text = filled({"patching": Filled(Answer.MOSTLY, reason="we have none")})
    refused(text, line_of(text, "- [x]"), "patching", "“Doesn't apply” is not ticked")
    text = filled({"patching": Filled(reason="we have none")})
    refused(text, line_of(text, ": patching"), "patching", "“Doesn't apply” is not ticked")


def test_the_same_question_twice_with_other_words() -> None:
    one_way, other = filled({"patching": Filled(Answer.MOSTLY)}), filled({"patching": Filled(Answer.NOT)})
    both = f"{one_way}\n{other}"
    again = line_of(both, ": patching", after="Thank you")
    refused(both, again, "patching", "twice", f"line {line_of(one_way, ': patching')}")
    assert one(compare(f"{one_way}\n{one_way}", CONTENT, visit()))[2] == "Mostly"


def test_two_sheets_in_one_file_keep_their_names_apart() -> None:
    first = filled({"patching": Filled(Answer.MOSTLY)}, by="Sam")
    second = filled({"restore-test": Filled(Answer.NOT)}, by="Ann")
    found = compare(f"{first}\n{second}", CONTENT, visit())
    assert [(change.control_id, change.response.by) for change in found.changes] == [
        ("patching", "Sam"),
        ("restore-test", "Ann"),
    ]


def test_a_question_whose_first_line_was_deleted_is_not_swallowed_by_the_note_before_it() -> None:
    text = filled({"patching": Filled(Answer.MOSTLY), "restore-test": Filled(Answer.NOT)})
    broken = text.replace("### Question 3 of 3: restore-test\n", "")
    found = compare(broken, CONTENT, visit())
    assert found.changes == ()
    assert "boxes of another question" in told(found)[0]
    assert told(found)[0].startswith(f"sheet.md:{line_of(broken, 'Note:', after=': patching')}: patching: ")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("mostly here", "mostly here - only two laptops left", "- [x]"),
        ("mostly here", "quite another thing", "- [x]"),
        ("Is patching in place?", "Is patching in place? ASK KIM", ": patching"),
    ],
)
def test_words_in_the_wrong_place_are_named_and_the_answer_taken(old: str, new: str, where: str) -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)})
    cut = text.index(": patching")
    text = text[:cut] + text[cut:].replace(old, new, 1)
    found = compare(text, CONTENT, visit())
    assert one(found)[2] == "Mostly"
    (warning,) = told(found)
    assert warning.startswith(f"sheet.md:{line_of(text, where)}: warning: patching: ")
    assert "Note:" in warning


def test_a_question_that_is_not_filled_in_may_be_left_out() -> None:
    text = filled({"patching": Filled(Answer.MOSTLY)})
    start, end = text.index("### Question 1"), text.index("### Question 2")
    found = compare(text[:start] + text[end:], CONTENT, visit())
    assert one(found)[2] == "Mostly"
    assert found.problems == ()
    assert found.blank == 1
