"""New tasks after a rotation: a container reads its secrets once, when it starts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Statement, Text
from hds_blueprint.components.roles import ServiceRole, service_role


def restart_after_rotation(
    name: str, *, parent: Component, service: aws.ecs.Service, secrets: Sequence[Text]
) -> None:
    """Starts a new deployment of a service whenever one of its secrets has been rotated.

    RDS rotates the master password of a database every seven days. Connections that are open stay
    open, but new ones would be refused until the tasks are replaced: this replaces them one after
    the other, as a deployment does, within minutes.

    Creates an event rule, an Automation document of Systems Manager that calls UpdateService, and
    a role for each of the two. Executions are free up to 100,000 steps a month.
    """
    scope = parent.scope
    title = f"{name}-restart"
    physical_name = scope.physical_name(title, maximum=64)
    automation = service_role(
        title,
        parent=parent,
        service="ssm.amazonaws.com",
        description=f"Starts new tasks of {name} after a rotation",
        statements=[Statement(sid="StartTasksAnew", actions=["ecs:UpdateService"], resources=[service.arn])],
        source_arn=scope.arn("ssm", "automation-execution/*"),
    )
    document = aws.ssm.Document(
        title,
        name=physical_name,
        document_type="Automation",
        document_format="JSON",
        content=_automation(service, automation.arn),
        opts=parent.child(depends_on=automation.permissions),
    )
    rule = aws.cloudwatch.EventRule(
        title,
        name=physical_name,
        description=f"A secret of {name} has been rotated",
        event_pattern=_rotated(secrets),
        state="ENABLED",
        opts=parent.child(),
    )
    definition = f"automation-definition/{physical_name}:$DEFAULT"
    starter = _starter(name, parent, automation, definition, rule_name=physical_name)
    aws.cloudwatch.EventTarget(
        title,
        rule=rule.name,
        target_id="restart",
        arn=scope.arn("ssm", definition),
        role_arn=starter.arn,
        opts=parent.child(depends_on=[document, *starter.permissions]),
    )


def _automation(service: aws.ecs.Service, role_arn: Text) -> pulumi.Output[str]:
    content: dict[str, Any] = {
        "schemaVersion": "0.3",
        "description": "Replaces the tasks of a service so that they read their secrets again",
        "assumeRole": role_arn,
        "mainSteps": [
            {
                "name": "StartTasksAnew",
                "action": "aws:executeAwsApi",
                "isEnd": True,
                "inputs": {
                    "Service": "ecs",
                    "Api": "UpdateService",
                    "cluster": service.cluster,
                    "service": service.name,
                    "forceNewDeployment": True,
                },
            }
        ],
    }
    return pulumi.Output.from_input(content).apply(json.dumps)


def _rotated(secrets: Sequence[Text]) -> pulumi.Output[str]:
    """The event that Secrets Manager sends by way of CloudTrail when a rotation has ended well."""
    pattern: dict[str, Any] = {
        "source": ["aws.secretsmanager"],
        "detail-type": ["AWS Service Event via CloudTrail"],
        "detail": {
            "eventSource": ["secretsmanager.amazonaws.com"],
            "eventName": ["RotationSucceeded"],
            "additionalEventData": {"SecretId": list(secrets)},
        },
    }
    return pulumi.Output.from_input(pattern).apply(json.dumps)


def _starter(
    name: str, parent: Component, automation: ServiceRole, definition: str, *, rule_name: str
) -> ServiceRole:
    """The role by which the rule starts the automation, and hands it the automation's own role."""
    scope = parent.scope
    return service_role(
        f"{name}-restart-event",
        parent=parent,
        service="events.amazonaws.com",
        description=f"Starts the automation that replaces the tasks of {name}",
        statements=[
            Statement(
                sid="StartAutomation",
                actions=["ssm:StartAutomationExecution"],
                resources=[scope.arn("ssm", definition)],
            ),
            Statement(
                sid="HandOverRole",
                actions=["iam:PassRole"],
                resources=[automation.arn],
                conditions={"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}},
            ),
        ],
        source_arn=scope.arn("events", f"rule/{rule_name}"),
    )
