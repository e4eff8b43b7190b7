"""Hypothesis strategies: whole packs with everything that a score or a plan can depend on, kept small."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache, partial
from itertools import product
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from posture.model.action import Action
from posture.model.control import Control
from posture.model.library import Library
from posture.model.policy import Policy
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

HOMES = ("east", "north", "west")
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

Given = dict[str, object]

# Much is drawn from pools, by strategies made once: that keeps a property with a hundred packs near a second.
_LEVELS_AND_CREDIT = st.sampled_from(list(product(LEVELS, LEVELS, ("graded", "strict"))))
_RULES = st.sampled_from(list(product((True, True, False), (365, 500), ((), (), (), *zip(CONDITIONS)))))
_LINKS = st.lists(
    st.sampled_from(
        [
            {"scenario": scenario, "stage": stage, "layer": layer, "strength": strength}
            for scenario in ("phishing", "ransomware")
            for stage in ("prevent", "detect", "respond", "recover")
            for layer in ("one", "two")
            for strength in ("minor", "moderate", "strong", "decisive")
        ]
    ),
    max_size=3,
)


def _proved(answers: Sequence[str]) -> list[Given]:
    return [{"answer": answer, "evidence": evidence} for answer in answers for evidence in EVIDENCE]


_NOT_APPLICABLE: list[Given] = [
    {"answer": "na", "reason": reason} for reason in ("", "  ", "none", "hosted", "no such")
]
_MIXED: list[Given] = [{}, *_NOT_APPLICABLE, *_proved((*CHAIN, *CHAIN[2:]))]
_MOSTLY_GOOD: list[Given] = [*_proved(CHAIN[-1:]), {"answer": "mostly"}, {"answer": "not"}, {}]
_MOSTLY_OPEN: list[Given] = [{"answer": "not"}, {"answer": "partly"}, {}, {"answer": "not"}, *_proved(CHAIN[-2:])]
# Caps show only where much is in place, and plans only where much is missing.
_MOODS = st.sampled_from([st.sampled_from(pool) for pool in (_MOSTLY_GOOD, _MIXED, _MOSTLY_GOOD)])
_PLANNING_MOODS = st.sampled_from([st.sampled_from(pool) for pool in (_MOSTLY_OPEN, _MIXED, _MOSTLY_OPEN)])
_ACCEPTED_DAYS = st.sampled_from((None, None, None, None, -1, 0))

_CAP_COUNT = st.sampled_from((2, 3, 1, 0))
_CAP_KINDS = st.sampled_from(list(product(CHAIN[2:], "EEDDCBA", (True, True, False))))
_NUMBERS = st.sampled_from(
    list(
        product(
            ((100, 75, 40, 0), (100, 50, 20, 0), (90, 90, 10, 10), (100, 100, 0, 0)),
            ((100, 50, 20, 0), (80, 30, 30, 5)),
            ((1, 2, 5, 8, 10), (3, 3, 3, 3, 3), (20, 1, 7, 2, 11)),
            ((15, 35, 60, 80), (0, 10, 50, 100)),
        )
    )
)
_COUNT = st.sampled_from((3, 4, 5, 2, 6, 1))
_HOME = st.sampled_from(HOMES)
_FACTS = st.tuples(*(st.sampled_from((None, *values)) for values in FACTS.values()))
_ACTION_COUNT = st.sampled_from((5, 6, 7, 4, 3, 1))
_ACTION_IDS = st.permutations([f"do-{letter}" for letter in "abcdefg"])
_SHARE = st.sampled_from((40, 20, 50, 100))
_EFFORT = st.sampled_from(list(product((0.5, 1, 2.5, 8), (0, 0.1), (0, 0, 99.5, 600))))
_WAYS = st.sampled_from(list(product((0, 30, 5, 0), (None, None, None, "either"), (1, 2, 1, 0))))
_STATUS = st.sampled_from((*["open"] * 7, "doing", "done", "declined"))


@cache
def _some(names: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True)


@cache
def _maps(names: tuple[str, ...]) -> st.SearchStrategy[list[list[dict[str, str]]]]:
    pairs = [{"control": name, "relation": relation} for name in (*names, "not-loaded") for relation in RELATIONS]
    one = st.lists(st.sampled_from(pairs), max_size=3, unique_by=lambda pair: pair["control"])
    return st.lists(one, max_size=2)


def _control(draw: st.DrawFn, name: str) -> Control:
    likelihood, impact, credit = draw(_LEVELS_AND_CREDIT)
    na_allowed, days, conditions = draw(_RULES)
    return control(
        name,
        likelihood=likelihood,
        impact=impact,
        credit=credit,
        na_allowed=na_allowed,
        evidence_days=days,
        applies_when=conditions,
        threats=draw(_LINKS),
    )


def _responses(draw: st.DrawFn, names: Sequence[str], *, planning: bool) -> dict[str, Given]:
    mood = draw(_PLANNING_MOODS if planning else _MOODS)
    found = {}
    for name in names:
        given, days = dict(draw(mood)), draw(_ACCEPTED_DAYS)
        if days is not None:
            given["accepted"] = {"reason": "too dear", "until": AS_OF + timedelta(days=days)}
        found[name] = given
    return found


def _policy(draw: st.DrawFn, names: tuple[str, ...], *, standard: bool) -> Policy:
    caps = []
    for i in range(draw(_CAP_COUNT)):
        below, grade, enough = draw(_CAP_KINDS)
        caps.append(cap(f"cap-{i}", draw(_some(names, 1, 3)), below, grade, any=enough))
    if standard:
        return policy(caps=caps)
    graded, strict, weights, strengths = draw(_NUMBERS)
    answers = CHAIN[:0:-1]
    return policy(
        caps=caps,
        credits={"graded": dict(zip(answers, graded, strict=True)), "strict": dict(zip(answers, strict, strict=True))},
        weights=dict(zip(LEVELS, weights, strict=True)),
        strengths=dict(zip(("minor", "moderate", "strong", "decisive"), strengths, strict=True)),
    )


def _actions(draw: st.DrawFn, names: tuple[str, ...]) -> list[Action]:
    """Actions of which those outside groups of alternatives promise at most the whole gap of a control together."""
    left = dict.fromkeys(names, 100)
    actions: list[Action] = []
    ids = draw(_ACTION_IDS)[: draw(_ACTION_COUNT)]
    for i, name in enumerate(ids):
        (base, per_staff, dollars), (lead_days, group, gaps) = draw(_EFFORT), draw(_WAYS)
        closes = []
        for control_id in draw(_some(names, 1, 2))[:gaps]:
            share = draw(_SHARE)
            if group or share <= left[control_id]:
                closes.append((control_id, share))
                left[control_id] -= 0 if group else share
        actions.append(
            action(
                name,
                *closes,
                hours={"base": base, "per_staff": per_staff},
                dollars={"base": dollars},
                lead_days=lead_days,
                alternative=group,
                role=("manager", "helper", None)[i % 3],
                requires=draw(_some(tuple(ids[:i]), 0, 2)) if i else [],
            )
        )
    return actions


@st.composite
def packs(draw: st.DrawFn, with_actions: bool = False, standard: bool = False) -> Pack:
    """Packs of three checklists; with `standard`, the numbers of the policy are those of scoring.md."""
    names = tuple(f"c{i}" for i in range(draw(_COUNT)))
    controls = [(_control(draw, name), draw(_HOME)) for name in names]
    actions = _actions(draw, names) if with_actions else []
    requirements = enumerate(draw(_maps(names)))
    content = library(
        [
            checklist(home, [one for one, own in controls if own == home], actions if home == HOMES[0] else ())
            for home in HOMES
        ],
        _policy(draw, names, standard=standard),
        frameworks=(
            framework("frame", [{"id": f"R{i}", "maps": maps, "complete": i == 1} for i, maps in requirements]),
        ),
    )
    facts = {name: value for name, value in zip(FACTS, draw(_FACTS), strict=True) if value is not None}
    states = {one.id: {"status": draw(_STATUS), "reason": "said so"} for one in actions}
    return Pack(content, assessment(HOMES, _responses(draw, names, planning=with_actions), facts=facts, actions=states))


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
