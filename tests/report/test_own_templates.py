"""Templates of one's own: they say what the built-in ones say with the same values, and can do nothing but that."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, Environment
from markdown_it import MarkdownIt

from posture.errors import ExitCode, PostureError
from posture.report.context import report
from posture.report.formats import WITH_TEMPLATES, render
from posture.report.look import Look
from posture.report.markdown import templates
from posture.report.own_templates import rendered
from posture.report.template_limits import MEMORY, OUTPUT, SECONDS
from posture.report.templating import dressed

if TYPE_CHECKING:
    from tests.report.conftest import Pack

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits; the clock and the sandbox remain")
CANARY = "kanarie-7f3a"

# Ways out of templates as they are published, written for whatever a template of ours can get hold of.
ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__']['__mro__'] }}",
    "{{ ''|attr('__class__')|attr('__mro__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ heading.__class__ }}",
    "{{ heading['__class__'] }}",
    "{{ [heading]|map(attribute='__class__')|list }}",
    "{{ [heading]|map('attr', '__init__')|first }}",
    "{{ table.__globals__ }}",
    "{{ table.__globals__['__builtins__']['open']('CANARY').read() }}",
    "{{ table.__globals__.__builtins__.open('CANARY').read() }}",
    "{{ text.__init__.__globals__['sys'] }}",
    "{{ chart.__globals__ }}",
    "{{ chart.__closure__ }}",
    "{{ chart.__call__.__func__ }}",
    "{{ table([table], text('A', '__globals__')) }}",
    "{{ table([text('A', 'b')], text('A', '__class__')) }}",
    "{{ table([''], text('A', '__doc__')) }}",
    "{{ table([heading], '__class__') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self._TemplateReference__context.environment.loader }}",
    "{{ lipsum.__globals__['os'].popen('cat CANARY').read() }}",
    "{{ cycler.__init__.__globals__.os.popen('cat CANARY').read() }}",
    "{{ joiner.__init__.__globals__.os }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ '{a.__class__}'.format_map({'a': ''}) }}",
    "{{ ('{0.__class__.__init__.__globals__}'|attr('format'))(table) }}",
    "{% set f = '{0.__class__}'.format %}{{ f('') }}",
    "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% for a in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% for a in [1] %}{{ loop._iterator }}{% endfor %}",
    "{{ range.__self__ }}",
    "{{ (heading.items)() }}",
    "{{ heading.update({'clinic': 'x'}) }}",
    "{{ frameworks.append('x') }}",
    "{{ heading.parse_raw('x') }}",
    "{{ config }}",
    "{{ request.application }}",
    "{{ import('os') }}",
    "{% include 'CANARY' %}",
    "{% include '../canary.txt' %}",
    "{% include '/etc/passwd' %}",
    "{% include ['../canary.txt', 'CANARY'] %}",
    "{% import '../canary.txt' as m %}{{ m }}",
    "{% extends '../canary.txt' %}",
    "{% from 'os' import system %}{{ system('touch CREATED') }}",
]

LOOPS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"

BOMBS = {
    "loops": (LOOPS, "seconds|memory or time"),
    "power": ("{{ 9 ** (9 ** 9) }}", "seconds|memory or time"),
    "text": ("{{ 'a' * 999999999 }}", "memory"),
    "list": ("{{ ([1] * 999999999)|length }}", "memory"),
    "doubled": (
        "{% set n = namespace(a='aaaaaaaa') %}{% for i in range(60) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
        "memory",
    ),
    "output": ("{% for a in range(20000) %}{{ 'a' * 999 }}\n{% endfor %}", "10 MB|memory or time"),
    "circle": ("{% include 'report.md.jinja' %}", "circles|memory or time"),
    "macro": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "circles|memory or time"),
    "range": ("{{ range(999999999)|list|length }}", "Range too big"),
}  # fmt: skip


def looked(pack: "Pack", source: str, **others: str) -> Look:
    assert pack
    return Look({"report.md.jinja": source, **others}, folder="own")


def made(pack: "Pack", source: str, **others: str) -> str:
    material = replace(pack.material(), look=looked(pack, source, **others))
    return render("markdown", material)["report.md"].decode()


def refusal(pack: "Pack", source: str, **others: str) -> PostureError:
    with pytest.raises(PostureError) as caught:
        made(pack, source, **others)
    assert caught.value.exit_code is ExitCode.NO
    return caught.value


# --- they can do what the built-in ones can ----------------------------------------------------------------------


@pytest.mark.parametrize("form", WITH_TEMPLATES)
def test_the_built_in_templates_say_the_same_in_either_process(pack: "Pack", form: str) -> None:
    material = pack.material()
    assert render(form, replace(material, look=Look(templates(), folder="own"))) == render(form, material)


def test_no_name_of_the_context_is_a_method_of_a_table() -> None:
    def names(value: object) -> Iterator[str]:
        for field in fields(value):  # type: ignore[arg-type]
            yield field.name

    from posture.report.handout import HandOut  # noqa: PLC0415 - only its fields
    from posture.report.template_docs import classes  # noqa: PLC0415 - as above

    every = {name for one in classes() for name in names(one)}
    assert {"count", "title"} <= every
    assert {field.name for field in fields(HandOut)} <= every


def test_a_folder_replaces_one_template_and_keeps_the_others(pack: "Pack") -> None:
    material = replace(pack.material(), look=Look({"method.md.jinja": "### Method\n\nOur own words."}, folder="own"))
    source = render("markdown", material)["report.md"].decode()
    assert "Our own words." in source
    assert "## For the owner" in source


def test_names_of_the_context_are_read_as_in_the_built_in_ones(pack: "Pack") -> None:
    source = made(pack, "{{ heading.clinic }}: {{ three_things.things[0].title }}; {{ todo.phases[0].count }}")
    context = report(pack.material())
    assert source == f"Golden Clinic: {context.three_things.things[0].title}; {context.todo.phases[0].count}\n"


def test_what_people_typed_is_escaped_there_too_whatever_the_template_says(pack: "Pack") -> None:
    material = replace(
        pack.material(lambda field, old: "<b>*x*</b>" if field == "clinic" else old),
        look=looked(pack, "{{ heading.clinic }} {{ heading.clinic|safe }} {{ ('' ~ heading.clinic) }}"),
    )
    source = render("markdown", material)["report.md"].decode()
    assert source == r"\<b>\*x\*\</b> \<b>\*x\*\</b> \<b>\*x\*\</b>" + "\n"


@pytest.mark.parametrize(
    "source",
    [
        "{{ heading.clinic | under }}",
        "{{ ('{}' | light).format(heading.clinic) }}",
        "{{ ('{a}' | light).format_map({'a': heading.clinic}) }}",
        "{{ ('%s' | light) % heading.clinic }}",
        "{{ (blank | replace('_', '')) ~ heading.clinic }}",
        "{{ [heading.clinic, heading.clinic] | join('x' | light) }}",
        "{{ heading.clinic | safe }}",
        "{% set said %}{{ heading.clinic }}{% endset %}{{ said }}",
    ],
)
def test_no_filter_and_no_method_makes_what_people_typed_markup(pack: "Pack", source: str) -> None:
    # Seen to fail for `under`, `format` and `format_map`.
    material = pack.material(lambda field, text: "<b>*clinic*</b>" if field == "clinic" else text)
    text = render("markdown", replace(material, look=looked(pack, source)))["report.md"].decode()
    tokens = MarkdownIt("commonmark", {"html": True}).parse(text)
    assert {child.type for token in tokens for child in token.children or ()} <= {"text", "text_special"}
    assert "clinic" in text


def test_a_long_row_of_blanks_takes_no_longer_than_words(pack: "Pack") -> None:
    # Seen not to end when the ends of lines were found by a pattern.
    row = " " * 50
    text = made(pack, "{% for number in range(60000) %}" + row + "{% endfor %}x\ny  \n")
    assert text == " " * 3_000_000 + "x\ny\n"


def test_html_in_a_template_is_text_on_the_page(pack: "Pack") -> None:
    source = "# T\n\n<script>alert(1)</script> [a](https://x.example) ![b](https://x.example/b.png)\n"
    page = render("html", replace(pack.material(), look=looked(pack, source)))["report.html"].decode()
    assert "<script" not in page
    assert "https://" not in page.replace("[a](https://x.example)", "").replace("![b](https://x.example/b.png)", "")
    assert "<img" not in page


def test_the_same_folder_gives_the_same_bytes(pack: "Pack") -> None:
    source = "{{ heading.clinic }} {{ frameworks|length }}"
    assert made(pack, source) == made(pack, source)
    assert "random" in refusal(pack, "{{ [1, 2, 3]|random }}").message


# --- what is wrong is said with file and line --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "place", "says"),
    [
        ("a\n{% if %}\n", "report.md.jinja:2", "Expected an expression"),
        ("a\n\n{{ nothing }}\n", "report.md.jinja:3", "'nothing' is undefined"),
        ("{{ heading.clinik }}", "report.md.jinja:1", "clinik"),
        ("a\n{{ heading }}", "report.md.jinja:2", "text and whole numbers"),
        ("a\n{% include 'part.md.jinja' %}", "part.md.jinja:3", "division"),
        ("a\n{% include 'gone.md.jinja' %}", "report.md.jinja:2", "there is no template 'gone.md.jinja'"),
        ("a\n{{ 'x'|nofilter }}", "report.md.jinja:2", "nofilter"),
        ("{% for a in %}", "report.md.jinja:1", ""),
        ("a\nb\n{{ table(frameworks, text('A', 'gone')) }}", "report.md.jinja:3", "gone"),
    ],
)
def test_a_broken_template_is_named_with_its_line(pack: "Pack", source: str, place: str, says: str) -> None:
    error = refusal(pack, source, **{"part.md.jinja": "a\nb\n{{ 1 // 0 }}"})
    assert error.message.startswith(f"{Path('own') / place}: ")
    assert says in error.message


# --- they can do nothing else ------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ESCAPES)
def test_no_way_out(pack: "Pack", source: str, tmp_path: Path) -> None:
    canary, created = tmp_path / "canary.txt", tmp_path / "created.txt"
    canary.write_text(CANARY, encoding="utf-8")
    text = source.replace("CANARY", str(canary)).replace("CREATED", str(created))
    before = sorted(path.name for path in tmp_path.iterdir())
    error = refusal(pack, text)
    assert CANARY not in str(error)
    assert "<module" not in str(error)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_same_way_leads_out_where_there_is_no_sandbox(tmp_path: Path) -> None:
    # The control: without it what is tried above might be harmless anywhere.
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY, encoding="utf-8")
    source = next(one for one in ESCAPES if one.startswith("{{ table.__globals__['__builtins__']"))
    bare = dressed(Environment(loader=DictLoader({"a": source.replace("CANARY", str(canary))}), autoescape=False))
    assert CANARY in bare.get_template("a").render()


@POSIX
@pytest.mark.parametrize("name", BOMBS)
def test_what_takes_too_much_is_stopped_and_said(pack: "Pack", name: str) -> None:
    source, says = BOMBS[name]
    error = refusal(pack, source)
    assert any(words in error.message for words in says.split("|")), error.message
    assert "report.md.jinja" in error.message


LIMITED = """
import json, os, sys
sys.path[:] = json.loads(sys.argv[1])
from posture.report.template_worker import limit
limit()
tried = {"open": lambda: open(sys.argv[2]), "write": lambda: open(sys.argv[3], "w"), "pipe": os.pipe}
tried["memory"] = lambda: bytearray(int(sys.argv[4]))
import socket
tried["socket"] = socket.socket
refused = []
for name, attempt in tried.items():
    try:
        attempt()
    except (OSError, MemoryError):
        refused.append(name)
