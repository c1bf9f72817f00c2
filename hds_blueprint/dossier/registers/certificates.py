"""The register of TLS certificates and of where they are shown to callers."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.inline import cell, lines, row
from hds_blueprint.dossier.model import Cell, Row, Table
from hds_blueprint.dossier.source import Source, plain
from hds_blueprint.graph.model import Resource, targets

CERTIFICATE = "aws:acm/certificate:Certificate"
LISTENER = "aws:lb/listener:Listener"
ADDITIONAL = "aws:lb/listenerCertificate:ListenerCertificate"


def certificates(source: Source) -> Table:
    """One row a certificate of the stack."""
    _ = source.translate
    return Table(
        title=_("TLS certificates"),
        columns=(
            _("Certificate"),
            _("Names"),
            _("Region"),
            _("Proof of the name"),
            _("Renewal"),
            _("Used by"),
            _("Protocols"),
        ),
        rows=tuple(_certificate(source, each) for each in source.graph.of_type(CERTIFICATE)),
        widths=(13, 20, 11, 12, 16, 14, 18),
        name="register-certificates",
    )


def _certificate(source: Source, certificate: Resource) -> Row:
    _ = source.translate
    imported = "certificateBody" in certificate.inputs
    private = "certificateAuthorityArn" in certificate.inputs
    names = certificate.inputs.get("subjectAlternativeNames")
    others = [plain(name) for name in names] if isinstance(names, list) else []
    listeners = list(_listeners(source, certificate))
    renewal = _("by people, before it expires") if imported else _("by AWS Certificate Manager")
    return row(
        cell(source.resource(certificate.urn)),
        lines(dict.fromkeys([plain(certificate.inputs.get("domainName")), *others])),
        source.region(certificate),
        _("imported")
        if imported
        else _("private authority")
        if private
        else plain(certificate.inputs.get("validationMethod")) or source.not_stated,
        renewal,
        Cell(source.resources(each.urn for each in listeners)) if listeners else cell(source.not_stated),
        lines(dict.fromkeys(plain(each.inputs.get("sslPolicy")) for each in listeners)),
        identifier=f"certificate-{anchor(certificate.urn)}",
    )


def _listeners(source: Source, certificate: Resource) -> Iterator[Resource]:
    graph = source.graph
    for listener in graph.of_type(LISTENER):
        if certificate.urn in targets(listener, "certificateArn"):
            yield listener
    for more in graph.of_type(ADDITIONAL):
        if certificate.urn in targets(more, "certificateArn"):
            yield from (graph.by_urn[urn] for urn in targets(more, "listenerArn") if urn in graph.by_urn)
