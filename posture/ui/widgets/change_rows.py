"""Two visits compared, as lines and rows: how posture moved, in which parts, and what became of each control."""

from collections.abc import Sequence
from fractions import Fraction

from posture.assess.applicability import Item
from posture.assess.evaluate import Evaluation
from posture.assess.trend import KINDS, ControlChange, Trend
from posture.model.control import Answer
from posture.model.text import one_line
from posture.report.comparison import KIND_WORDS, PARTS, PrintedChange, printed_low, printed_point
from posture.report.wording import (
    METHOD_WORDS,
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
from posture.ui.comparing import Compared, Side
from posture.ui.glyphs import Glyphs, answer_glyph, answer_role
from posture.ui.text import Line, Span, padded, span
from posture.ui.widgets.portfolio import trend_signs
from posture.ui.widgets.row_list import Row


def side_words(old: Side, new: Side, glyphs: Glyphs) -> Line:
    """Which two are compared."""
    return [Span(_when(old), "text"), Span(f" {glyphs.arrow} ", "faint"), Span(_when(new), "text")]


def _when(side: Side) -> str:
    return day(side.started) if side.started else one_line(side.path.stem)


def moved_line(result: Compared, glyphs: Glyphs) -> Line:
    """Both postures with their grades and days, and the difference."""
    printed = printed_point(result.trend)
    difference = points(printed.posture) if printed else ""
    return [
        span(_standing(result.trend.old), "text bold"),
        Span(f"  {_when(result.old)}", "faint"),
        Span(f"  {glyphs.arrow}  ", "faint"),
        span(_standing(result.trend.new), "text bold"),
        Span(f"  {_when(result.new)}", "faint"),
        Span(f"   {difference}", _role(printed.posture if printed else None)),
    ]


def _standing(evaluation: Evaluation) -> str:
    if evaluation.posture is None or evaluation.grade is None:
        return NOTHING_TO_SCORE
    return posture_words(evaluation.posture.point, evaluation.grade, provisional=evaluation.provisional)


def _role(value: Fraction | None) -> str:
    if not value:
        return "soft"
    return "accent" if value > 0 else "coral"


def part_lines(result: Compared) -> list[Line]:
    """The four parts and their sum, as declared and with proof; what makes the comparison mean something else."""
    point, low = printed_point(result.trend), printed_low(result.trend)
    lines: list[Line] = []
    if point is None or low is None:
        lines.append([Span("There is nothing to score at one of the two, so posture did not move.", "soft")])
    else:
        lines.append(padded([("why", 24, "faint"), ("as declared", -12, "faint"), ("proof", -8, "faint")]))
        for name in PARTS:
            declared, proven = point.parts[name], low.parts[name]
            cells = [(_PART_SHORT[name], 24, "soft"), (points(declared), -12, _part_role(declared))]
            lines.append(padded([*cells, (points(proven), -8, _part_role(proven))]))
        total = [("together", 24, "text"), (points(point.posture), -12, "text bold")]
        lines.append(padded([*total, (points(low.posture), -8, "text bold")]))
        if _looks_off(result, point, low):
            lines.append([Span("Numbers are cut to one decimal: a difference may look 0.1 off.", "faint")])
    if result.changed_checklists:
        names = result.changed_checklists
        verb = "has" if len(names) == 1 else "have"
        said = f"The older answers are scored with today's checklists; {listing(names)} {verb} changed since."
        lines += [(), [Span(said, "faint")]]
    return lines


def _looks_off(result: Compared, point: PrintedChange, low: PrintedChange) -> bool:
    """Whether a printed difference is not the one of the printed numbers."""
    old, new = result.trend.old.posture, result.trend.new.posture
    if old is None or new is None:
        return False
    pairs = ((old.point, new.point, point), (old.low, new.low, low))
    return any(shown(after) - shown(before) != printed.posture for before, after, printed in pairs)


_PART_SHORT = {
    "catalogue": "checklists changed",
    "scope": "what applies changed",
    "answers": "answers and proof",
    "caps": "what caps hold back",
}


def _part_role(value: Fraction) -> str:
    return "text" if value else "faint"


def line_words(
    sides: Sequence[Side], postures: Sequence[Fraction | None], compared: tuple[int, int], glyphs: Glyphs
) -> list[Line]:
    """One sign for each visit, the two that are compared in bright, and what the line says in words."""
    if len(postures) != len(sides):
        return [[Span("trend  ", "faint"), Span(glyphs.ellipsis, "faint")]]
    signs = [
        Span(trend_signs([value], glyphs) if value is not None else glyphs.dash, "accent" if at in compared else "fill")
        for at, value in enumerate(postures)
    ]
    known = [(side, value) for side, value in zip(sides, postures, strict=True) if value is not None]
    words = f"  {count(len(sides), 'visit')} since {_when(sides[0])}"
    lines: list[Line] = [[Span("trend  ", "faint"), *signs, Span(words, "faint")]]
    if known:
        lowest, highest = (pick(known, key=lambda entry: entry[1]) for pick in (min, max))
        for word, visit in (("lowest ", lowest), ("highest", highest)):
            lines.append([Span("       "), Span(f"{word} {_posture_at(visit)}", "faint")])
    return lines


def _posture_at(visit: tuple[Side, Fraction]) -> str:
    side, value = visit
    return f"{one_decimal(value):>5} on {_when(side)}"


# --- the controls --------------------------------------------------------------------------------------------------


def change_rows(trend: Trend, glyphs: Glyphs) -> list[Row]:
    """Every control that changed, by what became of it, with its exact part of the change."""
    printed = printed_point(trend)
    rows: list[Row] = []
    for kind in KINDS:
        found = trend.of(kind)
        if kind == "unchanged" or not found:
            continue
        if rows:
            rows.append(Row(None))
        rows.append(Row(None, [Span(KIND_WORDS[kind], "text bold"), Span(f"  {len(found)}", "faint")]))
        for change in found:
            part = printed.controls.get(change.id) if printed else None
            left = [*_sign(change.before, glyphs), Span(f" {glyphs.arrow} ", "faint"), *_sign(change.after, glyphs)]
            right = [Span(f"{points(part):>6} ", _role(part))] if part is not None else []
            rows.append(Row(change.id, [*left, Span("  "), span(change.title, "soft")], right))
    return rows + _unchanged_rows(trend, has_others=bool(rows))


def _unchanged_rows(trend: Trend, *, has_others: bool) -> list[Row]:
    same = trend.of("unchanged")
    gained = sum(1 for change in same if change.low is not None and change.low > 0)
    lost = sum(1 for change in same if change.low is not None and change.low < 0)
    words = f"{count(len(same), 'control')} unchanged"
    words += f", {gained} with proof now" if gained else ""
    words += f", {lost} without proof now" if lost else ""
    return [*([Row(None)] if has_others else []), Row(None, [Span(words, "soft")])]


def _answer(item: Item | None) -> Answer | None:
    if item is None:
        return None
    return item_answer(item) if item.applies else Answer.NA


def _sign(item: Item | None, glyphs: Glyphs) -> list[Span]:
    if item is None:
        return [Span(" ", "faint")]
    answer = _answer(item)
    return [Span(answer_glyph(glyphs, answer), answer_role(answer))]


def both_answers(change: ControlChange, result: Compared) -> tuple[str, str]:
    """Title and text of a page with what was said then and now."""
    item = change.after or change.before
    parts = [f"## {KIND_WORDS[change.kind]}"]
    if item is not None:
        parts.append(item.control.question)
    for side, one in ((result.old, change.before), (result.new, change.after)):
        parts += [f"## {_when(side)}", _said(one)]
    return one_line(change.title), "\n\n".join(parts)


def _said(item: Item | None) -> str:
    if item is None:
        return "The checklists did not have this question."
    response = item.response
    lines = [answer_word(_answer(item))]
    if item.excluded == "fact":
        lines = ["A fact about the clinic switches this question off."]
    if response.by:
        lines.append(f"by {one_line(response.by)}")
    for text in (response.reason, response.note):
        if text:
            lines.append(one_line(text))
    lines += [
        f"{METHOD_WORDS[seen.method]} on {day(seen.collected)}: {one_line(seen.reference)}"
        for seen in response.evidence
    ]
    return "\n".join(f"- {line}" for line in lines)
