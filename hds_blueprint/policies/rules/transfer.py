"""Rules of AWS Transfer Family: files that partners bring and fetch."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_set
from hds_blueprint.policies.choices import is_none_of, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open

SERVER = "aws:transfer/server:Server"
USER = "aws:transfer/user:User"
CONNECTOR = "aws:transfer/connector:Connector"
# The policy that AWS takes by default and later ones; FIPS-2024-01 still takes host keys of ssh-rsa, which
# sign with SHA-1 (Transfer Family user guide, "Security policies", read 2026-11-24).
CURRENT_POLICIES = (
    "TransferSecurityPolicy-2024-01",
    "TransferSecurityPolicy-2025-03",
    "TransferSecurityPolicy-FIPS-2024-05",
    "TransferSecurityPolicy-FIPS-2025-03",
    "TransferSecurityPolicy-Restricted-2024-06",
    "TransferSecurityPolicy-SshAuditCompliant-2025-02",
    "TransferSecurityPolicy-AS2Restricted-2025-07",
)


@rule("transfer-sftp-only", SERVER)
def sftp_only(server: Resource, facts: Facts) -> Iterator[Outcome]:
    protocols = get(server, "protocols")
    if is_open(protocols):
        yield unknown("protocols")
    elif protocols is MISSING:
        # SFTP is what AWS takes where nothing is said
        yield passed("protocols")
    else:
        for path, protocol in entries(protocols, "protocols"):
            if is_open(protocol):
                yield unknown(path)
            else:
                yield passed(path, protocol) if protocol == "SFTP" else failed(path, protocol)


@rule("transfer-algorithms-current", SERVER)
def algorithms(server: Resource, facts: Facts) -> Outcome:
    # the provider's default is the policy of 2018
    return is_one_of(server, "securityPolicyName", *CURRENT_POLICIES)


@rule("transfer-within-network", SERVER)
def within_network(server: Resource, facts: Facts) -> Outcome:
    return is_none_of(server, "endpointType", "PUBLIC", default="PUBLIC")


@rule("transfer-without-public-addresses", SERVER)
def without_public_addresses(server: Resource, facts: Facts) -> Outcome:
    path = "endpointDetails.addressAllocationIds"
    if get(server, "endpointDetails") is MISSING:
        return not_applicable()
    value = get(server, path)
    if is_open(value):
        return unknown(path)
    return passed(path) if value in (MISSING, []) else failed(path, value)


@rule("transfer-logged", SERVER)
def logged(server: Resource, facts: Facts) -> Outcome:
    if get(server, "structuredLogDestinations") not in (MISSING, []):
        return passed("structuredLogDestinations")
    return is_set(server, "loggingRole")


@rule("transfer-key-asked", SERVER)
def methods(server: Resource, facts: Facts) -> Outcome:
    if get(server, "identityProviderType") in (MISSING, "SERVICE_MANAGED"):
        # keys only
        return not_applicable()
    allowed = ("PUBLIC_KEY", "PUBLIC_KEY_AND_PASSWORD")
    return is_one_of(server, "sftpAuthenticationMethods", *allowed, default="PUBLIC_KEY_OR_PASSWORD")


@rule("transfer-user-confined", USER)
def user_confined(user: Resource, facts: Facts) -> Outcome:
    return is_one_of(user, "homeDirectoryType", "LOGICAL", default="PATH")


@rule("transfer-connector-encrypted", CONNECTOR)
def connector_encrypted(connector: Resource, facts: Facts) -> Iterator[Outcome]:
    url = get(connector, "url")
    if is_open(url):
        yield unknown("url")
    elif isinstance(url, str):
        yield failed("url", url) if url.startswith("http://") else passed("url", url)
    if get(connector, "as2Config") is not MISSING:
        yield is_one_of(connector, "as2Config.encryptionAlgorithm", "AES128_CBC", "AES192_CBC", "AES256_CBC")


@rule("transfer-connector-signed", CONNECTOR)
def connector_signed(connector: Resource, facts: Facts) -> Outcome:
    if get(connector, "as2Config") is MISSING:
        return not_applicable()
    return is_one_of(connector, "as2Config.signingAlgorithm", "SHA256", "SHA384", "SHA512")


@rule("transfer-connector-hosts-known", CONNECTOR)
def hosts_known(connector: Resource, facts: Facts) -> Outcome:
    if get(connector, "sftpConfig") is MISSING:
        return not_applicable()
    value, path = get(connector, "sftpConfig.trustedHostKeys"), "sftpConfig.trustedHostKeys"
    if is_open(value):
        return unknown(path)
    return failed(path) if value in (MISSING, []) else passed(path)
