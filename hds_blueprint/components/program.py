"""The Pulumi program of our own platform: the part that registers resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from hds_blueprint.components.baseline import Baseline
    from hds_blueprint.components.platform import Platform
    from hds_blueprint.hosting.document import Document


def build(document: Document) -> Platform | Baseline:
    """Registers the platform of a service, or the baseline of an account, and exports its outputs."""
    built = _composition(document)
    for name, value in built.outputs.items():
        pulumi.export(name, value)
    return built


def _composition(document: Document) -> Platform | Baseline:
    """What the document's kind asks for; the other one's components are not even imported."""
    from hds_blueprint.hosting.account import AccountBaseline

    if isinstance(document, AccountBaseline):
        from hds_blueprint.components.baseline import Baseline

        return Baseline(document)
    from hds_blueprint.components.platform import Platform

    return Platform(document)
