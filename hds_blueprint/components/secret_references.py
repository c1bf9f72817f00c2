"""Secrets of a workload: where each is kept, and the key that it is encrypted with. Never a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.database import Postgresql
from hds_blueprint.components.policy_documents import Text
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.workloads import Workload
from hds_blueprint.problem import InputError

_OF_DATABASE = re.compile(r"databases\.([a-z0-9-]+)\.(username|password)")
_NAMED = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")  # what Secrets Manager allows in a name


@dataclass(frozen=True, slots=True)
class SecretReference:
    """One secret as ECS takes it (`value_from`), and what the execution role needs to read it."""

    value_from: Text
    resource: Text
    key: aws.kms.Key | None


def secret_references(
    scope: Scope, workload: Workload, databases: Mapping[str, Postgresql], *, path: str
) -> dict[str, SecretReference]:
    """The secrets of a workload by environment variable.

    `databases.NAME.username` and `.password` are keys of the secret that RDS manages; any other
    text is the name of a secret of this account and region, encrypted with AWS's own key or one
    that admits the account through Secrets Manager. `path` is the workload's place in the document.

    Raises:
        InputError: a database that the workload does not list, or a text that can be no secret's name.
    """
    references: dict[str, SecretReference] = {}
    for variable, text in workload.secrets.items():
        place = f"{path}.secrets.{variable}"
        match = _OF_DATABASE.fullmatch(text)
        if match is not None:
            references[variable] = _of_database(match[1], match[2], databases, place)
        elif text.startswith("databases.") or _NAMED.fullmatch(text) is None:
            raise InputError.of(
                "this is neither a secret of a database nor the name of a secret",
                path=place,
                bound="databases.NAME.username, databases.NAME.password or a name in Secrets Manager",
                suggestion="The document holds references, never values: put the value into Secrets Manager.",
                code="secret-reference",
            )
        else:
            references[variable] = _named(scope, text)
    return references


def _of_database(name: str, key: str, databases: Mapping[str, Postgresql], path: str) -> SecretReference:
    if name not in databases:
        raise InputError.of(
            f"the database {name} is not one that this workload uses",
            path=path,
            bound=", ".join(sorted(databases)) or "no database",
            suggestion="List it under the workload's `databases`.",
            code="secret-reference",
        )
    database = databases[name]
    arn = database.secret_arn
    return SecretReference(pulumi.Output.concat(arn, f":{key}::"), arn, database.key)


def _named(scope: Scope, name: str) -> SecretReference:
    arn = scope.arn("secretsmanager", f"secret:{name}")
    # Secrets Manager closes an ARN with a hyphen and six characters of its own choice
    return SecretReference(arn, pulumi.Output.concat(arn, "-??????"), None)
