"""The pages in a real browser: no error in the console, the diagram visible, no sideways scrolling.

The browser is asked through a copy of the page with a script that writes its measures into the title.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.dossier.language import Language

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on PATH: the pages are not opened in a browser"
)

MEASURE = """<script>
const box = element => element.getBoundingClientRect();
const cards = [...document.querySelectorAll(".diagram .card")];
const wide = cards.filter(card => [...card.querySelectorAll("text")].some(
  text => box(text).right > box(card.querySelector(".face")).right + 1));
const diagram = document.querySelector(".diagram");
document.title = "measured " + JSON.stringify({
  page: document.documentElement.scrollWidth, window: window.innerWidth,
  width: box(diagram).width, height: box(diagram).height, cards: cards.length,
  cut: wide.map(card => card.textContent), badges: [...document.querySelectorAll("td .badge")].filter(
    badge => box(badge).right > box(badge.closest("td")).right + 1).map(badge => badge.textContent),
});
</script>"""


def _browse(page: Path, profile: Path, *options: str) -> tuple[str, str]:
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
            f"--user-data-dir={profile}", *options, page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr


@pytest.mark.parametrize(("language", "width"), [("fr", 1400), ("en", 500)])
def test_a_page_loads_without_error_and_shows_its_diagram(
    pages: dict[Language, str], tmp_path: Path, language: Language, width: int
) -> None:
    page = tmp_path / "index.html"
    page.write_text(pages[language].replace("</body>", f"{MEASURE}</body>"), "utf-8")
    dom, log = _browse(page, tmp_path / "profile", "--dump-dom", f"--window-size={width},1000")
    assert re.findall(r"CONSOLE.*", log) == []
    found = re.search(r"<title>measured (.*?)</title>", dom)
    assert found is not None
    measures: dict[str, Any] = json.loads(html.unescape(found[1]))
    assert measures["cards"] > 20
    assert measures["width"] > 300
    assert measures["height"] > 300
    assert measures["cut"] == [], "texts that leave their card"
    assert measures["badges"] == [], "badges that leave their cell"
    assert measures["page"] <= measures["window"], "only tables and the diagram scroll sideways, inside"
