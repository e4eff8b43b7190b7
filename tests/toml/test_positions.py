"""The positions of key paths: complete (against the standard parser), right, and cheap on hostile text."""

import string
import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.toml.positions import DEEPEST, Path, Position, nearest, positions


def paths_of(document: dict[str, Any]) -> dict[Path, Any]:
    """Every path of a parsed document with its value; iterative, for documents deeper than the stack."""
    found: dict[Path, Any] = {}
    todo: list[tuple[Path, Any]] = [((), document)]
    while todo:
        path, value = todo.pop()
        if path:
            found[path] = value
        if isinstance(value, dict):
            todo += [((*path, key), below) for key, below in value.items()]
        elif isinstance(value, list):
            todo += [((*path, index), below) for index, below in enumerate(value)]
    return found


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


HEADERS = """
title = "x"

  [server.tls] # indented
port = 1

[[controls]]
id = "a"
[[controls.tests]]
n = 1
[[controls.tests]]
n = 2
[controls.tests.deep]
x = 1

[[controls]]
[controls.answers]
yes = 1
[[controls.tests]]
n = 3
[[controls.tests.parts]]
[[controls.tests.parts]]
[[ controls . "tests" . 'parts' ]]

[server]
name = "after its child"

[other]
[empty]
"""

KEYS = r"""
a.b . "c d".'e.f' = 1
a.b.g = 2
"" = "no name"
"\u00e9" = 1
"\U0001F600 \t\"\\\b\f\n\r" = 2
'\u00e9' = 3
"#" = '#'
"a=b" = "a=b"
"]" = "]"
1234 = 1
3.14 = 3
true = false
-_- = 1
"it's" = "it's"
'say "x"' = 'say "x"'
bare."é" = 1
["q.r"."s\"]t".'u]']
"v]".w = 1
[["\u0061rr"]]
[[arr]]
[arr.x]
"""

VALUES = r'''
t1 = 1979-05-27T07:32:00Z
t2 = 1979-05-27 07:32:00.999-07:00 # with a blank
t3 = 1979-05-27
t4 = 07:32:00 # it's [here], {too}
n = [+1_000, 0xDEAD, 0o7, 0b1, -inf, nan, 6.26e-34, true,]
empty = [] # nothing
void = {}
inline = { a = 1, b.c = [ { d = "}" }, { "e" = {} } ], 'f' = [1979-05-27 07:32:00, 2] }
nested = [[1, [2, [ ]]], [], [{ x = [[{ y = 1 }]] }]]
lines = [ # comment ]
  "a", # ] , "
  'b' , # '
  # only a comment
  [ 1
  , 2 ],
  { k = """
x = 1
[y]""" }
]
m1 = """
[not.a.header]
key = "no key" # \""" \\"""
m2 = """""" # empty
m3 = """ends in two"""""
m4 = """ends in one""""
m5 = """a "" b " c\\\"\
   d"""
m6 = ["""a]""", "", """"q""""]
'''

LITERAL_STRINGS = r"""
m1 = '''
[nor.this]
\'''
m2 = ''''''
m3 = '''ends in two'''''
m4 = ''''starts and ends in one''''
m5 = ['''b]''', '', '""']
last = 'no end of line after this one\'
""".strip()

HAND_MADE = [HEADERS, KEYS, VALUES, LITERAL_STRINGS]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [*HAND_MADE, "", "# only a comment", "a=1", "[a]", "\n\n[[a]]"])
def test_hand_made_document_has_a_position_for_each_path(text: str, line_end: str) -> None:
    text = text.replace("\n", line_end)
    assert set(positions(text)) == set(paths_of(tomllib.loads(text)))


@pytest.mark.parametrize("text", HAND_MADE)
def test_crlf_moves_nothing(text: str) -> None:
    assert positions(text.replace("\n", "\r\n")) == positions(text)


