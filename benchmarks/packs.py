"""Synthetic packs: libraries and half-answered assessments of any size, of the same make as the built-in checklists.

Per control they have as many links to scenarios, requirements of frameworks and actions as the built-in ones do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from posture.model.action import Action
from posture.model.assessment import Assessment, Response
from posture.model.checklist import Checklist
from posture.model.control import Control
from posture.model.framework import Framework
from posture.model.library import Library, LoadedChecklist
from posture.model.policy import Policy
from posture.model.threat import Scenario

AS_OF: Final = date(2026, 11, 23)

SCENARIOS: Final = tuple(f"scenario-{n}" for n in range(10))
STAGES: Final = ("prevent", "detect", "respond", "recover")
STRENGTHS: Final = ("minor", "moderate", "strong", "decisive")
LEVELS: Final = ("low", "moderate", "high", "very-high")
RELATIONS: Final = ("equal", "superset", "subset", "intersects")
ANSWERS: Final = ("implemented", "implemented", "mostly", "partly", "partly", "not", "not", "unknown")

GRADES: Final = (("A", 90), ("B", 75), ("C", 60), ("D", 40), ("E", 0))

CONTROLS_PER_CHECKLIST: Final = 12
CONTROLS_PER_CAP: Final = 15
FRAMEWORKS: Final = 6


@dataclass(frozen=True)
class Pack:
    """What is judged, and the day of the reading."""

    library: Library
    assessment: Assessment
    as_of: date = AS_OF

    @property
    def controls(self) -> tuple[str, ...]:
        """The ids of all controls, in order."""
        return tuple(self.library.control_by_id)


def pack(controls: int, seed: int = 1, answers: Sequence[str] = ANSWERS) -> Pack:
    """A pack of so many controls; the same seed always gives the same one."""
    random = Random(seed)
    names = [f"control-{n:04}" for n in range(controls)]
    starts = range(0, controls, CONTROLS_PER_CHECKLIST)
    actions = tuple(_actions(names, random))
    checklists = tuple(
        Checklist(
            schema_version=1,
            id=f"checklist-{start:04}",
            title=f"Checklist from {start}",
            controls=tuple(_control(name, random) for name in names[start : start + CONTROLS_PER_CHECKLIST]),
            actions=actions if start == 0 else (),
        )
        for start in starts
    )
    library = Library(
        loaded=tuple(LoadedChecklist(checklist=one, sha256="0" * 64, builtin=False) for one in checklists),
        scenarios=tuple(Scenario(id=name, title=name) for name in SCENARIOS),
        policy=_policy(names, random),
        frameworks=tuple(_framework(f"framework-{n}", names, random) for n in range(FRAMEWORKS)),
    )
    assessment = Assessment.model_validate(
        {
            "schema_version": 1,
            "id": "00000000-0000-4000-8000-000000000001",
            "clinic": "Synthetic Clinic",
            "checklists": [{"id": one.id} for one in checklists],
            "facts": {"onsite_server": False, "staff": 8},
            "responses": {name: _response(random, answers) for name in names},
        }
    )
    return Pack(library, assessment)


def _control(name: str, random: Random) -> Control:
    links = [
        {
            "scenario": random.choice(SCENARIOS),
            "stage": random.choice(STAGES),
            "layer": f"layer-{random.randrange(5)}",
            "strength": random.choice(STRENGTHS),
        }
        for _ in range(random.randint(2, 5))
    ]
    condition = [{"fact": "onsite_server", "is": random.random() < 0.5}] if random.random() < 0.15 else []
    return Control.model_validate(
        {
            "id": name,
            "title": f"{name} is in place",
            "question": f"Is {name} in place?",
            "likelihood": random.choice(LEVELS),
            "impact": random.choice(LEVELS),
            "credit": "strict" if random.random() < 0.1 else "graded",
            "applies_when": condition,
            "threats": links,
        }
    )


def _actions(names: list[str], random: Random) -> Iterator[Action]:
    """Actions as in scoring.md 3.3: one to three gaps each, one in eight closes none, three in ten need others.

    Half of those that need others need two, which makes the best set hard to find.
    """
    left = random.sample(names, len(names))
    made: list[str] = []
    while left:
        gaps = 0 if random.random() < 0.12 else random.randint(1, 3)
        closed, left = left[:gaps], left[gaps:]
        needs = random.sample(made, min(len(made), random.randint(1, 2))) if random.random() < 0.3 else []
        identity = f"action-{len(made):04}"
        yield Action.model_validate(
            {
                "id": identity,
                "title": f"Do {identity}",
                "closes": [{"control": name, "share": random.choice((40, 60, 100, 100))} for name in closed],
                "hours": {"base": round(80 ** random.random()) / 2},
                "dollars": {"base": 0 if random.random() < 0.5 else round(100 * 80 ** random.random())},
                "requires": needs,
            }
        )
        made.append(identity)


def _policy(names: list[str], random: Random) -> Policy:
    caps = [
        {
            "id": f"cap-{n}",
            "controls": random.sample(names, 2),
            "below": random.choice(("partly", "mostly", "implemented")),
            "max_grade": random.choice("BCD"),
            "any": random.random() < 0.7,
        }
        for n in range(max(1, len(names) // CONTROLS_PER_CAP))
    ]
    return Policy.model_validate(
        {
            "credits": {
                "graded": {"implemented": 100, "mostly": 75, "partly": 40, "not": 0},
                "strict": {"implemented": 100, "mostly": 50, "partly": 20, "not": 0},
            },
            "weights": {"very-low": 1, "low": 2, "moderate": 5, "high": 8, "very-high": 10},
            "strengths": {"minor": 15, "moderate": 35, "strong": 60, "decisive": 80},
            "phases": {"days": [7, 30, 90, 365]},
            "grades": [
                {"grade": grade, "from": start} for grade, start in zip("ABCDE", (90, 75, 60, 40, 0), strict=True)
            ],
            "caps": caps,
        }
    )


def _framework(name: str, names: list[str], random: Random) -> Framework:
    """Two controls for each requirement, and one requirement for every other control."""
    requirements = [
        {
            "id": f"R{n}",
            "group": f"group-{n % 4}",
            "maps": [
                {"control": control, "relation": random.choice(RELATIONS)}
                for control in random.sample(names, random.randint(1, 3))
            ],
            "complete": random.random() < 0.3,
        }
        for n in range(max(1, len(names) // 2))
    ]
    return Framework.model_validate({"id": name, "title": name, "requirements": requirements})


def _response(random: Random, answers: Sequence[str]) -> Response:
    if random.random() < 0.05:
        return Response.model_validate({"answer": "na", "reason": "there is none here"})
    proof = {
        "method": random.choice(("examine", "test", "interview")),
        "reference": "seen on site",
        "collected": AS_OF - timedelta(days=random.randrange(500)),
    }
    return Response.model_validate(
        {
            "answer": random.choice(answers),
            "note": "as they said",
            "evidence": [proof] if random.random() < 0.4 else [],
        }
    )
