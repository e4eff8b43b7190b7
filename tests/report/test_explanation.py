"""Explanations of posture, controls, caps and threats: every number about the golden clinic by hand."""

import re
from datetime import date

import pytest

from posture.report.explanation import as_lines, explained, posture_sections
from tests.core.packs import AS_OF, Pack
from tests.report.golden import changed, golden, material_of
from tests.report.sentences import everything, under

# --- posture ----------------------------------------------------------------------------------------------------


def test_golden_posture_by_hand() -> None:
    sections = posture_sections(golden("a"))
    # scoring.md 6: 2075/59 = 35.169, low 20.254, high 48.728; D from 40, 40 − 35.1 = 4.9; the lowest cap allows 74.
    assert sections[0].title == "Posture 35.1 E (at least 20.2 · could be 48.7)"
    assert under(sections, "Posture")[1:] == (
        "Posture is 35.1. That is all that is in place, 35.1 of 100. The cap no-email-mfa allows 74 at most, so "
        "nothing is held back now.",
        "Grade E goes from 0 to just below 40, where grade D starts: 4.9 points from here.",
    )
    # Of 59: 5 × 1; 13 × .75; 15 × .4. In points 8.474, 16.525, 10.169: the missing tenth goes to the first.
    assert under(sections, "How 35.1")[1:7] == (
        "8 controls apply. Together they weigh 59, and 20.75 of that is in place: 20.75 of 59 is 35.1 of 100.",
        "• In place: 1 control, 5 of 5 by weight, 8.5 points",
        "• Mostly: 2 controls, 9.75 of 13 by weight, 16.5 points",
        "• Partly: 2 controls, 6 of 15 by weight, 10.1 points",
        "• Not in place: 2 controls, 0 of 18 by weight, 0.0 points",
        "• Don't know: 1 control, 0 of 8 by weight, 0.0 points",
    )
    # 51 of 59 without the 8 that nobody knows; 28 of 59: scoring.md 6.
    assert under(sections, "How sure") == (
        "Answered: 51 of 59 by weight, 86.4 %. “Don't know” is not counted here.",
        "Confirmed: 28 of 59 by weight, 47.4 %. That is what has current proof, or is known not to be in place.",
        "Confidence is medium. High takes 95 % answered and 70 % confirmed; medium takes 85 % answered and 40 % "
        "confirmed.",
    )
    # 2 of 61 by weight; 2075/61 = 34.016.
    assert under(sections, "What does not apply") == (
        "By answer, with a reason: 1 control.",
        "That takes 3.2 % of the weight out of the score. If it counted as not in place, 34.0 of 100 would be in "
        "place.",
    )


def test_golden_range_by_hand() -> None:
    sections = posture_sections(golden("a"))
    # 2075 − 1195 = 880 of 5,900 rest on three answers without proof: 8 × 35 + 10 × 40 + 5 × 40.
    assert under(sections, "At least 20.2")[1:] == (
        "35.1 of 100 is in place as declared. Less 14.9, 20.2 is left:",
        "• No proof is recorded: 3 answers, 14.9 points",
    )
    assert under(sections, "Could be 48.7")[1:] == (
        "1 question is open, 8 of 59 by weight. 35.1 in place and 13.6 more would make 48.7 of 100.",
        "Open: restore test [restore-test].",
    )


def test_golden_posture_held_back_by_a_cap() -> None:
    # scoring.md 6, B: 4900/59 = 83.05 in place, 9.05 held back, 74 C; B starts at 75, which the cap keeps away.
    assert under(posture_sections(golden("b")), "Posture 74.0 C")[1:] == (
        "Posture is 74.0. 83.0 of 100 is in place; 9.0 are held back by the cap no-email-mfa, which allows 74 at most.",
        "• Cap no-email-mfa. [no-email-mfa]",
        "Grade C goes from 60 to just below 75, where grade B starts. That is out of reach while the cap no-email-mfa "
        "fires.",
    )


