"""A headless browser: what a script that is added to a page writes into its title, as JSON."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
NO_BROWSER = "no Chromium on PATH: the pages are not opened in a browser"


def browse(page: Path, profile: Path, *options: str, place: str = "") -> tuple[str, str]:
    """The page as the browser has it after loading, and what it logged."""
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
            f"--user-data-dir={profile}", "--dump-dom", *options, page.as_uri() + place,
        ],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr


def measured(page: Path, script: str, profile: Path, *options: str, place: str = "") -> Any:
    """What the script measures; errors in the browser's console are refused."""
    copy = page.with_name(f"measured-{page.name}")
    copy.write_text(page.read_text("utf-8").replace("</body>", f"{script}</body>"), "utf-8")
    try:
        dom, log = browse(copy, profile, *options, place=place)
    finally:
        copy.unlink()
    assert re.findall(r"CONSOLE.*", log) == []
    found = re.search(r"<title>measured (.*?)</title>", dom, re.DOTALL)
    assert found is not None, dom[:400]
    return json.loads(html.unescape(found[1]))
