"""Requirements documents in an editor: a real language server completes, explains and marks them.

`make editor` installs the server at the version of package-lock.json; without it these tests are skipped.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hds_blueprint.hosting.facts import eea_regions
from hds_blueprint.hosting.reference import sections
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.wording import texts

from .language_server import LanguageServer

ROOT = Path(__file__).parents[2]
SERVER = ROOT / ".tools" / "editor" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
NODE = shutil.which("node")
FIRST = "# yaml-language-server: $schema=schema.json\n"

pytestmark = pytest.mark.skipif(
    NODE is None or not SERVER.is_file(), reason="`make editor` has not installed the language server"
)


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    running = LanguageServer([str(NODE), str(SERVER), "--stdio"], ROOT / "stacks")
    yield running
    running.close()


def written(path: str) -> str:
    """The lines that lead to a section: `databases.NAME` as two indented keys, `[]` as an item."""
    text, indent = FIRST, 0
    for step in path.split(".") if path else []:
        name, _, suffix = step.partition("[")
        text += f"{' ' * indent}{name.lower() if name.isupper() else name}:\n"
        indent += 2
        if suffix:
            text += f"{' ' * indent}- "
            indent += 2
    return text + (" " * indent if not text.endswith("- ") else "")


@pytest.mark.parametrize(
    ("path", "model"),
    list(sections(HostingRequirements)),
    ids=[path for path, _ in sections(HostingRequirements)],
)
def test_every_section_is_completed_and_explained(server: LanguageServer, path: str, model: type) -> None:
    offered = server.completions(written(path))
    names = set(model.model_fields)  # pyright: ignore[reportAttributeAccessIssue]
    assert names <= set(offered)
    english, french = texts("fields.en"), texts("fields.fr")
    for name in names:
        key = f"{model.__name__}.{name}"
        assert english[key]["description"] in offered[name] and french[key]["description"] in offered[name]


def test_a_baseline_is_completed_as_one(server: LanguageServer) -> None:
    offered = server.completions(FIRST + "kind: baseline\n")
    assert "account" in offered and "workloads" not in offered


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("location:\n  region: ", eea_regions()),
        ("databases:\n  records:\n    multi_az: ", {"true", "false"}),
        ("service:\n  profile: ", {"hds", "synthetic", "generic"}),
        ("workloads:\n  web:\n    cpu: ", {"256", "512", "1024", "2048", "4096", "8192", "16384"}),
        ("backup:\n  lock:\n    mode: ", {"governance", "compliance"}),
    ],
)
def test_values_are_offered(server: LanguageServer, text: str, values: set[str]) -> None:
    assert values <= set(server.completions(FIRST + text))


def test_hover_explains_in_both_languages_with_an_example(server: LanguageServer) -> None:
    text = FIRST + "databases:\n  records:\n    multi_az: true\n"
    shown = server.hover(text, 3, 6)
    assert "synchronous standby" in shown and "copie synchrone" in shown and "true" in shown


def test_what_is_wrong_is_marked_where_it_stands(server: LanguageServer) -> None:
    whole = (ROOT / "stacks" / "prod.yaml").read_text(encoding="utf-8")
    assert server.diagnostics(whole) == []
    line = whole.splitlines().index("  region: eu-west-3")
    [problem] = server.diagnostics(whole.replace("  region: eu-west-3", "  region: eu-west-2"))
    assert problem["range"]["start"] == {"line": line, "character": 10}
    [unknown] = server.diagnostics(whole + "\nnetwrok: {}\n")
    assert "netwrok" in unknown["message"]
