"""The data files beside the code, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "data"


@cache
def table(name: str) -> Any:
    """The content of a data file (`naming.yaml`, `replacement.json`).

    The result is shared: callers do not change it.
    """
    text = (_FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return json.loads(text)
    # The C loader where PyYAML has it: ten times faster, and as safe.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506
