"""Two assessments compared, as a report: what was fixed, what is new, what got worse, and why posture moved."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Final, Literal

from posture.assess.applicability import Item
from posture.assess.evaluate import MODEL, Evaluation
from posture.assess.trend import KINDS, ControlChange, Trend
from posture.model.assessment import Assessment
from posture.model.control import Answer
from posture.model.library import Library
from posture.model.text import one_line
from posture.report.comparison import (
    KIND_WORDS,
    PART_WORDS,
    PARTS,
    PrintedChange,
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

FormatName = Literal["markdown", "html"]

FORMATS: Final[tuple[FormatName, ...]] = ("markdown", "html")


@dataclass(frozen=True, slots=True)
class Compared:
    """Two assessments of a clinic, and what became of it in between; `version` is that of posture."""

    trend: Trend
    old: Assessment
    new: Assessment
    cautions: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the change; the printed parts add up to the printed total, and so do the exact ones.

    Attributes:
        point: As declared, `low` with proof alone; `exact_point` and `exact_low` as fractions.
    """

    title: str
    point: str
    low: str
    exact_point: str
    exact_low: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What became of a control."""

    title: str
    id: str
    points: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeBlock:
    """All controls of which the same became; `heading` stays the same whatever the numbers are."""

    heading: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ComparedContext:
    """The context of the template of a comparison.

    Attributes:
        parts: Why posture moved, the sum last; none where one of the two has nothing to score.
        proof: Posture with proof alone, before and now.
        cut: A difference of two printed numbers is not the printed difference.
        cautions: What makes the comparison mean something else than it seems to.
    """

    clinic: str
    old_date: str
    new_date: str
    old_standing: str
    new_standing: str
    moved: str
    parts: tuple[PartRow, ...]
    proof: str
    cut: bool
    blocks: tuple[ChangeBlock, ...]
    unchanged: str
    proof_changes: tuple[str, ...]
    cautions: tuple[str, ...]
    version: str
    model: str


def render(compared: Compared, form: FormatName) -> dict[str, bytes]:
    """The comparison as one file: file name -> bytes in UTF-8."""
    from posture.report.html import rendered_page  # noqa: PLC0415 - templates cost time that plain text does not need
    from posture.report.markdown import filled  # noqa: PLC0415 - as above

    told = context(compared)
    source = filled("compare.md.jinja", {field.name: getattr(told, field.name) for field in fields(told)})
    if form == "markdown":
        return {"compare.md": source.encode()}
    title = f"Security assessments compared: {one_line(told.clinic)}"
    return {"compare.html": rendered_page(title, source, clinic=told.clinic, date=told.new_date).encode()}


def context(compared: Compared) -> ComparedContext:
    """Put a comparison into words."""
    found = compared.trend
    point, low = printed_point(found), printed_low(found)
    return ComparedContext(
        clinic=compared.new.clinic,
        old_date=day(found.old.as_of),
        new_date=day(found.new.as_of),
        old_standing=standing_words(found.old),
        new_standing=standing_words(found.new),
        moved=moved_words(found, point) if point else "",
        parts=tuple(_parts(found, point, low)) if point and low else (),
        proof=proof_words(found),
        cut=bool(point and low and looks_off(found, point, low)),
        blocks=tuple(_blocks(found, point)),
        unchanged=count(len(found.of("unchanged")), "control"),
        proof_changes=proof_changes(found),
        cautions=compared.cautions,
        version=compared.version,
        model=MODEL,
    )


def cautions(old: Assessment, new: Assessment, compared: Trend, library: Library, new_name: str) -> tuple[str, ...]:
    """What makes a comparison mean something else than it seems to; `new_name` is the name of the newer one's file."""
    found = []
    if old.clinic != new.clinic:
        found.append(f"two clinics are compared: {old.clinic} and {new.clinic}")
    if compared.new.as_of < compared.old.as_of:
        found.append(f"{new_name} is the earlier of the two; the other order shows what came after it")
    loaded = library.sha256_by_checklist
    changed = [ref.id for ref in old.checklists if ref.sha256 and ref.sha256 != loaded.get(ref.id)]
    if changed:
        found.append(
            f"the old answers are scored with the checklists in use now; {listing(changed)} "
            f"{'has' if len(changed) == 1 else 'have'} changed since"
        )
    return tuple(found)


