"""IAM, key, bucket, topic and endpoint policies as typed statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import pulumi

Text: TypeAlias = "str | pulumi.Output[str]"
# operator -> condition key -> values, as in the policy grammar: {"Bool": {"aws:SecureTransport": "false"}}
Conditions: TypeAlias = "Mapping[str, Mapping[str, Text | Sequence[Text]]]"


@dataclass(frozen=True, slots=True)
class Principals:
    """Who a statement is about: services of AWS, accounts and roles by ARN, token issuers by ARN, or anyone.

    `ANYONE` is for denials, and for statements whose conditions narrow it.
    """

    services: Sequence[str] = ()
    accounts_and_roles: Sequence[Text] = ()
    federated: Sequence[Text] = ()
    anyone: bool = False

    def grammar(self) -> Any:
        """The principal element of the policy grammar."""
        if self.anyone:
            return "*"
        element: dict[str, Any] = {}
        if self.accounts_and_roles:
            element["AWS"] = _compact(self.accounts_and_roles)
        if self.federated:
            element["Federated"] = _compact(self.federated)
        if self.services:
            element["Service"] = _compact(self.services)
        return element


ANYONE = Principals(anyone=True)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `sid` says in one CamelCase word what it is for.

    `all_but_actions` stands for every action but these; a denial only has it, in the stead of `actions`.
    """

    sid: str
    resources: Sequence[Text]
    actions: Sequence[str] = ()
    all_but_actions: Sequence[str] = ()
    principals: Principals | None = None
    effect: Literal["Allow", "Deny"] = "Allow"
    conditions: Conditions = field(default_factory=dict[str, Mapping[str, Text]])

    def grammar(self) -> dict[str, Any]:
        """The statement in the order and words of the policy grammar."""
        element: dict[str, Any] = {"Sid": self.sid, "Effect": self.effect}
        if self.principals is not None:
            element["Principal"] = self.principals.grammar()
        if self.all_but_actions:
            element["NotAction"] = _compact(self.all_but_actions)
        else:
            element["Action"] = _compact(self.actions)
        element["Resource"] = _compact(self.resources)
        if self.conditions:
            element["Condition"] = {
                operator: {
                    key: values if isinstance(values, str | pulumi.Output) else _compact(values)
                    for key, values in keys.items()
                }
                for operator, keys in self.conditions.items()
            }
        return element


def policy_document(*statements: Statement) -> pulumi.Output[str]:
    """The policy as JSON; same statements, same bytes."""
    document = {"Version": "2012-10-17", "Statement": [statement.grammar() for statement in statements]}
    return pulumi.Output.from_input(document).apply(_serialise)


def assumed_by(service: str, *, conditions: Conditions | None = None) -> pulumi.Output[str]:
    """The trust policy of a role that one AWS service assumes, narrowed by conditions."""
    return policy_document(
        Statement(
            sid="ServiceAssumesRole",
            actions=["sts:AssumeRole"],
            resources=[],
            principals=Principals(services=[service]),
            conditions=conditions or {},
        )
    )


def tls_only(resources: Sequence[Text], *, actions: str) -> Statement:
    """Refuses whatever arrives without TLS, from anyone; `actions` such as `s3:*`, since it only refuses."""
    return Statement(
        sid="RefuseWithoutTls",
        effect="Deny",
        principals=ANYONE,
        actions=[actions],
        resources=resources,
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )


def _compact(values: Sequence[Text]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def _serialise(document: Any) -> str:
    # a trust policy has no resource element
    for statement in document["Statement"]:
        if statement.get("Resource") == []:
            del statement["Resource"]
    return json.dumps(document)
