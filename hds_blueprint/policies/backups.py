"""Which data stores the backup selections of a graph reach."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.values import Found, entries, get, is_open, within

SELECTION = "aws:backup/selection:Selection"


def coverage(store: Resource, facts: Facts) -> str | None:
    """The URN of a selection that reaches the store; empty where none does; None where it cannot be told."""
    for selection in facts.attached(store, "resources", SELECTION).resources:
        if store.urn not in facts.targets(selection, "notResources"):
            return selection.urn
    uncertain = False
    for selection in facts.graph.of_type(SELECTION):
        if store.urn in facts.targets(selection, "notResources"):
            continue
        reached = _by_resource(selection, store, facts), _by_tag(selection, store)
        if True in reached:
            return selection.urn
        uncertain = uncertain or None in reached
    return None if uncertain else ""


def _by_resource(selection: Resource, store: Resource, facts: Facts) -> bool | None:
    if store.urn in facts.targets(selection, "resources"):
        return True
    arn = store.outputs.get("arn")
    open_entries = False
    for _, entry in entries(get(selection, "resources"), "resources"):
        if entry == "*" or (isinstance(entry, str) and isinstance(arn, str) and fnmatchcase(arn, entry)):
            return True
        # a literal ARN of a store whose own ARN this source does not know
        open_entries = open_entries or (isinstance(entry, str) and not isinstance(arn, str))
        open_entries = open_entries or (is_open(entry) and not facts.targets(selection, "resources"))
    return None if open_entries else False


def _by_tag(selection: Resource, store: Resource) -> bool | None:
    for _, tag in entries(get(selection, "selectionTags"), "selectionTags"):
        key, value = within(tag, "key"), within(tag, "value")
        if is_open(key) or is_open(value):
            return None
        if (held := _tag(store, key)) == value:
            return True
        if is_open(held):
            return None
    for _, condition in entries(get(selection, "conditions"), "conditions"):
        for _, tag in entries(within(condition, "stringEquals"), "stringEquals"):
            key = within(tag, "key")
            if isinstance(key, str) and _tag(store, key.removeprefix("aws:ResourceTag/")) == within(
                tag, "value"
            ):
                return True
    return False


def _tag(store: Resource, key: Found) -> Found:
    tags = get(store, "tags")
    return tags.get(str(key)) if isinstance(tags, dict) else tags
