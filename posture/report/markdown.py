"""The Markdown report: the context put into the built-in templates. Every value that a template prints is escaped."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined, Undefined

from posture.report.context import Report, report
from posture.report.escape import Markdown, block
from posture.report.layout import cell, number, table, text, under
from posture.report.light import light, numbered
from posture.report.material import ReportInput

FILE_NAME: Final = "report.md"

BLANK: Final = Markdown("_" * 24)
"""Room to write with a pen."""

_LINE_ENDS: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def templates() -> dict[str, str]:
    """The built-in templates by file name."""
    folder = resources.files("posture.report") / "templates"
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md.jinja")
    }


def environment(sources: dict[str, str]) -> Environment:
    """Templates that escape whatever they print, unless it is safe Markdown already; a missing name is an error."""
    made = Environment(
        loader=DictLoader(sources),
        finalize=_printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # it is HTML's; `finalize` does it for Markdown
    )
    made.globals.update(table=table, text=text, number=number)
    made.filters.update(light=light, numbered=numbered, blocks=block, under=under)
    return made


def _printed(value: object) -> Markdown:
    # A missing name says so only when somebody asks for its text.
    return cell(str(value) if isinstance(value, Undefined) else value)


@cache
def _builtin() -> Environment:
    return environment(templates())


def _no_chart(_name: str) -> Markdown:
    return Markdown("")


def source(context: Report, chart: Callable[[str], Markdown] = _no_chart) -> str:
    """A report as Markdown; `chart` says what stands where a template wants a chart."""
    template = _builtin().get_template("report.md.jinja")
    return _tidy(template.render({name: getattr(context, name) for name in context.__slots__}, chart=chart))


def page_source(name: str, values: Mapping[str, object]) -> str:
    """A page of its own as Markdown, from the built-in template of a name; `blank` is room to write by hand."""
    return _tidy(_builtin().get_template(name).render(values, blank=BLANK))


def _tidy(made: str) -> str:
    # What is left out leaves blanks and blank lines behind; neither text nor code has any of its own.
    return _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("", made)).strip("\n") + "\n"


def render(material: ReportInput) -> dict[str, bytes]:
    """The report as one Markdown file in UTF-8."""
    return {FILE_NAME: source(report(material)).encode()}
