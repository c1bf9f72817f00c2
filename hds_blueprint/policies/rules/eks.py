"""Rules of Amazon EKS: the control plane, who administers it, and the nodes."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.address_ranges import is_broad
from hds_blueprint.policies.checks import customer_key, is_false, is_true
from hds_blueprint.policies.choices import counts_at_least, is_one_of, lists
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open
from hds_blueprint.policies.verdict import Status

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry"
ACCESS_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
# what an investigation needs: who called the API, as whom, and what changed (EKS user guide)
AUDIT_LOGS = ("api", "audit", "authenticator")
SECRETS_KEY = "encryptionConfig.provider.keyArn"
# given for all of a cluster it reaches every object (EKS user guide, access policy permissions)
CLUSTER_ADMINISTRATION = "AmazonEKSClusterAdminPolicy"


@rule("eks-secrets-customer-key", CLUSTER)
def secrets_key(cluster: Resource, facts: Facts) -> Outcome:
    if get(cluster, "encryptionConfig") is MISSING:
        return failed("encryptionConfig")
    listed = lists(cluster, "encryptionConfig.resources", "secrets")
    return customer_key(cluster, SECRETS_KEY, facts) if listed.status is Status.PASS else listed


@rule("eks-endpoint-restricted", CLUSTER)
def endpoint_restricted(cluster: Resource, facts: Facts) -> Iterator[Outcome]:
    public, path = get(cluster, "vpcConfig.endpointPublicAccess"), "vpcConfig.endpointPublicAccess"
    if is_open(public):
        yield unknown(path)
        return
    if boolean(public) is False:
        yield passed(path, public)
        return
    ranges = get(cluster, "vpcConfig.publicAccessCidrs")
    if ranges in (MISSING, []):
        # open to the whole internet unless it is told otherwise
        yield failed(path, public)
        return
    for place, value in entries(ranges, "vpcConfig.publicAccessCidrs"):
        if not isinstance(value, str):
            yield unknown(place)
        else:
            yield failed(place, value) if is_broad(value) else passed(place, value)


@rule("eks-endpoint-within-network", CLUSTER)
def endpoint_within_network(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "vpcConfig.endpointPrivateAccess")


@rule("eks-control-plane-logged", CLUSTER)
def control_plane_logged(cluster: Resource, facts: Facts) -> Outcome:
    return lists(cluster, "enabledClusterLogTypes", *AUDIT_LOGS)


@rule("eks-access-by-entries", CLUSTER)
def access_by_entries(cluster: Resource, facts: Facts) -> Outcome:
    return is_one_of(cluster, "accessConfig.authenticationMode", "API")


@rule("eks-creator-without-administration", CLUSTER)
def creator_without_administration(cluster: Resource, facts: Facts) -> Outcome:
    return is_false(cluster, "accessConfig.bootstrapClusterCreatorAdminPermissions", default=True)


@rule("eks-deletion-protected", CLUSTER)
def deletion_protected(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "deletionProtection") if facts.production else not_applicable()


@rule("eks-upgraded-within-standard-support", CLUSTER)
def standard_support(cluster: Resource, facts: Facts) -> Outcome:
    return is_one_of(cluster, "upgradePolicy.supportType", "STANDARD")


@rule("eks-zonal-shift-enabled", CLUSTER)
def zonal_shift(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "zonalShiftConfig.enabled") if facts.production else not_applicable()


@rule("eks-administration-bounded", ACCESS_POLICY)
def administration_bounded(association: Resource, facts: Facts) -> Outcome:
    policy, scope = get(association, "policyArn"), get(association, "accessScope.type")
    if is_open(policy) or is_open(scope):
        return unknown("policyArn" if is_open(policy) else "accessScope.type")
    broad = isinstance(policy, str) and policy.endswith(f"/{CLUSTER_ADMINISTRATION}") and scope == "cluster"
    return failed("policyArn", policy) if broad else passed("policyArn", policy)


@rule("eks-access-groups-unprivileged", ACCESS_ENTRY)
def groups_unprivileged(entry: Resource, facts: Facts) -> Iterator[Outcome]:
    groups = get(entry, "kubernetesGroups")
    if is_open(groups):
        yield unknown("kubernetesGroups")
        return
    for path, group in entries(groups, "kubernetesGroups"):
        if is_open(group):
            yield unknown(path)
        else:
            # the groups of Kubernetes itself: system:masters passes by every check
            system = isinstance(group, str) and group.startswith("system:")
            yield failed(path, group) if system else passed(path, group)


@rule("eks-nodes-without-open-ssh", NODE_GROUP)
def nodes_without_open_ssh(group: Resource, facts: Facts) -> Outcome:
    if get(group, "remoteAccess.ec2SshKey") is MISSING:
        return passed("remoteAccess") if get(group, "remoteAccess") is MISSING else unknown("remoteAccess")
    path = "remoteAccess.sourceSecurityGroupIds"
    sources = get(group, path)
    if is_open(sources) or is_open(get(group, "remoteAccess.ec2SshKey")):
        return unknown(path)
    # a key without source groups opens port 22 to the internet
    return failed(path) if sources in (MISSING, []) else passed(path, sources)


@rule("eks-nodes-zones-redundant", NODE_GROUP)
def nodes_redundant(group: Resource, facts: Facts) -> Outcome:
    return counts_at_least(group, "subnetIds", 2)


@rule("eks-nodes-repaired", NODE_GROUP)
def nodes_repaired(group: Resource, facts: Facts) -> Outcome:
    return is_true(group, "nodeRepairConfig.enabled")
