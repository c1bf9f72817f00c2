"""The registers on small stacks written by hand: from what the graph says, silent where it is silent."""

from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.dossier.model import Table
from hds_blueprint.dossier.registers.accounts import roles
from hds_blueprint.dossier.registers.backups import backups, restore_tests
from hds_blueprint.dossier.registers.certificates import certificates
from hds_blueprint.dossier.registers.keys import keys
from hds_blueprint.dossier.registers.logs import logs
from hds_blueprint.dossier.registers.people import people
from hds_blueprint.dossier.registers.processors import processors, registry
from hds_blueprint.dossier.registers.schedules import schedule
from hds_blueprint.dossier.registers.secrets import secrets
from hds_blueprint.graph.model import Ref, Resource
from tests.dossier.conftest import HandMade, Stack
from tests.policies.graphs import BUCKET, DATABASE, graph, resource, urn

KEY = "aws:kms/key:Key"
MARKER = "hunter2-never-to-be-seen"


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def ref(type_: str, name: str, output: str = "arn") -> Ref:
    return Ref(urn(type_, name), output)


def policy(principal: Any, *actions: str) -> dict[str, Any]:
    return {
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": "*"}]
    }


def source(hand_made: HandMade, *resources: Resource, **sections: Any) -> Any:
    return hand_made(graph(*resources), **sections).source("en")


def test_a_key_says_its_rotation_its_administrators_and_what_it_protects(hand_made: HandMade) -> None:
    key = resource(
        KEY,
        "data",
        {
            "enableKeyRotation": True,
            "rotationPeriodInDays": 90,
            "deletionWindowInDays": 30,
            "description": "Records",
            "policy": policy({"AWS": "arn:aws:iam::111122223333:role/keys"}, "kms:Put*"),
        },
        region="eu-west-3",
    )
    store = resource(DATABASE, "records", {"kmsKeyId": ref(KEY, "data")})
    alias = resource(
        "aws:kms/alias:Alias", "data", {"name": "alias/data", "targetKeyId": ref(KEY, "data", "id")}
    )
    (row,) = cells(keys(source(hand_made, key, store, alias)))
    assert row[0] == "data\nalias/data"
    assert row[1:5] == ["Records", "eu-west-3", "every 90 days", "30 days"]
    assert row[5] == "arn:aws:iam::111122223333:role/keys"
    assert row[6] == "records Relational database (RDS)"


def test_a_key_without_settings_claims_none(hand_made: HandMade) -> None:
    (row,) = cells(keys(source(hand_made, resource(KEY, "bare"))))
    assert row == [
        "bare",
        "Not stated",
        "Not stated",
        "none",
        "Not stated",
        "Not stated",
        "nothing in this stack",
    ]


def test_a_key_that_anyone_administers_is_said(hand_made: HandMade) -> None:
    key = resource(KEY, "open", {"policy": policy("*", "kms:*")})
    (row,) = cells(keys(source(hand_made, key)))
    assert row[5] == "anyone"


def test_secrets_are_told_by_name_never_by_value(hand_made: HandMade) -> None:
    store = resource(DATABASE, "records", {"manageMasterUserPassword": True, "password": MARKER})
    secret = resource("aws:secretsmanager/secret:Secret", "token", {"kmsKeyId": ref(KEY, "data")})
    version = resource("aws:secretsmanager/secretVersion:SecretVersion", "token", {"secretString": MARKER})
    rotation = resource(
        "aws:secretsmanager/secretRotation:SecretRotation",
        "token",
        {
            "secretId": ref("aws:secretsmanager/secret:Secret", "token", "id"),
            "rotationRules": {"automaticallyAfterDays": 30},
        },
    )
    found = cells(secrets(source(hand_made, store, secret, version, rotation, resource(KEY, "data"))))
    assert [row[0].split("\n")[0] for row in found] == ["records", "token"]
    assert [row[4] for row in found] == ["by RDS", "every 30 days"]
    assert [row[3] for row in found] == ["Key managed by AWS", "data"]
    assert MARKER not in str(found)


def test_a_certificate_says_who_renews_it(hand_made: HandMade) -> None:
    type_ = "aws:acm/certificate:Certificate"
    own = resource(type_, "own", {"domainName": "a.example.org", "validationMethod": "DNS"})
    imported = resource(type_, "imported", {"certificateBody": "-----BEGIN", "privateKey": MARKER})
    listener = resource(
        "aws:lb/listener:Listener", "edge", {"certificateArn": ref(type_, "own"), "sslPolicy": "TLS-1-3"}
    )
    first, second = cells(certificates(source(hand_made, own, imported, listener)))
    assert first[1:] == [
        "a.example.org",
        "Not stated",
        "DNS",
        "by AWS Certificate Manager",
        "edge Listener",
        "TLS-1-3",
    ]
    assert second[3:5] == ["imported", "by people, before it expires"]
    assert MARKER not in str(second)


def test_traces_say_period_reason_and_lock(hand_made: HandMade) -> None:
    group = resource("aws:cloudwatch/logGroup:LogGroup", "trail", {"name": "/a", "retentionInDays": 365})
    bucket = resource(BUCKET, "audit")
    unused = resource(BUCKET, "files")
    trail = resource(
        "aws:cloudtrail/trail:Trail",
        "trail",
        {
            "s3BucketName": ref(BUCKET, "audit", "id"),
            "cloudWatchLogsGroupArn": ref("aws:cloudwatch/logGroup:LogGroup", "trail"),
        },
    )
    lock = resource(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "audit",
        {
            "bucket": ref(BUCKET, "audit", "id"),
            "rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 365}},
        },
    )
    found = cells(logs(source(hand_made, group, bucket, unused, trail, lock)))
    assert [row[0].split("\n")[0] for row in found] == ["trail", "audit"]
    assert [row[2] for row in found] == ["security", "security"]
    assert [row[4] for row in found] == ["365 days", "without end"]
    assert [row[6] for row in found] == ["none", "compliance mode\n365 days"]
    assert "12 months asked for" in found[0][5]
    assert "2021-122" in found[0][5]