@pytest.mark.parametrize(
    ("text", "path", "line", "column"),
    [
        ("a = 1", ("a",), 1, 1),
        ("# x\n\n  a = 1\nbb = 2", ("bb",), 4, 1),
        ("# x\n\n  a = 1\nbb = 2", ("a",), 3, 3),
        ("\té = 1".replace("é", '"é"'), ("é",), 1, 2),
        ('x = ["ééé", 2]', ("x", 1), 1, 13),
        ("a.bb . c = 1", ("a",), 1, 1),
        ("a.bb . c = 1", ("a", "bb"), 1, 3),
        ("a.bb . c = 1", ("a", "bb", "c"), 1, 8),
        ("a.b = 1\na.c = 2", ("a",), 1, 1),
        ("a.b = 1\na.c = 2", ("a", "c"), 2, 3),
        ("x = { y.z = 1, w = [\n {v = 2} ] }", ("x", "y", "z"), 1, 9),
        ("x = { y.z = 1, w = [\n {v = 2} ] }", ("x", "w"), 1, 16),
        ("x = { y.z = 1, w = [\n {v = 2} ] }", ("x", "w", 0), 2, 2),
        ("x = { y.z = 1, w = [\n {v = 2} ] }", ("x", "w", 0, "v"), 2, 3),
        ("x = [[1, 2], [3]]", ("x", 0), 1, 6),
        ("x = [[1, 2], [3]]", ("x", 0, 1), 1, 10),
        ("x = [[1, 2], [3]]", ("x", 1, 0), 1, 15),
        ('x = """\ny = 1\n"""\ny = 2', ("y",), 4, 1),
        ("\n [t]\nk = 1", ("t",), 2, 2),
        ("\n [t]\nk = 1", ("t", "k"), 3, 1),
        # A parent without a header of its own stands at the first header that names it, ...
        ("[a.b.c]\n[a.d]", ("a",), 1, 1),
        ("[a.b.c]\n[a.d]", ("a", "b"), 1, 1),
        ("[a.b.c]\n[a.d]", ("a", "d"), 2, 1),
        # ... but at its own as soon as there is one, also behind its child.
        ("[a.b]\n[c]\n[a]\nx = 1", ("a",), 3, 1),
        ("[a.b]\n[c]\n[a]\nx = 1", ("a", "b"), 1, 1),
        ("[[a]]\n[[a]]\n  [[a.b]]\n[a.b.c]", ("a",), 1, 1),
        ("[[a]]\n[[a]]\n  [[a.b]]\n[a.b.c]", ("a", 1), 2, 1),
        ("[[a]]\n[[a]]\n  [[a.b]]\n[a.b.c]", ("a", 1, "b"), 3, 3),
        ("[[a]]\n[[a]]\n  [[a.b]]\n[a.b.c]", ("a", 1, "b", 0), 3, 3),
        ("[[a]]\n[[a]]\n  [[a.b]]\n[a.b.c]", ("a", 1, "b", 0, "c"), 4, 1),
        ("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\nk = 1", ("a", 1, "b", 0, "k"), 5, 1),
    ],
)
def test_line_and_column(text: str, path: Path, line: int, column: int) -> None:
    assert is_toml(text)
    assert positions(text)[path] == Position(line, column)


def test_toml_1_1_is_understood() -> None:
    text = 'a = {\n  b = 1, # one\n  c = 07:32,\n}\n"\\e\\x41" = 2'
    assert positions(text) == {
        ("a",): (1, 1),
        ("a", "b"): (2, 3),
        ("a", "c"): (3, 3),
        ("\x1bA",): (5, 1),
    }


# Documents as tomli_w writes them. Surrogates are no text, and all else may be in a key or a string.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_NASTY = st.sampled_from(["a.b", '"', "'", '"""', "'''", "\\", "]", "#", "=", "\n", "\r\n", "é", "\x7f"])
_STRINGS = st.one_of(_TEXT, _NASTY, st.lists(_NASTY, max_size=5).map("".join))
_SCALARS = st.one_of(_STRINGS, st.integers(), st.booleans(), st.floats(), st.datetimes(), st.dates(), st.times())
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(_STRINGS, inner, max_size=3),
        st.lists(st.dictionaries(_STRINGS, inner, max_size=2), min_size=1, max_size=3),
    ),
    max_leaves=20,
)


def written_key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def written_scalar(value: object, multiline: bool) -> str:
    return tomli_w.dumps({"x": value}, multiline_strings=multiline).removeprefix("x = ").removesuffix("\n")


