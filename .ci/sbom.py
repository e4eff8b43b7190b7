"""Writes a CycloneDX bill of materials of one environment: every package that is installed there, and what needs what.

    sbom.py SITE_PACKAGES PIP_REPORT

SITE_PACKAGES is the folder that the packages are installed in; PIP_REPORT is what `pip install --report` wrote when
they were, and tells the hash of each file that they came in. The same environment gives the same bytes.
"""

import json
import re
import sys
import uuid
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement

PRODUCT: Final = "posture"

INSTALLERS: Final = frozenset({"pip", "setuptools", "wheel"})
"""Part of every new environment, and of no product."""

# Names of trove classifiers whose SPDX identifier is beyond doubt; others are given as they stand.
SPDX: Final = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
}


def normal(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bill(installed: Iterable[Distribution], hashes: Mapping[str, str]) -> dict[str, Any]:
    """The bill of materials of some packages, one of which is the product itself."""
    found = {normal(one.metadata["Name"]): one for one in installed}
    found = {name: found[name] for name in sorted(found) if name not in INSTALLERS}
    refs = {name: f"pkg:pypi/{name}@{one.version}" for name, one in found.items()}
    components = {name: component(one, refs[name], hashes.get(name)) for name, one in found.items()}
    product = {**components.pop(PRODUCT), "type": "application"}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": product},
        "components": list(components.values()),
        "dependencies": [
            {"ref": refs[name], "dependsOn": [refs[need] for need in needs(one, extras(found.values()), found)]}
            for name, one in found.items()
        ],
    }
    content = json.dumps(document, sort_keys=True)
    return {**document, "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}"}


def component(one: Distribution, ref: str, sha256: str | None) -> dict[str, Any]:
    """One package: name, version, licence and the hash of the file that it came in, as far as they are known."""
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": ref,
        "name": one.metadata["Name"],
        "version": one.version,
        "purl": ref,
    }
    if one.metadata["Summary"]:
        told["description"] = one.metadata["Summary"]
    if sha256:
        told["hashes"] = [{"alg": "SHA-256", "content": sha256}]
    if found := licences(one):
        told["licenses"] = found
    return told


def licences(one: Distribution) -> list[dict[str, Any]]:
    """What a package says of its licence: an expression, else classifiers, else a short text; empty if nothing."""
    if expression := one.metadata["License-Expression"]:
        return [{"expression": expression}]
    lines = one.metadata.get_all("Classifier") or []
    names = [line.rsplit(" :: ", 1)[1] for line in lines if line.startswith("License :: ") and " Approved :: " in line]
    if not names and (text := one.metadata["License"]) and len(text) < 80:
        names = [text]
    return [{"license": {"id": SPDX[name]} if name in SPDX else {"name": name}} for name in dict.fromkeys(names)]


def extras(installed: Iterable[Distribution]) -> dict[str, set[str]]:
    """Which extras of a package others ask for: `markdown-it-py[linkify]`."""
    asked: dict[str, set[str]] = {}
    for one in installed:
        for line in one.requires or ():
            wanted = Requirement(line)
            asked.setdefault(normal(wanted.name), set()).update(wanted.extras)
    return asked


def needs(one: Distribution, asked: Mapping[str, set[str]], there: Mapping[str, Distribution]) -> list[str]:
    """Which of the packages that are there one of them needs, on this system and with the extras asked for."""
    found = set()
    for line in one.requires or ():
        wanted = Requirement(line)
        chosen = ("", *asked.get(normal(one.metadata["Name"]), ()))
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in chosen):
            found.add(normal(wanted.name))
    return sorted(found & set(there))


def file_hashes(report: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of the file that each package came in, by its name, from pip's report."""
    found = {}
    for entry in report["install"]:
        sha256 = entry.get("download_info", {}).get("archive_info", {}).get("hashes", {}).get("sha256")
        if sha256:
            found[normal(entry["metadata"]["name"])] = sha256
    return found


def main(folder: str, report: str) -> None:
    """Write the bill of an environment to stdout."""
    hashes = file_hashes(json.loads(Path(report).read_text(encoding="utf-8")))
    json.dump(bill(distributions(path=[folder]), hashes), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
