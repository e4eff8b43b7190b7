"""What has to be confirmed on a return visit: old answers, and answers whose proof is stale."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from posture.assess.carried import Carried, to_reconfirm
from posture.content.library import assemble, require
from posture.errors import WrongUse
from posture.model.assessment import Assessment, ChecklistRef, Evidence, Method, Response
from posture.model.control import Answer
from posture.session import NewAssessment, new_session
from posture.store.paths import Places

LIBRARY = require(assemble(["builtin"]))
CONTROL = LIBRARY.control_by_id["email-dmarc"]
TODAY = date(2026, 11, 23)
STARTED = TODAY - timedelta(days=1)


def said(days_ago: int) -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC) - timedelta(days=days_ago)


def seen(days_ago: int, method: Method = "examine") -> Evidence:
    return Evidence(method=method, reference="screenshot", collected=TODAY - timedelta(days=days_ago))


def carried(response: Response, *, first: bool = False) -> tuple[Carried, ...]:
    assessment = Assessment(
        schema_version=1,
        id="0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11",
        clinic="Riverside",
        started=STARTED,
        previous=None if first else "0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a12",
        checklists=(ChecklistRef(id="email-filtering"),),
        responses={CONTROL.id: response},
    )
    return to_reconfirm(LIBRARY, assessment, TODAY)


def reasons(response: Response) -> tuple[str, ...]:
    found = carried(response)
    assert [one.id for one in found] in ([], [CONTROL.id])
    return found[0].reasons if found else ()


@pytest.mark.parametrize("answer", [Answer.IMPLEMENTED, Answer.PARTLY, Answer.NOT])
@pytest.mark.parametrize(("days", "why"), [(0, ()), (365, ()), (366, ("age",)), (4_000, ("age",))])
def test_an_answer_is_asked_again_after_a_year(answer: Answer, days: int, why: tuple[str, ...]) -> None:
    assert reasons(Response(answer=answer, at=said(days))) == why


def test_what_nobody_knows_and_what_nobody_answered_does_not_grow_old() -> None:
    assert reasons(Response(answer=Answer.UNKNOWN, at=said(900))) == ()
    assert reasons(Response(note="look at this", at=said(900))) == ()


def test_proof_that_is_stale_is_looked_at_again() -> None:
    days = CONTROL.evidence_days
    fresh = Response(answer=Answer.IMPLEMENTED, at=said(200), evidence=(seen(days - 1),))
    stale = Response(answer=Answer.IMPLEMENTED, at=said(min(300, days + 20)), evidence=(seen(days),))
    assert reasons(fresh) == ()
    assert "proof" in reasons(stale)


def test_an_answer_given_after_the_proof_was_lost_is_confirmed() -> None:
    days = CONTROL.evidence_days
    assert reasons(Response(answer=Answer.IMPLEMENTED, at=said(0), evidence=(seen(days + 5),))) == ()
    assert reasons(Response(answer=Answer.IMPLEMENTED, at=said(6), evidence=(seen(days + 5),))) == ("proof",)


def test_a_conversation_was_never_proof_and_a_gap_needs_none() -> None:
    days = CONTROL.evidence_days
    assert reasons(Response(answer=Answer.IMPLEMENTED, at=said(5), evidence=(seen(days + 9, "interview"),))) == ()
    assert reasons(Response(answer=Answer.NOT, at=said(5), evidence=(seen(days + 9),))) == ()


def test_an_answer_without_a_day_is_asked_again_once_it_was_carried_over() -> None:
    undated = Response(answer=Answer.MOSTLY)
    assert reasons(undated) == ("undated",)
    assert carried(undated, first=True) == ()


def test_the_last_day_of_the_calendar_is_no_fault() -> None:
    future = Evidence(reference="x", collected=date(9999, 12, 1))
    assessment = Assessment(
        schema_version=1,
        id="0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11",
        clinic="Riverside",
        checklists=(ChecklistRef(id="email-filtering"),),
        responses={CONTROL.id: Response(answer=Answer.IMPLEMENTED, evidence=(future,))},
    )
    assert to_reconfirm(LIBRARY, assessment, date(9999, 12, 31)) == ()


def test_to_confirm_an_answer_keeps_all_of_it_and_takes_it_off_the_list(tmp_path: Path) -> None:
    places = Places(tmp_path)
    wanted = NewAssessment(clinic="Riverside", checklists=("email-filtering",))
    first = new_session(wanted, LIBRARY, places, clock=lambda: said(400))
    first.answer(CONTROL.id, Answer.PARTLY, by="Ana")
    first.note(CONTROL.id, "Says p=none.")
    first.save()
    assert first.base is not None
    second = new_session(replace(wanted, previous=first.base), LIBRARY, places, clock=lambda: said(0))
    assert [one.id for one in to_reconfirm(LIBRARY, second.assessment, TODAY)] == [CONTROL.id]
    second.confirm(CONTROL.id)
    assert to_reconfirm(LIBRARY, second.assessment, TODAY) == ()
    before, after = (one.assessment.response(CONTROL.id) for one in (first, second))
    assert after == before.model_copy(update={"at": said(0)})
    with pytest.raises(WrongUse):
        second.confirm("email-mfa")
