"""Which questions a quick check asks: the few that say most about a clinic in twenty minutes.

Asked is what somebody at the table knows; nothing is looked up, and "don't know" is an honest answer. The choice:

1. every control that can limit the grade by itself;
2. of each main checklist three, so that no subject of the product is left out;
3. for each threat one that does at least moderately much against it;
4. what else there is room for.

In each step the heaviest come first, and of equal weight those with most value for each minute of asking. Value is
the share of the weight and the work against threats together, both in per cent. Work is the mean strength over every
stage of every threat. The move of readiness would not do here: it is relative to what the checklists ask at a stage,
so the only control of a thin stage (insurance, where fraud is recovered from) would go before MFA.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from posture.assess.credit import weight
from posture.model.control import Answer, Control, Stage, Strength
from posture.model.library import Library
from posture.model.policy import Policy

MOST_CONTROLS: Final = 18
MOST_SECONDS: Final = 20 * 60
OF_EACH_MAIN: Final = 3

LONGEST_TO_FIND_OUT: Final = 10
"""Minutes; whoever must look longer than that can't answer at the table."""

WORDS_PER_MINUTE: Final = 150
"""How fast a question and its levels are read out. A usual pace of speech, our assumption."""

SECONDS_TO_ANSWER: Final = 30

Reason = Literal["cap", "checklist", "threat", "room"]


@dataclass(frozen=True, slots=True)
class Pick:
    """A control of the quick check.

    Attributes:
        reason: The step that took it.
        subject: Id of the cap, checklist or threat for which it was taken; empty for what there was room for.
        seconds: To read it out and to answer.
        share: Its share of all weight, in per cent.
        work: What it does against threats, in per cent.
    """

    control: Control
    reason: Reason
    subject: str
    weight: int
    seconds: int
    share: Fraction
    work: Fraction


@dataclass(frozen=True, slots=True)
class QuickCheck:
    """The choice, in the order in which it was made.

    Attributes:
        wanting: Ids of caps, main checklists and threats for which controls, or room, did not suffice.
    """

    picks: tuple[Pick, ...]
    wanting: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the controls."""
        return frozenset(pick.control.id for pick in self.picks)

    @property
    def seconds(self) -> int:
        """To ask all of them."""
        return sum(pick.seconds for pick in self.picks)


def choose(library: Library, main: Iterable[str]) -> QuickCheck:
    """The quick check of a library, of which some checklists are the main ones. Every control counts as applicable."""
    choice = _Choice(_candidates(library))
    wanting = []
    for cap in library.policy.caps:
        if not choice.take(cap.controls, len(cap.controls) - choice.count(cap.controls), "cap", cap.id):
            wanting.append(cap.id)
    for name in main:
        if name in library.checklist_by_id:
            own = {control.id for control in library.checklist_by_id[name].controls}
            if not choice.take(own, OF_EACH_MAIN - choice.count(own), "checklist", name):
                wanting.append(name)
    for scenario in library.scenarios:
        telling = {control.id for control in library.control_by_id.values() if _is_telling(control, scenario.id)}
        if not choice.take(telling, 1 - choice.count(telling), "threat", scenario.id):
            wanting.append(scenario.id)
    choice.take(set(library.control_by_id), MOST_CONTROLS, "room", "")
    return QuickCheck(tuple(choice.picks), tuple(wanting))


def asking_seconds(control: Control) -> int:
    """How long it takes to read out a question with its levels and to answer it."""
    texts = (control.question, *(control.answers.of(answer) for answer in Answer))
    words = sum(len(text.split()) for text in texts)
    return SECONDS_TO_ANSWER + round(Fraction(60 * words, WORDS_PER_MINUTE))


class _Choice:
    """What is taken so far, of candidates that are in the order in which they are taken."""

    def __init__(self, candidates: Sequence[Pick]) -> None:
        self._candidates = candidates
        self.picks: list[Pick] = []

    def count(self, ids: Container[str]) -> int:
        """How many of these controls are taken."""
        return sum(pick.control.id in ids for pick in self.picks)

    def take(self, ids: Container[str], number: int, reason: Reason, subject: str) -> bool:
        """Take so many more of these controls, as long as there is room; whether it went so far."""
        taken = {pick.control.id for pick in self.picks}
        seconds = sum(pick.seconds for pick in self.picks)
        for candidate in self._candidates:
            if number <= 0 or len(self.picks) == MOST_CONTROLS:
                break
            fits = seconds + candidate.seconds <= MOST_SECONDS
            if candidate.control.id in ids and candidate.control.id not in taken and fits:
                self.picks.append(replace(candidate, reason=reason, subject=subject))
                seconds += candidate.seconds
                number -= 1
        return number <= 0


def _candidates(library: Library) -> list[Pick]:
    """Controls that can be answered at the table: the heaviest first, then most value for each second, then by id."""
    controls = library.control_by_id.values()
    weights = {control.id: weight(control, library.policy) for control in controls}
    stages = {(link.scenario, link.stage) for control in controls for link in control.threats}
    total = sum(weights.values())
    found = [
        Pick(
            control=control,
            reason="room",
            subject="",
            weight=weights[control.id],
            seconds=asking_seconds(control),
            share=Fraction(100 * weights[control.id], total),
            work=_work(control, library.policy) / max(1, len(stages)),
        )
        for control in controls
        if control.minutes <= LONGEST_TO_FIND_OUT
    ]
    found.sort(key=lambda pick: (-pick.weight, -(pick.share + pick.work) / pick.seconds, pick.control.id))
    return found


def _work(control: Control, policy: Policy) -> Fraction:
    """The best strengths of a control at each stage of each threat, added up, in per cent."""
    best: dict[tuple[str, Stage], int] = {}
    for link in control.threats:
        key = (link.scenario, link.stage)
        best[key] = max(best.get(key, 0), policy.strengths.of(link.strength))
    return Fraction(sum(best.values()))


def _is_telling(control: Control, scenario_id: str) -> bool:
    return any(link.scenario == scenario_id and link.strength is not Strength.MINOR for link in control.threats)
