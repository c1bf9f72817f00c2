"""The Pulumi program of our own platform: the part that registers resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from hds_blueprint.components.platform import Platform
    from hds_blueprint.hosting.requirements import HostingRequirements


def build(requirements: HostingRequirements) -> Platform:
    """Registers the platform of these requirements and exports its outputs."""
    from hds_blueprint.components.platform import Platform

    platform = Platform(requirements)
    for name, value in platform.outputs.items():
        pulumi.export(name, value)
    return platform
