"""A report that was printed holds its assessment to what it was: the file's hash, and the head of its history."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from posture.store.lines import sealed
from tests.cli.shell import Shell

SEAL = re.compile(r"with the seal ([0-9a-f]{64})")


@pytest.fixture
def answered(golden: Shell, file: Path) -> Path:
    golden("answer", str(file), "patching", "partly", "--by", "Ana")
    golden("answer", str(file), "patching", "mostly", "--by", "Ana")
    return file


def exported(golden: Shell, file: Path, folder: Path, *words: str) -> dict[str, str]:
    formats = ("--format", "markdown", "--format", "html", "--format", "json", "--format", "oscal")
    result = golden("export", str(file), *formats, "-o", str(folder), *words)
    assert result.code == 0
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def seal_in(report: str) -> str:
    found = SEAL.search(report)
    assert found is not None
    return found[1]


def test_every_report_names_the_file_and_the_head_of_its_history(golden: Shell, answered: Path, tmp_path: Path) -> None:
    head = golden("history", str(answered), "--json").json["revisions"][-1]
    sha256 = hashlib.sha256(answered.read_bytes()).hexdigest()
    files = exported(golden, answered, tmp_path / "out")
    assert json.loads(files["report.json"])["made_from"] == {
        "sha256": sha256, "revision": 3, "seal": head["seal"], "fits": True,
    }  # fmt: skip
    assert f"Its history stood at revision 3, with the seal {head['seal']}." in files["report.md"]
    for name, text in files.items():
        assert sha256 in text, name
        assert head["seal"] in text, name


def test_a_seal_of_a_report_is_found_as_long_as_the_history_goes_through_it(
    golden: Shell, answered: Path, tmp_path: Path
) -> None:
    seal = seal_in(exported(golden, answered, tmp_path / "out")["report.md"])
    golden("answer", str(answered), "patching", "not")  # later revisions change nothing of it
    for noted in (seal, seal[:16], seal.upper(), f"{seal[:32]} {seal[32:]}"):
        result = golden("verify", str(answered), "--seal", noted)
        assert (result.code, result.faults) == (0, [])
        assert "Revision 3, of " in result.lines[0]
        assert "whole and unchanged" in result.lines[1]


def test_a_history_that_was_rewritten_whole_is_found_by_the_seal_of_a_report(
    golden: Shell, answered: Path, tmp_path: Path
) -> None:
    seal = seal_in(exported(golden, answered, tmp_path / "out")["report.md"])
    # Whoever knows how seals are made writes another history to the changed file: without a seal nobody can tell.
    history = answered.with_suffix(".history")
    data = answered.read_text(encoding="utf-8").replace('by = "Ana"', 'by = "Bea"').encode()
    answered.write_bytes(data)
    was = ""
    lines = []
    for line in history.read_bytes().replace(b'"by":"Ana"', b'"by":"Bea"').splitlines():
        told = json.loads(line)
        told.pop("seal")
        told["was"] = was
        if told["n"] == 3:
            told["file"] = hashlib.sha256(data).hexdigest()
        lines.append(sealed(told))
        was = json.loads(lines[-1])["seal"]
    history.write_bytes(b"".join(lines))
    assert golden("verify", str(answered)).code == 0  # the control
    result = golden("verify", str(answered), "--seal", seal)
    assert (result.code, result.faults) == (1, [])
    assert f"no revision of its history has the seal {seal}" in result.out


def test_a_history_that_was_cut_is_found_by_the_seal_of_a_report(golden: Shell, answered: Path, tmp_path: Path) -> None:
    history = answered.with_suffix(".history")
    before, older = history.read_bytes(), answered.read_bytes()
    golden("answer", str(answered), "restore-test", "not")
    seal = seal_in(exported(golden, answered, tmp_path / "out")["report.md"])
    history.write_bytes(before)
    answered.write_bytes(older)
    assert golden("verify", str(answered)).code == 0  # the control: an older state is whole in itself
    assert golden("verify", str(answered), "--seal", seal).code == 1


@pytest.mark.parametrize("text", ["", "abc", "g" * 64, "a" * 65, "a" * 15, "../../etc/passwd"])
def test_what_is_no_seal_is_refused(golden: Shell, answered: Path, text: str) -> None:
    result = golden("verify", str(answered), "--seal", text)
    assert result.code == 2
    assert "is not a seal" in result.err


def test_a_report_says_when_the_file_was_changed_outside_or_has_no_history(
    golden: Shell, file: Path, tmp_path: Path
) -> None:
    files = exported(golden, file, tmp_path / "none")
    assert "There is no history of it, or none that can be read." in files["report.md"]
    assert json.loads(files["report.json"])["made_from"]["seal"] is None
    golden("answer", str(file), "patching", "partly")
    file.write_text(file.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    files = exported(golden, file, tmp_path / "changed")
    assert "it was changed outside posture" in files["report.md"]
    assert json.loads(files["report.json"])["made_from"]["fits"] is False


def test_a_history_that_can_t_be_read_stops_no_report(golden: Shell, answered: Path, tmp_path: Path) -> None:
    history = answered.with_suffix(".history")
    history.write_bytes(b"\x00" * 100)
    files = exported(golden, answered, tmp_path / "damaged")
    assert "There is no history of it, or none that can be read." in files["report.md"]


def test_a_redacted_report_names_no_file(golden: Shell, answered: Path, tmp_path: Path) -> None:
    files = exported(golden, answered, tmp_path / "out", "--redact")
    sha256 = hashlib.sha256(answered.read_bytes()).hexdigest()
    assert json.loads(files["report.json"])["made_from"] is None
    assert [name for name, text in files.items() if sha256 in text or SEAL.search(text)] == []
