"""Explanations of actions and of other scales: every number about the golden clinic by hand."""

import pytest

from posture.report.explanation import explained, sensitivity_sections
from tests.report.golden import changed, golden
from tests.report.sentences import under

# --- actions ----------------------------------------------------------------------------------------------------


def test_golden_action_by_hand() -> None:
    sections = explained(golden("a"), "action", "endpoint-detection")
    # scoring.md 6: 8 of 59 = 13.559 points; × 1.5 = 12 of 59 = 20.339 in 10 h: 2.03 an hour; step 6 of 9.
    assert sections[0].lines == ("Step 6 of 9 of the plan. Its state is “To do”.",)
    assert under(sections, "What it brings")[0] == (
        "• endpoint detection [endpoint-detection]: closes 100 % of what is missing. That is 8 of 59 by weight, "
        "13.5 points."
    )
    assert under(sections, "How urgent")[0] == (
        "endpoint detection [endpoint-detection] counts one and a half times, because it helps where the clinic is "
        "exposed and weakest: Ransomware (noticing it): 8 becomes 12 of 59, 20.3 points."
    )
    assert under(sections, "What it takes") == (
        "It provider: 10 h and $900 in the first year.",
        "It takes at least 14 days from start to end, because something is waited for.",
        "20.33 urgent points in 10 h are 2.03 an hour.",
    )
    # call-list 1.8 M, endpoint-detection 12 M in 10 h, auto-update 2 M in 2 h, over 590,000.
    assert under(sections, "Why it stands there")[1:] == (
        "By itself it is worth 2.03 urgent points an hour.",
        "Before that: step 5 (call list [call-list]), 3.05 an hour.",
        "After that: step 7 (auto update [auto-update]), 1.69 an hour.",
    )
    # scoring.md 6: finish day 80.5 at 2 h a week; 81 days after 23 Nov 2026.
    assert under(sections, "When it is finished") == (
        "At 2 h a week it is finished by 12 Feb 2027.",
        "That is within the first 90 days.",
    )
    # 2875/59 = 48.728, D; ransomware detect 100, respond 800/33 → 76.3: mean (59.24 + 100 + 76.36 + 34.78)/4 = 67.6,
    # halfway to 34.78: 51.1; phishing detect .2625 → 1 − .85 × .7375 = .3731 of .4475: 83.3, mean 63.3, halfway 46.7.
    assert under(sections, "If it were done now") == (
        "In place: 35.1 → 48.7.",
        "Posture: 35.1 E → 48.7 D.",
        "Still firing: no-email-mfa and untested-restore.",
        "• Phishing [phishing]: 42.6 → 46.7, exposed",
        "• Ransomware [ransomware]: 14.7 → 51.1, exposed → partly prepared",
    )


def test_golden_bundle_is_counted_together() -> None:
    # 20 M over 590,000 is 33.898 points in 1 + 3 h: 8.474; the next two 22 M in 10 h: 3.728.
    assert under(explained(golden("a"), "action", "list-mailboxes"), "Why it stands there")[1:] == (
        "It is counted together with step 2 (enable email mfa [enable-email-mfa]): 33.89 urgent points in 4 h, "
        "8.47 an hour.",
        "Nothing comes before that.",
        "After that: step 3 (offline backup [offline-backup]) and step 4 (restore drill [restore-drill]), "
        "3.72 an hour.",
    )


def test_an_action_that_does_not_fit_says_what_the_year_has() -> None:
    material = changed(golden("a"), plan={"hours_per_week": 0.0, "first_week": 14.0, "year_dollars": 900.0})
    # scoring.md 6: 14 h and $900 are best used for list, mfa, backup and drill, 71.1864. All takes 32 h and $1,620.
    lines = under(explained(material, "action", "auto-update"), "When it is finished")
    assert lines[0] == (
        "The 365 days of the plan have 14 h and $900. All steps together take 32 h and $1,620, so some have to wait."
    )
    # With auto-update, list and mfa 8 h are left, and $900: backup and refresh-training take them all, and $720. That
    # makes 33.8983 + 3.3898 + 10.1694 + 3.1779 = 50.6355; 71.1864 − 50.6355 = 20.5508.
    assert lines[1] == "Others bring more. To insist on this one would cost the plan 20.5 urgent points."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"status": "done"}, "It is done. What it brought is in the answers."),
        ({"status": "declined", "reason": "No time"}, "It is declined. Reason: No time."),
    ],
)
def test_an_action_that_is_not_planned_says_why(state: dict[str, str], said: str) -> None:
    material = changed(golden("a"), actions={"call-list": state})
    assert under(explained(material, "action", "call-list"), "Why it is not") == (said,)
    if state["status"] == "declined":
        assert under(explained(material, "action", "tabletop"), "Why it is not") == (
            "It needs call list [call-list], and that is declined. Reason: No time.",
        )


# --- scales -----------------------------------------------------------------------------------------------------


def test_golden_scales_by_hand() -> None:
    (section,) = sensitivity_sections(golden("a"))
    # (500 + 13 × 67 + 15 × 25)/59 = 29.59; 35.1 − 29.5 = 5.6. (100 + 150 + 80)/8 = 41.25; 41.2 − 35.1 = 6.1.
    assert section.lines[2].startswith(
        "• Partly 25 % and mostly 67 %: posture 29.5 instead of 35.1, 5.6 less; 8 of the"
    )
    assert section.lines[7].startswith("• All weights equal: posture 41.2 instead of 35.1, 6.1 more; 8 of the top 8")
