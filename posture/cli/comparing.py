"""The command that sets two assessments of a clinic side by side, and changes neither."""

from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from posture.assess.applicability import Item
from posture.assess.evaluate import Evaluation
from posture.assess.trend import KINDS, ControlChange, Kind, Trend, Visit, own_day, trend
from posture.cli.opening import library, places
from posture.cli.output import columns, narrate, say, say_json
from posture.errors import ExitCode
from posture.model.control import Answer
from posture.report.comparison import (
    KIND_WORDS,
    PART_WORDS,
    PARTS,
    PrintedChange,
    compare_record,
    printed_low,
    printed_point,
)
from posture.report.wording import (
    NO_NUMBER,
    NOTHING_TO_SCORE,
    answer_word,
    count,
    day,
    item_answer,
    listing,
    one_decimal,
    points,
    posture_words,
    shown,
)
from posture.session import Session, open_session


def compare(arguments: Namespace) -> int:
    """`posture compare`. Each assessment is judged on its own day, so that the other way round says the opposite."""
    content, found = library(arguments), places(arguments)
    old, new = (open_session(Path(name), content, found) for name in (arguments.old, arguments.new))
    compared = trend(_visit(old), _visit(new))
    _tell_what_to_know(old, new, compared)
    if arguments.json or arguments.exact:
        say_json(compare_record(compared, exact=arguments.exact))
    else:
        _say_trend(compared)
    return ExitCode.DONE


def _visit(session: Session) -> Visit:
    return Visit(session.library, session.assessment, own_day(session.assessment) or session.today)


def _tell_what_to_know(old: Session, new: Session, compared: Trend) -> None:
    """What makes a comparison mean something else than it seems to."""
    if old.assessment.clinic != new.assessment.clinic:
        narrate(f"posture: two clinics are compared: {old.assessment.clinic} and {new.assessment.clinic}")
    if compared.new.as_of < compared.old.as_of:
        narrate(f"posture: {new.path.name} is the earlier of the two; the other order shows what came after it")
    loaded = old.library.sha256_by_checklist
    changed = [ref.id for ref in old.assessment.checklists if ref.sha256 and ref.sha256 != loaded.get(ref.id)]
    if changed:
        narrate(
            f"posture: the old answers are scored with the checklists in use now; {listing(changed)} "
            f"{'has' if len(changed) == 1 else 'have'} changed since"
        )


def _say_trend(compared: Trend) -> None:
    point, low = printed_point(compared), printed_low(compared)
    if point is None or low is None:
        say(f"{_standing(compared.old)}; {_standing(compared.new)}: no change of posture to show")
    else:
        _say_change(compared, point, low)
    for kind in KINDS:
        found = compared.of(kind)
        if found and kind != "unchanged":
            say()
            _say_controls(kind, found, point)
    say()
    _say_unchanged(compared.of("unchanged"))


def _standing(evaluation: Evaluation) -> str:
    if evaluation.posture is None or evaluation.grade is None:
        return f"{NOTHING_TO_SCORE} on {day(evaluation.as_of)}"
    posture = posture_words(evaluation.posture.point, evaluation.grade, provisional=evaluation.provisional)
    return f"{posture} on {day(evaluation.as_of)}"


def _say_change(compared: Trend, point: PrintedChange, low: PrintedChange) -> None:
    say(f"Posture {_moved(compared, point)}: {_standing(compared.old)}, {_standing(compared.new)}")
    say()
    rows: list[tuple[str, ...]] = [("", "as declared", "with proof")]
    rows += [(PART_WORDS[name], points(point.parts[name]), points(low.parts[name])) for name in PARTS]
    rows.append(("Together", points(point.posture), points(low.posture)))
    _say_rows(rows, frozenset({1, 2}))
    old, new = compared.old.posture, compared.new.posture
    if old and new:
        say(f"With proof alone: {one_decimal(old.low)} before, {one_decimal(new.low)} now.")
        if any(
            shown(pick_new) - shown(pick_old) != printed.posture
            for pick_old, pick_new, printed in ((old.point, new.point, point), (old.low, new.low, low))
        ):
            say("Each number is cut to one decimal, so a difference may look 0.1 off.")


def _moved(compared: Trend, point: PrintedChange) -> str:
    if point.posture:
        return f"{'rose' if point.posture > 0 else 'fell'} by {one_decimal(abs(point.posture))} points"
    return "moved by less than 0.1 points" if compared.point and compared.point.posture else "did not move"


def _say_controls(kind: Kind, changes: Iterable[ControlChange], printed: PrintedChange | None) -> None:
    say(f"{KIND_WORDS[kind]}:")
    rows = []
    for change in changes:
        part = printed.controls.get(change.id) if printed else None
        answers = f"{_answer(change.before)} -> {_answer(change.after)}"
        name = change.title if change.title == change.id else f"{change.title} [{change.id}]"
        rows.append(("", NO_NUMBER if part is None else points(part), answers, name))
    _say_rows(rows, frozenset({1}))


def _say_unchanged(changes: Sequence[ControlChange]) -> None:
    """How many answers stayed, and for how many of them the proof did not."""
    more = sum(1 for change in changes if change.low is not None and change.low > 0)
    less = sum(1 for change in changes if change.low is not None and change.low < 0)
    say(f"{KIND_WORDS['unchanged']}: {count(len(changes), 'control')}")
    if more:
        say(f"  {count(more, 'answer')} gained proof")
    if less:
        say(f"  {count(less, 'answer')} lost {'its' if less == 1 else 'their'} proof")


def _answer(item: Item | None) -> str:
    """An answer as it counts; a dash where the checklists do not have the control."""
    if item is None:
        return NO_NUMBER
    return answer_word(item_answer(item) if item.applies else Answer.NA)


def _say_rows(rows: Iterable[tuple[str, ...]], right: frozenset[int]) -> None:
    for line in columns(rows, right):
        say(line)
