"""Redaction: nothing that leads to a person, a clinic or a machine is in any file; answers, days and scores are."""

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.assessment import Assessment
from posture.report.formats import FORMATS, ReportInput, render
from posture.report.patient_data import suspicions
from posture.report.pseudonyms import Pseudonyms
from posture.report.records import plan_record, score_record
from posture.report.redaction import redacted
from tests.report.hostile import NASTY, answers, everywhere
from tests.report.pdf_reader import text_of

if TYPE_CHECKING:
    from tests.report.conftest import Pack

SECRETS = {
    "clinic": "Kwyjibo Family Practice",
    "assessor": "Zelda Quackenbush",
    "by": "Orlando Featherstonehaugh",
    "accepter": "Wilhelmina Xanthopoulos",
    "owner": "Barnaby Thistlethwaite",
    "note": "the key lies under the zinnias",
    "reference": "binder seventeen, third shelf",
    "mail": "orlando@kwyjibo.example",
    "host": "files.kwyjibo.example",
    "machine": "DESKTOP-7QX2LM9",
    "address": "192.168.17.23",
    "link": "https://intranet.kwyjibo.example/wiki?page=passwords",
    "share": "\\\\KWYNAS\\scans",
    "phone": "(617) 555-0142",
    "mobile": "+1 617.555.0143",
}

REASON = (
    "Ask Orlando at orlando@kwyjibo.example or (617) 555-0142, +1 617.555.0143; see files.kwyjibo.example, "
    "192.168.17.23, DESKTOP-7QX2LM9, \\\\KWYNAS\\scans and https://intranet.kwyjibo.example/wiki?page=passwords "
    "of Kwyjibo Family Practice, says Wilhelmina Xanthopoulos"
)


def secret(pack: "Pack") -> ReportInput:
    """A clinic with a secret in every field that a person fills in."""
    seen = {"method": "examine", "reference": SECRETS["reference"], "collected": date(2026, 11, 20), "sha256": "a" * 64}
    accepted = {"reason": REASON, "by": SECRETS["accepter"], "until": date(2027, 1, 1)}
    responses: dict[str, Any] = {
        **{name: {**each, "by": SECRETS["by"], "note": SECRETS["note"]} for name, each in pack.responses.items()},
        "patching": {"answer": "mostly", "by": "IT provider", "evidence": [seen], "note": SECRETS["note"]},
        "endpoint-detection": {"answer": "not", "accepted": accepted},
        "server-room-lock": {"answer": "na", "reason": REASON},
        "orlando-s-question": {"answer": "partly", "note": SECRETS["note"], "by": SECRETS["by"]},
    }
    return pack.material(
        responses=responses,
        clinic=SECRETS["clinic"],
        assessor=SECRETS["assessor"],
        facts={"staff": 8, "wifi": SECRETS["link"]},
        actions={
            "auto-update": {"status": "doing", "owner": SECRETS["owner"]},
            "tabletop": {"status": "declined", "reason": REASON},
        },
        own_actions={
            "call-orlando": {"title": "Call Orlando Featherstonehaugh", "hours": {"base": 1.0}, "proof": REASON,
                             "closes": [{"control": "patching", "share": 50}], "steps": [REASON]},
        },
    )  # fmt: skip


def files(material: ReportInput) -> dict[str, str]:
    """All files by name; of a PDF the text that is on it."""
    return {
        name: text_of(data) if name.endswith(".pdf") else data.decode()
        for form in FORMATS
        for name, data in render(form, material).items()
    }


def leaks(text: str) -> list[str]:
    words = [word for secret in SECRETS.values() for word in (secret, json.dumps(secret)[1:-1])]
    parts = ["Kwyjibo", "Quackenbush", "Featherstonehaugh", "Orlando", "Xanthopoulos", "Thistlethwaite", "zinnias",
             "seventeen", "7QX2LM9", "KWYNAS", "555", "a" * 64]  # fmt: skip
    return [word for word in (*words, *parts) if word.casefold() in text.casefold()]


def test_every_secret_is_in_some_report_and_in_no_redacted_one(pack: "Pack") -> None:
    material = secret(pack)
    open_text = "\n".join(files(material).values()).replace("\\", "")
    assert [word for word in SECRETS.values() if word.replace("\\", "") not in open_text] == []
    for name, text in files(redacted(material)).items():
        assert (name, leaks(text)) == (name, [])


def test_answers_numbers_and_days_stay(pack: "Pack") -> None:
    before, after = secret(pack), redacted(secret(pack))
    assert score_record(after.evaluation, exact=True) == score_record(before.evaluation, exact=True)
    plan, told = (plan_record(each.evaluation, each.plan, exact=True) for each in (before, after))
    assert json.dumps(told).replace("own-action-1", "call-orlando") == json.dumps(plan)
    assert after.assessment.response("patching").evidence[0].collected == date(2026, 11, 20)
    assert after.assessment.id == before.assessment.id


def test_stand_ins_tell_people_apart_and_roles_stay(pack: "Pack") -> None:
    told = redacted(secret(pack)).assessment
    assert told.clinic == "Clinic 1"
    assert told.assessor == "Person 1"
    assert told.response("email-mfa").by == told.response("unique-accounts").by == "Person 2"
    assert told.response("patching").by == "IT provider"
    assert told.response("endpoint-detection").accepted is not None
    assert told.action_state("auto-update").owner == "Person 4"
    assert told.response("email-mfa").note == "Note 1"
    assert told.response("patching").evidence[0].reference == "Evidence 2"  # the first is what the pack has
    assert told.response("server-room-lock").reason == (
        "Ask Person 2 at E-mail address 1 or Phone number 1, Phone number 2; see Host 1, Host 2, Host 3, Host 4 and "
        "Host 5 of Clinic 1, says Person 3"
    )
    assert told.own[0].title == "Call Person 2"


