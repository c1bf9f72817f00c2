"""The permission boundary on every role, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pulumi

from hds_blueprint.components.scope import Scope

_ROLE = "aws:iam/role:Role"


def bounding(
    scope: Scope,
) -> Callable[[pulumi.ResourceTransformationArgs], pulumi.ResourceTransformationResult | None]:
    """A transformation that puts the account's boundary, where it has one, on a component's roles."""

    def bound(arguments: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if scope.boundary is None or arguments.type_ != _ROLE:
            return None
        properties = {**arguments.props, "permissions_boundary": scope.boundary}
        return pulumi.ResourceTransformationResult(properties, arguments.opts)

    return bound
