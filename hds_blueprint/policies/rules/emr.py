"""Rules of Amazon EMR: clusters closed to the internet, data encrypted at rest and between the nodes."""

from __future__ import annotations

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.checks import is_set, is_true
from hds_blueprint.policies.choices import has_entries
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import read
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import boolean, entries, get, is_open, number, within

CLUSTER = "aws:emr/cluster:Cluster"
CONFIGURATION = "aws:emr/securityConfiguration:SecurityConfiguration"
PUBLIC_ACCESS = "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration"
SERVERLESS = "aws:emrserverless/application:Application"


@rule("emr-cluster-secured", CLUSTER)
def secured(cluster: Resource, facts: Facts) -> Outcome:
    return is_set(cluster, "securityConfiguration")


@rule("emr-storage-encrypted", CONFIGURATION)
def storage_encrypted(configuration: Resource, facts: Facts) -> Outcome:
    return _enabled(configuration, "EnableAtRestEncryption")


@rule("emr-transit-encrypted", CONFIGURATION)
def transit_encrypted(configuration: Resource, facts: Facts) -> Outcome:
    return _enabled(configuration, "EnableInTransitEncryption")


def _enabled(configuration: Resource, switch: str) -> Outcome:
    """Whether a switch of the configuration's EncryptionConfiguration, which is JSON text, is on."""
    path, text = "configuration", get(configuration, "configuration")
    if is_open(text) and not isinstance(text, Join):
        return unknown(path)
    settings = read(text, path) if isinstance(text, str | Join) else text
    if isinstance(settings, Outcome):
        return settings
    place = f"EncryptionConfiguration.{switch}"
    value = within(settings, place)
    if is_open(value):
        return unknown(f"{path}.{place}")
    on = boolean(value) is True
    return passed(f"{path}.{place}", value) if on else failed(f"{path}.{place}", value)


@rule("emr-public-access-blocked", PUBLIC_ACCESS)
def public_access_blocked(setting: Resource, facts: Facts) -> Outcome:
    path = "permittedPublicSecurityGroupRuleRanges"
    blocked, permitted = is_true(setting, "blockPublicSecurityGroupRules"), get(setting, path)
    if is_open(permitted):
        return unknown(path)
    return blocked if not list(entries(permitted, path)) else failed(path, permitted)


@rule("emr-logged", CLUSTER)
def logged(cluster: Resource, facts: Facts) -> Outcome:
    return is_set(cluster, "logUri")


@rule("emr-termination-protected", CLUSTER)
def termination_protected(cluster: Resource, facts: Facts) -> Outcome:
    path = "keepJobFlowAliveWhenNoSteps"
    lasting = get(cluster, path)
    if is_open(lasting):
        return unknown(path)
    # one that ends with its last step would not end under protection
    if not facts.production or boolean(lasting) is False:
        return not_applicable()
    several = (number(get(cluster, "masterInstanceGroup.instanceCount")) or 1) > 1
    return is_true(cluster, "terminationProtection", default=several)


@rule("emr-serverless-within-network", SERVERLESS)
def within_network(application: Resource, facts: Facts) -> Outcome:
    return has_entries(application, "networkConfiguration.subnetIds")
