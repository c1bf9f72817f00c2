"""Rules of AWS Secrets Manager and of secrets anywhere in the program."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Ref, Resource, Secret
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, rule
from hds_blueprint.policies.statements import closed_to_strangers
from hds_blueprint.policies.values import MISSING, Found, entries, get, within

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type, not a password
SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105
# inputs of AWS resources whose value is a secret (pulumi_aws marks them as such)
SECRET_INPUTS = frozenset(
    (
        "secretString",
        "secretBinary",
        "password",
        "masterPassword",
        "masterUserPassword",
        "adminPassword",
        "adminUserPassword",
        "fsxAdminPassword",
        "svmAdminPassword",
        "smbGuestPassword",
        "hsmPartitionPassword",
        "temporaryPassword",
        "authToken",
        "accessToken",
        "oauthToken",
        "basicAuthCredentials",
        "clientSecret",
        "sharedSecret",
        "secretKey",
        "secretAccessKey",
        "apiKey",
        "privateKey",
        "certificatePrivateKey",
        "hostKey",
        "customerKey",
        "sourceCustomerKey",
        "keyMaterialBase64",
        "plaintext",
    )
)
# by type, secrets further down, or under a name that says nothing; `[]` stands for each entry of a list
FURTHER_SECRETS = {
    "aws:apigateway/apiKey:ApiKey": ("value",),
    "aws:cloudwatch/eventConnection:EventConnection": (
        "authParameters.apiKey.value",
        "authParameters.basic.password",
        "authParameters.oauth.clientParameters.clientSecret",
    ),
    "aws:cognito/identityProvider:IdentityProvider": ("providerDetails.client_secret",),
    "aws:mq/broker:Broker": ("users[].password",),
}


@rule("secret-customer-key", SECRET)
def own_key(secret: Resource, facts: Facts) -> Outcome:
    return customer_key(secret, "kmsKeyId", facts)


@rule("secret-policy-private", SECRET, SECRET_POLICY)
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=not_applicable())


@rule("secret-values-protected", EVERY_AWS_TYPE)
def values_protected(resource: Resource, facts: Facts) -> Iterator[Outcome]:
    further = FURTHER_SECRETS.get(resource.type, ())
    if not further and SECRET_INPUTS.isdisjoint(resource.inputs):
        return
    for name in sorted(SECRET_INPUTS.intersection(resource.inputs)):
        value = get(resource, name)
        if value is not MISSING:
            yield _judge(name, value)
    for path in further:
        listing, _, inner = path.partition("[].")
        for place, each in entries(get(resource, listing), listing):
            value = within(each, inner) if inner else each
            if value is not MISSING:
                yield _judge(f"{place}.{inner}" if inner else place, value)


def _judge(name: str, value: Found) -> Outcome:
    if isinstance(value, str | int | list | dict):
        # the value itself is never repeated
        return failed(name)
    return passed(name) if isinstance(value, Ref | Secret) else unknown(name)
