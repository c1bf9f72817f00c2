"""Looks resources up by their tag, through the same provider, credentials and account as the deployment.

A small Pulumi program of its own asks AWS's Resource Groups Tagging API and is only ever
previewed: nothing is created, and nothing of it is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hds_blueprint.deployment.identity import RESOURCE_TAG

if TYPE_CHECKING:
    from hds_blueprint.deployment.session import Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """A resource to look up: the value of its tag, and the region in which it was being created."""

    tag: str
    region: str


def find_by_tag(session: Session, wanted: Iterable[Wanted]) -> Mapping[Wanted, tuple[str, ...]]:
    """The ARNs of what carries each tag in each region.

    Raises:
        DeploymentError: AWS could not be asked.
    """
    from pulumi.automation import CommandError, LocalWorkspace, ProjectSettings, Stack

    from hds_blueprint.deployment.session import DeploymentError, reason

    asked = sorted(set(wanted), key=lambda item: (item.region, item.tag))
    found: dict[Wanted, tuple[str, ...]] = {}
    with tempfile.TemporaryDirectory(prefix="hds-lookup-") as folder:
        environment = dict(session.environment) | {
            "PULUMI_BACKEND_URL": f"file://{folder}",
            "PULUMI_CONFIG_PASSPHRASE": "nothing is kept",
        }
        try:
            workspace = LocalWorkspace(
                work_dir=folder,
                env_vars=environment,
                pulumi_command=session.cli.command,
                program=_program(asked, session.target.account, found),
                project_settings=ProjectSettings(name="hds-lookup", runtime="python"),
            )
            Stack.create("lookup", workspace).preview()
        except CommandError as error:
            raise DeploymentError(f"AWS could not be asked for resources: {reason(error)}") from error
    return found


def _program(asked: list[Wanted], account: str | None, found: dict[Wanted, tuple[str, ...]]) -> Any:
    def program() -> None:
        import pulumi
        import pulumi_aws as aws

        providers = {
            region: aws.Provider(region, region=region, allowed_account_ids=[account] if account else None)
            for region in sorted({item.region for item in asked})
        }
        for item in asked:
            answer = aws.resourcegroupstaggingapi.get_resources(
                tag_filters=[{"key": RESOURCE_TAG, "values": [item.tag]}],
                opts=pulumi.InvokeOptions(provider=providers[item.region]),
            )
            found[item] = tuple(sorted(entry.resource_arn for entry in answer.resource_tag_mapping_lists))

    return program
