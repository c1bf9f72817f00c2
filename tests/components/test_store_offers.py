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
def built() -> dict[str, Store]:
    found: dict[str, Store] = {}
    needs = HostingRequirements.model_validate(merged(DOCUMENT, EVERY))
    record(lambda: found.update(Platform(needs).stores), project="hds-blueprint", stack="prod")
    return found


def test_every_section_of_stores_is_built(built: dict[str, Store]) -> None:
    needs = HostingRequirements.model_validate(merged(DOCUMENT, EVERY))
    stated = {f"{section}.{name}" for section, stores in needs.stores.items() for name in stores}
    assert set(built) == stated


def test_attributes_and_secrets_are_those_that_the_checks_know(built: dict[str, Store]) -> None:
    needs = HostingRequirements.model_validate(merged(DOCUMENT, EVERY))
    for path, store in built.items():
        section, _, name = path.partition(".")
        stated = needs.stores[section][name]
        assert set(store.attributes) == set(stated.ATTRIBUTES), path
        assert set(store.secrets) == set(stated.SECRETS), path
