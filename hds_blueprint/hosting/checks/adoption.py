"""What comes from outside of the language: resources that exist already, extensions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from hds_blueprint.hosting.adoption import Adoptable
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

_COMMON_DOMAIN = "data"  # exists always, for what belongs to no single store


def imports_distinct(needs: HostingRequirements) -> Iterator[Complaint]:
    """Two stores of a section, or two key domains, do not take over the same resource."""
    for section, stores in needs.stores.items():
        found = {name: store.import_id for name, store in stores.items() if isinstance(store, Adoptable)}
        yield from _distinct(found, (section,), ("import",))
    yield from _distinct(needs.access.key_imports, ("access", "key_imports"), ())


def _distinct(
    found: dict[str, str] | dict[str, str | None], above: Location, below: Location
) -> Iterator[Complaint]:
    first: dict[str, str] = {}
    for name, identifier in found.items():
        if identifier is None:
            continue
        if identifier in first:
            other = ".".join(str(step) for step in (*above, first[identifier]))
            yield Complaint("import-twice", (*above, name, *below), identifier, arguments={"other": other})
        first.setdefault(identifier, name)


def imported_domains_used(needs: HostingRequirements) -> Iterator[Complaint]:
    """An imported key becomes that of a domain that exists."""
    yield from _domains_exist(needs, needs.access.key_imports, "key_imports")


def external_domains_used(needs: HostingRequirements) -> Iterator[Complaint]:
    """A key outside of AWS belongs to a domain that exists and whose key is not taken over."""
    yield from _domains_exist(needs, needs.access.external_keys, "external_keys")
    for domain in needs.access.external_keys:
        if domain in needs.access.key_imports:
            yield Complaint(
                "external-key-imported",
                ("access", "external_keys", domain),
                domain,
                depends_on=(("access", "key_imports", domain),),
            )


def _domains_exist(needs: HostingRequirements, stated: Iterable[str], field: str) -> Iterator[Complaint]:
    domains = sorted(
        {_COMMON_DOMAIN} | {store.key_domain for stores in needs.stores.values() for store in stores.values()}
    )
    for domain in stated:
        if domain not in domains:
            match = difflib.get_close_matches(domain, domains, 1, 0.6)
            yield Complaint(
                "import-domain-unused",
                ("access", field, domain),
                domain,
                ", ".join(domains),
                arguments={"match": match[0]} if match else {},
                at_key=True,
            )


def imports_keep(needs: HostingRequirements) -> Iterator[Complaint]:
    """A warning for each store that comes in as it is: nothing here says what it is like."""
    for section, stores in needs.stores.items():
        for name, store in stores.items():
            if isinstance(store, Adoptable) and store.import_id is not None:
                yield Complaint("import-kept", (section, name, "import"), store.import_id, severity="warning")


def imported_databases_are_instances(needs: HostingRequirements) -> Iterator[Complaint]:
    """An instance has one id; a cluster consists of several resources, each with its own."""
    for name, database in needs.databases.items():
        if database.import_id is not None and database.engine.startswith("aurora"):
            yield Complaint(
                "import-cluster",
                ("databases", name, "import"),
                database.import_id,
                depends_on=(("databases", name, "engine"),),
            )


def extensions_distinct(needs: HostingRequirements) -> Iterator[Complaint]:
    """An extension runs once."""
    for index, name in enumerate(needs.extensions):
        if name in needs.extensions[:index]:
            yield Complaint("extension-repeated", ("extensions", index), name)


CHECKS = (
    imports_distinct,
    imported_domains_used,
    external_domains_used,
    imported_databases_are_instances,
    imports_keep,
    extensions_distinct,
)
