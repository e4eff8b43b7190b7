"""What caps hold back, in sentences whose numbers add up as they are shown."""

from collections.abc import Iterable
from fractions import Fraction

from posture.assess.evaluate import Evaluation
from posture.assess.outcome import Hold, Outcome
from posture.model.policy import Cap, Grade
from posture.model.text import one_line
from posture.report import wording
from posture.report.working import less


def cap_names(caps: Iterable[Cap]) -> str:
    """Caps inside a sentence: `the cap untested-restore`, `the caps a and b`."""
    names = [cap.id for cap in caps]
    return f"the {'cap' if len(names) == 1 else 'caps'} {wording.listing(names)}"


def cap_why(cap: Cap) -> str:
    """Why there is a cap, as its author says it."""
    return wording.sentence(one_line(cap.why)) or "Its author gives no reason."


def posture_words(implementation: Fraction, posture: Fraction, hold: Hold) -> str:
    """Posture as what is in place less what is held back."""
    place, first = wording.one_decimal(implementation), f"Posture is {wording.one_decimal(posture)}."
    if hold.held_back:
        return (
            f"{first} {place} of 100 is in place; {_amount(implementation, posture)} held back by "
            f"{cap_names(hold.caps)}, which {_allow(hold)} {hold.ceiling} at most."
        )
    if hold.caps:
        names = cap_names(hold.caps)
        return (
            f"{first} That is all that is in place, {place} of 100. {names[0].upper()}{names[1:]} {_allow(hold)} "
            f"{hold.ceiling} at most, so nothing is held back now."
        )
    return f"{first} That is all that is in place, {place} of 100; no cap holds anything back."


def _amount(implementation: Fraction, posture: Fraction) -> str:
    held = less(implementation, posture)
    if held == "0.0":
        return "less than 0.1 is"
    return f"{held} is" if held == "1.0" else f"{held} are"


def _allow(hold: Hold) -> str:
    return "allows" if len(hold.caps) == 1 else "allow"


def held_there(implementation: Fraction, posture: Fraction, hold: Hold) -> str:
    """What caps hold back under another reading; empty for nothing."""
    if not hold.held_back:
        return ""
    return (
        f"Of that, {_amount(implementation, posture)} held back by {cap_names(hold.caps)}, "
        f"which {_allow(hold)} {hold.ceiling} at most; {wording.one_decimal(posture)} is left."
    )


def grade_words(grade: Grade, better: Grade | None, posture: Fraction, hold: Hold) -> str:
    """Where a grade begins and ends, and how far the next one is."""
    if better is None:
        return f"Grade {grade.grade} starts at {grade.start} and is the best."
    words = (
        f"Grade {grade.grade} goes from {grade.start} to just below {better.start}, where grade {better.grade} starts"
    )
    if hold.ceiling < better.start:
        verb = "fires" if len(hold.caps) == 1 else "fire"
        return f"{words}. That is out of reach while {cap_names(hold.caps)} {verb}."
    return f"{words}: {wording.one_decimal_up(better.start - posture)} points from here."


def outcome_words(evaluation: Evaluation, then: Outcome) -> Iterable[str]:
    """What would be in place and what posture would be, against now."""
    if evaluation.implementation is None or evaluation.posture is None or evaluation.grade is None:
        return
    now, place, provisional = evaluation.posture.point, evaluation.implementation.point, evaluation.provisional
    before = wording.posture_words(now, evaluation.grade, provisional=provisional)
    after = wording.posture_words(then.posture, then.grade, provisional=provisional)
    yield (
        f"{wording.one_decimal(then.implementation)} of 100 would be in place, now {wording.one_decimal(place)}. "
        f"Posture would be {after}, now {before}."
    )
    if then.hold.held_back:
        amount = _amount(then.implementation, then.posture)
        yield f"{amount[0].upper()}{amount[1:]} still held back then, by {cap_names(then.hold.caps)}."
