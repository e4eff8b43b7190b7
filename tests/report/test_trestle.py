"""The OSCAL files, read by compliance-trestle: another program's idea of what OSCAL is, without the network.

It has an environment of its own, which `.ci/trestle` makes; `make trestle` runs this.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from posture.report.formats import render
from tests.report.hostile import NASTY, answers, everywhere
from tests.safety.test_network import ALONE, network_can_be_taken_away

if TYPE_CHECKING:
    from tests.report.conftest import Pack

PYTHON = os.environ.get("POSTURE_TRESTLE", "")

pytestmark = pytest.mark.skipif(
    not PYTHON, reason="POSTURE_TRESTLE names no Python with compliance-trestle: make trestle"
)

EXPORTS = Path(__file__).parents[2] / "exports"
FILES = {"oscal-assessment-results.json": "assessment_results", "oscal-poam.json": "poam"}

# Prints for each file its title and whether all of trestle's own checks find it valid; for one that it refuses, why.
READ = """
import json, sys
from pathlib import Path
from trestle.common.err import TrestleError
from trestle.core.validator_factory import all_validator
from trestle.oscal import assessment_results, poam
models = {"assessment_results": assessment_results.AssessmentResults, "poam": poam.PlanOfActionAndMilestones}
for kind, path in json.loads(sys.argv[1]):
    try:
        made = models[kind].oscal_read(Path(path))
        valid = all_validator.AllValidator().model_is_valid(made, True)
        print(json.dumps({"title": made.metadata.title, "valid": valid}))
    except TrestleError as error:
        print(json.dumps({"refused": str(error)}))
"""


def read(files: list[tuple[str, str]], folder: Path) -> list[dict[str, Any]]:
    """What trestle says of each file."""
    alone = ALONE if network_can_be_taken_away() else ()
    done = subprocess.run(
        [*alone, PYTHON, "-I", "-c", READ, json.dumps(files)], cwd=folder, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(told) == len(files)
    return told


def test_the_sample_clinic_s_files_are_read_and_found_valid(tmp_path: Path) -> None:
    for told in read([(kind, str(EXPORTS / name)) for name, kind in FILES.items()], tmp_path):
        assert told["title"].endswith("Riverside Family Clinic")
        assert told["valid"]


def test_so_are_files_with_any_text_in_them(pack: "Pack", tmp_path: Path) -> None:
    files = []
    for number, text in enumerate(NASTY):
        material = pack.material(
            lambda _field, _old, text=text: text, responses=answers(pack, text, text), **everywhere(text)
        )
        for name, data in render("oscal", material).items():
            path = tmp_path / f"{number}-{name}"
            path.write_bytes(data)
            files.append((FILES[name], str(path)))
    assert [path for (_, path), told in zip(files, read(files, tmp_path), strict=True) if not told.get("valid")] == []


def test_what_is_not_oscal_is_refused(tmp_path: Path) -> None:
    # The control: without it a reader that takes anything would pass the tests above.
    files = []
    changes: tuple[dict[str, Any], ...] = ({"surprise": 1}, {"uuid": "x"}, {"metadata": {}})
    for number, change in enumerate(changes):
        for name, kind in FILES.items():
            document = json.loads((EXPORTS / name).read_text(encoding="utf-8"))
            (root,) = document
            path = tmp_path / f"{number}-{name}"
            path.write_text(json.dumps({root: {**document[root], **change}}), encoding="utf-8")
            files.append((kind, str(path)))
    assert all("refused" in told for told in read(files, tmp_path))


def test_an_id_that_is_given_twice_is_not_valid(tmp_path: Path) -> None:
    # The control for trestle's own checks, beyond its models.
    name = "oscal-poam.json"
    document = json.loads((EXPORTS / name).read_text(encoding="utf-8"))
    (root,) = document.values()
    first, second, *_ = root["poam-items"]
    second["uuid"] = first["uuid"]
    (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    (told,) = read([(FILES[name], str(tmp_path / name))], tmp_path)
    assert told["valid"] is False
