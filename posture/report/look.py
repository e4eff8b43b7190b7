"""How a consultant wants reports to look: templates, a name, a colour, a logo. Checked here, read elsewhere."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from posture.model.base import Frozen, Text

LOGO_LIMIT: Final = 200 * 1024
"""Bytes of a logo: it stands in every page."""

LOGO_SIDE: Final = 2000
"""Pixels that a logo is wide or high at most."""

CONTRAST: Final = 4.5
"""WCAG 2.1 AA, for text of ordinary size."""

# The grounds of the page on which the accent is a colour of text: `--ground` and `--raised` of report.css.
GROUNDS: Final = ("#f6f5f0", "#e3ecea")

_PNG: Final = b"\x89PNG\r\n\x1a\n"


def _readable(colour: str) -> str:
    for ground in GROUNDS:
        if contrast(colour, ground) < CONTRAST:
            raise ValueError(
                f"is too light to read on the page: it needs a contrast of {CONTRAST}, so take a darker one"
            )
    return colour.lower()


class BrandFile(Frozen):
    """The file `brand.toml` beside templates.

    Attributes:
        name: Who prepares the report.
        accent: Colour of links and lines on the web page and of headings on the PDF, `#0a675e`; dark enough to read.
        logo: Name of a PNG file in the same folder, for the web page and the PDF.
    """

    name: Annotated[Text, Field(max_length=80)] = ""
    accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(_readable)] | None = None
    logo: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.png$")] | None = None


@dataclass(frozen=True, slots=True)
class Brand:
    """What is shown of who prepares a report; empty where there is nothing to show. `logo` is a PNG picture."""

    name: str = ""
    accent: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Look:
    """Templates by file name, which take the place of built-in ones or stand beside them; `folder` is for messages."""

    templates: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    brand: Brand = Brand()
    folder: str = ""


PLAIN: Final = Look()
"""The look that reports have without being told."""


def wrong_with_logo(data: bytes) -> str:
    """What is wrong with a picture; empty where it can be shown."""
    if len(data) > LOGO_LIMIT:
        return f"is larger than {LOGO_LIMIT // 1024} KiB"
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 33:
        return "is not a PNG picture"
    width, height = struct.unpack(">II", data[16:24])
    if not (0 < width <= LOGO_SIDE and 0 < height <= LOGO_SIDE):
        return f"is wider or higher than {LOGO_SIDE} pixels"
    return ""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.1 computes it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
