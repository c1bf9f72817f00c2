"""Tables of the components that stand in YAML files beside the code."""

from __future__ import annotations

from typing import Any

from hds_blueprint.data_files import read_data


def table(name: str) -> Any:
    """The content of `<name>.yaml` beside this module. Raises FileNotFoundError for another name."""
    return read_data("hds_blueprint.components", f"{name}.yaml")
