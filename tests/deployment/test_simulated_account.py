"""Stacks that state a baseline share its simulated account; the others have one of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.deployment.places import Project
from hds_blueprint.deployment.settings import StackSettings
from hds_blueprint.deployment.simulated_account import (
    SIMULATED_ACCOUNT,
    configuration,
    refuse_without_baseline,
)
from hds_blueprint.hosting.account import boundary_name
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.hosting.loader import load
from hds_blueprint.problem import InputError
from hds_blueprint.simulated_aws.world import World, WorldResource

SERVICE: dict[str, Any] = {
    "service": {"name": "carnet", "title": "Carnet", "owner": "platform@example.org"},
    "data": {"data_class": "health"},
    "alerts": {"incident_contact": "incidents@example.org"},
}
BASELINE: dict[str, Any] = {
    "kind": "baseline",
    "account": {"name": "hds", "title": "Compte", "owner": "platform@example.org"},
    "alerts": {"incident_contact": "incidents@example.org"},
}


def document(folder: Path, content: dict[str, Any]) -> LoadedDocument:
    path = folder / "prod.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return load(path)


def stored(baseline: str | None = None) -> StackSettings:
    return StackSettings(Path("Pulumi.prod.yaml"), {SIMULATED_ACCOUNT: baseline} if baseline else {})


def test_a_baseline_and_its_services_share_an_account(tmp_path: Path) -> None:
    assert configuration(document(tmp_path, BASELINE), stored()) == {SIMULATED_ACCOUNT: "hds"}
    assert configuration(document(tmp_path, {**SERVICE, "baseline": "hds"}), stored()) == {
        SIMULATED_ACCOUNT: "hds"
    }


def test_a_service_without_a_baseline_stands_alone(tmp_path: Path) -> None:
    assert configuration(document(tmp_path, SERVICE), stored()) == {}


@pytest.mark.parametrize("baseline", ["other", None])
def test_a_stack_stays_in_its_account(tmp_path: Path, baseline: str | None) -> None:
    content = {**SERVICE, "baseline": baseline} if baseline else SERVICE
    with pytest.raises(InputError, match="simulated account of another baseline"):
        configuration(document(tmp_path, content), stored("hds"))


def test_a_service_is_refused_until_its_baseline_is_there(tmp_path: Path) -> None:
    project = Project(tmp_path)
    service = document(tmp_path, {**SERVICE, "baseline": "hds"})
    with pytest.raises(InputError, match=r"prod\.yaml:\d+: baseline: .* not deployed in simulated AWS"):
        refuse_without_baseline(service, project)
    path = project.account_world("hds")
    path.parent.mkdir(parents=True)
    with World(path) as world:
        name = boundary_name("hds")
        arn = f"arn:aws:iam::123456789012:policy/{name}"
        world.add(
            WorldResource(
                type="aws:iam/policy:Policy",
                id=arn,
                region="global",
                account="123456789012",
                name="boundary",
                urn="urn:pulumi:baseline::hds-blueprint::aws:iam/policy:Policy::boundary",
                physical_name=name,
                arn=arn,
                inputs={},
                outputs={},
            )
        )
    refuse_without_baseline(service, project)
    refuse_without_baseline(document(tmp_path, SERVICE), project)
    refuse_without_baseline(document(tmp_path, BASELINE), project)
