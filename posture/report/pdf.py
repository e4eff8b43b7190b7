"""The report as PDF: the Markdown report set by typst, in a process of its own, with a program that never changes.

Everything that anybody wrote reaches typst as data. The fonts are those that typst brings, the day is the report's, so
the same report gives the same bytes with the same typst.
"""

import json
import subprocess
import tempfile
from datetime import UTC, datetime, time
from importlib import resources
from typing import Any, Final

from posture.errors import PostureError, WrongUse
from posture.model.text import one_line
from posture.report.apart import command, environment
from posture.report.charts import CHARTS, mark, marked
from posture.report.context import report
from posture.report.formats import available
from posture.report.html import title
from posture.report.markdown import source
from posture.report.material import ReportInput
from posture.report.pdf_document import Node, document

FILE_NAME: Final = "report.pdf"

SECONDS: Final = 120
"""The sample clinic's takes about one second, on a machine with much else to do some more."""

LARGEST: Final = 64 * 2**20
"""Bytes of a PDF."""

ACCENT: Final = "#0a675e"


def render(material: ReportInput) -> dict[str, bytes]:
    """The report as one PDF file.

    Raises:
        PostureError: It can't be set.
        WrongUse: The extra that sets it is not installed.
    """
    if not available("pdf"):
        raise WrongUse(
            "PDF needs an extra that is not installed here",
            "It is posture[pdf], which brings typst.",
            'In the folder that posture came from: pip install ".[pdf]". Or print report.html from a web browser.',
        )
    made = _set({"program": _program(), "report": content(material), "timestamp": _timestamp(material)})
    if not made.startswith(b"%PDF-") or len(made) > LARGEST:
        raise _cant_be_set("It came out damaged or too large.")
    return {FILE_NAME: made}


def content(material: ReportInput) -> dict[str, Any]:
    """All that the PDF says, as data."""
    context = report(material)
    day = material.evaluation.as_of
    markdown = source(context, {name: mark(name) for name in CHARTS}, material.look)
    blocks = document(markdown, marked(context.figures), material.look.brand)
    return {
        "title": title(context),
        "author": one_line(material.look.brand.name),
        "clinic": one_line(context.heading.clinic),
        "date": context.heading.date,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "accent": material.look.brand.accent or ACCENT,
        # What the owner reads is two pages.
        "dense": material.audience == "owner",
        "blocks": _with_contents(blocks),
    }


def _with_contents(blocks: list[Node]) -> list[Node]:
    """Blocks with the parts after the first on pages of their own, and with contents where there are several parts."""
    parts = [block for block in blocks if block["kind"] == "heading" and block["level"] == 2]
    for number, part in enumerate(parts):
        part["later"] = number > 0
    if len(parts) < 2:
        return blocks
    for part in parts:
        part["later"] = True
    first = blocks.index(parts[0])
    return [*blocks[:first], {"kind": "contents"}, *blocks[first:]]


def _program() -> str:
    return (resources.files("posture.report") / "templates" / "report.typ").read_text(encoding="utf-8")


def _timestamp(material: ReportInput) -> int:
    return int(datetime.combine(material.evaluation.as_of, time(12), UTC).timestamp())


def _set(request: dict[str, Any]) -> bytes:
    """What the process says to a request; its folder is an empty one."""
    with tempfile.TemporaryDirectory(prefix="posture-") as folder:
        try:
            done = subprocess.run(
                command("posture.report.pdf_worker"),
                input=json.dumps(request).encode(),
                capture_output=True,
                timeout=SECONDS,
                check=False,
                cwd=folder,
                env=environment(),
            )
        except subprocess.TimeoutExpired as error:
            raise _cant_be_set(f"It takes longer than {SECONDS} seconds.") from error
    if done.returncode:
        raise _cant_be_set("The process for it ended before it was done.")
    return done.stdout


def _cant_be_set(why: str) -> PostureError:
    return PostureError("This report can't be set as PDF", why, "Print report.html from a web browser instead.")
