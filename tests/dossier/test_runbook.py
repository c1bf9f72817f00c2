"""The commands of the recovery plan: those that AWS has, filled in from the graph, for what the stack has."""

from __future__ import annotations

import gzip
import json
import re
import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.dossier import runbook
from hds_blueprint.dossier.model import Table
from hds_blueprint.dossier.runbook import commands
from hds_blueprint.dossier.source import Source
from hds_blueprint.graph.model import Ref
from hds_blueprint.hosting.stores import Database
from tests.dossier.conftest import HandMade, Stack
from tests.policies.graphs import BUCKET, DATABASE, graph, resource, urn

PLACES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(runbook.__file__).with_suffix(".yaml").read_text("utf-8")
)
STEPS = [step for sets in PLACES.values() for each in sets for step in each["steps"]]
COMMANDS = [step["command"] for step in STEPS if step.get("command", "").startswith("aws ")]
EVERYWHERE = {"region", "query", "output", "cli-input-json"}
VAULT = "aws:backup/vault:Vault"
# AWS's own models of its services come with Checkov's environment.
TOOLS = Path(__file__).parents[2] / ".tools" / "checkov"
MODELS = next(TOOLS.glob("lib/python*/site-packages/botocore/data"), None)


@cache
def _model(service: str, kind: str) -> dict[str, Any]:
    assert MODELS is not None
    folder = max((MODELS / {"s3api": "s3"}.get(service, service)).iterdir())
    packed = folder / f"{kind}.json.gz"
    content = (
        gzip.decompress(packed.read_bytes()) if packed.is_file() else packed.with_suffix("").read_bytes()
    )
    return json.loads(content)


def _option(name: str) -> str:
    """A name of AWS's API as the CLI writes it (botocore, xform_name)."""
    parted = re.sub(r"(.)([A-Z][a-z]+)", r"\1-\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", parted).lower()


def _shape(service: str, operation: str) -> Mapping[str, Any]:
    model = _model(service, "service-2")
    (found,) = [each for name, each in model["operations"].items() if _option(name) == operation]
    return model["shapes"][found["input"]["shape"]]


@pytest.mark.skipif(MODELS is None, reason="the models of AWS come with Checkov's environment")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_one_of_aws(command: str) -> None:
    _, service, operation, *options = shlex.split(command.partition(" > ")[0])
    if operation == "wait":
        waiters = _model(service, "waiters-2")["waiters"]
        (waiter,) = [each for name, each in waiters.items() if _option(name) == options[0]]
        operation, options = _option(waiter["operation"]), options[1:]
    shape = _shape(service, operation)
    given = {option[2:].removeprefix("no-") for option in options if option.startswith("--")}
    assert given - EVERYWHERE <= {_option(name) for name in shape["members"]}
    # a file of input has the rest of what is required
    assert {_option(name) for name in shape.get("required", ())} <= given or "cli-input-json" in given


def test_the_document_takes_in_what_was_restored() -> None:
    (step,) = [step for step in STEPS if step.get("command", "").startswith("import: ")]
    line = yaml.safe_load(step["command"].format(identifier="fhir-records"))
    database = Database.model_validate({**line, "instance_class": "db.m7g.large", "storage_gb": 20})
    assert database.import_id == "fhir-records-restored"


def _table(source: Source, place: str) -> list[list[str]]:
    (table,) = commands(source, place)
    assert isinstance(table, Table)
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_commands_are_filled_in_from_the_graph(example: Stack) -> None:
    source = example.source("en")
    stop = _table(source, "stop-writing")
    assert [row[0] for row in stop] == ["fhir", "fhir"]
    assert "--cluster hapi-fhir --service fhir --desired-count 0" in stop[1][2]
    assert "--desired-count 2" in _table(source, "start-again")[0][2]
    restore = _table(source, "restore-database")
    assert "--target-db-instance-identifier hapi-fhir-records-restored" in restore[1][2]
    assert restore[3][1:] == [
        "Take in the restored instance: this line of the document below databases.records",
        "import: hapi-fhir-records-restored",
    ]
    assert restore[4][2] == "hds up hapi-fhir"
    (objects, _) = _table(source, "restore-objects")
    assert "--bucket hapi-fhir-data-documents-ACCOUNT-eu-west-3 " in objects[2]
    vaults = _table(source, "restore-vault")
    regions = {row[2].split("--region ")[1].split()[0] for row in vaults}
    assert regions == {"eu-west-3", "eu-central-1"}
    assert "arn:aws:iam::ACCOUNT:role/hapi-fhir-backup-restore" in vaults[2][2]
    assert commands(source, "take-over") == ()
    assert not [word for row in (*stop, *restore, *vaults) for word in row if "{" in word]


def test_what_the_graph_does_not_say_is_left_to_whoever_restores(hand_made: HandMade) -> None:
    origin = Ref(urn(DATABASE, "main"), "arn")
    copy = resource(DATABASE, "copy", {"identifier": "copy", "replicateSourceDb": origin})
    main = resource(DATABASE, "main", {"identifier": "main"}, region="eu-west-3")
    vault = resource(VAULT, "vault", {"name": "v"})
    source = hand_made(graph(main, copy, vault, resource(BUCKET, "b"))).source("fr")
    restore = _table(source, "restore-database")
    assert [row[0] for row in restore] == ["main"] * 5, "a replica is taken over, not restored"
    assert "--db-subnet-group-name SUBNET-GROUP" in restore[1][2]
    assert _table(source, "take-over")[0][2].endswith("--db-instance-identifier copy")
    assert "--iam-role-arn arn:aws:iam::COMPTE:role/ROLE " in _table(source, "restore-vault")[2][2]
    assert commands(source, "restore-objects") == (), "a bucket of no data store"
