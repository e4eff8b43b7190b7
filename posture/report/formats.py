"""The formats that a report can be written in. A new one is one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from posture.errors import WrongUse
from posture.report import markdown
from posture.report.material import ReportInput
from posture.toml.problems import did_you_mean

__all__ = ["FORMATS", "Format", "ReportInput", "format_named", "render"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name.

    Attributes:
        title: What it is, for lists of formats.
        files: The files that it makes, as people see them.
        write: Makes them: file name -> bytes.
    """

    name: str
    title: str
    files: tuple[str, ...]
    write: Callable[[ReportInput], dict[str, bytes]]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {entry.name: entry for entry in (Format("markdown", "Markdown report", (markdown.FILE_NAME,), markdown.render),)}
)


def format_named(name: str) -> Format:
    """The format of a name.

    Raises:
        WrongUse: There is no such format; the hint names the nearest one, or all.
    """
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS)
        raise WrongUse(f"There is no report format {name!r}", hint=f"{hint[:1].upper()}{hint[1:]}")
    return FORMATS[name]


def render(format_name: str, material: ReportInput) -> dict[str, bytes]:
    """A report in a format: file name -> bytes.

    Raises:
        WrongUse: There is no such format.
    """
    return format_named(format_name).write(material)
