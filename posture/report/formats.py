"""The formats that a report can be written in. A new one is one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from posture.errors import WrongUse
from posture.report.material import ReportInput
from posture.toml.problems import did_you_mean

__all__ = ["FORMATS", "Format", "ReportInput", "available", "format_named", "render"]


HAND_OUT_PREFIX: Final = "hand-out-"
"""With this the name of every card for staff begins."""


WITH_TEMPLATES: Final = ("markdown", "html", "pdf", "handout")
"""Formats for which a clinic or consultant can have templates of their own."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name.

    Attributes:
        title: What it is, for lists of formats.
        files: The files that it makes, as people see them.
        module: The module of this package whose `render` makes them. It is named, not imported, so that a command
            that writes no report does not pay for templates.
        needs: The package without which it can't be made; it comes with the extra of the format's name.
    """

    name: str
    title: str
    files: tuple[str, ...]
    module: str
    needs: str = ""


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Format("markdown", "Markdown report", ("report.md",), "markdown"),
            Format("html", "Web page with charts, for reading and printing", ("report.html",), "html"),
            Format("pdf", "The same on paper, as PDF", ("report.pdf",), "pdf", "typst"),
            Format("csv", "Findings and plan as tables", ("findings.csv", "plan.csv"), "tables"),
            Format("jira", "Plan for Jira's importer", ("plan-jira.csv",), "jira"),
            Format("github", "Plan as GitHub issues", ("plan-github.csv",), "github"),
            Format("planner", "Plan for Microsoft Planner", ("plan-planner.csv",), "planner"),
            Format("trello", "Plan as Trello cards", ("plan-trello.csv",), "trello"),
            Format("json", "Everything, for programs", ("report.json",), "json_report"),
            Format("oscal", "Results and plan, OSCAL", ("oscal-assessment-results.json", "oscal-poam.json"), "oscal"),
            Format("ics", "Calendar of the plan", ("plan.ics",), "calendar_file"),
            Format("handout", "Cards for staff: who to call, first hour", (f"{HAND_OUT_PREFIX}<card>.md",), "handout"),
            Format("sheet", "Question sheets, one for each role", ("question-sheet-<role>.md",), "sheet"),
        )
    }
)


def format_named(name: str) -> Format:
    """The format of a name.

    Raises:
        WrongUse: There is no such format; the hint names the nearest one, or all.
    """
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS, listing=len(FORMATS))
        raise WrongUse(f"There is no report format {name!r}", hint=f"{hint[:1].upper()}{hint[1:]}")
    return FORMATS[name]


def available(name: str) -> bool:
    """Whether what a format needs is installed here."""
    needs = format_named(name).needs
    return not needs or find_spec(needs) is not None


def render(format_name: str, material: ReportInput) -> dict[str, bytes]:
    """A report in a format: file name -> bytes.

    Raises:
        WrongUse: There is no such format.
    """
    module = import_module(f"posture.report.{format_named(format_name).module}")
    write: Callable[[ReportInput], dict[str, bytes]] = module.render
    return write(material)
