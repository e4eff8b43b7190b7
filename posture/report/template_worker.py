"""The process in which a stranger's templates are rendered: it gets JSON, gives JSON, and can do nothing else.

It limits itself before it reads the first template: memory, seconds, no file, no process. Templates get text, numbers,
tables and lists; attributes are keys of tables, so that there is no method and no object to go on from.
"""

import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from types import CodeType, TracebackType
from typing import Any, Final

from jinja2 import BaseLoader, Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from posture.report.escape import Markdown
from posture.report.layout import Column, table
from posture.report.template_limits import MEMORY, OUTPUT, READY, SECONDS
from posture.report.templating import SETTINGS, dressed, printed

_WARM_UP: Final = """
{% macro m(a) %}{{ a }}{% endmacro %}
{{ "é" | upper | light }}{{ ["a"] | numbered }}{{ table([{"a": "b"}], text("A", "a")) }}{{ m("a b" | wordwrap(2)) }}
{{ "<b>&amp;" | striptags | urlize }}{{ [{"a": 1}] | tojson | pprint }}{{ gone.gone }}
"""
"""Uses what Jinja2 and Python import only when it is used, which would be a file to open; and ends with an error."""

_LONGEST_MESSAGE: Final = 300
_KEPT_GLOBALS: Final = ("range", "namespace")


class _Sources(BaseLoader):
    """Templates by name, from memory; there is no path that leads anywhere."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002 - Jinja's
        if template not in self._sources:
            raise TemplateNotFound(template, f"there is no template {template!r} in the folder")
        return self._sources[template], template, None


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which `row.title` is a key of a table and never a method of it."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own signature
        """A key of a table; of anything else what the sandbox allows."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ANN401 - Jinja's own signature
        """`format` of a text as the sandbox allows it; what is put into safe Markdown makes it text to be escaped."""
        owner = getattr(value, "__self__", None)
        if isinstance(owner, Markdown):
            value = getattr(str(owner), value.__name__, value)
        return super().wrap_str_format(value)


def _own_table(rows: Iterable[object], *columns: Column) -> Markdown:
    """As `table`, for rows of JSON alone: it would read any attribute of anything else."""
    every = list(rows)
    if not all(isinstance(row, dict) for row in every) or not all(isinstance(one, Column) for one in columns):
        raise TypeError("table() takes rows of the report and columns made with text() and number()")
    return table(every, *columns)


def sandbox(sources: Mapping[str, str], marks: Mapping[str, str]) -> Sandbox:
    """The environment in which templates run."""
    made = Sandbox(loader=_Sources(sources), finalize=printed, cache_size=100, **SETTINGS)
    kept = {name: made.globals[name] for name in _KEPT_GLOBALS}
    made.globals.clear()
    dressed(made)
    made.globals.update(kept, table=_own_table, chart=lambda name: Markdown(marks.get(name, "")))
    made.filters.pop("random")  # the same input gives the same bytes
    return made


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """What a request comes to: the text, or what is wrong and where."""
    try:
        template = sandbox(request["sources"], request["marks"]).get_template(request["entry"])
        made, size = [], 0
        for part in template.generate(request["values"]):
            size += len(part)
            if size > OUTPUT:
                return _wrong(f"makes more than {OUTPUT // 2**20} MB", request["entry"], 0)
            made.append(part)
        return {"text": "".join(made)}
    except TemplateSyntaxError as error:
        return _wrong(error.message or "can't be read", error.filename or error.name or "", error.lineno)
    except MemoryError:
        return _wrong(f"needs more than {MEMORY // 2**20} MB of memory", request["entry"], 0)
    except RecursionError as error:
        return _wrong("goes round in circles", *_place(error, request["sources"]))
    # Whatever a template makes go wrong is the template's fault, and its author is told where.
    except Exception as error:
        message = error.message if isinstance(error, TemplateError) else str(error)
        return _wrong(message or type(error).__name__, *_place(error, request["sources"]))


def _place(error: BaseException, sources: Mapping[str, str]) -> tuple[str, int]:
    """The template and line that an error comes from: the innermost that is one of ours."""
    found, step = ("", 0), error.__traceback__
    while isinstance(step, TracebackType):
        code: CodeType = step.tb_frame.f_code
        if code.co_filename in sources:
            found = (code.co_filename, step.tb_lineno)
        step = step.tb_next
    return found


def _wrong(message: str, file: str, line: int) -> dict[str, Any]:
    return {"error": message[:_LONGEST_MESSAGE], "file": file, "line": line}


def limit() -> None:
    """Give up what rendering does not need, as far as the system can take it away."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    used = math.ceil(sum(os.times()[:2]))
    for name, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", used + SECONDS),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 3),
    ):
        which = getattr(resource, name, None)
        if which is not None:
            try:
                resource.setrlimit(which, (most, most))
            except (ValueError, OSError):
                continue  # macOS refuses some; the clock of the other process stands in any case


def main() -> None:
    """Answer the one request on stdin."""
    request = json.loads(sys.stdin.buffer.read())
    answer({"sources": {"a": _WARM_UP}, "entry": "a", "values": {}, "marks": {}})
    limit()
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    sys.stdout.buffer.write(json.dumps(answer(request), ensure_ascii=False).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
