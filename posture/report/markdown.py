"""The Markdown report: the context put into the built-in templates. Every value that a template prints is escaped."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from jinja2 import DictLoader, Environment

from posture.report.context import Report, report
from posture.report.escape import Markdown
from posture.report.look import PLAIN, Look
from posture.report.material import ReportInput
from posture.report.templating import SETTINGS, dressed, printed, tidy

FILE_NAME: Final = "report.md"
ENTRY: Final = "report.md.jinja"

NO_MARKS: Final[Mapping[str, Markdown]] = MappingProxyType({})


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
    return dressed(Environment(loader=DictLoader(sources), finalize=printed, **SETTINGS))


@cache
def _builtin() -> Environment:
    return environment(templates())


def source(context: Report, marks: Mapping[str, Markdown] = NO_MARKS, look: Look = PLAIN) -> str:
    """A report as Markdown; `marks` says by the name of a chart what stands where a template wants it."""
    # What charts are drawn from is no value for a template, which names a chart.
    values = {name: getattr(context, name) for name in context.__slots__ if name != "figures"}
    return filled(ENTRY, {**values, "brand": look.brand.name}, marks, look)


def filled(
    name: str, values: Mapping[str, object], marks: Mapping[str, Markdown] = NO_MARKS, look: Look = PLAIN
) -> str:
    """The template of a name with its values put in; the clinic's own are filled in a process of their own.

    Raises:
        PostureError: One of its own templates can't be used.
    """
    if look.templates:
        from posture.report.own_templates import rendered  # noqa: PLC0415 - only who has templates pays for it

        plain = {key: _plain(value) for key, value in values.items()}
        return tidy(rendered({**templates(), **look.templates}, name, plain, marks, look.folder))
    chart = _Charts(marks)
    return tidy(_builtin().get_template(name).render(values, chart=chart))


class _Charts:
    """`chart("posture")`: the mark of a chart; nothing where the format has none."""

    def __init__(self, marks: Mapping[str, Markdown]) -> None:
        self._marks = marks

    def __call__(self, name: str) -> Markdown:
        return self._marks.get(name, Markdown(""))


def _plain(value: object) -> object:
    """A value of a context as JSON has it: tables and lists, never an object with methods of its own."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value  # type: ignore[call-overload]


def render(material: ReportInput) -> dict[str, bytes]:
    """The report as one Markdown file in UTF-8."""
    return {FILE_NAME: source(report(material), look=material.look).encode()}
