from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi_aws as aws
import pytest
import yaml

from hds_blueprint.deployment.program import deploy, find_document
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.program import record
from hds_blueprint.problem import InputError
from tests.components.small_platform import DOCUMENT, merged

DEVELOPMENT = {"service": {"environment": "development", "profile": "synthetic"}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder as the current one."""
    (tmp_path / "stacks" / "examples").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, changes: dict[str, Any] | None = None) -> None:
    path.write_text(yaml.safe_dump(merged(DOCUMENT, changes or {})), encoding="utf-8")


def deployed(stack: str, config: dict[str, str] | None = None) -> ResourceGraph:
    return record(deploy, project="hds-blueprint", stack=stack, config=config)


def test_the_stacks_name_chooses_the_document(folder: Path) -> None:
    write(folder / "stacks" / "examples" / "prod.yaml")
    assert find_document("prod") == Path("stacks/examples/prod.yaml")
    write(folder / "stacks" / "prod.yaml")
    assert find_document("prod") == Path("stacks/prod.yaml")


def test_the_configuration_names_another(folder: Path) -> None:
    write(folder / "stacks" / "prod.yaml")
    write(folder / "other.yaml")
    assert find_document("prod", configured="other.yaml") == Path("other.yaml")


def test_a_missing_document_is_said_with_where_it_was_looked_for(folder: Path) -> None:
    with pytest.raises(InputError, match=r"stacks/prod\.yaml or stacks/examples/prod\.yaml"):
        find_document("prod")
    with pytest.raises(InputError, match=r"gone\.yaml"):
        find_document("prod", configured="gone.yaml")


def test_deploy_builds_the_document_of_the_stack(folder: Path) -> None:
    write(folder / "stacks" / "dev.yaml", DEVELOPMENT)
    graph = deployed("dev")
    assert graph.profile == "development"
    assert graph.of_type("aws:rds/instance:Instance")


def test_deploy_says_what_is_wrong_with_a_document_without_a_traceback(folder: Path) -> None:
    write(folder / "stacks" / "dev.yaml", {"service": {"environment": "holiday"}})
    with pytest.raises(InputError, match=r"service\.environment") as refusal:
        deployed("dev")
    assert "Traceback" not in str(refusal.value)


def test_production_is_verified_before_anything_is_registered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "stacks" / "prod.yaml")
    _state_in_the_eea(folder, monkeypatch)
    assert deployed("prod").of_type("aws:kms/key:Key")
    _without_rotation(monkeypatch)
    with pytest.raises(InputError, match="refuse this production stack") as refusal:
        deployed("prod")
    assert "kms-key-rotation" in str(refusal.value)


def test_a_production_state_outside_of_the_eea_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "stacks" / "prod.yaml")
    _state_in_the_eea(folder, monkeypatch)
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://api.pulumi.com")
    with pytest.raises(InputError, match="outside of the EEA"):
        deployed("prod")


def test_what_is_not_production_is_left_to_the_policy_pack(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "stacks" / "dev.yaml", DEVELOPMENT)
    _without_rotation(monkeypatch)
    assert deployed("dev").of_type("aws:kms/key:Key")


def _state_in_the_eea(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://states?region=eu-west-3")
    settings = {"secretsprovider": "awskms://alias/states?region=eu-west-3"}
    (folder / "Pulumi.prod.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def _without_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    key = aws.kms.Key

    def careless(*arguments: Any, **named: Any) -> aws.kms.Key:
        return key(*arguments, **{**named, "enable_key_rotation": False})

    monkeypatch.setattr(aws.kms, "Key", careless)


def test_what_no_component_builds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stated cache that were not built must not be missing in silence; words for people may be."""
    from hds_blueprint.deployment.program import refuse_unbuilt
    from hds_blueprint.hosting import built
    from hds_blueprint.hosting.loader import load

    unbuilt = {"fields": (("caches", "*"), ("alerts", "budget")), "refused": ()}
    monkeypatch.setattr(built, "not_built", lambda standing: unbuilt[standing])
    with_cache = merged(DOCUMENT, {"caches": {"sessions": {}}})
    file = tmp_path / "prod.yaml"
    file.write_text(yaml.safe_dump(with_cache))
    with pytest.raises(InputError, match="caches"):
        refuse_unbuilt(load(file))
    file.write_text(yaml.safe_dump(merged(DOCUMENT, {"alerts": {"budget": {"monthly": 500}}})))
    refuse_unbuilt(load(file))
