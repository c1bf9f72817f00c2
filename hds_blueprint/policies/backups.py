"""Which data stores the backup selections of a graph reach.

What a selection says (AWS Backup, API reference, BackupSelection): the resources it names or that have one of
its tags (`ListOfTags`), of these those for which every condition holds, without those it leaves out. One that
names nothing and no tag speaks of everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.places import region_of
from hds_blueprint.policies.truth import all_true, any_true, negated
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, within

SELECTION = "aws:backup/selection:Selection"
# Service and resource part of a store's ARN, with the input that names it (service authorization reference).
_ARNS = {
    "aws:s3/bucket:Bucket": ("s3", "", "bucket"),
    "aws:s3/bucketV2:BucketV2": ("s3", "", "bucket"),
    "aws:rds/instance:Instance": ("rds", "db:", "identifier"),
    "aws:rds/cluster:Cluster": ("rds", "cluster:", "clusterIdentifier"),
    "aws:docdb/cluster:Cluster": ("rds", "cluster:", "clusterIdentifier"),
    "aws:neptune/cluster:Cluster": ("rds", "cluster:", "clusterIdentifier"),
    "aws:dynamodb/table:Table": ("dynamodb", "table/", "name"),
    "aws:efs/fileSystem:FileSystem": ("elasticfilesystem", "file-system/", ""),
}
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "stringEquals": lambda held, wanted: held == wanted,
    "stringLikes": fnmatchcase,
    "stringNotEquals": lambda held, wanted: held != wanted,
    "stringNotLikes": lambda held, wanted: not fnmatchcase(held, wanted),
}


def coverage(store: Resource, facts: Facts) -> str | None:
    """The URN of a selection that reaches the store; empty where none does; None where it cannot be told."""
    uncertain = False
    # those that name it come first: where there are many, few others are looked at
    named = facts.attached(store, "resources", SELECTION).resources
    for selection in (*named, *facts.graph.of_type(SELECTION)):
        reached = _reaches(selection, store, facts)
        if reached:
            return selection.urn
        uncertain = uncertain or reached is None
    return None if uncertain else ""


def _reaches(selection: Resource, store: Resource, facts: Facts) -> bool | None:
    named = any_true((_lists(selection, "resources", store, facts), _tagged(selection, store)))
    if all(get(selection, path) in (MISSING, []) for path in ("resources", "selectionTags")):
        named = True
    kept = negated(_lists(selection, "notResources", store, facts))
    return all_true((named, kept, *_conditions(selection, store)))


def _lists(selection: Resource, path: str, store: Resource, facts: Facts) -> bool | None:
    """Whether a list of ARNs, which may hold wildcards, names the store."""
    if store.urn in facts.targets(selection, path):
        return True
    listed = get(selection, path)
    if is_open(listed):
        return False if facts.targets(selection, path) else None
    return any_true(_names(entry, place, selection, store, facts) for place, entry in entries(listed, path))


def _names(entry: Found, path: str, selection: Resource, store: Resource, facts: Facts) -> bool | None:
    if not isinstance(entry, str):
        # a reference names its own resource, and no other
        return False if facts.targets(selection, path) else None
    arn = store.outputs.get("arn")
    if entry == "*" or isinstance(arn, str):
        return entry == "*" or fnmatchcase(str(arn), entry)
    parts = entry.split(":", 5)
    if len(parts) < 6 or store.type not in _ARNS:
        return None
    service, kind, naming = _ARNS[store.type]
    name, region = get(store, naming) if naming else MISSING, region_of(store, facts)
    if not fnmatchcase(service, parts[2]) or (region and parts[3] and not fnmatchcase(region, parts[3])):
        return False
    if isinstance(name, str):
        return fnmatchcase(f"{kind}{name}", parts[5])
    if parts[5] in ("*", f"{kind}*"):
        return True
    # the name that AWS or Pulumi will give may be the one that is written
    return None if parts[5].startswith((kind, "*")) else False


def _tagged(selection: Resource, store: Resource) -> bool | None:
    tags = entries(get(selection, "selectionTags"), "selectionTags")
    return any_true(_holds("stringEquals", tag, store) for _, tag in tags)


def _conditions(selection: Resource, store: Resource) -> Iterable[bool | None]:
    conditions = get(selection, "conditions")
    if is_open(conditions):
        yield None
    for _, condition in entries(conditions, "conditions"):
        for operator in _OPERATORS:
            for _, each in entries(within(condition, operator), operator):
                yield _holds(operator, each, store)


def _holds(operator: str, wanted: Found, store: Resource) -> bool | None:
    key, value = within(wanted, "key"), within(wanted, "value")
    if not isinstance(key, str) or not isinstance(value, str):
        return None
    held = _tag(store, key.removeprefix("aws:ResourceTag/"))
    if is_open(held):
        return None
    if held is MISSING:
        return operator.startswith("stringNot")
    return _OPERATORS[operator](str(held), value)


def _tag(store: Resource, key: str) -> Found:
    for path in ("tags", "tagsAll"):
        tags = get(store, path)
        if is_open(tags):
            return tags
        if isinstance(tags, dict) and tags.get(key) is not None:
            return tags[key]
    return MISSING
