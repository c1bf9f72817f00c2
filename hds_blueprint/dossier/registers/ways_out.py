"""What workloads may reach outside, and the networks and accounts that are linked, as the document says."""

from __future__ import annotations

from hds_blueprint.dossier.inline import cell, code, lines, row
from hds_blueprint.dossier.model import Table
from hds_blueprint.dossier.source import Source


def destinations(source: Source) -> Table:
    """The destinations of the document by name, and what enforces the list."""
    _ = source.translate
    network = source.requirements.network
    means = {
        "firewall": _("AWS Network Firewall, by the name in the first TLS message"),
        "names": _("Route 53 Resolver DNS Firewall: other names are not answered"),
    }[network.egress_control]
    return Table(
        title=_("Destinations allowed by name"),
        columns=(_("Destination"), _("Port"), _("Purpose"), _("Enforced by")),
        rows=tuple(
            row(cell(code(each.hostname)), str(each.port), each.reason, means) for each in network.egress
        ),
        widths=(30, 8, 32, 30),
        name="register-destinations",
    )


def linked_networks(source: Source) -> Table:
    """The networks behind tunnels, and the accounts that connect by PrivateLink."""
    _ = source.translate
    network = source.requirements.network
    tunnels = [
        row(
            each.customer,
            _("IPsec tunnel"),
            cell(code(str(each.gateway))),
            lines(map(str, each.ranges)),
            ", ".join(map(str, each.reached_ports)),
        )
        for each in network.vpns
    ]
    accounts = [
        row(_("account %(number)s") % {"number": each}, "PrivateLink", "", "", "443")
        for each in network.private_link_accounts
    ]
    return Table(
        title=_("Linked networks and accounts"),
        columns=(_("Partner"), _("Link"), _("Gateway"), _("Address ranges"), _("Ports")),
        rows=(*tunnels, *accounts),
        widths=(26, 18, 18, 22, 16),
        name="register-links",
    )
