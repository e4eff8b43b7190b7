"""The promised contrast, computed from the themes themselves (WCAG 2.1, relative luminance)."""

import pytest

from posture.ui.theme import PALETTES

TEXT_ROLES = ("text", "soft", "faint", "bright", "accent", "sand", "coral")
HEAT = (("on-tint-good", "tint-good"), ("on-tint-mid", "tint-mid"), ("on-tint-bad", "tint-bad"))


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula_knows_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("back", ["ground", "raised"])
@pytest.mark.parametrize("role", TEXT_ROLES)
def test_text_can_be_read(theme: str, back: str, role: str) -> None:
    assert contrast(PALETTES[theme][role], PALETTES[theme][back]) >= 4.5


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("back", ["ground", "raised"])
def test_shapes_can_be_seen(theme: str, back: str) -> None:
    assert contrast(PALETTES[theme]["fill"], PALETTES[theme][back]) >= 3


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize(("front", "back"), HEAT)
def test_the_heat_map_can_be_read(theme: str, front: str, back: str) -> None:
    assert contrast(PALETTES[theme][front], PALETTES[theme][back]) >= 4.5


@pytest.mark.parametrize("theme", ["posture-dark", "posture-light"])
def test_a_grey_screen_keeps_the_order_of_the_heat_map(theme: str) -> None:
    ground = PALETTES[theme]["ground"]
    distances = [contrast(PALETTES[theme][tint], ground) for _, tint in HEAT]
    assert distances[2] == max(distances)
