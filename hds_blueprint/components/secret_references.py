"""Secrets of a workload: where each is kept, and the key that it is encrypted with. Never a value."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pulumi

from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import SecretReference, Store
from hds_blueprint.hosting.stores import STORE_SECTIONS
from hds_blueprint.problem import InputError

_OF_STORE = re.compile(r"([a-z_]+\.[a-z0-9-]+)\.([a-z]+)")
_NAMED = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")  # what Secrets Manager allows in a name


def secret_references(
    scope: Scope, secrets: Mapping[str, str], stores: Mapping[str, Store], *, path: str
) -> dict[str, SecretReference]:
    """The secrets of a workload or job by environment variable.

    `databases.NAME.username` and the like are secrets that a store offers; any other text is the
    name of a secret of this account and region, encrypted with AWS's own key or one that admits
    the account through Secrets Manager. `path` is the workload's place in the document, `stores`
    what it uses, by path.

    Raises:
        InputError: a store that the workload does not use, or a text that can be no secret's name.
    """
    return {
        variable: _reference(scope, text, stores, f"{path}.secrets.{variable}")
        for variable, text in secrets.items()
    }


def _reference(scope: Scope, text: str, stores: Mapping[str, Store], place: str) -> SecretReference:
    match = _OF_STORE.fullmatch(text)
    if match is not None and match[2] in (offered := _offered(stores, match[1])):
        return offered[match[2]]
    if text.partition(".")[0] in STORE_SECTIONS or _NAMED.fullmatch(text) is None:
        known = [f"{store}.{key}" for store in stores for key in _offered(stores, store)]
        raise InputError.of(
            "this is neither a secret of a store that the workload uses nor the name of a secret",
            path=place,
            bound=", ".join([*known, "or a name in Secrets Manager"]),
            suggestion="List the store under the workload, or put the value into Secrets Manager.",
            code="secret-reference",
        )
    return _named(scope, text)


def _offered(stores: Mapping[str, Store], path: str) -> Mapping[str, SecretReference]:
    return stores[path].secrets if path in stores else {}


def _named(scope: Scope, name: str) -> SecretReference:
    arn = scope.arn("secretsmanager", f"secret:{name}")
    # Secrets Manager closes an ARN with a hyphen and six characters of its own choice
    return SecretReference(arn, pulumi.Output.concat(arn, "-??????"), None)
