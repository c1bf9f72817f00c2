"""The base class of all components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import pulumi

from hds_blueprint.components.bounded_roles import bounding
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.tags import tagging
from hds_blueprint.hosting.vocabulary import DataClass


class Component(pulumi.ComponentResource):
    """A group of resources that answers one section of the requirements document.

    A subclass sets `token`, its Pulumi type, which is part of its URN and never changes
    (`hds:network:Network`). `document` is the path of the section (`databases.records`),
    registered as an input so that each resource can be traced to the document. Every child
    gets the scope tags, and every role the account's boundary; `data_class` is the document's where it
    is left out. `token` is for the one class whose type differs from instance to instance.
    """

    token: ClassVar[str]

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        document: str,
        data_class: DataClass | None = None,
        properties: Mapping[str, Any] | None = None,
        token: str | None = None,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        self.scope = scope
        self.data_class: DataClass = data_class or scope.data_class
        own = pulumi.ResourceOptions(transformations=[tagging(scope, self.data_class), bounding(scope)])
        super().__init__(
            token or self.token,
            name,
            {"document": document, **(properties or {})},
            pulumi.ResourceOptions.merge(options, own),
        )

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Options of a child: this component as parent, and any other option of Pulumi."""
        return pulumi.ResourceOptions(parent=self, **options)

    def durable(self, **options: Any) -> pulumi.ResourceOptions:
        """Options of a child that holds data or without which data is lost (stores, keys, vaults).

        Where the requirements ask for protection, a destroy stops at it, and removing it from
        the program leaves it in the account.
        """
        protect = self.scope.protect_data
        return self.child(protect=protect, retain_on_delete=protect, **options)

    def recovery(self, **options: Any) -> pulumi.ResourceOptions:
        """Options of a child that lives in the recovery region."""
        return self.child(provider=self.scope.recovery_provider, **options)

    def durable_recovery(self, **options: Any) -> pulumi.ResourceOptions:
        """Options of a child that holds data in the recovery region."""
        return self.durable(provider=self.scope.recovery_provider, **options)
