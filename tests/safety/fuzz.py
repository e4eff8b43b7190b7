"""Everything that reads a stranger's bytes, under a fuzzer that watches which lines they reach (atheris).

    fuzz.py [SCALE]          run by `make torture`; 1 gives each reader 20,000 inputs, 100,000 in all
    fuzz.py READER RUNS      one of them, in this process, which has to have atheris

Whatever the bytes are, a reader gives a value or refuses with an error of ours, in 5 seconds and 2 GiB. Atheris gets an
environment of its own; where it is not to be had this is left out, and says so.
"""

import importlib
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
EACH: Final = 20_000
CONTROL: Final = "control"

Reader = Callable[[bytes], object]


def readers() -> dict[str, Reader]:
    """Every reader by its name. Imported here, so that atheris can watch all of it."""
    from posture.content.loader import SIZE_LIMIT  # noqa: PLC0415
    from posture.errors import PostureError  # noqa: PLC0415
    from posture.filling.file import decoded  # noqa: PLC0415
    from posture.filling.reading import read_sheet  # noqa: PLC0415
    from posture.model.checklist import Checklist  # noqa: PLC0415
    from posture.store import assessments, container, history, telling  # noqa: PLC0415
    from posture.toml.reading import UnreadableError, parse  # noqa: PLC0415
    from posture.toml.validation import validated  # noqa: PLC0415

    def assessment(data: bytes) -> None:
        found = assessments.loads(data, "a.toml")
        if assessments.loads(assessments.dumps(found), "a.toml") != found:
            raise AssertionError("what was saved is not what was read")

    def checklist(data: bytes) -> None:
        validated(parse(data, SIZE_LIMIT, "c.toml"), Checklist, 100)

    def sheet(data: bytes) -> None:
        read_sheet(decoded(data, "s.md"), "s.md")

    def kept(data: bytes) -> None:
        list(telling.revisions(history.walk(data)))
        history.ending(data)

    def archive(data: bytes) -> None:
        container.loads(data, "a.posture")

    def control(data: bytes) -> None:
        if data[:2] == b"id" and b"=" in data:
            raise IndexError("planted: a fuzzer that does not find this is blind")

    def refusing(read: Reader) -> Reader:
        def reading(data: bytes) -> None:
            try:
                read(data)
            except (PostureError, UnreadableError):
                return

        return reading

    found = {"assessment": assessment, "checklist": checklist, "sheet": sheet, "history": kept, "archive": archive}
    return {name: refusing(read) for name, read in found.items()} | {CONTROL: control}


def seeds(name: str, folder: Path) -> None:
    """Something small to begin with, which each reader takes."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from posture.model.assessment import Assessment, Response  # noqa: PLC0415
    from posture.model.control import Answer  # noqa: PLC0415
    from posture.store import assessments, container, saving  # noqa: PLC0415
    from posture.store.journal import history_path  # noqa: PLC0415

    now = datetime(2026, 11, 23, tzinfo=UTC)
    said = {"email-mfa": Response(answer=Answer.PARTLY, note="two left", by="Ana", at=now)}
    one = Assessment(schema_version=1, id=f"{7:032}", clinic="Riverside", checklists=(), responses=said)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.toml"
        base = saving.save(path, one, None, now)
        saving.save(path, one.with_response("patching", Response(answer=Answer.NOT)), base, now)
        begun = {
            "assessment": [assessments.dumps(one), (ROOT / "tests/store/fixtures/format-1.toml").read_bytes()],
            "checklist": [path.read_bytes() for path in (ROOT / "tests/content/good").glob("*.toml")],
            "sheet": [b"Clinic: Riverside\n\nQuestion 1 of 5: email-mfa\n\n[x] Partly\n\nNote: two left\n"],
            "history": [history_path(path).read_bytes()],
            "archive": [container.dumps(container.Archive("Riverside", {"a.toml": b"x = 1"}, {}))],
            CONTROL: [b"x"],
        }[name]
    for number, data in enumerate(begun):
        (folder / str(number)).write_bytes(data)


def fuzz(name: str, runs: int) -> None:
    """Fuzz one reader in this process; it ends here."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["posture", "tomllib"]):
        read = readers()[name]
    if name == CONTROL:
        read = atheris.instrument_func(read)  # it stands in this file, which nobody imports
    with tempfile.TemporaryDirectory() as place:
        seeds(name, Path(place))
        atheris.Setup(
            [
                sys.argv[0],
                f"-runs={runs}",
                "-timeout=5",
                "-rss_limit_mb=2048",
                "-max_len=8192",
                f"-artifact_prefix={place}/",
                place,
            ],
            read,
        )
        atheris.Fuzz()


def environment(room: Path) -> Path | None:
    """A Python that has atheris and what this one has; None where there is no atheris for it."""
    subprocess.run([sys.executable, "-m", "venv", str(room / "venv")], check=True, capture_output=True)
    python = room / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    if subprocess.run([*install, "atheris"], capture_output=True, check=False).returncode:
        return None
    site = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    Path(site.stdout.strip(), "posture.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return python


def main(scale: float) -> int:
    """Fuzz every reader, one after the other, and print figures; 1 if one failed or the control was not found."""
    failed = 0
    with tempfile.TemporaryDirectory() as room:
        python = environment(Path(room))
        if python is None:
            sys.stdout.write("--   left out: there is no atheris for this Python here\n")
            return 0
        for name in ("assessment", "checklist", "sheet", "history", "archive", CONTROL):
            begun, runs = time.monotonic(), max(1_000, int(EACH * scale))
            command = [str(python), __file__, name, str(200_000 if name == CONTROL else runs)]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
            crashed = done.returncode != 0
            holds = crashed and "planted" in done.stdout if name == CONTROL else not crashed
            figures = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
            reached = f"{figures[-1][0]} places reached" if figures else ""
            said = (
                "a planted fault is found" if name == CONTROL else f"{runs} inputs to the reader of {name}: {reached}"
            )
            sys.stdout.write(f"{'ok  ' if holds else 'FAIL'} {time.monotonic() - begun:6.1f} s  {said}\n")
            sys.stdout.flush()
            if not holds:
                failed = 1
                sys.stdout.write(done.stdout[-3_000:] + done.stderr[-1_000:])
    return failed


if __name__ == "__main__":
    if len(sys.argv) == 3:
        fuzz(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
