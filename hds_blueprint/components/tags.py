"""Scope tags: on every resource that takes tags, what it belongs to and how to find it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pulumi

from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.data import Retention

SERVICE = "service"
ENVIRONMENT = "environment"
DATA_CLASS = "data-class"
HDS_SCOPE = "hds-scope"
OWNER = "owner"
# Finds a resource again after a crash between its creation and the writing of the state.
RESOURCE = "hds:resource"
# The legal ground on which traces are kept beyond three years, for whoever finds them in the account.
RETENTION_BASIS = "retention-basis"
_NOT_IN_TAGS = re.compile(r"[^\w .:/=+@-]+")


def tag_text(text: str) -> str:
    """A text as a tag's value: AWS takes letters, digits, spaces and `_.:/=+-@`, 256 characters at most."""
    return " ".join(_NOT_IN_TAGS.sub(" ", text).split())[:256].rstrip()


def retention_tags(scope: Scope, months: int) -> dict[str, str]:
    """The legal ground of a period, where the document gives one (CNIL, délibération 2021-122)."""
    basis = scope.legal_bases.get(months)
    return {RETENTION_BASIS: tag_text(basis)} if basis else {}


def lock_tags(kept: Retention | None) -> dict[str, str]:
    """The legal ground on which objects are locked for the period of their class."""
    return {RETENTION_BASIS: tag_text(kept.legal_basis)} if kept else {}


def scope_tags(scope: Scope, data_class: str) -> dict[str, str]:
    """The tags that say what a resource belongs to."""
    return {
        SERVICE: scope.service,
        ENVIRONMENT: scope.environment,
        DATA_CLASS: data_class,
        HDS_SCOPE: scope.profile,
        OWNER: scope.owner,
    }


def resource_tag(project: str, stack: str, type_token: str, name: str) -> str:
    """The value of the `hds:resource` tag: project, stack, type and logical name, 256 characters at most."""
    return f"{project}/{stack}/{type_token}/{name}"[:256]


def tagging(
    scope: Scope, data_class: str
) -> Callable[[pulumi.ResourceTransformationArgs], pulumi.ResourceTransformationResult | None]:
    """A transformation that tags a component's children; a tag given to a resource itself wins.

    A transformation, and not the provider's default tags, so that the tags are inputs that the
    rules see offline, and so that a resource added later cannot be forgotten.
    """
    common = scope_tags(scope, data_class)

    def tag(arguments: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        properties = dict(arguments.props)
        # pulumi_aws lists every argument of the resource's type here, given or not
        if "tags" not in properties or not arguments.type_.startswith("aws:"):
            return None
        given = properties["tags"]
        own = {str(key): value for key, value in given.items()} if isinstance(given, Mapping) else {}
        identity = resource_tag(scope.project, scope.stack, arguments.type_, arguments.name)
        properties["tags"] = {**common, RESOURCE: identity, **own}
        return pulumi.ResourceTransformationResult(properties, arguments.opts)

    return tag
