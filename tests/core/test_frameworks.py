"""What the answers say about the requirements of an outside standard (scoring.md 2.10, relations of content.md)."""

import pytest

from posture.assess.frameworks import Status
from tests.core.fingerprints import statuses
from tests.core.packs import PROOF, control, framework, pack

GONE = {"answer": "na", "reason": "we have none"}


def status(answers: dict[str, object], relations: dict[str, str], *, complete: bool = False) -> str:
    """The status of one requirement; controls a to c are loaded, whatever else a relation names is not."""
    maps = [{"control": name, "relation": relation} for name, relation in relations.items()]
    frame = framework("frame", [{"id": "R1", "maps": maps, "complete": complete}])
    content = pack([control(name) for name in "abc"], answers, frameworks=[frame])
    return statuses(content.evaluate())["R1"]


@pytest.mark.parametrize(
    ("relation", "expected"),
    [("equal", "met"), ("superset", "met"), ("subset", "partly"), ("intersects", "partly")],
)
def test_a_control_meets_a_requirement_only_if_it_asks_all_of_it(relation: str, expected: str) -> None:
    assert status({"a": "implemented"}, {"a": relation}) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("implemented", "met"), ("mostly", "partly"), ("partly", "partly"), ("not", "not-met"), ("unknown", "unknown")],
)
def test_met_needs_implemented(answer: str, expected: str) -> None:
    assert status({"a": answer}, {"a": "equal"}) == expected


def test_unanswered_is_unknown() -> None:
    assert status({}, {"a": "equal"}) == "unknown"


def test_one_control_that_asks_all_is_enough_beside_partial_ones() -> None:
    assert status({"a": "implemented", "b": "implemented"}, {"a": "subset", "b": "equal"}) == "met"


def test_a_partial_control_that_is_missing_keeps_a_requirement_from_being_met() -> None:
    assert status({"a": "implemented", "b": "not"}, {"a": "equal", "b": "subset"}) == "partly"


@pytest.mark.parametrize(("complete", "expected"), [(True, "met"), (False, "partly")])
def test_partial_controls_meet_a_requirement_together_only_if_that_is_said(complete: bool, expected: str) -> None:
    both = {"a": "subset", "b": "intersects"}
    assert status({"a": "implemented", "b": "implemented"}, both, complete=complete) == expected


def test_what_is_claimed_of_controls_together_is_not_known_of_some_of_them() -> None:
    assert status({"a": "implemented"}, {"a": "subset", "not-loaded": "subset"}, complete=True) == "partly"


def test_the_rest_implemented_and_some_unknown_is_unknown() -> None:
    assert status({"a": "implemented", "b": "unknown"}, {"a": "equal", "b": "equal"}) == "unknown"


def test_a_known_gap_outweighs_an_unknown() -> None:
    assert status({"a": "not", "b": "unknown"}, {"a": "equal", "b": "equal"}) == "not-met"
    assert status({"a": "partly", "b": "unknown"}, {"a": "equal", "b": "equal"}) == "partly"


def test_what_does_not_apply_is_left_out() -> None:
    assert status({"a": GONE, "b": "implemented"}, {"a": "equal", "b": "superset"}) == "met"
    assert status({"a": GONE, "b": GONE}, {"a": "equal", "b": "equal"}) == "na"
    # The one that asks all of it does not apply, so nothing that applies asks all of it.
    assert status({"a": GONE, "b": "implemented"}, {"a": "equal", "b": "subset"}) == "partly"


def test_a_requirement_that_nothing_here_answers_is_not_covered() -> None:
    assert status({"a": "implemented"}, {"not-loaded": "equal"}) == "not-covered"
    assert status({"a": "implemented"}, {}) == "not-covered"


def test_an_outside_requirement_is_not_covered() -> None:
    frame = framework("frame", [{"id": "R1", "outside": "about power plants"}])
    assert statuses(pack([control("a")], {}, frameworks=[frame]).evaluate()) == {"R1": "not-covered"}


def test_proof_does_not_change_a_status() -> None:
    assert status({"a": {"answer": "mostly", "evidence": [PROOF]}}, {"a": "equal"}) == "partly"


def test_counts_by_status_and_group() -> None:
    def row(name: str, group: str, control_id: str) -> dict[str, object]:
        return {"id": name, "group": group, "maps": [{"control": control_id, "relation": "equal"}]}

    rows = [row("E1", "essential", "a"), row("E2", "essential", "b"), row("X1", "enhanced", "a")]
    evaluation = pack(
        [control("a"), control("b")], {"a": "implemented", "b": "not"}, frameworks=[framework("frame", rows)]
    ).evaluate()
    frame = evaluation.frameworks[0]
    assert frame.groups == ("essential", "enhanced")
    assert (
        frame.count(Status.MET),
        frame.count(Status.MET, "essential"),
        frame.count(Status.NOT_MET, "essential"),
    ) == (2, 1, 1)
    assert frame.count(Status.NOT_MET, "enhanced") == 0
