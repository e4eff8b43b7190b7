"""The HTML report: the Markdown report as one page that needs nothing from outside and runs nothing.

The page has charts, contents and sections; everything else is the Markdown. HTML in Markdown is not read, and links and
images are switched off: nothing that a person wrote can become more than text.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Final

from markdown_it.token import Token

from posture.model.text import one_line
from posture.report.charts import CHARTS, mark, marked
from posture.report.context import Report, report
from posture.report.look import PLAIN, Brand
from posture.report.markdown import source
from posture.report.markdown_reader import blocks, reader
from posture.report.material import ReportInput
from posture.report.page import page
from posture.report.table_html import dressed

FILE_NAME: Final = "report.html"

NO_CHARTS: Final[Mapping[str, str]] = MappingProxyType({})

_IN_CONTENTS: Final = ("h2", "h3")


def render(material: ReportInput) -> dict[str, bytes]:
    """The report as one HTML file in UTF-8."""
    context = report(material)
    made = rendered_page(
        title(context),
        source(context, {name: mark(name) for name in CHARTS}, material.look),
        charts={found: chart.html for found, chart in marked(context.figures).items()},
        clinic=context.heading.clinic,
        date=context.heading.date,
        audience=context.audience,
        brand=material.look.brand,
    )
    return {FILE_NAME: made.encode()}


def rendered_page(
    title: str,
    markdown: str,
    *,
    clinic: str,
    date: str,
    audience: str = "",
    charts: Mapping[str, str] = NO_CHARTS,
    brand: Brand = PLAIN.brand,
) -> str:
    """A whole page from Markdown; `charts` stand where their marks do."""
    body, contents = _body(blocks(markdown), charts)
    return page(title, contents, body, clinic=clinic, date=date, audience=audience, brand=brand)


def title(context: Report) -> str:
    """What the page is called."""
    return f"Security assessment of {one_line(context.heading.clinic)}"


def _body(blocks: Sequence[Sequence[Token]], charts: Mapping[str, str]) -> tuple[str, str]:
    """The page's content and its list of contents.

    Each heading opens a section that ends where the next heading of its level or a higher one stands.
    """
    out: list[str] = []
    contents: list[tuple[str, str, str]] = []
    open_levels: list[str] = []
    for block in blocks:
        first = block[0]
        if first.type == "heading_open":
            while open_levels and open_levels[-1] >= first.tag:
                out.append("</section>\n")
                open_levels.pop()
            open_levels.append(first.tag)
            if first.tag in _IN_CONTENTS:
                name = f"s{len(contents) + 1}"
                first.attrSet("id", name)
                contents.append((first.tag, name, _text(block)))
            out.append(f'<section class="{first.tag}">\n')
        out += _block(block, charts)
    out += ["</section>\n" for _ in open_levels]
    return "".join(out), _contents(contents)


def _block(block: Sequence[Token], charts: Mapping[str, str]) -> Iterator[str]:
    chart = charts.get(block[1].content) if block[0].type == "paragraph_open" else None
    if chart is not None:
        yield chart
        return
    table = block[0].type == "table_open"
    tokens = dressed(block) if table else block
    html = reader().renderer.render(tokens, reader().options, {})
    yield f"<div>\n{html}</div>\n" if table else html


def _text(block: Sequence[Token]) -> str:
    return "".join(child.content for token in block for child in token.children or ())


def _contents(entries: Sequence[tuple[str, str, str]]) -> str:
    items = (f'<li class="{tag}"><a href="#{name}">{escape(text)}</a></li>\n' for tag, name, text in entries)
    return f"<ul>\n{''.join(items)}</ul>\n"
