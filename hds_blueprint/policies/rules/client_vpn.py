"""Rules of AWS Client VPN: who comes in, how far, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.address_ranges import is_broad
from hds_blueprint.policies.choices import has_entries, is_none_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.vpn import CLIENT_ENDPOINT
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, number, within

AUTHORIZATION = "aws:ec2clientvpn/authorizationRule:AuthorizationRule"
# A certificate says which machine connects; these say who does.
IDENTIFYING = ("directory-service-authentication", "federated-authentication")
DEFAULT_SESSION_HOURS = 24


@rule("client-vpn-people-identified", CLIENT_ENDPOINT)
def people_identified(endpoint: Resource, facts: Facts) -> Outcome:
    path = "authenticationOptions"
    options = get(endpoint, path)
    kinds = [within(option, "type") for _, option in entries(options, path)]
    if any(kind in IDENTIFYING for kind in kinds):
        return passed(path)
    return unknown(path) if is_open(options) or any(is_open(kind) for kind in kinds) else failed(path)


@rule("client-vpn-session-short", CLIENT_ENDPOINT)
def session_short(endpoint: Resource, facts: Facts, *, maximum_hours: int) -> Outcome:
    hours = get(endpoint, "sessionTimeoutHours")
    if is_open(hours):
        return unknown("sessionTimeoutHours")
    lasting = DEFAULT_SESSION_HOURS if hours is MISSING else number(hours) or 0
    short = lasting <= maximum_hours
    return passed("sessionTimeoutHours", hours) if short else failed("sessionTimeoutHours", hours)


@rule("client-vpn-security-groups-named", CLIENT_ENDPOINT)
def security_groups_named(endpoint: Resource, facts: Facts) -> Outcome:
    # without one the endpoint takes the network's default group
    return has_entries(endpoint, "securityGroupIds")


@rule("client-vpn-self-service-closed", CLIENT_ENDPOINT)
def self_service_closed(endpoint: Resource, facts: Facts) -> Outcome:
    return is_none_of(endpoint, "selfServicePortal", "enabled")


@rule("client-vpn-access-bounded", AUTHORIZATION)
def access_bounded(authorization: Resource, facts: Facts) -> Iterator[Outcome]:
    network, everybody = get(authorization, "targetNetworkCidr"), get(authorization, "authorizeAllGroups")
    if is_open(network) or is_open(everybody):
        yield unknown("targetNetworkCidr" if is_open(network) else "authorizeAllGroups")
        return
    yield failed("targetNetworkCidr", network) if is_broad(network) else passed("targetNetworkCidr", network)
    if boolean(everybody) is True:
        yield failed("authorizeAllGroups", everybody)
