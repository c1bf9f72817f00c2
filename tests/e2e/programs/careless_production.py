"""The blueprint's program after somebody turned the encryption of databases off in a component."""

from __future__ import annotations

from typing import Any

import pulumi_aws as aws

from hds_blueprint.deployment.program import deploy


class Careless(aws.rds.Instance):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{**named, "storage_encrypted": False})


aws.rds.Instance = Careless  # type: ignore[misc]
deploy()
