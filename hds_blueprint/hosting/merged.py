"""The document as it takes effect: bases merged, defaults filled in."""

from __future__ import annotations

from typing import Any

import yaml

from hds_blueprint.hosting.document import Document
from hds_blueprint.hosting.scalars import resolve


def as_data(needs: Document) -> dict[str, Any]:
    """Plain data in the document's own notation; loading it again gives the same requirements."""
    return needs.model_dump(mode="json")


def as_yaml(needs: Document) -> str:
    """The same as YAML, in the model's order."""
    return yaml.dump(as_data(needs), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Dumper(yaml.CSafeDumper):
    """Quotes whatever our own reader would not take for the same text, such as 02:30."""


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.Node:
    style = None if resolve(text) == text else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
