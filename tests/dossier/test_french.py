"""The French file is French: what our components wrote in English is said in French, as is all the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hds_blueprint.dossier import components, texts
from hds_blueprint.dossier.descriptions import purpose
from hds_blueprint.dossier.model import Dossier
from hds_blueprint.dossier.typography import typeset
from hds_blueprint.graph import program
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.hosting.loader import load
from tests.dossier.conftest import DAY, EXAMPLE, Stack, stack_of
from tests.dossier.inventions import leaves, runs

STACKS = EXAMPLE.parents[1]
DOCUMENTS = [*sorted(STACKS.glob("*.yaml")), *sorted(EXAMPLE.parent.glob("*.yaml"))]
SHOWN = (
    "aws:iam/role:Role",
    "aws:kms/key:Key",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
# Words that no French sentence has; `is`, `for` and the like only between spaces.
ENGLISH = re.compile(
    r"\b(?:the|of|and|with|from|are|not|which|that|this|has|have|before|after|under|every|only|other)\b"
    r"|(?:^|\s)(?:is|for|to|by|its|no|or)(?=\s)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def built() -> dict[Path, tuple[LoadedDocument, ResourceGraph]]:
    documents = {path: load(path, as_of=DAY) for path in DOCUMENTS}
    return {path: (each, program.build(each, stack=path.stem)) for path, each in documents.items()}


def test_every_purpose_that_our_components_write_is_said_in_french(
    built: dict[Path, tuple[LoadedDocument, ResourceGraph]],
) -> None:
    roles = yaml.safe_load(
        (Path(program.__file__).parents[1] / "components" / "access_roles.yaml").read_text()
    )
    written = {
        role["description"] for role in roles.values() if isinstance(role, dict) and "description" in role
    }
    for _, graph in built.values():
        for each in graph.of_type(*SHOWN):
            description = each.inputs.get("description")
            owner = graph.by_urn.get(each.parent or "")
            if isinstance(description, str) and not (owner and owner.type.startswith("hds:extensions:")):
                written.add(description)
    assert len(written) > 50
    assert sorted(text for text in written if purpose(text, "fr") == text) == []
    assert all(purpose(text, "en") == text for text in written)


def test_names_are_put_in_as_they_are() -> None:
    said = purpose("Queries from web's app to the database {records}", "fr")
    assert said == "Requêtes de web's app vers la base {records}"
    assert purpose("What somebody else wrote", "fr") == "What somebody else wrote"


def test_every_component_has_a_name(built: dict[Path, tuple[LoadedDocument, ResourceGraph]]) -> None:
    kinds = {
        each.type.split(":")[1]
        for _, graph in built.values()
        for each in graph.resources
        if each.type.startswith("hds:")
    }
    assert len(kinds) > 30
    data = yaml.safe_load((Path(components.__file__).with_suffix(".yaml")).read_text("utf-8"))
    assert kinds <= set(data)


def _own_words(stack: Stack) -> set[str]:
    """What the document says, in whatever language its author writes; and the names of resources."""
    # a sentence of the document may stand inside of one of ours, without its full stop
    said = {
        str(leaf).removesuffix(".") for leaf in leaves(stack.document.requirements.model_dump(mode="json"))
    }
    return said | {each.name for each in stack.graph.resources}


def _english(dossier: Dossier, own: set[str]) -> Iterator[tuple[str, str]]:
    longest_first = sorted((text for text in own if len(text) > 3), key=len, reverse=True)
    for place, run in runs(dossier):
        if run.look == "code" or run.target.startswith("https:") or not ENGLISH.search(run.text):
            continue
        text = run.text
        for mine in longest_first:
            text = text.replace(mine, "")
        if ENGLISH.search(text):
            yield place, run.text


@pytest.mark.parametrize("name", ["teleconsultation", "imaging-archive", "connected-devices", "web-shop"])
def test_no_english_is_left(built: dict[Path, tuple[LoadedDocument, ResourceGraph]], name: str) -> None:
    stack = stack_of(*built[EXAMPLE.with_name(f"{name}.yaml")])
    assert list(_english(stack.dossier("fr"), _own_words(stack))) == []


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        ("2029-03-01", "fr", "1er\u00a0mars 2029"),
        ("2026-11-24", "fr", "24\u00a0novembre 2026"),
        ("2026-11-24", "en", "24\u00a0November 2026"),
    ],
)
def test_day_and_month_stay_on_one_line(day: str, language: str, said: str) -> None:
    assert texts.day(day, language) == said


def test_the_letter_of_an_annex_stays_beside_its_word() -> None:
    assert typeset("ISO/IEC 27001:2022, annexe A", "fr").endswith("annexe\u00a0A")
    assert typeset("ISO/IEC 27001:2022, Annex A", "en").endswith("Annex\u00a0A")
    assert typeset("annexe au contrat", "fr") == "annexe au contrat"
