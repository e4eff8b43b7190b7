"""The page around a report: its head with a strict policy, the style sheet, and what is printed on every sheet."""

import base64
import hashlib
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from posture.model.text import one_line
from posture.report.look import Brand

_POLICY: Final = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
"""Nothing may be loaded, run or sent; the one style sheet is named by its hash."""

_PICTURES: Final = "; img-src data:"
"""Only in a page with a logo, which stands in the page itself."""

_ACCENT: Final = """
:root {{ --accent: {}; }}
"""

_PICTURE: Final = """
img { max-width: 16rem; max-height: 6rem; }
"""

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
</head>
<body class="{audience}">
<main>
{body}</main>
</body>
</html>
"""

_SHEET: Final = """
@page {{
  @top-left {{ content: {clinic}; }}
  @top-right {{ content: {date}; }}
  @bottom-left {{ content: "Confidential"; }}
  @bottom-right {{ content: counter(page) " / " counter(pages); }}
}}
"""

_CONTENTS_AFTER: Final = "</ul>\n"


def page(title: str, contents: str, body: str, *, clinic: str, date: str, audience: str, brand: Brand) -> str:
    """A whole page.

    Args:
        title: Plain text.
        contents: The list of contents, as HTML.
        body: Everything else, as HTML; the contents go after its first list.
        clinic: Who was assessed, for the head of each printed sheet.
        date: When.
        audience: For whom the page is; empty for everybody.
        brand: Who prepared it; the colour was checked to be one.
    """
    style = _sheet() + _brand_style(brand) + _SHEET.format(clinic=css_text(clinic), date=css_text(date))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    before, mark, after = body.partition(_CONTENTS_AFTER)
    nav = f'<nav aria-label="Contents">\n{contents}</nav>\n'
    return _PAGE.format(
        policy=escape(_POLICY.format(digest) + (_PICTURES if brand.logo else "")),
        title=escape(title),
        style=style,
        audience=audience or "all",
        body=f"{_logo(brand)}{before}{mark}{nav}{after}",
    )


def _brand_style(brand: Brand) -> str:
    return (_ACCENT.format(brand.accent) if brand.accent else "") + (_PICTURE if brand.logo else "")


def _logo(brand: Brand) -> str:
    if not brand.logo:
        return ""
    data = base64.b64encode(brand.logo).decode()
    return f'<p><img src="data:image/png;base64,{data}" alt="{escape(one_line(brand.name) or "Logo")}"></p>\n'


def css_text(text: str) -> str:
    """Text of any person as a string of a style sheet; whatever is no letter, digit or blank stands as its number."""
    return f'"{"".join(map(_css, _short(text)))}"'


def _css(char: str) -> str:
    return char if char.isascii() and (char.isalnum() or char == " ") else f"\\{ord(char):06x}"


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= 80 else f"{text[:79]}…"


@cache
def _sheet() -> str:
    return (resources.files("posture.report") / "templates" / "report.css").read_text(encoding="utf-8")
