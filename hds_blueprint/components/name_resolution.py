"""Names that the network looks up: recorded, and only the listed ones answered where a list is given."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.hosting.network import Egress

_FIRST, _LAST = 100, 200  # priorities: the lowest number is asked first
_GROUP_PRIORITY = 101  # AWS keeps 100 and below, and 9900 and above, for itself


def record_queries(parent: Component, vpc: aws.ec2.Vpc, *, key: aws.kms.Key, retention_months: int) -> None:
    """Records each name that something in the network looks up, with the address that asked.

    The resolver of the network writes the log in its own region. Query logs of a public hosted zone
    exist in us-east-1 alone (Amazon Route 53 developer guide, "Public DNS query logging"), out of
    the EEA, so the platform has none.

    Cost: by volume, as flow logs.
    """
    group = log_group("name-queries", parent=parent, retention_months=retention_months, key=key)
    log = aws.route53.ResolverQueryLogConfig(
        "name-queries",
        name=parent.scope.physical_name("name-queries", maximum=64),
        destination_arn=group.arn,
        opts=parent.child(),
    )
    aws.route53.ResolverQueryLogConfigAssociation(
        "name-queries", resolver_query_log_config_id=log.id, resource_id=vpc.id, opts=parent.child()
    )


def answer_only(parent: Component, vpc: aws.ec2.Vpc, *, allowed: Sequence[Egress]) -> None:
    """Answers the names of the list and of AWS itself, and no other (Route 53 Resolver DNS Firewall).

    Data can leave inside of questions about names, by any network that answers them. A name that
    is listed may point to another one, as content networks do: that one is answered as well.

    Cost: below 1 USD a month and 0.60 USD per million questions.
    """
    scope = parent.scope
    own = [f"*.{scope.dns_suffix}", f"*.{scope.region}.compute.internal"]
    names = [*dict.fromkeys(destination.hostname for destination in allowed), *own]
    listed = _names(parent, "listed-names", names)
    others = _names(parent, "other-names", ["*"])
    group = aws.route53.ResolverFirewallRuleGroup(
        "names", name=scope.physical_name("names", maximum=64), opts=parent.child()
    )
    aws.route53.ResolverFirewallRule(
        "listed-names",
        name="listed-names",
        firewall_rule_group_id=group.id,
        firewall_domain_list_id=listed.id,
        priority=_FIRST,
        action="ALLOW",
        firewall_domain_redirection_action="TRUST_REDIRECTION_DOMAIN",
        opts=parent.child(),
    )
    last = aws.route53.ResolverFirewallRule(
        "other-names",
        name="other-names",
        firewall_rule_group_id=group.id,
        firewall_domain_list_id=others.id,
        priority=_LAST,
        action="BLOCK",
        block_response="NXDOMAIN",
        opts=parent.child(),
    )
    aws.route53.ResolverFirewallRuleGroupAssociation(
        "names",
        name=scope.physical_name("names", maximum=64),
        firewall_rule_group_id=group.id,
        vpc_id=vpc.id,
        priority=_GROUP_PRIORITY,
        mutation_protection="ENABLED" if scope.protect_data else "DISABLED",
        # a group that is associated before it is whole would refuse what it lists
        opts=parent.child(depends_on=[last]),
    )
    # a question that the firewall cannot judge gets no answer
    aws.route53.ResolverFirewallConfig(
        "names", resource_id=vpc.id, firewall_fail_open="DISABLED", opts=parent.child()
    )


def _names(parent: Component, name: str, names: Sequence[str]) -> aws.route53.ResolverFirewallDomainList:
    return aws.route53.ResolverFirewallDomainList(
        name,
        name=parent.scope.physical_name(name, maximum=64),
        domains=list(names),
        opts=parent.child(),
    )
