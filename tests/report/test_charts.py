"""Charts: what is drawn agrees with what is printed, whatever the numbers and names."""

import re
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from posture.report.bars import bar_rows, posture_chart
from posture.report.curve import curve
from posture.report.figures import Band, Bar, Cell, CurvePoint, HeatRow, Range
from posture.report.heat import heat_map
from posture.report.svg import Svg, across
from tests.report.page_reader import Element, read_page

BANDS = tuple(Band(grade, start) for grade, start in (("A", 90), ("B", 75), ("C", 60), ("D", 40), ("E", 0)))

tenths = st.integers(0, 1000)
ranges = st.lists(tenths, min_size=3, max_size=3).map(sorted).map(lambda it: Range(it[0], it[1], it[2]))
names = st.text(min_size=1, max_size=80)


def shapes(drawn: Svg, tag: str) -> list[Element]:
    return read_page(drawn).all(tag)


def place(shape: Element, name: str) -> Fraction:
    return Fraction(shape.attributes[name].removesuffix("%"))


def near(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) <= Fraction(2, 100)  # places are cut to a hundredth of a per cent


@given(values=ranges)
@settings(max_examples=60, deadline=None)
def test_the_steps_of_a_bar_end_where_the_readings_are_and_fall(values: Range) -> None:
    steps = [shape for shape in shapes(posture_chart(values, "", BANDS, "x"), "rect") if shape.attributes["y"] >= "60"]
    end, height = Fraction(0), 1_000
    for shape in steps:
        assert near(place(shape, "x"), end)
        end = place(shape, "x") + place(shape, "width")
        assert int(shape.attributes["height"]) < height
        height = int(shape.attributes["height"])
    assert near(end, Fraction(100))
    wanted = [Fraction(value, 10) for value in dict.fromkeys((values.low, values.point, values.high)) if value]
    ends = [place(shape, "x") + place(shape, "width") for shape in steps]
    assert all(any(near(one, each) for each in ends) for one in wanted)


@given(name=names, values=ranges)
@settings(max_examples=60, deadline=None)
def test_any_name_is_one_text_that_leaves_room_for_its_number(name: str, values: Range) -> None:
    for wide in (True, False):
        texts = shapes(bar_rows([Bar(name, values, "words")], f"label {name}", wide=wide), "text")
        assert len(texts) == (3 if wide else 2)
        assert len(texts[0].text) <= 44
        assert texts[1].text == f"{values.point // 10}.{values.point % 10}"


def test_a_checklist_without_a_score_says_so_and_has_no_bar() -> None:
    drawn = bar_rows([Bar("Empty", Range(0, 0, 0, scored=False), "nothing to score")], "x", wide=True)
    assert [text.text for text in shapes(drawn, "text")] == ["Empty", "nothing to score"]
    assert shapes(drawn, "rect") == []


def test_the_reached_grade_is_bold_and_none_while_it_is_withheld() -> None:
    def bold(grade: str) -> list[str]:
        texts = shapes(posture_chart(Range(360, 527, 590), grade, BANDS, "x"), "text")
        return [text.text for text in texts if "strong" in text.attributes["class"]]

    assert bold("D") == ["D"]
    assert bold("") == []


def test_a_cell_says_its_tone_by_weight_and_mark_too() -> None:
    row = HeatRow(
        "Ransomware",
        (Cell("98.0", "good"), Cell("60.4", "mid"), Cell("14.4", "bad", weakest=True), Cell("–", "none")),
        Cell("49.9", "bad"),
        "exposed",
    )
    for wide in (True, False):
        texts = {text.text: text.attributes.get("class") for text in shapes(heat_map([row], "x", wide=wide), "text")}
        assert texts["98.0"] == "on-good"
        assert texts["60.4"] == "on-mid"
        assert texts["14.4 ▾"] == "on-bad"  # the style sheet makes it bold
        assert texts["–"] == "on-none"


points = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 30)), min_size=1, max_size=12)


@given(steps=points, start=st.integers(0, 500), named=st.sets(st.integers(0, 12)))
@settings(max_examples=60, deadline=None)
def test_the_curve_never_falls_and_fills_the_width(steps: list[tuple[int, int]], start: int, named: set[int]) -> None:
    drawn = [CurvePoint(0, start)]
    for number, (hours, gain) in enumerate(steps):
        last = drawn[-1]
        label = f"day {number}" if number in named else ""
        drawn.append(CurvePoint(last.half_hours + hours, last.posture + gain, label))
    for wide in (True, False):
        found = shapes(curve(drawn, BANDS, "x", wide=wide), "line")
        lines = [line for line in found if line.attributes["class"] == "curve"]
        assert place(lines[0], "x1") == 0
        assert place(lines[-1], "x2") == 100
        for line in lines:
            assert place(line, "x2") >= place(line, "x1")
            assert 16 <= int(line.attributes["y2"]) <= int(line.attributes["y1"]) <= 200  # down the page is less


def test_labels_of_the_curve_never_touch() -> None:
    crowded = [CurvePoint(0, 300), *(CurvePoint(n, 300 + n, f"day {n}: 30.0 E") for n in range(1, 6))]
    texts = [text for text in shapes(curve(crowded, BANDS, "x", wide=False), "text") if "day" in text.text]
    assert [text.text for text in texts][:1] == ["day 5: 30.0 E"]
    for one, other in combinations(texts, 2):
        beside = abs(place(one, "x") - place(other, "x")) >= 36
        assert beside or abs(int(one.attributes["y"]) - int(other.attributes["y"])) >= 18


def test_lengths_are_exact_per_cents() -> None:
    assert [across(value) for value in (0, 5, 50, 100, 5270, 10_000)] == ["0%", "0.05%", "0.5%", "1%", "52.7%", "100%"]
    assert not re.search(r"e-|\.\d{3}", across(3_333))
