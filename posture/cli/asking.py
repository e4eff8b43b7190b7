"""`posture ask`: the interview on plain stdin and stdout, for screen readers, serial lines and scripts."""

import shlex
import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

from posture.assess.walk import ANYBODY, Group, for_role, walk
from posture.cli.interview import Interview, tell
from posture.cli.opening import session
from posture.cli.output import say
from posture.errors import ExitCode, StoreRefused, WrongUse
from posture.model.control import Answer
from posture.report.wording import count, headline
from posture.session import Session
from posture.toml.problems import did_you_mean

LONGEST_LINE: Final = 20_000
"""Characters of one typed line; the rest of a longer one is dropped, and that is said."""

_STOPPED: Final = 130
"""What a shell expects of a command that Ctrl+C ended."""


def ask(arguments: Namespace) -> int:
    """`posture ask`."""
    path = Path(arguments.file)
    if not path.exists():
        makes = f"posture new --clinic NAME -o {shlex.quote(str(path))}"
        raise StoreRefused("There is no such file", str(path), f"This makes one: {makes}")
    opened = session(arguments)
    _check_role(opened, arguments.ask)

    def regroup() -> tuple[Group, ...]:
        groups = walk(opened.library, opened.assessment, arguments.order)
        return for_role(groups, arguments.ask) if arguments.ask else groups

    interview = Interview(opened, regroup, read_line, arguments.by)
    if not interview.items:
        say("No question is asked here. Leave out --order and --ask for all of them.")
        return ExitCode.DONE
    _begin(opened, interview)
    code: int = ExitCode.DONE
    try:
        interview.run()
    except KeyboardInterrupt:
        code = _STOPPED
        say()
    if opened.unsaved:
        opened.save()
    _end(opened, interview)
    return code


def read_line() -> str:
    """The next line of stdin.

    Raises:
        EOFError: There is none.
    """
    if sys.stdout is not None:
        sys.stdout.flush()  # whoever reads a pipe needs the question before answering it
    if sys.stdin is None:
        raise EOFError
    line = sys.stdin.readline(LONGEST_LINE + 1)
    if not line:
        raise EOFError
    if len(line) > LONGEST_LINE and not line.endswith("\n"):
        while (rest := sys.stdin.readline(LONGEST_LINE)) and not rest.endswith("\n"):
            pass
        say(f"That line is too long; its first {LONGEST_LINE:,} characters were read.")
        line = line[:LONGEST_LINE]
    return line.rstrip("\r\n")


def _check_role(opened: Session, role: str | None) -> None:
    if role is None:
        return
    asked = {control.ask for control in opened.library.control_by_id.values() if control.ask}
    known = {*opened.library.role_by_id, *asked, ANYBODY}
    if role not in known:
        raise WrongUse(f"There is no role {role!r}", "", did_you_mean(role, known).capitalize())


def _begin(opened: Session, interview: Interview) -> None:
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")  # a letter of another encoding must not end an interview
    total = len(interview.items)
    tell(f"{opened.assessment.clinic}: {count(total, 'question')}, {interview.open} open.")
    if not opened.assessment.facts:
        tell("No facts about this clinic are recorded, so everything is asked. posture fact sets them.")
    tell("Every answer is saved at once. Don't know is a real answer. ? says what you can type, q stops.")


def _end(opened: Session, interview: Interview) -> None:
    total, left = len(interview.items), interview.open
    unknown = sum(score.item.answer is Answer.UNKNOWN for score in opened.evaluation().controls if score.item.applies)
    file = shlex.quote(str(opened.path))
    say()
    say(f"{total - left} of {total} answered, {left} open." if left else f"Every question has an answer: {total}.")
    say(f"{opened.assessment.clinic}: {headline(opened.evaluation())}")
    say("What you can do next:")
    if left:
        say(f"  posture ask {file}: go on where you left")
    if unknown:
        say(f"  posture sheet {file}: question sheets for {count(unknown, 'thing')} that nobody has said yet")
    say(f"  posture plan {file}: what to do first")
    say(f"  posture export {file}: write the report")
    say(f"Everything is kept in {opened.path}")
