"""Files: checklists against bare tomllib and pydantic, a save against a bare durable write, and each report."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.measure import ROUNDS, Line, Side, Times, alone, compared, grown, in_turns
from benchmarks.packs import pack
from posture.content.library import BUILTIN, assemble, require
from posture.content.place import builtin_folder
from posture.model.base import Frozen
from posture.model.checklist import Checklist
from posture.model.clinic import Facts, Roles
from posture.model.control import Answer
from posture.model.framework import Framework
from posture.model.library import Retired
from posture.model.policy import Policy
from posture.model.threat import Threats
from posture.report.formats import FORMATS, render
from posture.sample import open_sample, sample_workspace
from posture.session import Session
from posture.store import assessments

ANSWERS: Final = (110, 300, 1_500)

COMMON: Final[Mapping[str, type[Frozen]]] = {
    "facts": Facts,
    "policy": Policy,
    "retired": Retired,
    "roles": Roles,
    "threats": Threats,
}


def lines() -> Iterator[Line]:
    """Lines of the table."""
    loads = in_turns({"ours": lambda: assemble([BUILTIN]), "floor": _bare_load})
    yield compared("reading the checklists", loads["ours"], "tomllib and pydantic", loads["floor"])
    with sample_workspace() as places:
        session = open_sample(require(assemble([BUILTIN])), places)
        yield from _reports(session)
        yield _saving(session)
    yield from _writing()


def _bare_load() -> None:
    folder = builtin_folder()
    for path in folder.glob("*.toml"):
        Checklist.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in (folder / "frameworks").glob("*.toml"):
        Framework.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in (folder / "common").glob("*.toml"):
        COMMON[path.stem].model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _reports(session: Session) -> Iterator[Line]:
    """Each report of the sample clinic, in memory; evaluation and plan are made before."""
    material = session.report()
    sides: dict[str, Side] = {name: lambda name=name: render(name, material) for name in FORMATS}  # type: ignore[misc]
    for name, times in in_turns(sides).items():
        yield alone(f"report as {name}", times)


def _saving(session: Session) -> Line:
    """A change and its save, against the same bytes written, synced, put in place and the folder synced."""
    control = next(score.id for score in session.evaluation().controls if score.credit is not None)
    answers = (Answer.PARTLY, Answer.MOSTLY)
    ours, floor = [], []
    for number in range(ROUNDS * 4):
        session.answer(control, answers[number % 2])
        began = perf_counter()
        session.save()
        ours.append(perf_counter() - began)
        data = session.path.read_bytes()
        began = perf_counter()
        _bare_write(session.path.with_name("bare"), data)
        floor.append(perf_counter() - began)
    return compared("saving an answer, with history and lock", Times(tuple(ours)), "write, fsync", Times(tuple(floor)))


def _bare_write(path: Path, data: bytes) -> None:
    temporary = path.with_name("bare-new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _writing() -> Iterator[Line]:
    """An assessment as TOML, by how many answers it holds."""
    sides: dict[str, Side] = {}
    for size in ANSWERS:
        assessment = pack(size).assessment
        sides[str(size)] = lambda assessment=assessment: assessments.dumps(assessment)  # type: ignore[misc]
    times = in_turns(sides)
    yield alone(f"an assessment of {ANSWERS[-1]} answers as TOML", times[str(ANSWERS[-1])])
    yield grown("assessment as TOML", ANSWERS, [times[str(size)] for size in ANSWERS])