def test_a_provisional_result_shows_no_letter() -> None:
    # 28 of 59 are answered: less than 60 %.
    kept = ("email-mfa", "unique-accounts", "phishing-training", "patching")
    responses = {name: golden("a").assessment.responses[name] for name in kept}
    material = changed(golden("a"), responses=responses)
    assert material.evaluation.provisional
    for name, sections in everything(material):
        lines = as_lines(sections)
        assert not [line for line in lines if re.search(r"\d\.\d [A-E]\b", line)], name
    assert under(posture_sections(material), "Posture")[2] == (
        "There is no grade yet: 45.9 % of the weight is answered, and a grade takes 60 %."
    )


def test_nothing_to_score_is_explained() -> None:
    empty = changed(golden("a"), checklists=[{"id": "facility"}])
    assert posture_sections(empty)[0].lines == ("No control of this assessment applies, so there is nothing to score.",)
    assert "nothing that it could hold back" in " ".join(as_lines(explained(empty, "cap", "no-email-mfa")))
    assert under(explained(empty, "action", "call-list"), "Why it is not") == (
        "There is nothing to score, so there is nothing to plan.",
    )


# --- controls ---------------------------------------------------------------------------------------------------


def test_golden_control_by_hand() -> None:
    sections = explained(golden("a"), "control", "patching")
    assert sections[0].title == "patching [patching]"
    # likelihood high, impact high: high, weight 8 of 59 = 13.559 %. 8 × .75 = 6 of 59: 10.169; 2 of 59: 3.389.
    assert under(sections, "Why it weighs") == (
        "If it were missing in a typical small clinic, harm would have a high likelihood and a high impact. Together "
        "that is a high risk, and a high risk weighs 8.",
        "All controls that apply weigh 59. This one is 8 of that, 13.5 %.",
    )
    earned = under(sections, "What it earns")
    assert earned[1] == "“Mostly” earns 75 % of 8: 6. That is 6 of 59, or 10.1 of 100 points."
    assert earned[2].startswith("2 of 59 is missing, or 3.3 points.")
    # One level lower is "partly", 40 %: 320/59 = 5.423.
    assert under(sections, "At least, and")[0] == (
        "No proof is recorded. So in the “at least” reading it counts one level lower, as “partly”: 40 % instead of "
        "75 %, 5.4 points instead of 10.1."
    )
    # (2075 + 200)/59 = 38.559.
    assert under(sections, "If it were in place") == (
        "38.5 of 100 would be in place, now 35.1. Posture would be 38.5 E, now 35.1 E.",
    )
    assert under(sections, "What closes the gap") == (
        "• auto update [auto-update]: step 7 of the plan, brings 3.3 points here for 2 h and $0",
    )


def test_controls_that_do_not_count_say_why() -> None:
    # 20.75 of 59 + 2 is 34.01.
    assert under(explained(golden("a"), "control", "server-room-lock"), "Why it does not count") == (
        "It was said not to apply, because: No on-site servers; EHR is hosted.",
        "So its weight of 2 is out of the score.",
        "If it counted as not in place, 34.0 of 100 would be in place, instead of 35.1.",
    )
    unanswered = changed(golden("a"), responses={})
    lines = as_lines(explained(unanswered, "control", "patching"))
    assert "  Nobody has answered it yet. It counts as “don't know”." in lines
    # Nothing is answered, so nothing is out: 8 of 61 is 13.11.
    assert "  Nobody knows, so it counts 0 %. If it turned out well it would count 100 %: 13.1 points." in lines
    refused = changed(golden("a"), responses={"email-mfa": {"answer": "na", "reason": "no mail"}})
    answer = explained(refused, "control", "email-mfa")[0].lines
    assert answer[1:] == (
        "The answer is “Doesn't apply”.",
        "It counts as “don't know”, because this applies to every clinic.",
    )


