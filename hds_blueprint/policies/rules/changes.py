"""Rules of a change: what a proposed state does to the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.policies import data_stores
from hds_blueprint.policies.change import DATA_STORE_KEPT, ChangeKind
from hds_blueprint.policies.changes import compare, renamed
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed
from hds_blueprint.policies.rule import graph_rule


@graph_rule(DATA_STORE_KEPT)
def kept(facts: Facts) -> Iterator[tuple[str, Outcome]]:
    """Every data store of the base is still the same one; nothing is said where there is no base."""
    base = facts.base
    if base is None:
        yield "", not_applicable()
        return
    changes = {change.urn: change for change in compare(base, facts.graph)}
    now = renamed(base, facts.graph)
    for store in base.of_type(*data_stores.KEPT):
        if store.external:
            continue
        urn = now.get(store.urn, store.urn)
        change = changes.get(urn)
        if change is not None and change.kind is ChangeKind.DELETED:
            yield urn, failed("resource", change="deleted")
        elif change is not None and change.kind is ChangeKind.REPLACED:
            yield urn, failed(change.replacing[0], change="replaced")
        else:
            yield urn, passed("resource")
