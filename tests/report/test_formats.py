"""The registry of formats."""

import fnmatch
import re
from typing import TYPE_CHECKING

import pytest

from posture.errors import ExitCode, WrongUse
from posture.report.formats import FORMATS, format_named, render

if TYPE_CHECKING:
    from tests.report.conftest import Pack


def test_every_format_makes_the_files_that_it_names(pack: "Pack") -> None:
    for name, entry in FORMATS.items():
        assert entry.name == name
        made = render(name, pack.material())
        # `<role>` stands for a part of a name that differs from one assessment to the next.
        patterns = [re.sub(r"<\w+>", "*", file) for file in entry.files]
        assert all(fnmatch.filter(made, pattern) for pattern in patterns)
        assert all(any(fnmatch.fnmatch(file, pattern) for pattern in patterns) for file in made)


def test_markdown_is_one_file_in_utf_8_with_unix_line_ends(pack: "Pack") -> None:
    (data,) = render("markdown", pack.material()).values()
    text = data.decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_wrong_name_names_the_nearest() -> None:
    with pytest.raises(WrongUse) as caught:
        format_named("markdwon")
    assert "markdown" in caught.value.hint
    assert caught.value.exit_code is ExitCode.WRONG_USE


def test_a_name_like_no_other_lists_all() -> None:
    with pytest.raises(WrongUse) as caught:
        render("zzz", None)  # type: ignore[arg-type]
    assert all(name in caught.value.hint for name in FORMATS)
