"""What must not change a score, and what may only widen its range: properties P6-P9 and P13 of scoring.md 2.14."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.control import Condition, Control
from tests.core.fingerprints import fingerprint, readings, statuses, without
from tests.core.packs import Pack, control
from tests.core.random_packs import CHAIN, HOMES, packs, shuffled

brief = settings(max_examples=70, deadline=None)

LINKS = ({"scenario": "phishing", "stage": "prevent", "layer": "one", "strength": "decisive"},)
NEW = st.builds(
    control,
    st.just("new"),
    likelihood=st.sampled_from(("very-low", "high")),
    impact=st.sampled_from(("low", "very-high")),
    credit=st.sampled_from(("graded", "strict")),
    threats=st.sampled_from(((), LINKS)),
)
A_HOME = st.sampled_from(HOMES)


def left_out(pack: Pack, name: str) -> Pack:
    """The pack as if nobody had ever written the control."""
    thinner = pack.with_controls(
        {one.id: [ctl for ctl in one.controls if ctl.id != name] for one in pack.library.checklists}
    )
    caps = [
        cap.model_copy(update={"controls": tuple(other for other in cap.controls if other != name)})
        for cap in pack.library.policy.caps
    ]
    frames = [
        frame.model_copy(
            update={
                "requirements": tuple(
                    entry.model_copy(update={"maps": tuple(one for one in entry.maps if one.control != name)})
                    for entry in frame.requirements
                )
            }
        )
        for frame in pack.library.frameworks
    ]
    silent = Pack(thinner.library, pack.assessment.with_response(name, pack.assessment.response("nothing")))
    return silent.with_policy(caps=[cap for cap in caps if cap.controls]).with_library(frameworks=tuple(frames))


# P6. Seen to fail: with readiness that counts the best strength of controls that don't apply.
@given(pack=packs(), data=st.data())
@brief
def test_a_control_that_does_not_apply_counts_as_if_it_were_not_there(pack: Pack, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(pack.controls), label="control")
    allowed = {
        one.id: [ctl.model_copy(update={"na_allowed": True}) if ctl.id == chosen.id else ctl for ctl in one.controls]
        for one in pack.library.checklists
    }
    applied = pack.with_controls(allowed).answered(chosen.id, {"answer": "na", "reason": "we have none"})
    with_it, without_it = applied.evaluate(), left_out(applied, chosen.id).evaluate()
    assert readings(with_it) == readings(without_it)
    same = ("grade", "confidence", "threats", "findings", "answer first", "find proof")
    one, other = fingerprint(with_it), fingerprint(without_it)
    assert {name: one[name] for name in same} == {name: other[name] for name in same}
    assert one["caps"] == {**dict.fromkeys(caps_of(one), (False, False, False, frozenset())), **caps_of(other)}
    for requirement, status in statuses(without_it).items():
        # Where it was the only one mapped, the requirement does not apply; without it nothing is mapped at all.
        assert statuses(with_it)[requirement] in ((status, "na") if status == "not-covered" else (status,))


def caps_of(table: dict[str, object]) -> dict[str, object]:
    caps = table["caps"]
    assert isinstance(caps, dict)
    return caps


# P7. Seen to fail: with only the first cap of the policy counted, and with the last control of a layer in place of the
# best.
@given(pack=packs(), random=st.randoms(use_true_random=False))
@brief
def test_the_order_in_which_things_are_written_changes_nothing(pack: Pack, random: Random) -> None:
    assert fingerprint(shuffled(pack, random).evaluate()) == fingerprint(pack.evaluate())


# P8. Seen to fail: with domain scores divided by the weight of all checklists.
@given(pack=packs(), new=NEW, home=A_HOME, answer=st.sampled_from(CHAIN))
@brief
def test_a_new_control_leaves_the_other_checklists_as_they_are(
    pack: Pack, new: Control, home: str, answer: str
) -> None:
    grown = pack.adding(new, home).answered("new", answer).evaluate()
    others = [entry for entry in pack.evaluate().checklists if entry.id != home]
    assert [entry for entry in grown.checklists if entry.id != home] == others


# P8. Seen to fail: with the weight of what does not apply left in the denominator of the answered share.
@given(pack=packs(), new=NEW, home=A_HOME)
@brief
def test_a_new_control_that_does_not_apply_changes_nothing(pack: Pack, new: Control, home: str) -> None:
    grown = pack.adding(new, home).answered("new", {"answer": "na", "reason": "we have none"})
    one, other = fingerprint(grown.evaluate()), fingerprint(pack.evaluate())
    about_it = ("controls", "not applicable")
    assert without(one, *about_it) == without(other, *about_it)


# P8, the same by a fact. Seen to fail: with `applies_when` asked only after the answer.
@given(pack=packs(), new=NEW, home=A_HOME, answer=st.sampled_from(CHAIN))
@brief
def test_a_new_control_that_a_fact_switches_off_changes_nothing(
    pack: Pack, new: Control, home: str, answer: str
) -> None:
    conditional = new.model_copy(update={"applies_when": (Condition.model_validate({"fact": "pharmacy", "is": True}),)})
    facts = {**pack.assessment.facts, "pharmacy": False}
    judged = Pack(pack.library, pack.assessment.with_facts(facts))
    grown = judged.adding(conditional, home).answered("new", answer)
    one, other = fingerprint(grown.evaluate()), fingerprint(pack.evaluate())
    about_it = ("controls", "not applicable")
    assert without(one, *about_it) == without(other, *about_it)


# P9. Seen to fail: with an unknown that earns half under every reading.
@given(pack=packs(), new=NEW, home=A_HOME, capped=st.booleans())
@brief
def test_a_new_unanswered_control_only_widens_the_range(pack: Pack, new: Control, home: str, capped: bool) -> None:
    grown = pack.adding(new, home)
    if capped:
        caps = [cap.model_copy(update={"controls": (*cap.controls, "new")}) for cap in pack.library.policy.caps]
        grown = grown.with_policy(caps=caps)
    after = readings(grown.evaluate())
    for number, old in readings(pack.evaluate()).items():
        assert after[number].low <= old.low, number
        assert after[number].high >= old.high, number


# P13. Seen to fail: with weights of 10 and more counted as 10.
@given(pack=packs(), factor=st.integers(2, 9))
@brief
def test_all_weights_times_a_number_change_nothing(pack: Pack, factor: int) -> None:
    weights = pack.library.policy.weights.model_dump(by_alias=True)
    heavier = pack.with_policy(weights={level: weight * factor for level, weight in weights.items()})
    one, other = fingerprint(heavier.evaluate()), fingerprint(pack.evaluate())
    assert without(one, "controls") == without(other, "controls")


# P13. Seen to fail: with the controls of one layer multiplied as if they were layers of their own.
@given(pack=packs())
@brief
def test_every_control_twice_changes_nothing(pack: Pack) -> None:
    twins = {
        one.id: [*one.controls, *(ctl.model_copy(update={"id": f"{ctl.id}-twin"}) for ctl in one.controls)]
        for one in pack.library.checklists
    }
    doubled = pack.with_controls(twins)
    for name, response in pack.assessment.responses.items():
        doubled = doubled.answered(f"{name}-twin", response.model_dump())
    before, after = pack.evaluate(), doubled.evaluate()
    assert readings(after) == readings(before)
    one, other = fingerprint(after), fingerprint(before)
    for part in ("grade", "confidence", "threats", "caps", "frameworks"):
        assert one[part] == other[part], part
