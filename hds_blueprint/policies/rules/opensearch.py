"""Rules of search domains (Amazon OpenSearch Service, Elasticsearch): encryption, place, zones, logs."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_true
from hds_blueprint.policies.choices import has_entries, is_none_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

DOMAIN = "aws:opensearch/domain:Domain"
DOMAINS = (DOMAIN, "aws:elasticsearch/domain:Domain")
_LOGS = "logPublishingOptions"
_OLD_TLS = "Policy-Min-TLS-1-0-2019-07"


@rule("opensearch-storage-encrypted", *DOMAINS)
def storage_encrypted(domain: Resource, facts: Facts) -> Outcome:
    return is_true(domain, "encryptAtRest.enabled")


@rule("opensearch-customer-key", *DOMAINS)
def own_key(domain: Resource, facts: Facts) -> Outcome:
    return customer_key(domain, "encryptAtRest.kmsKeyId", facts)


@rule("opensearch-nodes-encrypted", *DOMAINS)
def nodes_encrypted(domain: Resource, facts: Facts) -> Outcome:
    return is_true(domain, "nodeToNodeEncryption.enabled")


@rule("opensearch-tls-forced", *DOMAINS)
def tls_forced(domain: Resource, facts: Facts) -> Outcome:
    # the provider's default where the options are given at all
    options = get(domain, "domainEndpointOptions")
    return is_true(domain, "domainEndpointOptions.enforceHttps", default=options is not MISSING)


@rule("opensearch-tls-version-current", *DOMAINS)
def tls_current(domain: Resource, facts: Facts) -> Outcome:
    return is_none_of(domain, "domainEndpointOptions.tlsSecurityPolicy", _OLD_TLS, default=_OLD_TLS)


@rule("opensearch-private", *DOMAINS)
def private(domain: Resource, facts: Facts) -> Outcome:
    return has_entries(domain, "vpcOptions.subnetIds")


@rule("opensearch-security-groups-named", *DOMAINS)
def security_groups_named(domain: Resource, facts: Facts) -> Outcome:
    if get(domain, "vpcOptions") is MISSING:
        return not_applicable()
    return has_entries(domain, "vpcOptions.securityGroupIds")


@rule("opensearch-zones-redundant", *DOMAINS)
def zones_redundant(domain: Resource, facts: Facts) -> Outcome:
    if not facts.production:
        return not_applicable()
    # a domain with a standby zone is spread by that
    if boolean(get(domain, "clusterConfig.multiAzWithStandbyEnabled")) is True:
        return passed("clusterConfig.multiAzWithStandbyEnabled")
    return is_true(domain, "clusterConfig.zoneAwarenessEnabled")


@rule("opensearch-nodes-redundant", *DOMAINS)
def nodes_redundant(domain: Resource, facts: Facts, *, minimum_nodes: int) -> Outcome:
    if not facts.production:
        return not_applicable()
    return at_least(domain, "clusterConfig.instanceCount", minimum_nodes, default=1)


@rule("opensearch-masters-dedicated", *DOMAINS)
def masters_dedicated(domain: Resource, facts: Facts, *, minimum_masters: int) -> Outcome:
    if not facts.production:
        return not_applicable()
    enabled = is_true(domain, "clusterConfig.dedicatedMasterEnabled")
    if boolean(get(domain, "clusterConfig.dedicatedMasterEnabled")) is not True:
        return enabled
    return at_least(domain, "clusterConfig.dedicatedMasterCount", minimum_masters, default=0)


@rule("opensearch-access-audited", *DOMAINS)
def access_audited(domain: Resource, facts: Facts) -> Outcome:
    return _published(domain, "AUDIT_LOGS")


@rule("opensearch-errors-logged", *DOMAINS)
def errors_logged(domain: Resource, facts: Facts) -> Outcome:
    return _published(domain, "ES_APPLICATION_LOGS")


def _published(domain: Resource, kind: str) -> Outcome:
    """PASS where logs of this kind are published, FAIL where they are not or are switched off."""
    options = get(domain, _LOGS)
    if is_open(options):
        return unknown(_LOGS)
    uncertain = False
    for path, option in entries(options, _LOGS):
        found = within(option, "logType")
        uncertain = uncertain or is_open(found)
        if found == kind:
            enabled = within(option, "enabled")
            if is_open(enabled):
                return unknown(f"{path}.enabled")
            off = boolean(enabled) is False
            return failed(f"{path}.enabled", enabled) if off else passed(path, kind)
    return unknown(_LOGS) if uncertain else failed(_LOGS, options)


@rule("opensearch-updates-applied", DOMAIN)
def updates_applied(domain: Resource, facts: Facts) -> Outcome:
    return is_true(domain, "softwareUpdateOptions.autoSoftwareUpdateEnabled")
