"""The HTML report in a real browser: WCAG 2.1 AA by axe-core, nothing asked of the network, the owner's two sheets.

Skipped where Chromium or axe-core is not installed; `.ci/browser` brings both where it can.
"""

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from posture.content.library import BUILTIN, assemble, require
from posture.report.formats import render
from posture.sample import open_sample, sample_workspace
from tests.report import browser

if TYPE_CHECKING:
    from posture.report.material import Audience, ReportInput
    from tests.report.conftest import Pack

pytestmark = pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium is installed here")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

AUDIT = """
<script>{axe}</script>
<script>axe.run({{runOnly: {rules}}}).then(found => {{
  const said = document.createElement("pre");
  said.id = "said";
  said.textContent = JSON.stringify({{broken: found.violations, kept: found.passes.length}});
  document.body.replaceChildren(said);
}})</script>
</body>
"""


@pytest.fixture(scope="module")
def sample() -> "ReportInput":
    with sample_workspace() as places:
        session = open_sample(require(assemble([BUILTIN])), places)
        return replace(session.report(), earlier=session.earlier())


def written(material: "ReportInput", audience: "Audience | None", folder: Path) -> Path:
    page = folder / "report.html"
    page.write_bytes(render("html", replace(material, audience=audience))["report.html"])
    return page


def audited(page: Path, width: int) -> dict[str, Any]:
    """What axe-core says about a page; the page's policy, which lets no script in, is taken out for it."""
    source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    script = AUDIT.format(axe=browser.AXE.read_text(encoding="utf-8"), rules=json.dumps(RULES))
    page.write_text(source.replace("</body>", script), encoding="utf-8")
    shown = browser.run(page, f"--window-size={width},900", "--virtual-time-budget=100000", "--dump-dom")
    said = re.search(r'<pre id="said">(.*?)</pre>', shown, re.DOTALL)
    assert said, "axe-core did not answer"
    found: dict[str, Any] = json.loads(html.unescape(said[1]))
    return found


@pytest.mark.skipif(not browser.AXE.is_file(), reason="POSTURE_AXE names no axe.min.js; `.ci/browser` brings one")
@pytest.mark.parametrize(("audience", "width"), [("owner", 500), ("auditor", 1280)])
def test_the_sample_s_page_keeps_wcag_2_1_aa(
    sample: "ReportInput", audience: "Audience | None", width: int, tmp_path: Path
) -> None:
    found = audited(written(sample, audience, tmp_path), width)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["broken"]] == []
    assert found["kept"] > 15


@pytest.mark.skipif(not browser.AXE.is_file(), reason="POSTURE_AXE names no axe.min.js; `.ci/browser` brings one")
def test_a_whole_page_keeps_it_too(pack: "Pack", tmp_path: Path) -> None:
    found = audited(written(pack.material(responses={}), None, tmp_path), 500)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["broken"]] == []


@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_the_owner_s_part_is_two_sheets(sample: "ReportInput", paper: str, tmp_path: Path) -> None:
    page = written(sample, "owner", tmp_path)
    source = page.read_text(encoding="utf-8")
    # The policy names the style sheet by its hash: it goes, and the size of the paper comes.
    source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    page.write_text(source.replace("</style>", f"@page {{ size: {paper} }}</style>"), encoding="utf-8")
    assert browser.sheets(page) == 2


def test_a_browser_under_the_policy_shows_the_style_and_no_error(sample: "ReportInput", tmp_path: Path) -> None:
    page = written(sample, "owner", tmp_path)
    log = tmp_path / "log"
    browser.run(page, "--enable-logging", f"--log-file={log}", "--v=0", f"--screenshot={tmp_path / 'page.png'}")
    said = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    assert "Content Security Policy" not in said
    assert "Refused" not in said
    assert (tmp_path / "page.png").stat().st_size > 20_000
