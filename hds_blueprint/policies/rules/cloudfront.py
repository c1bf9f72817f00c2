"""Rules of Amazon CloudFront, whose edge locations are all over the world."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource, Value
from hds_blueprint.policies.checks import is_set
from hds_blueprint.policies.choices import is_one_of, judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open, number, within

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
DELIVERY_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
# AWS's managed policy that caches nothing (CloudFront developer guide, managed cache policies)
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# policies that refuse TLS below 1.2 (CloudFront developer guide, supported protocols and ciphers)
CURRENT_TLS = ("TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
OLD_TLS = ("SSLv3", "TLSv1", "TLSv1.1")
# France overseas has country codes of its own (ISO 3166-1)
FRANCE_OVERSEAS = ("BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT")


def _behaviors(distribution: Resource) -> Iterator[tuple[str, Value]]:
    yield from entries(get(distribution, "defaultCacheBehavior"), "defaultCacheBehavior")
    yield from entries(get(distribution, "orderedCacheBehaviors"), "orderedCacheBehaviors")


@rule("cloudfront-health-data-uncached", DISTRIBUTION)
def uncached(distribution: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, behavior in _behaviors(distribution):
        policy, place = within(behavior, "cachePolicyId"), f"{path}.cachePolicyId"
        if policy is MISSING:
            yield _uncached(within(behavior, "maxTtl"), f"{path}.maxTtl")
        elif isinstance(policy, str):
            yield passed(place, policy) if policy == CACHING_DISABLED else failed(place, policy)
        else:
            policies = facts.target_resources(distribution, place, CACHE_POLICY)
            yield _uncached(get(policies[0], "maxTtl"), place) if policies else unknown(place)


def _uncached(longest: Found, path: str) -> Outcome:
    """Whether the longest time that an answer is kept is none; a day where nothing is said."""
    if is_open(longest):
        return unknown(path)
    return passed(path, longest) if number(longest) == 0 else failed(path, longest)


@rule("cloudfront-without-edge-functions", DISTRIBUTION)
def without_edge_functions(distribution: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, behavior in _behaviors(distribution):
        functions = within(behavior, "lambdaFunctionAssociations")
        place = f"{path}.lambdaFunctionAssociations"
        if is_open(functions):
            yield unknown(place)
        else:
            yield passed(place) if functions in (MISSING, []) else failed(place)


@rule("cloudfront-viewers-use-tls", DISTRIBUTION)
def viewers_use_tls(distribution: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, behavior in _behaviors(distribution):
        place = f"{path}.viewerProtocolPolicy"
        value = within(behavior, "viewerProtocolPolicy")
        yield judge_choice(value, place, ("https-only", "redirect-to-https"))


@rule("cloudfront-tls-current", DISTRIBUTION)
def tls_current(distribution: Resource, facts: Facts) -> Outcome:
    path = "viewerCertificate.cloudfrontDefaultCertificate"
    default = get(distribution, path)
    if is_open(default):
        return unknown(path)
    if boolean(default) is True:
        # TLS 1.0 is accepted under CloudFront's own certificate, whatever is asked for
        return failed(path, default)
    return is_one_of(distribution, "viewerCertificate.minimumProtocolVersion", *CURRENT_TLS)


@rule("cloudfront-origins-use-tls", DISTRIBUTION)
def origins_use_tls(distribution: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, origin in entries(get(distribution, "origins"), "origins"):
        if within(origin, "customOriginConfig") is MISSING:
            continue
        place = f"{path}.customOriginConfig"
        policy = within(origin, "customOriginConfig.originProtocolPolicy")
        yield judge_choice(policy, f"{place}.originProtocolPolicy", ("https-only",))
        versions = within(origin, "customOriginConfig.originSslProtocols")
        for where, version in entries(versions, f"{place}.originSslProtocols"):
            if is_open(version):
                yield unknown(where)
            elif version in OLD_TLS:
                yield failed(where, version)


@rule("cloudfront-buckets-closed-to-others", DISTRIBUTION)
def buckets_closed(distribution: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, origin in entries(get(distribution, "origins"), "origins"):
        if is_open(origin):
            yield unknown(path)
            continue
        if any(within(origin, other) is not MISSING for other in ("customOriginConfig", "vpcOriginConfig")):
            continue
        control = within(origin, "originAccessControlId")
        identity = within(origin, "s3OriginConfig.originAccessIdentity")
        named = next((value for value in (control, identity) if value not in (MISSING, "")), MISSING)
        place = f"{path}.originAccessControlId"
        yield failed(place) if named is MISSING else passed(place, named)


@rule("cloudfront-behind-firewall", DISTRIBUTION)
def behind_firewall(distribution: Resource, facts: Facts) -> Outcome:
    return is_set(distribution, "webAclId")


@rule("cloudfront-access-logged", DISTRIBUTION)
def access_logged(distribution: Resource, facts: Facts) -> Outcome:
    if get(distribution, "loggingConfig.bucket") is not MISSING:
        return is_set(distribution, "loggingConfig.bucket")
    delivered = facts.attached(distribution, "resourceArn", DELIVERY_SOURCE)
    if delivered.resources:
        return passed("logDeliverySource", holder=delivered.resources[0].urn)
    return unknown("loggingConfig") if delivered.uncertain else failed("loggingConfig")


@rule("cloudfront-countries-listed", DISTRIBUTION)
def countries_listed(distribution: Resource, facts: Facts) -> Outcome:
    return is_one_of(distribution, "restrictions.geoRestriction.restrictionType", "whitelist")


@rule("cloudfront-countries-within-eea", DISTRIBUTION)
def countries_within_eea(distribution: Resource, facts: Facts) -> Iterator[Outcome]:
    from hds_blueprint.hosting.facts import table

    # no price class is bound to the EEA: the smallest has edge locations in North America and Israel too
    kind = get(distribution, "restrictions.geoRestriction.restrictionType")
    if kind != "whitelist":
        yield unknown("restrictions.geoRestriction.restrictionType") if is_open(kind) else not_applicable()
        return
    path = "restrictions.geoRestriction.locations"
    for place, country in entries(get(distribution, path), path):
        if is_open(country):
            yield unknown(place)
        else:
            within_eea = country in table("countries")["eea"] or country in FRANCE_OVERSEAS
            yield passed(place, country) if within_eea else failed(place, country)


@rule("cloudfront-without-cookies-in-logs", DISTRIBUTION)
def without_cookies(distribution: Resource, facts: Facts) -> Outcome:
    if get(distribution, "loggingConfig") is MISSING:
        return not_applicable()
    value, path = get(distribution, "loggingConfig.includeCookies"), "loggingConfig.includeCookies"
    if is_open(value):
        return unknown(path)
    return failed(path, value) if boolean(value) is True else passed(path, value)
