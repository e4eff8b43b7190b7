"""What a template gets: text and whole numbers only, and sums that add up."""

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from posture.report.context import report
from posture.report.points import printed_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.report.conftest import Pack


def leaves(value: object) -> "Iterator[object]":
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def test_a_template_sees_text_and_whole_numbers_only(pack: "Pack") -> None:
    # A date, a fraction, a path or a model in a template is rounding in the wrong place, or a way out of a sandbox.
    assert {type(leaf) for leaf in leaves(report(pack.material()))} <= {str, int, bool}


def test_printed_points_add_up_to_what_is_printed_above(pack: "Pack") -> None:
    context = report(pack.material())
    in_place = [row for row in context.standing.checklists if row.points != "–"]
    assert sum(number(row.points) for row in in_place) == number(context.standing.implementation.point)
    assert sum(number(row.missing) for row in in_place) == number(context.standing.missing)
    assert number(context.standing.implementation.point) + number(context.standing.missing) == 100
    for checklist in context.answers:
        assert sum(number(row.points) for row in checklist.rows) == number(checklist.points)
        assert sum(number(row.missing) for row in checklist.rows) == number(checklist.missing)


def test_printed_points_stay_within_a_tenth_of_the_exact_ones(pack: "Pack") -> None:
    evaluation = pack.material().evaluation
    points = printed_points(evaluation)
    assert points is not None
    for score in evaluation.controls:
        if score.points is not None and score.lost is not None:
            assert abs(points.in_place.controls[score.id] - score.points) < Fraction(1, 10)
            assert abs(points.missing.controls[score.id] - score.lost) < Fraction(1, 10)


def test_what_is_held_back_is_the_difference_of_what_is_printed(pack: "Pack") -> None:
    # Case B of the golden vector: everything but MFA in place, 83.0 held at 74.
    responses = {name: {"answer": "implemented", "evidence": [{**pack.responses["unique-accounts"]["evidence"][0]}]}
                 for name in pack.responses}  # fmt: skip
    responses["email-mfa"] = {"answer": "not"}
    responses["server-room-lock"] = {**pack.responses["server-room-lock"]}
    standing = report(pack.material(responses=responses)).standing
    assert (standing.implementation.point, standing.held_back, standing.posture.point) == ("83.0", "9.0", "74.0")
    assert [cap.limit for cap in standing.firing] == ["74"]


def test_the_three_things_of_the_golden_clinic(pack: "Pack") -> None:
    # scoring.md, section 6: order, costs, posture after each, and readiness for phishing and ransomware.
    things = report(pack.material()).three_things
    first, second, third = things.things
    assert (first.title, first.hours, first.dollars) == ("Enable email mfa", "4 h", "$0")
    assert first.first == ("List mailboxes (1 h, $0)",)
    assert (first.before, first.after, first.gain) == ("35.1 E", "52.1 D", "+16.9")
    assert first.readiness == ("Phishing 42.6 → 68.1", "Ransomware 14.7 → 19.0")
    assert (second.title, second.hours, second.dollars, second.after) == ("Offline backup", "6 h", "$600", "62.2 C")
    assert (third.title, third.hours, third.first, third.after) == ("Restore drill", "4 h", (), "75.8 B")
    assert (things.hours, things.dollars) == ("14 h", "$600")


def test_the_phases_of_the_golden_clinic(pack: "Pack") -> None:
    phases = report(pack.material()).todo.phases
    assert [(phase.days, phase.hours, phase.dollars, phase.posture) for phase in phases] == [
        (7, "4 h", "$0", "52.1 D"), (30, "6 h", "$600", "62.2 C"), (90, "17 h", "$900", "95.8 A"),
        (365, "5 h", "$120", "100.0 A"),
    ]  # fmt: skip
    assert [task.done_by for task in phases[0].tasks] == ["25 Nov 2026", "30 Nov 2026"]  # days 1.75 and 7, rounded up


def test_no_patient_reason_is_told_twice(pack: "Pack") -> None:
    things = report(pack.material(say=lambda field, text: "The same." if field == "why" else text)).three_things.things
    assert [thing.why for thing in things] == ["The same.", "", ""]


