"""A folder of templates: the built-in ones written out to start from, and what somebody made of them read back."""

from pathlib import Path
from typing import Final

from posture.errors import PostureError, StoreRefused, WrongUse
from posture.model.text import visible
from posture.report.look import LOGO_LIMIT, Brand, BrandFile, Look, wrong_with_logo
from posture.store.atomic import make_folder, refused, write_whole
from posture.toml.problems import Problem
from posture.toml.reading import NotRegularError, UnreadableError, parse, regular_bytes
from posture.toml.validation import validated

ENDING: Final = ".md.jinja"
BRAND_FILE: Final = "brand.toml"

TEMPLATE_LIMIT: Final = 256 * 1024
MOST_TEMPLATES: Final = 64
BRAND_LIMIT: Final = 64 * 1024

# A comparison has no templates of one's own.
_NOT_OFFERED: Final = frozenset({"compare.md.jinja"})

_BRAND: Final = """\
# Who prepares the reports. Take away the # of a line that is to count. `posture export FILE --template DIR` uses it.
# name = "Example Consulting"
# Web page and PDF: the colour of links and lines, dark enough to read, and a PNG file in this folder (to 200 KiB).
# accent = "#0a675e"
# logo = "logo.png"
"""


def write_templates(folder: Path) -> tuple[Path, ...]:
    """Write the built-in templates and an empty `brand.toml` into a folder, and give their paths.

    Raises:
        StoreRefused: One of them is there already, and nothing was written; or the disk or the system refuses.
    """
    from posture.report.markdown import templates  # noqa: PLC0415 - costs what reading a folder does not need

    texts = {name: text for name, text in templates().items() if name not in _NOT_OFFERED} | {BRAND_FILE: _BRAND}
    there = [name for name in texts if (folder / name).is_symlink() or (folder / name).exists()]
    if there:
        raise StoreRefused("There is such a file already", str(folder / there[0]), "Nothing was written.")
    make_folder(folder)
    for name, text in texts.items():
        try:
            write_whole(folder / name, text.encode(), replace=False)
        except FileExistsError as error:
            raise StoreRefused("There is such a file already", str(folder / name), "It was left as it is.") from error
    return tuple(folder / name for name in texts)


def read_look(folder: Path) -> Look:
    """The templates and the brand of a folder. Nothing but files that lie in it is read, and no link is followed.

    Raises:
        PostureError: Something in it can't be used.
        StoreRefused: The system does not let it be read.
        WrongUse: There is no such folder, or it has neither.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise WrongUse("There is no such folder", str(folder), "posture templates -o DIR makes one.") from error
    except OSError as error:
        raise refused(error, folder, "read") from error
    wanted = [name for name in names if name.endswith(ENDING)]
    if not wanted and BRAND_FILE not in names:
        raise WrongUse(
            "There is no template in this folder",
            str(folder),
            f"Their names end with {ENDING}; posture templates -o DIR.",
        )
    if len(wanted) > MOST_TEMPLATES:
        raise _unusable(folder, "", f"has more than {MOST_TEMPLATES} templates")
    texts = {name: _text(folder, name) for name in wanted}
    return Look(texts, _brand(folder) if BRAND_FILE in names else Brand(), str(folder))


def _unusable(folder: Path, name: str, message: str, line: int = 0) -> PostureError:
    place = f"{folder / name}:{line}" if line else str(folder / name)
    return PostureError("The templates can't be used", f"{place}: {message}", "Mend it; nothing was written.")


def _bytes(folder: Path, name: str, limit: int) -> bytes:
    path = folder / name
    try:
        if path.is_symlink():
            raise _unusable(folder, name, "is a link; only files of the folder itself are read")
        data = regular_bytes(path, limit, follow=False)
    except NotRegularError as error:
        raise _unusable(folder, name, "is not a regular file") from error
    except OSError as error:
        raise refused(error, path, "read") from error
    if len(data) > limit:
        raise _unusable(folder, name, f"is larger than {limit // 1024} KiB")
    return data


def _text(folder: Path, name: str) -> str:
    data = _bytes(folder, name, TEMPLATE_LIMIT)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unusable(folder, name, "has a byte that is not UTF-8", line) from error
    # What stands in a template goes into the report as it is: it must neither command a terminal nor hide words.
    for number, words in enumerate(text.split("\n"), 1):
        if visible(words) != words:
            raise _unusable(folder, name, "has a control character, or a mark that hides or reorders words", number)
    return text


def _brand(folder: Path) -> Brand:
    try:
        file = parse(_bytes(folder, BRAND_FILE, BRAND_LIMIT), BRAND_LIMIT, str(folder / BRAND_FILE))
        found, problems = validated(file, BrandFile, told=1)
    except UnreadableError as error:
        raise _wrong_brand(error.problem) from error
    if found is None:
        raise _wrong_brand(problems[0])
    logo = _bytes(folder, found.logo, LOGO_LIMIT) if found.logo else b""
    if found.logo and (wrong := wrong_with_logo(logo)):
        raise _unusable(folder, found.logo, wrong)
    return Brand(found.name, found.accent or "", logo)


def _wrong_brand(problem: Problem) -> PostureError:
    return PostureError("The templates can't be used", str(problem), "Mend it; nothing was written.")
