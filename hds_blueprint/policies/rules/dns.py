"""Rules of names (Amazon Route 53): signed, kept, renewed, and answered from several zones."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_false, is_true
from hds_blueprint.policies.choices import counts_at_least, has_entries, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.rule import rule

ZONE = "aws:route53/zone:Zone"
SIGNING = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"
SIGNING_KEY = "aws:route53/keySigningKey:KeySigningKey"
DOMAIN = "aws:route53domains/registeredDomain:RegisteredDomain"
RESOLVER_ENDPOINT = "aws:route53/resolverEndpoint:ResolverEndpoint"
PRIVACY = ("adminPrivacy", "registrantPrivacy", "techPrivacy")


@rule("dns-zone-not-emptied", ZONE)
def zone_not_emptied(zone: Resource, facts: Facts) -> Outcome:
    return is_false(zone, "forceDestroy")


@rule("dns-zone-signed", SIGNING)
def zone_signed(signing: Resource, facts: Facts) -> Outcome:
    return is_one_of(signing, "signingStatus", "SIGNING", default="SIGNING")


@rule("dns-signing-key-active", SIGNING_KEY)
def signing_key_active(key: Resource, facts: Facts) -> Outcome:
    return is_one_of(key, "status", "ACTIVE", default="ACTIVE")


@rule("dns-domain-transfer-locked", DOMAIN)
def transfer_locked(domain: Resource, facts: Facts) -> Outcome:
    return is_true(domain, "transferLock", default=True)


@rule("dns-domain-renewed", DOMAIN)
def renewed(domain: Resource, facts: Facts) -> Outcome:
    return is_true(domain, "autoRenew", default=True)


@rule("dns-domain-contacts-private", DOMAIN)
def contacts_private(domain: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in PRIVACY:
        yield is_true(domain, name, default=True)


@rule("dns-resolver-endpoint-zones-redundant", RESOLVER_ENDPOINT)
def endpoint_redundant(endpoint: Resource, facts: Facts) -> Outcome:
    return counts_at_least(endpoint, "ipAddresses", 2)


@rule("dns-resolver-endpoint-security-groups-named", RESOLVER_ENDPOINT)
def endpoint_groups(endpoint: Resource, facts: Facts) -> Outcome:
    return has_entries(endpoint, "securityGroupIds")
