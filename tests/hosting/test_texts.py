"""Every field, message and pattern has its words in both languages, and its example holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from pydantic import TypeAdapter

import hds_blueprint.hosting
from hds_blueprint.hosting.reference import sections
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.schema import MODELS
from hds_blueprint.hosting.wording import LANGUAGES, placeholders, texts

ROOM = Path(hds_blueprint.hosting.__file__).parent
FIELDS = {
    f"{model.__name__}.{name}": info
    for kind in MODELS
    for _, model in sections(kind)
    for name, info in model.model_fields.items()
}
SHARED = ("messages", "scope", "init", "fields", "formats", "syntax", "summary", "reference")


def wordings(message: dict[str, Any]) -> list[str]:
    suggestions = message.get("suggestion", [])
    return [message["reason"], *([suggestions] if isinstance(suggestions, str) else suggestions)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_described(language: Any) -> None:
    described = texts(f"fields.{language}")
    assert set(described) == set(FIELDS)
    assert all(words["description"].endswith((".", "…")) for words in described.values())


def test_every_field_has_an_example_that_holds() -> None:
    examples = texts("examples")
    assert set(examples) == set(FIELDS)
    for key, info in FIELDS.items():
        annotation: Any = info.annotation
        for constraint in info.metadata:
            annotation = Annotated[annotation, constraint]
        TypeAdapter(annotation).validate_json(json.dumps(examples[key]), strict=True)


def test_the_defaults_of_optional_sections_hold() -> None:
    document = {
        "service": {"name": "a", "title": "b", "owner": "a@example.org"},
        "data": {},
        "alerts": {"incident_contact": "a@example.org"},
    }
    needs = HostingRequirements.model_validate_json(json.dumps(document), strict=True)
    assert needs.service.environment == "production"
    assert needs.backup.lock is not None and needs.logging.immutable and needs.access.mfa_required


@pytest.mark.parametrize("name", SHARED)
def test_both_languages_have_the_same_keys(name: str) -> None:
    english, french = (texts(f"{name}.{language}") for language in LANGUAGES)
    assert set(english) == set(french)


def test_messages_have_the_same_braces_in_both_languages() -> None:
    english, french = texts("messages.en"), texts("messages.fr")
    for code, message in english.items():
        ours = [placeholders(wording) for wording in wordings(message)]
        theirs = [placeholders(wording) for wording in wordings(french[code])]
        assert ours == theirs, code


def test_every_code_that_is_used_has_a_message() -> None:
    used: set[str] = set(texts("error_types").values())
    for path in ROOM.rglob("*.py"):
        used |= set(re.findall(r'Complaint\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert used <= set(texts("messages.en"))
    from hds_blueprint.hosting.scalars import _TRAPS  # pyright: ignore[reportPrivateUsage]

    assert {code for code, _ in _TRAPS} <= set(texts("messages.en"))


def test_every_message_is_produced_by_a_case_or_a_file() -> None:
    """A message that nothing gives is dead text; codes are looked for in the tests' data and files."""
    tests = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(__file__).parent.rglob("*.*")
        if path.suffix in (".py", ".yaml")
    )
    rare = {
        "too-many-problems",
        "not-valid",
        "number",
        "list-too-long",
        "list-too-short",
        "text-too-long",
        "zones-unavailable",  # no region of the facts has fewer than three zones
    }
    missing = {code for code in texts("messages.en") if code not in tests} - rare
    assert missing == set()


def test_every_pattern_has_a_sentence() -> None:
    models = json.dumps([model.model_json_schema() for model in MODELS])
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', models))
    patterns |= set(re.findall(r'"(\^(?:[^"\\]|\\.)*)": \{', models))
    plain = {json.loads(text) if text.startswith('"') else json.loads(f'"{text}"') for text in patterns}
    for language in LANGUAGES:
        assert plain == set(texts(f"formats.{language}"))


@pytest.mark.parametrize("path", sorted((ROOM / "facts").glob("*.yaml")), ids=lambda path: path.stem)
def test_facts_carry_source_date_and_confidence(path: Path) -> None:
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    blocks = [facts] if "source" in facts else list(facts.get("services", facts).values())
    for block in blocks:
        assert block["source"] and block["date"]
        assert block["confidence"] in ("official", "mirror", "secondary", "own reading")


def test_nothing_claims_compliance_or_certification_of_the_user() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in (ROOM / "texts").iterdir())
    assert not re.search(r"HDS[- ](compliant|certified)|conforme HDS|certifié HDS", everything, re.IGNORECASE)