def standing_words(evaluation: Evaluation) -> str:
    """Where one of the two stands, and when: `52.1 D on 23 Nov 2026`."""
    if evaluation.posture is None or evaluation.grade is None:
        return f"{NOTHING_TO_SCORE} on {day(evaluation.as_of)}"
    posture = posture_words(evaluation.posture.point, evaluation.grade, provisional=evaluation.provisional)
    return f"{posture} on {day(evaluation.as_of)}"


def moved_words(compared: Trend, point: PrintedChange) -> str:
    """How posture moved: `rose by 6.1 points`."""
    if point.posture:
        return f"{'rose' if point.posture > 0 else 'fell'} by {one_decimal(abs(point.posture))} points"
    return "moved by less than 0.1 points" if compared.point and compared.point.posture else "did not move"


def proof_words(compared: Trend) -> str:
    """Posture with proof alone, before and now; empty where there is nothing to score."""
    old, new = compared.old.posture, compared.new.posture
    return f"With proof alone: {one_decimal(old.low)} before, {one_decimal(new.low)} now." if old and new else ""


def looks_off(compared: Trend, point: PrintedChange, low: PrintedChange) -> bool:
    """Whether the difference of two printed numbers is not the printed difference."""
    old, new = compared.old.posture, compared.new.posture
    if not old or not new:
        return False
    return any(
        shown(now) - shown(before) != printed.posture
        for before, now, printed in ((old.point, new.point, point), (old.low, new.low, low))
    )


def proof_changes(compared: Trend) -> tuple[str, ...]:
    """For how many of the answers that stayed the proof did not."""
    changes = [change.low for change in compared.of("unchanged") if change.low is not None]
    more, less = sum(low > 0 for low in changes), sum(low < 0 for low in changes)
    found = [f"{count(more, 'answer')} gained proof"] if more else []
    return (*found, *([f"{count(less, 'answer')} lost {'its' if less == 1 else 'their'} proof"] if less else []))


def answer_words(item: Item | None) -> str:
    """An answer as it counts; a dash where the checklists do not have the control."""
    if item is None:
        return NO_NUMBER
    return answer_word(item_answer(item) if item.applies else Answer.NA)


def points_words(change: ControlChange, printed: PrintedChange | None) -> str:
    """The points of a control as printed; a dash where it has none of its own."""
    part = printed.controls.get(change.id) if printed else None
    return NO_NUMBER if part is None else points(part)


def _parts(compared: Trend, point: PrintedChange, low: PrintedChange) -> Iterator[PartRow]:
    exact_point, exact_low = compared.point, compared.low
    if exact_point is None or exact_low is None:
        return
    for name, declared, proven in zip(PARTS, exact_point.parts, exact_low.parts, strict=True):
        yield _part(PART_WORDS[name], point.parts[name], low.parts[name], declared, proven)
    yield _part("Together", point.posture, low.posture, exact_point.posture, exact_low.posture)


def _part(title: str, point: Fraction, low: Fraction, exact_point: Fraction, exact_low: Fraction) -> PartRow:
    return PartRow(title, points(point), points(low), _exact(exact_point), _exact(exact_low))


def _exact(value: Fraction) -> str:
    return f"{'−' if value < 0 else ''}{abs(value)}"


def _blocks(compared: Trend, printed: PrintedChange | None) -> Iterator[ChangeBlock]:
    for kind in KINDS:
        found = compared.of(kind)
        if found and kind != "unchanged":
            yield ChangeBlock(KIND_WORDS[kind], tuple(_row(change, printed) for change in found))


def _row(change: ControlChange, printed: PrintedChange | None) -> ChangeRow:
    before, after = answer_words(change.before), answer_words(change.after)
    return ChangeRow(change.title, change.id, points_words(change, printed), before, after)
