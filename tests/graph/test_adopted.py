"""What an import leaves as it is cannot be known from the program, and is judged as unknown."""

from __future__ import annotations

from datetime import date

import pulumi
import pulumi_aws as aws

from hds_blueprint.graph.model import Resource, Unknown
from hds_blueprint.graph.program import record
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status

INSTANCE = "aws:rds/instance:Instance"


def recorded(**options: object) -> Resource:
    def program() -> None:
        aws.rds.Instance(
            "records",
            engine="postgres",
            instance_class="db.m7g.large",
            storage_encrypted=True,
            publicly_accessible=False,
            tags={"a": "b"},
            opts=pulumi.ResourceOptions(**options),  # type: ignore[arg-type]
        )

    return record(program, project="test", stack="prod").of_type(INSTANCE)[0]


def test_what_is_ignored_is_unknown_and_the_rest_is_not() -> None:
    found = recorded(import_="old", ignore_changes=["storageEncrypted", "tags.a", "dbName"])
    assert found.inputs["storageEncrypted"] == Unknown()
    assert found.inputs["tags"] == Unknown()
    assert found.inputs["dbName"] == Unknown(), "it may have one where the program names none"
    assert (found.inputs["engine"], found.inputs["publiclyAccessible"]) == ("postgres", False)


def test_everything_may_be_ignored() -> None:
    found = recorded(import_="old", ignore_changes=["*"])
    assert set(found.inputs.values()) == {Unknown()}


def test_without_an_import_the_program_decides_at_the_creation() -> None:
    assert recorded(ignore_changes=["storageEncrypted"]).inputs["storageEncrypted"] is True


def test_an_import_that_ignores_nothing_is_brought_in_line() -> None:
    assert recorded(import_="old").inputs["storageEncrypted"] is True


def test_the_rules_do_not_believe_it() -> None:
    def program() -> None:
        aws.rds.Instance(
            "records",
            engine="postgres",
            instance_class="db.m7g.large",
            storage_encrypted=True,
            opts=pulumi.ResourceOptions(import_="old", ignore_changes=["storageEncrypted"]),
        )

    graph = record(program, project="test", stack="prod")
    verdict = evaluate(graph, as_of=date(2026, 11, 24))
    [found] = [each for each in verdict.findings if each.rule == "rds-storage-encrypted"]
    assert found.status is Status.UNKNOWN
