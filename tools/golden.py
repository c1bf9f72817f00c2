"""The architecture files of two examples as they are committed: Markdown, and digests of all other forms.

A change of a component, a rule or a text shows as a difference that people can read; pages, PDF, CSV, XLSX
and OSCAL, which say the same, are told by their SHA-256. `python -m tools.generated` writes them anew.
"""

from __future__ import annotations

import hashlib
from contextlib import chdir
from datetime import date
from pathlib import Path

from hds_blueprint.dossier.language import LANGUAGES
from hds_blueprint.dossier.site import rendered
from hds_blueprint.graph import program
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import evaluate

REPOSITORY = Path(__file__).parents[1]
FOLDER = "docs/golden"
# One document without an organisation, one with every section written out.
EXAMPLES = ("hapi-fhir", "teleconsultation")
DAY = date(2026, 11, 24)
READABLE = "files/markdown/"


def contents() -> dict[str, str]:
    """Path from the root of the repository to the text of today."""
    found: dict[str, str] = {}
    # named from the repository's root, so that no file says where the repository is
    with chdir(REPOSITORY):
        for example in EXAMPLES:
            found |= {f"{FOLDER}/{example}/{name}": text for name, text in _example(example).items()}
    return found


def _example(example: str) -> dict[str, str]:
    document = load(Path("stacks/examples") / f"{example}.yaml", as_of=DAY)
    graph = program.build(document, stack=example)
    waivers = document.requirements.waivers
    verdicts = {each: evaluate(graph, waivers=waivers, as_of=DAY, language=each) for each in LANGUAGES}
    readable: dict[str, str] = {}
    digests: dict[str, str] = {}
    for name, content in rendered(document, graph, verdicts, as_of=DAY, with_pdf=True).items():
        language, _, rest = name.partition("/")
        if isinstance(content, str) and rest.startswith(READABLE):
            readable[f"{language}/{rest.removeprefix(READABLE)}"] = content
        else:
            digests[name] = _digest(content)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(digests.items())]
    return {**readable, "SHA256SUMS": "".join(lines)}


def _digest(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
