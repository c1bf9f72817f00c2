"""What an extension imports: `from hds_blueprint.extension import Extension`.

An extension is a file `extensions/NAME.py` of the project (or a package of that name) with a function
`build(extension: Extension) -> None` that creates resources. The document names it in `extensions:`. Only the
names listed here are kept stable between releases; docs/extensions.md tells how to write one.
"""

from hds_blueprint.components.extension import Extension
from hds_blueprint.components.key_policies import administration, log_delivery, use_through
from hds_blueprint.components.policy_documents import (
    ANYONE,
    Principals,
    Statement,
    assumed_by,
    policy_document,
    tls_only,
)
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.store import BackedUp

__all__ = [
    "ANYONE",
    "BackedUp",
    "Extension",
    "Principals",
    "ServiceRole",
    "Statement",
    "administration",
    "assumed_by",
    "log_delivery",
    "policy_document",
    "service_role",
    "tls_only",
    "use_through",
]
