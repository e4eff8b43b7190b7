"""Commands for question sheets: `sheet` writes them, `fill` reads one back."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from posture.assess.walk import ANYBODY, Group
from posture.cli.opening import session
from posture.cli.output import narrate, say
from posture.errors import ExitCode, WrongUse
from posture.filling.file import free_path, load_sheet, may_replace, refuse_other
from posture.filling.proposals import Change, Proposals, applied, propose
from posture.report.sheet import file_name, open_groups
from posture.report.sheet import sheet as sheet_text
from posture.report.wording import count, headline
from posture.session import Session
from posture.store.atomic import make_folder, write_whole
from posture.toml.problems import did_you_mean


def sheet(arguments: Namespace) -> int:
    """`posture sheet`."""
    opened = session(arguments)
    groups = open_groups(opened.library, opened.assessment)
    asked = arguments.ask
    if asked is not None:
        roles = {*opened.library.role_by_id, *(group.id for group in groups), ANYBODY}
        if asked not in roles:
            raise WrongUse(f"There is no role {asked!r}", "", did_you_mean(asked, roles).capitalize())
        groups = tuple(group for group in groups if group.id == asked)
    if not groups:
        narrate("Nothing is open there: no question sheet is needed.")
        return ExitCode.DONE
    folder, name = _target(arguments, opened, alone=asked is not None or len(groups) == 1)
    make_folder(folder)
    for group in groups:
        data = sheet_text(group, opened.assessment, opened.today).encode()
        path = _free(folder / (name or file_name(group.id)), named=bool(name))
        write_whole(path, data)
        narrate(f"For {_who(group)}: {count(len(group.items), 'question')}")
        say(str(path))
    narrate("Send each to the person. What comes back goes in with: posture fill FILE SHEET")
    return ExitCode.DONE


def _who(group: Group) -> str:
    return "whoever knows" if group.id == ANYBODY else f"the {group.title}"


def _target(arguments: Namespace, opened: Session, *, alone: bool) -> tuple[Path, str]:
    """Folder and file name; the name is empty where each role has its own."""
    if arguments.output is None:
        return opened.export_folder(), ""
    path = Path(arguments.output)
    file = (path.exists() and not path.is_dir()) or path.suffix.lower() in (".md", ".txt")
    if file and not alone:
        raise WrongUse(
            "There is more than one sheet to write",
            str(path),
            "Name a folder, or one role with --ask: --help says how.",
        )
    return (path, "") if path.is_dir() or not (file or arguments.ask) else (path.parent, path.name)


def _free(path: Path, *, named: bool) -> Path:
    """Where a sheet can go without covering up anything that somebody has written."""
    if named and not may_replace(path):
        raise WrongUse("There is such a file already", str(path), "Choose another name; nothing was overwritten.")
    free = free_path(path)
    if free != path:
        narrate(f"{path} was filled in and stays; the new sheet has another name.")
    return free


def fill(arguments: Namespace) -> int:
    """`posture fill`."""
    opened = session(arguments)
    filled = load_sheet(Path(arguments.sheet))
    refuse_other(filled, opened.assessment)
    proposals = propose(filled, opened.library, opened.assessment, opened.today)
    _preview(proposals, arguments)
    wanted = (*proposals.changes, *(proposals.conflicts if arguments.take else ()))
    unsettled = bool(proposals.errors) or bool(proposals.conflicts and not (arguments.take or arguments.keep))
    code = ExitCode.NO if unsettled else ExitCode.DONE
    if arguments.dry_run:
        narrate("Only looked at; nothing was written.")
        return code
    if wanted and not _agreed(arguments, len(wanted)):
        narrate("Nothing was written.")
        return ExitCode.NO
    if wanted:
        opened.take_over(applied(opened.assessment, wanted, opened.clock()))
        opened.save()
        narrate(f"{count(len(wanted), 'control')} changed. {opened.assessment.clinic}: {headline(opened.evaluation())}")
    say(str(opened.path))
    return code


def _agreed(arguments: Namespace, changes: int) -> bool:
    """Whether to write: asked only where somebody sits at a terminal and has not said so already."""
    said = arguments.yes or arguments.take or arguments.keep
    if said or sys.stdin is None or not sys.stdin.isatty():
        return True
    narrate(f"Write {count(changes, 'change')}? yes or no")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _preview(proposals: Proposals, arguments: Namespace) -> None:
    """What would change. On stderr, because stdout has the path alone; with `--dry-run` it is all there is."""
    tell = say if arguments.dry_run else narrate
    for change in proposals.changes:
        _tell(tell, change)
    if proposals.conflicts:
        settled = "the sheet's answer is taken" if arguments.take else "the assessment's answer stays"
        tell(f"Answered otherwise by now ({settled}):")
        for change in proposals.conflicts:
            _tell(tell, change, "  ")
        if not (arguments.take or arguments.keep):
            tell("  --take takes the sheet's, --keep settles it as it is.")
    for problem in proposals.problems:
        tell(str(problem))
    parts = [count(len(proposals.changes), "change")]
    parts += [count(len(proposals.conflicts), "conflict")] if proposals.conflicts else []
    parts += [f"{count(len(proposals.errors), 'answer')} not taken over"] if proposals.errors else []
    parts += [f"{proposals.same} the same already"] if proposals.same else []
    parts += [f"{proposals.blank} not filled in"] if proposals.blank else []
    tell("; ".join(parts) + ".")


def _tell(tell: Callable[[str], None], change: Change, indent: str = "") -> None:
    by = f", by {change.response.by}" if change.changes_answer and change.response.by else ""
    words = f"{change.before} -> {change.after}{by}" if change.changes_answer else "the answer stays"
    tell(f"{indent}{change.control_id} (line {change.line}): {words}")
    for number, line in enumerate(change.note.split("\n") if change.note else ()):
        tell(f"{indent}  {'note + ' if number == 0 else '       '}{line}")
