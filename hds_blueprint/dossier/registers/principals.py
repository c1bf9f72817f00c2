"""Who a policy lets in, in words: services, accounts, roles, and whoever asks."""

from __future__ import annotations

import re

from hds_blueprint.dossier.inline import code
from hds_blueprint.dossier.model import Run
from hds_blueprint.dossier.source import Source
from hds_blueprint.graph.data_sources import account
from hds_blueprint.graph.model import Ref

# An account as a principal leaves it to the account's own IAM policies who may (IAM User Guide).
_ACCOUNT = re.compile(r"(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?")


def principal(source: Source, value: str | Ref) -> Run:
    """A principal of a policy document; `*` stands out."""
    _ = source.translate
    if isinstance(value, Ref):
        return source.resource(value.urn)
    if value == "*":
        return Run(_("anyone"), "bad")
    if match := _ACCOUNT.fullmatch(value):
        if match[1] == account():
            return Run(_("the stack’s account, by its IAM policies"))
        return Run(_("account %(number)s, by its IAM policies") % {"number": match[1]})
    return code(source.named(value))
