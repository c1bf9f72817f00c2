"""Rules of tunnels to other networks (AWS Site-to-Site VPN, AWS Client VPN)."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, number

CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
CLIENT_ENDPOINT = "aws:ec2clientvpn/endpoint:Endpoint"
TUNNELS = ("tunnel1", "tunnel2")
PHASES = ("Phase1", "Phase2")
# What AWS offers and nobody should agree on any more (ANSSI, note technique DAT-NT-003): SHA-1, and groups
# below 2048 bits, of which AWS has 2 and 5.
_WEAK_INTEGRITY = frozenset({"SHA1"})
_WEAK_GROUPS = frozenset({2, 5})


@rule("vpn-tunnel-ikev2-only", CONNECTION)
def ikev2_only(connection: Resource, facts: Facts) -> Iterator[Outcome]:
    for tunnel in TUNNELS:
        yield _only_strong(connection, f"{tunnel}IkeVersions", frozenset({"ikev1"}))


@rule("vpn-tunnel-integrity-strong", CONNECTION)
def integrity_strong(connection: Resource, facts: Facts) -> Iterator[Outcome]:
    for tunnel in TUNNELS:
        for phase in PHASES:
            yield _only_strong(connection, f"{tunnel}{phase}IntegrityAlgorithms", _WEAK_INTEGRITY)


@rule("vpn-tunnel-groups-strong", CONNECTION)
def groups_strong(connection: Resource, facts: Facts) -> Iterator[Outcome]:
    for tunnel in TUNNELS:
        for phase in PHASES:
            yield _only_strong(connection, f"{tunnel}{phase}DhGroupNumbers", _WEAK_GROUPS)


def _only_strong(connection: Resource, path: str, weak: frozenset[str] | frozenset[int]) -> Outcome:
    """The list is given, since AWS's own holds the weak ones too, and names none of them."""
    listed = get(connection, path)
    if is_open(listed):
        return unknown(path)
    if listed is MISSING or listed == []:
        return failed(path)
    open_values = False
    for place, value in entries(listed, path):
        if is_open(value):
            open_values = True
        elif (isinstance(value, str) and value in weak) or number(value) in weak:
            return failed(place, value)
    return unknown(path) if open_values else passed(path, listed)


@rule("vpn-tunnel-logged", CONNECTION)
def tunnel_logged(connection: Resource, facts: Facts) -> Iterator[Outcome]:
    for tunnel in TUNNELS:
        yield is_true(connection, f"{tunnel}LogOptions.cloudwatchLogOptions.logEnabled")


@rule("vpn-key-not-in-program", CONNECTION)
def key_not_in_program(connection: Resource, facts: Facts) -> Iterator[Outcome]:
    for tunnel in TUNNELS:
        path = f"{tunnel}PresharedKey"
        key = get(connection, path)
        if key is MISSING:
            yield passed(path)
        else:
            # never the value itself: a report is read by many
            yield unknown(path) if is_open(key) else failed(path)


@rule("vpn-key-kept-apart", CONNECTION)
def key_kept_apart(connection: Resource, facts: Facts) -> Outcome:
    return is_one_of(connection, "presharedKeyStorage", "SecretsManager")


@rule("client-vpn-connections-logged", CLIENT_ENDPOINT)
def client_connections_logged(endpoint: Resource, facts: Facts) -> Outcome:
    return is_true(endpoint, "connectionLogOptions.enabled")