print(*refused)
"""


@POSIX
def test_even_outside_the_sandbox_the_process_can_open_nothing(tmp_path: Path) -> None:
    (tmp_path / "canary").write_text(CANARY, encoding="utf-8")
    script = LIMITED.replace("import socket\n", "").replace("limit()\ntried", "import socket\nlimit()\ntried")
    words = [json.dumps(sys.path), str(tmp_path / "canary"), str(tmp_path / "new"), str(MEMORY)]
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["open", "write", "pipe", "memory", "socket"]
    assert not (tmp_path / "new").exists()


def test_no_process_is_left(pack: "Pack", monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*words: object, **settings: object) -> "subprocess.Popen[bytes]":
        started.append(popen(*words, **settings))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr("posture.report.own_templates.subprocess.Popen", noted)
    monkeypatch.setattr("posture.report.own_templates.SECONDS", 0.2)
    made_nothing = refusal(pack, BOMBS["power"][0])
    assert "seconds" in made_nothing.message
    assert len(started) == 1
    assert started[0].returncode is not None


def test_the_process_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A module of this name would be imported instead of ours, if the environment counted.
    (tmp_path / "jinja2.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert rendered({"a": "{{ b }}"}, "a", {"b": "ok"}, {}, "own") == "ok"


def test_the_limits_are_those_that_are_promised() -> None:
    assert (SECONDS, MEMORY, OUTPUT) == (5, 256 * 2**20, 10 * 2**20)
