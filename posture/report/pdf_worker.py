"""The process in which a PDF is set: it gets the report as data and a program that never changes, and gives the PDF.

Nothing of a report is code, and the process can open no file and start none, where the system lets it say so. A letter
that no font of typst has stands as its number, `<U+65E5>`, as marks do that would hide something.
"""

import json
import sys
from typing import Any, Final

import typst

MEMORY: Final = 2 * 2**30
SECONDS: Final = 120
STANDARD: Final = "ua-1"

_LETTER: Final = (
    b'#set document(title: "-")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.report'
)
_PLAIN: Final = 0x7F
"""Every font has the letters before it."""


def main() -> None:
    """Answer the one request on stdin with a PDF; with nothing but a message on stderr where it can't be set."""
    request = json.loads(sys.stdin.buffer.read())
    compiler = typst.Compiler(root=".", ignore_system_fonts=True)
    _limit()
    sys.stdout.buffer.write(_set(compiler, request))
    sys.stdout.buffer.flush()


def _set(compiler: typst.Compiler, request: dict[str, Any]) -> bytes:
    program, report, timestamp = request["program"].encode(), request["report"], request["timestamp"]
    try:
        return _pdf(compiler, program, report, timestamp)
    except typst.TypstError:
        report = _with_numbers(compiler, report)
    try:
        return _pdf(compiler, program, report, timestamp)
    except typst.TypstError:
        # Headings of somebody's own templates that leave a level out: tagged all the same, without saying PDF/UA.
        return _pdf(compiler, program, report, timestamp, standard=None)


def _pdf(
    compiler: typst.Compiler, program: bytes, report: object, timestamp: int, *, standard: str | None = STANDARD
) -> bytes:
    made = compiler.compile(
        input=program,
        format="pdf",
        sys_inputs={"report": report if isinstance(report, str) else json.dumps(report)},
        timestamp=timestamp,
        pdf_standards=standard,  # type: ignore[arg-type]  # one of the names that it lists
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def _with_numbers(compiler: typst.Compiler, report: object) -> object:
    """A report with the number of each letter in its place that no font has."""
    words = json.dumps(report, ensure_ascii=False)
    table = {ord(char): f"<U+{ord(char):04X}>" for char in sorted(set(words)) if not _is_drawn(compiler, char)}

    def told(value: object) -> object:
        if isinstance(value, dict):
            # A picture is source, in which `<` is no letter.
            return {
                key: inner.translate({char: f"&lt;{name[1:-1]}&gt;" for char, name in table.items()})
                if key == "svg"
                else told(inner)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [told(inner) for inner in value]
        return value.translate(table) if isinstance(value, str) else value

    return told(report)


def _is_drawn(compiler: typst.Compiler, char: str) -> bool:
    if ord(char) < _PLAIN:
        return True
    try:
        _pdf(compiler, _LETTER, char, 0)
    except typst.TypstError:
        return False
    return True


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    for name, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", SECONDS),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 3),
    ):
        which = getattr(resource, name, None)
        if which is not None:
            try:
                resource.setrlimit(which, (most, most))
            except (ValueError, OSError):
                continue  # macOS refuses some
