"""Where an action stands in the roadmap: with what it is counted together, what comes before it and what after."""

from dataclasses import dataclass
from fractions import Fraction

from posture.plan.plan import Plan, Step
from posture.plan.roadmap import closure


@dataclass(frozen=True, slots=True)
class Block:
    """Steps of the roadmap that follow each other and are counted together, because some only make others possible.

    Attributes:
        place: That of its first step, from 1.
        value: Urgent points of all its steps; `hours` likewise.
        started: It is being done already, or something that is being done needs it; such blocks come first.
    """

    place: int
    steps: tuple[Step, ...]
    value: Fraction
    hours: Fraction
    started: bool

    @property
    def ratio(self) -> Fraction:
        """Urgent points an hour."""
        return self.value / self.hours

    def __add__(self, other: "Block") -> "Block":
        return Block(
            place=self.place,
            steps=(*self.steps, *other.steps),
            value=self.value + other.value,
            hours=self.hours + other.hours,
            started=self.started,
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an action stands in the roadmap.

    Attributes:
        place: From 1; `of` is how many steps there are.
        before: The block before its own; None at the beginning. `after` likewise at the end.
        serves: Ids of the actions of the roadmap that need it, directly.
    """

    step: Step
    place: int
    of: int
    block: Block
    before: Block | None
    after: Block | None
    serves: tuple[str, ...]


def blocks(plan: Plan) -> tuple[Block, ...]:
    """The roadmap in blocks of which none is worth more an hour than the one before it.

    What is being done already comes first, in blocks of its own.
    """
    doing = [step.id for step in plan.roadmap if step.valued.status == "doing"]
    started = closure(doing, {step.id: step.valued for step in plan.roadmap})
    found: list[Block] = []
    for place, step in enumerate(plan.roadmap, start=1):
        block = Block(place, (step,), step.valued.value, step.valued.hours, step.id in started)
        # What is worth more an hour than what stands before it stands there because it needs that.
        while found and found[-1].started == block.started and found[-1].ratio < block.ratio:
            block = found.pop() + block
        found.append(block)
    return tuple(found)


def placed(plan: Plan, action_id: str) -> Placed | None:
    """Where an action stands; None where the roadmap does not have it."""
    ordered = blocks(plan)
    for index, block in enumerate(ordered):
        for offset, step in enumerate(block.steps):
            if step.id == action_id:
                return Placed(
                    step=step,
                    place=block.place + offset,
                    of=len(plan.roadmap),
                    block=block,
                    before=ordered[index - 1] if index else None,
                    after=ordered[index + 1] if index + 1 < len(ordered) else None,
                    serves=tuple(one.id for one in plan.roadmap if action_id in one.valued.action.requires),
                )
    return None
