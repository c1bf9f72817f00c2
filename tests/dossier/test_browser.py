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
from hds_blueprint.dossier.site import write
from tests.dossier.conftest import DAY, Stack

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
document.title = "measured " + JSON.stringify({
  page: document.documentElement.scrollWidth, window: window.innerWidth,
  diagrams: [...document.querySelectorAll(".diagram")].map(each => [box(each).width, box(each).height]),
  cards: cards.length,
  cut: wide.map(card => card.textContent), badges: [...document.querySelectorAll("td .badge")].filter(
    badge => box(badge).right > box(badge.closest("td")).right + 1).map(badge => badge.textContent),
});
</script>"""


SEARCH = """<script>addEventListener("load", () => {
const field = document.getElementById("search-field");
field.value = TYPED;
field.dispatchEvent(new Event("input"));
const links = [...document.querySelectorAll("#search-results a")];
document.title = "measured " + JSON.stringify({
  visible: field.getBoundingClientRect().height > 0, titles: links.map(link => link.textContent),
  links: links.map(link => link.getAttribute("href")),
  status: document.getElementById("search-status").textContent,
});
});</script>"""

SWITCH = """<script>addEventListener("load", () => {
document.title = "measured " + JSON.stringify({href: document.querySelector("a.language").href});
});</script>"""


def _browse(page: Path, profile: Path, *options: str, place: str = "") -> tuple[str, str]:
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
            f"--user-data-dir={profile}", *options, page.as_uri() + place,
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(example: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write(example.document, example.graph, example.verdicts, out, as_of=DAY)
    return out


def _measured(page: Path, script: str, tmp_path: Path, *options: str, place: str = "") -> dict[str, Any]:
    """What a script that is added to a page writes into its title, as JSON."""
    copy = page.with_name(f"measured-{page.name}")
    copy.write_text(page.read_text("utf-8").replace("</body>", f"{script}</body>"), "utf-8")
    dom, log = _browse(copy, tmp_path / "profile", "--dump-dom", *options, place=place)
    copy.unlink()
    assert re.findall(r"CONSOLE.*", log) == []
    found = re.search(r"<title>measured (.*?)</title>", dom)
    assert found is not None
    return json.loads(html.unescape(found[1]))


@pytest.mark.parametrize(("language", "width"), [("fr", 1400), ("en", 500)])
def test_a_page_loads_without_error_and_shows_its_diagrams(
    folder: Path, tmp_path: Path, language: Language, width: int
) -> None:
    page = folder / language / "architecture.html"
    measures = _measured(page, MEASURE, tmp_path, f"--window-size={width},1000")
    assert measures["cards"] > 20
    assert len(measures["diagrams"]) == 4
    assert all(wide > 300 and high > 40 for wide, high in measures["diagrams"])
    assert measures["cut"] == [], "texts that leave their card"
    assert measures["page"] <= measures["window"], "only tables and diagrams scroll sideways, inside"


@pytest.mark.parametrize("width", [1400, 500])
@pytest.mark.parametrize("name", ["index", "inventory", "registers", "matrix-hds-2-0", "continuity"])
def test_no_page_is_wider_than_the_window(folder: Path, tmp_path: Path, name: str, width: int) -> None:
    page = folder / "fr" / f"{name}.html"
    measures = _measured(page, MEASURE, tmp_path, f"--window-size={width},1000")
    assert measures["page"] <= measures["window"]
    assert measures["badges"] == [], "badges that leave their cell"


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [("fr", "clé chiffrement domain", "domain-data"), ("en", "database", "records")],
)
def test_the_search_finds(
    folder: Path, tmp_path: Path, language: Language, typed: str, expected: str
) -> None:
    script = SEARCH.replace("TYPED", json.dumps(typed))
    found = _measured(folder / language / "index.html", script, tmp_path)
    assert found["visible"]
    assert any(expected in title for title in found["titles"])
    assert all((folder / language / link.partition("#")[0]).is_file() for link in found["links"])


def test_a_search_for_nothing_finds_nothing(folder: Path, tmp_path: Path) -> None:
    found = _measured(folder / "fr" / "index.html", SEARCH.replace("TYPED", '"zzyzx"'), tmp_path)
    assert found["titles"] == []
    assert found["status"] == "Aucun résultat."


def test_the_language_switch_keeps_the_place(folder: Path, tmp_path: Path) -> None:
    page = folder / "fr" / "registers.html"
    found = _measured(page, SWITCH, tmp_path, place="#register-keys")
    assert found["href"].endswith("/en/registers.html#register-keys")
    assert (folder / "en" / "registers.html").is_file()
