from __future__ import annotations

import json

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import find
from .reading import inputs, statements

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
POLICY = "aws:iam/rolePolicy:RolePolicy"
DEFINITION = "arn:aws:ssm:eu-west-3:123456789012:automation-definition/carnet-prod-fhir-restart:$DEFAULT"


def test_a_rotated_password_starts_new_tasks(production: ResourceGraph) -> None:
    pattern = json.loads(inputs(production, RULE, "fhir-restart")["eventPattern"])
    assert pattern["detail-type"] == ["AWS Service Event via CloudTrail"]
    assert pattern["detail"]["eventName"] == ["RotationSucceeded"]
    secret = "<records.masterUserSecrets[0].secretArn>"
    assert pattern["detail"]["additionalEventData"] == {"SecretId": [secret]}
    target = find(production, TARGET, "fhir-restart")
    assert target.inputs["arn"] == DEFINITION
    role = find(production, "aws:iam/role:Role", "fhir-restart-event")
    assert targets(target, "roleArn") == (role.urn,)


def test_the_automation_does_nothing_else(production: ResourceGraph) -> None:
    document = inputs(production, "aws:ssm/document:Document", "fhir-restart")
    content = json.loads(document["content"])
    assert content["assumeRole"] == "<fhir-restart.arn>"
    (step,) = content["mainSteps"]
    assert step["inputs"]["Api"] == "UpdateService"
    assert step["inputs"]["forceNewDeployment"] is True
    assert statements(production, POLICY, "fhir-restart") == {
        "StartTasksAnew": {
            "Sid": "StartTasksAnew",
            "Effect": "Allow",
            "Action": "ecs:UpdateService",
            "Resource": "<fhir.arn>",
        }
    }
    starter = statements(production, POLICY, "fhir-restart-event")
    assert starter["StartAutomation"]["Resource"] == DEFINITION
    assert starter["HandOverRole"]["Resource"] == "<fhir-restart.arn>"
    assert starter["HandOverRole"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}
    }


def test_a_service_without_database_secrets_needs_none_of_it(wide: ResourceGraph) -> None:
    restarts = {rule.name for rule in wide.of_type(RULE) if rule.name.endswith("-restart")}
    assert restarts == {"fhir-restart"}
