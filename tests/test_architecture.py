"""The layers of the house, and what a command may not load: each command costs only what it uses."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of pyproject.toml on the package in a folder."""
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="the contracts stand in the repository")
def test_the_layers_are_kept() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout[-2000:]
    assert "0 broken" in run.stdout


@pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="the contracts stand in the repository")
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("store/paths.py", "import posture.content.loader", "Data flows one way"),
        ("assess/caps.py", "import os", "The pure core does no I/O"),
        ("session/session.py", "import textual", "Only the interface draws on the terminal"),
        ("content/lint.py", "import jinja2", "Templates are the report's business"),
    ],
)
def test_a_broken_layer_is_caught(module: str, line: str, contract: str, tmp_path: Path) -> None:
    # The test above would be worth nothing if the contracts let these pass.
    house = tmp_path / "house"
    shutil.copytree(ROOT / "posture", house / "posture", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", house)
    path = house / "posture" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    run = lint_imports(house)
    assert run.returncode == 1, run.stdout[-2000:]
    broken = [told for told in run.stdout.splitlines() if told.endswith("BROKEN")]
    assert any(told.startswith(contract) for told in broken)


RUN = """
import json, sys
from posture.cli.main import run
code = run(sys.argv[1:])
sys.stdout.flush()
sys.stderr.write("\\nLOADED" + json.dumps([int(code), sorted(sys.modules)]))
"""


def loaded_by(*words: str) -> set[str]:
    """Carry out a command line in a process of its own; the names of all top-level packages that it imported."""
    run = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-1000:]
    code, modules = json.loads(run.stderr.rpartition("LOADED")[2])
    assert code == 0, run.stderr[:1000]
    return {name for name in modules if name.startswith("posture.") or "." not in name}


@pytest.fixture
def assessment(tmp_path: Path) -> Path:
    path = tmp_path / "a.toml"
    shutil.copy(GOLDEN / "a.toml", path)
    return path


def command(name: str, file: Path) -> list[str]:
    golden = ["--checklists", str(GOLDEN / "checklists")]
    words = {
        "new": ["new", "--clinic", "Riverside"],
        "answer": ["answer", str(file), "patching", "partly", *golden],
        "fact": ["fact", str(file), "staff=", "--checklists", "builtin", *golden],
        "action": ["action", str(file), "auto-update", "--status", "doing", *golden],
        "accept": ["accept", str(file), "patching", "--reason", "x", "--until", "2027-01-01", *golden],
        "score": ["score", str(file), *golden],
        "score --json": ["score", str(file), "--json", *golden],
        "plan": ["plan", str(file), *golden],
        "export": ["export", str(file), *golden],
        "sheet": ["sheet", str(file), *golden],
        "ask": ["ask", str(file), *golden],
        "export --all": ["export", str(file), "--all", *golden],
        "check": ["check"],
        "check --strict": ["check", "--strict"],
        "where": ["where"],
        "demo --plain": ["demo", "--plain"],
    }
    return words[name]


HEADLESS = [
    *("new", "answer", "fact", "action", "accept", "score", "score --json", "plan", "export", "export --all"),
    *("sheet", "ask", "check", "check --strict", "where", "demo --plain"),
]


@pytest.mark.parametrize("name", HEADLESS)
def test_a_command_draws_nothing_and_loads_templates_only_for_a_report(name: str, assessment: Path) -> None:
    loaded = loaded_by(*command(name, assessment))
    assert "posture.cli.main" in loaded
    assert loaded & {"textual", "rich", "pygments"} == set()
    assert {module for module in loaded if module.startswith("posture.ui")} == set()
    writes_report = name.startswith(("export", "demo"))
    assert ("jinja2" in loaded) == writes_report


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_the_version_costs_nothing(word: str) -> None:
    script = (
        "import sys; sys.argv = ['posture', sys.argv[1]]; from posture.__main__ import main; code = main(); "
        "sys.stderr.write('LOADED' + ' '.join(sys.modules)); sys.exit(code)"
    )
    run = subprocess.run([sys.executable, "-c", script, word], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0
    name, _, number = run.stdout.strip().partition(" ")
    assert name == "posture"
    assert number.count(".") == 2
    loaded = set(run.stderr.rpartition("LOADED")[2].split())
    assert {module for module in loaded if module.startswith("posture")} == {"posture", "posture.__main__"}
    assert loaded & {"pydantic", "argparse", "textual", "jinja2", "tomllib", "platformdirs"} == set()


def test_help_costs_no_model_and_no_interface() -> None:
    script = (
        "import sys\nfrom posture.cli.main import run\ntry:\n    run(['--help'])\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write('LOADED' + ' '.join(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert "score" in run.stdout
    assert set(run.stderr.rpartition("LOADED")[2].split()) & {"pydantic", "textual", "jinja2"} == set()
