"""The command that says which questions a quick check asks, and why these."""

from argparse import Namespace
from collections.abc import Iterator
from fractions import Fraction

from posture.assess.quick_check import Pick, QuickCheck, choose
from posture.cli.opening import library
from posture.cli.output import columns, narrate, say, say_json
from posture.content.lint import MAIN
from posture.errors import ExitCode
from posture.model.library import Library
from posture.report.records import Record, shown

_STEPS = {"cap": "limits the grade", "checklist": "main checklist", "threat": "threat", "room": "room for it"}
_HEADER = ("control", "checklist", "weight", "of all %", "work %", "seconds", "taken because")


def quick_check(arguments: Namespace) -> int:
    """`posture quick-check`."""
    content = library(arguments)
    chosen = choose(content, MAIN)
    marked = {control.id for control in content.control_by_id.values() if control.quick_check}
    if arguments.json:
        say_json(_record(content, chosen, marked))
        return ExitCode.DONE
    rows = [_row(content, pick) for pick in chosen.picks]
    for line in columns((_HEADER, *rows), frozenset({2, 3, 4, 5})):
        say(line)
    minutes = round(Fraction(chosen.seconds, 60))
    narrate(f"{len(chosen.picks)} questions, {minutes} minutes to read out and answer; nothing is looked up")
    for sentence in _differences(chosen, marked):
        narrate(sentence)
    return ExitCode.DONE


def _row(content: Library, pick: Pick) -> tuple[str, ...]:
    because = f"{_STEPS[pick.reason]} ({pick.subject})" if pick.subject else _STEPS[pick.reason]
    numbers = (pick.weight, shown(pick.share, False), shown(pick.work, False), pick.seconds)
    return (pick.control.id, content.checklist_of[pick.control.id].id, *map(str, numbers), because)


def _differences(chosen: QuickCheck, marked: set[str]) -> Iterator[str]:
    """Where the marks in the checklists are not what was chosen, and what the choice leaves out."""
    if missing := sorted(chosen.ids - marked):
        yield f"chosen, but without quick_check = true: {', '.join(missing)}"
    if extra := sorted(marked - chosen.ids):
        yield f"marked quick_check = true, but not chosen: {', '.join(extra)}"
    if chosen.wanting:
        yield f"no control, or no room, for: {', '.join(chosen.wanting)}"


def _record(content: Library, chosen: QuickCheck, marked: set[str]) -> Record:
    return {
        "seconds": chosen.seconds,
        "controls": [
            {
                "id": pick.control.id,
                "checklist": content.checklist_of[pick.control.id].id,
                "reason": pick.reason,
                "subject": pick.subject or None,
                "weight": pick.weight,
                "share": shown(pick.share, False),
                "work": shown(pick.work, False),
                "seconds": pick.seconds,
                "marked": pick.control.id in marked,
            }
            for pick in chosen.picks
        ],
        "marked_not_chosen": sorted(marked - chosen.ids),
        "wanting": list(chosen.wanting),
    }
