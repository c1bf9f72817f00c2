"""The document as it takes effect: bases merged, defaults filled in."""

from __future__ import annotations

from typing import Any

import yaml

from hds_blueprint.hosting.requirements import HostingRequirements


def as_data(needs: HostingRequirements) -> dict[str, Any]:
    """Plain data in the document's own notation; loading it again gives the same requirements."""
    return needs.model_dump(mode="json")


def as_yaml(needs: HostingRequirements) -> str:
    """The same as YAML, in the model's order."""
    return yaml.dump(as_data(needs), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=100)
