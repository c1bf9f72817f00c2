"""The pages in a real browser: no error in the console, the diagram visible, no sideways scrolling.

The browser is asked through a copy of the page with a script that writes its measures into the title.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.site import write
from tests.dossier.browser import BROWSER, NO_BROWSER, browse, measured
from tests.dossier.conftest import DAY, Stack

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)

MEASURE = """<script>
const box = element => element.getBoundingClientRect();
const cards = [...document.querySelectorAll(":not(.on-paper) > .diagram .card")];
const wide = cards.filter(card => [...card.querySelectorAll("text")].some(
  text => box(text).right > box(card.querySelector(".face")).right + 1));
document.title = "measured " + JSON.stringify({
  page: document.documentElement.scrollWidth, window: window.innerWidth,
  diagrams: [...document.querySelectorAll(":not(.on-paper) > .diagram")].map(
    each => [box(each).width, box(each).height]),
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

TABLES = """<script>
const box = element => element.getBoundingClientRect();
document.title = "measured " + JSON.stringify({
  cut: [...document.querySelectorAll(".scroll")].filter(each => each.scrollWidth > each.clientWidth + 1)
    .map(each => each.getAttribute("aria-label")),
  narrow: [...document.querySelectorAll("tbody th")].filter(each => box(each).height > 12 * box(each).width)
    .map(each => each.textContent),
});
</script>"""

MENU = """<script>addEventListener("load", () => {
const here = document.querySelector("nav [aria-current]").getBoundingClientRect();
document.title = "measured " + JSON.stringify({top: here.top, bottom: here.bottom, window: innerHeight});
});</script>"""

# a window of the browser is never below 500 pixels wide, a page in a frame is
PHONE = """<script>addEventListener("load", () => {
const frame = document.createElement("iframe");
frame.style.width = "400px";
frame.srcdoc = document.documentElement.outerHTML.replace(/<script[^]*?<\\/script>/g, "");
frame.addEventListener("load", () => {
  const found = frame.contentDocument.documentElement;
  document.title = "measured " + JSON.stringify({page: found.scrollWidth, window: found.clientWidth});
});
document.body.append(frame);
});</script>"""

SWITCH = """<script>addEventListener("load", () => {
document.title = "measured " + JSON.stringify({href: document.querySelector("a.language").href});
});</script>"""


@pytest.fixture(scope="module")
def folder(example: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write(example.document, example.graph, example.verdicts, out, as_of=DAY)
    return out


@pytest.mark.parametrize(("language", "width"), [("fr", 1400), ("en", 500)])
def test_a_page_loads_without_error_and_shows_its_diagrams(
    folder: Path, tmp_path: Path, language: Language, width: int
) -> None:
    page = folder / language / "architecture.html"
    measures = measured(page, MEASURE, tmp_path / "profile", f"--window-size={width},1000")
    assert measures["cards"] > 20
    assert len(measures["diagrams"]) == 5
    assert all(wide > 300 and high > 40 for wide, high in measures["diagrams"])
    assert measures["cut"] == [], "texts that leave their card"
    assert measures["page"] <= measures["window"], "only tables and diagrams scroll sideways, inside"


@pytest.mark.parametrize("width", [1400, 500])
@pytest.mark.parametrize("name", ["index", "inventory", "registers", "matrix-hds-2-0", "continuity"])
def test_no_page_is_wider_than_the_window(folder: Path, tmp_path: Path, name: str, width: int) -> None:
    page = folder / "fr" / f"{name}.html"
    measures = measured(page, MEASURE, tmp_path / "profile", f"--window-size={width},1000")
    assert measures["page"] <= measures["window"]
    assert measures["badges"] == [], "badges that leave their cell"


@pytest.mark.parametrize("name", ["registers", "sovereignty", "findings", "continuity", "inventory"])
def test_tables_show_all_their_columns_on_a_desk(folder: Path, tmp_path: Path, name: str) -> None:
    page = folder / "fr" / f"{name}.html"
    measures = measured(page, TABLES, tmp_path / "profile", "--window-size=1280,1000")
    assert measures == {"cut": [], "narrow": []}


@pytest.mark.parametrize("name", ["contract", "location", "risks", "sovereignty", "transfer-map"])
def test_no_page_is_wider_than_a_phone(folder: Path, tmp_path: Path, name: str) -> None:
    measures = measured(
        folder / "fr" / f"{name}.html", PHONE, tmp_path / "profile", "--virtual-time-budget=5000"
    )
    assert measures["window"] < 400
    assert measures["page"] <= measures["window"]


def test_the_menu_shows_where_the_reader_is(folder: Path, tmp_path: Path) -> None:
    found = measured(folder / "fr" / "about.html", MENU, tmp_path / "profile", "--window-size=1280,700")
    assert 0 < found["top"] < found["bottom"] < found["window"]


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("fr", "clé chiffrement domain", "domain-data"),
        ("fr", "cle", "Clés de chiffrement"),
        ("fr", "essai de restaurations", "Sauvegardes et essais de restauration"),
        ("fr", "journal des flux réseaux", "flow-logs"),
        ("fr", "base chiffrée", "rds-storage-encrypted"),
        ("fr", "EXI 05", "EXI 05"),
        ("fr", "exi05", "EXI 05"),
        ("fr", "docker", "Sous-traitants"),
        ("fr", "a.8.24", "8.24"),
        ("en", "database", "records"),
        ("en", "iam administrator policy", "iam-administrator-policies-unattached"),
        ("en", "records", "records"),
    ],
)
def test_the_search_finds(
    folder: Path, tmp_path: Path, language: Language, typed: str, expected: str
) -> None:
    script = SEARCH.replace("TYPED", json.dumps(typed))
    found = measured(folder / language / "index.html", script, tmp_path / "profile")
    assert found["visible"]
    assert any(expected in title for title in found["titles"])
    assert all((folder / language / link.partition("#")[0]).is_file() for link in found["links"])


def test_a_search_for_nothing_finds_nothing(folder: Path, tmp_path: Path) -> None:
    found = measured(folder / "fr" / "index.html", SEARCH.replace("TYPED", '"zzyzx"'), tmp_path / "profile")
    assert found["titles"] == []
    assert found["status"] == "Aucun résultat."


def test_the_language_switch_keeps_the_place(folder: Path, tmp_path: Path) -> None:
    page = folder / "fr" / "registers.html"
    found = measured(page, SWITCH, tmp_path / "profile", place="#register-keys")
    assert found["href"].endswith("/en/registers.html#register-keys")
    assert (folder / "en" / "registers.html").is_file()


def test_every_file_that_a_page_offers_is_there(folder: Path) -> None:
    offered = 0
    for page in (folder / "fr").glob("*.html"):
        for link in re.findall(r'href="((?:files/|dossier)[^"]+)"', page.read_text("utf-8")):
            assert (page.parent / link).is_file(), link
            offered += 1
    assert offered > 100


def test_on_paper_a_diagram_is_printed_once_and_whole(folder: Path, tmp_path: Path) -> None:
    page = folder / "fr" / "architecture.html"
    browse(page, tmp_path / "profile", f"--print-to-pdf={tmp_path / 'page.pdf'}", "--no-pdf-header-footer")
    printed = [sheet.extract_text() for sheet in PdfReader(tmp_path / "page.pdf").pages]
    whole = "\n".join(printed)
    assert whole.count("Compte AWS") == 1
    assert whole.count("Sous-réseau\n") == 9
    assert len(printed) > 4
