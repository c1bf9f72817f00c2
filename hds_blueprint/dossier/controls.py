"""References to requirements of the catalogue, as links to their rows."""

from __future__ import annotations

from hds_blueprint.dossier.anchors import slug
from hds_blueprint.dossier.inline import link
from hds_blueprint.dossier.matrices import HDS_FRAMEWORKS, OTHER_FRAMEWORKS
from hds_blueprint.dossier.model import Run
from hds_blueprint.dossier.source import Source


def is_shown(source: Source, reference: str) -> bool:
    """Whether the file has a row for a requirement (`framework:id`)."""
    framework = reference.partition(":")[0]
    return framework in OTHER_FRAMEWORKS or (source.health_data and framework in HDS_FRAMEWORKS)


def control(reference: str) -> Run:
    """A requirement by its number, with a link to its row."""
    framework, _, own = reference.partition(":")
    shown = {"iso-27001-2022": f"A.{own}", "csp-r1111-11": f"R.1111-11 {own}"}.get(framework, own)
    return link(shown, f"#{slug(framework)}-{slug(own)}")
