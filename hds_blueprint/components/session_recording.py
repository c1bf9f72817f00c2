"""The record of interactive sessions on machines and in containers (AWS Systems Manager)."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.scope import Scope

# The name under which Session Manager looks for the preferences of a region.
# Source: AWS Systems Manager user guide, "Session document schema"
_PREFERENCES = "SSM-SessionManagerRunShell"
_IDLE_MINUTES = "15"
_LONGEST_MINUTES = "120"


class SessionRecording(Component):
    """Records what is typed and shown in every session of one region, while it is typed.

    Creates an encrypted log group for as long as traces of security are kept, and the region's
    preferences of Session Manager: own key for the session, end after a quarter of an hour of silence.

    Cost: about 0.60 USD a GB taken in.
    Answers: HDS v2.0, chapter 2.1, activity 5 (traces of access); ISO/IEC 27001:2022 A.8.15, A.8.2.
    """

    token = "hds:session_recording:SessionRecording"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        key: aws.kms.Key,
        retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="roles", options=options)
        self.log_group = log_group(
            name,
            parent=self,
            retention_months=retention_months,
            key=key,
            physical_name=f"/hds/{scope.prefix}/sessions",
        )
        content = pulumi.Output.all(group=self.log_group.name, key=key.arn).apply(_content)
        aws.ssm.Document(
            name,
            name=_PREFERENCES,
            document_type="Session",
            document_format="JSON",
            content=content,
            opts=self.child(),
        )
        self.register_outputs({})


def _content(parts: dict[str, str]) -> str:
    return json.dumps(
        {
            "schemaVersion": "1.0",
            "description": "Sessions are recorded and encrypted",
            "sessionType": "Standard_Stream",
            "inputs": {
                "cloudWatchLogGroupName": parts["group"],
                "cloudWatchEncryptionEnabled": True,
                "cloudWatchStreamingEnabled": True,
                "s3BucketName": "",
                "s3KeyPrefix": "",
                "s3EncryptionEnabled": True,
                "kmsKeyId": parts["key"],
                "runAsEnabled": False,
                "runAsDefaultUser": "",
                "idleSessionTimeout": _IDLE_MINUTES,
                "maxSessionDuration": _LONGEST_MINUTES,
                "shellProfile": {"linux": "", "windows": ""},
            },
        }
    )
