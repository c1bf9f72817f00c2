"""What axe-core finds on the pages, light, dark and narrow: nothing (WCAG 2.2, A and AA, good practice)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.dossier.site import write
from tests.dossier.browser import BROWSER, NO_BROWSER, measured
from tests.dossier.conftest import DAY, Stack

AXE = Path(__file__).parents[2] / ".tools" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER),
    pytest.mark.skipif(not AXE.is_file(), reason="no axe-core: python -m tools.test_environments"),
]

RUN = """<script src="%s"></script><script>
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
axe.run(document, {runOnly: tags, resultTypes: ["violations"], preload: false}).then(found => {
  document.title = "measured " + JSON.stringify(found.violations.map(each => ({
    id: each.id, impact: each.impact, nodes: each.nodes.slice(0, 3).map(node => node.html.slice(0, 200)),
  })));
});
</script>"""
PHONE = "--window-size=500,900"
DARK = "--blink-settings=preferredColorScheme=0"


@pytest.fixture(scope="module")
def folder(example: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write(example.document, example.graph, example.verdicts, out, as_of=DAY)
    return out


PAGES = (
    "index",
    "architecture",
    "inventory",
    "registers",
    "matrix-hds-2-0",
    "continuity",
    "sovereignty",
    "transfer-map",
    "contract",
    "findings",
    "responsibilities",
)
CASES = [
    *((name, ()) for name in PAGES),
    *((name, (DARK,)) for name in ("index", "architecture", "registers")),
    *((name, (PHONE,)) for name in ("architecture", "inventory")),
]


@pytest.mark.parametrize(("name", "options"), CASES)
def test_nothing_is_found(folder: Path, tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    page = folder / "fr" / f"{name}.html"
    found = measured(page, RUN % AXE.as_uri(), tmp_path / "profile", "--virtual-time-budget=30000", *options)
    assert found == []


def test_the_tool_finds_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    wrong = '<p style="color: #ccc; background: #fff">pale</p><img src="x.png">'
    page = folder / "fr" / "waivers.html"
    found = measured(page, wrong + RUN % AXE.as_uri(), tmp_path / "profile", "--virtual-time-budget=30000")
    assert {"color-contrast", "image-alt"} <= {each["id"] for each in found}
