"""What posture is made of: the lock that CI installs from, and the bill of materials."""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution, distributions
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "ci.txt"
SBOM = ROOT / ".ci" / "sbom.py"

pytestmark = pytest.mark.skipif(not (ROOT / ".ci").exists(), reason="the lock stands in the repository")

PINNED = re.compile(r"([a-z0-9.-]+)==([0-9][0-9a-z.]*) \\")


def locked() -> dict[str, str]:
    return dict(PINNED.findall(LOCK.read_text(encoding="utf-8")))


def loaded(path: Path) -> ModuleType:
    """A script of .ci as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the lock --------------------------------------------------------------------------------------------------------


def test_the_lock_pins_every_package_by_hash_and_names_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    tops = [line for line in lines if not line.startswith(" ")]
    assert all(PINNED.fullmatch(line) for line in tops)
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines if line.startswith(" "))
    assert all(PINNED.fullmatch(top) is None or "--hash" in after for top, after in pairwise(lines))
    assert not re.search(r"://|\bfile:|--(extra-)?index|--find-links|--trusted-host| @ |/", text)


def is_locked() -> bool:
    """Whether this environment holds exactly what the lock names; anywhere else newer packages may need others."""
    there = {loaded(SBOM).normal(one.metadata["Name"]): one.version for one in distributions()}
    return all(there.get(name) == version for name, version in locked().items())


def test_the_lock_holds_what_pyproject_asks_for_and_all_that_needs() -> None:
    """By following what the packages themselves say; each pin lies in the bounds of whoever asks for it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins, sbom, follow = locked(), loaded(SBOM), is_locked()
    waiting = [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
    reached: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        name = sbom.normal(wanted.name)
        assert name in pins, f"{name} is asked for and not in the lock: make lock"
        assert wanted.specifier.contains(pins[name]), f"{wanted} is asked for and {pins[name]} locked: make lock"
        for extra in ("", *wanted.extras) if follow else ():
            if (name, extra) not in reached:
                reached.add((name, extra))
                needs = (Requirement(line) for line in distribution(name).requires or ())
                waiting += [one for one in needs if one.marker is None or one.marker.evaluate({"extra": extra})]
    if follow:
        assert {name for name, _ in reached} == set(pins), "too much is in the lock: make lock"


def wheel(folder: Path) -> Path:
    """A package with nothing in it."""
    path = folder / "nothing_at_all-1.0-py3-none-any.whl"
    info = "nothing_at_all-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: nothing-at-all\nVersion: 1.0\n")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", f"{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return path


@pytest.mark.skipif(os.name == "nt", reason="a script of the shell")
@pytest.mark.parametrize(
    ("version", "right", "code"),
    [("1.0", True, 0), ("1.0", False, 1), ("1.1", True, 3)],
    ids=["right", "forged", "gone"],
)
def test_a_file_with_another_hash_is_not_installed(tmp_path: Path, version: str, right: bool, code: int) -> None:
    sha256 = hashlib.sha256(wheel(tmp_path).read_bytes() + (b"" if right else b"!")).hexdigest()
    lock = tmp_path / "lock.txt"
    lock.write_text(f"nothing-at-all=={version} --hash=sha256:{sha256}\n", encoding="utf-8")
    target = tmp_path / "target"
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_TARGET": str(target)}
    done = subprocess.run(
        ["sh", str(ROOT / ".ci" / "locked"), sys.executable, str(lock)],
        env={**os.environ, **settings, "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert target.exists() == (code == 0)


# --- the bill of materials -------------------------------------------------------------------------------------------


def package(folder: Path, name: str, *lines: str) -> None:
    """Something installed, as its metadata tells it."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    head = ("Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0")
    (info / "METADATA").write_text("\n".join((*head, *lines, "", "")), encoding="utf-8")


def test_the_bill_tells_what_is_there_its_licence_hash_and_what_needs_what(tmp_path: Path) -> None:
    package(tmp_path, "posture", "Requires-Dist: Needed_One[more]>=1", 'Requires-Dist: pytest; extra == "dev"')
    package(
        tmp_path, "needed-one", "License-Expression: MIT OR ISC", "Requires-Dist: absent; sys_platform == 'nowhere'",
        "Requires-Dist: further; extra == 'more'", "Requires-Dist: other; extra == 'less'",
    )  # fmt: skip
    package(tmp_path, "further", "Classifier: License :: OSI Approved :: MIT License", "License: x")
    package(tmp_path, "other", "License: Some Licence")
    package(tmp_path, "pip")
    bill = loaded(SBOM).bill(distributions(path=[str(tmp_path)]), {"posture": "a" * 64, "further": "b" * 64})
    named = {one["name"]: one for one in bill["components"]}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "posture"
    assert set(named) == {"needed-one", "further", "other"}
    assert named["needed-one"]["licenses"] == [{"expression": "MIT OR ISC"}]
    assert named["further"]["licenses"] == [{"license": {"id": "MIT"}}]
    assert named["other"]["licenses"] == [{"license": {"name": "Some Licence"}}]
    assert named["further"]["hashes"] == [{"alg": "SHA-256", "content": "b" * 64}]
    assert "hashes" not in named["other"]
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert needs["pkg:pypi/posture@1.0"] == ["pkg:pypi/needed-one@1.0"]
    assert needs["pkg:pypi/needed-one@1.0"] == ["pkg:pypi/further@1.0"]


def test_the_bill_of_this_environment_equals_what_is_installed_and_is_the_same_each_time() -> None:
    """What a user gets is held to its bill in the same way by .ci/try-wheel, in an environment with nothing else."""
    sbom = loaded(SBOM)
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    )
    there = {(sbom.normal(one["name"]), one["version"]) for one in json.loads(listed.stdout)}
    bill = sbom.bill(distributions(), {})
    told = {(sbom.normal(one["name"]), one["version"]) for one in (bill["metadata"]["component"], *bill["components"])}
    assert told == {one for one in there if one[0] not in sbom.INSTALLERS}
    assert json.dumps(sbom.bill(reversed(list(distributions())), {})) == json.dumps(bill)