@settings(max_examples=70, deadline=None)
@given(document=st.dictionaries(_STRINGS, _VALUES, max_size=5), multiline=st.booleans())
def test_each_path_is_where_tomli_w_wrote_it(document: dict[str, Any], multiline: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    found = positions(text)
    values = paths_of(tomllib.loads(text))
    assert set(found) == set(values)
    lines = text.split("\n")
    for path, (line, column) in found.items():
        here = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        if isinstance(path[-1], str):
            key = written_key(path[-1])
            is_header = here.startswith("[") and isinstance(values[path], dict | list)
            assert key in lines[line - 1] if is_header else here.startswith(key)
        elif isinstance(values[path], dict | list):
            assert here.startswith(("[", "{"))
        else:
            assert here.startswith(written_scalar(values[path], multiline))


# Headers and pairs in any order, as people write them and tomli_w does not.
_LINES = st.sampled_from(
    [
        *(f"[{key}]" for key in ("a", "b", "a.b", "a.b.c", "a . 'b'.d", '"\\u0061".c')),
        *(f"[[{key}]]" for key in ("a", "b", "a.b", "a.b.c", "b.a")),
        *(f"{key} = 1" for key in ("a", "b", "x", "a.b", "x.y.z", "x.y.'z z'", "b.a.c", '"".x')),
        "y = [ { a.b = 1, a.c = [[]] }, # {\n  [ 1 ], ]",
        "z = '''\n[a]\n'''",
        'w = """\\"""\nx = 1 # """',
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES, max_size=14))
def test_headers_in_any_order_give_the_paths_that_the_parser_gives(lines: list[str]) -> None:
    text = ""
    for line in lines:
        if is_toml(text + line):
            text += line + "\n"
    assert set(positions(text)) == set(paths_of(tomllib.loads(text)))


_PIECES = [*"ab.=[]{}\"'\\,#\n\r \t1u", '"""', "'''", "a = ", "\\U00110000", "\\UFFFFFFFF"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=20).map("".join))
def test_text_that_is_not_toml_gives_a_result_or_a_value_error(text: str) -> None:
    try:
        found = positions(text)
    except ValueError:
        assert not is_toml(text)
    else:
        assert all(1 <= at.line <= text.count("\n") + 1 for at in found.values())


@pytest.mark.parametrize("text", ["a", "a =", "a = [", "a = [1", "a = {", 'a = "', 'a = """b', "[a", "a."])
def test_text_that_breaks_off_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="offset"):
        positions(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 200 + "1" + "]" * 200,
        "x = " + "{ a = [" * 100 + "1" + "] }" * 100,
        ".".join(["k"] * 300) + " = 1",
        "[" + ".".join(["k"] * 300) + "]\nx = 1",
        "[[" + "]]\n[[".join(".".join(["k"] * n) for n in range(1, 120)) + "]]\nx = 1",
    ],
    ids=["arrays", "inline tables", "dotted key", "header", "arrays of tables"],
)
def test_nesting_beyond_the_bound_is_stepped_over(text: str) -> None:
    text += "\n[after]\ny = 1\n"
    all_paths = set(paths_of(tomllib.loads(text)))
    found = positions(text)
    assert max(map(len, all_paths)) > DEEPEST
    assert set(found) == {path for path in all_paths if len(path) <= DEEPEST}
    deepest = max(all_paths, key=len)
    assert nearest(found, deepest) == found[deepest[:DEEPEST]]
    assert found["after", "y"].line == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 20_000 + "]" * 20_000,
        ".".join(["k"] * 20_000) + " = 1",
        'x = """' + '""\\"' * 10_000 + '"""',
        "x = '''" + "''\n" * 10_000 + "'''",
        "#\n" * 20_000 + "x = 1",
        "x = [" + "#,\n1,\n" * 5_000 + "]",
    ],
    ids=["arrays", "dotted key", "basic string", "literal string", "comments", "comments in an array"],
)
def test_large_and_lopsided_text_ends_where_it_should(text: str) -> None:
    last = text + "\nlast = 1"
    assert positions(last)["last",] == Position(last.count("\n") + 1, 1)


def test_escape_of_no_character_is_no_crash() -> None:
    assert positions(r'"\UFFFFFFFF" = 1').keys() == {("UFFFFFFFF",)}


TREE = positions("title = 1\n[a.b]\nc = [ 10, { d = 1 } ]\n[[list]]\nid = 1\n[[list]]\nid = 2\n")


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("a", "b", "c", 1, "d"), 3, 13),
        (("list", 1, "id"), 7, 1),
        # A missing key: its table.
        (("a", "b", "c", 1, "missing"), 3, 11),
        (("a", "b", "missing"), 2, 1),
        (("list", 1, "missing"), 6, 1),
        (("list", 2), 4, 1),
        # Parts that pydantic adds: the same place as without them.
        (("a", "b", "c", "list[union]", 1, "tag", "d", "int"), 3, 13),
        (("function-after", "list", "model", 0, "id", "literal"), 5, 1),
        # Nothing known: the top of the file.
        (("missing",), 1, 1),
        ((), 1, 1),
        ((0, "missing", 3), 1, 1),
    ],
)
def test_nearest(path: Path, line: int, column: int) -> None:
    assert nearest(TREE, path) == Position(line, column)


def test_nearest_in_an_empty_document_is_its_top() -> None:
    assert nearest(positions(""), ("a", 0)) == Position(1, 1)


def test_every_bare_key_character_is_known() -> None:
    key = string.ascii_letters + string.digits + "_-"
    assert positions(f" {key} = 1") == {(key,): (1, 2)}
