"""What the document's checks say that stores offer is what the components resolve."""

from __future__ import annotations

import pytest

from hds_blueprint.components.platform import Platform
from hds_blueprint.components.store import Store
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.requirements import HostingRequirements

from .small_platform import DOCUMENT, merged

EVERY = {
    "queues": {"one": {}},
    "topics": {"one": {}},
    "caches": {"one": {}, "two": {"engine": "redis"}},
    "file_systems": {"one": {}},
    "search": {"one": {}},
    "databases": {"records": {"database_name": "carnet"}, "mysql": {"engine": "mysql", "version": "8.4"}},
}


@pytest.fixture(scope="module")
def offers() -> dict[str, tuple[set[str], set[str]]]:
    """Attributes and secrets of each store, read while the program runs: outputs need its event loop."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    needs = HostingRequirements.model_validate(merged(DOCUMENT, EVERY))

    def program() -> None:
        stores: dict[str, Store] = dict(Platform(needs).stores)
        found.update({path: (set(store.attributes), set(store.secrets)) for path, store in stores.items()})

    record(program, project="hds-blueprint", stack="prod")
    return found


def test_attributes_and_secrets_of_every_store_are_those_that_the_checks_know(
    offers: dict[str, tuple[set[str], set[str]]],
) -> None:
    needs = HostingRequirements.model_validate(merged(DOCUMENT, EVERY))
    assert offers == {
        f"{section}.{name}": (set(stated.ATTRIBUTES), set(stated.SECRETS))
        for section, stores in needs.stores.items()
        for name, stated in stores.items()
    }
