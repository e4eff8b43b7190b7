"""A gap that the clinic accepts for now: it earns nothing, plans nothing, and comes back after its last day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from posture.model.assessment import ActionState
from posture.plan.plan import make_plan
from posture.plan.value import valued_actions
from tests.core.fingerprints import fingerprint, without
from tests.core.packs import AS_OF, Pack, action, cap, control, pack

UNTIL = date(2027, 5, 31)
ACCEPTED = {"reason": "we move house in June", "by": "Dr. Adams", "until": UNTIL}


def clinic(**accepted: object) -> Pack:
    return pack(
        [control("door"), control("mail")],
        {"door": {"answer": "partly", **accepted}, "mail": "mostly"},
        [action("mend-door", ("door", 100)), action("mend-mail", ("mail", 100))],
        [cap("open-door", ["door"], "mostly", "D")],
    )


def worth(given: Pack) -> dict[str, bool]:
    values = valued_actions(given.library, given.assessment, given.evaluate())
    return {name: one.gain > 0 or one.value > 0 for name, one in values.items()}


def test_an_accepted_gap_earns_nothing_and_its_cap_still_fires() -> None:
    accepted, open_gap = clinic(accepted=ACCEPTED).evaluate(), clinic().evaluate()
    assert without(fingerprint(accepted), "findings") == without(fingerprint(open_gap), "findings")
    assert accepted.caps[0].point


def test_an_accepted_gap_is_still_a_finding_and_says_so() -> None:
    found = {one.score.id: one.accepted for one in clinic(accepted=ACCEPTED).evaluate().findings}
    assert found.keys() == {"door", "mail"}
    assert found["mail"] is None
    assert found["door"] is not None
    assert (found["door"].by, found["door"].until) == ("Dr. Adams", UNTIL)


def test_nothing_is_planned_for_an_accepted_gap() -> None:
    assert worth(clinic()) == {"mend-door": True, "mend-mail": True}
    assert worth(clinic(accepted=ACCEPTED)) == {"mend-door": False, "mend-mail": True}


def test_nothing_is_planned_for_it_though_its_action_was_begun() -> None:
    given = replace(
        clinic(accepted=ACCEPTED),
        assessment=clinic(accepted=ACCEPTED).assessment.with_action_state("mend-door", ActionState(status="doing")),
    )
    plan = make_plan(given.library, given.assessment, given.evaluate())
    assert [step.id for step in plan.roadmap] == ["mend-mail"]


@pytest.mark.parametrize(("day", "planned"), [(AS_OF, False), (UNTIL, False), (UNTIL + timedelta(days=1), True)])
def test_the_gap_comes_back_on_the_day_after_its_last(day: date, planned: bool) -> None:
    assert worth(replace(clinic(accepted=ACCEPTED), as_of=day))["mend-door"] is planned


def test_an_unknown_gap_can_be_accepted_too() -> None:
    given = clinic().answered("door", {"answer": "unknown", "accepted": ACCEPTED})
    assert worth(given)["mend-door"] is False
    assert [lead.score.id for lead in given.evaluate().answer_first] == ["door"]
