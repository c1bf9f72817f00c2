"""Rules of certificates and of private certificate authorities (ACM, AWS Private CA)."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least
from hds_blueprint.policies.choices import is_none_of, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.acm import CERTIFICATE
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open

AUTHORITY = "aws:acmpca/certificateAuthority:CertificateAuthority"
# RSA below 2048 bits (ANSSI, guide des mécanismes cryptographiques)
WEAK_KEYS = ("RSA_1024",)
WEAK_SIGNATURES = ("SHA1WITHRSA", "SHA1WITHECDSA")
# until when AWS keeps a deleted authority, where nothing is said
DEFAULT_RESTORABLE_DAYS = 30
_CONFIGURATION = "certificateAuthorityConfiguration"
_REVOCATION = "revocationConfiguration"


@rule("acm-certificate-key-strong", CERTIFICATE)
def key_strong(certificate: Resource, facts: Facts) -> Outcome:
    return is_none_of(certificate, "keyAlgorithm", *WEAK_KEYS)


@rule("acm-certificate-key-kept", CERTIFICATE)
def key_kept(certificate: Resource, facts: Facts) -> Outcome:
    return is_none_of(certificate, "options.export", "ENABLED")


@rule("acm-certificate-names-listed", CERTIFICATE)
def names_listed(certificate: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in ("domainName", "subjectAlternativeNames"):
        for path, value in entries(get(certificate, name), name):
            if isinstance(value, str):
                yield failed(path, value) if value.startswith("*.") else passed(path, value)
            else:
                yield unknown(path)


@rule("acm-authority-key-strong", AUTHORITY)
def authority_key_strong(authority: Resource, facts: Facts) -> Outcome:
    return is_none_of(authority, f"{_CONFIGURATION}.keyAlgorithm", *WEAK_KEYS)


@rule("acm-authority-signature-strong", AUTHORITY)
def signature_strong(authority: Resource, facts: Facts) -> Outcome:
    return is_none_of(authority, f"{_CONFIGURATION}.signingAlgorithm", *WEAK_SIGNATURES)


@rule("acm-authority-revocation-published", AUTHORITY)
def revocation_published(authority: Resource, facts: Facts) -> Outcome:
    paths = [f"{_REVOCATION}.{kind}.enabled" for kind in ("crlConfiguration", "ocspConfiguration")]
    values = [get(authority, path) for path in paths]
    if any(value is not MISSING and boolean(value) is True for value in values):
        return passed(_REVOCATION)
    return unknown(_REVOCATION) if any(is_open(value) for value in values) else failed(_REVOCATION)


@rule("acm-authority-restorable", AUTHORITY)
def restorable(authority: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    return at_least(authority, "permanentDeletionTimeInDays", minimum_days, default=DEFAULT_RESTORABLE_DAYS)


@rule("acm-authority-key-in-hardware", AUTHORITY)
def key_in_hardware(authority: Resource, facts: Facts) -> Outcome:
    path = "keyStorageSecurityStandard"
    return is_one_of(authority, path, "FIPS_140_2_LEVEL_3_OR_HIGHER", default="FIPS_140_2_LEVEL_3_OR_HIGHER")