def test_backups_say_rule_by_rule_where_and_how_long(hand_made: HandMade) -> None:
    vaults = [
        resource("aws:backup/vault:Vault", name, {"name": name}, region=region)
        for name, region in (("main", "eu-west-3"), ("far", "eu-central-1"))
    ]
    plan = resource(
        "aws:backup/plan:Plan",
        "plan",
        {
            "rules": [
                {
                    "ruleName": "daily",
                    "targetVaultName": "main",
                    "schedule": "cron(0 5 * * ? *)",
                    "lifecycle": {"deleteAfter": 35},
                    "copyActions": [
                        {
                            "destinationVaultArn": ref("aws:backup/vault:Vault", "far"),
                            "lifecycle": {"deleteAfter": 7},
                        }
                    ],
                }
            ]
        },
    )
    selection = resource(
        "aws:backup/selection:Selection",
        "all",
        {"planId": ref("aws:backup/plan:Plan", "plan", "id"), "resources": [ref(DATABASE, "records")]},
    )
    lock = resource(
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        "main",
        {"backupVaultName": "main", "minRetentionDays": 35, "changeableForDays": 3},
    )
    store = resource(DATABASE, "records", {"backupRetentionPeriod": 14}, region="eu-west-3")
    first, second = cells(backups(source(hand_made, *vaults, plan, selection, lock, store)))
    assert first == [
        "plan\ndaily",
        "records Relational database (RDS)",
        "every day at 05:00 UTC",
        "35 days",
        "main\neu-west-3",
        "compliance mode\nat least 35 days",
        "far (eu-central-1)\n7 days",
    ]
    assert second[0] == "point-in-time recovery (Amazon RDS)"
    assert second[3] == "14 days"


def test_the_result_of_a_restore_test_is_for_people(example: Stack) -> None:
    table = restore_tests(example.source("en"))
    assert len(table.rows) == 2
    assert all(row.cells[-1].lines[0][0].look == "blank" for row in table.rows)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("rate(1 day)", "every day"),
        ("rate(12 hours)", "every 12 hours"),
        ("cron(30 4 * * ? *)", "every day at 04:30 UTC"),
        ("cron(0 3 1 * ? *)", "on the first of each month at 03:00 UTC"),
        ("cron(0 5 1 1/3 ? *)", "on the first of every 3 months at 05:00 UTC"),
        ("cron(0 5 1 1 ? *)", "on 1 January at 05:00 UTC"),
        ("cron(0 5 ? * SUN *)", "each Sunday at 05:00 UTC"),
        ("cron(0 5 1/3 * ? *)", "from the first of each month, every 3 days at 05:00 UTC"),
        ("cron(0 * * * ? *)", "every hour"),
        ("cron(0 0/4 * * ? *)", "every 4 hours"),
        ("cron(0 5 ? * MON-FRI *)", "cron(0 5 ? * MON-FRI *)"),
        ("cron(0 5 L * ? *)", "cron(0 5 L * ? *)"),
        ("at(2030-01-01)", "at(2030-01-01)"),
    ],
)
def test_schedules_in_words(example: Stack, expression: str, said: str) -> None:
    assert schedule(example.source("en"), expression) == said


def test_roles_say_who_takes_them_and_what_they_may(hand_made: HandMade) -> None:
    role = resource(
        "aws:iam/role:Role",
        "task",
        {
            "name": "shop-task",
            "description": "Reads objects",
            "assumeRolePolicy": policy({"Service": "ecs-tasks.amazonaws.com"}, "sts:AssumeRole"),
        },
    )
    inline = resource(
        "aws:iam/rolePolicy:RolePolicy", "read", {"role": ref("aws:iam/role:Role", "task", "id")}
    )
    attached = resource(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "logs",
        {"role": "shop-task", "policyArn": "arn:aws:iam::aws:policy/service-role/Writes"},
    )
    user = resource("aws:iam/user:User", "robot")
    first, second = cells(roles(source(hand_made, role, inline, attached, user)))
    assert first == ["task\nshop-task", "Reads objects", "ecs-tasks.amazonaws.com", "read\nWrites", ""]
    assert second[2:4] == ["long-lived credentials", "none in this stack"]


def test_people_whom_the_document_does_not_name_are_a_blank(example: Stack) -> None:
    found = {row.cells[0].text: row.cells[1] for row in people(example.source("en")).rows}
    assert "[To be filled in: names or functions]" in found["Approval of interventions"].text
    assert found["Administration of encryption keys"].text == "administrators of the account"


def test_aws_is_a_sub_processor_and_images_have_a_registry(example: Stack) -> None:
    found = {row[0]: row for row in cells(processors(example.source("en")))}
    assert found["Amazon Web Services"][4] == "eu-central-1\neu-west-3"
    assert "To be filled in" in found["Amazon Web Services"][3]
    assert found["docker.io"][1] == "provides container images\nfhir"


@pytest.mark.parametrize(
    ("image", "host"),
    [
        ("hapiproject/hapi:v8", "docker.io"),
        ("nginx", "docker.io"),
        ("ghcr.io/a/b:1", "ghcr.io"),
        ("localhost/a", "localhost"),
        ("registry:5000/a", "registry:5000"),
        ("111122223333.dkr.ecr.eu-west-3.amazonaws.com/a", "111122223333.dkr.ecr.eu-west-3.amazonaws.com"),
    ],
)
def test_the_registry_of_an_image(image: str, host: str) -> None:
    assert registry(image) == host
