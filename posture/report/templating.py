"""What templates can use, whoever wrote them: tables, light Markdown, and escaping of whatever is printed.

The process that renders a stranger's templates imports this too, so it knows nothing of models, files and reports.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Undefined

from posture.report.escape import Markdown, block
from posture.report.layout import cell, number, table, text, under
from posture.report.light import light, numbered

BLANK: Final = Markdown("_" * 24)
"""Room to write with a pen."""

SETTINGS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "autoescape": False,  # it is HTML's; `finalize` does it for Markdown
    }
)

_BLANK_LINES: Final = re.compile(r"\n{3,}")


def dressed(environment: Environment) -> Environment:
    """An environment with what our templates use; a missing name is an error."""
    environment.globals.update(table=table, text=text, number=number, blank=BLANK)
    environment.filters.update(light=light, numbered=numbered, blocks=block, under=under)
    return environment


def printed(value: object) -> Markdown:
    """A value as a template prints it: escaped, unless it is safe Markdown already."""
    # A missing name says so only when somebody asks for its text.
    return cell(str(value) if isinstance(value, Undefined) else value)


def tidy(made: str) -> str:
    """What a template made, without what is left of that which it left out."""
    # What is left out leaves blanks and blank lines behind; neither text nor code has any of its own.
    # Line by line: a pattern would look at every blank of a long row of them again and again.
    lines = "\n".join(line.rstrip(" \t") for line in made.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n") + "\n"
