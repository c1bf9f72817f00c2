"""The valid documents of the tests, and documents that differ from them in one place."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
DAY = "2026-06-30"


def valid(name: str = "production") -> dict[str, Any]:
    """One of documents/ as plain data; dates stay text, as the product reads them."""
    text = (FOLDER / "documents" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, _DatesAsText)


class _DatesAsText(yaml.SafeLoader):
    """The safe loader without YAML 1.1's dates."""


_DatesAsText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def steps(path: str) -> list[str | int]:
    """`waivers[0].rule` as ["waivers", 0, "rule"]."""
    found: list[str | int] = []
    for part in path.split("."):
        name, *indices = re.split(r"[\[\]]+", part.rstrip("]"))
        found.append(name)
        found.extend(int(index) for index in indices)
    return found


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with the value written at the path; the value "absent" removes what stands there."""
    result = copy.deepcopy(document)
    *above, last = steps(path)
    place: Any = result
    for step in above:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    if value == "absent":
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return result


def written(folder: Path, document: Any) -> Path:
    """The document as a YAML file."""
    path = folder / "document.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path
