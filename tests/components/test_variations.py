"""Documents that hold give platforms that pass our mandatory rules: a document never promises in vain."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.graph import program
from hds_blueprint.hosting.loader import LoadedDocument, load
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Enforcement, Status

DOCUMENTS = Path(__file__).parents[1] / "hosting" / "documents"
DAY = date(2026, 6, 30)
TODAY = date(2026, 11, 24)  # of the examples: their certificates are in force
STACKS = Path(__file__).parents[2] / "stacks"
SERVICES = [
    path
    for path in sorted((*STACKS.glob("*.yaml"), *STACKS.glob("examples/*.yaml")))
    if "\nkind: baseline" not in f"\n{path.read_text(encoding='utf-8')}"
]
VARIATIONS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("variations.yaml").read_text(encoding="utf-8")
)


def changed(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with values written at dotted paths; "absent" takes out what stands there."""
    result = copy.deepcopy(document)
    for path, value in changes.items():
        *above, last = path.split(".")
        place = result
        for step in above:
            place = place.setdefault(step, {})
        if value == "absent":
            del place[last]
        else:
            place[last] = value
    return result


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda each: f"{each['base']}-{'-'.join(each['set'])}")
def test_a_document_that_holds_passes_the_mandatory_rules(tmp_path: Path, variation: dict[str, Any]) -> None:
    base = yaml.safe_load((DOCUMENTS / f"{variation['base']}.yaml").read_text(encoding="utf-8"))
    base.pop("waivers", None)  # nothing is set aside
    path = tmp_path / "stack.yaml"
    document = changed(base, variation["set"])
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    passes(load(path, as_of=DAY), "stack", DAY)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_the_documents_of_the_repository_pass_the_mandatory_rules(path: Path) -> None:
    """Those of stacks/ and every example."""
    passes(load(path, as_of=TODAY), path.stem, TODAY)


def passes(document: LoadedDocument, stack: str, day: date) -> None:
    """The document's platform breaks no mandatory rule, and there is something to judge."""
    graph = program.build(document, stack=stack)
    verdict = evaluate(graph, waivers=document.requirements.waivers, as_of=day)
    broken = {
        (finding.rule, finding.urn.rsplit("::", 1)[1], finding.path, finding.value)
        for finding in verdict.findings
        if finding.status is Status.FAIL
        and finding.enforcement is Enforcement.MANDATORY
        and finding.waiver is None
    }
    assert broken == set()
    assert len({finding.rule for finding in verdict.findings if finding.status is Status.PASS}) > 40
