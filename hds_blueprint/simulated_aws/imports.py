"""Finding a resource by the id that an import names, where that is not the resource's own id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.world import World, WorldResource


def imported(world: World, type_: str, import_id: str, region: str, account: str) -> WorldResource | None:
    """The resource of a type, region and account that this import id names; None where there is none."""
    template: str | None = table("imports.yaml").get(type_)
    for candidate in world.find(type=type_, region=region, account=account):
        if candidate.arn == import_id:
            return candidate
        # the service of an ECS cluster is imported by the end of its ARN
        if type_ == "aws:ecs/service:Service" and (candidate.arn or "").endswith(f":service/{import_id}"):
            return candidate
        if template is not None and _filled(template, {**candidate.outputs, "id": candidate.id}) == import_id:
            return candidate
    return None


def _filled(template: str, properties: Mapping[str, Any]) -> str:
    def value(found: re.Match[str]) -> str:
        return str(next((properties[name] for name in found[1].split("|") if properties.get(name)), ""))

    return re.sub(r"\{([A-Za-z0-9|]+)\}", value, template)
