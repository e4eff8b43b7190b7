"""Roles of colour, three times: dark, light, high contrast. Widgets name roles, never colours."""

from typing import Final

from rich.style import Style
from textual.theme import Theme

ROLES: Final = (
    "ground",
    "raised",
    "line",
    "text",
    "soft",
    "faint",
    "bright",
    "accent",
    "fill",
    "sand",
    "coral",
    "tint-good",
    "tint-mid",
    "tint-bad",
)

_COLOURS: Final = {
    "posture-dark": "#10161a #202c32 #3b4b52 #e4eaea #a9b8bc #8b9ba1 #ffffff #72d3c0 #4fa897 #e3bd7c #f0937f "
    "#15292a #2b2a20 #5a2e28",
    "posture-light": "#f6f5f0 #e3ecea #b9c3c1 #1b282b #435257 #566468 #0c1517 #0a675e #2f8c80 #7a5200 #a83424 "
    "#e2efea #f4e9cd #f3c3b8",
    "posture-high-contrast": "#000000 #00343a #ffffff #ffffff #ffffff #d6d6d6 #ffffff #5ff0ff #5ff0ff #ffd84d #ffa08f "
    "#000000 #000000 #ffa08f",
}


def _with_heat(roles: dict[str, str], contrast: bool) -> dict[str, str]:
    """Text on the tints of the heat map; in high contrast the tints are black, and the text carries the colour."""
    fronts = ("accent", "sand", "ground") if contrast else ("text", "soft", "bright")
    return {**roles, **{f"on-{tint}": roles[front] for tint, front in zip(ROLES[-3:], fronts, strict=True)}}


PALETTES: Final = {
    name: _with_heat(dict(zip(ROLES, colours.split(), strict=True)), name == "posture-high-contrast")
    for name, colours in _COLOURS.items()
}
"""Colour of each role, by theme."""

DEFAULT: Final = "posture-dark"


def _theme(name: str) -> Theme:
    roles = PALETTES[name]
    return Theme(
        name=name,
        primary=roles["accent"],
        secondary=roles["fill"],
        accent=roles["accent"],
        success=roles["accent"],
        warning=roles["sand"],
        error=roles["coral"],
        foreground=roles["text"],
        background=roles["ground"],
        surface=roles["ground"],
        panel=roles["raised"],
        dark=name != "posture-light",
        variables=variables(name),
    )


def variables(name: str) -> dict[str, str]:
    """The roles as variables of the style sheet; those of the default theme where a name is not ours."""
    roles = PALETTES.get(name, PALETTES[DEFAULT])
    return {
        **{role: colour for role, colour in roles.items() if role not in ("accent",)},
        "input-cursor-background": roles["accent"],
        "input-cursor-foreground": roles["ground"],
        "input-selection-background": roles["raised"],
        "scrollbar": roles["line"],
        "scrollbar-hover": roles["faint"],
        "scrollbar-active": roles["accent"],
        "scrollbar-background": roles["ground"],
        "scrollbar-background-hover": roles["ground"],
        "scrollbar-background-active": roles["ground"],
        "scrollbar-corner-color": roles["ground"],
        "border": roles["accent"],
        "border-blurred": roles["line"],
        "block-cursor-background": roles["raised"],
        "block-cursor-foreground": roles["bright"],
        "block-cursor-text-style": "bold",
    }


THEMES: Final = tuple(_theme(name) for name in PALETTES)


class Palette:
    """Styles of the current theme, made once each: `palette("text bold")`, `palette("bright bold on raised")`."""

    def __init__(self, theme: str) -> None:
        self._roles = PALETTES.get(theme, PALETTES[DEFAULT])
        self._styles: dict[str, Style] = {}

    def __call__(self, spec: str) -> Style:
        """The style of a role, perhaps bold, perhaps on another role; on the ground where nothing is said."""
        style = self._styles.get(spec)
        if style is None:
            front, _, back = spec.partition(" on ")
            words = front.split()
            style = self._styles[spec] = Style(
                color=self._roles[words[0]], bgcolor=self._roles[back or "ground"], bold="bold" in words[1:]
            )
        return style