def test_an_open_question_is_to_be_checked_first(pack: "Pack") -> None:
    tasks = {task.id: task for task in report(pack.material()).todo.tasks}
    assert tasks["restore-drill"].check_first == ("Restore test (ask: IT provider)",)
    assert tasks["auto-update"].check_first == ()


def test_a_missing_number_of_people_is_said(pack: "Pack") -> None:
    own = {"new-phones": {"title": "New phones", "hours": {"base": 1.0, "per_staff": 0.5},
                          "closes": [{"control": "email-mfa", "share": 1}]}}  # fmt: skip
    assert not report(pack.material(own_actions=own)).todo.staff_missing
    todo = report(pack.material(own_actions=own, facts={})).todo
    assert todo.staff_missing
    assert [task.id for task in todo.tasks if task.staff_missing] == ["new-phones"]


def test_declined_blocked_and_idle_actions_are_named_with_their_reason(pack: "Pack") -> None:
    states = {
        "list-mailboxes": {"status": "declined", "reason": "no time"},
        "long-gone": {"status": "doing"},
        "auto-update": {"status": "done"},
    }
    todo = report(pack.material(actions=states)).todo
    assert {(entry.title, entry.reason) for entry in todo.set_aside} == {
        ("List mailboxes", "Declined: no time"),
        ("Enable email mfa", "Needs what is declined: List mailboxes"),
        ("long-gone", "Being done, but no checklist here has it"),
    }
    assert todo.done == ("Auto update",)
    assert todo.no_action == ("Patching",)


def test_changed_and_unrecorded_checklists_are_told_apart(pack: "Pack") -> None:
    refs: list[dict[str, Any]] = [
        {"id": "accounts", "version": "1.0.0", "sha256": f"{0:064x}"},
        {"id": "people", "version": "1.0.0", "sha256": "f" * 64},
        {"id": "devices", "version": "0.9.0"},
        {"id": "resilience", "version": "1.0.0"},
        {"id": "response"},
    ]
    context = report(pack.material(checklists=refs))
    assert [row.recorded for row in context.versions] == [
        "the same content", f"other content, {'f' * 64}", "version 0.9.0", "the same version", "not recorded"
    ]  # fmt: skip
    assert context.changed == ("People", "Devices")
    assert context.unrecorded


def test_what_does_not_count_is_kept_with_its_reason(pack: "Pack") -> None:
    responses = {**pack.responses, "gone": {"answer": "mostly", "note": "still true"}}
    context = report(pack.material(responses=responses))
    assert [(row.id, row.answer, row.note) for row in context.kept] == [("gone", "Mostly", "still true")]
    assert [row.reason for row in context.excluded_by_answer] == ["No on-site servers; EHR is hosted"]


def test_a_refused_na_says_why_it_counts_as_unknown(pack: "Pack") -> None:
    responses = {**pack.responses, "patching": {"answer": "na"}}
    rows = {row.id: row for block in report(pack.material(responses=responses)).answers for row in block.rows}
    assert rows["patching"].answer == "? Don't know"
    assert "no reason is given" in rows["patching"].refused


def test_evidence_says_what_it_is_worth_on_the_day(pack: "Pack") -> None:
    def proof(method: str, day: str) -> dict[str, Any]:
        return {"method": method, "reference": "r", "collected": pack.as_of.fromisoformat(day)}

    evidence = [proof("examine", "2026-11-20"), proof("test", "2025-11-23"), proof("interview", "2026-11-23"),
                proof("examine", "2026-11-24")]  # fmt: skip
    responses = {**pack.responses, "patching": {"answer": "mostly", "evidence": evidence}}
    rows = {row.id: row for block in report(pack.material(responses=responses)).answers for row in block.rows}
    assert [(entry.method, entry.state) for entry in rows["patching"].evidence] == [
        ("Looked at", "current until 19 Nov 2027"),
        ("Tested", "out of date since 23 Nov 2026"),
        ("Asked", "somebody's word, not proof"),
        ("Looked at", "dated after this report, not counted"),
    ]
    assert rows["patching"].proof == "current"