def test_a_redacted_report_says_that_it_is_one(pack: "Pack") -> None:
    for form, words in (("markdown", "- Redacted: "), ("html", "Redacted: "), ("json", '"redacted": true')):
        (text,) = (data.decode() for data in render(form, redacted(pack.material())).values())
        assert words in text
        (text,) = (data.decode() for data in render(form, pack.material()).values())
        assert words not in text


def test_a_second_pass_changes_nothing(pack: "Pack") -> None:
    once = redacted(secret(pack))
    assert redacted(once).assessment == once.assessment
    assert files(redacted(once)) == files(once)


def test_the_clinic_s_own_checklists_tell_nothing_either(pack: "Pack") -> None:
    material = pack.material(lambda field, old: f"{old} at files.kwyjibo.example" if field == "how" else old)
    own = tuple(loaded.model_copy(update={"builtin": False}) for loaded in material.library.loaded)
    values = {name: getattr(material.library, name) for name in type(material.library).model_fields}
    told = redacted(replace(material, library=type(material.library).model_validate({**values, "loaded": own})))
    for name, text in files(told).items():
        assert (name, leaks(text)) == (name, [])
    assert told.evaluation.posture == material.evaluation.posture


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_can_be_redacted(pack: "Pack", text: str) -> None:
    material = pack.material(responses=answers(pack, text, text), **everywhere(text))
    told = redacted(material)
    assert told.assessment.response("patching").note == "Note 1"
    assert told.evaluation.posture == material.evaluation.posture


@given(name=st.text(min_size=1, max_size=20), text=st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_name_and_text_can_be_told_and_told_again(name: str, text: str) -> None:
    stand_ins = Pseudonyms({"owner"}, {"the"})
    stand_ins.know("Person", [name])
    told = stand_ins.text(f"{text} {name} {text}")
    assert isinstance(told, str)
    assert stand_ins.person(name) == stand_ins.person(name)


@pytest.mark.parametrize(
    "text",
    [
        "HIPAA asks for this in 45 CFR 164.308(a)(1)", "Done on 2026-11-23, again 23 Nov 2026", "About 1,200 of 1,500",
        "TLS 1.2 or 1.3, AES-256, SHA-256", "It costs $1,000 a year; 99.9 % uptime", "365 days, 14:02:07, 2:45",
        "i.e. none, e.g. a copier", "p=reject since May. We go on.", "Microsoft 365 Business Premium", "IT provider",
    ],
)  # fmt: skip
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert Pseudonyms((), ()).text(text) == text


# --- patient data ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SSN 123-45-6789", "a Social Security number"),
        ("her number is 123 45 6789.", "a Social Security number"),
        ("MRN 00482913", "a medical record number"),
        ("mrn: AB-482913", "a medical record number"),
        ("medical record number 48291", "a medical record number"),
        ("patient ID: 4829-13", "a medical record number"),
        ("chart no. 48213", "a medical record number"),
        ("DOB 03/14/1962", "a date of birth"),
        ("date of birth: 1962-03-14", "a date of birth"),
        ("born on March 14, 1962", "a date of birth"),
        ("born 14 March 1962", "a date of birth"),
    ],
)
def test_what_looks_like_patient_data_is_found_wherever_it_stands(pack: "Pack", text: str, kind: str) -> None:
    def found(**changes: object) -> list[tuple[str, str]]:
        assessment: Assessment = pack.material(**changes).assessment
        return [(each.place, each.kind) for each in suspicions(assessment)]

    seen = {"method": "examine", "reference": text, "collected": pack.as_of}
    accepted = {"reason": text, "until": pack.as_of}
    assert found(responses={"patching": {"answer": "not", "note": text}}) == [("the note on patching", kind)]
    assert found(responses={"patching": {"answer": "na", "reason": text}}) == [("the reason at patching", kind)]
    assert found(responses={"patching": {"answer": "not", "evidence": [seen]}}) == [("the evidence for patching", kind)]
    assert found(responses={"patching": {"answer": "not", "accepted": accepted}}) == [
        ("the accepted gap at patching", kind)
    ]
    assert found(actions={"tabletop": {"status": "declined", "reason": text}}) == [
        ("the reason at action tabletop", kind)
    ]
    material = pack.material(responses={"patching": {"answer": "na", "reason": text}})
    told = redacted(material).assessment.response("patching").reason
    assert "Patient data 1" in told
    assert not any(digits in told for digits in ("6789", "482", "1962"))


@pytest.mark.parametrize(
    "text",
    [
        "", "Looked at on 2026-11-16", "2 of 14 records", "SPF record, 2026", "patient portal since 2019",
        "Invoice 2026-1234", "000-12-3456 was never given out", "(617) 555-0142", "45 CFR 164.308", "SHA-256",
        "The record of 2026-11-16", "10 patients in 2024",
    ],
)  # fmt: skip
def test_ordinary_notes_raise_no_suspicion(pack: "Pack", text: str) -> None:
    responses = {"patching": {"answer": "not", "note": text}}
    assert suspicions(pack.material(responses=responses).assessment) == ()
