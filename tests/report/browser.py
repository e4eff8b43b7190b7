"""Headless Chromium, where there is one: what a page looks like to it, as a document and on paper."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(os.environ.get("POSTURE_AXE", "nowhere"))
"""The script `axe.min.js` of axe-core; `.ci/browser` brings it."""


def run(page: Path, *options: str) -> str:
    """Open a page and do what the options say; the answer is what goes to stdout."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={profile}", *options, page.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )  # fmt: skip
    return done.stdout


def sheets(page: Path) -> int:
    """On how many sheets of paper a page is printed."""
    paper = page.with_suffix(".pdf")
    run(page, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
    return paper.read_bytes().count(b"/Type /Page\n")
