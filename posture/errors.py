"""The one family of errors that reaches a user, and the exit codes they stand for.

Each face (command line, terminal interface) decides how to show them; nothing here prints.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command says to the shell."""

    DONE = 0
    """It did what was asked."""
    NO = 1
    """The answer is no: problems were found, a threshold was missed, a file is damaged."""
    WRONG_USE = 2
    """The command line asked for something that does not exist."""
    REFUSED = 3
    """The file or the disk refused."""


class PostureError(Exception):
    """Something a user must know: what is wrong, where, and what to do.

    Args:
        title: One short sentence that names the problem.
        message: Where it is and the detail, one or more lines.
        hint: What to do now.
    """

    exit_code = ExitCode.NO

    def __init__(self, title: str, message: str = "", hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return "\n".join(part for part in (self.title, self.message, self.hint) if part)


class ContentError(PostureError):
    """A checklist, framework or common file can't be used as it stands."""


class DamagedFile(PostureError):
    """A saved file is not what posture wrote, or not readable as an assessment."""


class WrongUse(PostureError):
    """A command, id, option or value that does not exist; the message names the nearest right one."""

    exit_code = ExitCode.WRONG_USE


class StoreRefused(PostureError):
    """The disk, a folder or another program refused; nothing that was saved before is lost."""

    exit_code = ExitCode.REFUSED
