"""From a file that came back by mail to what stands in it, within bounds."""

from pathlib import Path
from typing import Final

from posture.errors import DamagedFile, PostureError, StoreRefused
from posture.filling.reading import FilledSheet, read_sheet
from posture.model.assessment import Assessment
from posture.toml.reading import NotRegularError, regular_bytes

SIZE_LIMIT: Final = 2**20
"""Bytes of one sheet; one with all questions of the built-in checklists has less than a tenth of it."""

_AS_TEXT: Final = "Save it as plain text in UTF-8, then try again; nothing was changed."


def load_sheet(path: Path) -> FilledSheet:
    """Read a sheet.

    Raises:
        StoreRefused: There is no such file, or it can't be read.
        DamagedFile: It is no text, too large, or no question sheet.
    """
    try:
        data = regular_bytes(path, SIZE_LIMIT)
    except FileNotFoundError as error:
        raise StoreRefused("There is no such question sheet", str(path)) from error
    except NotRegularError as error:
        raise DamagedFile("This is not a file with text in it", str(path)) from error
    except IsADirectoryError as error:
        raise StoreRefused("This is a folder, not a question sheet", str(path)) from error
    except OSError as error:
        raise StoreRefused("This question sheet can't be read", f"{path}: {error.strerror or error}") from error
    if len(data) > SIZE_LIMIT:
        raise DamagedFile("This is too large for a question sheet", f"{path} is larger than {SIZE_LIMIT // 2**20} MiB.")
    sheet = read_sheet(decoded(data, str(path)), str(path))
    if not sheet.entries:
        raise DamagedFile(
            "This is not a question sheet",
            f"{path} has no line such as “Question 1 of 5: email-mfa”.",
            "posture sheet FILE makes one. Nothing was changed.",
        )
    return sheet


def may_replace(path: Path) -> bool:
    """Whether a new sheet can take this path: it is free, or holds a sheet that nobody has filled in."""
    if not path.exists() and not path.is_symlink():
        return True
    try:
        return not load_sheet(path).is_filled
    except PostureError:
        return False  # it is something else


def free_path(path: Path) -> Path:
    """A path for a new sheet: this one, or one with a number where something is that must not be lost.

    Raises:
        StoreRefused: Thousands of such files lie there already.
    """
    if may_replace(path):
        return path
    for number in range(2, 10_000):
        other = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if may_replace(other):
            return other
    raise StoreRefused("There are too many question sheets", str(path.parent))


def decoded(data: bytes, name: str) -> str:
    """The text of a sheet in UTF-8, or in UTF-16 as Windows calls “Unicode”.

    Raises:
        DamagedFile: It is neither.
    """
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
            raise DamagedFile("This is a document of a word processor, not plain text", name, _AS_TEXT) from error
        line = data.count(b"\n", 0, error.start) + 1
        raise DamagedFile(
            "This is not text in UTF-8", f"{name}:{line} has a letter of another encoding.", _AS_TEXT
        ) from error


def refuse_other(sheet: FilledSheet, assessment: Assessment) -> None:
    """Refuse a sheet of another clinic or visit; that of the visit before this one may still come in.

    Raises:
        DamagedFile: It names another assessment.
    """
    own = {"", assessment.id.lower(), (assessment.previous or "").lower()}
    for top in sheet.tops:
        if top.assessment not in own:
            raise DamagedFile(
                "This sheet was made for another assessment",
                f"{sheet.name}:{top.lines[0]} names {top.assessment[:64]}; this one is {assessment.id}, "
                f"of {assessment.clinic}.",
                "Name the assessment that it was made from. If it is meant for this one, take that line out.",
            )
