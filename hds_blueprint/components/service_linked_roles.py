"""Roles that an AWS service needs once per account (AWS IAM)."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope

SEARCH = "opensearchservice.amazonaws.com"


class ServiceLinkedRoles(Component):
    """The role by which Amazon OpenSearch Service enters the network of a search domain.

    An account has it once, so the baseline makes it; a service that stands alone in its account (the
    document names no baseline) makes it itself, and leaves it there when it ends. The other services in
    use make theirs by themselves; this one asks for it before the first domain in a network.
    Source: Amazon OpenSearch Service developer guide, "Using service-linked roles"; read 2026-11.

    Free of charge. Answers: ISO/IEC 27001:2022 A.5.15 (access).
    """

    token = "hds:service_linked_roles:ServiceLinkedRoles"  # noqa: S105 - a type, not a password

    search: aws.iam.ServiceLinkedRole

    def __init__(
        self, name: str, *, scope: Scope, document: str, options: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, scope=scope, document=document, data_class="technical", options=options)
        self.search = aws.iam.ServiceLinkedRole(
            "search", aws_service_name=SEARCH, opts=self.child(retain_on_delete=True)
        )
        self.register_outputs({})
