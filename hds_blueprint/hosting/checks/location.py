"""Where data are stored: regions of the EEA, two of them, with the zones that the network asks for."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Document, Location
from hds_blueprint.hosting.facts import eea_regions, regions
from hds_blueprint.hosting.requirements import HostingRequirements

_REGION: Location = ("location", "region")
_RECOVERY: Location = ("location", "recovery_region")


def region_in_eea(needs: Document) -> Iterator[Complaint]:
    """The region lies in the EEA (R.1111-9-1 CSP, HDS v2 EXI 28)."""
    yield from _in_eea(_REGION, needs.location.region)


def recovery_region_in_eea(needs: Document) -> Iterator[Complaint]:
    """The recovery region lies in the EEA: copies and replicas are stored data too."""
    yield from _in_eea(_RECOVERY, needs.location.recovery_region)


def _in_eea(location: Location, code: str) -> Iterator[Complaint]:
    if code in eea_regions():
        return
    allowed = ", ".join(sorted(eea_regions()))
    fact = regions().get(code)
    if fact is None:
        arguments = {"allowed": allowed}
        if near := difflib.get_close_matches(code, regions(), 1, 0.6):
            arguments["match"] = near[0]
        yield Complaint("region-unknown", location, code, allowed, arguments=arguments)
        return
    arguments = {"place": code, "country": fact.country, "allowed": allowed}
    yield Complaint(fact.reason or "region-outside-eea", location, code, allowed, arguments=arguments)


def regions_distinct(needs: Document) -> Iterator[Complaint]:
    """The recovery region is another one: a copy beside the original dies with it."""
    if needs.location.region == needs.location.recovery_region:
        yield Complaint("regions-equal", _RECOVERY, needs.location.recovery_region, depends_on=(_REGION,))


def zones_available(needs: HostingRequirements) -> Iterator[Complaint]:
    """The region has as many availability zones as the network asks for."""
    fact = regions().get(needs.location.region)
    if fact is not None and fact.zones is not None and needs.network.zones > fact.zones:
        yield Complaint(
            "zones-unavailable",
            ("network", "zones"),
            str(needs.network.zones),
            f"≤ {fact.zones}",
            arguments={"place": needs.location.region},
            depends_on=(_REGION,),
        )


CHECKS = (region_in_eea, recovery_region_in_eea, regions_distinct, zones_available)
