"""A service's name leaves its stack out, so that no two services of one account claim the same names."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hds_blueprint.hosting.loader import DocumentError, load

from .documents_and_paths import changed, valid


def codes(folder: Path, service: str, stack: str) -> dict[str, str | None]:
    path = folder / f"{stack}.yaml"
    path.write_text(yaml.safe_dump(changed(valid(), "service.name", service), sort_keys=False))
    try:
        return {problem.code: problem.suggestion for problem in load(path).notices}
    except DocumentError as error:
        return {problem.code: problem.suggestion for problem in error.problems}


@pytest.mark.parametrize(
    ("service", "stack"), [("fhir-prod", "prod"), ("fhir-eu-prod", "Eu_Prod"), ("a-b-c", "b-c")]
)
def test_stack_in_the_name_is_refused(tmp_path: Path, service: str, stack: str) -> None:
    found = codes(tmp_path, service, stack)
    assert list(found) == ["service-named-after-stack"]
    assert f"Write {service.split('-')[0]};" in str(found["service-named-after-stack"])


@pytest.mark.parametrize(
    ("service", "stack"), [("fhir", "prod"), ("fhir", "fhir"), ("fhirprod", "prod"), ("prod-fhir", "prod")]
)
def test_other_names_hold(tmp_path: Path, service: str, stack: str) -> None:
    assert not codes(tmp_path, service, stack)
