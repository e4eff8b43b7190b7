"""Measuring: what is compared is run in turns, A B A B, so that whatever slows the machine slows both."""

import gc
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Final

ROUNDS: Final = 9
"""How often each side runs; at least 7, or the median says nothing."""

# One run of something fast is too short for the clock and the scheduler: it is repeated until it takes this long.
_LONG_ENOUGH: Final = 0.02

Side = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Seconds of one side, a number for each round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.seconds)

    @property
    def least(self) -> float:
        """The one that was disturbed least."""
        return min(self.seconds)


@dataclass(frozen=True)
class Line:
    """One line of the table: ours against its floor.

    Attributes:
        what: What is measured.
        floor: What it is measured against.
        unit: Of the values: `ms` or `MiB`.
        ours: Median and least.
        against: The same of the floor.
        ratio: Median of the ratios of the rounds.
        target: The ratio, or the value where there is no floor, that is not to be passed; None where none was set.
    """

    what: str
    floor: str
    unit: str
    ours: tuple[float, float]
    against: tuple[float, float] | None
    ratio: float | None
    target: float | None

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return (self.ratio if self.ratio is not None else self.ours[0]) <= self.target


def in_turns(sides: Mapping[str, Side], rounds: int = ROUNDS) -> dict[str, Times]:
    """Run each side once to warm it up, and then all in turns."""
    repeats = {name: _repeats(side) for name, side in sides.items()}
    found: dict[str, list[float]] = {name: [] for name in sides}
    # As the product does once it has loaded: what lives for ever is not looked through again and again.
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        # Every other round the other way round: who comes second finds other caches.
        for name in sides if number % 2 == 0 else reversed(list(sides)):
            began = perf_counter()
            for _ in range(repeats[name]):
                sides[name]()
            found[name].append((perf_counter() - began) / repeats[name])
    return {name: Times(tuple(seconds)) for name, seconds in found.items()}


def _repeats(side: Side) -> int:
    began = perf_counter()
    side()
    return max(1, math.ceil(_LONG_ENOUGH / max(perf_counter() - began, 1e-7)))


def compared(what: str, ours: Times, floor: str, against: Times, target: float | None = None) -> Line:
    """A line from two sides that were run in turns, in milliseconds."""
    ratio = median(one / other for one, other in zip(ours.seconds, against.seconds, strict=True))
    return Line(what, floor, "ms", _in_ms(ours), _in_ms(against), ratio, target)


def alone(what: str, ours: Times, target: float | None = None) -> Line:
    """A line without a floor, in milliseconds."""
    return Line(what, "", "ms", _in_ms(ours), None, None, target)


def _in_ms(times: Times) -> tuple[float, float]:
    return 1000 * times.median, 1000 * times.least


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent with which time grows: the slope of the straight line through the logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    x_mean, y_mean = sum(x) / len(x), sum(y) / len(y)
    across = sum((one - x_mean) * (other - y_mean) for one, other in zip(x, y, strict=True))
    return across / sum((one - x_mean) ** 2 for one in x)


def grown(what: str, sizes: Sequence[int], times: Sequence[Times], target: float | None = 1.1) -> Line:
    """A line that says with which exponent time grows with size; 1 is linear, and a tenth is within the noise."""
    exponent = growth(sizes, [one.least for one in times])
    return Line(f"{what}: growth", "", "exponent", (exponent, exponent), None, None, target)


def table(lines: Sequence[Line]) -> str:
    """The lines as a table of Markdown."""
    rows = [
        "| what | median / least | floor | median / least | ratio | target | |",
        "|---|--:|---|--:|--:|--:|---|",
    ]
    for line in lines:
        against = _pair(line.against, line.unit) if line.against else "–"
        ratio = "–" if line.ratio is None else f"{line.ratio:.2f}"
        target = "–" if line.target is None else f"{line.target:.2f}" if line.ratio else f"{line.target:g} {line.unit}"
        verdict = {True: "met", False: "**missed**", None: ""}[line.holds]
        ours = _pair(line.ours, line.unit)
        rows.append(f"| {line.what} | {ours} | {line.floor or '–'} | {against} | {ratio} | {target} | {verdict} |")
    return "\n".join(rows)


def _pair(values: tuple[float, float], unit: str) -> str:
    # One number where there is only one, such as the slowest of all.
    shown = [f"{value:.0f}" if value >= 100 else f"{value:.3g}" for value in dict.fromkeys(values)]
    return f"{' / '.join(shown)} {unit}"
