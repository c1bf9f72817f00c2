from __future__ import annotations

import json
from pathlib import Path

import pytest

from hds_blueprint.deployment.backend import backend_url, state_place, verify
from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.problem import InputError

from .conftest import ROOT

GOOD = {"PULUMI_BACKEND_URL": "s3://hds-state?region=eu-west-3"}
KMS = "secretsprovider: awskms://alias/hds-state?region=eu-west-3\n"


@pytest.fixture(scope="module")
def production() -> HostingRequirements:
    return load(ROOT / "stacks/examples/hapi-fhir.yaml").requirements


def _codes(
    requirements: HostingRequirements, root: Path, settings: str, environment: dict[str, str]
) -> list[str]:
    (root / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    (root / "Pulumi.prod.yaml").write_text(settings)
    try:
        verify(requirements, "prod", root=root, environment={"HOME": str(root), **environment})
    except InputError as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("settings", "environment", "codes"),
    [
        (KMS, GOOD, []),
        ("secretsprovider: awskms:///arn:aws:kms:eu-west-3:123456789012:key/1\n", GOOD, []),
        (KMS, {}, ["state-backend"]),  # nothing said: Pulumi's own service
        (KMS, {"PULUMI_BACKEND_URL": "https://api.pulumi.com"}, ["state-backend"]),
        (KMS, {"PULUMI_BACKEND_URL": "file://~"}, ["state-backend"]),
        (KMS, {"PULUMI_BACKEND_URL": "gs://bucket"}, ["state-backend"]),
        (KMS, {"PULUMI_BACKEND_URL": "s3://bucket"}, ["state-region"]),
        (KMS, {"PULUMI_BACKEND_URL": "s3://bucket?region=us-east-1"}, ["state-region"]),
        (KMS, {"PULUMI_BACKEND_URL": "s3://bucket?region=eu-west-2"}, ["state-region"]),  # London
        ("encryptionsalt: v1\n", GOOD, ["state-secrets"]),
        ("", GOOD, ["state-secrets"]),
        ("secretsprovider: awskms://alias/x?region=us-east-1\n", GOOD, ["state-secrets-region"]),
        ("secretsprovider: awskms://alias/x\n", GOOD, ["state-secrets-region"]),
        ("secretsprovider: gcpkms://x\n", {}, ["state-backend", "state-secrets"]),
    ],
)
def test_the_state_of_a_production_stack(
    production: HostingRequirements,
    tmp_path: Path,
    settings: str,
    environment: dict[str, str],
    codes: list[str],
) -> None:
    assert _codes(production, tmp_path, settings, environment) == codes


def test_a_stack_that_is_not_production_may_be_anywhere(
    production: HostingRequirements, tmp_path: Path
) -> None:
    service = production.service.model_copy(update={"environment": "development"})
    assert _codes(production.model_copy(update={"service": service}), tmp_path, "", {}) == []


def test_simulated_aws_is_the_exception_only_where_both_the_stack_and_the_provider_say_so(
    production: HostingRequirements, tmp_path: Path
) -> None:
    stored, attached = "config:\n  hds:target: simulated\n", {"PULUMI_DEBUG_PROVIDERS": "aws:1"}
    assert _codes(production, tmp_path, stored, attached) == []
    assert _codes(production, tmp_path, stored, {}) != []
    assert _codes(production, tmp_path, "", attached) != []


def test_the_backend_is_found_in_the_order_of_the_cli(tmp_path: Path) -> None:
    home = {"PULUMI_HOME": str(tmp_path)}
    (tmp_path / "Pulumi.yaml").write_text("name: p\n")
    assert backend_url(tmp_path, home) == "https://api.pulumi.com"
    (tmp_path / "credentials.json").write_text("not json")
    assert backend_url(tmp_path, home) == "https://api.pulumi.com"
    (tmp_path / "credentials.json").write_text(json.dumps({"current": "s3://login"}))
    assert backend_url(tmp_path, home) == "s3://login"
    (tmp_path / "Pulumi.yaml").write_text("name: p\nbackend:\n  url: s3://project\n")
    assert backend_url(tmp_path, home) == "s3://project"
    assert backend_url(tmp_path, {**home, **GOOD}) == GOOD["PULUMI_BACKEND_URL"]


def test_credentials_in_a_url_are_not_shown(production: HostingRequirements, tmp_path: Path) -> None:
    url = "postgres://user:hunter2@db/states"
    with pytest.raises(InputError) as caught:
        verify(production, "prod", root=tmp_path, environment={"PULUMI_BACKEND_URL": url})
    assert "hunter2" not in str(caught.value)


def test_the_place_of_a_state_is_described_for_the_inventory() -> None:
    place = state_place("s3://b?region=eu-west-3&awssdk=v2", "awskms://alias/x?region=eu-central-1")
    assert (place.kind, place.region, place.key_region) == ("s3", "eu-west-3", "eu-central-1")
    assert state_place("file:///x", None).kind == "file"
