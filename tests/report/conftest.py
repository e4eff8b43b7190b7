"""A small clinic to write reports about: the golden pack of the scoring model, with every text open to replacement.

Reports are made from it by `make(say=…)`: `say` gets the name of a field and the text that would stand there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pytest

from posture.assess.evaluate import evaluate
from posture.model.assessment import Assessment
from posture.model.checklist import Checklist
from posture.model.framework import Framework
from posture.model.library import Library
from posture.plan.plan import make_plan
from posture.report.formats import ReportInput, render

AS_OF: Final = date(2026, 11, 23)

Say = Callable[[str, str], str]
Row = dict[str, Any]


def as_it_is(_field: str, text: str) -> str:
    return text


def threat(scenario: str, stage: str, layer: str, strength: str) -> Row:
    return {"scenario": scenario, "stage": stage, "layer": layer, "strength": strength}


# Checklist, control, likelihood, impact, credit, threats: scoring.md, section 6.
CONTROLS: Final[tuple[tuple[str, str, str, str, str, list[Row]], ...]] = (
    ("accounts", "email-mfa", "high", "very-high", "strict",
     [threat("phishing", "prevent", "identity", "decisive"), threat("ransomware", "prevent", "identity", "strong")]),
    ("accounts", "unique-accounts", "moderate", "high", "graded",
     [threat("phishing", "respond", "account-control", "moderate")]),
    ("people", "phishing-training", "high", "moderate", "graded",
     [threat("phishing", "prevent", "people", "moderate"), threat("phishing", "detect", "people", "moderate"),
      threat("ransomware", "prevent", "people", "minor")]),
    ("devices", "patching", "high", "high", "graded", [threat("ransomware", "prevent", "patching", "strong")]),
    ("devices", "endpoint-detection", "high", "high", "graded",
     [threat("ransomware", "detect", "endpoint", "strong"), threat("ransomware", "respond", "endpoint", "moderate"),
      threat("phishing", "detect", "endpoint", "minor")]),
    ("resilience", "offline-backup", "high", "very-high", "graded",
     [threat("ransomware", "recover", "copies", "decisive")]),
    ("resilience", "restore-test", "high", "high", "strict",
     [threat("ransomware", "recover", "proof", "strong")]),
    ("response", "incident-contacts", "moderate", "high", "graded",
     [threat("phishing", "respond", "plan", "moderate"), threat("ransomware", "respond", "plan", "moderate")]),
    ("facility", "server-room-lock", "low", "moderate", "graded", []),
)  # fmt: skip

# Checklist, action, hours, dollars, lead days, requires, closes.
ACTIONS: Final[tuple[tuple[str, str, int, int, int, list[str], dict[str, int]], ...]] = (
    ("accounts", "list-mailboxes", 1, 0, 0, [], {}),
    ("accounts", "enable-email-mfa", 3, 0, 0, ["list-mailboxes"], {"email-mfa": 100}),
    ("resilience", "offline-backup", 6, 600, 7, [], {"offline-backup": 100}),
    ("resilience", "restore-drill", 4, 0, 0, ["offline-backup"], {"restore-test": 100}),
    ("devices", "endpoint-detection", 10, 900, 14, [], {"endpoint-detection": 100}),
    ("devices", "auto-update", 2, 0, 0, [], {"patching": 100}),
    ("response", "call-list", 1, 0, 0, [], {"incident-contacts": 60}),
    ("response", "tabletop", 3, 0, 0, ["call-list"], {"incident-contacts": 40}),
    ("people", "refresh-training", 2, 120, 0, [], {"phishing-training": 100}),
)

CAPS: Final = (
    ("no-email-mfa", "email-mfa", "mostly", "C"),
    ("no-usable-backup", "offline-backup", "partly", "D"),
    ("untested-restore", "restore-test", "partly", "B"),
)

SEEN: Final = {"method": "examine", "reference": "seen on site", "collected": date(2026, 11, 20)}

RESPONSES: Final[Mapping[str, Row]] = {
    "email-mfa": {"answer": "not"},
    "unique-accounts": {"answer": "implemented", "evidence": [SEEN]},
    "phishing-training": {"answer": "mostly", "evidence": [SEEN]},
    "patching": {"answer": "mostly"},
    "endpoint-detection": {"answer": "not"},
    "offline-backup": {"answer": "partly"},
    "restore-test": {"answer": "unknown"},
    "incident-contacts": {"answer": "partly"},
    "server-room-lock": {"answer": "na", "reason": "No on-site servers; EHR is hosted"},
}
"""Case A of the golden vector: posture 35.1 E, at least 20.2, could be 48.7."""


def words(name: str) -> str:
    return name.replace("-", " ").capitalize()


def control(row: tuple[str, str, str, str, str, list[Row]], say: Say) -> Row:
    _, name, likelihood, impact, credit, threats = row
    return {
        "id": name,
        "title": say("control title", words(name)),
        "question": say("question", f"Is {name} in place?"),
        "why": say("why", f"Why {name} matters."),
        "ask": "it-provider",
        "minutes": 5,
        "likelihood": likelihood,
        "impact": impact,
        "credit": credit,
        "threats": threats,
        "answers": {level: say("level", f"{level} here") for level in ("implemented", "mostly", "partly", "not")},
        "checks": [{"how": say("how", f"Look at {name}."), "proof": say("check proof", f"A picture of {name}")}],
    }


def action(row: tuple[str, str, int, int, int, list[str], dict[str, int]], say: Say) -> Row:
    _, name, hours, dollars, lead_days, requires, closes = row
    return {
        "id": name,
        "title": say("action title", words(name)),
        "closes": [{"control": each, "share": share} for each, share in closes.items()],
        "role": "it-provider",
        "hours": {"base": float(hours)},
        "dollars": {"base": float(dollars)},
        "lead_days": lead_days,
        "requires": requires,
        "steps": [say("step", f"Begin {name}."), say("step", f"Finish {name}.")],
        "proof": say("action proof", f"A note on {name}"),
    }


def checklists(say: Say) -> list[Checklist]:
    return [
        Checklist.model_validate(
            {
                "schema_version": 1,
                "id": name,
                "title": say("checklist title", words(name)),
                "version": say("checklist version", "1.0.0"),
                "order": order,
                "controls": [control(row, say) for row in CONTROLS if row[0] == name],
                "actions": [action(row, say) for row in ACTIONS if row[0] == name],
            }
        )
        for order, name in enumerate(dict.fromkeys(row[0] for row in CONTROLS))
    ]


def policy(say: Say) -> Row:
    return {
        "credits": {
            "graded": {"implemented": 100, "mostly": 75, "partly": 40, "not": 0},
            "strict": {"implemented": 100, "mostly": 50, "partly": 20, "not": 0},
        },
        "weights": {"very-low": 1, "low": 2, "moderate": 5, "high": 8, "very-high": 10},
        "strengths": {"minor": 15, "moderate": 35, "strong": 60, "decisive": 80},
        "phases": {"days": [7, 30, 90, 365]},
        "grades": [{"grade": g, "from": n} for g, n in (("A", 90), ("B", 75), ("C", 60), ("D", 40), ("E", 0))],
        "caps": [
            {"id": name, "controls": [each], "below": level, "max_grade": grade, "why": say("cap", f"No {each}.")}
            for name, each, level, grade in CAPS
        ],
    }


def framework(say: Say) -> Framework:
    maps = [{"control": "email-mfa", "relation": "equal"}]
    return Framework.model_validate(
        {
            "id": "goals",
            "title": say("framework title", "Goals"),
            "publisher": say("publisher", "A publisher"),
            "source": say("source", "A source"),
            "requirements": [
                {"id": say("requirement id", "G1")[:64], "title": say("requirement title", "Sign-in"), "maps": maps},
                {"id": "G2", "title": say("requirement title", "Else"), "outside": say("outside", "Not asked")},
            ],
        }
    )


def library(say: Say = as_it_is) -> Library:
    scenarios = [
        {"id": name, "title": say("threat title", words(name)), "patient_harm": say("harm", f"Harm of {name}.")}
        for name in ("phishing", "ransomware")
    ]
    return Library.model_validate(
        {
            "loaded": tuple(
                {"checklist": each, "sha256": f"{number:064x}", "builtin": True}
                for number, each in enumerate(checklists(say))
            ),
            "facts": (
                {"id": "staff", "title": say("fact title", "People"), "question": "How many?", "type": "number"},
            ),
            "roles": ({"id": "it-provider", "title": say("role", "IT provider")},),
            "scenarios": tuple(scenarios),
            "policy": policy(say),
            "frameworks": (framework(say),),
        }
    )


def assessment(say: Say = as_it_is, responses: Mapping[str, Row] = RESPONSES, **changes: object) -> Assessment:
    return Assessment.model_validate(
        {
            "schema_version": 1,
            "id": "00000000-0000-4000-8000-00000000000a",
            "clinic": say("clinic", "Golden Clinic"),
            "assessor": say("assessor", "An assessor"),
            "started": AS_OF,
            "checklists": [{"id": name} for name in dict.fromkeys(row[0] for row in CONTROLS)],
            "facts": {"staff": 8},
            "responses": dict(responses),
            **changes,
        }
    )


def material(say: Say = as_it_is, responses: Mapping[str, Row] = RESPONSES, **changes: object) -> ReportInput:
    """All that a report is made from; `changes` replace keys of the assessment."""
    content, answered = library(say), assessment(say, responses, **changes)
    evaluation = evaluate(content, answered, AS_OF)
    return ReportInput(content, answered, evaluation, make_plan(content, answered, evaluation), "1.2.3")


def markdown(say: Say = as_it_is, responses: Mapping[str, Row] = RESPONSES, **changes: object) -> str:
    return render("markdown", material(say, responses, **changes))["report.md"].decode()


@dataclass(frozen=True)
class Pack:
    """The makers above, for tests: pytest imports no module of a neighbour."""

    material: Callable[..., ReportInput]
    markdown: Callable[..., str]
    responses: Mapping[str, Row]
    as_of: date


@pytest.fixture(scope="session")
def pack() -> Pack:
    return Pack(material, markdown, RESPONSES, AS_OF)
