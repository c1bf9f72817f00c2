"""Rules of a change: what a proposed state does to the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.policies import data_stores
from hds_blueprint.policies.change import ChangeKind
from hds_blueprint.policies.changes import compare, replacing_inputs
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed
from hds_blueprint.policies.rule import graph_rule


@graph_rule("data-store-kept")
def kept(facts: Facts) -> Iterator[tuple[str, Outcome]]:
    """Every data store of the base is still the same one; nothing is said where there is no base."""
    base = facts.base
    if base is None:
        yield "", not_applicable()
        return
    changes = {change.urn: change for change in compare(base, facts.graph)}
    for store in base.of_type(*data_stores.KEPT):
        change = changes.get(store.urn)
        if store.external:
            continue
        if change is not None and change.kind is ChangeKind.DELETED:
            yield store.urn, failed("resource", change="deleted")
        elif change is not None and change.kind is ChangeKind.REPLACED:
            first = next(p for p in change.properties if p in replacing_inputs()[store.type])
            yield store.urn, failed(first, change="replaced")
        else:
            yield store.urn, passed("resource")
