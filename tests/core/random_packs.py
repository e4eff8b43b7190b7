"""Hypothesis strategies: whole packs with everything that a score or a plan can depend on, kept small."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import product
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from posture.model.action import Action
from posture.model.control import Control
from posture.model.framework import Framework
from posture.model.library import Library
from posture.model.policy import Cap, Policy
from tests.core.packs import (
    AS_OF,
    PROOF,
    Pack,
    action,
    assessment,
    cap,
    checklist,
    control,
    framework,
    library,
    loaded,
    policy,
)

T = TypeVar("T")

LEVELS = ("very-low", "low", "moderate", "high", "very-high")
CHAIN = ("unknown", "not", "partly", "mostly", "implemented")
"""Answers from worst to best."""

RELATIONS = ("equal", "superset", "subset", "intersects")

FACTS: dict[str, tuple[object, ...]] = {
    "onsite_server": (True, False),
    "mail": ("m365", "other"),
    "systems": (("windows", "macos"), ("macos",)),
    "staff": (5, 30),
}
CONDITIONS: tuple[dict[str, object], ...] = (
    {"fact": "onsite_server", "is": True},
    {"fact": "mail", "in": ["m365", "google"]},
    {"fact": "systems", "has": "windows"},
    {"fact": "staff", "at_least": 10},
)

STALE = {**PROOF, "collected": AS_OF - timedelta(days=400)}
TALK = {**PROOF, "method": "interview"}
FUTURE = {**PROOF, "collected": AS_OF + timedelta(days=1)}
EVIDENCE = ((), (PROOF,), (STALE,), (TALK,), (FUTURE,), (STALE, PROOF))

# Everything below is drawn from pools: one draw in place of ten keeps a property with a hundred packs near a second.
_LINKS = [
    {"scenario": scenario, "stage": stage, "layer": layer, "strength": strength}
    for scenario in ("phishing", "ransomware")
    for stage in ("prevent", "detect", "respond", "recover")
    for layer in ("one", "two")
    for strength in ("minor", "moderate", "strong", "decisive")
]
_LEVEL_PAIRS = list(product(LEVELS, LEVELS))
_ANY: list[dict[str, object]] = [
    {},
    *({"answer": "na", "reason": reason} for reason in ("", "  ", "we have none", "hosted", "not ours")),
    *({"answer": answer, "evidence": evidence} for answer in (*CHAIN, *CHAIN[2:]) for evidence in EVIDENCE),
]
_GOOD: list[dict[str, object]] = [
    *({"answer": "implemented", "evidence": evidence} for evidence in EVIDENCE),
    {"answer": "mostly"},
    {"answer": "not"},
    {"answer": "unknown"},
]
_SCALES = [(100, 75, 40, 0), (100, 50, 20, 0), (90, 90, 10, 10), (100, 100, 0, 0)]
_WEIGHTS = [(1, 2, 5, 8, 10), (3, 3, 3, 3, 3), (20, 1, 7, 2, 11)]
_STRENGTHS = [(15, 35, 60, 80), (0, 10, 50, 100)]


def _control(draw: st.DrawFn, name: str) -> Control:
    likelihood, impact = draw(st.sampled_from(_LEVEL_PAIRS))
    return control(
        name,
        likelihood=likelihood,
        impact=impact,
        credit=draw(st.sampled_from(("graded", "strict"))),
        na_allowed=draw(st.sampled_from((True, True, True, False))),
        evidence_days=draw(st.sampled_from((365, 500))),
        applies_when=draw(st.sampled_from(((), (), (), (), *((condition,) for condition in CONDITIONS)))),
        threats=draw(st.lists(st.sampled_from(_LINKS), max_size=3)),
    )


def _response(draw: st.DrawFn, likely: Sequence[dict[str, object]]) -> dict[str, object]:
    given = dict(draw(st.sampled_from(likely)))
    days = draw(st.sampled_from((None, None, None, None, -1, 0)))
    if days is not None:
        given["accepted"] = {"reason": "too dear", "until": AS_OF + timedelta(days=days)}
    return given


def _caps(draw: st.DrawFn, names: Sequence[str]) -> list[Cap]:
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    kinds = st.sampled_from(list(product(CHAIN[2:], "EDCBA", (True, False))))
    caps = []
    for i in range(draw(st.sampled_from((1, 2, 3, 0)))):
        below, grade, enough = draw(kinds)
        caps.append(cap(f"cap-{i}", draw(some), below, grade, any=enough))
    return caps


def _framework(draw: st.DrawFn, names: Sequence[str]) -> Framework:
    pairs = [{"control": name, "relation": relation} for name in (*names, "not-loaded") for relation in RELATIONS]
    maps = st.lists(st.sampled_from(pairs), max_size=3, unique_by=lambda pair: pair["control"])
    return framework(
        "frame",
        [{"id": f"R{i}", "maps": draw(maps), "complete": draw(st.booleans())} for i in range(draw(st.integers(0, 2)))],
    )


def _policy(draw: st.DrawFn, caps: Sequence[Cap]) -> Policy:
    names = ("implemented", "mostly", "partly", "not")
    graded, strict = draw(st.sampled_from(_SCALES)), draw(st.sampled_from(_SCALES[1:]))
    return policy(
        caps=caps,
        credits={"graded": dict(zip(names, graded, strict=True)), "strict": dict(zip(names, strict, strict=True))},
        weights=dict(zip(LEVELS, draw(st.sampled_from(_WEIGHTS)), strict=True)),
        strengths=dict(
            zip(("minor", "moderate", "strong", "decisive"), draw(st.sampled_from(_STRENGTHS)), strict=True)
        ),
    )


@dataclass
class _Shares:
    """Shares of a control that actions have not promised yet; outside groups of alternatives they sum to 100."""

    left: dict[str, int]

    def closes(self, draw: st.DrawFn, *, alternative: bool) -> list[tuple[str, int]]:
        found = []
        for name in draw(st.lists(st.sampled_from(sorted(self.left)), max_size=2, unique=True)):
            share = draw(st.sampled_from((20, 40, 60, 100)))
            if alternative or share <= self.left[name]:
                found.append((name, share))
                self.left[name] -= 0 if alternative else share
        return found


def _actions(draw: st.DrawFn, names: Sequence[str]) -> list[Action]:
    shares = _Shares(dict.fromkeys(names, 100))
    ids = draw(st.permutations([f"do-{letter}" for letter in "abcdefg"]))
    actions: list[Action] = []
    for name in ids[: draw(st.integers(0, len(ids)))]:
        group = draw(st.sampled_from((None, None, None, "either")))
        earlier = [one.id for one in actions]
        actions.append(
            action(
                name,
                *shares.closes(draw, alternative=group is not None),
                hours={"base": draw(st.sampled_from((0.5, 1, 2.5, 8))), "per_staff": draw(st.sampled_from((0, 0.1)))},
                dollars={"base": draw(st.sampled_from((0, 0, 99.5, 600)))},
                lead_days=draw(st.sampled_from((0, 0, 5, 30))),
                requires=draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else [],
                alternative=group,
            )
        )
    return actions


@st.composite
def packs(draw: st.DrawFn, with_actions: bool = False, standard: bool = False) -> Pack:
    """Packs of one to three checklists; with `standard`, the policy is that of scoring.md."""
    names = [f"c{i}" for i in range(draw(st.sampled_from((3, 4, 5, 2, 6, 1))))]
    controls = {name: _control(draw, name) for name in names}
    homes = {name: draw(st.sampled_from(("east", "north", "west"))) for name in names}
    caps = _caps(draw, names)
    rules = policy(caps=caps) if standard else _policy(draw, caps)
    actions = _actions(draw, names) if with_actions else []
    states = {
        one.id: {"status": draw(st.sampled_from(("open", "open", "doing", "done", "declined"))), "reason": "said so"}
        for one in actions
    }
    content = library(
        [
            checklist(
                home, (controls[name] for name in names if homes[name] == home), actions if home == "east" else ()
            )
            for home in ("east", "north", "west")
        ],
        rules,
        frameworks=(_framework(draw, names),),
    )
    facts = {name: draw(st.sampled_from(values)) for name, values in FACTS.items() if draw(st.booleans())}
    likely = draw(st.sampled_from((_ANY, _GOOD)))  # caps show only where much is in place
    responses = {name: _response(draw, likely) for name in names}
    judged = assessment(("east", "north", "west"), responses, facts=facts, actions=states)
    return Pack(content, judged)


def _mixed(values: Sequence[T], random: Random) -> list[T]:
    return random.sample(values, len(values))


def shuffled(pack: Pack, random: Random) -> Pack:
    """The same pack with everything that has an order in another one."""
    mixed = partial(_mixed, random=random)

    checklists = [
        one.model_copy(
            update={
                "controls": tuple(
                    ctl.model_copy(update={"threats": tuple(mixed(ctl.threats))}) for ctl in mixed(one.controls)
                ),
                "actions": tuple(
                    act.model_copy(update={"closes": tuple(mixed(act.closes)), "requires": tuple(mixed(act.requires))})
                    for act in mixed(one.actions)
                ),
            }
        )
        for one in mixed(pack.library.checklists)
    ]
    rules = pack.library.policy
    caps = [one.model_copy(update={"controls": tuple(mixed(one.controls))}) for one in mixed(rules.caps)]
    values = {name: getattr(pack.library, name) for name in Library.model_fields}
    values |= {
        "loaded": loaded(checklists),
        "policy": rules.model_copy(update={"caps": tuple(caps)}),
        "scenarios": tuple(mixed(pack.library.scenarios)),
    }
    judged = pack.assessment
    again = assessment(
        mixed([ref.id for ref in judged.checklists]),
        {name: judged.responses[name].model_dump() for name in mixed(list(judged.responses))},
        facts={name: judged.facts[name] for name in mixed(list(judged.facts))},
        actions={name: judged.actions[name] for name in mixed(list(judged.actions))},
    )
    return Pack(Library.model_validate(values), again, pack.as_of)
