"""Rules of certificates (AWS Certificate Manager)."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

CERTIFICATE = "aws:acm/certificate:Certificate"
TRANSPARENCY = "options.certificateTransparencyLoggingPreference"


@rule("acm-certificate-transparency-logged", CERTIFICATE)
def transparency_logged(certificate: Resource, facts: Facts) -> Outcome:
    value = get(certificate, TRANSPARENCY)
    if is_open(value):
        return unknown(TRANSPARENCY)
    return failed(TRANSPARENCY, value) if value == "DISABLED" else passed(TRANSPARENCY, value)


@rule("acm-certificate-validated-by-dns", CERTIFICATE)
def validated_by_dns(certificate: Resource, facts: Facts) -> Outcome:
    method = get(certificate, "validationMethod")
    if is_open(method):
        return unknown("validationMethod")
    if method is MISSING:
        # imported, or of a private authority
        return not_applicable()
    return passed("validationMethod", method) if method == "DNS" else failed("validationMethod", method)
