"""The golden assessments as what explanations are made from, and changes that make one clinic from another."""

from datetime import date
from functools import cache
from pathlib import Path

from posture.content.library import assemble, require
from posture.model.assessment import Assessment
from posture.model.library import Library
from posture.plan.plan import make_plan
from posture.report.material import ReportInput
from posture.store.assessments import read
from tests.core.packs import Pack

GOLDEN = Path(__file__).parents[1] / "golden"


def material_of(pack: Pack) -> ReportInput:
    evaluation = pack.evaluate()
    plan = make_plan(pack.library, pack.assessment, evaluation)
    return ReportInput(pack.library, pack.assessment, evaluation, plan, "1.2.3")


@cache
def _library() -> Library:
    return require(assemble([GOLDEN / "checklists"]))


@cache
def golden(letter: str) -> ReportInput:
    """The golden assessment A or B of scoring.md 6."""
    return material_of(Pack(_library(), read(GOLDEN / f"{letter}.toml").assessment, date(2026, 11, 23)))


def changed(material: ReportInput, **changes: object) -> ReportInput:
    """The same clinic with keys of its assessment replaced."""
    old = material.assessment
    values = {**{name: getattr(old, name) for name in Assessment.model_fields}, **changes}
    return material_of(Pack(material.library, Assessment.model_validate(values), material.evaluation.as_of))