def test_a_control_that_a_fact_switches_off_names_the_fact() -> None:
    library = golden("a").library
    lists = {
        "loaded": tuple(
            one.model_copy(
                update={
                    "checklist": one.checklist.model_copy(
                        update={
                            "controls": tuple(
                                type(ctl).model_validate(
                                    {**ctl.model_dump(by_alias=True), "applies_when": [{"fact": "servers", "is": True}]}
                                )
                                for ctl in one.checklist.controls
                            )
                        }
                    )
                }
            )
            if one.checklist.id == "facility"
            else one
            for one in library.loaded
        )
    }
    other = library.model_validate({**{name: getattr(library, name) for name in type(library).model_fields}, **lists})
    judged = golden("a").assessment.with_facts({"servers": False})
    sections = explained(material_of(Pack(other, judged, AS_OF)), "control", "server-room-lock")
    assert under(sections, "Why it does not count") == (
        "It does not apply to this clinic: servers: no.",
        "So its weight of 2 is out of the score, whatever was answered.",
    )


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (
            AS_OF,
            "The gap is accepted until 23 Nov 2026. It earns nothing, and the plan leaves it alone. Reason: Too dear.",
        ),
        (
            date(2026, 11, 22),
            "The gap was accepted until 22 Nov 2026. That is over, so the plan counts it again. Reason then: Too dear.",
        ),
    ],
)
def test_an_accepted_gap_says_until_when(until: date, said: str) -> None:
    response = {"answer": "mostly", "accepted": {"reason": "Too dear", "until": until}}
    material = changed(golden("a"), responses={**golden("a").assessment.responses, "patching": response})
    assert said in explained(material, "control", "patching")[0].lines


# --- caps, threats ----------------------------------------------------------------------------------------------


def test_golden_cap_by_hand() -> None:
    sections = explained(golden("b"), "cap", "no-email-mfa")
    assert under(sections, "What it looks at") == (
        "• email mfa [email-mfa]: not in place counts 0 %; “mostly” counts 50 %. It is below that.",
    )
    # Without it 83.05; lifted by half of 10: (4900 + 500)/59 = 91.52, A from 90.
    assert under(sections, "What it does")[1] == "Without this cap posture would be 83.0, 9.0 more."
    assert under(sections, "What lifts it") == (
        "It no longer fires once this is at least “mostly”: email mfa [email-mfa].",
        "91.5 of 100 would be in place, now 83.0. Posture would be 91.5 A, now 74.0 C.",
        "In the plan this is the work of enable email mfa [enable-email-mfa].",
    )


def test_a_cap_that_does_not_fire_says_so() -> None:
    lines = as_lines(explained(golden("a"), "cap", "no-usable-backup"))
    assert "  It does not fire now, by what is declared." in lines
    assert "  If only proof counts, it fires." in lines
    assert "  This cap does not fire, so it takes nothing away." in lines
    assert "  It does not fire, so there is nothing to lift." in lines


def test_golden_threat_by_hand() -> None:
    sections = explained(golden("a"), "threat", "phishing")
    assert sections[0].title == "Phishing [phishing]: 42.6, exposed (at least 39.9 · could be 42.6)"
    # scoring.md 6: prevent 875/29 = 30.172, detect 58.659, respond 76.363: mean 55.065, halfway 42.618.
    assert sections[0].lines[0] == (
        "Readiness is halfway between the weakest stage, 30.17, and the average of the 3 stages, 55.06: that is 42.6."
    )
    # respond: 1 − .65 × .86 = .441 of 1 − .65 × .65 = .5775.
    assert under(sections, "Reacting to it (respond): 76.3 of 100")[2:] == (
        "The 2 layers leave 65 % and 86 % open, one after the other: 55.9 % in all. So they cover 44.1 %.",
        "With everything in place they would cover 57.75 %. 44.1 of 57.75 is 76.3 of 100.",
    )
    # scoring.md 6, table "after": phishing 68.1 once email-mfa is in place; .8 + .2 × .2625 = .8525 of .87 is 97.98.
    assert under(sections, "What would raise it most")[1] == (
        "• email mfa [email-mfa]: to 68.1 (keeping it out to 97.9). In the plan: enable email mfa [enable-email-mfa]."
    )


def test_a_threat_without_coverage_has_no_number() -> None:
    only = changed(golden("a"), checklists=[{"id": "resilience"}])
    (section,) = explained(only, "threat", "phishing")
    assert section.title == "Phishing [phishing]: not covered by these checklists"
    assert section.lines == ("No control that applies here works against it, so there is no number.",)
