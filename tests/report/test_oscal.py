"""OSCAL: what each answer, piece of evidence, gap and action of an assessment becomes (scoring.md 2.12)."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from posture.report.formats import ReportInput, render
from tests.report.oscal_reader import Record, by_control, prop, records, written

if TYPE_CHECKING:
    from tests.report.conftest import Pack

MORNING = "T00:00:00Z"


def response(risk: Record, action: str) -> Record:
    (found,) = [one for one in risk["remediations"] if prop(one, "action") == action]
    record: Record = found
    return record


def task(found: Record, action: str) -> Record:
    (only,) = [one for one in found["tasks"] if one["type"] == "action" and prop(one, "action") == action]
    record: Record = only
    return record


def uuids(material: ReportInput) -> set[str]:
    found = written(material)
    return {one["uuid"] for document in (found.results, found.poam) for one in records(document) if "uuid" in one}


@pytest.mark.parametrize(
    ("control", "state", "reason"),
    [
        ("unique-accounts", "satisfied", "pass"),
        ("patching", "not-satisfied", "partial"),
        ("offline-backup", "not-satisfied", "partial"),
        ("email-mfa", "not-satisfied", "fail"),
        ("restore-test", "not-satisfied", "unknown"),
    ],
)
def test_only_what_is_in_place_everywhere_is_satisfied(pack: "Pack", control: str, state: str, reason: str) -> None:
    status = written(pack.material()).finding(control)["target"]["status"]
    assert (status["state"], status["reason"]) == (state, reason)


def test_what_does_not_apply_is_left_out_of_the_review_with_its_reason(pack: "Pack") -> None:
    found = written(pack.material())
    assert "server-room-lock" not in by_control(found.result["findings"])
    (facility,) = [one for one in found.result["reviewed-controls"]["control-selections"] if "exclude-controls" in one]
    assert facility["exclude-controls"] == [{"control-id": "server-room-lock"}]
    assert "No on-site servers; EHR is hosted" in facility["remarks"]


def test_a_refused_na_is_unknown_and_says_so(pack: "Pack") -> None:
    found = written(pack.material(responses={**pack.responses, "patching": {"answer": "na", "reason": " "}}))
    status = found.finding("patching")["target"]["status"]
    assert status["reason"] == "unknown"
    assert "“Doesn't apply” was answered" in status["remarks"]


def methods(observations: list[Record], control: str) -> list[list[str]]:
    return [one["methods"] for one in observations if prop(one, "control") == control]


def test_evidence_is_examined_or_tested_and_a_bare_answer_is_an_interview(pack: "Pack") -> None:
    tested = {"method": "test", "reference": "restored a folder", "collected": date(2026, 11, 1)}
    stale = {"method": "examine", "reference": "old scan", "collected": date(2025, 11, 1)}
    told = {"method": "interview", "reference": "asked Ann", "collected": date(2026, 11, 1)}
    answers: dict[str, Any] = {
        **pack.responses,
        "offline-backup": {"answer": "partly", "evidence": [tested]},
        "patching": {"answer": "mostly", "evidence": [stale]},
        "endpoint-detection": {"answer": "not", "evidence": [told]},
        "restore-test": {},
    }
    observations = written(pack.material(responses=answers)).result["observations"]
    assert methods(observations, "offline-backup") == [["TEST"]]
    assert methods(observations, "patching") == [["EXAMINE"], ["INTERVIEW"]]  # what is stale proves nothing
    assert methods(observations, "endpoint-detection") == [["INTERVIEW"]]
    assert methods(observations, "email-mfa") == [["INTERVIEW"]]
    assert methods(observations, "restore-test") == []  # nobody said anything
    scan = next(one for one in observations if one["methods"] == ["EXAMINE"] and "historic" in one["types"])
    # Proof of a control counts for 365 days unless it says otherwise.
    assert (scan["collected"], scan["expires"]) == (f"2025-11-01{MORNING}", f"2026-11-01{MORNING}")


def test_a_file_that_is_evidence_stands_with_its_hash(pack: "Pack") -> None:
    seen = {"method": "examine", "reference": "proof: a.png", "collected": date(2026, 11, 1), "sha256": "ab" * 32}
    found = written(pack.material(responses={**pack.responses, "patching": {"answer": "mostly", "evidence": [seen]}}))
    (observed,) = [one for one in found.poam["observations"] if prop(one, "control") == "patching"]
    (resource,) = [
        one
        for one in found.poam["back-matter"]["resources"]
        if f"#{one['uuid']}" == observed["relevant-evidence"][0]["href"]
    ]
    assert resource["rlinks"][0]["hashes"] == [{"algorithm": "SHA-256", "value": "ab" * 32}]


def test_each_gap_is_a_risk_and_an_item_of_the_plan_in_the_order_of_the_report(pack: "Pack") -> None:
    material = pack.material()
    found = written(material)
    gaps = [each.score.id for each in material.evaluation.findings]
    assert [prop(one, "control") for one in found.result["risks"]] == gaps
    assert [prop(one, "control") for one in found.poam["risks"]] == gaps
    assert [prop(one, "control") for one in found.poam["poam-items"]] == gaps
    assert "related-risks" not in found.finding("unique-accounts")
    for item in found.poam["poam-items"]:
        control = str(prop(item, "control"))
        assert item["related-risks"] == [{"risk-uuid": found.risk(control)["uuid"]}]
        assert item["related-findings"] == [{"finding-uuid": found.finding(control)["uuid"]}]


def test_a_risk_says_how_likely_how_bad_and_how_urgent(pack: "Pack") -> None:
    risk = written(pack.material()).risk("email-mfa")
    (characterization,) = risk["characterizations"]
    # High and very high make very high (NIST SP 800-30, table I-2).
    assert {one["name"]: one["value"] for one in characterization["facets"]} == {
        "likelihood": "high",
        "impact": "very-high",
        "risk": "very-high",
    }
    assert risk["status"] == "open"
    # list-mailboxes comes first in the plan and closes nothing; then comes the action that closes this.
    assert prop(risk, "priority") == "2"
    assert [one["id"].rpartition(":")[2] for one in risk["threat-ids"]] == ["phishing", "ransomware"]
    assert prop(risk, "holds-grade-at") == "C"


def test_days_come_from_the_phases_of_the_plan(pack: "Pack") -> None:
    # Scoring.md 6: in four hours by day 7, by day 30, 90 and 365, from 23 November 2026.
    found = written(pack.material())
    days = {"email-mfa": "2026-11-30", "offline-backup": "2026-12-23", "endpoint-detection": "2027-02-21"}
    assert {name: found.risk(name)["deadline"] for name in days} == {name: day + MORNING for name, day in days.items()}
    # Sixty per cent of it by day 90, the rest by day 365: it is closed when all of it is.
    assert found.risk("incident-contacts")["deadline"] == f"2027-11-23{MORNING}"


def test_a_task_has_its_days_its_role_and_what_it_needs_first(pack: "Pack") -> None:
    found = written(pack.material(actions={"enable-email-mfa": {"status": "doing", "owner": "Ann"}}))
    planned = response(found.risk("email-mfa"), "enable-email-mfa")
    assert planned["lifecycle"] == "planned"
    assert prop(planned, "type") == "mitigate"
    first, then = task(planned, "list-mailboxes"), task(planned, "enable-email-mfa")
    # One hour of four in the first week is 1.75 days; three more end with the week.
    assert then["timing"] == {"within-date-range": {"start": f"2026-11-24{MORNING}", "end": f"2026-11-30{MORNING}"}}
    assert [one["task-uuid"] for one in then["dependencies"]] == [first["uuid"]]
    ann = next(one["uuid"] for one in found.poam["metadata"]["parties"] if one["name"] == "Ann")
    assert then["responsible-roles"] == [{"role-id": "it-provider", "party-uuids": [ann]}]
    milestones = [one for one in planned["tasks"] if one["type"] == "milestone"]
    assert [one["timing"]["on-date"]["date"] for one in milestones] == [f"2026-11-30{MORNING}"] * 2
    assert milestones[1]["dependencies"] == [{"task-uuid": then["uuid"]}]


def test_a_task_depends_on_the_task_of_another_risk(pack: "Pack") -> None:
    found = written(pack.material())
    backup = task(response(found.risk("offline-backup"), "offline-backup"), "offline-backup")
    drill = task(response(found.risk("restore-test"), "restore-drill"), "restore-drill")
    assert [one["task-uuid"] for one in drill["dependencies"]] == [backup["uuid"]]


def test_a_day_that_the_clinic_set_goes_before_that_of_the_plan(pack: "Pack") -> None:
    found = written(pack.material(actions={"auto-update": {"due": date(2026, 12, 5)}}))
    risk = found.risk("patching")
    assert risk["deadline"] == f"2026-12-05{MORNING}"
    assert prop(task(response(risk, "auto-update"), "auto-update"), "due") == "2026-12-05"
    overdue = written(pack.material(actions={"auto-update": {"due": date(2026, 11, 1)}})).risk("patching")
    assert task(response(overdue, "auto-update"), "auto-update")["timing"] == {
        "on-date": {"date": f"2026-11-01{MORNING}"}
    }


def test_what_the_year_has_no_money_for_is_recommended_without_a_day(pack: "Pack") -> None:
    found = written(pack.material(plan={"year_dollars": 0.0}))
    risk = found.risk("offline-backup")
    planned = response(risk, "offline-backup")
    assert planned["lifecycle"] == "recommendation"
    assert "bring more elsewhere" in planned["remarks"]
    assert "deadline" not in risk
    assert all("timing" not in one for one in planned["tasks"])
    assert "No day is set" in by_control(found.poam["poam-items"])["offline-backup"]["remarks"]


def test_what_is_done_is_a_completed_response(pack: "Pack") -> None:
    found = written(pack.material(actions={"call-list": {"status": "done", "owner": "Ann"}}))
    risk = found.risk("incident-contacts")
    assert {prop(one, "action"): one["lifecycle"] for one in risk["remediations"]} == {
        "call-list": "completed",
        "tabletop": "planned",
    }


def test_a_declined_action_and_a_gap_without_any_say_so(pack: "Pack") -> None:
    declined = {"auto-update": {"status": "declined", "reason": "the vendor does it"}}
    found = written(pack.material(actions=declined))
    assert "the vendor does it" in by_control(found.poam["poam-items"])["patching"]["remarks"]
    assert "remediations" not in found.risk("patching")


def test_an_accepted_gap_is_an_accepted_risk_until_its_day(pack: "Pack") -> None:
    accepted = {"reason": "moving in March", "by": "Dr. Ito", "until": date(2027, 3, 31)}
    found = written(pack.material(responses={**pack.responses, "patching": {"answer": "not", "accepted": accepted}}))
    risk = found.risk("patching")
    (only,) = risk["remediations"]
    assert prop(only, "type") == "accept"
    assert only["description"] == "moving in March"
    assert prop(risk, "accepted") == "yes"
    assert risk["deadline"] == f"2027-03-31{MORNING}"
    assert prop(risk, "priority") is None
    ito = next(one["uuid"] for one in found.poam["metadata"]["parties"] if one["name"] == "Dr. Ito")
    assert {"type": "party", "actor-uuid": ito} in only["origins"][0]["actors"]


def test_a_finding_names_the_requirements_that_it_answers(pack: "Pack") -> None:
    found = written(pack.material()).finding("email-mfa")
    assert [(one["class"], one["value"]) for one in found["props"] if one["name"] == "requirement"] == [("goals", "G1")]


def test_the_result_says_the_numbers_of_the_report(pack: "Pack") -> None:
    props = written(pack.material()).result["props"]
    assert {one["class"]: one["value"] for one in props if one["name"] == "posture"} == {
        "low": "20.2",
        "point": "35.1",
        "high": "48.7",
    }
    assert [one["value"] for one in props if one["name"] == "grade"] == ["E"]


def test_unchanged_data_gives_the_same_bytes_and_what_is_added_moves_no_id(pack: "Pack") -> None:
    assert render("oscal", pack.material()) == render("oscal", pack.material())
    first = {"method": "examine", "reference": "first", "collected": date(2026, 11, 1)}
    second = {**first, "reference": "second"}
    two = {**pack.responses, "patching": {"answer": "mostly", "evidence": [first, second]}}
    one = {**two, "patching": {"answer": "mostly", "evidence": [second], "note": "said later"}}
    assert len(uuids(pack.material(responses=two)) - uuids(pack.material(responses=one))) == 1
    assert uuids(pack.material(responses=one)) <= uuids(pack.material(responses=two))


def test_another_assessment_shares_no_id(pack: "Pack") -> None:
    other = pack.material(id="00000000-0000-4000-8000-00000000000b")
    assert uuids(pack.material()).isdisjoint(uuids(other))


def test_both_files_mean_the_same_thing_by_the_same_id(pack: "Pack") -> None:
    found = written(pack.material())
    gaps = {one["uuid"] for one in found.poam["findings"]}
    assert [one for one in found.result["findings"] if one["uuid"] in gaps] == found.poam["findings"]
    assert found.result["risks"] == found.poam["risks"]
