"""Small graphs for tests of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hds_blueprint.graph.model import Profile, Resource, ResourceGraph

BUCKET = "aws:s3/bucket:Bucket"
DATABASE = "aws:rds/instance:Instance"


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:prod::shop::{type_}::{name}"


def resource(type_: str, name: str, inputs: dict[str, Any] | None = None, **fields: Any) -> Resource:
    return Resource(urn=urn(type_, name), type=type_, name=name, inputs=inputs or {}, **fields)


def graph(*resources: Resource, profile: Profile = "production", health_data: bool = True) -> ResourceGraph:
    return ResourceGraph("shop", "prod", "program", resources, profile, health_data)


@dataclass(frozen=True)
class Waiver:
    rule: str
    resource: str
    expiry: date = date(2027, 1, 1)
    reason: str = "Migration under way."
    owner: str = "Owner"
    approver: str = "Security officer"
    compensating_measure: str = "Nightly export."
