"""Generated files are what the model gives today, and editors can rely on the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from hds_blueprint.hosting import generated
from hds_blueprint.hosting.schema import schema

from .documents_and_paths import FOLDER, changed, valid

ROOT = Path(generated.__file__).parents[2]
VALIDATOR = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
DOCUMENTS = sorted(path.stem for path in (FOLDER / "documents").iterdir())
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "cases.yaml").read_text(encoding="utf-8"))
FIELD_CASES = CASES[next(i for i, case in enumerate(CASES) if case["expect"] == "unknown-key") :]


@pytest.mark.parametrize("path", generated.contents())
def test_committed_file_is_current(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == generated.contents()[path], (
        "run python -m hds_blueprint.hosting.generated"
    )


def test_schema_says_first_that_it_is_generated() -> None:
    Draft202012Validator.check_schema(schema())
    first, value = next(iter(json.loads((ROOT / "stacks/schema.json").read_text(encoding="utf-8")).items()))
    assert first == "$comment" and value.startswith("Generated")


def test_reference_says_first_that_it_is_generated() -> None:
    for path in ("docs/reference/requirements.md", "docs/reference/requirements.fr.md"):
        line = (ROOT / path).read_text(encoding="utf-8").splitlines()[0]
        assert "Generated" in line or "Généré" in line


@pytest.mark.parametrize("name", DOCUMENTS)
def test_schema_accepts_valid_documents(name: str) -> None:
    assert not list(VALIDATOR.iter_errors(valid(name)))


@pytest.mark.parametrize("case", FIELD_CASES, ids=lambda case: f"{case['set']}={case['to']}")
def test_schema_refuses_what_the_fields_refuse(case: dict[str, Any]) -> None:
    """What needs code stays with the loader: trimmed blanks, host bits of an address range."""
    document = changed(valid(case.get("base", "production")), case["set"], case["to"])
    refused = bool(list(VALIDATOR.iter_errors(document)))
    assert refused or case["to"] in ("  ", "10.20.0.1/16")


def test_every_field_is_explained_to_editors() -> None:
    for model in schema()["$defs"].values():
        for name, field in model["properties"].items():
            english, french = field["description"].split("\n\n")
            assert english and french and field["examples"], name


def test_regions_are_offered() -> None:
    offered = schema()["$defs"]["Location"]["properties"]["region"]["enum"]
    assert "eu-west-3" in offered and "eu-west-2" not in offered


def fields_of(definitions: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Section's class, field and its schema, of every property."""
    return [
        (model, name, field)
        for model, definition in definitions.items()
        for name, field in definition["properties"].items()
    ]


DEFINITIONS = schema()["$defs"]
FIELDS = fields_of(DEFINITIONS)


@pytest.mark.parametrize(("model", "name", "field"), FIELDS, ids=[f"{m}.{n}" for m, n, _ in FIELDS])
def test_examples_and_defaults_hold_in_the_editor(model: str, name: str, field: dict[str, Any]) -> None:
    """What hover shows and completion inserts is what the same schema accepts."""
    alone = {**field, "$defs": DEFINITIONS}
    judge = Draft202012Validator(alone, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert len(field["examples"]) == 1
    assert not list(judge.iter_errors(field["examples"][0]))
    required = name in DEFINITIONS[model].get("required", ()) or model in (
        "HostingRequirements",
        "AccountBaseline",
    )
    if "default" in field:
        assert not list(judge.iter_errors(field["default"])), "the default"
    else:
        # a mapping by names and a required field have none
        assert required or field.get("type") == "object"
