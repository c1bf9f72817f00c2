"""Where data are held: stores, logs, secrets, backups and the deployment state, by region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from babel import Locale

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier.content import InventoryGroup, InventoryRow
from hds_blueprint.dossier.encryption import Encryption
from hds_blueprint.dossier.labels import TypeLabels
from hds_blueprint.dossier.language import Language
from hds_blueprint.hosting.facts import regions

STATE_ANCHOR = "deployment-state"


def state_group(labels: TypeLabels, stack: str, place: StatePlace | None) -> InventoryGroup:
    """The deployment state as a row of the inventory: it holds data like a store does."""
    row = InventoryRow(
        anchor=STATE_ANCHOR,
        name=f"Pulumi – {stack}",
        type="pulumi:state",
        label=labels.title("pulumi:state"),
        region=(place.region if place else None) or "",
        everywhere=False,
        data_class="technical",
        encryption=_state_encryption(place),
        zones=0,
        protected=False,
        holds_data=True,
        external=False,
        origin=None,
    )
    return InventoryGroup(labels.group_title("state"), (row,), "state")


def _state_encryption(place: StatePlace | None) -> Encryption:
    if place is None or not place.key:
        return Encryption("unknown")
    parts = urlsplit(place.key)  # its query may name a login of the machine
    host = parts.netloc.rpartition("@")[2]
    name = f"{parts.scheme}://{host}{parts.path}" if parts.scheme else place.key
    return Encryption("key", name)


@dataclass(frozen=True, slots=True)
class Location:
    """What is stored in one region; `place` is its town and country, empty where the region is not known.

    `standing` says whether it is in the European Economic Area: `eea`, `outside` or `unknown`.
    """

    region: str
    place: str
    standing: Literal["eea", "outside", "unknown"]
    rows: tuple[InventoryRow, ...]


def locations(groups: Sequence[InventoryGroup], language: Language) -> tuple[Location, ...]:
    """The places where data are held, by region, regions in the order of their first place."""
    by_region: dict[str, list[InventoryRow]] = {}
    held = [row for group in groups for row in group.rows if row.holds_data]
    for row in (
        *(each for each in held if not each.copy_alone),
        *(c for each in held for c in _copies(each)),
    ):
        by_region.setdefault(row.region, []).append(row)
    return tuple(_location(region, tuple(rows), language) for region, rows in by_region.items())


def _copies(row: InventoryRow) -> Iterator[InventoryRow]:
    """What a resource holds in other regions, each as a row of its own."""
    for copy in row.copies:
        yield replace(row, region=copy.region, label=copy.label, encryption=copy.encryption)


def _location(region: str, rows: tuple[InventoryRow, ...], language: Language) -> Location:
    fact = regions().get(region)
    if fact is None:
        return Location(region, "", "unknown", rows)
    country = Locale.parse(language).territories.get(fact.country, fact.country)
    place = (
        country
        if fact.place == Locale.parse("en").territories.get(fact.country)
        else f"{fact.place_in(language)}, {country}"
    )
    return Location(region, place, "eea" if fact.standing == "eea" else "outside", rows)
