"""The command that sets two assessments of a clinic side by side, and changes neither."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from posture import __version__
from posture.assess.trend import KINDS, ControlChange, Kind, Trend, Visit, own_day, trend
from posture.cli.opening import library, places
from posture.cli.output import columns, narrate, say, say_json
from posture.errors import ExitCode, WrongUse
from posture.report.compared import (
    Compared,
    FormatName,
    answer_words,
    cautions,
    looks_off,
    moved_words,
    points_words,
    proof_changes,
    proof_words,
    render,
    standing_words,
)
from posture.report.comparison import (
    KIND_WORDS,
    PART_WORDS,
    PARTS,
    PrintedChange,
    compare_record,
    printed_low,
    printed_point,
)
from posture.report.wording import count, points
from posture.session import Session, open_session
from posture.store.atomic import make_folder, write_whole


def compare(arguments: Namespace) -> int:
    """`posture compare`. Each assessment is judged on its own day, so that the other way round says the opposite."""
    to_file = bool(arguments.output or arguments.format)
    if to_file and (arguments.json or arguments.exact):
        raise WrongUse("JSON is printed, not written", "", "Leave out -o and --format, or --json and --exact.")
    content, found = library(arguments), places(arguments)
    old, new = (open_session(Path(name), content, found) for name in (arguments.old, arguments.new))
    compared = told_apart(old, new)
    for caution in compared.cautions:
        narrate(f"posture: {caution}")
    if to_file:
        folder = Path(arguments.output) if arguments.output else new.export_folder()
        for path in write_comparison(compared, arguments.format or ["markdown"], folder):
            say(str(path))
    elif arguments.json or arguments.exact:
        say_json(compare_record(compared.trend, exact=arguments.exact))
    else:
        _say_trend(compared.trend)
    return ExitCode.DONE


def told_apart(old: Session, new: Session) -> Compared:
    """What changed between two assessments, with what has to be known about it."""
    found = trend(_visit(old), _visit(new))
    known = cautions(old.assessment, new.assessment, found, old.library, new.path.name)
    return Compared(found, old.assessment, new.assessment, known, __version__)


def write_comparison(compared: Compared, formats: Iterable[FormatName], folder: Path) -> Iterator[Path]:
    """Write a comparison in some formats, each file whole and private, and give their paths."""
    made = {name: data for form in dict.fromkeys(formats) for name, data in render(compared, form).items()}
    make_folder(folder)
    for name, data in made.items():
        write_whole(folder / name, data)
        yield folder / name


def _visit(session: Session) -> Visit:
    return Visit(session.library, session.assessment, own_day(session.assessment) or session.today)


def _say_trend(compared: Trend) -> None:
    point, low = printed_point(compared), printed_low(compared)
    if point is None or low is None:
        say(f"{standing_words(compared.old)}; {standing_words(compared.new)}: no change of posture to show")
    else:
        _say_change(compared, point, low)
    for kind in KINDS:
        found = compared.of(kind)
        if found and kind != "unchanged":
            say()
            _say_controls(kind, found, point)
    say()
    say(f"{KIND_WORDS['unchanged']}: {count(len(compared.of('unchanged')), 'control')}")
    for words in proof_changes(compared):
        say(f"  {words}")


def _say_change(compared: Trend, point: PrintedChange, low: PrintedChange) -> None:
    say(f"Posture {moved_words(compared, point)}: {standing_words(compared.old)}, {standing_words(compared.new)}")
    say()
    rows: list[tuple[str, ...]] = [("", "as declared", "with proof")]
    rows += [(PART_WORDS[name], points(point.parts[name]), points(low.parts[name])) for name in PARTS]
    rows.append(("Together", points(point.posture), points(low.posture)))
    _say_rows(rows, frozenset({1, 2}))
    if words := proof_words(compared):
        say(words)
    if looks_off(compared, point, low):
        say("Each number is cut to one decimal, so a difference may look 0.1 off.")


def _say_controls(kind: Kind, changes: Iterable[ControlChange], printed: PrintedChange | None) -> None:
    say(f"{KIND_WORDS[kind]}:")
    rows = []
    for change in changes:
        answers = f"{answer_words(change.before)} -> {answer_words(change.after)}"
        name = change.title if change.title == change.id else f"{change.title} [{change.id}]"
        rows.append(("", points_words(change, printed), answers, name))
    _say_rows(rows, frozenset({1}))


def _say_rows(rows: Iterable[tuple[str, ...]], right: frozenset[int]) -> None:
    for line in columns(rows, right):
        say(line)
