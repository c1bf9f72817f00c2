"""Terraform plans: the same verdicts as the program's graph, and hostile files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.checkov.plan import terraform_plan
from hds_blueprint.checkov.table import type_table
from hds_blueprint.command.terraform_names import TerraformNames
from hds_blueprint.graph import program, tfplan
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Ref, ResourceGraph, Secret, Unknown
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status

DAY = date(2026, 11, 1)
EXAMPLES = ("stacks/examples/hapi-fhir.yaml", "stacks/dev.yaml")
NAMES = TerraformNames()


def plan_of(path: Path, *resources: dict[str, Any], expressions: dict[str, Any] | None = None) -> Path:
    configured = [
        {"address": each["address"], "expressions": (expressions or {}).get(each["address"], {})}
        for each in resources
    ]
    content = {
        "planned_values": {},
        "resource_changes": list(resources),
        "configuration": {
            "provider_config": {"aws": {"expressions": {"region": {"constant_value": "eu-west-3"}}}},
            "root_module": {"resources": configured},
        },
    }
    path.write_text(json.dumps(content), "utf-8")
    return path


def change(address: str, after: dict[str, Any], actions: str = "create", **more: Any) -> dict[str, Any]:
    kind = address.split(".")[-2]
    return {"address": address, "type": kind, "change": {"actions": [actions], "after": after, **more}}


def verdicts(graph: ResourceGraph, addresses: dict[str, str]) -> dict[tuple[str, str], Status]:
    found = evaluate(graph, as_of=None).findings
    return {(f.rule, addresses[f.urn]): f.status for f in found if f.urn in addresses}


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_plan_gets_the_verdicts_of_the_program(example: str, tmp_path: Path) -> None:
    built = program.build(load(Path(example), as_of=DAY), stack="example")
    bridged = terraform_plan(built)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(bridged.plan), "utf-8")
    # a plan has no component to say how strict to be
    read = replace(tfplan.read(file, NAMES), profile=built.profile, health_data=built.health_data)
    program_verdicts = verdicts(built, {urn: address for address, urn in bridged.addresses.items()})
    terraform_type = {token: entry["type"] for token, entry in type_table().types.items()}
    addresses = {r.urn: f"{terraform_type.get(r.type)}.{r.name}" for r in read.resources}
    plan_verdicts = verdicts(read, {u: a for u, a in addresses.items() if a in bridged.addresses})
    assert plan_verdicts.keys() == program_verdicts.keys()
    different = {
        key: (known, plan_verdicts[key])
        for key, known in program_verdicts.items()
        # what the program knows may be unknown to a plan, never the other way round
        if plan_verdicts[key] not in (known, Status.UNKNOWN)
    }
    assert different == {}
    assert len(program_verdicts) > 500


def test_names_blocks_and_regions_are_pulumis(tmp_path: Path) -> None:
    after = {"bucket": "documents", "versioning": [{"enabled": True}], "tags": {"a_b": "c"}}
    graph = tfplan.read(plan_of(tmp_path / "p.json", change("aws_s3_bucket.documents", after)), NAMES)
    (bucket,) = graph.of_type("aws:s3/bucket:Bucket")
    assert bucket.inputs == {"bucket": "documents", "versioning": {"enabled": True}, "tags": {"a_b": "c"}}
    assert (bucket.region, graph.source, graph.stack) == ("eu-west-3", "tfplan", "p")


def test_references_unknown_and_sensitive_values(tmp_path: Path) -> None:
    key = change("module.keys[0].aws_kms_key.data", {"enable_key_rotation": True})
    database = change(
        "aws_db_instance.records",
        {"engine": "postgres"},
        after_unknown={"kms_key_id": True, "db_subnet_group_name": True, "arn": True},
        after_sensitive={"password": True},
    )
    log = change("aws_cloudwatch_log_group.api", {}, after_unknown={"kms_key_id": True})
    logs_key = change("aws_kms_key.logs", {"enable_key_rotation": True})
    said = {
        "aws_db_instance.records": {
            "kms_key_id": {"references": ["module.keys.arn", "module.keys"]},
            "db_subnet_group_name": {"references": ["var.group"]},
        },
        "aws_cloudwatch_log_group.api": {
            "kms_key_id": {"references": ["aws_kms_key.logs.arn", "aws_kms_key.logs"]}
        },
    }
    database["change"]["after"]["password"] = "hunter2"
    file = plan_of(tmp_path / "p.json", key, database, log, logs_key, expressions=said)
    graph = tfplan.read(file, NAMES)
    (read,) = graph.of_type("aws:rds/instance:Instance")
    assert read.inputs["kmsKeyId"] == Unknown()
    assert read.inputs["password"] == Secret()
    assert "arn" not in read.inputs
    assert "hunter2" not in str(graph)
    (group,) = graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    found = group.inputs["kmsKeyId"]
    assert isinstance(found, Ref)
    assert (found.urn.rsplit("::", 1)[-1], found.property) == ("logs", "arn")
    assert group.dependencies == {"kmsKeyId": (found.urn,)}


def test_what_is_unknown_or_sensitive_inside_maps_and_lists(tmp_path: Path) -> None:
    function = change(
        "aws_lambda_function.report",
        {"environment": [{"variables": {"MODE": "fast", "TOKEN": "hunter2"}}], "layers": [None, "hunter2"]},
        after_unknown={"environment": [{"variables": {"QUEUE": True}}], "layers": [True, False]},
        after_sensitive={"environment": [{"variables": {"TOKEN": True}}], "layers": [False, True]},
    )
    listener = change(
        "aws_cognito_user_pool_client.app",
        {"explicit_auth_flows": ["hunter2"], "token_validity_units": [{"id_token": "hunter2"}]},
        after_sensitive={"explicit_auth_flows": True, "token_validity_units": [True]},
    )
    queue = change("aws_sqs_queue.jobs", {})
    said = {
        "aws_lambda_function.report": {
            "environment": [{"variables": {"references": ["aws_sqs_queue.jobs.url", "aws_sqs_queue.jobs"]}}]
        }
    }
    graph = tfplan.read(plan_of(tmp_path / "p.json", function, listener, queue, expressions=said), NAMES)
    (read,) = graph.of_type("aws:lambda/function:Function")
    (target,) = graph.of_type("aws:sqs/queue:Queue")
    variables = {"MODE": "fast", "TOKEN": Secret(), "QUEUE": Ref(target.urn, "url")}
    assert read.inputs["environment"] == {"variables": variables}
    assert read.inputs["layers"] == [Unknown(), Secret()]
    assert "hunter2" not in str(graph)


def test_the_default_tags_of_the_provider_count(tmp_path: Path) -> None:
    file = plan_of(tmp_path / "p.json", change("aws_kms_key.data", {}))
    content = json.loads(file.read_text("utf-8"))
    expressions = content["configuration"]["provider_config"]["aws"]["expressions"]
    expressions["default_tags"] = [{"tags": {"constant_value": {"service": "clinic"}}}]
    file.write_text(json.dumps(content), "utf-8")
    (provider,) = tfplan.read(file, NAMES).of_type("pulumi:providers:aws")
    assert provider.inputs["defaultTags"] == {"tags": {"service": "clinic"}}


def test_what_is_deleted_read_or_unknown_to_pulumi_is_left_out(tmp_path: Path) -> None:
    gone = change("aws_kms_key.gone", {}, actions="delete")
    data = {**change("aws_kms_key.read", {}), "mode": "data"}
    other = change("random_id.name", {})
    graph = tfplan.read(plan_of(tmp_path / "p.json", gone, data, other), NAMES)
    assert not [r for r in graph.resources if r.type.startswith("aws:")]
    assert graph.notices == ("These Terraform types have no rules and were left out: random_id.",)


DEEP: Any = {}
for _ in range(300):
    DEEP = {"a": DEEP}
HOSTILE: list[Any] = [
    None,
    [],
    {},
    {"planned_values": {}, "resource_changes": {}},
    {"planned_values": {}, "resource_changes": [None]},
    {"planned_values": {}, "resource_changes": [{"change": []}]},
    {"planned_values": {}, "resource_changes": [{"type": "aws_kms_key", "change": {"actions": ["create"]}}]},
    {"planned_values": {}, "resource_changes": [], "configuration": []},
    {"planned_values": {}, "resource_changes": [], "configuration": {"provider_config": [1]}},
    {"planned_values": {}, "resource_changes": [], "configuration": {"root_module": {"resources": [{}]}}},
    {"planned_values": {}, "resource_changes": [change("aws_kms_key.a", {}), change("aws_kms_key.a", {})]},
    {"planned_values": {}, "resource_changes": [change("aws_kms_key.a", {"tags": DEEP})]},
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_plans_are_refused_with_their_place(content: Any, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(GraphError) as raised:
        tfplan.read(file, NAMES)
    assert all(problem.file == str(file) for problem in raised.value.problems)


@pytest.mark.parametrize("part", ["after", "after_unknown", "after_sensitive", "expressions"])
@pytest.mark.parametrize("odd", [1, "x", ["y"], {"rule": 3}, {"rule": [1, None, {"status": {"a": []}}]}])
def test_odd_shapes_end_in_a_graph_or_in_a_graph_error(part: str, odd: Any, tmp_path: Path) -> None:
    entry = change("aws_s3_bucket_versioning.a", {"bucket": "b"})
    said: dict[str, Any] = {}
    if part == "expressions":
        said = {entry["address"]: odd}
    else:
        entry["change"][part] = odd
    try:
        graph = tfplan.read(plan_of(tmp_path / "p.json", entry, expressions=said), NAMES)
        evaluate(graph, as_of=None)
    except GraphError:
        pass
